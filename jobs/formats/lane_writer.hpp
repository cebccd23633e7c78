#pragma once
// Puts the lines that a map's program makes into the lanes of a Work, behind the document added last.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "jobs/formats/repeated_lines.hpp"
#include "pipeline/lane_pool.hpp"
#include "pipeline/work.hpp"
#include "stages/map/machine.hpp"

namespace hios::jobs {

// Not thread-safe; one per converter.
class LaneWriter final : private map::LineSink {
public:
    explicit LaneWriter(LanePool* lanes);

    // By index in Program::resource_types.
    using LanesOfResources = std::vector<std::uint16_t>;
    [[nodiscard]] static LanesOfResources lanes_of(const map::Program& program);

    // By lane: the program sometimes only mentions resources of that type. Lines of these types maintain their resource
    // when they do not mention it.
    using Lanes = std::vector<bool>;
    [[nodiscard]] static Lanes mentionable(const map::Program& program);
    void remember_mentionable(const Lanes& lanes) { mentionable_ = lanes; }

    // What follows goes to `work`.
    void begin(Work& work);
    // Gives the documents of the Work to `take`, which add()s each again with its results.
    template <class Take>
    void each_document(Take&& take);

    // Adds a document without results yet.
    Document& add(Document&& document);
    // The document added last is a reject.
    void refuse(Error error);
    // ... for its map says so; a row's number is said, too.
    void refuse(const map::RowReject& why);

    // The block of a resource type in Work::lanes.
    std::size_t block_of(std::uint16_t lane);
    // For a run of a machine over the document added last; its program's resources go to these lanes.
    map::LineSink& sink(const LanesOfResources& lanes) {
        lane_of_resource_ = &lanes;
        return *this;
    }
    // After that run, if it made lines: they stay in their lanes, those of one resource once (RepeatedLines).
    // `time_us`: when the document said it.
    void take(const map::Machine& machine, std::int64_t time_us = kNoTime);
    // A line that is no resource, for a data lake.
    void append_line(std::string_view line, const std::string& partition);
    // Tells how many lines were left out for that, since it was asked last.
    void tell(std::vector<MapTally>& tallies);
    // The lines stand in that block, and none is left out.
    void note(const map::Machine& machine, std::size_t block);

private:
    ByteBuffer& lines_of(std::uint32_t resource) override {
        return work_->lanes[block_of((*lane_of_resource_)[resource])].bytes;
    }
    void leave_out_repeated(const std::vector<map::Emitted>& lines);
    [[nodiscard]] std::uint32_t partition_of(const std::string& name);
    LineRecord& add_line(LaneBlock& block, const map::Emitted& line, const Key128& key, std::int64_t time_us,
                         std::uint32_t rank);

    LanePool* lanes_;
    std::vector<std::int16_t> block_of_lane_;
    Lanes mentionable_;
    std::vector<std::uint64_t> repeats_of_;  // by lane: lines left out
    const LanesOfResources* lane_of_resource_ = nullptr;
    std::vector<Key128> keys_;  // of the lines at hand
    RepeatedLines repeated_;
    std::vector<std::size_t> ends_;  // by block: of the lines of the document at hand that stay
    std::unordered_map<std::string, std::uint32_t> partitions_;  // index in Work::partitions
    Work* work_ = nullptr;
};

template <class Take>
void LaneWriter::each_document(Take&& take) {
    std::vector<Document> given;
    given.swap(work_->documents);
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::size_t before = work_->documents.size();
        try {
            take(given[i]);
        } catch (...) {
            // Whoever catches this makes rejects of the Work's documents: none may be missing, and a block of rows
            // stands for all of its own.
            const bool taken = given[i].shape != Shape::kRows && work_->documents.size() > before;
            if (!taken) work_->documents.resize(before);
            for (std::size_t left = taken ? i + 1 : i; left < given.size(); ++left)
                work_->documents.push_back(std::move(given[left]));
            throw;
        }
    }
}

}  // namespace hios::jobs
