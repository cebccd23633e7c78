#include "io/expansion_meter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

// Small inputs compress by any ratio (a block of zeros in a fresh file); they can do no harm.
constexpr std::uint64_t kRatioGraceBytes = 64ULL << 20;

}  // namespace

Outcome<void> ExpansionMeter::add_decoded(std::uint32_t layer, std::uint64_t bytes) {
    if (tripped_) return fail(*tripped_);
    if (decoded_.size() <= layer) decoded_.resize(layer + std::size_t{1});
    const std::uint64_t total = decoded_[layer] += bytes;
    if (total > limits_.expanded_bytes) {
        tripped_ = reject(codes::kArchiveBomb,
                          fmt::format("the object expands to more than {} bytes", limits_.expanded_bytes));
    } else if (total > kRatioGraceBytes && total / std::max<std::uint64_t>(limits_.ratio, 1) > encoded_) {
        tripped_ = reject(codes::kArchiveBomb, fmt::format("{} bytes expand to {}, more than {} times as many",
                                                           encoded_, total, limits_.ratio));
    } else {
        return {};
    }
    return fail(*tripped_);
}

Outcome<std::size_t> MeteredSource::read(std::span<char> into) {
    HIOS_TRY(const std::size_t got, input_->read(into));
    HIOS_CHECK(meter_.add_decoded(layer_, got));
    return got;
}

}  // namespace hios::io
