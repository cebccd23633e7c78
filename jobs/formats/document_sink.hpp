#pragma once
// Where a format puts the documents that it cuts out of the parts of one object: numbers them, and leaves out
// those that an earlier session of the run has packed.

#include <optional>

#include "jobs/run/work_builder.hpp"
#include "pipeline/feed.hpp"

namespace hios::jobs {

struct SplitLimits {
    std::uint64_t document_bytes = 256ULL << 20;  // the largest document taken
    std::size_t chunk_bytes = 1 << 20;            // lines and rows are cut into Works of about this size
};

// The number of an object's document at `index`. A retried document keeps its own (`numbers`); what is added to a
// retried file gets a number that no document had.
[[nodiscard]] std::uint64_t number_of_document(const std::vector<std::uint64_t>& numbers, std::uint64_t first,
                                               std::uint64_t index);

// Not thread-safe; one per object.
class DocumentSink {
public:
    DocumentSink(const PlannedObject& object, const SplitLimits& limits, WorkBuilder& builder)
        : object_(object),
          limits_(limits),
          builder_(builder),
          object_name_(std::make_shared<const std::string>(object.name)),
          part_name_(object_name_) {}

    [[nodiscard]] const SplitLimits& limits() const { return limits_; }
    [[nodiscard]] const PlannedObject& object() const { return object_; }
    [[nodiscard]] const std::shared_ptr<const std::string>& object_name() const { return object_name_; }
    [[nodiscard]] const std::string& part_name() const { return *part_name_; }
    // Begins a part: a member of the object, or with "" the object itself.
    void begin_part(std::string_view member);

    WorkBuilder& builder() { return builder_; }

    // A document with the next number. Follow with wanted().
    Document next(Shape shape, std::uint64_t offset);
    // Of the document that next() made last: whether an earlier session has not packed it.
    [[nodiscard]] bool wanted() const { return documents_ > object_.skip_documents; }
    // Adds one that cannot be read, if it is wanted.
    void add_unreadable(Document document, Error error);

    // A block of `count` rows, which takes their numbers: Document::number is the index of the first. Nothing when an
    // earlier session has packed all of them.
    std::optional<Document> next_rows(std::uint64_t count, std::uint64_t offset);

    [[nodiscard]] std::uint64_t documents() const { return documents_; }
    // Whether anything but white space was seen.
    [[nodiscard]] bool saw_content() const { return saw_content_; }
    void note_content() { saw_content_ = true; }

private:
    Document document(Shape shape, std::uint64_t offset) const;

    const PlannedObject& object_;
    const SplitLimits limits_;
    WorkBuilder& builder_;
    std::shared_ptr<const std::string> object_name_;
    std::shared_ptr<const std::string> part_name_;
    std::uint64_t documents_ = 0;
    bool saw_content_ = false;
};

}  // namespace hios::jobs
