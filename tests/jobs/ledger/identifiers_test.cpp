#include <algorithm>

#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

constexpr Key128 kKey{0xFFFF'0000'1111'2222ULL, 0x8000'0000'0000'0001ULL};  // both halves negative as integers
constexpr Key128 kOtherSystem{kKey.high, 5};

IdentifierRecord identifier(Key128 key, std::string_view id, bool conditional) {
    IdentifierRecord record;
    record.key = key;
    record.id_length = static_cast<std::uint8_t>(id.size());
    record.conditional = conditional;
    std::copy(id.begin(), id.end(), record.id.begin());
    return record;
}

class Identifiers : public testing::Test {
protected:
    void stage(const std::vector<IdentifierRecord>& identifiers, const std::string& job = "job") {
        const RunRecord run = begin_run(*ledger_, job);
        pack::Group group = group_of(0, 0, 0);
        group.identifiers = identifiers;
        const pack::PackState state = state_after(group);
        need(ledger_->commit_group(run, "m", commit_of(group, state)));
    }
    // "id", "id?" when ambiguous, "-" when nothing is known; the same before and after they are sorted.
    std::string known(WantedKey wanted, const std::string& job = "job") {
        std::string before = known_now(wanted, job);
        need(ledger_->sort_identifiers(job, 0));
        EXPECT_EQ(known_now(wanted, job), before);
        return before;
    }
    std::string known_now(WantedKey wanted, const std::string& job) {
        fhir::ConditionalIndex index;
        index.want(wanted);
        need(ledger_->offer_known(job, index));
        const auto* entry = index.find(wanted);
        if (entry == nullptr) return "-";
        return entry->id + (entry->ambiguous ? "?" : "");
    }

    TempFolder folder_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
};

TEST_F(Identifiers, AreKnownToLaterRunsOfTheJob) {
    stage({identifier(kKey, "p1", false)});
    EXPECT_EQ(known({kKey, false}), "p1");
    EXPECT_EQ(known({{kKey.high, 6}, false}), "-");
    EXPECT_EQ(known({kKey, false}, "other"), "-");
}

TEST_F(Identifiers, OfTheSameResourceStayAsTheyAre) {
    for (int i = 0; i < 3; ++i) stage({identifier(kKey, "p1", i % 2 == 0)});
    EXPECT_EQ(known({kKey, false}), "p1");
}

TEST_F(Identifiers, CertainOnesWinOverConditionalOnes) {
    stage({identifier(kKey, "c", true)});
    EXPECT_EQ(known({kKey, false}), "c");
    stage({identifier(kKey, "p1", false)});
    EXPECT_EQ(known({kKey, false}), "p1");
    stage({identifier(kKey, "c2", true)});
    EXPECT_EQ(known({kKey, false}), "p1");
}

TEST_F(Identifiers, OfTwoConditionalOnesTheFirstStays) {
    stage({identifier(kKey, "c1", true), identifier(kKey, "c2", true)});
    EXPECT_EQ(known({kKey, false}), "c1");
}

TEST_F(Identifiers, OfTwoCertainOnesAreAmbiguousForGood) {
    stage({identifier(kKey, "p1", false)});
    stage({identifier(kKey, "p2", false)});
    EXPECT_EQ(known({kKey, false}), "p1?");
    stage({identifier(kKey, "p1", false)});
    EXPECT_EQ(known({kKey, false}), "p1?");
}

TEST_F(Identifiers, AreFoundInAnySystem) {
    stage({identifier(kKey, "p1", false)});
    EXPECT_EQ(known({{kKey.high, 0}, true}), "p1");
    stage({identifier(kOtherSystem, "p1", false)});
    EXPECT_EQ(known({{kKey.high, 0}, true}), "p1");
    stage({identifier({kKey.high, 9}, "p9", false)});
    EXPECT_EQ(known({{kKey.high, 0}, true}).back(), '?');
    EXPECT_EQ(known({kOtherSystem, false}), "p1");
}

TEST_F(Identifiers, StagedAfterASortJoinThoseBefore) {
    stage({identifier(kKey, "p1", false), identifier(kOtherSystem, "c", true)});
    need(ledger_->sort_identifiers("job", 0));
    stage({identifier(kKey, "p2", false), identifier(kOtherSystem, "p1", false)});
    EXPECT_EQ(known({kKey, false}), "p1?");
    EXPECT_EQ(known({kOtherSystem, false}), "p1");
}

TEST_F(Identifiers, AreSortedOnlyWhenTheyAreManyAndOnlyThoseOfTheJob) {
    const auto unsorted = [&] { return rows_of(folder_.path(), "staged_identifiers"); };
    stage({identifier(kKey, "p1", false)});
    stage({identifier(kKey, "p1", false)}, "other");
    need(ledger_->sort_identifiers("job", 1000));
    EXPECT_EQ(unsorted(), 2);
    need(ledger_->sort_identifiers("job", 10));
    EXPECT_EQ(unsorted(), 1);
    EXPECT_EQ(known({kKey, false}), "p1");
}

TEST_F(Identifiers, CutOffInTheLedgerAreAnErrorAndNotReadPastTheirEnd) {
    stage({identifier(kKey, "p1", false)});
    execute(folder_.path(), "UPDATE staged_identifiers SET records = substr(records, 1, length(records) - 1)");
    fhir::ConditionalIndex index;
    index.want({kKey, false});
    const auto offered = ledger_->offer_known("job", index);
    ASSERT_FALSE(offered.has_value());
    EXPECT_NE(offered.error().what.find("cut off"), std::string::npos);
}

// The table keeps what the index would make of the same offers, whatever their order.
TEST_F(Identifiers, AreMergedAsTheIndexMergesThem) {
    const std::vector<IdentifierRecord> all{identifier(kKey, "a", true), identifier(kKey, "b", true),
                                            identifier(kKey, "a", false), identifier(kKey, "b", false)};
    int job = 0;
    for (std::size_t first = 0; first < all.size(); ++first) {
        for (std::size_t second = 0; second < all.size(); ++second) {
            for (std::size_t third = 0; third < all.size(); ++third) {
                const std::vector<IdentifierRecord> offers{all[first], all[second], all[third]};
                fhir::ConditionalIndex index;
                index.want({kKey, false});
                for (const IdentifierRecord& offer : offers) index.offer(offer.key, offer.id_view(), offer.conditional);
                const auto& expected = index.entry({kKey, false});
                const std::string name = fmt::format("job{}", ++job);
                stage(offers, name);
                EXPECT_EQ(known({kKey, false}, name), expected.id + (expected.ambiguous ? "?" : ""))
                    << first << second << third;
            }
        }
    }
}

TEST_F(Identifiers, OfARunAreKeptUntilItEnds) {
    const RunRecord run = begin_run(*ledger_);
    fhir::ConditionalIndex index;
    const WantedKey nothing{{1, 2}, false};
    const WantedKey any{{kKey.high, 0}, true};
    const WantedKey exact{kKey, false};
    for (const WantedKey& wanted : {nothing, any, exact}) index.want(wanted);
    index.offer(kKey, "p1", true);
    index.offer(kOtherSystem, "p2", false);
    index.offer({kKey.high, 77}, "p3", false);
    need(ledger_->keep_index(run.number, index));
    need(ledger_->keep_index(run.number, index));

    ledger_ = open_ledger(folder_.path());
    fhir::ConditionalIndex loaded;
    need(ledger_->load_index(run.number, loaded));
    EXPECT_EQ(loaded.wanted().size(), 3U);
    for (const WantedKey& wanted : {nothing, any, exact}) {
        EXPECT_EQ(loaded.entry(wanted).id, index.entry(wanted).id);
        EXPECT_EQ(loaded.entry(wanted).certain, index.entry(wanted).certain);
        EXPECT_EQ(loaded.entry(wanted).ambiguous, index.entry(wanted).ambiguous);
    }
    EXPECT_EQ(loaded.find(nothing), nullptr);

    need(ledger_->end_run(run.number, "2026-11-20T11:00:00Z", "{}", 0));
    fhir::ConditionalIndex after;
    need(ledger_->load_index(run.number, after));
    EXPECT_TRUE(after.empty());
}

TEST_F(Identifiers, ThatARunDoesNotWantAreNotOffered) {
    stage({identifier(kKey, "p1", false)});
    fhir::ConditionalIndex index;
    need(ledger_->offer_known("job", index));
    EXPECT_TRUE(index.empty());
}

}  // namespace
}  // namespace hios::jobs
