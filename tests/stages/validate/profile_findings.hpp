#pragma once
// What the check of profiles finds in a JSON text, for tests.

#include <string>
#include <string_view>
#include <vector>

#include "stages/instance/reader.hpp"
#include "stages/json/structural_index.hpp"
#include "stages/validate/profile_check.hpp"

namespace hios::validate::test {

// A text and the instance that looks into it.
class Document {
public:
    explicit Document(std::string_view json) : text_(json) {
        const std::size_t size = text_.size();
        text_.append(json::kPadding, ' ');
        json::StructuralIndex index;
        const std::string_view text = std::string_view(text_).substr(0, size);
        if (!index.build(text)) return;
        json::Cursor cursor(text, index);
        instance::Reader reader(definitions::Table::r4());
        instance::Issues issues;
        readable_ = reader.read(cursor, instance_, issues) && issues.empty();
    }
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    // It is R4 as far as its form goes.
    [[nodiscard]] bool readable() const { return readable_; }
    [[nodiscard]] const instance::Instance& instance() const { return instance_; }

private:
    std::string text_;
    instance::Instance instance_;
    bool readable_ = false;
};

// "profile.min Patient.name[0] family" or, with details, "... (url|version)".
inline std::string describe(const instance::Issue& issue, const instance::Instance& instance, bool details = false) {
    std::string text(issue.rule->code.id);
    text += ' ';
    instance::append_path(instance, definitions::Table::r4(), issue.node, text);
    if (!issue.element.empty()) text += ' ' + std::string(issue.element);
    if (details) text += " (" + std::string(issue.detail) + ')';
    return text;
}

inline std::vector<std::string> findings_of(ProfileCheck& check, std::string_view json, bool details = false) {
    const Document document(json);
    if (!document.readable()) return {"not readable"};
    instance::Issues issues;
    check.check(document.instance(), {}, issues);
    std::vector<std::string> found;
    for (const instance::Issue& issue : issues) found.push_back(describe(issue, document.instance(), details));
    return found;
}

}  // namespace hios::validate::test
