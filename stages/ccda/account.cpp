#include "stages/ccda/account.hpp"

namespace hios::ccda {
namespace {

std::string_view template_of(const Index& index, NodeId node) {
    const auto [begin, end] = index.templates_of(node);
    for (std::size_t i = begin; i < end; ++i) {
        if (index.templates()[i].id != 0) return index.templates()[i].root;
    }
    return begin < end ? index.templates()[begin].root : std::string_view();
}

}  // namespace

void account(const Document& document, const Index& index, const Dispatch& dispatch, std::vector<EntryUse>& into) {
    into.clear();
    NodeId claimed_until = 0;  // end of the claimed entry that holds what follows
    for (NodeId node = 0; node < document.nodes().size(); ++node) {
        const Node& at = document.node(node);
        const bool is_section = at.name == names::of("section");
        if (at.claim == 0 && !is_section && !is_statement(at.name)) continue;
        EntryUse use{node, EntryState::kUnmapped, at.claim, template_of(index, node),
                     document.names().elements.text(at.name)};
        if (at.claim != 0) {
            const bool skipped = !dispatch.rules()[at.claim - 1U].skip.empty();
            use.state = skipped ? EntryState::kSkipped : EntryState::kClaimed;
            // What lies in a section is not read by who has claimed the section.
            if (!is_section && node != kRoot && at.end > claimed_until) claimed_until = at.end;
        } else if (node < claimed_until) {
            use.state = EntryState::kPart;
        }
        into.push_back(use);
    }
}

}  // namespace hios::ccda
