#include "stages/definitions/profile.hpp"

#include <algorithm>

#include "stages/definitions/codes.hpp"
#include "stages/definitions/profile_builder.hpp"
#include "stages/definitions/profiles.hpp"
#include "stages/definitions/structure_definition.hpp"
#include "stages/definitions/text_writer.hpp"

namespace hios::definitions {

namespace {

constexpr std::string_view kR4Definitions = "http://hl7.org/fhir/StructureDefinition/";

// By the definitions at hand, R4, and US Core, on which many others build.
std::string type_of_profile(std::string_view url, const model::Definitions& definitions, const Table& table) {
    for (const model::Definition& definition : definitions.structures) {
        if (definition.url == url) return definition.type;
    }
    if (url.starts_with(kR4Definitions)) {
        const std::string_view name = url.substr(kR4Definitions.size());
        return table.type_of(name) == kNoType ? std::string() : std::string(name);
    }
    const Profile* const profile = Profiles().find(url);
    return profile == nullptr ? std::string() : std::string(table.type(profile->type).name);
}

}  // namespace

ProfileNodeId Profile::child(ProfileNodeId of, std::string_view name) const {
    ProfileNodeId id = nodes[of].first_child;
    while (id != kNoProfileNode && nodes[id].name != name) id = nodes[id].next;
    return id;
}

tl::expected<std::unique_ptr<const ProfileSet>, Error> ProfileSet::from_text(std::string_view text,
                                                                             const Table& table) {
    auto set = ProfileBuilder(text, table).build();
    if (!set) return tl::unexpected(std::move(set.error()));
    return std::move(*set);
}

tl::expected<std::unique_ptr<const ProfileSet>, Error> ProfileSet::from_json(std::span<const std::string> files,
                                                                             const Table& table) {
    model::Definitions definitions;
    for (const std::string& file : files) {
        if (auto read = read_definitions(file, definitions); !read) return tl::unexpected(std::move(read.error()));
    }
    if (std::ranges::none_of(definitions.structures, &model::Definition::constraint)) {
        return tl::unexpected(fatal(codes::kNotADefinition, "the files hold no StructureDefinition that is a profile"));
    }
    auto text = write_profiles({"job", "", {}}, definitions, table, ValueSets(definitions),
                               [&](std::string_view url) { return type_of_profile(url, definitions, table); });
    if (!text) return tl::unexpected(std::move(text.error()));
    auto owned = std::make_unique<const std::string>(std::move(*text));
    auto set = ProfileBuilder(*owned, table).build();
    if (!set) return tl::unexpected(std::move(set.error()));
    (*set)->own_text_ = std::move(owned);
    return std::move(*set);
}

const Profile* ProfileSet::find(std::string_view url) const {
    const std::uint16_t found = by_url_.find(url);
    return found == NameIndex::kNone ? nullptr : &profiles_[found];
}

BoundSet ProfileSet::code_set(std::string_view url) const {
    if (const CodeSetId own = code_sets_.find(url); own != kNoCodeSet) return {&code_sets_, own};
    if (const CodeSetId core = table_.code_set_of(url); core != kNoCodeSet) return {&table_.code_sets(), core};
    return {};
}

}  // namespace hios::definitions
