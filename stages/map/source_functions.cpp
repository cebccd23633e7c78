// source('...'): what is known of the bytes that a document was read from. Nothing is computed that is not asked for.

#define OPENSSL_SUPPRESS_DEPRECATED  // identity.cpp
#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "stages/map/base64.hpp"
#include "stages/map/functions.hpp"

namespace hios::map {
namespace {

enum Fact : std::size_t { kHash, kSize, kObject, kRange };
constexpr std::array<std::string_view, 4> kFacts{"hash", "size", "object", "range"};

std::string_view source(Context& context, const CallData& data, Arguments) {
    if (context.source == nullptr) return {};
    const SourceFacts& facts = *context.source;
    switch (data.from) {
        case kHash: {  // FHIR R4, Attachment.hash: SHA-1
            std::array<unsigned char, SHA_DIGEST_LENGTH> hash{};
            SHA1(reinterpret_cast<const unsigned char*>(facts.bytes.data()), facts.bytes.size(), hash.data());
            return to_base64({reinterpret_cast<const char*>(hash.data()), hash.size()}, context.scratch);
        }
        case kSize: {
            const fmt::format_int digits(facts.bytes.size());
            return context.scratch.copy({digits.data(), digits.size()});
        }
        case kObject:
            return facts.object;
        default: {  // RFC 9110, 14.1.2: the first and the last byte
            if (facts.bytes.empty()) return {};
            const fmt::format_int first(facts.offset);
            const fmt::format_int last(facts.offset + facts.bytes.size() - 1);
            char* const begin = context.scratch.room(first.size() + 1 + last.size());
            char* at = std::copy_n(first.data(), first.size(), begin);
            *at++ = '-';
            at = std::copy_n(last.data(), last.size(), at);
            return context.scratch.keep(static_cast<std::size_t>(at - begin));
        }
    }
}

void prepare_source(Preparation& call) {
    const auto* const found = std::find(kFacts.begin(), kFacts.end(), call.literals[0]);
    if (found == kFacts.end())
        call.error = fmt::format("source has no \"{}\"; it has hash, size, object and range", call.literals[0]);
    call.data.from = static_cast<std::size_t>(found - kFacts.begin());
}

constexpr std::array<Function, 1> kSourceFunctions{{
    {"source", "l", "source('hash')",
     "documents: of their bytes 'hash' (SHA-1), 'size', 'object' (where), 'range' (0-99)", ValueType::kText,
     Function::Kind::kNative, source, prepare_source, true, false, true},
}};

}  // namespace

std::span<const Function> source_functions() {
    return kSourceFunctions;
}

}  // namespace hios::map
