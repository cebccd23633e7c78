#include "stages/pack/account.hpp"

#include <gtest/gtest.h>

namespace hios::pack {
namespace {

Account every_number(std::uint64_t n) {
    Account account;
    account.objects = {n, n + 1};
    account.documents = {n + 2, n + 3, n + 4};
    account.resources = {n + 5, n + 6, n + 7, n + 8};
    account.references = {n + 9, n + 10, n + 11};
    account.skipped_entries = n + 12;
    account.bytes_staged = n + 13;
    account.rejects_by_code = {{"a", n}, {"only" + std::to_string(n), 1}};
    return account;
}

TEST(Account, SumsEveryNumber) {
    Account sum = every_number(100);
    sum += every_number(1000);
    EXPECT_EQ(sum.objects.committed, 1100U);
    EXPECT_EQ(sum.objects.rejected, 1102U);
    EXPECT_EQ(sum.documents.read, 1104U);
    EXPECT_EQ(sum.documents.mapped, 1106U);
    EXPECT_EQ(sum.documents.rejected, 1108U);
    EXPECT_EQ(sum.resources.made, 1110U);
    EXPECT_EQ(sum.resources.staged, 1112U);
    EXPECT_EQ(sum.resources.rejected, 1114U);
    EXPECT_EQ(sum.resources.superseded, 1116U);
    EXPECT_EQ(sum.references.rewritten, 1118U);
    EXPECT_EQ(sum.references.conditional_resolved, 1120U);
    EXPECT_EQ(sum.references.unresolved, 1122U);
    EXPECT_EQ(sum.skipped_entries, 1124U);
    EXPECT_EQ(sum.bytes_staged, 1126U);
    EXPECT_EQ(sum.rejects_by_code.size(), 3U);
    EXPECT_EQ(sum.rejects_by_code.at("a"), 1100U);
}

TEST(Account, BalancesWhenNothingIsLost) {
    Account account;
    EXPECT_TRUE(account.balanced());
    account.documents = {3, 2, 1};
    account.resources = {6, 3, 2, 1};
    EXPECT_TRUE(account.balanced());
    ++account.documents.read;
    EXPECT_FALSE(account.balanced());
    account.documents.read = 3;
    ++account.resources.made;
    EXPECT_FALSE(account.balanced());
}

}  // namespace
}  // namespace hios::pack
