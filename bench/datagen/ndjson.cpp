#include "bench/datagen/ndjson.hpp"

namespace hios::bench {
namespace {

constexpr std::size_t kLineFlushBytes = 256 << 10;

}  // namespace

JsonWriter& NdjsonFolder::begin(std::string_view type, const Uuid& id, std::string_view /*if_none_exist*/) {
    auto lane = lanes_.find(type);
    if (lane == lanes_.end()) {
        const std::string name = std::string(type) + ".000.ndjson" + std::string(suffix(compression_));
        lane = lanes_.emplace(type, std::make_unique<Lane>(folder_ / name, compression_)).first;
    }
    open_ = lane->second.get();
    open_->writer.open();
    open_->writer.field("resourceType", type);
    open_->writer.field("id", id.view());
    return open_->writer;
}

void NdjsonFolder::end() {
    open_->writer.close();
    open_->buffer += '\n';
    if (open_->buffer.size() >= kLineFlushBytes) flush(*open_);
}

void NdjsonFolder::flush(Lane& lane) {
    bytes_ += lane.buffer.size();
    lane.file.append(lane.buffer);
    lane.buffer.clear();
}

void NdjsonFolder::close() {
    for (const auto& [type, lane] : lanes_) {
        flush(*lane);
        lane->file.close();
    }
}

}  // namespace hios::bench
