#pragma once
// Helpers to read messages in tests.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "stages/hl7v2/message.hpp"
#include "stages/hl7v2/splitter.hpp"

namespace hios::hl7v2::test {

// A message that must be readable. The text lives as long as it does.
struct Read {
    explicit Read(std::string bytes, const ReadOptions& options = {}) : text(std::move(bytes)) {
        if (const auto fault = message.read(text, options)) ADD_FAILURE() << "not readable: " << fault->code->id;
    }
    [[nodiscard]] bool has_note(const Code& code) const {
        return std::any_of(message.notes().begin(), message.notes().end(),
                           [&](const Note& note) { return note.code == &code; });
    }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (std::uint32_t i = 0; i < message.segment_count(); ++i) all.emplace_back(message.segment(i).name());
        return all;
    }
    [[nodiscard]] std::string field(std::uint32_t segment, std::uint32_t number) const {
        return std::string(message.segment(segment).field(number).text());
    }

    std::string text;
    Message message;
};

// Why a message cannot be read; "" when it can.
inline std::string fault_of(std::string_view bytes, const ReadOptions& options = {}) {
    Message message;
    const auto fault = message.read(bytes, options);
    return fault ? std::string(fault->code->id) : std::string();
}

struct Piece {
    DocumentKind kind;
    std::string text;
    std::uint64_t offset;
    std::uint64_t length;
    bool cut;
    const Code* note;
    friend bool operator==(const Piece&, const Piece&) = default;
};

inline std::vector<Piece> split(std::string_view file, std::size_t step = 1U << 20,
                                std::uint64_t longest = Splitter::kDefaultLongest) {
    std::vector<Piece> pieces;
    Splitter splitter(longest);
    const auto emit = [&](const MessageRange& range) {
        pieces.push_back({range.kind, std::string(range.bytes), range.offset, range.length, range.cut, range.note});
    };
    for (std::size_t at = 0; at < file.size(); at += step) splitter.feed(file.substr(at, step), emit);
    splitter.finish(emit);
    return pieces;
}

// The texts of the messages alone.
inline std::vector<std::string> messages_of(std::string_view file, std::size_t step = 1U << 20) {
    std::vector<std::string> texts;
    for (const Piece& piece : split(file, step)) {
        if (piece.kind == DocumentKind::kMessage) texts.push_back(piece.text);
    }
    return texts;
}

}  // namespace hios::hl7v2::test
