#include "stages/json/structural_index.hpp"

#include <simdjson.h>
#include <sys/mman.h>

#include "stages/json/codes.hpp"
#include "stages/json/text.hpp"

namespace hios::json {
namespace {

constexpr std::size_t kSmallestCapacity = 64 * 1024;
constexpr std::size_t kLargestKept = 64 << 20;  // bytes of text; for larger ones memory is kept while they keep coming
constexpr std::size_t kStageTwoDepth = 4;       // simdjson's own second stage is not used
constexpr std::size_t kSpare = 128;             // positions that simdjson may write beyond one a byte

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

// simdjson wants room for a position a byte and writes a tenth of that. Its own array would lie in the heap, on pages
// that others have used before and nobody else could use then; the pages of this one are made when they are written.
class StructuralIndex::Engine {
public:
    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine() { clear(); }

    simdjson::internal::dom_parser_implementation& stage_for(std::size_t bytes) {
        const bool held_for_nothing = capacity_ > kLargestKept && bytes < capacity_ / 16;
        if (stage_ == nullptr || bytes > capacity_ || held_for_nothing)
            make(std::max(kSmallestCapacity, bytes + bytes / 4));
        return *stage_;
    }

private:
    void make(std::size_t capacity) {
        clear();
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, kStageTwoDepth, stage_) !=
            simdjson::SUCCESS)
            throw std::bad_alloc();
        const std::size_t bytes = (capacity + kSpare) * sizeof(std::uint32_t);
        void* positions =
            ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (positions == MAP_FAILED) {
            stage_.reset();
            throw std::bad_alloc();
        }
        stage_->structural_indexes.reset(static_cast<std::uint32_t*>(positions));
        capacity_ = capacity;
        mapped_ = bytes;
    }

    void clear() {
        if (stage_ == nullptr) return;
        ::munmap(stage_->structural_indexes.release(), mapped_);
        stage_.reset();
        capacity_ = 0;
    }

    std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
    std::size_t capacity_ = 0;  // bytes of text
    std::size_t mapped_ = 0;    // bytes of its positions
};

StructuralIndex::StructuralIndex() : engine_(std::make_unique<Engine>()) {}
StructuralIndex::~StructuralIndex() = default;

Outcome<void> StructuralIndex::build(std::string_view text) {
    size_ = 0;
    if (text.size() > kMaxText)
        return fail(reject(codes::kSyntax, "the text is larger than 4 GiB, which cannot be read as one JSON document"));
    auto& stage = engine_->stage_for(text.size());
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
