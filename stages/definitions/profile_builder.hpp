#pragma once
// Compiles the text form of profiles into trees of nodes.

#include <memory>
#include <string_view>
#include <vector>

#include "stages/definitions/profile.hpp"
#include "stages/definitions/text_reader.hpp"

namespace hios::definitions {

class ProfileBuilder {
public:
    ProfileBuilder(std::string_view text, const Table& table) : text_(text), lines_(text), table_(table) {}
    tl::expected<std::unique_ptr<ProfileSet>, Error> build();

private:
    using Result = tl::expected<void, Error>;

    void count();
    Result read_line();
    Result read_rule(Columns columns);
    Result read_profile(Columns columns);
    Result read_element(Columns columns);
    tl::expected<ProfileNodeId, Error> node_at(std::string_view id);
    tl::expected<ProfileNodeId, Error> child_of(ProfileNodeId parent, std::string_view name);
    ProfileNodeId slice_of(ProfileNodeId element, std::string_view slice);
    // What the value of a node is: the type whose members its children are. kNoType: one of several.
    [[nodiscard]] TypeId value_type(const ProfileNode& node) const;
    Result read_types(std::string_view column, ProfileNode& node);
    Result read_asked(std::string_view column, ProfileNode& node);
    Result read_binding(Strength strength, std::string_view url, ProfileNode& node);
    Result read_slicing(std::string_view column, ProfileNode& node);
    Result read_value(std::string_view json, FixedValueId& into);
    Result read_rules(std::string_view names, ProfileNode& node);
    void find_extension_urls();
    ProfileNode& node(ProfileNodeId id) { return nodes_[first_ + id]; }

    std::string_view text_;
    Lines lines_;
    const Table& table_;
    std::unique_ptr<ProfileSet> set_;
    NameIndex rules_;
    std::vector<ProfileNode> nodes_;       // of all profiles
    std::vector<std::uint32_t> first_of_;  // node of each profile
    std::size_t first_ = 0;                // node of the profile being read
    std::vector<TypeId> types_;
    std::vector<TypeId> targets_;
    std::vector<std::string_view> texts_;
    std::vector<InvariantId> list_;
    std::vector<Discriminator> discriminators_;
};

}  // namespace hios::definitions
