#include "stages/fhir/links.hpp"

namespace hios::fhir {
namespace {

constexpr LinkResult kKeep{LinkResult::Kind::kKeep, {}};

LinkResult unresolved(std::string_view why) {
    return {LinkResult::Kind::kUnresolved, why};
}

LinkResult rewrite(TypeId type, std::string_view id, std::string_view rest, std::string& into) {
    into.assign(kResourceTypes[type]);
    into.push_back('/');
    into.append(id);
    into.append(rest);
    return {LinkResult::Kind::kRewritten, {}};
}

// Looks `url` up whole, then without "#fragment" or "/_history/version", which are kept behind.
std::uint32_t find_entry(const LinkMap& map, std::string_view url, std::string_view& rest) {
    rest = {};
    std::uint32_t entry = map.find(url);
    if (entry != LinkMap::kNone || map.empty()) return entry;
    for (const std::string_view mark : {"#", "/_history/"}) {
        const std::size_t at = url.find(mark);
        if (at == std::string_view::npos) continue;
        entry = map.find(url.substr(0, at));
        if (entry != LinkMap::kNone) {
            rest = url.substr(at);
            return entry;
        }
    }
    return LinkMap::kNone;
}

LinkResult to_target(const LinkScope& scope, std::uint32_t entry, std::string_view rest, std::string& into) {
    const LinkTarget& target = (*scope.targets)[entry];
    if (target.id.empty()) return unresolved("not-in-bundle");
    return rewrite(target.type, target.id, rest, into);
}

LinkResult resolve_conditional(std::string_view value, const LinkScope& scope, std::string& into) {
    const auto query = parse_conditional(value);
    const auto type = query ? type_id(query->type) : std::nullopt;
    if (!type) return unresolved("unsupported-query");
    LinkResult result;
    if (query->by_id) {
        result = rewrite(*type, is_valid_id(query->value) ? query->value : scope.ids->derive(query->type, query->value),
                         {}, into);
    } else {
        const auto* found =
            scope.conditional == nullptr ? nullptr : scope.conditional->find({query->key(), query->any_system});
        if (found == nullptr) return unresolved("no-match");
        if (found->ambiguous) return unresolved("several-matches");
        result = rewrite(*type, found->id, {}, into);
    }
    result.kind = LinkResult::Kind::kConditional;
    return result;
}

// "Type/id" and what follows the id ("/_history/1", "#x"). False when `value` is not of that form.
bool split_relative(std::string_view value, std::string_view& type, std::string_view& id, std::string_view& rest) {
    const std::size_t slash = value.find('/');
    if (slash == std::string_view::npos || slash == 0) return false;
    type = value.substr(0, slash);
    const std::string_view tail = value.substr(slash + 1);
    const std::size_t end = std::min(tail.find('/'), tail.find('#'));
    id = tail.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : tail.substr(end);
    return !id.empty();
}

std::string absolute(std::string_view base, std::string_view relative) {
    std::string url(base);
    url.push_back('/');
    return url.append(relative);
}

LinkResult resolve_relative(std::string_view value, const LinkScope& scope, std::string& into) {
    std::string_view type, id, rest;
    if (!split_relative(value, type, id, rest)) return kKeep;
    if (!scope.by_relative->empty()) {
        const std::string_view name = value.substr(0, value.size() - rest.size());
        const std::uint32_t entry =
            scope.base.empty() ? scope.by_relative->find(name) : scope.by_full_url->find(absolute(scope.base, name));
        if (entry != LinkMap::kNone) {
            const LinkResult result = to_target(scope, entry, rest, into);
            return into == value ? kKeep : result;
        }
    }
    // An id that FHIR does not allow was replaced by a derived one wherever it was staged.
    if (is_valid_id(id)) return kKeep;
    const auto known = type_id(type);
    return known ? rewrite(*known, scope.ids->derive(type, id), rest, into) : kKeep;
}

}  // namespace

bool split_restful(std::string_view url, std::string_view& base, std::string_view& type, std::string_view& id) {
    if (url.substr(0, 7) != "http://" && url.substr(0, 8) != "https://") return false;
    const std::size_t last = url.rfind('/');
    if (last == std::string_view::npos || last + 1 == url.size()) return false;
    const std::size_t before = url.rfind('/', last - 1);
    if (before == std::string_view::npos || before < 8) return false;
    base = url.substr(0, before);
    type = url.substr(before + 1, last - before - 1);
    id = url.substr(last + 1);
    return type_id(type).has_value();
}

LinkResult resolve_reference(std::string_view value, const LinkScope& scope, std::string& into) {
    if (value.empty()) return kKeep;
    const bool urn = value.substr(0, 4) == "urn:";
    const bool web = value.substr(0, 4) == "http";
    if (urn || web) {
        std::string_view rest;
        const std::uint32_t entry = find_entry(*scope.by_full_url, value, rest);
        if (entry != LinkMap::kNone) return to_target(scope, entry, rest, into);
        if (urn) return unresolved("not-in-bundle");
        // An absolute URL on the referring entry's own server says the same as a relative one.
        if (!scope.base.empty() && value.size() > scope.base.size() + 1 &&
            value.substr(0, scope.base.size()) == scope.base && value[scope.base.size()] == '/') {
            const std::string_view relative = value.substr(scope.base.size() + 1);
            std::string_view type, id, tail;
            if (split_relative(relative, type, id, tail) && type_id(type)) {
                const LinkResult result = resolve_relative(relative, scope, into);
                if (result.kind != LinkResult::Kind::kKeep) return result;
                into.assign(relative);
                return {LinkResult::Kind::kRewritten, {}};
            }
        }
        return kKeep;
    }
    if (value.find('?') != std::string_view::npos) return resolve_conditional(value, scope, into);
    return resolve_relative(value, scope, into);
}

LinkResult resolve_uri(std::string_view value, const LinkScope& scope, std::string& into) {
    std::string_view rest;
    const std::uint32_t entry = find_entry(*scope.by_full_url, value, rest);
    if (entry == LinkMap::kNone || (*scope.targets)[entry].id.empty()) return kKeep;
    return to_target(scope, entry, rest, into);
}

}  // namespace hios::fhir
