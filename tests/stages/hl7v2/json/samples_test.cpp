// Every value of every shared message is in its line.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/stages/hl7v2/json/leaves.hpp"

namespace hios::hl7v2::json {
namespace {

namespace fs = std::filesystem;

const fs::path kSamples = fs::path(HIOS_SOURCE_DIR) / ".." / "shared" / "samples" / "hl7v2";

// Text from each line that begins with a header.
std::vector<std::string> messages(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream content;
    content << file.rdbuf();
    const std::string text = content.str();
    std::vector<std::string> out;
    std::size_t begin = std::string::npos;
    for (std::size_t at = 0; (at = text.find("MSH", at)) != std::string::npos; ++at) {
        if (at != 0 && text[at - 1] != '\r' && text[at - 1] != '\n' && text[at - 1] != '\x0B') continue;
        if (begin != std::string::npos) out.push_back(text.substr(begin, at - begin));
        begin = at;
    }
    if (begin != std::string::npos) out.push_back(text.substr(begin));
    return out;
}

std::vector<fs::path> files() {
    std::vector<fs::path> out;
    if (!fs::exists(kSamples)) return out;
    for (const auto& entry : fs::recursive_directory_iterator(kSamples)) {
        const std::string extension = entry.path().extension().string();
        if (entry.is_regular_file() && (extension == ".hl7" || extension == ".txt")) out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

TEST(SharedMessages, LoseNothing) {
    const auto paths = files();
    if (paths.empty()) GTEST_SKIP() << kSamples << " is not there";
    std::size_t written = 0;
    std::size_t known = 0;
    for (const Names names : {Names::kLong, Names::kShort}) {
        Writer writer({names, {}});
        for (const fs::path& path : paths) {
            for (const std::string& text : messages(path)) {
                Message message;
                if (message.read(text, {})) continue;  // broken on purpose: the reader's tests say which
                ByteBuffer out;
                const Written& result = writer.write(message, out);
                const auto lost = test::lost(message, std::string(out.view()));
                EXPECT_TRUE(lost.empty())
                    << path << " loses " << lost.size() << " values, the first at " << lost.front();
                ++written;
                known += result.known ? 1 : 0;
            }
        }
    }
    EXPECT_GE(written, 2U * 520U);
    EXPECT_GE(known, written - 2U * 20U);
}

TEST(SharedMessages, AreTheSameFromAWriterUsedBefore) {
    const auto paths = files();
    if (paths.empty()) GTEST_SKIP() << kSamples << " is not there";
    Writer used;
    for (const fs::path& path : paths) {
        for (const std::string& text : messages(path)) {
            Message message;
            if (message.read(text, {})) continue;
            ByteBuffer out;
            used.write(message, out);
            EXPECT_EQ(out.view(), test::line_of(message) + '\n') << path;
        }
    }
}

TEST(HclsDataLake, AllElevenMessagesArrive) {
    const fs::path folder = kSamples / "hcls-data-lake";
    if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
    std::vector<std::string> structures;
    for (const auto* name :
         {"adt01.txt", "adt02.txt", "adt03_AthenaHealth.txt", "lab01.txt", "lab02.txt", "lab03.txt"}) {
        for (const std::string& text : messages(folder / name)) {
            Message message;
            ASSERT_FALSE(message.read(text, {}).has_value()) << name;
            ByteBuffer out;
            Writer writer;
            structures.push_back(writer.write(message, out).structure);
            EXPECT_EQ(test::lost(message, std::string(out.view())), std::vector<std::string>()) << name;
            const auto line = nlohmann::json::parse(out.view());
            EXPECT_TRUE(line.at("msh").contains("message_control_id")) << name;
        }
    }
    EXPECT_EQ(structures, (std::vector<std::string>{"ADT_A01", "ADT_A01", "ADT_A01", "ADT_A01", "ADT_A01", "ADT_A39",
                                                    "ADT_A01", "ADT_A01", "ORU_R01", "ORU_R01", "ORU_R01"}));
}

}  // namespace
}  // namespace hios::hl7v2::json
