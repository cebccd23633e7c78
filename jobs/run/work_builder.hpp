#pragma once
// Gathers documents of one feed item into Works of a sensible size, under the byte budget.

#include "pipeline/byte_budget.hpp"
#include "pipeline/stage_set.hpp"

namespace hios::jobs {

// Not thread-safe; lives for one feed item on one I/O thread.
class WorkBuilder {
public:
    WorkBuilder(std::uint64_t feed, ByteBudget& budget, const EmitWork& emit);

    // A run was told to stop while waiting for the budget: nothing more needs to be read.
    [[nodiscard]] bool stopped() const { return stopped_; }

    // The format of the documents that follow. A Work holds documents of one format.
    void set_format(std::uint8_t format);
    // Keeps what documents of the next add() point to.
    void keep(const std::shared_ptr<const PartContext>& part);

    // Takes permits for bytes that are about to be read into memory.
    bool reserve(std::uint64_t bytes);

    // Adds one document with its own bytes. `document.text` is set here.
    void add(Document document, ByteBuffer&& text);
    // Adds many documents over one buffer; their texts point into it.
    void add(std::vector<Document>&& documents, ByteBuffer&& buffer);
    // Likewise some of the documents that were read into memory together; more of them follow. They are passed on, with
    // their part of the permits.
    void add_piece(std::vector<Document>&& documents, ByteBuffer&& buffer);
    // Adds a document that could not be read.
    void add_unreadable(Document document, Error error);
    void end_object(ObjectEnd object);

    // Emits what is left, marked as the item's last.
    void finish();

private:
    void flush_when_large();
    void flush(bool last);
    void flush(bool last, BytePermit permit);
    void take(std::vector<Document>&& documents, ByteBuffer&& buffer);
    void copy_small(Document& document, std::string_view text);

    ByteBudget& budget_;
    const EmitWork& emit_;
    const std::uint64_t feed_;
    std::uint8_t format_ = 0;
    std::uint32_t chunk_ = 0;
    std::uint64_t bytes_ = 0;
    std::size_t block_ = SIZE_MAX;  // index in work_->buffers of the buffer that small documents share
    bool stopped_ = false;
    BytePermit permit_;
    WorkPtr work_;
};

}  // namespace hios::jobs
