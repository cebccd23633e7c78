#include "stages/validate/bundle_check.hpp"

#include <algorithm>

#include "stages/fhir/links.hpp"
#include "stages/validate/rules.hpp"

namespace hios::validate {

using definitions::kNoType;
using instance::kNoNode;
using instance::kRoot;
using instance::Node;
using instance::NodeId;

namespace {

bool is_absolute(std::string_view url) {
    const std::size_t colon = url.find(':');
    return colon != std::string_view::npos && colon > 0 && url.find('/') > colon;
}

}  // namespace

std::string_view version_of(const definitions::Table& table, const instance::Instance& instance, NodeId resource) {
    const NodeId meta = instance.child(table, resource, "meta");
    const NodeId version = meta == kNoNode ? kNoNode : instance.child(table, meta, "versionId");
    return version == kNoNode ? std::string_view{} : instance.raw(instance.node(version));
}

BundleCheck::BundleCheck(const definitions::Table& table)
    : table_(table), entry_(table.find(table.type_of("Bundle"), "entry")) {
    const definitions::TypeId type = table.type_of("Bundle.entry");
    full_url_ = table.find(type, "fullUrl");
    resource_ = table.find(type, "resource");
    search_ = table.find(type, "search");
    request_ = table.find(type, "request");
    response_ = table.find(type, "response");
}

void BundleCheck::gather(const instance::Instance& bundle) {
    entries_.clear();
    types_.clear();
    unescaped_.clear();
    shared_.clear();
    versions_.clear();
    type_ = {};
    for (NodeId id = bundle.node(kRoot).first; id != kNoNode; id = bundle.node(id).next) {
        if (bundle.node(id).property != entry_) continue;
        Entry& entry = entries_.emplace_back();
        entry.node = id;
        for (NodeId part = bundle.node(id).first; part != kNoNode; part = bundle.node(part).next) {
            const auto property = bundle.node(part).property;
            if (property == full_url_) entry.full_url = part;
            if (property == resource_) entry.resource = part;
            if (property == search_) entry.search = part;
            if (property == request_) entry.request = part;
            if (property == response_) entry.response = part;
        }
        if (entry.full_url != kNoNode && bundle.node(entry.full_url).shape == instance::Shape::kString)
            entry.url = bundle.raw(bundle.node(entry.full_url));
        if (bundle.escapes && entry.url.find('\\') != std::string_view::npos) {
            json::unescape(entry.url, unescaped_.emplace_back());
            entry.url = unescaped_.back();
        }
        const auto type = entry.resource == kNoNode ? kNoType : bundle.node(entry.resource).type;
        types_.push_back(table_.type(type).abstract ? kNoType : type);  // Resource: of no known type
    }
    links_.reset(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].url.empty()) continue;
        links_.add(entries_[i].url, static_cast<std::uint32_t>(i));
        if (const std::uint32_t first = links_.find(entries_[i].url); first != i) shared_.insert({first, i});
    }
    if (const NodeId type = bundle.child(table_, kRoot, "type"); type != kNoNode) type_ = bundle.raw(bundle.node(type));
}

void BundleCheck::check(const instance::Instance& bundle, instance::Issues& issues) {
    const Surroundings none;
    const Subject subject{table_, bundle, none, issues, scratch_};
    check_head(subject);
    for (std::size_t i = 0; i < entries_.size(); ++i) check_entry(subject, i);
    if (type_ != "history") check_urls(subject);
}

void BundleCheck::check_head(const Subject& subject) {
    const instance::Instance& bundle = subject.instance;
    const NodeId total = bundle.child(table_, kRoot, "total");
    if (total != kNoNode && type_ != "searchset" && type_ != "history") subject.report(rules::kBundleTotal, total);
    if (type_ == "document") {
        const NodeId identifier = bundle.child(table_, kRoot, "identifier");
        const bool named = identifier != kNoNode && bundle.child(table_, identifier, "system") != kNoNode &&
                           bundle.child(table_, identifier, "value") != kNoNode;
        if (!named) subject.report(rules::kBundleIdentifier, kRoot);
        if (bundle.child(table_, kRoot, "timestamp") == kNoNode) subject.report(rules::kBundleDate, kRoot);
        if (types_.empty() || types_[0] != table_.type_of("Composition"))
            subject.report(rules::kBundleComposition, entries_.empty() ? kRoot : entries_[0].node);
    }
    if (type_ == "message" && (types_.empty() || types_[0] != table_.type_of("MessageHeader")))
        subject.report(rules::kBundleHeader, entries_.empty() ? kRoot : entries_[0].node);
}

void BundleCheck::check_entry(const Subject& subject, std::size_t place) {
    const Entry& entry = entries_[place];
    if (entry.search != kNoNode && type_ != "searchset") subject.report(rules::kBundleSearch, entry.search);
    const bool requests = type_ == "batch" || type_ == "transaction" || type_ == "history";
    if (requests != (entry.request != kNoNode)) subject.report(rules::kBundleRequest, entry.node);
    const bool responses = type_ == "batch-response" || type_ == "transaction-response" || type_ == "history";
    if (responses != (entry.response != kNoNode)) subject.report(rules::kBundleResponse, entry.node);
    if (entry.resource == kNoNode && entry.request == kNoNode && entry.response == kNoNode)
        subject.report(rules::kBundleEmptyEntry, entry.node);
    if (entry.url.empty()) return;
    if (entry.url.find("/_history/") != std::string_view::npos)
        subject.report(rules::kBundleUrlVersion, entry.full_url);
    if (!is_absolute(entry.url)) subject.report(rules::kBundleUrlForm, entry.full_url);
}

// bdl-7: equal fullUrls are versions of one resource, and each version stands once.
void BundleCheck::check_urls(const Subject& subject) {
    std::set<std::pair<std::string_view, std::string>> seen;
    for (const std::size_t place : shared_) {
        const Entry& entry = entries_[place];
        std::string version = versions_[place];
        if (entry.resource != kNoNode && !subject.instance.node(entry.resource).opaque)
            version = version_of(table_, subject.instance, entry.resource);
        if (!seen.emplace(entry.url, std::move(version)).second) subject.report(rules::kBundleUrlTwice, entry.full_url);
    }
}

bool BundleCheck::id_differs(std::size_t place, std::string_view id) const {
    std::string_view base, type, url_id;
    if (id.empty() || place >= entries_.size() || !fhir::split_restful(entries_[place].url, base, type, url_id))
        return false;
    return url_id != id;
}

}  // namespace hios::validate
