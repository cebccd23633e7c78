#include "jobs/ledger/account_json.hpp"

#include <gtest/gtest.h>

namespace hios::jobs {
namespace {

// Every member another value, so that none can stand for another.
pack::Account distinct() {
    pack::Account account;
    account.objects = {1, 2};
    account.documents = {3, 4, 5};
    account.resources = {6, 7, 8, 9, 16, 17};
    account.references = {10, 11, 12};
    account.skipped_entries = 13;
    account.bytes_staged = UINT64_C(1) << 53;
    account.rejects_by_code = {{"fhir.no_type", 14}, {"json.syntax", 15}};
    return account;
}

TEST(AccountJson, KeepsEveryMemberBothWays) {
    const auto json = to_json(distinct());
    const pack::Account back = account_from_json(nlohmann::ordered_json::parse(json.dump()));
    EXPECT_EQ(to_json(back), json);
    EXPECT_EQ(back.objects.committed, 1U);
    EXPECT_EQ(back.objects.rejected, 2U);
    EXPECT_EQ(back.documents.read, 3U);
    EXPECT_EQ(back.documents.mapped, 4U);
    EXPECT_EQ(back.documents.rejected, 5U);
    EXPECT_EQ(back.resources.made, 6U);
    EXPECT_EQ(back.resources.staged, 7U);
    EXPECT_EQ(back.resources.rejected, 8U);
    EXPECT_EQ(back.resources.superseded, 9U);
    EXPECT_EQ(back.resources.already_maintained, 16U);
    EXPECT_EQ(back.resources.outdated, 17U);
    EXPECT_EQ(back.references.rewritten, 10U);
    EXPECT_EQ(back.references.conditional_resolved, 11U);
    EXPECT_EQ(back.references.unresolved, 12U);
    EXPECT_EQ(back.skipped_entries, 13U);
    EXPECT_EQ(back.bytes_staged, UINT64_C(1) << 53);
    EXPECT_EQ(back.rejects_by_code, distinct().rejects_by_code);
}

TEST(AccountJson, UsesTheSummarysNames) {
    const auto json = to_json(distinct());
    EXPECT_EQ(json.at("documents").at("read"), 3);
    EXPECT_EQ(json.at("resources").at("superseded"), 9);
    EXPECT_EQ(json.at("references").at("conditional_resolved"), 11);
    EXPECT_EQ(json.at("rejects_by_code").at("json.syntax"), 15);
}

TEST(AccountJson, OfAnEmptyAccountHasAnObjectOfCodes) {
    const auto json = to_json(pack::Account());
    EXPECT_TRUE(json.at("rejects_by_code").is_object());
    EXPECT_TRUE(account_from_json(json).rejects_by_code.empty());
}

}  // namespace
}  // namespace hios::jobs
