#pragma once
// Rows of data types: is a component read of any field of the type?

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "jobs/coverage/hl7v2_coverage.hpp"
#include "stages/hl7v2/dictionary/definitions.hpp"

namespace hios::jobs {

// Which fields have a type, the dictionary says: v2.5.1 and later, of types that have gone before it, older versions.
// OBX-5 stands for the types that no other field has. A component of a type that stands inside another type (XPN.1 is
// an FN) is a subcomponent there. Reading a field as one text covers no component.
class Hl7v2Types {
public:
    // `reads` must outlive it.
    explicit Hl7v2Types(const Hl7v2Reads& reads);

    [[nodiscard]] Covered cover(const CoverageRow& row) const;

private:
    struct Site {
        const Hl7v2Reads::Parts* parts = nullptr;
        std::uint32_t component = 0;  // 0: the field has the type, else that component of it
        auto operator<=>(const Site&) const = default;
    };
    using Names = std::set<std::string, std::less<>>;
    // Of types that are not `known`.
    void add_all(hl7v2::dictionary::Version version, const Names& known);
    void add(std::string_view segment, std::uint32_t number, const hl7v2::dictionary::Type* type, const Names& known);
    [[nodiscard]] Covered cover_at(const Site& site, std::uint32_t number, std::string_view target) const;

    const Hl7v2Reads& reads_;
    std::map<std::string, std::set<Site>, std::less<>> sites_;  // by type
};

}  // namespace hios::jobs
