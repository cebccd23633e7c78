// What oneTBB's flow graph does that shaped pipeline/graph.cpp, shown on the bare library. Should one of
// these fail after an upgrade, the library has changed: the wiring may then be made simpler.

#include <gtest/gtest.h>
#include <tbb/flow_graph.h>

#include <future>
#include <stdexcept>
#include <thread>

#include "pipeline/reorder.hpp"
#include "tests/pipeline/watchdog.hpp"

namespace hios::test {
namespace {

namespace flow = tbb::flow;

constexpr int kMessages = 50;

class FlowGraphTrap : public ::testing::Test {
protected:
    // Sends messages through a limiter that lets two pass, then frees all others one by one.
    int arrived_through_limiter(flow::graph& graph, flow::receiver<int>& entry, flow::limiter_node<int, int>& limiter) {
        int arrived = 0;
        flow::function_node<int, int> exit(graph, flow::serial, [&](int message) {
            ++arrived;
            return message;
        });
        flow::make_edge(limiter, exit);
        for (int i = 0; i < kMessages; ++i) entry.try_put(i);
        graph.wait_for_all();
        for (int i = 0; i < kMessages; ++i) {
            limiter.decrementer().try_put(1);
            graph.wait_for_all();
        }
        flow::remove_edge(limiter, exit);
        return arrived;
    }

    Watchdog watchdog_;
};

TEST_F(FlowGraphTrap, ALimiterRightBehindAFunctionNodeLosesWhatItRefuses) {
    flow::graph graph;
    flow::function_node<int, int> stage(graph, flow::serial, [](int message) { return message; });
    flow::limiter_node<int, int> limiter(graph, 2);
    flow::make_edge(stage, limiter);
    EXPECT_EQ(arrived_through_limiter(graph, stage, limiter), 2);
}

TEST_F(FlowGraphTrap, AQueueBetweenThemLosesNothing) {
    flow::graph graph;
    flow::function_node<int, int> stage(graph, flow::serial, [](int message) { return message; });
    flow::queue_node<int> queue(graph);
    flow::limiter_node<int, int> limiter(graph, 2);
    flow::make_edge(stage, queue);
    flow::make_edge(queue, limiter);
    EXPECT_EQ(arrived_through_limiter(graph, stage, limiter), kMessages);
}

TEST_F(FlowGraphTrap, ASequencerWithAHoleKeepsAllThatFollowsToItself) {
    flow::graph graph;
    flow::sequencer_node<std::size_t> sequencer(graph, [](const std::size_t& number) { return number; });
    int arrived = 0;
    flow::function_node<std::size_t, int> exit(graph, flow::serial, [&](std::size_t) { return ++arrived; });
    flow::make_edge(sequencer, exit);
    for (std::size_t number = 0; number < 100; ++number) {
        if (number != 10) sequencer.try_put(number);
    }
    graph.wait_for_all();  // returns as if all were well
    EXPECT_EQ(arrived, 10);

    // Ours has the same hole, but says so.
    Reorder reorder;
    for (std::uint64_t number = 0; number < 100; ++number) {
        if (number == 10) continue;
        auto work = std::make_shared<Work>();
        work->feed = number;
        reorder.add(std::move(work), [](const WorkPtr&) {});
    }
    EXPECT_FALSE(reorder.empty());
    EXPECT_EQ(reorder.front(), 10U);
}

TEST_F(FlowGraphTrap, AnAsyncNodeWithoutReserveWaitIsNotWaitedFor) {
    for (const bool reserves : {false, true}) {
        using Node = flow::async_node<int, int>;
        flow::graph graph;
        std::promise<void> go;
        std::thread outside;
        std::atomic<int> arrived{0};
        Node node(graph, flow::serial, [&](int message, Node::gateway_type& gateway) {
            if (reserves) gateway.reserve_wait();
            outside = std::thread([&, message] {
                go.get_future().wait();
                gateway.try_put(message);
                if (reserves) gateway.release_wait();
            });
        });
        flow::function_node<int, int> exit(graph, flow::serial, [&](int) { return ++arrived; });
        flow::make_edge(node, exit);
        node.try_put(1);
        if (reserves) {
            go.set_value();
            graph.wait_for_all();
            EXPECT_EQ(arrived, 1);
        } else {
            graph.wait_for_all();  // comes back although the result can only come now
            EXPECT_EQ(arrived, 0);
            go.set_value();
        }
        outside.join();
        graph.wait_for_all();
    }
}

TEST_F(FlowGraphTrap, AThrowLosesWhatIsQueued) {
    flow::graph graph;
    std::atomic<int> done{0};
    flow::function_node<int, int> stage(graph, flow::serial, [&](int message) {
        if (message == 11) throw std::runtime_error("one bad message");
        return ++done;
    });
    for (int i = 0; i < 100; ++i) stage.try_put(i);
    EXPECT_THROW(graph.wait_for_all(), std::runtime_error);
    EXPECT_LE(done, 11);
    EXPECT_TRUE(stage.try_put(100));  // taken, and never run
    graph.wait_for_all();
    EXPECT_LE(done, 11);
}

// Why fetch is a serial node: it must hand items to the I/O threads in feed order.
TEST_F(FlowGraphTrap, ASerialNodeRunsMessagesInTheOrderOfTheirPutting) {
    flow::graph graph;
    std::vector<int> order;
    flow::function_node<int, int> stage(graph, flow::serial, [&](int message) {
        order.push_back(message);
        return message;
    });
    for (int i = 0; i < 5000; ++i) stage.try_put(i);
    graph.wait_for_all();
    ASSERT_EQ(order.size(), 5000U);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

}  // namespace
}  // namespace hios::test
