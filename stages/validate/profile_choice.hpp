#pragma once
// Which profiles a job checks beside R4 itself.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/outcome.hpp"
#include "stages/definitions/profiles.hpp"

namespace hios::validate {

// Immutable once made; shared between threads.
class ProfileChoice {
public:
    // `us_core`: what a US Core url without version means. `files`: StructureDefinitions with a snapshot,
    // and ValueSets and CodeSystems that come with them, one JSON text each; every profile among them
    // holds for all resources of its type. The error says what is wrong with the files.
    static Outcome<std::shared_ptr<const ProfileChoice>> make(std::string us_core, std::span<const std::string> files);
    // US Core 3.1.1, which AWS HealthLake takes too, and no files.
    static const ProfileChoice& usual();

    [[nodiscard]] const definitions::Profiles& profiles() const { return profiles_; }
    [[nodiscard]] std::span<const definitions::Profile* const> always() const { return always_; }

private:
    explicit ProfileChoice(std::string us_core) : profiles_(std::move(us_core)) {}
    definitions::Profiles profiles_;
    std::vector<const definitions::Profile*> always_;
};

}  // namespace hios::validate
