#pragma once
// Finds nodes of a profile by a path like "extension:race.value", for tests.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stages/definitions/profile.hpp"
#include "stages/definitions/text_reader.hpp"

namespace hios::definitions {

inline ProfileNodeId find(const Profile& profile, std::string_view path) {
    ProfileNodeId at = kProfileRoot;
    for (Columns steps(path, '.'); steps.more();) {
        const std::string_view step = steps.next();
        const std::size_t colon = step.find(':');
        at = profile.child(at, step.substr(0, colon));
        if (at == kNoProfileNode) return kNoProfileNode;
        if (colon == std::string_view::npos) continue;
        for (at = profile.node(at).first_slice; at != kNoProfileNode; at = profile.node(at).next) {
            if (profile.node(at).slice == step.substr(colon + 1)) break;
        }
        if (at == kNoProfileNode) return kNoProfileNode;
    }
    return at;
}

inline const ProfileNode& at(const Profile& profile, std::string_view path) {
    const ProfileNodeId id = find(profile, path);
    EXPECT_NE(id, kNoProfileNode) << profile.url << ' ' << path;
    return profile.node(id);
}

inline std::vector<std::string> slices(const Profile& profile, std::string_view path) {
    std::vector<std::string> names;
    for (ProfileNodeId id = at(profile, path).first_slice; id != kNoProfileNode; id = profile.node(id).next) {
        names.emplace_back(profile.node(id).slice);
    }
    return names;
}

inline std::size_t count_reachable(const Profile& profile, ProfileNodeId from = kProfileRoot) {
    std::size_t count = 1;
    for (const ProfileNodeId first : {profile.node(from).first_child, profile.node(from).first_slice}) {
        for (ProfileNodeId id = first; id != kNoProfileNode; id = profile.node(id).next) {
            count += count_reachable(profile, id);
        }
    }
    return count;
}

}  // namespace hios::definitions
