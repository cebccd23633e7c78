#include "data/fhir-r4/generator/errata.hpp"

#include "stages/definitions/text_reader.hpp"

namespace hios::definitions {

tl::expected<Errata, Error> Errata::read(std::string_view text) {
    Errata errata;
    for (Lines lines(text); lines.next();) {
        Columns columns(lines.line(), '\t');
        const std::string_view what = columns.next();
        Correction correction{What::kType, std::string(columns.next()), std::string(columns.next())};
        if (what == "rule") {
            correction.what = What::kRule;
        } else if (what == "expression") {
            correction.what = What::kExpression;
        } else if (what != "type") {
            return lines.wrong("a correction is of a type, a rule or an expression");
        }
        if (columns.next().empty()) return lines.wrong("a correction needs a reason");
        errata.corrections_.push_back(std::move(correction));
    }
    return errata;
}

void Errata::apply(std::vector<model::Definition>& definitions) {
    for (model::Definition& definition : definitions) {
        for (model::Element& element : definition.elements) apply(element);
    }
}

void Errata::apply(model::Element& element) {
    for (Correction& correction : corrections_) {
        if (correction.what == What::kType) {
            if (element.base_path != correction.where) continue;
            element.types = {{correction.correction, {}, {}}};
            ++correction.uses;
            continue;
        }
        for (model::Constraint& rule : element.constraints) {
            const std::string& where = correction.what == What::kRule ? rule.key : rule.expression;
            if (where != correction.where) continue;
            rule.expression = correction.correction;
            ++correction.uses;
        }
    }
}

std::vector<std::string> Errata::unused() const {
    std::vector<std::string> unused;
    for (const Correction& correction : corrections_) {
        if (correction.uses == 0) unused.push_back(correction.where);
    }
    return unused;
}

}  // namespace hios::definitions
