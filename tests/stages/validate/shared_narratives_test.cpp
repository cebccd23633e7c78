// Every narrative of the FHIR samples, when they lie beside the repository.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "stages/json/walk.hpp"
#include "stages/validate/xhtml.hpp"
#include "tests/stages/validate/shared_files.hpp"

namespace hios::validate {
namespace {

namespace fs = std::filesystem;

// Collects the strings of members called "div", without quotes and as written.
struct DivHandler {
    std::string_view text;
    std::vector<std::string_view> divs;
    bool in_div = false;

    void key(json::Span span) { in_div = text.substr(span.begin, span.end - span.begin) == "\"div\""; }
    void string(json::Span span) {
        if (in_div) divs.push_back(text.substr(span.begin + 1, span.end - span.begin - 2));
        in_div = false;
    }
    void scalar(json::Span) { in_div = false; }
    void open(bool, std::uint32_t) { in_div = false; }
    void close(bool, std::uint32_t) {}
    void duplicate(std::uint32_t) {}
};

// Of one document or of many, one behind the other.
std::vector<std::string_view> divs_of(std::string_view text) {
    DivHandler handler{text, {}};
    json::StructuralIndex index;
    if (!index.build(text)) return {};
    json::WalkScratch scratch;
    scratch.keys.clear(true);
    json::Cursor cursor(text, index);
    while (!cursor.at_end() && json::walk_value(cursor, scratch, 100, handler)) {
    }
    return handler.divs;
}

bool is_json(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.ends_with(".json") || name.ends_with(".ndjson") || name.ends_with(".json.gz") ||
           name.ends_with(".ndjson.gz");
}

TEST(SharedNarratives, NoneIsRefusedWithoutReason) {
    const fs::path folder = test::shared_samples();
    if (!fs::is_directory(folder)) GTEST_SKIP() << "there is no folder " << folder;
    std::size_t narratives = 0;
    std::size_t without_namespace = 0;
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        if (!file.is_regular_file() || !is_json(file.path())) continue;
        const std::string text = test::read_text(file.path());
        const std::string padded = text + std::string(json::kPadding, ' ');
        for (const std::string_view div : divs_of(std::string_view(padded).substr(0, text.size()))) {
            const XhtmlResult result = check_xhtml(div);
            ++narratives;
            // Synthea wrote DSTU2 with narratives in no namespace.
            if (file.path().filename().string().starts_with("DSTU-2_SYNTHEA")) {
                EXPECT_EQ(result.fault, XhtmlFault::kRoot) << file.path();
                ++without_namespace;
                continue;
            }
            EXPECT_EQ(result.fault, XhtmlFault::kOk)
                << file.path() << ", byte " << result.offset << ": " << code_of(result.fault).id;
        }
    }
    RecordProperty("narratives", std::to_string(narratives));
    EXPECT_GT(narratives, 600U);
    EXPECT_GT(without_namespace, 0U);
}

// google/fhir asks of the type xhtml only that it is a string (SharedPrimitives looks at that); both of
// its right values are no narratives.
TEST(SharedNarratives, GooglesTextsAreStringsButNoNarratives) {
    EXPECT_EQ(check_xhtml("<div>text</div>").fault, XhtmlFault::kRoot);
    EXPECT_EQ(check_xhtml("").fault, XhtmlFault::kEmpty);
}

TEST(SharedNarratives, NegativeSeedsAreFound) {
    const auto file = test::shared_samples() / "negative-seeds" / "negative-seeds.ndjson";
    if (!fs::exists(file)) GTEST_SKIP() << "there is no file " << file;
    std::vector<XhtmlFault> faults;
    std::istringstream seeds(test::read_text(file));
    for (std::string line; std::getline(seeds, line);) {
        const auto seed = nlohmann::json::parse(line);
        const std::string raw = seed.at("raw");
        if (!std::string(seed.at("name")).starts_with("xhtml")) continue;
        const std::string padded = raw + std::string(json::kPadding, ' ');
        for (const auto div : divs_of(std::string_view(padded).substr(0, raw.size())))
            faults.push_back(check_xhtml(div).fault);
    }
    EXPECT_EQ(faults, (std::vector{XhtmlFault::kElement, XhtmlFault::kEndTag}));
}

}  // namespace
}  // namespace hios::validate
