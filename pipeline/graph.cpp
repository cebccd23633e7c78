// The flow graph; the only file that knows oneTBB's flow_graph.h.
//
//   feeder thread ─► fetch (async, I/O threads) ─► convert (threads) ─►   order+pack (serial)
//                                                                             │ when a group closes
//                    commit (serial) ◄─ upload (async, I/O threads) ◄─ seal (threads)
//
// convert and seal are bounded by the number of threads, not left to the arena: the thread that waits for
// the graph takes part in the work as well, and would be one more. All nodes queue what they are given: a node that
// rejects (limiter, rejecting policy) right behind a function_node loses messages without a word. Bounds come from the
// byte budget and the gate instead.

#include <tbb/flow_graph.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>
#include <tuple>

#include "pipeline/engine.hpp"
#include "pipeline/io_pool.hpp"
#include "pipeline/reorder.hpp"
#include "pipeline/stage_guard.hpp"

namespace hios {
namespace {

namespace flow = tbb::flow;

using FeedItemPtr = std::shared_ptr<FeedItem>;
using FetchNode = flow::async_node<FeedItemPtr, WorkPtr>;
using PackNode = flow::multifunction_node<WorkPtr, std::tuple<SealTaskPtr>>;
using UploadNode = flow::async_node<SealTaskPtr, SealTaskPtr>;

class Graph {
public:
    Graph(const StageSet& stages, const EngineSettings& settings, ByteBudget& budget, RunControl& control,
          Metrics& metrics)
        : stages_(stages),
          budget_(budget),
          control_(control),
          metrics_(metrics),
          fetchers_(settings.io_threads),
          uploaders_(settings.io_threads),
          fetch_(graph_, flow::serial,
                 [this](const FeedItemPtr& item, FetchNode::gateway_type& gateway) { start_fetch(item, gateway); }),
          convert_(graph_, std::max(1U, settings.threads),
                   [this](const WorkPtr& work) {
                       guarded_convert(stages_, *work, control_, metrics_);
                       return work;
                   }),
          pack_(graph_, flow::serial,
                [this](const WorkPtr& work, PackNode::output_ports_type& ports) { order_and_pack(work, ports); }),
          seal_(graph_, std::max(1U, settings.threads),
                [this](const SealTaskPtr& task) {
                    guarded_seal(stages_, *task, control_, metrics_);
                    return task;
                }),
          upload_(graph_, flow::unlimited,
                  [this](const SealTaskPtr& task, UploadNode::gateway_type& gateway) { start_upload(task, gateway); }),
          commit_(graph_, flow::serial, [this](const SealTaskPtr& task) {
              guarded_commit(stages_, *task, control_, metrics_);
              return flow::continue_msg{};
          }) {
        flow::make_edge(fetch_, convert_);
        flow::make_edge(convert_, pack_);
        flow::make_edge(flow::output_port<0>(pack_), seal_);
        flow::make_edge(seal_, upload_);
        flow::make_edge(upload_, commit_);
    }

    void feed(const FeedSource& source) {
        for (std::uint64_t number = 0; !control_.stop_requested(); ++number) {
            auto item = std::make_shared<FeedItem>();
            if (!guarded_feed(source, *item, control_)) return;
            item->number = number;
            guarded_gate(stages_, control_);
            if (!budget_.admit(number) || control_.stop_requested()) return;
            fetch_.try_put(std::move(item));
        }
    }

    void finish() {
        graph_.wait_for_all();
        if (control_.stop_requested() && !control_.flush_requested()) return;
        guarded_finish(
            stages_, [this](SealTaskPtr task) { seal_.try_put(std::move(task)); }, control_);
        graph_.wait_for_all();
    }

private:
    // Serial, so that items come to the I/O threads in feed order: were all of these to begin later items
    // first, which then wait for the budget, no thread would be left for the item they wait for.
    void start_fetch(const FeedItemPtr& item, FetchNode::gateway_type& gateway) {
        gateway.reserve_wait();  // else wait_for_all returns while the I/O thread still reads
        fetchers_.post([this, item, &gateway] {
            guarded_fetch(
                stages_, *item, [&](WorkPtr work) { gateway.try_put(std::move(work)); }, control_, metrics_);
            gateway.release_wait();
        });
    }

    void order_and_pack(const WorkPtr& arrived, PackNode::output_ports_type& ports) {
        reorder_.add(arrived, [&](WorkPtr work) {
            guarded_pack(
                stages_, *work, [&](SealTaskPtr task) { std::get<0>(ports).try_put(std::move(task)); }, control_,
                metrics_);
            work->permit.release();
        });
        budget_.advance_front(reorder_.front());
        metrics_.budget_used = budget_.used();
    }

    void start_upload(const SealTaskPtr& task, UploadNode::gateway_type& gateway) {
        gateway.reserve_wait();
        uploaders_.post([this, task, &gateway] {
            guarded_upload(stages_, *task, control_, metrics_);
            gateway.try_put(task);
            gateway.release_wait();
        });
    }

    const StageSet& stages_;
    ByteBudget& budget_;
    RunControl& control_;
    Metrics& metrics_;
    Reorder reorder_;
    flow::graph graph_;
    IoPool fetchers_;
    IoPool uploaders_;
    FetchNode fetch_;
    flow::function_node<WorkPtr, WorkPtr> convert_;
    PackNode pack_;
    flow::function_node<SealTaskPtr, SealTaskPtr> seal_;
    UploadNode upload_;
    flow::function_node<SealTaskPtr, flow::continue_msg> commit_;
};

}  // namespace

void run_graph(const FeedSource& feed, const StageSet& stages, const EngineSettings& settings, ByteBudget& budget,
               RunControl& control, Metrics& metrics) {
    const int threads = static_cast<int>(std::max(1U, settings.threads));
    // As many workers as asked for, besides this thread, which feeds; no slot is kept for it, so that
    // it never holds one idle while it waits for the budget.
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads) + 1);
    tbb::task_arena arena(threads, 0);
    // A graph belongs to the arena in which it is made.
    std::unique_ptr<Graph> graph;
    arena.execute([&] { graph = std::make_unique<Graph>(stages, settings, budget, control, metrics); });
    graph->feed(feed);
    arena.execute([&] { graph->finish(); });
}

}  // namespace hios
