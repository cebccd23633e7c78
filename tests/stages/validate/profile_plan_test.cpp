// Whether all of US Core can be checked: its rules compile, its slices can be told apart.

#include "stages/validate/profile_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hios::validate {
namespace {

template <class Each>
void for_each_plan(Each&& each) {
    const definitions::Profiles profiles;
    Plans plans(fhirpath::Model::r4(), profiles);
    for (const std::string_view version : definitions::kUsCoreVersions) {
        for (const definitions::Profile& profile : definitions::us_core(version)->profiles()) each(plans.of(profile));
    }
}

TEST(Plans, AllRulesOfUsCoreCompile) {
    int rules = 0;
    for_each_plan([&](const Plan& plan) {
        for (const PlanNode& node : plan.nodes) {
            for (const PlanRule& rule : node.rules) {
                EXPECT_TRUE(rule.expression.has_value()) << rule.detail;
                ++rules;
            }
        }
    });
    EXPECT_GT(rules, 200);
}

TEST(Plans, AllSlicesOfUsCoreCanBeToldApart) {
    int slices = 0;
    for_each_plan([&](const Plan& plan) {
        for (const PlanNode& node : plan.nodes) {
            for (const Condition& condition : node.conditions) {
                EXPECT_NE(condition.kind, Condition::Kind::kUnknown) << node.detail << ' ' << node.node->name;
                ++slices;
            }
        }
    });
    EXPECT_GT(slices, 200);
}

TEST(Plans, AllExtensionsOfUsCoresOwnAreFollowed) {
    for_each_plan([&](const Plan& plan) {
        for (const PlanNode& node : plan.nodes) {
            for (const std::string_view url : node.node->profiles) {
                if (!url.starts_with("http://hl7.org/fhir/us/core/")) continue;
                EXPECT_FALSE(node.profiles_open) << node.detail << ' ' << url;
            }
        }
    });
}

TEST(Plans, WhatTheElementAsksIsNotAskedAgainInItsSlices) {
    const definitions::Profiles profiles("5.0.1");
    Plans plans(fhirpath::Model::r4(), profiles);
    const Plan& plan =
        plans.of(*profiles.find("http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"));
    int components = 0;
    for (const PlanNode& node : plan.nodes) {
        if (node.node->name != "component") continue;
        EXPECT_EQ(node.rules.size(), node.node->slice.empty() ? 1U : 0U) << "vs-3";
        ++components;
    }
    EXPECT_EQ(components, 3);
}

}  // namespace
}  // namespace hios::validate
