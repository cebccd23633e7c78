#include "stages/builtin/document_map.hpp"

#include <fmt/format.h>

#include "stages/ccda/ccda_space.hpp"
#include "stages/hl7v2/message_view.hpp"
#include "stages/map/forwarding_view.hpp"
#include "stages/map/merge.hpp"

namespace hios::builtin {
namespace {

using map::Node;
using map::NodePtr;
using map::Problems;
using map::SourceFormat;

std::vector<std::string> texts(const NodePtr& node, Problems& problems) {
    std::vector<std::string> made;
    if (!node) return made;
    if (node->is_scalar()) return {node->text};
    for (const NodePtr& item : node->items) {
        if (!item->is_scalar()) problems.error(item->place, "a text is wanted here");
        made.push_back(item->text);
    }
    return made;
}

void known_keys(const Node& node, std::span<const std::string_view> names, Problems& problems) {
    for (const Node::Key& key : node.keys) {
        if (std::find(names.begin(), names.end(), key.name) == names.end())
            problems.error(key.place, fmt::format("unknown key \"{}\"", key.name),
                           fmt::format("Known are {}.", fmt::join(names, ", ")));
    }
}

// Calls `take(name, body)` for each rule under `key` of all source blocks.
template <class Take>
void each_rule(const map::MapSource& source, std::string_view key, Problems& problems, Take&& take) {
    for (const NodePtr& block : source.blocks) {
        const NodePtr rules = block ? block->get(key) : nullptr;
        if (!rules) continue;
        if (!rules->is_map()) {
            problems.error(rules->place, fmt::format("{} is a mapping of names", key));
            continue;
        }
        for (std::size_t i = 0; i < rules->items.size(); ++i) {
            if (!rules->items[i]->is_map())
                problems.error(rules->items[i]->place, "a rule is a mapping");
            else
                take(rules->keys[i].name, *rules->items[i]);
        }
    }
}

std::shared_ptr<map::AddressSpace> hl7v2_space(const map::MapSource& source, Problems& problems) {
    static constexpr std::string_view kKeys[] = {"opens", "holds", "in", "swapped_in", "anew"};
    std::vector<hl7v2::GroupRule> rules;
    each_rule(source, "groups", problems, [&](const std::string& name, const Node& body) {
        known_keys(body, kKeys, problems);
        rules.push_back({name, texts(body.get("opens"), problems), texts(body.get("holds"), problems),
                         texts(body.get("in"), problems), texts(body.get("swapped_in"), problems),
                         texts(body.get("anew"), problems)});
    });
    auto walk = std::make_shared<const hl7v2::Walk>(std::move(rules));
    if (!walk->problem().empty()) problems.error(source.place, walk->problem());
    return std::make_shared<hl7v2::Hl7v2Space>(std::move(walk));
}

ccda::DispatchRule dispatch_rule(const std::string& name, const Node& body, Problems& problems) {
    const NodePtr skip = body.get("skip");
    return {name,
            texts(body.get("templates"), problems),
            texts(body.get("codes"), problems),
            texts(body.get("elements"), problems),
            texts(body.get("moods"), problems),
            texts(body.get("sections"), problems),
            texts(body.get("inside"), problems),
            skip && skip->is_scalar() ? skip->text : std::string()};
}

std::shared_ptr<map::AddressSpace> ccda_space(const map::MapSource& source, Problems& problems) {
    static constexpr std::string_view kKeys[] = {"templates", "codes", "elements", "moods",   "sections",
                                                 "inside",    "skip",  "or",       "distinct"};
    std::vector<ccda::DispatchRule> rules;
    each_rule(source, "entries", problems, [&](const std::string& name, const Node& body) {
        known_keys(body, kKeys, problems);
        ccda::DispatchRule& rule = rules.emplace_back(dispatch_rule(name, body, problems));
        const NodePtr distinct = body.get("distinct");
        rule.distinct = distinct && distinct->is_scalar() && distinct->text == "true";
        const NodePtr others = body.get("or");
        if (!others) return;
        for (const NodePtr& other : others->is_map() ? std::vector{others} : others->items) {
            if (!other->is_map()) {
                problems.error(other->place, "another way to be claimed is a mapping");
                continue;
            }
            known_keys(*other, std::span(kKeys).first(6), problems);
            rule.otherwise.push_back(dispatch_rule(name, *other, problems));
        }
    });
    auto space = std::make_shared<ccda::CcdaSpace>(std::move(rules));
    if (!space->dispatch().problem().empty()) problems.error(source.place, space->dispatch().problem());
    return space;
}

// A message or document of a map's test, kept as long as its view.
class Hl7v2Test final : public map::ForwardingView<hl7v2::MessageView> {
public:
    Hl7v2Test(const hl7v2::Hl7v2Space& space, const std::string& text) : ForwardingView(space), text_(text) {
        for (char& c : text_) c = c == '\n' ? '\r' : c;
        readable_ = !message_.read(text_, {});
        if (readable_) view_.set(message_);
    }
    [[nodiscard]] bool readable() const { return readable_; }

private:
    std::string text_;
    hl7v2::Message message_;
    bool readable_ = false;
};

std::unique_ptr<map::SourceView> view_of_test(const map::Program& program, const std::string& text) {
    if (const auto* messages = dynamic_cast<const hl7v2::Hl7v2Space*>(program.space.get())) {
        auto view = std::make_unique<Hl7v2Test>(*messages, text);
        if (view->readable()) return view;
    } else if (const auto* documents = dynamic_cast<const ccda::CcdaSpace*>(program.space.get())) {
        auto view = std::make_unique<ccda::CcdaView>(*documents);
        if (view->read(text)) return view;
    }
    return nullptr;
}

// The lines of a file; those under "tests:", up to the next that is not indented, are empty. So places stay right.
std::string without_tests(std::string_view text) {
    std::string kept;
    kept.reserve(text.size());
    bool inside = false;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
        if (line.find_first_of(" \n") != 0) inside = line.starts_with("tests:");
        kept.append(inside ? "\n" : line);
        text.remove_prefix(line.size());
    }
    return kept;
}

}  // namespace

map::MapFile join(SourceFormat format, std::span<const File> files, Problems& problems, Tests tests) {
    std::vector<map::MapFile> maps;
    for (const File& file : files) {
        const std::string text = tests == Tests::kRead ? std::string(file.text) : without_tests(file.text);
        for (map::MapFile& one : map::read_map_file(text, std::string(file.name), problems))
            maps.push_back(std::move(one));
    }
    return map::merge(format == SourceFormat::kHl7v2 ? "hl7v2" : "ccda", format, std::move(maps), problems);
}

map::CompiledMap compile_documents(const map::MapFile& map, map::CompileSettings settings, Problems& problems) {
    settings.space = [](const map::MapSource& source, const std::string&, Problems& found) {
        return source.format == SourceFormat::kHl7v2 ? hl7v2_space(source, found) : ccda_space(source, found);
    };
    return map::compile(map, settings, problems);
}

std::vector<map::TestResult> run_document_tests(const map::CompiledMap& map, const Recompile& recompile,
                                                const std::function<bool(const map::MapTest&)>& wanted) {
    std::map<map::CompileSettings::Choices, map::CompiledMap> recompiled;
    map::TestSettings settings;
    settings.view = view_of_test;
    settings.wanted = wanted;
    settings.with = [&](const map::CompileSettings::Choices& choices) -> const map::CompiledMap& {
        const auto known = recompiled.find(choices);
        return known != recompiled.end() ? known->second
                                         : recompiled.emplace(choices, recompile(choices)).first->second;
    };
    return map::run_tests(map, settings);
}

}  // namespace hios::builtin
