#pragma once
// Writes resources as the entries of one Bundle into a string.
// Not thread-safe; the string is borrowed. Memory: the string, unless the caller drains it between entries.

#include <cstdint>
#include <string>

#include "bench/datagen/fhir_parts.hpp"

namespace hios::bench {

enum class BundleType : std::uint8_t { kTransaction, kBatch };

class BundleWriter final : public ResourceSink {
public:
    BundleWriter(std::string& out, Layout layout, BundleType type, References references);
    JsonWriter& begin(std::string_view type, const Uuid& id, std::string_view if_none_exist) override;
    void end() override;
    [[nodiscard]] References references() const override { return references_; }
    [[nodiscard]] std::uint64_t entries() const { return entries_; }

    void finish();  // ends the Bundle; nothing may be written afterwards

private:
    JsonWriter writer_;
    References references_;
    std::uint64_t entries_ = 0;
    std::string_view type_;      // of the open resource
    std::string if_none_exist_;  // of the open resource
};

}  // namespace hios::bench
