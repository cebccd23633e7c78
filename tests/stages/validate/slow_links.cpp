#include <algorithm>
#include <map>
#include <optional>
#include <regex>

#include "tests/stages/validate/slow_tree.hpp"

namespace hios::validate::test {

using definitions::kNoType;
using definitions::TypeId;

namespace {

// fullUrl → the types of the entries that have it, the first one first.
using Entries = std::map<std::string, TypeId>;

TypeId resource_type(const std::string& name) {
    const TypeId type = table().type_of(name);
    const bool resource = type != kNoType && table().type(type).kind == definitions::TypeKind::kResource;
    return resource && !table().type(type).abstract ? type : kNoType;
}

std::string before(const std::string& text, std::string_view what) {
    return text.substr(0, text.find(what));
}

// A resource with what is contained in it: the room in which "#id" leads somewhere.
class Room {
public:
    Room(const SlowNode& resource, const Entries* entries, SlowFindings& findings)
        : resource_(resource), entries_(entries), findings_(findings) {}

    void check() {
        gather(resource_, nullptr);
        for (const Link& link : links_) check_link(link);
        check_contained();
    }

private:
    struct Link {
        const SlowNode* node;
        const SlowNode* contained;                   // what the link stands in; null: the container
        const definitions::Element* from = nullptr;  // of a Reference: the element that it is
        bool reference = false;
    };

    void gather(const SlowNode& node, const SlowNode* contained, const SlowNode* parent = nullptr) {
        const std::string_view type = table().type(node.type).name;
        const bool right = node.fits && is_right(node);
        if (right && type == "string" && node.member == "reference" && parent != nullptr &&
            table().type(parent->type).name == "Reference") {
            links_.push_back({&node, contained, parent->element, true});
        } else if (right && (type == "uri" || type == "url" || type == "canonical")) {
            links_.push_back({&node, contained});
        }
        for (const SlowNode& child : node.children) {
            if (!child.resource) {
                gather(child, contained, &node);
            } else if (child.element->name != "contained") {
                Room(child, entries_, findings_).check();
            } else if (&node != &resource_) {
                findings_.all.emplace("dom-2", child.path);
                gather(child, contained, &node);
            } else {
                contained_.push_back(&child);
                gather(child, &child, &node);
            }
        }
    }

    static bool is_right(const SlowNode& node) {
        return node.type < definitions::kPrimitives &&
               is_right_primitive(static_cast<definitions::Primitive>(node.type), node.value->text);
    }

    static std::string id_of(const SlowNode& resource) {
        const SlowNode* id = resource.child("id");
        return id == nullptr ? "" : id->text();
    }

    const SlowNode* contained_of(const std::string& id) const {
        for (const SlowNode* one : contained_) {
            if (!id.empty() && id_of(*one) == id) return one;
        }
        return nullptr;
    }

    void check_link(const Link& link) {
        if (!link.reference) return;
        const std::string& path = link.node->path;
        const std::string text = link.node->text();
        const std::optional<TypeId> type = type_led_to(text, path);
        if (!type || *type == kNoType || link.from == nullptr || link.from->targets.empty()) return;
        for (const TypeId target : link.from->targets) {
            if (table().is_a(*type, target)) return;
        }
        findings_.all.emplace("validate.reference_target", path);
    }

    // kNoType: it cannot be known; nothing: reported.
    std::optional<TypeId> type_led_to(const std::string& text, const std::string& path) {
        static const std::regex scheme("[A-Za-z][A-Za-z0-9+.-]*:[^]*");
        static const std::regex relative("([A-Za-z]+)/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?(#[^]*)?");
        static const std::regex restful("https?://[^/]+(/[^]*)?/([A-Za-z]+)/[^/]+");
        std::smatch match;
        if (text == "#") return resource_.type;
        if (text[0] == '#') {
            if (const SlowNode* found = contained_of(text.substr(1))) return found->type;
            findings_.all.emplace("ref-1", path);
            return std::nullopt;
        }
        if (text.size() > 2000) return kNoType;  // std::regex would run out of stack
        if (std::regex_match(text, scheme)) {
            if (entries_ != nullptr) {
                if (const auto entry = entries_->find(before(text, "/_history/")); entry != entries_->end())
                    return text.find('#') == std::string::npos ? entry->second : kNoType;
                if (entries_->contains(before(text, "#"))) return kNoType;
                if (text.starts_with("urn:")) {
                    findings_.all.emplace("validate.reference_unresolved", path);
                    return std::nullopt;
                }
            }
            const std::string url = before(text, "/_history/");
            return std::regex_match(url, match, restful) ? resource_type(match[2]) : kNoType;
        }
        if (text.find('?') != std::string::npos) {
            const TypeId type = resource_type(before(text, "?"));
            if (type != kNoType && !text.ends_with('?')) return type;
            if (type != kNoType && text.find('?') + 1 < text.size()) return type;
        } else if (std::regex_match(text, match, relative) && resource_type(match[1]) != kNoType) {
            return match[3].matched ? kNoType : resource_type(match[1]);
        }
        findings_.all.emplace("validate.reference_form", path);
        return std::nullopt;
    }

    void check_contained() {
        for (std::size_t i = 0; i < contained_.size(); ++i) {
            const SlowNode& one = *contained_[i];
            const std::string id = id_of(one);
            for (std::size_t other = 0; other < i; ++other) {
                if (!id.empty() && id_of(*contained_[other]) == id)
                    findings_.all.emplace("validate.contained_id", one.path);
            }
            const bool used = std::any_of(links_.begin(), links_.end(), [&](const Link& link) {
                const std::string text = link.node->text();
                return text == "#" ? link.contained == &one : !id.empty() && text == "#" + id;
            });
            if (!used) findings_.all.emplace("dom-3", one.path);
            const SlowNode* meta = one.child("meta");
            if (meta == nullptr) continue;
            for (const char* name : {"versionId", "lastUpdated"}) {
                if (meta->child(name) != nullptr) findings_.all.emplace("dom-4", meta->child(name)->path);
            }
            if (meta->child("security") != nullptr) findings_.all.emplace("dom-5", meta->child("security")->path);
        }
    }

    const SlowNode& resource_;
    const Entries* entries_;
    SlowFindings& findings_;
    std::vector<const SlowNode*> contained_;
    std::vector<Link> links_;
};

std::string text_of_child(const SlowNode& node, std::string_view name) {
    const SlowNode* child = node.child(name);
    return child == nullptr ? "" : child->text();
}

class SlowBundle {
public:
    SlowBundle(const SlowNode& bundle, SlowFindings& findings)
        : bundle_(bundle),
          type_(text_of_child(bundle, "type")),
          entries_(bundle.children_named("entry")),
          findings_(findings) {}

    void check() {
        Entries by_url;
        for (const SlowNode* entry : entries_) {
            const SlowNode* resource = entry->child("resource");
            const std::string url = text_of_child(*entry, "fullUrl");
            const bool known = resource != nullptr && resource->resource;
            if (!url.empty()) by_url.emplace(url, known ? resource->type : kNoType);
        }
        check_head();
        for (const SlowNode* entry : entries_) {
            check_entry(*entry);
            for (const SlowNode* resource : entry->children_named("resource")) {
                if (!resource->resource) continue;
                Room(*resource, &by_url, findings_).check();
                check_id(text_of_child(*entry, "fullUrl"), *resource);
            }
        }
    }

private:
    void say(const char* rule, const std::string& path) { findings_.all.emplace(rule, path); }
    [[nodiscard]] bool is_one_of(std::initializer_list<const char*> types) const {
        return std::any_of(types.begin(), types.end(), [&](const char* one) { return type_ == one; });
    }

    void check_head() {
        const SlowNode* total = bundle_.child("total");
        if (total != nullptr && !is_one_of({"searchset", "history"})) say("bdl-1", total->path);
        const std::string first = entries_.empty() ? bundle_.path : entries_[0]->path;
        const SlowNode* resource = entries_.empty() ? nullptr : entries_[0]->child("resource");
        const std::string_view kind =
            resource != nullptr && resource->resource ? table().type(resource->type).name : std::string_view();
        if (type_ == "document") {
            const SlowNode* identifier = bundle_.child("identifier");
            if (identifier == nullptr || identifier->child("system") == nullptr ||
                identifier->child("value") == nullptr)
                say("bdl-9", bundle_.path);
            if (bundle_.child("timestamp") == nullptr) say("bdl-10", bundle_.path);
            if (kind != "Composition") say("bdl-11", first);
        }
        if (type_ == "message" && kind != "MessageHeader") say("bdl-12", first);
    }

    void check_entry(const SlowNode& entry) {
        const bool request = entry.child("request") != nullptr;
        const bool response = entry.child("response") != nullptr;
        if (entry.child("search") != nullptr && type_ != "searchset") say("bdl-2", entry.child("search")->path);
        if (request != is_one_of({"batch", "transaction", "history"})) say("bdl-3", entry.path);
        if (response != is_one_of({"batch-response", "transaction-response", "history"})) say("bdl-4", entry.path);
        if (entry.child("resource") == nullptr && !request && !response) say("bdl-5", entry.path);
        const std::string url = text_of_child(entry, "fullUrl");
        if (url.empty()) return;
        const std::string& path = entry.child("fullUrl")->path;
        if (url.find("/_history/") != std::string::npos) say("bdl-8", path);
        const bool absolute = url.find(':') != std::string::npos && url[0] != ':' && url.find('/') > url.find(':');
        if (!absolute) say("validate.bundle_url", path);
        if (type_ == "history") return;
        for (const SlowNode* other : entries_) {
            if (other == &entry) break;
            if (text_of_child(*other, "fullUrl") == url) return say("bdl-7", path);
        }
    }

    void check_id(const std::string& url, const SlowNode& resource) {
        static const std::regex restful("https?://[^/]+(/[^]*)?/([A-Za-z]+)/([^/]+)");
        std::smatch match;
        const SlowNode* id = resource.child("id");
        if (id == nullptr || !id->fits || id->value->text.empty() || url.size() > 2000) return;
        if (std::regex_match(url, match, restful) && resource_type(match[2]) != kNoType && match[3] != id->value->text)
            say("validate.bundle_id", id->path);
    }

    const SlowNode& bundle_;
    const std::string type_;
    const std::vector<const SlowNode*> entries_;
    SlowFindings& findings_;
};

}  // namespace

void check_links(const SlowNode& document, SlowFindings& findings) {
    if (!document.resource) return;
    if (table().type(document.type).name == "Bundle") return SlowBundle(document, findings).check();
    Room(document, nullptr, findings).check();
}

}  // namespace hios::validate::test
