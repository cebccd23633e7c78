#include "tests/pipeline/toy_job.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>

namespace hios::test {
namespace {

std::uint64_t mix(std::uint64_t value) {
    value ^= value >> 33;
    value *= 0xFF51AFD7ED558CCDULL;
    value ^= value >> 33;
    value *= 0xC4CEB9FE1A85EC53ULL;
    return value ^ (value >> 33);
}

// What stands at one place of the input.
std::string made_up_bytes(Place place, std::size_t size) {
    std::string bytes(size, '\0');
    std::uint64_t state = mix(place.first * 1000 + place.second + 1);
    for (char& byte : bytes) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        byte = static_cast<char>('a' + (state >> 59) % 26);
    }
    return bytes;
}

// Objects to a second thread in the same serial stage.
class Alone {
public:
    explicit Alone(std::atomic<bool>& busy) : busy_(busy) {
        EXPECT_FALSE(busy_.exchange(true)) << "two at once in a serial stage";
    }
    ~Alone() { busy_ = false; }
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;

private:
    std::atomic<bool>& busy_;
};

void step_on(ToyTask& task, ToyTask::Step from, ToyTask::Step to) {
    EXPECT_EQ(task.step.exchange(to), from) << "task " << task.number << " skipped or repeated a stage";
}

}  // namespace

std::vector<Wiring> every_graph_wiring() {
    return {{EngineKind::kGraph, 1, 1},
            {EngineKind::kGraph, 2, 1},
            {EngineKind::kGraph, 2, 2},
            {EngineKind::kGraph, 8, 1},
            {EngineKind::kGraph, 8, 8}};
}

std::vector<Wiring> every_wiring() {
    auto wirings = every_graph_wiring();
    wirings.push_back({EngineKind::kSerial, 1, 1});
    return wirings;
}

std::string wiring_name(const ::testing::TestParamInfo<Wiring>& test) {
    if (test.param.engine == EngineKind::kSerial) return "Serial";
    return "Graph" + std::to_string(test.param.threads) + "Threads" + std::to_string(test.param.io_threads) + "Io";
}

Input random_input(unsigned seed, std::size_t items, std::uint32_t most_chunks, std::uint32_t most_bytes) {
    std::mt19937 random(seed);
    Input input(items);
    for (auto& chunks : input) {
        chunks.resize(1 + random() % most_chunks);
        for (auto& bytes : chunks) bytes = static_cast<std::uint32_t>(random() % (most_bytes + 1));
    }
    return input;
}

std::vector<Place> places(const Input& input) {
    std::vector<Place> all;
    for (std::uint64_t item = 0; item < input.size(); ++item) {
        for (std::uint32_t chunk = 0; chunk < input[item].size(); ++chunk) all.emplace_back(item, chunk);
    }
    return all;
}

ToyJob::ToyJob(Input of, ToySettings with) : input(std::move(of)), settings(with), budget(with.capacity, with.window) {
    feed = [this](FeedItem& item) {
        if (fed_ == input.size()) return false;
        PlannedObject object;
        object.ordinal = static_cast<std::uint32_t>(fed_++);
        object.key = "item-" + std::to_string(object.ordinal);
        item.objects.push_back(std::move(object));
        return true;
    };
    stages.fetch = [this](const FeedItem& item, const EmitWork& emit) { fetch(item, emit); };
    stages.convert = [this](Work& work) { convert(work); };
    stages.pack = [this](Work& work, const EmitSeal& emit) { pack(work, emit); };
    stages.finish = [this](const EmitSeal& emit) { finish(emit); };
    stages.seal = [this](SealTask& task) { seal(dynamic_cast<ToyTask&>(task)); };
    stages.upload = [this](SealTask& task) { upload(dynamic_cast<ToyTask&>(task)); };
    stages.commit = [this](SealTask& task) { commit(dynamic_cast<ToyTask&>(task)); };
}

void ToyJob::run(const Wiring& wiring) {
    control.set_on_stop([this] {
        if (control.failed()) budget.stop();
    });
    if (wiring.engine == EngineKind::kSerial) {
        run_serial(feed, stages, budget, control, metrics);
    } else {
        run_graph(feed, stages, {wiring.threads, wiring.io_threads}, budget, control, metrics);
    }
    control.set_on_stop({});
    EXPECT_EQ(budget.used(), held_outside) << "permits were not given back";
}

void ToyJob::fetch(const FeedItem& item, const EmitWork& emit) {
    {
        const std::lock_guard lock(mutex);
        fetched.push_back(item.number);
        io_threads.insert(std::this_thread::get_id());
    }
    EXPECT_EQ(item.objects.at(0).ordinal, item.number);
    const auto name = std::make_shared<const std::string>(item.objects.at(0).key);
    const auto& chunks = input[item.number];
    for (std::uint32_t chunk = 0; chunk < chunks.size(); ++chunk) {
        nap(StageId::kFetch, item.number, chunk);
        auto work = std::make_shared<Work>();
        work->feed = item.number;
        work->chunk = chunk;
        work->last = chunk + 1 == chunks.size();
        for (std::uint32_t left = chunks[chunk]; left > 0;) {
            const std::uint32_t piece = std::min(left, settings.piece);
            if (!budget.extend(work->permit, item.number, piece)) return;
            left -= piece;
        }
        ByteBuffer& buffer = work->buffers.emplace_back();
        buffer.append(made_up_bytes({item.number, chunk}, chunks[chunk]));
        constexpr std::size_t kDocument = 100;
        for (std::size_t at = 0; at < buffer.size(); at += kDocument) {
            Document document;
            document.name = name;
            document.offset = at;
            document.text = buffer.view().substr(at, kDocument);
            work->documents.push_back(std::move(document));
        }
        emit(std::move(work));
    }
}

void ToyJob::convert(Work& work) {
    const unsigned now = ++converting;
    unsigned seen = most_converting;
    while (seen < now && !most_converting.compare_exchange_weak(seen, now)) {
    }
    nap(StageId::kConvert, work.feed, work.chunk);
    LaneBlock& lane = work.lanes.emplace_back();
    for (const Document& document : work.documents) {
        std::string line(document.text.rbegin(), document.text.rend());
        lane.bytes.append(line += '\n');
    }
    work.accounts.resize(work.documents.size());
    {
        const std::lock_guard lock(mutex);
        converted.emplace(work.feed, work.chunk);
        cpu_threads.insert(std::this_thread::get_id());
    }
    --converting;
}

void ToyJob::pack(Work& work, const EmitSeal& emit) {
    const Alone alone(packing_);
    EXPECT_EQ(finishes, 0) << "packed after the finish";
    nap(StageId::kPack, work.feed, work.chunk);
    packed.emplace_back(work.feed, work.chunk);
    documents_packed += work.documents.size();
    rejects_packed.insert(rejects_packed.end(), work.rejects.begin(), work.rejects.end());
    for (const LaneBlock& lane : work.lanes) open_group_ += lane.bytes.view();
    if (open_group_.size() >= settings.group_bytes) close_group(emit);
}

void ToyJob::finish(const EmitSeal& emit) {
    const Alone alone(packing_);
    ++finishes;
    if (!open_group_.empty()) close_group(emit);
}

void ToyJob::close_group(const EmitSeal& emit) {
    auto task = std::make_shared<ToyTask>();
    task->number = tasks_made++;
    task->bytes = std::exchange(open_group_, {});
    emit(std::move(task));
}

void ToyJob::seal(ToyTask& task) {
    step_on(task, ToyTask::kMade, ToyTask::kSealed);
    nap(StageId::kSeal, task.number, 0);
    std::uint64_t digest = 0;
    for (const char byte : task.bytes) digest = mix(digest + static_cast<unsigned char>(byte));
    task.bytes += std::to_string(digest);
    const std::lock_guard lock(mutex);
    cpu_threads.insert(std::this_thread::get_id());
}

void ToyJob::upload(ToyTask& task) {
    step_on(task, ToyTask::kSealed, ToyTask::kUploaded);
    nap(StageId::kUpload, task.number, 0);
    const std::lock_guard lock(mutex);
    EXPECT_TRUE(uploaded.emplace(task.number, task.bytes).second);
    io_threads.insert(std::this_thread::get_id());
}

void ToyJob::commit(ToyTask& task) {
    const Alone alone(committing_);
    step_on(task, ToyTask::kUploaded, ToyTask::kCommitted);
    nap(StageId::kCommit, task.number, 0);
    committed.push_back(task.number);
}

void ToyJob::nap(StageId stage, std::uint64_t first, std::uint64_t second) const {
    if (settings.jitter == 0) return;
    const std::uint64_t dice =
        mix(settings.jitter * 7919ULL + static_cast<std::uint64_t>(stage) * 104729ULL + first * 31ULL + second);
    if (dice % 4 == 0) std::this_thread::sleep_for(std::chrono::microseconds(dice / 4 % 300));
    if (dice % 4 == 1) std::this_thread::yield();
}

void ToyJob::expect_complete() const {
    EXPECT_FALSE(control.failed());
    EXPECT_EQ(packed, places(input));
    EXPECT_EQ(converted, std::multiset<Place>(packed.begin(), packed.end()));
    EXPECT_EQ(finishes, 1);
    expect_all_tasks_committed();
}

void ToyJob::expect_all_tasks_committed() const {
    std::vector<std::uint32_t> expected(tasks_made);
    std::iota(expected.begin(), expected.end(), 0U);
    auto sorted = committed;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(sorted, expected);
    EXPECT_EQ(uploaded.size(), tasks_made);
}

void ToyJob::expect_packed_is_a_prefix() const {
    const auto all = places(input);
    ASSERT_LE(packed.size(), all.size());
    EXPECT_TRUE(std::equal(packed.begin(), packed.end(), all.begin()));
}

}  // namespace hios::test
