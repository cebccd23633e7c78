#include "stages/ccda/path.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace hios::ccda {
namespace {

constexpr std::size_t kMostSteps = 24;

constexpr std::array<std::pair<std::string_view, Made>, 10> kMade{{{"_text", Made::kText},
                                                                   {"_narrative", Made::kNarrative},
                                                                   {"_type", Made::kType},
                                                                   {"_date", Made::kDate},
                                                                   {"_dateTime", Made::kDateTime},
                                                                   {"_instant", Made::kInstant},
                                                                   {"_section", Made::kSection},
                                                                   {"_path", Made::kPath},
                                                                   {"_shared", Made::kShared},
                                                                   {"_name", Made::kName}}};

constexpr std::array<std::pair<std::string_view, Kindred>, 4> kKindred{{{"_same", Kindred::kSame},
                                                                        {"_authored", Kindred::kAuthored},
                                                                        {"_written", Kindred::kWritten},
                                                                        {"_signed", Kindred::kSigned}}};

// Extensions that stand beside an element of CDA with the same name.
constexpr std::array<std::string_view, 8> kBothHave{"raceCode", "ethnicGroupCode", "id", "birthTime", "name", "addr",
                                                    "code",     "telecom"};

// Those whose text is no value when their element has a nullFlavor.
bool is_value_attribute(std::string_view name) {
    return name == "value" || name == "code" || name == "codeSystem" || name == "extension" || name == "unit";
}

bool is_address_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

class Reader {
public:
    Reader(std::string_view address, Names& names) : whole_(address), rest_(address), names_(names) {}

    tl::expected<Path, map::AddressError> read(bool behind_variable) {
        Path path;
        if (rest_.starts_with("/") && !behind_variable) path.absolute = true;
        while (error_.what.empty() && rest_.starts_with("[")) predicate(path.own);
        for (const Predicate& one : path.own) {
            if (one.kind == Predicate::Kind::kIndex) fail("a variable is one element, it has no [number]", "");
        }
        bool first = true;
        while (error_.what.empty() && !rest_.empty()) {
            if (!first || rest_.front() == '/' || (rest_.front() == '.' && !rest_.starts_with(".."))) separator();
            first = false;
            if (error_.what.empty()) step(path);
        }
        if (path.steps.size() + path.beyond.size() > kMostSteps) fail("the path has more than 24 steps", "");
        if (!error_.what.empty()) return tl::unexpected(std::move(error_));
        path.is_plain = !path.absolute && !path.in_section && path.up == 0 && path.own.empty();
        return path;
    }

private:
    void fail(std::string what, std::string hint) {
        if (error_.what.empty()) error_ = {std::move(what), std::move(hint)};
    }
    void not_understood() {
        fail(fmt::format("\"{}\" is no path into a C-CDA document", whole_),
             "Paths look like code/@code or participant[@typeCode=CSM]/participantRole.");
    }

    void separator() {
        if (rest_.front() != '/' && rest_.front() != '.') return not_understood();
        rest_.remove_prefix(1);
        if (rest_.empty()) not_understood();
    }

    std::string_view name() {
        std::size_t size = 0;
        while (size < rest_.size() && is_address_name(rest_[size])) ++size;
        const std::string_view found = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return found;
    }

    // "prefix:local"; gives the local name.
    std::string_view qualified(std::string_view& prefix) {
        std::string_view found = name();
        prefix = {};
        if (rest_.starts_with(":")) {
            rest_.remove_prefix(1);
            prefix = found;
            found = name();
        }
        if (found.empty()) not_understood();
        return found;
    }

    Symbol attribute(std::string_view local) {
        const Symbol symbol = names_.attributes.add(local);
        if (symbol == 0) fail("the attribute's name is too long", "");
        return symbol;
    }

    void parent(Path& path) {
        if (!path.steps.empty() || path.absolute || path.kindred != Kindred::kNone)
            return fail("the parent stands only in front of a path", "");
        ++path.up;
    }

    void step(Path& path) {
        if (path.is_attribute || path.made != Made::kNone)
            return fail("nothing can follow an attribute or what is computed", "");
        if (path.kindred != Kindred::kNone && (rest_.starts_with("@") || rest_.starts_with("_")))
            return fail("only elements can follow _same, _authored, _written and _signed",
                        "Go over them with $each, then ask the variable.");
        if (rest_.starts_with("..")) {
            rest_.remove_prefix(2);
            return parent(path);
        }
        std::string_view prefix;
        if (rest_.starts_with("@")) {
            rest_.remove_prefix(1);
            const std::string_view name = qualified(prefix);
            path.is_attribute = true;
            path.is_value = is_value_attribute(name);
            path.is_code = name == "code";
            path.attribute = attribute(name);
            return;
        }
        const std::string_view local = qualified(prefix);
        if (local == "_parent") return parent(path);
        if (local.starts_with("_")) {
            for (const auto& [name, kindred] : kKindred) {
                if (name == local) path.kindred = kindred;
            }
            if (path.kindred != Kindred::kNone) return;
            const auto found =
                std::find_if(kMade.begin(), kMade.end(), [&](const auto& made) { return made.first == local; });
            if (found == kMade.end())
                return fail(
                    fmt::format("nothing is computed under the name {}", local),
                    "There are _text, _narrative, _type, _date, _dateTime, _instant, _section, _path, _shared, _name, "
                    "and the elements _parent, _same, _authored, _written and _signed.");
            path.made = found->second;
            return;
        }
        if (!prefix.empty() && prefix != "sdtc" && prefix != "cda" && prefix != "hl7")
            return fail(fmt::format("\"{}\" is no prefix of an element", prefix),
                        "Elements are HL7's, or have the prefix sdtc: .");
        Step made;
        const Symbol symbol = names_.elements.add(local);
        if (symbol == 0) return fail("the element's name is too long", "");
        const bool is_extension = prefix == "sdtc";
        const bool bare_too = is_extension && std::find(kBothHave.begin(), kBothHave.end(), local) == kBothHave.end();
        made.bit = names::bit(symbol);
        made.key = child_key(symbol, is_extension ? Space::kSdtc : Space::kHl7);
        made.bare_key = bare_too ? child_key(symbol, Space::kHl7) : made.key;
        if (path.steps.empty() && path.up == 0 && !path.absolute && local == "section" && rest_.substr(0, 1) != "[")
            path.in_section = true;
        while (error_.what.empty() && rest_.starts_with("[")) predicate(made.predicates);
        (path.kindred == Kindred::kNone ? path.steps : path.beyond).push_back(std::move(made));
    }

    void predicate(std::vector<Predicate>& into) {
        rest_.remove_prefix(1);
        Predicate made;
        if (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
            const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), made.index);
            if (error != std::errc{}) return not_understood();
            rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
            made.kind = Predicate::Kind::kIndex;
            const auto indexes = std::count_if(
                into.begin(), into.end(), [](const Predicate& one) { return one.kind == Predicate::Kind::kIndex; });
            if (made.index == 0) return fail("elements are numbered from 1", "Write [1] for the first.");
            if (indexes == detail::kMostIndexes) return fail("the step has more than 4 numbers", "");
        } else {
            condition(made);
        }
        if (!error_.what.empty()) return;
        if (!rest_.starts_with("]")) return not_understood();
        rest_.remove_prefix(1);
        into.push_back(std::move(made));
    }

    void condition(Predicate& made) {
        if (rest_.starts_with("!")) {
            made.negated = true;
            rest_.remove_prefix(1);
        }
        std::string_view prefix;
        while (error_.what.empty()) {
            if (rest_.starts_with("@")) {
                rest_.remove_prefix(1);
                made.attribute = attribute(qualified(prefix));
                break;
            }
            made.elements.push_back(names_.elements.add(qualified(prefix)));
            if (!rest_.starts_with("/") && !rest_.starts_with(".")) break;
            rest_.remove_prefix(1);
        }
        if (!error_.what.empty()) return;
        if (rest_.starts_with("!=")) {
            made.negated = !made.negated;
            rest_.remove_prefix(1);
        }
        while (error_.what.empty() && rest_.starts_with(made.values.empty() ? "=" : "|")) {
            rest_.remove_prefix(1);
            made.values.emplace_back(value());
        }
        if (made.elements.empty()) {
            made.kind = made.values.empty() ? Predicate::Kind::kThere : Predicate::Kind::kIs;
        } else if (made.attribute == 0 && made.elements.size() == 1 && made.elements[0] == names::of("templateId")) {
            made.kind = Predicate::Kind::kTemplate;
        }
    }

    std::string value() {
        if (!rest_.empty() && (rest_.front() == '\'' || rest_.front() == '"')) {
            const std::size_t close = rest_.find(rest_.front(), 1);
            if (close == std::string_view::npos) {
                not_understood();
                return {};
            }
            std::string found(rest_.substr(1, close - 1));
            rest_.remove_prefix(close + 1);
            return found;
        }
        const std::size_t end = std::min(rest_.find_first_of("|]"), rest_.size());
        std::string found(trimmed(rest_.substr(0, end)));
        rest_.remove_prefix(end);
        if (found.empty()) not_understood();
        return found;
    }

    std::string_view whole_;
    std::string_view rest_;
    Names& names_;
    map::AddressError error_;
};

bool one_of(const Predicate& predicate, std::string_view text) {
    return std::find(predicate.values.begin(), predicate.values.end(), text) != predicate.values.end();
}

bool has_template(const Document& document, const Predicate& predicate, NodeId node) {
    for (const Child& child : document.children(document.node(node))) {
        if (name_of(child.key) != names::of("templateId")) continue;
        if (predicate.values.empty()) return true;
        const std::string_view root = document.value(child.node, names::attribute("root"));
        const std::string_view extension = document.value(child.node, names::attribute("extension"));
        for (const std::string& value : predicate.values) {
            if (value == root) return true;
            if (value.size() == root.size() + 1 + extension.size() && value.starts_with(root) &&
                value[root.size()] == ':' && value.ends_with(extension))
                return true;
        }
    }
    return false;
}

bool is_there(const Document& document, const Predicate& predicate, NodeId node) {
    return document.attribute(node, predicate.attribute).data() != nullptr;
}

bool is_one(const Document& document, const Predicate& predicate, NodeId node) {
    std::string_view text = document.attribute(node, predicate.attribute);
    if (text.data() == nullptr) return false;
    if (predicate.attribute == names::attribute("type")) text = type_name(text);
    return one_of(predicate, trimmed(text));
}

bool has_inside(const Document& document, const Predicate& predicate, std::size_t depth, NodeId node) {
    if (depth < predicate.elements.size()) {
        if (!document.may_have_child(node, predicate.elements[depth])) return false;
        for (const Child& child : document.children(document.node(node))) {
            if (name_of(child.key) == predicate.elements[depth] &&
                has_inside(document, predicate, depth + 1, child.node))
                return true;
        }
        return false;
    }
    if (predicate.attribute == 0)
        return predicate.values.empty() || one_of(predicate, trimmed(document.first_text(node)));
    return predicate.values.empty() ? is_there(document, predicate, node) : is_one(document, predicate, node);
}

bool fits(const Document& document, const Predicate& predicate, NodeId node) {
    switch (predicate.kind) {
        case Predicate::Kind::kThere:
            return is_there(document, predicate, node);
        case Predicate::Kind::kIs:
            return is_one(document, predicate, node);
        case Predicate::Kind::kTemplate:
            return document.may_have_child(node, names::of("templateId")) && has_template(document, predicate, node);
        case Predicate::Kind::kInside:
            return has_inside(document, predicate, 0, node);
        case Predicate::Kind::kIndex:
            return false;  // not a matter of the element alone: detail::passes()
    }
    return false;
}

bool holds_at(const Document& document, const Predicate& predicate, NodeId node) {
    return fits(document, predicate, node) != predicate.negated;
}

}  // namespace

tl::expected<Path, map::AddressError> read_path(std::string_view address, bool behind_variable, Names& names) {
    return Reader(address, names).read(behind_variable);
}

// What follows a blank is dirt, prefixes differ between documents.
std::string_view type_name(std::string_view text) {
    text = trimmed(text);
    text = text.substr(0, text.find_first_of(" \t"));
    const std::size_t colon = text.find(':');
    return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

bool holds(const Document& document, const Predicate& predicate, NodeId node) {
    return holds_at(document, predicate, node);
}

bool detail::passes(const Document& document, const Step& step, NodeId node, Seen& seen) {
    std::size_t number = 0;
    for (const Predicate& predicate : step.predicates) {
        if (predicate.kind == Predicate::Kind::kIndex ? ++seen[number++] != predicate.index
                                                      : !holds_at(document, predicate, node))
            return false;
    }
    return true;
}

}  // namespace hios::ccda
