// Resources that one message says more than once are made once.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jobs/formats/repeated_lines.hpp"
#include "jobs/maps/document_map.hpp"
#include "jobs/run/convert_files.hpp"
#include "stages/fhir/identity.hpp"

namespace hios::jobs {
namespace {

struct Converted {
    std::vector<std::string> lines;
};

Converted convert(const std::string& messages) {
    JobSpec spec;
    spec.hl7v2.map = DocumentMap::make(spec.hl7v2);
    spec.validate.level = validate::Level::kMinimal;
    Converted made;
    RunControl control;
    const auto scratch = std::filesystem::temp_directory_path() / "hios-repeated-lines";
    const auto counts = convert_files(
        spec, {{"messages.hl7", messages, {}}}, scratch, [&](std::string_view line) { made.lines.emplace_back(line); },
        [](const Error& error) { ADD_FAILURE() << error.what; }, control);
    EXPECT_TRUE(counts);
    return made;
}

std::size_t count(const Converted& made, std::string_view type) {
    const std::string head = "{\"resourceType\":\"" + std::string(type) + "\"";
    return static_cast<std::size_t>(std::count_if(made.lines.begin(), made.lines.end(),
                                                  [&](const std::string& line) { return line.starts_with(head); }));
}

const std::string kUpdate = "MSH|^~\\&|ADT|GOOD|EHR|BEST|20240131083000+0100||ADT^A08|17|P|2.5.1\r";

TEST(RepeatedLines, APatientOfTwoSegmentsIsTheOneThatSaysMore) {
    const Converted made =
        convert(kUpdate + "PID|1||4711^^^MRNS^MR||Doe^Jane\rPID|2||4711^^^MRNS^MR||Doe^Jane^Q||19800229\r");
    ASSERT_EQ(count(made, "Patient"), 1U);
    EXPECT_NE(made.lines.front().find("1980-02-29"), std::string::npos);
}

// What was left out leaves no gap: the lines of both messages, and those of other segments, are as they are alone.
TEST(RepeatedLines, WhatIsLeftOutLeavesTheOthersAsTheyAre) {
    const std::string visit = "PV1|1|I|W^389^1^UABH|||||0100^ANDERSON^CARL|||||||||||V100^^^ADT\r";
    const std::string twice = kUpdate +
                              "PID|1||4711^^^MRNS^MR||Doe^Jane\rPID|2||4711^^^MRNS^MR||Doe^Jane^Q||19800229\r" +
                              "PID|3||4712^^^MRNS^MR||Roe^Richard\r" + visit;
    const std::string once =
        kUpdate + "PID|2||4711^^^MRNS^MR||Doe^Jane^Q||19800229\rPID|3||4712^^^MRNS^MR||Roe^Richard\r" + visit;
    const auto sorted = [](std::vector<std::string> lines) {
        std::sort(lines.begin(), lines.end());
        return lines;
    };
    EXPECT_EQ(sorted(convert(twice + twice).lines), sorted(convert(once + once).lines));
}

TEST(RepeatedLines, TwoMessagesAreNotOne) {
    const std::string message = kUpdate + "PID|1||4711^^^MRNS^MR||Doe^Jane\r";
    EXPECT_EQ(count(convert(message + message), "Patient"), 2U);
}

class Lines {
public:
    void add(std::string_view type, std::string_view id, std::size_t length, bool mention) {
        lines_.push_back({type, 0, length, 0, id.size(), mention});
        keys_.push_back(fhir::resource_key(type, id));
    }
    std::vector<bool> stay() {
        RepeatedLines repeated;
        repeated.look_at(lines_, keys_);
        EXPECT_EQ(repeated.all_stay(), std::all_of(lines_.begin(), lines_.end(), [&](const map::Emitted& line) {
                      return repeated.stays(static_cast<std::size_t>(&line - lines_.data()));
                  }));
        std::vector<bool> stay;
        for (std::size_t i = 0; i < lines_.size(); ++i) stay.push_back(repeated.stays(i));
        return stay;
    }

private:
    std::vector<map::Emitted> lines_;
    std::vector<Key128> keys_;
};

TEST(RepeatedLines, WhoMaintainsOutweighsTheLonger) {
    Lines lines;
    lines.add("Patient", "a", 90, true);
    lines.add("Patient", "a", 10, false);
    lines.add("Patient", "a", 50, true);
    lines.add("Patient", "a", 20, false);
    EXPECT_EQ(lines.stay(), (std::vector<bool>{false, false, false, true}));
}

TEST(RepeatedLines, TheLongestStaysAndOfEqualsTheFirst) {
    Lines lines;
    lines.add("Patient", "a", 10, true);
    lines.add("Patient", "a", 30, true);
    lines.add("Patient", "a", 30, true);
    lines.add("Patient", "a", 20, true);
    EXPECT_EQ(lines.stay(), (std::vector<bool>{false, true, false, false}));
}

TEST(RepeatedLines, OtherTypesAndOtherIdsStay) {
    Lines lines;
    lines.add("Patient", "a", 10, true);
    lines.add("Location", "a", 10, true);
    lines.add("Patient", "b", 10, true);
    EXPECT_EQ(lines.stay(), (std::vector<bool>{true, true, true}));
}

TEST(RepeatedLines, AHundredThousandAreLookedAtOnce) {
    Lines lines;
    for (int i = 0; i < 100'000; ++i) lines.add("Observation", std::to_string(i % 50'000), 10, false);
    const std::vector<bool> stay = lines.stay();
    EXPECT_EQ(std::count(stay.begin(), stay.end(), true), 50'000);
    EXPECT_TRUE(stay[49'999]);
    EXPECT_FALSE(stay[50'000]);
}

}  // namespace
}  // namespace hios::jobs
