#include "jobs/run/work_builder.hpp"

#include <cstring>
#include <utility>

namespace hios::jobs {
namespace {

constexpr std::uint64_t kWorkBytes = 256 * 1024;   // a Work of small documents is passed on at this size
constexpr std::size_t kWorkDocuments = 256;        // or at this many
constexpr std::size_t kSmallDocument = 32 * 1024;  // below, documents share one buffer
constexpr std::size_t kPadding = 64;               // readable bytes behind a text (stages/json)

}  // namespace

WorkBuilder::WorkBuilder(std::uint64_t feed, ByteBudget& budget, const EmitWork& emit)
    : budget_(budget), emit_(emit), feed_(feed), work_(std::make_shared<Work>()) {}

void WorkBuilder::set_format(std::uint8_t format) {
    if (format != format_ && !work_->documents.empty()) flush(false);
    format_ = format;
}

void WorkBuilder::keep(const std::shared_ptr<const PartContext>& part) {
    if (work_->parts.empty() || work_->parts.back() != part) work_->parts.push_back(part);
}

bool WorkBuilder::reserve(std::uint64_t bytes) {
    if (!stopped_ && !budget_.extend(permit_, feed_, bytes)) stopped_ = true;
    return !stopped_;
}

void WorkBuilder::copy_small(Document& document, std::string_view text) {
    const std::size_t needed = text.size() + kPadding;
    if (block_ == SIZE_MAX || work_->buffers[block_].size() + needed > work_->buffers[block_].capacity()) {
        block_ = work_->buffers.size();
        work_->buffers.emplace_back().reserve(std::max<std::size_t>(kWorkBytes / 2, needed));
    }
    ByteBuffer& block = work_->buffers[block_];
    char* at = block.room(needed);
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    std::memset(at + text.size(), 0, kPadding);
    block.grow(needed);
    document.text = {at, text.size()};
}

void WorkBuilder::add(Document document, ByteBuffer&& text) {
    bytes_ += text.size();
    if (text.size() < kSmallDocument) {
        copy_small(document, text.view());
    } else {
        std::memset(text.room(kPadding), 0, kPadding);
        document.text = text.view();
        work_->buffers.push_back(std::move(text));
    }
    work_->documents.push_back(std::move(document));
    flush_when_large();
}

void WorkBuilder::add_piece(std::vector<Document>&& documents, ByteBuffer&& buffer) {
    take(std::move(documents), std::move(buffer));
    flush(false, permit_.share(bytes_));
}

void WorkBuilder::add(std::vector<Document>&& documents, ByteBuffer&& buffer) {
    take(std::move(documents), std::move(buffer));
    flush_when_large();
}

void WorkBuilder::take(std::vector<Document>&& documents, ByteBuffer&& buffer) {
    bytes_ += buffer.size();
    work_->buffers.push_back(std::move(buffer));
    if (work_->documents.empty()) {
        work_->documents = std::move(documents);
    } else {
        for (Document& document : documents) work_->documents.push_back(std::move(document));
    }
}

void WorkBuilder::add_unreadable(Document document, Error error) {
    document.unreadable = std::move(error);
    work_->documents.push_back(std::move(document));
    flush_when_large();
}

void WorkBuilder::end_object(ObjectEnd object) {
    work_->objects.push_back(std::move(object));
}

void WorkBuilder::flush_when_large() {
    if (bytes_ >= kWorkBytes || work_->documents.size() >= kWorkDocuments) flush(false);
}

void WorkBuilder::flush(bool last) {
    flush(last, std::exchange(permit_, {}));
}

void WorkBuilder::flush(bool last, BytePermit permit) {
    work_->feed = feed_;
    work_->format = format_;
    work_->chunk = chunk_++;
    work_->last = last;
    work_->permit = std::move(permit);
    emit_(std::move(work_));
    work_ = std::make_shared<Work>();
    bytes_ = 0;
    block_ = SIZE_MAX;
}

void WorkBuilder::finish() {
    flush(true);
}

}  // namespace hios::jobs
