#include "jobs/coverage/ccda_coverage.hpp"

#include <algorithm>

#include "jobs/coverage/reasons.hpp"
#include "jobs/coverage/tables.hpp"
#include "stages/ccda/catalogue.hpp"
#include "stages/ccda/ccda_space.hpp"

namespace hios::jobs {
namespace {

constexpr std::string_view kComposition = "Composition";
constexpr std::string_view kCcdaExceptionsFile = "data/coverage/ccda-exceptions.yaml";

bool holds(const std::vector<std::string>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

// Of names that claim the template, one that makes something goes before one that skips.
const ccda::DispatchRule* rule_of(const ccda::Dispatch& dispatch, std::string_view oid) {
    const ccda::DispatchRule* found = nullptr;
    for (const ccda::DispatchRule& rule : dispatch.rules()) {
        const bool claims = std::any_of(rule.templates.begin(), rule.templates.end(), [&](const std::string& text) {
            return std::string_view(text).substr(0, text.find(':')) == oid;
        });
        if (claims && (found == nullptr || (!found->skip.empty() && rule.skip.empty()))) found = &rule;
    }
    return found;
}

}  // namespace

CcdaCoverage ccda_coverage(const map::Program& program, map::Problems& problems) {
    const auto& space = dynamic_cast<const ccda::CcdaSpace&>(*program.space);
    const std::vector<std::string> idle = space.unread();
    Reasons reasons(kCcdaExceptions, kCcdaExceptionsFile, "templates", problems);
    const auto& types = program.resource_types;
    const bool composes = std::find(types.begin(), types.end(), kComposition) != types.end();
    CcdaCoverage made;
    each_table_row(ccda::kTemplatesText, [&](const auto& columns) {
        if (columns.size() < 3 || (columns[1] != "section" && columns[1] != "entry")) return;
        TemplateRow row{columns[0], columns[2], columns[1] == "section", TemplateRow::State::kNot, {}, {}};
        const ccda::DispatchRule* rule = rule_of(space.dispatch(), row.oid);
        if (rule == nullptr && row.section && composes) {
            row.rule = kComposition;
            row.state = TemplateRow::State::kMapped;
        } else if (rule != nullptr) {
            row.rule = rule->name;
            row.reason = rule->skip;
            const bool made_of = !holds(idle, rule->name);
            if (!rule->skip.empty() || made_of)
                row.state = rule->skip.empty() ? TemplateRow::State::kMapped : TemplateRow::State::kSkipped;
        }
        const std::string_view reason = reasons.find({}, row.oid, row.state != TemplateRow::State::kNot);
        if (row.state == TemplateRow::State::kNot) row.reason = reason;
        made.rows.push_back(std::move(row));
    });
    made.idle_reasons = reasons.idle();
    return made;
}

}  // namespace hios::jobs
