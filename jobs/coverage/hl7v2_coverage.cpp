#include "jobs/coverage/hl7v2_coverage.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "jobs/coverage/hl7v2_types.hpp"
#include "jobs/coverage/reasons.hpp"
#include "jobs/coverage/tables.hpp"

namespace hios::jobs {
namespace {

constexpr std::string_view kHl7v2ExceptionsFile = "data/coverage/hl7v2-exceptions.yaml";

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The letters a text begins with: "participant" of "participant.type", "Patient" of "Patient-GeneralPractitioner]".
std::string_view first_word(std::string_view text) {
    return text.substr(0,
                       static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_letter) - text.begin()));
}

struct Target {
    std::string_view resource;
    std::string_view element;
};

// "participant.actor(Location.identifier)" of AIG[Appointment] goes to Location.identifier.
Target target_of(const CoverageRow& row) {
    Target target{first_word(row.map.substr(std::min(row.map.find('[') + 1, row.map.size()))), first_word(row.target)};
    const std::size_t inner = row.target.rfind('(');
    if (inner == std::string_view::npos) return target;
    const std::string_view made = row.target.substr(inner + 1);
    const std::string_view resource = first_word(made);
    if (resource.empty() || resource.front() < 'A' || resource.front() > 'Z') return target;
    target.resource = resource;
    const std::size_t dot = made.find('.');
    if (dot != std::string_view::npos) target.element = first_word(made.substr(dot + 1));
    return target;
}

Covered judge(const Hl7v2Use& use, const Target& target) {
    Covered best = use.decides ? Covered::kDecides : Covered::kNot;
    for (const std::string_view element : use.elements) {
        const std::size_t dot = std::min(element.find('.'), element.size());
        Covered how = Covered::kValue;
        if (element.substr(0, dot) == target.resource) {
            const bool named = first_word(element.substr(std::min(dot + 1, element.size()))) == target.element;
            how = named ? Covered::kElement : Covered::kResource;
        }
        best = std::min(best, how);
    }
    return best;
}

struct Name {
    std::string_view segment;
    std::uint32_t field = 0;  // 0: the segment
};

std::optional<Name> name_of(std::string_view source) {
    const std::size_t dash = std::min(source.find('-'), source.size());
    Name name{source.substr(0, dash)};
    const std::string_view digits = source.substr(std::min(dash + 1, source.size()));
    if (!digits.empty() && std::from_chars(digits.data(), digits.data() + digits.size(), name.field).ec != std::errc())
        return std::nullopt;
    return name;
}

Covered cover_field(const Hl7v2Reads& reads, const CoverageRow& row) {
    const Target target = target_of(row);
    Covered best = Covered::kNot;
    const auto of = [&](const Hl7v2Reads::Parts& parts) {
        for (const auto& [part, use] : parts) best = std::min(best, judge(use, target));
    };
    const auto name = name_of(row.source.empty() ? row.map.substr(0, row.map.find('[')) : row.source);
    if (!name) return best;
    if (name->field != 0) {
        if (const Hl7v2Reads::Parts* parts = reads.field(name->segment, name->field)) of(*parts);
        return best;
    }
    // A constant: what the segment makes has it.
    for (const auto& [field, parts] : reads.fields()) {
        if (field.substr(0, field.find('-')) == name->segment) of(parts);
    }
    return best;
}

std::vector<CoverageRow> rows_of(std::string_view table) {
    std::vector<CoverageRow> rows;
    each_table_row(table, [&](const auto& columns) {
        if (columns.size() == 4) rows.push_back({columns[0], columns[1], columns[2], columns[3], Covered::kNot, {}});
    });
    return rows;
}

void give_reasons(std::vector<CoverageRow>& rows, std::string_view section, Hl7v2Coverage& made,
                  map::Problems& problems) {
    Reasons reasons(kHl7v2Exceptions, kHl7v2ExceptionsFile, section, problems);
    for (CoverageRow& row : rows) row.reason = reasons.find(row.map, row.source, is_covered(row.covered));
    for (std::string& idle : reasons.idle()) made.idle_reasons.push_back(std::move(idle));
}

void count_fields(const Hl7v2Reads& reads, Hl7v2Coverage& made, map::Problems& problems) {
    Reasons reasons(kHl7v2Exceptions, kHl7v2ExceptionsFile, "fields", problems);
    each_table_row(kHl7v2FieldCounts, [&](const auto& columns) {
        if (columns.size() != 2) return;
        FieldCount count{columns[0], 0, 0, {}};
        std::from_chars(columns[1].data(), columns[1].data() + columns[1].size(), count.wanted);
        for (const auto& [field, parts] : reads.fields()) {
            if (field.substr(0, field.find('-')) == count.segment) ++count.read;
        }
        count.reason = reasons.find({}, count.segment, count.read >= count.wanted);
        made.fields.push_back(std::move(count));
    });
    for (std::string& idle : reasons.idle()) made.idle_reasons.push_back(std::move(idle));
}

}  // namespace

Hl7v2Coverage hl7v2_coverage(const map::Program& program, map::Problems& problems) {
    const Hl7v2Reads reads(program);
    Hl7v2Coverage made;
    made.segments = rows_of(kHl7v2SegmentRows);
    for (CoverageRow& row : made.segments) row.covered = cover_field(reads, row);
    give_reasons(made.segments, "segments", made, problems);
    made.types = rows_of(kHl7v2DatatypeRows);
    const Hl7v2Types types(reads);
    for (CoverageRow& row : made.types) row.covered = types.cover(row);
    give_reasons(made.types, "types", made, problems);
    count_fields(reads, made, problems);
    return made;
}

}  // namespace hios::jobs
