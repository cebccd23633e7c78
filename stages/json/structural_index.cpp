#include "stages/json/structural_index.hpp"

#include <simdjson.h>

#include "stages/json/codes.hpp"
#include "stages/json/text.hpp"

namespace hios::json {
namespace {

constexpr std::size_t kSmallestCapacity = 64 * 1024;
constexpr std::size_t kStageTwoDepth = 4;  // simdjson's own second stage is not used

const std::uint8_t* as_bytes(const char* text) {
    return reinterpret_cast<const std::uint8_t*>(text);
}

std::size_t find_control_character(std::string_view text) {
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inside && c == '\\') {
            ++i;
        } else if (c == '"') {
            inside = !inside;
        } else if (inside && static_cast<unsigned char>(c) < 0x20) {
            return i;
        }
    }
    return text.size();
}

}  // namespace

struct StructuralIndex::Engine {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
    std::size_t capacity = 0;

    bool reserve(std::size_t bytes) {
        if (stage != nullptr && bytes <= capacity) return true;
        stage.reset();
        capacity = 0;
        const std::size_t wanted = std::max(kSmallestCapacity, bytes + bytes / 4);
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(wanted, kStageTwoDepth, stage) !=
            simdjson::SUCCESS) {
            throw std::bad_alloc();
        }
        capacity = wanted;
        return true;
    }
};

StructuralIndex::StructuralIndex() : engine_(std::make_unique<Engine>()) {}
StructuralIndex::~StructuralIndex() = default;

Outcome<void> StructuralIndex::build(std::string_view text) {
    size_ = 0;
    if (text.size() > kMaxText)
        return fail(reject(codes::kSyntax, "the text is larger than 4 GiB, which cannot be read as one JSON document"));
    engine_->reserve(text.size());
    auto& stage = *engine_->stage;
    const auto error = stage.stage1(as_bytes(text.data()), text.size(), simdjson::stage1_mode::regular);
    positions_ = stage.structural_indexes.get();
    switch (error) {
        case simdjson::SUCCESS:
            size_ = stage.n_structural_indexes;
            return {};
        case simdjson::EMPTY:
            return fail(reject(codes::kTruncated, "there is no JSON value, only white space"));
        case simdjson::UTF8_ERROR:
            return fail(reject(codes::kUtf8, "a byte sequence is not UTF-8", {{}, first_invalid_utf8(text), 0, {}}));
        case simdjson::UNESCAPED_CHARS:
            return fail(reject(codes::kControlCharacter, "a string holds a raw control character (below U+0020)",
                               {{}, find_control_character(text), 0, {}}));
        case simdjson::UNCLOSED_STRING:
            return fail(
                reject(codes::kTruncated, "a string is not closed before the text ends", {{}, text.size(), 0, {}}));
        default:
            return fail(reject(codes::kSyntax, "the text cannot be read as JSON"));
    }
}

void StructuralIndex::shrink() {
    engine_->stage.reset();
    engine_->capacity = 0;
    positions_ = nullptr;
    size_ = 0;
}

namespace {

// simdjson 3.0's AVX-512 kernel compresses straight into memory, which AMD's Zen 4 does in microcode:
// a fifth of the speed of the AVX2 kernel, which every such machine has too.
const simdjson::implementation& minifier() {
    static const simdjson::implementation* const chosen = [] {
        const simdjson::implementation* active = simdjson::get_active_implementation();
        if (active->name() != "icelake") return active;
        const simdjson::implementation* avx2 = simdjson::get_available_implementations()["haswell"];
        return avx2 != nullptr && avx2->supported_by_runtime_system() ? avx2 : active;
    }();
    return *chosen;
}

}  // namespace

std::size_t minify(std::string_view text, char* into) {
    std::size_t written = 0;
    const auto error =
        minifier().minify(as_bytes(text.data()), text.size(), reinterpret_cast<std::uint8_t*>(into), written);
    // Its only error is an unclosed string, which an indexed text does not have.
    return error == simdjson::SUCCESS ? written : 0;
}

}  // namespace hios::json
