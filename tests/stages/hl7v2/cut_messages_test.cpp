// Messages that break off, or in which bytes have changed, through the maps and the validator: each is mapped or
// refused with a code, and whatever is made of it is valid and hangs together.

#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <set>

#include <fmt/format.h>

#include "stages/definitions/table.hpp"
#include "stages/json/structural_index.hpp"
#include "stages/validate/validator.hpp"
#include "tests/stages/hl7v2/mapped.hpp"

namespace hios::hl7v2 {
namespace {

using test::Mapped;

// Of each kind of message one or two: ADT, ORU with text, ORM, OML, VXU, MDM, SIU, RDE, a batch.
constexpr auto kSamples = std::to_array<std::string_view>({
    "v2-to-fhir-ig/test_conversions-ADT_A01.hl7",
    "v2-to-fhir-ig/test_conversions-MDM_T02.hl7",
    "v2-to-fhir-ig/test_conversions-OML_O21.hl7",
    "v2-to-fhir-ig/test_conversions-ORM_O01.hl7",
    "v2-to-fhir-ig/test_conversions-ORU_R01.hl7",
    "v2-to-fhir-ig/test_conversions-SIU_S12.hl7",
    "v2-to-fhir-ig/test_conversions-VXU_V04.hl7",
    "trusted-intermediary/Test/Results/002_AL_ORU_R01_NBS_Fully_Populated_0_initial_message.hl7",
    "trusted-intermediary/Ochsner/001_Ochsner_OML_O21_0_initial_message.hl7",
    "reportstream-mappinginventory/pid/pid-to-patient-pid-fully-populated.hl7",
});

class CutMessages : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::is_directory(test::shared_samples()))
            GTEST_SKIP() << "there is no folder " << test::shared_samples();
        for (const std::string_view name : kSamples)
            for (std::string& text : test::messages_of(test::read_bytes(test::shared_samples() / name)))
                messages_.emplace_back(name, std::move(text));
        ASSERT_GE(messages_.size(), kSamples.size());
    }

    // What must hold of any bytes. `where` says which they are.
    void check(std::string_view text, const std::string& where) {
        const Mapped::Result result = mapped_.map(text);
        if (result == Mapped::Result::kUnreadable) {
            ++refused_;
            EXPECT_TRUE(mapped_.code().starts_with("hl7v2.")) << where;
            return;
        }
        // A message that can be read is never lost: what a value costs is the value, at most its resource.
        ASSERT_EQ(result, Mapped::Result::kMapped) << where << ": " << mapped_.reject();
        ++mapped_messages_;
        std::set<std::string> made;
        std::set<std::string> wanted;
        for (const Mapped::Line& line : mapped_.lines()) {
            made.insert(fmt::format("{}/{}", line.type, line.id));
            validate(line, where);
            constexpr std::string_view kReference = "\"reference\":\"";
            for (std::size_t at = line.json.find(kReference); at != std::string_view::npos;
                 at = line.json.find(kReference, at + 1)) {
                const std::size_t from = at + kReference.size();
                wanted.emplace(line.json.substr(from, line.json.find('"', from) - from));
            }
        }
        for (const std::string& one : wanted) EXPECT_TRUE(made.contains(one)) << where << ": no " << one;
    }

    void validate(const Mapped::Line& line, const std::string& where) {
        padded_.assign(line.json);
        padded_.append(json::kPadding, '\0');
        ++resources_;
        const auto checked =
            validator_.check(std::string_view(padded_).substr(0, line.json.size()), [&](const validate::Checked& what) {
                for (const instance::Issue& issue : what.issues)
                    EXPECT_NE(issue.rule->severity, instance::Severity::kError)
                        << where << ": " << line.type << ": " << issue.rule->code.id << " " << issue.element;
            });
        EXPECT_TRUE(checked) << where << ": " << line.type << " is no JSON";
    }

    void say() const {
        std::cout << fmt::format("{} mapped, {} refused, {} resources\n", mapped_messages_, refused_, resources_);
    }

    std::vector<std::pair<std::string_view, std::string>> messages_;
    Mapped mapped_{{{"message_header", "true"}, {"provenance", "true"}}};
    validate::Validator validator_{definitions::Table::r4(), {}};
    std::string padded_;
    std::size_t mapped_messages_ = 0;
    std::size_t refused_ = 0;
    std::size_t resources_ = 0;
};

TEST_F(CutMessages, APrefixIsMappedOrRefusedAndWhatComesOutIsValid) {
    for (const auto& [name, text] : messages_)
        for (std::size_t size = 0; size < text.size(); size += 7)
            check(std::string_view(text).substr(0, size), fmt::format("{} cut at {}", name, size));
    say();
    EXPECT_GT(mapped_messages_, 1000U);
    EXPECT_GT(refused_, 0U);
}

TEST_F(CutMessages, ChangedBytesAreMappedOrRefusedAndWhatComesOutIsValid) {
    std::mt19937 random(5);  // the same changes in each run
    constexpr std::string_view kBytes = "|^~\\&\r\n\"'<{ 09AZ\x00\x7f\x80\xff";
    for (const auto& [name, text] : messages_) {
        for (int round = 0; round < 100; ++round) {
            std::string changed = text;
            for (int count = 0; count < 4; ++count) {
                const std::size_t at = random() % changed.size();
                switch (random() % 3) {
                    case 0:
                        changed[at] = kBytes[random() % kBytes.size()];
                        break;
                    case 1:
                        changed.erase(at, 1 + random() % 40);
                        break;
                    default:
                        changed.insert(at, text.substr(random() % text.size(), random() % 60));
                }
            }
            check(changed, fmt::format("{} changed, round {}", name, round));
        }
    }
    say();
    EXPECT_GT(mapped_messages_, 500U);
}

// The machine is used again for the next message: what one leaves behind must not show in another.
TEST_F(CutMessages, AWholeMessageIsTheSameAfterABrokenOne) {
    for (const auto& [name, text] : messages_) {
        const auto lines = [&] {
            EXPECT_EQ(mapped_.map(text), Mapped::Result::kMapped) << name;
            std::vector<std::string> all;
            for (const Mapped::Line& line : mapped_.lines()) all.emplace_back(line.json);
            return all;
        };
        const auto first = lines();
        for (std::size_t size = text.size() / 11; size < text.size(); size += 1 + text.size() / 11) {
            (void)mapped_.map(std::string_view(text).substr(0, size));
            EXPECT_EQ(lines(), first) << name << " after itself cut at " << size;
        }
    }
}

}  // namespace
}  // namespace hios::hl7v2
