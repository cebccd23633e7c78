#include "stages/fhir/bundle.hpp"

#include <array>
#include <utility>

#include "stages/fhir/codes.hpp"

namespace hios::fhir {
namespace {

using json::Cursor;
using json::Span;

template <class T, std::size_t N>
T named(const std::array<std::pair<std::string_view, T>, N>& table, std::string_view name, T otherwise) {
    for (const auto& [key, value] : table) {
        if (key == name) return value;
    }
    return otherwise;
}

BundleType bundle_type(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, BundleType>, 9> kNames{{
        {"transaction", BundleType::kTransaction},
        {"batch", BundleType::kBatch},
        {"collection", BundleType::kCollection},
        {"searchset", BundleType::kSearchset},
        {"history", BundleType::kHistory},
        {"document", BundleType::kDocument},
        {"message", BundleType::kMessage},
        {"transaction-response", BundleType::kTransactionResponse},
        {"batch-response", BundleType::kBatchResponse},
    }};
    return named(kNames, name, BundleType::kUnknown);
}

Method method_of(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Method>, 6> kNames{{
        {"POST", Method::kPost},
        {"PUT", Method::kPut},
        {"GET", Method::kGet},
        {"DELETE", Method::kDelete},
        {"PATCH", Method::kPatch},
        {"HEAD", Method::kHead},
    }};
    return named(kNames, name, Method::kUnknown);
}

// Reads the Bundle's own few levels by hand; everything else goes through walk_value.
class BundleReader {
public:
    BundleReader(Cursor& cursor, ScanScratch& scratch, std::uint32_t depth_left, ScannedBundle& bundle)
        : in_(cursor), scratch_(scratch), depth_left_(depth_left), bundle_(bundle) {}

    bool read() {
        return object(depth_left_, bundle_fault_,
                      [&](std::string_view name) {
                          if (name == "entry") return entries();
                          if (name == "type")
                              return text(bundle_fault_, [&](Span value) { bundle_.type = bundle_type(plain(value)); });
                          if (name == "timestamp")
                              return text(bundle_fault_, [&](Span value) { bundle_.timestamp = value; });
                          return skip(depth_left_ - 1, bundle_fault_);
                      }) &&
               (!bundle_fault_ || in_.fail(*bundle_fault_.code, bundle_fault_.offset));
    }

private:
    // Walks the members of the object here, calling `member` with each name, the cursor at its value.
    template <class Member>
    bool object(std::uint32_t depth_left, json::Fault& flaw, Member&& member) {
        if (depth_left == 0) return in_.fail(json::codes::kTooDeep, in_.position());
        if (!in_.expect('{')) return false;
        auto& keys = scratch_.walk.keys;
        keys.open();
        const auto repeated = [&](std::uint32_t at) {
            if (!flaw) flaw = {&json::codes::kDuplicateKey, at};
        };
        if (in_.peek() != '}') {
            for (;;) {
                Span name;
                if (!in_.key(name)) return false;
                if (keys.add(in_.text(), name.begin + 1, name.end - name.begin - 2)) repeated(name.begin + 1);
                if (!member(plain(name))) return false;
                if (in_.peek() != ',') break;
                in_.step();
            }
        }
        if (!in_.expect('}')) return false;
        keys.close(in_.text(), repeated);
        return true;
    }

    struct RepeatedNames : json::NoHandler {
        explicit RepeatedNames(json::Fault& into) : flaw(into) {}
        void duplicate(std::uint32_t at) {
            if (!flaw) flaw = {&json::codes::kDuplicateKey, at};
        }
        json::Fault& flaw;
    };

    bool skip(std::uint32_t depth_left, json::Fault& flaw) {
        RepeatedNames handler(flaw);
        return json::walk_value(in_, scratch_.walk, depth_left, handler);
    }

    std::string_view plain(Span string) { return scratch_.plain(in_.inside(string)); }

    // A string value is given to `use`; any other value is stepped over (validation's business).
    template <class Use>
    bool text(json::Fault& flaw, Use&& use) {
        if (in_.peek() != '"') return skip(depth_left_ - 1, flaw);
        Span value;
        if (!in_.string(value)) return false;
        use(value);
        return true;
    }

    bool entries() {
        if (in_.peek() != '[') return in_.at_end() ? in_.unexpected() : in_.fail(codes::kBundleShape, in_.position());
        in_.step();
        if (in_.peek() == ']') {
            in_.step();
            return true;
        }
        for (;;) {
            if (in_.peek() != '{')
                return in_.at_end() ? in_.unexpected() : in_.fail(codes::kBundleShape, in_.position());
            if (!entry()) return false;
            if (in_.peek() != ',') break;
            in_.step();
        }
        return in_.expect(']');
    }

    bool entry() {
        bundle_.entries.emplace_back();
        ScannedEntry& entry = bundle_.entries.back();
        entry.span.begin = in_.position();
        const bool read = object(depth_left_ - 2, entry.flaw, [&](std::string_view name) {
            if (name == "resource") return resource(entry);
            if (name == "fullUrl") return text(entry.flaw, [&](Span value) { entry.full_url = value; });
            if (name == "request") return request(entry);
            if (name == "response") return response(entry);
            if (name == "search") return search(entry);
            return skip(depth_left_ - 3, entry.flaw);
        });
        if (read) entry.span.end = in_.previous_end();
        return read;
    }

    bool resource(ScannedEntry& entry) {
        entry.has_resource = true;
        if (in_.peek() == '{') return scan_resource(in_, scratch_, depth_left_ - 3, entry.resource);
        if (!entry.flaw) entry.flaw = {&codes::kBundleShape, in_.position()};
        return skip(depth_left_ - 3, entry.flaw);
    }

    template <class Member>
    bool part(ScannedEntry& entry, Member&& member) {
        if (in_.peek() != '{') return skip(depth_left_ - 3, entry.flaw);
        return object(depth_left_ - 3, entry.flaw, member);
    }

    bool request(ScannedEntry& entry) {
        return part(entry, [&](std::string_view name) {
            if (name == "method") return text(entry.flaw, [&](Span value) { entry.method = method_of(plain(value)); });
            if (name == "url") return text(entry.flaw, [&](Span value) { entry.url = value; });
            if (name == "ifNoneExist") return text(entry.flaw, [&](Span value) { entry.if_none_exist = value; });
            return skip(depth_left_ - 4, entry.flaw);
        });
    }

    bool response(ScannedEntry& entry) {
        return part(entry, [&](std::string_view name) {
            if (name == "lastModified") return text(entry.flaw, [&](Span value) { entry.last_modified = value; });
            return skip(depth_left_ - 4, entry.flaw);
        });
    }

    bool search(ScannedEntry& entry) {
        return part(entry, [&](std::string_view name) {
            if (name == "mode") return text(entry.flaw, [&](Span value) { entry.outcome = plain(value) == "outcome"; });
            return skip(depth_left_ - 4, entry.flaw);
        });
    }

    Cursor& in_;
    ScanScratch& scratch_;
    const std::uint32_t depth_left_;
    ScannedBundle& bundle_;
    json::Fault bundle_fault_;
};

}  // namespace

std::string peek_resource_type(const Cursor& cursor) {
    Cursor in = cursor;
    std::string plain;
    const auto unescaped = [&](Span string) -> const std::string& {
        json::unescape(in.inside(string), plain);
        return plain;
    };
    if (in.peek() != '{') return {};
    std::uint32_t depth = 0;
    char previous = '\0';
    for (; !in.at_end(); in.step()) {
        const char c = in.peek();
        if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (--depth == 0) return {};
        } else if (c == '"' && depth == 1 && previous != ':') {
            Span name;
            Cursor member = in;
            if (member.key(name) && unescaped(name) == "resourceType") {
                Span value;
                return member.peek() == '"' && member.string(value) ? unescaped(value) : std::string();
            }
        }
        previous = c;
    }
    return {};
}

bool scan_bundle(Cursor& cursor, ScanScratch& scratch, std::uint32_t depth_left, ScannedBundle& bundle) {
    bundle.type = BundleType::kUnknown;
    bundle.timestamp = {};
    bundle.entries.clear();
    // The Bundle's own levels (Bundle, entry, entry element, request and its members) must fit.
    if (depth_left < 6) return cursor.fail(json::codes::kTooDeep, cursor.position());
    return BundleReader(cursor, scratch, depth_left, bundle).read();
}

}  // namespace hios::fhir
