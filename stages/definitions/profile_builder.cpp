#include "stages/definitions/profile_builder.hpp"

#include <fmt/format.h>

namespace hios::definitions {

tl::expected<std::unique_ptr<ProfileSet>, Error> ProfileBuilder::build() {
    set_ = std::unique_ptr<ProfileSet>(new ProfileSet(table_));
    if (auto format = read_format(lines_); !format) return tl::unexpected(std::move(format.error()));
    count();
    while (lines_.next()) {
        if (auto read = read_line(); !read) return tl::unexpected(std::move(read.error()));
    }
    set_->nodes_ = std::move(nodes_);
    first_of_.push_back(static_cast<std::uint32_t>(set_->nodes_.size()));
    for (std::size_t i = 0; i < set_->profiles_.size(); ++i) {
        Profile& profile = set_->profiles_[i];
        profile.nodes =
            std::span<const ProfileNode>(set_->nodes_).subspan(first_of_[i], first_of_[i + 1] - first_of_[i]);
    }
    find_extension_urls();
    set_->code_sets_.index();
    return std::move(set_);
}

void ProfileBuilder::count() {
    std::size_t profiles = 0;
    std::size_t rules = 0;
    std::size_t sets = 0;
    for (Lines lines(text_); lines.next();) {
        profiles += lines.line().starts_with("profile\t") ? 1U : 0U;
        rules += lines.line().starts_with("rule\t") ? 1U : 0U;
        sets += lines.line().starts_with("set\t") ? 1U : 0U;
    }
    set_->by_url_.reserve(profiles);
    set_->profiles_.reserve(profiles);
    set_->code_sets_.reserve(sets);
    rules_.reserve(rules);
}

ProfileBuilder::Result ProfileBuilder::read_line() {
    Columns columns(lines_.line(), '\t');
    const std::string_view what = columns.next();
    if (what.empty()) return read_element(columns);
    if (what == "profile") return read_profile(columns);
    if (what == "rule") return read_rule(columns);
    if (what == "set") return read_code_set(columns, lines_, set_->code_sets_);
    if (what == "source") {
        set_->package_ = columns.next();
        set_->version_ = columns.next();
        return {};
    }
    if (what == "digest") return {};
    return lines_.wrong(fmt::format("'{}' is nothing a table of profiles holds", what));
}

ProfileBuilder::Result ProfileBuilder::read_rule(Columns columns) {
    std::string_view name;
    auto rule = read_invariant(columns, lines_, name);
    if (!rule) return tl::unexpected(std::move(rule.error()));
    if (!rules_.insert(name, static_cast<std::uint16_t>(set_->invariants_.size()))) {
        return lines_.wrong(fmt::format("a second rule '{}'", name));
    }
    set_->invariants_.push_back(*rule);
    return {};
}

ProfileBuilder::Result ProfileBuilder::read_profile(Columns columns) {
    Profile profile;
    profile.url = columns.next();
    profile.version = columns.next();
    const std::string_view type = columns.next();
    profile.type = table_.type_of(type);
    profile.base = columns.next();
    profile.set = set_.get();
    if (profile.type == kNoType) return lines_.wrong(fmt::format("there is no type '{}'", type));
    if (!set_->by_url_.insert(profile.url, static_cast<std::uint16_t>(set_->profiles_.size()))) {
        return lines_.wrong(fmt::format("a second profile '{}'", profile.url));
    }
    set_->profiles_.push_back(profile);
    first_ = nodes_.size();
    first_of_.push_back(static_cast<std::uint32_t>(first_));
    nodes_.emplace_back().max = kUnbounded;
    return read_rules(columns.next(), node(kProfileRoot));
}

// ID, MIN..MAX, TYPES, then what is asked, a column each.
ProfileBuilder::Result ProfileBuilder::read_element(Columns columns) {
    if (set_->profiles_.empty()) return lines_.wrong("an element must follow a profile");
    const auto id = node_at(columns.next());
    if (!id) return tl::unexpected(id.error());
    ProfileNode& at = node(*id);
    if (!read_range(columns.next(), at.min, at.max)) return lines_.wrong("an element needs a range like 0..1 or 1..*");
    if (auto read = read_types(columns.next(), at); !read) return read;
    while (columns.more()) {
        if (auto read = read_asked(columns.next(), at); !read) return read;
    }
    return {};
}

// "extension:race.value[x]"; nodes on the way are made when they are not there.
tl::expected<ProfileNodeId, Error> ProfileBuilder::node_at(std::string_view id) {
    ProfileNodeId at = kProfileRoot;
    for (Columns steps(id, '.'); steps.more();) {
        const std::string_view step = steps.next();
        const std::size_t colon = step.find(':');
        const auto child = child_of(at, step.substr(0, colon));
        if (!child) return child;
        at = *child;
        if (colon != std::string_view::npos) at = slice_of(at, step.substr(colon + 1));
    }
    if (at == kProfileRoot) return lines_.wrong("an element needs a name");
    return at;
}

tl::expected<ProfileNodeId, Error> ProfileBuilder::child_of(ProfileNodeId parent, std::string_view name) {
    if (name.ends_with("[x]")) name.remove_suffix(3);
    ProfileNodeId last = kNoProfileNode;
    for (ProfileNodeId id = node(parent).first_child; id != kNoProfileNode; id = node(id).next) {
        if (node(id).name == name) return id;
        last = id;
    }
    const TypeId type = parent == kProfileRoot ? set_->profiles_.back().type : value_type(node(parent));
    const Element* const base = table_.element_named(type, name);
    if (base == nullptr) {
        return lines_.wrong(fmt::format("{} has no element '{}'",
                                        type == kNoType ? "a value of several types" : table_.type(type).name, name));
    }
    const auto id = static_cast<ProfileNodeId>(nodes_.size() - first_);
    ProfileNode made;
    made.name = base->name;
    made.base = base;
    made.min = base->min;
    made.max = base->max;
    nodes_.push_back(made);
    (last == kNoProfileNode ? node(parent).first_child : node(last).next) = id;
    return id;
}

ProfileNodeId ProfileBuilder::slice_of(ProfileNodeId element, std::string_view slice) {
    ProfileNodeId last = kNoProfileNode;
    for (ProfileNodeId id = node(element).first_slice; id != kNoProfileNode; id = node(id).next) {
        if (node(id).slice == slice) return id;
        last = id;
    }
    const auto id = static_cast<ProfileNodeId>(nodes_.size() - first_);
    const ProfileNode& whole = node(element);
    ProfileNode made;
    made.name = whole.name;
    made.slice = slice;
    made.base = whole.base;
    made.types = whole.types;
    made.max = whole.max;
    nodes_.push_back(made);
    (last == kNoProfileNode ? node(element).first_slice : node(last).next) = id;
    return id;
}

TypeId ProfileBuilder::value_type(const ProfileNode& of) const {
    if (!of.types.empty()) return of.types.size() == 1 ? of.types[0] : kNoType;
    const TypeId owner = table_.type_of(of.base->path.substr(0, of.base->path.rfind('.')));
    TypeId only = kNoType;
    for (const PropertyId id : table_.properties(owner)) {
        const Property& property = table_.property(id);
        if (&table_.element(property.element) != of.base) continue;
        if (only != kNoType) return kNoType;
        only = property.type;
    }
    return only;
}

// The url of an extension's slice: of the profile it names, or fixed in it.
void ProfileBuilder::find_extension_urls() {
    const TypeId extension = table_.type_of("Extension");
    for (const Profile& profile : set_->profiles_) {
        const std::size_t first = static_cast<std::size_t>(profile.nodes.data() - set_->nodes_.data());
        for (std::size_t i = 0; i < profile.nodes.size(); ++i) {
            ProfileNode& at = set_->nodes_[first + i];
            if (at.slice.empty() || value_type(at) != extension) continue;
            if (!at.profiles.empty()) at.extension_url = at.profiles[0];
            const ProfileNode& url = profile.node(profile.child(static_cast<ProfileNodeId>(i), "url"));
            if (url.fixed != kNoFixedValue) at.extension_url = set_->values_[url.fixed].text;
        }
    }
}

}  // namespace hios::definitions
