#include "stages/pack/account.hpp"

namespace hios::pack {

Account& Account::operator+=(const Account& other) {
    objects.committed += other.objects.committed;
    objects.rejected += other.objects.rejected;
    documents.read += other.documents.read;
    documents.mapped += other.documents.mapped;
    documents.rejected += other.documents.rejected;
    resources.made += other.resources.made;
    resources.staged += other.resources.staged;
    resources.rejected += other.resources.rejected;
    resources.superseded += other.resources.superseded;
    resources.already_maintained += other.resources.already_maintained;
    resources.outdated += other.resources.outdated;
    references.rewritten += other.references.rewritten;
    references.conditional_resolved += other.references.conditional_resolved;
    references.unresolved += other.references.unresolved;
    skipped_entries += other.skipped_entries;
    skipped_members += other.skipped_members;
    bytes_staged += other.bytes_staged;
    for (const auto& [code, count] : other.rejects_by_code) rejects_by_code[code] += count;
    for (const auto& [rule, count] : other.findings_by_rule) findings_by_rule[rule] += count;
    for (const auto& [kind, names] : other.mapping) {
        for (const auto& [name, count] : names) mapping[kind][name] += count;
    }
    return *this;
}

bool Account::balanced() const {
    return documents.read == documents.mapped + documents.rejected &&
           resources.made == resources.staged + resources.rejected + resources.superseded;
}

}  // namespace hios::pack
