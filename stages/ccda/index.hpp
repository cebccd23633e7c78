#pragma once
// What is looked for in a document again and again, found in one pass: IDs of narrative, template ids, and
// what kind of section each section is.

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/ccda/catalogue.hpp"
#include "stages/ccda/document.hpp"

namespace hios::ccda {

struct TemplateUse {
    NodeId node = 0;    // whose template it is
    TemplateId id = 0;  // 0: not in the catalogue
    std::string_view root;
    std::string_view extension;  // the version, often ""
};

struct Section {
    NodeId node = 0;
    SectionKind kind = 0;      // by template id, else LOINC code, else words of the title
    std::uint32_t parent = 0;  // number in sections() + 1; 0: none
};

// Reusable; not thread-safe. Lives as long as what the document holds.
class Index {
public:
    void build(const Document& document, const Catalogue& catalogue);

    // In document order.
    [[nodiscard]] const std::vector<TemplateUse>& templates() const { return templates_; }
    [[nodiscard]] const std::vector<Section>& sections() const { return sections_; }
    [[nodiscard]] const Catalogue& catalogue() const { return *catalogue_; }
    // The section that holds a node, itself included; null when none does.
    [[nodiscard]] const Section* section_of(NodeId node) const;
    // Templates of one node: a range of templates().
    [[nodiscard]] std::pair<std::size_t, std::size_t> templates_of(NodeId node) const;

    // Where "#id" or "id" leads, seen from `from`: the ID as it is written, else without regard to case; of
    // several the one in the same section, else the first. kNoNode when there is none. Constant time.
    [[nodiscard]] NodeId target(std::string_view reference, NodeId from) const;
    // Elements whose ID another has, too.
    [[nodiscard]] std::uint32_t duplicate_ids() const { return duplicates_; }

private:
    void add_id(NodeId node, std::string_view id);
    void grow();
    [[nodiscard]] SectionKind kind_of(NodeId section, std::size_t first_template) const;

    const Document* document_ = nullptr;
    const Catalogue* catalogue_ = nullptr;
    std::vector<TemplateUse> templates_;
    std::vector<Section> sections_;
    struct Id {
        std::string_view text;
        std::uint32_t hash = 0;
        NodeId node = 0;
        std::uint32_t next = 0;  // the same but for case; number + 1
        std::uint32_t last = 0;  // of the first: where the chain ends
    };
    std::vector<Id> ids_;
    std::vector<std::uint32_t> table_;  // number + 1 of the first of each chain
    std::uint32_t duplicates_ = 0;
};

}  // namespace hios::ccda
