// Following values of a small map through its program.

#include <gtest/gtest.h>

#include "jobs/coverage/hl7v2_reads.hpp"
#include "stages/builtin/document_map.hpp"

namespace hios::jobs {
namespace {

constexpr std::string_view kMap = R"(map: hl7v2/small
source: {format: hl7v2}
fragments:
  FirstName(x): {given: [=x.2]}
emit:
  - resourceType: Patient
    $when: =exists(PID-30)
    $let: {day: =ts_date(PID-7)}
    id: =id('Patient', PID-3.1!)
    gender: "=PID-8 == 'F' ? 'female' : 'male'"
    birthDate: =day ?? ts_date(PID-29)
    name:
      - {$each: "x in PID-5", family: =x.1.1}
      - {$use: FirstName(PID-9)}
    maritalStatus: {text: "=PID-16.2 ?? PID-16"}
)";

class Hl7v2ReadsTest : public testing::Test {
protected:
    void SetUp() override {
        map::Problems problems;
        const builtin::File file{"hl7v2/small.yaml", kMap};
        const auto joined = builtin::join(map::SourceFormat::kHl7v2, {&file, 1}, problems);
        compiled_ = builtin::compile_documents(joined, {}, problems);
        for (const map::Problem& problem : problems.all()) ADD_FAILURE() << to_text(problem);
        reads_.emplace(*compiled_.program(""));
    }
    [[nodiscard]] Hl7v2Use use(std::uint32_t field, Hl7v2Part part) const {
        const Hl7v2Reads::Parts* parts = reads_->field("PID", field);
        if (parts == nullptr) return {};
        const auto found = parts->find(part);
        return found == parts->end() ? Hl7v2Use() : found->second;
    }
    using Elements = std::set<std::string_view>;

    map::CompiledMap compiled_;
    std::optional<Hl7v2Reads> reads_;
};

TEST_F(Hl7v2ReadsTest, AConditionThatChoosesAValueReachesItsElement) {
    EXPECT_EQ(use(8, {1, 1}).elements, Elements({"Patient.gender"}));
}

TEST_F(Hl7v2ReadsTest, ANamedValueIsFollowedToWhereItIsUsed) {
    EXPECT_EQ(use(7, {1, 1}).elements, Elements({"Patient.birthDate"}));
}

TEST_F(Hl7v2ReadsTest, BothSidesOfAnAlternativeReachTheElement) {
    EXPECT_EQ(use(29, {1, 1}).elements, Elements({"Patient.birthDate"}));
    EXPECT_EQ(use(16, {2, 1}).elements, Elements({"Patient.maritalStatus.text"}));
    EXPECT_EQ(use(16, {1, 1}).elements, Elements({"Patient.maritalStatus.text"}));
}

TEST_F(Hl7v2ReadsTest, ComponentsOfARepetitionAreThoseOfTheField) {
    EXPECT_EQ(use(5, {1, 1}).elements, Elements({"Patient.name[0].family"}));
    EXPECT_EQ(use(5, {2, 1}).elements, Elements());
}

TEST_F(Hl7v2ReadsTest, AFragmentsComponentIsThatOfItsArgument) {
    EXPECT_EQ(use(9, {2, 1}).elements, Elements({"Patient.name[1].given[0]"}));
}

TEST_F(Hl7v2ReadsTest, WhatOnlyDecidesReachesNoElement) {
    EXPECT_EQ(use(30, {1, 1}).elements, Elements());
    EXPECT_TRUE(use(30, {1, 1}).decides);
}

TEST_F(Hl7v2ReadsTest, AKeyOnlyEntersTheId) {
    EXPECT_EQ(use(3, {1, 1}).elements, Elements());
    EXPECT_TRUE(use(3, {1, 1}).decides);
}

TEST_F(Hl7v2ReadsTest, AFieldWithoutAnAddressIsNotRead) {
    EXPECT_EQ(reads_->field("PID", 4), nullptr);
    EXPECT_EQ(reads_->field("OBX", 5), nullptr);
}

}  // namespace
}  // namespace hios::jobs
