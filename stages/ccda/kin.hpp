#pragma once
// Statements of a document that belong together and stand apart: those with one id, those that the same people wrote at
// the same time. Built for a document when first asked for; one worker's.

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "stages/ccda/dispatch.hpp"
#include "stages/ccda/document.hpp"

namespace hios::ccda {

class Kin {
public:
    // `document` is another one from now on.
    void reset(const Document& document, const Dispatch& dispatch);

    // Of a statement's id: whether another statement has it, too. What only refers to an entry (Entry Reference 4.122,
    // an encounter with nothing but an id inside another statement) has the id of that, and does not count; nor do
    // parts of the statement, or a statement of another kind that it is a part of: some systems write an entry's id on
    // all that stands in it. A procedure in a procedure that has its id is another one.
    bool is_shared(NodeId id);
    // The only other statement with that id; kNoNode when there is none or several.
    NodeId other_with(NodeId id);

    // What names the authors of `statement`: itself, else the nearest statement or section around it that names some
    // (CDA R2, context conduction); kNoNode when only the document does.
    [[nodiscard]] NodeId signed_in(NodeId statement) const;
    // Mapped statements with such authors: the first of each set of authors and time, in document order.
    const std::vector<NodeId>& authored();
    // All of the set of `statement`, in document order; none when it has no author.
    std::span<const NodeId> written_with(NodeId statement);

private:
    struct Entry {
        std::uint64_t hash = 0;
        NodeId statement = 0;
        friend bool operator<(const Entry& a, const Entry& b) {
            return std::tie(a.hash, a.statement) < std::tie(b.hash, b.statement);
        }
    };
    void find_ids();
    void find_authors();
    [[nodiscard]] std::uint64_t authors_of(NodeId statement) const;  // 0: none

    const Document* document_ = nullptr;
    const Dispatch* dispatch_ = nullptr;
    bool has_ids_ = false;
    bool has_authors_ = false;
    std::vector<Entry> ids_;
    std::vector<Entry> authors_;
    std::vector<NodeId> writers_;  // the statements of authors_
    std::vector<NodeId> first_;
};

}  // namespace hios::ccda
