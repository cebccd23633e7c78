// Lists of what documents maintain know what a map of all of it knows, however they are merged, and stay few.

#include "jobs/ledger/maintained_lists.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>

#include "tests/jobs/ledger/ledger_fixture.hpp"
#include "tests/support/memory_spool.hpp"

namespace hios::jobs {
namespace {

using test::MemorySpools;
using test::need;
using test::open_ledger;
using test::TempFolder;
using Times = std::map<Key128, std::int64_t>;

class MaintainedListsOfAJob : public testing::Test {
protected:
    void add(const std::string& job, std::int64_t run, const Times& times) {
        pack::MaintainedList list(spools_);
        for (const auto& [key, time] : times) need(list.add({key, time}));
        need(list.finish());
        need(lists_.add(job, run, list));
    }
    void expect(const std::string& job, const Times& times, const std::vector<Key128>& keys) {
        std::vector<std::int64_t> wanted;
        wanted.reserve(keys.size());
        for (const Key128& key : keys) wanted.push_back(times.contains(key) ? times.at(key) : kNoTime);
        std::vector<std::int64_t> found(keys.size(), 77);
        need(lists_.look_up(job, keys, found));
        EXPECT_EQ(found, wanted) << job;
    }
    std::int64_t count(const std::string& what) {
        auto select = need(database_.prepare("SELECT count(*) FROM " + what));
        EXPECT_TRUE(need(select.step()));
        return select.integer(0);
    }

    TempFolder folder_;
    MemorySpools spools_;
    std::unique_ptr<Ledger> ledger_ = open_ledger(folder_.path());
    sqlite::Database database_ = need(sqlite::Database::open(folder_.path() / "ledger.sqlite"));
    MaintainedLists lists_{database_};
};

void raise(Times& all, const Times& by) {
    for (const auto& [key, time] : by) {
        auto& known = all.try_emplace(key, kNoTime).first->second;
        known = std::max(known, time);
    }
}

Times random_times(std::mt19937_64& random, std::size_t most, std::uint64_t keys) {
    Times times;
    for (std::size_t left = 1 + random() % most; left != 0; --left) {
        const std::uint64_t key = random() % keys;
        // On both sides of the sign, and several with the same first half.
        times[{(key / 3) << 40U | (key % 2) << 63U, key * 0x9E37'79B9'7F4A'7C15U}] =
            static_cast<std::int64_t>(random() % 1000) - 500;
    }
    return times;
}

TEST_F(MaintainedListsOfAJob, KnowWhatAMapKnows) {
    std::mt19937_64 random(5);
    std::map<std::string, Times> settled;
    std::map<std::string, Times> of_last_run;
    std::map<std::string, std::int64_t> last_run{{"a", 1}, {"b", 2}};
    std::int64_t runs = 2;
    for (int step = 0; step < 300 && !HasFailure(); ++step) {
        const std::string job = random() % 2 == 0 ? "a" : "b";
        const auto what = random() % 10;
        if (what == 0) {
            need(lists_.forget(last_run[job]));
            of_last_run[job].clear();
        } else if (what == 1) {
            raise(settled[job], of_last_run[job]);
            of_last_run[job].clear();
            last_run[job] = ++runs;
        } else {
            const Times added = random_times(random, what == 2 ? 5000 : 50, 20'000);
            add(job, last_run[job], added);
            raise(of_last_run[job], added);
        }
        Times all = settled[job];
        raise(all, of_last_run[job]);
        std::vector<Key128> keys;
        for (const auto& [key, time] : random_times(random, 100, 20'000)) keys.push_back(key);
        expect(job, all, keys);
        if (step % 50 != 49) continue;
        keys.clear();
        for (const auto& [key, time] : all) keys.push_back(key);
        expect(job, all, keys);
    }
    EXPECT_LT(count("maintained_list"), 40);
}

TEST_F(MaintainedListsOfAJob, StayFewAndHoldEachResourceOnce) {
    for (std::int64_t run = 1; run <= 64; ++run) add("a", run, {{{1, 1}, run}, {{2, 2}, -run}});
    EXPECT_LE(count("maintained_list"), 10);
    expect("a", {{{1, 1}, 64}, {{2, 2}, -1}}, {{1, 1}, {1, 2}, {2, 2}});
    EXPECT_EQ(count("maintained_list"), count("maintained_block"));
    EXPECT_EQ(count("maintained_block WHERE length(records) <> 48"), 0);
}

TEST_F(MaintainedListsOfAJob, OfTheLastRunAreNotMergedWithThoseBefore) {
    for (std::int64_t run = 1; run <= 5; ++run) add("a", run, {{{1, 1}, run}});
    for (int group = 0; group < 9; ++group) add("a", 6, {{{1, 1}, 100}, {{1, 2}, 100}});
    need(lists_.forget(6));
    expect("a", {{{1, 1}, 5}}, {{1, 1}, {1, 2}});
}

TEST_F(MaintainedListsOfAJob, ABlockThatIsCutOffIsAnError) {
    add("a", 1, {{{1, 1}, 1}});
    need(database_.execute("UPDATE maintained_block SET records = x'0011'"));
    std::vector<std::int64_t> times(1);
    const std::vector<Key128> keys{{1, 1}};
    EXPECT_FALSE(lists_.look_up("a", keys, times));
}

}  // namespace
}  // namespace hios::jobs
