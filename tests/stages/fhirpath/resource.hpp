#pragma once
// A JSON text as an instance, for tests of expressions.

#include <string>
#include <string_view>

#include "stages/definitions/table.hpp"
#include "stages/instance/reader.hpp"
#include "stages/json/structural_index.hpp"

namespace hios::test {

// Keeps the text its instance looks into.
class Resource {
public:
    explicit Resource(std::string_view json) : text_(json) {
        const std::size_t size = text_.size();
        text_.append(json::kPadding, ' ');
        json::StructuralIndex index;
        const std::string_view text = std::string_view(text_).substr(0, size);
        if (!index.build(text)) return;
        json::Cursor cursor(text, index);
        instance::Reader reader(definitions::Table::r4());
        instance::Issues issues;
        readable_ = reader.read(cursor, instance_, issues);
    }
    Resource(const Resource&) = delete;
    Resource& operator=(const Resource&) = delete;

    [[nodiscard]] bool readable() const { return readable_; }
    [[nodiscard]] const instance::Instance& instance() const { return instance_; }

private:
    std::string text_;
    instance::Instance instance_;
    bool readable_ = false;
};

}  // namespace hios::test
