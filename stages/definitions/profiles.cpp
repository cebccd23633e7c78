#include "stages/definitions/profiles.hpp"

#include <algorithm>
#include <iterator>

#include "stages/definitions/embedded_text.hpp"

namespace hios::definitions {

namespace {

constexpr std::string_view kUsCoreUrls = "http://hl7.org/fhir/us/core/";

template <const std::string_view& kText>
const ProfileSet* built_in() {
    // The text is part of the program and a test reads it: it has no errors.
    static const std::unique_ptr<const ProfileSet> set = ProfileSet::from_text(kText, Table::r4()).value();
    return set.get();
}

}  // namespace

const ProfileSet* us_core(std::string_view version) {
    if (version == kUsCoreVersions[0]) return built_in<kUsCore311Text>();
    if (version == kUsCoreVersions[1]) return built_in<kUsCore501Text>();
    if (version == kUsCoreVersions[2]) return built_in<kUsCore610Text>();
    if (version == kUsCoreVersions[3]) return built_in<kUsCore700Text>();
    return nullptr;
}

const Profile* Profiles::find(std::string_view canonical) const {
    const std::size_t bar = canonical.find('|');
    const std::string_view url = canonical.substr(0, bar);
    const std::string_view version = bar == std::string_view::npos ? "" : canonical.substr(bar + 1);
    for (const auto& set : own_) {
        const Profile* const profile = set->find(url);
        if (profile != nullptr && (version.empty() || profile->version == version)) return profile;
    }
    if (us_core_version_.empty() || !url.starts_with(kUsCoreUrls)) return nullptr;
    const ProfileSet* const chosen = us_core(version.empty() ? std::string_view(us_core_version_) : version);
    const Profile* profile = chosen == nullptr ? nullptr : chosen->find(url);
    if (profile != nullptr || !version.empty()) return profile;
    for (auto newest = std::rbegin(kUsCoreVersions); newest != std::rend(kUsCoreVersions); ++newest) {
        profile = us_core(*newest)->find(url);
        if (profile != nullptr) return profile;
    }
    return nullptr;
}

}  // namespace hios::definitions
