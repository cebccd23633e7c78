#include "stages/hl7v2/dictionary/release.hpp"

#include <array>
#include <mutex>

#include "stages/hl7v2/dictionary/text.hpp"

namespace hios::hl7v2::dictionary {
namespace {

template <typename Key, typename Value>
const Value* find(const std::unordered_map<Key, Value>& in, Key name) {
    const auto found = in.find(name);
    return found == in.end() ? nullptr : &found->second;
}

}  // namespace

const Release& Release::of(Version version) {
    static std::array<std::once_flag, kVersionNames.size()> once;
    static std::array<std::unique_ptr<const Release>, kVersionNames.size()> releases;
    std::call_once(once[version], [&] { releases[version].reset(new Release(version)); });
    return *releases[version];
}

Release::Release(Version version) : version_(version) {
    TextReader(*this, kDictionaryText).read();
}

const SegmentType* Release::segment(std::uint32_t code) const {
    return find(segments_, code);
}
const Type* Release::type(std::string_view name) const {
    return find(types_, name);
}
const Structure* Release::structure(std::string_view name) const {
    return find(structures_, name);
}
std::string_view Release::event(std::string_view name) const {
    const std::string_view* found = find(events_, name);
    return found == nullptr ? std::string_view() : *found;
}

}  // namespace hios::hl7v2::dictionary
