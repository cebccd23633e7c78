#include "jobs/ledger/account_json.hpp"

#include <utility>

namespace hios::jobs {
namespace {

using Json = nlohmann::ordered_json;

// One list of members serves both directions.
template <class A, class Visit>
void visit_members(A& account, Visit&& visit) {
    visit("objects", "committed", account.objects.committed);
    visit("objects", "rejected", account.objects.rejected);
    visit("documents", "read", account.documents.read);
    visit("documents", "mapped", account.documents.mapped);
    visit("documents", "rejected", account.documents.rejected);
    visit("resources", "made", account.resources.made);
    visit("resources", "staged", account.resources.staged);
    visit("resources", "rejected", account.resources.rejected);
    visit("resources", "superseded", account.resources.superseded);
    visit("references", "rewritten", account.references.rewritten);
    visit("references", "conditional_resolved", account.references.conditional_resolved);
    visit("references", "unresolved", account.references.unresolved);
    visit("entries", "skipped", account.skipped_entries);
    visit("staged", "bytes", account.bytes_staged);
}

// Of the superseded; only there when there are some.
constexpr std::pair<const char*, std::uint64_t pack::Account::Resources::*> kByEarlier[] = {
    {"already_maintained", &pack::Account::Resources::already_maintained},
    {"outdated", &pack::Account::Resources::outdated},
};

}  // namespace

Json to_json(const pack::Account& account) {
    Json json;
    visit_members(account, [&](const char* part, const char* name, std::uint64_t value) { json[part][name] = value; });
    for (const auto& [name, member] : kByEarlier) {
        if (account.resources.*member > 0) json["resources"][name] = account.resources.*member;
    }
    if (account.skipped_members > 0) json["members"]["skipped"] = account.skipped_members;
    json["rejects_by_code"] = Json::object();
    for (const auto& [code, count] : account.rejects_by_code) json["rejects_by_code"][code] = count;
    json["findings_by_rule"] = Json::object();
    for (const auto& [rule, count] : account.findings_by_rule) json["findings_by_rule"][rule] = count;
    if (!account.mapping.empty()) json["mapping"] = account.mapping;
    return json;
}

pack::Account account_from_json(const Json& json) {
    pack::Account account;
    visit_members(account, [&](const char* part, const char* name, std::uint64_t& value) {
        value = json.at(part).at(name).get<std::uint64_t>();
    });
    for (const auto& [name, member] : kByEarlier)
        account.resources.*member = json.at("resources").value(name, std::uint64_t{0});
    if (const auto members = json.find("members"); members != json.end())
        account.skipped_members = members->at("skipped").get<std::uint64_t>();
    for (const auto& [code, count] : json.at("rejects_by_code").items())
        account.rejects_by_code[code] = count.get<std::uint64_t>();
    // Ledgers of before validation have none.
    if (const auto findings = json.find("findings_by_rule"); findings != json.end()) {
        for (const auto& [rule, count] : findings->items()) account.findings_by_rule[rule] = count.get<std::uint64_t>();
    }
    // Ledgers of before maps have none of these.
    if (const auto mapping = json.find("mapping"); mapping != json.end()) mapping->get_to(account.mapping);
    return account;
}

}  // namespace hios::jobs
