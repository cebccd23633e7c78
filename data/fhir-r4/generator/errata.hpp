#pragma once
// Corrections of the published definitions; data/fhir-r4/errata.tsv says what and why.

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/error.hpp"
#include "stages/definitions/model.hpp"

namespace hios::definitions {

class Errata {
public:
    static tl::expected<Errata, Error> read(std::string_view text);

    void apply(std::vector<model::Definition>& definitions);
    // Corrections that nothing published needed: they are out of date.
    [[nodiscard]] std::vector<std::string> unused() const;

private:
    enum class What { kType, kRule, kExpression };
    struct Correction {
        What what;
        std::string where;
        std::string correction;
        std::size_t uses = 0;
    };
    void apply(model::Element& element);

    std::vector<Correction> corrections_;
};

}  // namespace hios::definitions
