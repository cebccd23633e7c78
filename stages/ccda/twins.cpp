#include "stages/ccda/twins.hpp"

#include <cstdint>
#include <cstring>

namespace hios::ccda {
namespace {

// Of different elements with one hash, how many are compared: hostile documents could have many.
constexpr std::uint32_t kMostCompared = 8;

std::uint64_t hash_of(std::string_view text) {
    constexpr std::uint64_t kFactor = 0xD6E8'FEB8'6659'FD93U;
    std::uint64_t hash = text.size();
    std::size_t at = 0;
    const auto add = [&](std::size_t size) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, size);
        hash = (hash ^ word) * kFactor;
        hash ^= hash >> 32U;
    };
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) add(sizeof(std::uint64_t));
    add(text.size() - at);
    return hash;
}

bool refers(const Document& document, NodeId node) {
    for (NodeId at = node; at < document.node(node).end; ++at) {
        if (document.may_have_child(at, names::of("reference"))) return true;
    }
    return false;
}

// Written alike is not all: a prefix or a missing one means what is declared around it.
bool are_alike(const Document& document, NodeId a, NodeId b) {
    if (document.source(a) != document.source(b)) return false;
    for (NodeId i = 0; a + i < document.node(a).end; ++i) {
        const Node& left = document.node(a + i);
        const Node& right = document.node(b + i);
        if (left.name != right.name || left.space != right.space) return false;
    }
    return true;
}

}  // namespace

void Twins::reset() {
    known_.clear();
    all_.clear();
}

NodeId Twins::first_like(const Document& document, NodeId node) {
    const std::uint64_t hash = hash_of(document.source(node));
    for (std::uint32_t number = 0; number < kMostCompared; ++number) {
        bool is_new = false;
        map::HandleMap::Entry& entry = known_.at(number, hash, is_new);
        if (is_new) {
            entry.value = node;
            return node;
        }
        const auto first = static_cast<NodeId>(entry.value);
        if (!are_alike(document, first, node)) continue;
        if (refers(document, node)) return node;
        all_.push_back({node, first});
        return first;
    }
    return node;
}

}  // namespace hios::ccda
