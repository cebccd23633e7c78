#include "stages/fhir/resource_types.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hios::fhir {
namespace {

TEST(ResourceTypes, EachHasItsNumber) {
    for (TypeId id = 0; id < kResourceTypes.size(); ++id) EXPECT_EQ(type_id(kResourceTypes[id]), id);
}

TEST(ResourceTypes, WhatIsNoTypeHasNone) {
    EXPECT_EQ(type_id(""), std::nullopt);
    EXPECT_EQ(type_id("DomainResource"), std::nullopt);
    for (const std::string_view name : kResourceTypes) {
        for (std::size_t at = 0; at < name.size(); ++at) {
            std::string other(name);
            other[at] = '_';
            EXPECT_EQ(type_id(other), std::nullopt) << other;
        }
    }
}

}  // namespace
}  // namespace hios::fhir
