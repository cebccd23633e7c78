// A map of one document keeps what was put there, whatever keys look like, and forgets it with the document.

#include "stages/map/handle_map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace hios::map {
namespace {

class HandleMaps : public testing::Test {
protected:
    // Some keys are asked for again. What stands under each is its number in the order of coming.
    void fill(const std::vector<std::uint64_t>& keys, std::uint32_t numbers) {
        std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> expected;
        for (const std::uint64_t key : keys) {
            const auto number = static_cast<std::uint32_t>(random_() % numbers);
            bool is_new = false;
            HandleMap::Entry& entry = entries_.at(number, key, is_new);
            const auto [found, first] = expected.try_emplace({number, key}, expected.size());
            ASSERT_EQ(is_new, first);
            if (first) entry.value = found->second;
            ASSERT_EQ(entry.value, found->second);
        }
        for (const auto& [place, value] : expected) {
            bool is_new = false;
            EXPECT_EQ(entries_.at(place.first, place.second, is_new).value, value);
            EXPECT_FALSE(is_new);
        }
    }

    HandleMap entries_;
    std::mt19937_64 random_{18};
};

TEST_F(HandleMaps, KeepsWhatStandsUnderKeysOfEachKind) {
    std::vector<std::uint64_t> in_order;
    std::vector<std::uint64_t> high_bits;
    std::vector<std::uint64_t> any;
    for (std::uint64_t i = 0; i < 3'000; ++i) {
        in_order.push_back(i);
        high_bits.push_back(std::uint64_t{2} << 62U | i % 500 << 36U | i % 7 << 24U);
        any.push_back(random_() % 2 == 0 || any.empty() ? random_() : any[random_() % any.size()]);
    }
    for (const auto* const keys : {&in_order, &high_bits, &any, &in_order}) {
        fill(*keys, 40);
        entries_.clear();
    }
}

TEST_F(HandleMaps, HoldsNothingOfTheDocumentBefore) {
    for (std::uint64_t document = 0; document < 200; ++document) {
        for (std::uint64_t key = 0; key < 50; ++key) {
            EXPECT_EQ(entries_.known(3, key * document), nullptr);
            bool is_new = false;
            entries_.at(4, key, is_new);
            EXPECT_TRUE(is_new);
        }
        entries_.clear();
    }
}

}  // namespace
}  // namespace hios::map
