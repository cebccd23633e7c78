#pragma once
// Finds the profile that a canonical url in meta.profile means.

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/definitions/profile.hpp"

namespace hios::definitions {

inline constexpr std::array<std::string_view, 4> kUsCoreVersions{"3.1.1", "5.0.1", "6.1.0", "7.0.0"};

// A built-in version of US Core, read on first use (under a millisecond); null when there is no such version.
const ProfileSet* us_core(std::string_view version);

// The profiles of one run. Filled by one thread; afterwards find() is safe from many.
class Profiles {
public:
    // `us_core_version`: what a US Core url without version means, if that version has it. AWS HealthLake
    // takes 3.1.1. One of kUsCoreVersions, or empty: no US Core profile is ever found.
    explicit Profiles(std::string us_core_version = "3.1.1") : us_core_version_(std::move(us_core_version)) {}

    // Profiles a job names. They go before US Core's; a set added earlier goes before one added later.
    void add(std::unique_ptr<const ProfileSet> set) { own_.push_back(std::move(set)); }

    // `canonical`: url, or url|version. With a version: that one or null. Without: an added profile, US Core
    // of the chosen version, then of the newest version that has the url. Null: an unknown profile.
    [[nodiscard]] const Profile* find(std::string_view canonical) const;

private:
    std::string us_core_version_;
    std::vector<std::unique_ptr<const ProfileSet>> own_;
};

}  // namespace hios::definitions
