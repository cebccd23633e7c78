#pragma once
// One C-CDA R2.1 document while it is being written, and the pieces its sections share. Texts are escaped; the caller
// keeps the elements balanced. Not thread-safe: one document, one thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bench/datagen/patient.hpp"
#include "bench/datagen/providers.hpp"

namespace hios::bench {

// A row of a section's table and the entry that says the same.
struct Item {
    Code code;
    std::int64_t moment = 0;
    std::string value;  // of a measure; else empty
    std::string_view unit;
    bool over = false;  // resolved, stopped
};

struct CcdaDocument {
    CcdaDocument(std::uint64_t seed, std::uint64_t ordinal, const std::vector<Provider>& providers);

    Rng rng;
    Patient patient;
    const Provider* provider = nullptr;
    std::uint64_t number = 0;
    std::uint64_t next_id = 1;
    std::string out;

    void line(std::string_view text);       // with a line end
    void open_line(std::string_view name);  // <name>
    void template_id(std::string_view root, std::string_view extension = {});
    void id();  // a new one, unique in the document and over documents
    void code(std::string_view element, const Code& code);
    void coded(std::string_view element, std::string_view code, std::string_view system, std::string_view display);
    void value_code(const Code& code);  // <value xsi:type="CD">
    void quantity(const Item& item);    // <value xsi:type="PQ">
    void status(std::string_view code);
    void when(const Item& item);                                // effectiveTime with low and, when over, high
    void at(const Item& item);                                  // effectiveTime as a point
    void reference(std::string_view section, std::size_t row);  // <text><reference value="#..."/></text>
    void author(std::int64_t moment);
    void performer();
};

inline constexpr std::string_view kSnomedOid = "2.16.840.1.113883.6.96";
inline constexpr std::string_view kLoincOid = "2.16.840.1.113883.6.1";
inline constexpr std::string_view kActClassOid = "2.16.840.1.113883.5.6";
inline constexpr std::string_view kActCodeOid = "2.16.840.1.113883.5.4";

[[nodiscard]] std::string xml(std::string_view text);
[[nodiscard]] std::string_view oid(std::string_view system);

// A section of the structured body. `share`: rows for each hundred of a document's scale.
struct CcdaSection {
    std::string_view key;  // of narrative ids
    std::string_view root;
    std::string_view extension;
    std::string_view loinc;
    std::string_view title;
    unsigned share;
    Item (*item)(Rng& rng);
    void (*entry)(CcdaDocument& document, const Item& item, std::string_view key, std::size_t row);  // null: text only
};

[[nodiscard]] std::span<const CcdaSection> event_sections();  // what is and was
[[nodiscard]] std::span<const CcdaSection> other_sections();  // what is planned, wished, agreed and said

// Items the section tables share.
[[nodiscard]] Item measured(Rng& rng, const Measure& measure);
[[nodiscard]] Item dated(Rng& rng, const Code& code);

// From the declaration to the end of the header.
void write_ccda_header(CcdaDocument& document);

}  // namespace hios::bench
