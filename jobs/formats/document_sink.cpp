#include "jobs/formats/document_sink.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hios::jobs {

void DocumentSink::begin_part(std::string_view member) {
    part_name_ = member.empty() ? object_name_
                                : std::make_shared<const std::string>(fmt::format("{}!/{}", *object_name_, member));
}

Document DocumentSink::document(Shape shape, std::uint64_t offset) const {
    Document document;
    document.object = object_.ordinal;
    document.shape = shape;
    document.name = part_name_;
    document.key_length = static_cast<std::uint32_t>(object_name_->size());
    document.offset = offset;
    return document;
}

Document DocumentSink::next(Shape shape, std::uint64_t offset) {
    Document made = document(shape, offset);
    made.number = number_of_document(object_.numbers, object_.first_document, documents_++);
    return made;
}

void DocumentSink::add_unreadable(Document document, Error error) {
    saw_content_ = true;
    if (wanted()) builder_.add_unreadable(std::move(document), std::move(error));
}

std::optional<Document> DocumentSink::next_rows(std::uint64_t count, std::uint64_t offset) {
    saw_content_ = true;
    Document made = document(Shape::kRows, offset);
    made.number = documents_;
    documents_ += count;
    if (!wanted()) return std::nullopt;
    // A row is short; what is kept about it while it is on its way takes more memory than its bytes.
    constexpr std::uint64_t kPerRow = sizeof(Document) + sizeof(DocumentAccount) + sizeof(LineRecord);
    (void)builder_.reserve(count * kPerRow);
    return made;
}

std::uint64_t number_of_document(const std::vector<std::uint64_t>& numbers, std::uint64_t first, std::uint64_t index) {
    if (numbers.empty()) return first + index;
    return index < numbers.size() ? numbers[index] : (1ULL << 40) + index;
}

}  // namespace hios::jobs
