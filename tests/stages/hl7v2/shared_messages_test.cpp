// Every message of the shared samples; each is read whole, and cut off at every byte.

#include <filesystem>
#include <fstream>
#include <set>

#include "stages/hl7v2/escapes.hpp"
#include "stages/json/utf8.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

namespace fs = std::filesystem;

class SharedMessages : public testing::Test {
protected:
    void SetUp() override {
        const fs::path folder = fs::path(HIOS_SOURCE_DIR).parent_path() / "shared/samples/hl7v2";
        if (!fs::exists(folder)) GTEST_SKIP() << "needs the shared samples beside the repository";
        std::set<fs::path> paths;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            const std::string extension = entry.path().extension();
            if (extension == ".hl7" || extension == ".txt") paths.insert(entry.path());
        }
        for (const fs::path& path : paths) {
            std::string text(fs::file_size(path), '\0');
            std::ifstream(path, std::ios::binary).read(text.data(), static_cast<std::streamsize>(text.size()));
            files_.emplace_back(fs::relative(path, folder).string(), std::move(text));
        }
    }
    // Everything in a message, so that a sanitizer sees it.
    static std::size_t walk(const Message& message, Unescaper& unescaper) {
        std::size_t bytes = 0;
        for (std::uint32_t s = 0; s < message.segment_count(); ++s) {
            const Segment segment = message.segment(s);
            for (std::uint32_t f = 1; f <= segment.field_count(); ++f) {
                for (const Part& repetition : segment.field(f).parts())
                    for (const Part& component : repetition.parts())
                        for (const Part& part : component.parts()) {
                            const std::string_view text = unescaper.decode(message, part.text());
                            EXPECT_TRUE(json::is_utf8(text));
                            bytes += text.size();
                        }
            }
        }
        return bytes;
    }

    std::vector<std::pair<std::string, std::string>> files_;
};

TEST_F(SharedMessages, AllAreReadButThoseBrokenOnPurpose) {
    std::size_t messages = 0;
    std::vector<std::string> refused;
    Message message;
    Unescaper unescaper;
    for (const auto& [name, text] : files_) {
        for (const test::Piece& piece : test::split(text)) {
            if (piece.kind == DocumentKind::kMessage && !message.read(piece.text, {})) {
                ++messages;
                EXPECT_GT(walk(message, unescaper), 0U) << name;
            } else if (piece.kind == DocumentKind::kMessage || piece.kind == DocumentKind::kStray) {
                refused.push_back(name);
            }
        }
    }
    for (const std::string& name : refused) std::cout << "refused: " << name << "\n";
    EXPECT_GE(messages, 500U);
}

TEST_F(SharedMessages, TruncationAtAnyByteGivesAMessageOrAFault) {
    Message message;
    Unescaper unescaper;
    for (const auto& [name, text] : files_) {
        // Every byte of short files; of long ones, where each line begins and ends, and every 97th.
        const std::size_t stride = text.size() < 2000 ? 1 : 97;
        for (std::size_t size = 0; size < text.size(); ++size) {
            if (size % stride != 0 && text[size] != '\r' && text[size] != '\n' && size > 300) continue;
            // Copied, so that reading behind the end is seen.
            const std::vector<char> exact(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
            if (!message.read({exact.data(), exact.size()}, {})) (void)walk(message, unescaper);
        }
    }
}

TEST_F(SharedMessages, ATruncatedMessageDoesNotChangeItsNeighbours) {
    const std::string neighbour = "MSH|^~\\&|NEXT|1\rPID|1";
    for (const auto& [name, text] : files_) {
        for (std::size_t size = 0; size < text.size(); size += 1 + text.size() / 40) {
            const auto messages = test::messages_of(text.substr(0, size) + "\r" + neighbour + "\r");
            ASSERT_FALSE(messages.empty()) << name;
            EXPECT_EQ(messages.back(), neighbour) << name << " " << size;
        }
    }
}

}  // namespace
}  // namespace hios::hl7v2
