#include "jobs/run/feed.hpp"

#include <deque>

namespace hios::jobs {
namespace {

constexpr std::uint32_t kBatch = 4096;
constexpr std::uint64_t kItemBytes = 256 * 1024;  // small objects travel together up to this size

// Moves the next item's objects out of `ahead`.
void take_item(std::deque<PlannedObject>& ahead, FeedItem& item) {
    std::uint64_t bytes = 0;
    while (!ahead.empty() && item.objects.size() < kItemObjects) {
        if (!item.objects.empty() && bytes + ahead.front().size > kItemBytes) return;
        bytes += ahead.front().size;
        item.objects.push_back(std::move(ahead.front()));
        ahead.pop_front();
    }
}

}  // namespace

FeedSource feed_from_plan(Ledger& ledger, std::int64_t run, const pack::Position& position, RunControl& control) {
    struct State {
        std::deque<PlannedObject> ahead;
        std::uint32_t next;
        std::uint64_t skip;
        bool ended = false;
    };
    auto state = std::make_shared<State>(State{{}, position.object, position.documents, false});
    return [&ledger, &control, run, state](FeedItem& item) {
        // Batches must not decide which objects travel together: keep more than an item ahead.
        while (!state->ended && state->ahead.size() < kItemObjects) {
            auto batch = ledger.planned(run, state->next, kBatch);
            if (!batch) {
                control.fail(std::move(batch).error());
                return false;
            }
            state->ended = batch->size() < kBatch;
            for (PlannedObject& object : *batch) {
                object.skip_documents = std::exchange(state->skip, 0);
                state->next = object.ordinal + 1;
                state->ahead.push_back(std::move(object));
            }
        }
        take_item(state->ahead, item);
        return !item.objects.empty();
    };
}

FeedSource feed_from(std::vector<PlannedObject> objects) {
    auto ahead = std::make_shared<std::deque<PlannedObject>>(std::make_move_iterator(objects.begin()),
                                                             std::make_move_iterator(objects.end()));
    return [ahead](FeedItem& item) {
        take_item(*ahead, item);
        return !item.objects.empty();
    };
}

}  // namespace hios::jobs
