#include "stages/fhir/scan.hpp"

#include "stages/fhir/element_names.hpp"

namespace hios::fhir {
namespace {

constexpr std::uint32_t kDeepestContext = 256;  // beyond limits.depth of any sensible job

class ResourceHandler {
public:
    ResourceHandler(const json::Cursor& cursor, ScanScratch& scratch, ScannedResource& resource)
        : text_(cursor.text()), scratch_(scratch), resource_(resource) {}

    void key(json::Span name) {
        current_ = element_name(scratch_.plain(inside(name)));
        if (current_ == ElementName::kIdentifier && depth_ != 1) current_ = ElementName::kOther;
    }

    void open(bool object, std::uint32_t at) {
        if (depth_ == 1 && current_ == ElementName::kId) note_odd_id({at, at + 1});
        ++depth_;
        context_[context_slot()] = current_;
        if (object && current_ == ElementName::kIdentifier && depth_ <= 3) {
            scratch_.identifiers.emplace_back();
            identifier_depth_ = depth_;
        }
    }

    void close(bool, std::uint32_t) {
        if (identifier_depth_ == depth_) identifier_depth_ = 0;
        current_ = context_[context_slot()];
        --depth_;
    }

    void string(json::Span value) {
        using enum ElementName;
        switch (current_) {
            case kOther:
                return;
            case kReference:
                add(value, LinkKind::kReference);
                return;
            case kLink:
                add(value, LinkKind::kUri);
                return;
            case kUrl:
                if (depth_ > 1 && context_[context_slot()] != kExtension) add(value, LinkKind::kUri);
                return;
            case kSource:
                if (depth_ == 2 && context_[context_slot()] == kMeta) add(value, LinkKind::kUri);
                return;
            case kDiv:
                add_narrative(value);
                return;
            case kId:
                if (depth_ == 1) resource_.id = value;
                return;
            case kResourceType:
                if (depth_ == 1) resource_.type = value;
                return;
            case kLastUpdated:
                if (depth_ == 2 && context_[context_slot()] == kMeta) resource_.last_updated = value;
                return;
            case kSystem:
                if (in_identifier()) scratch_.identifiers.back().system = value;
                return;
            case kValue:
                if (in_identifier()) scratch_.identifiers.back().value = value;
                return;
            default:
                return;
        }
    }

    void scalar(json::Span value) {
        if (current_ == ElementName::kId && depth_ == 1) note_odd_id(value);
    }

    void duplicate(std::uint32_t at) {
        if (!resource_.flaw) resource_.flaw = {&json::codes::kDuplicateKey, at};
    }

private:
    [[nodiscard]] std::uint32_t context_slot() const { return depth_ < kDeepestContext ? depth_ : kDeepestContext - 1; }
    [[nodiscard]] bool in_identifier() const { return identifier_depth_ != 0 && identifier_depth_ == depth_; }
    [[nodiscard]] std::string_view inside(json::Span value) const {
        return {text_ + value.begin + 1, value.end - value.begin - 2};
    }

    void note_odd_id(json::Span value) {
        resource_.id = value;
        resource_.id_is_string = false;
    }

    // Only absolute links can need rewriting in uri elements; references are all looked at but for
    // those into `contained`.
    void add(json::Span value, LinkKind kind) {
        const char first = value.end - value.begin > 2 ? text_[value.begin + 1] : '#';
        if (first == '#') return;
        if (kind == LinkKind::kUri && first != 'u' && first != 'h' && first != '\\') return;
        scratch_.links.push_back({value, kind});
    }

    // Attributes are few in a narrative, so an equals sign behind the end of "href" or "src" is what to
    // look for; white space or a \u escape there may hide either word.
    void add_narrative(json::Span value) {
        const std::string_view div = inside(value);
        bool may_link = false;
        for (std::size_t at = div.find('='); at != std::string_view::npos && !may_link; at = div.find('=', at + 1)) {
            const char before = at > 0 ? div[at - 1] : ' ';
            may_link =
                before == 'f' || before == 'c' || before == ' ' || before == 'n' || before == 't' || before == 'r';
        }
        if (!may_link && scratch_.has_escapes) may_link = div.find("\\u") != std::string_view::npos;
        if (may_link) scratch_.links.push_back({value, LinkKind::kNarrative});
    }

    const char* text_;
    ScanScratch& scratch_;
    ScannedResource& resource_;
    std::uint32_t depth_ = 0;
    std::uint32_t identifier_depth_ = 0;
    ElementName current_ = ElementName::kOther;
    ElementName context_[kDeepestContext] = {};
};

}  // namespace

bool scan_resource(json::Cursor& cursor, ScanScratch& scratch, std::uint32_t depth_left, ScannedResource& resource) {
    resource = {};
    resource.first_link = static_cast<std::uint32_t>(scratch.links.size());
    resource.first_identifier = static_cast<std::uint32_t>(scratch.identifiers.size());
    resource.span.begin = cursor.position();
    ResourceHandler handler(cursor, scratch, resource);
    if (!json::walk_value(cursor, scratch.walk, depth_left, handler)) return false;
    resource.span.end = cursor.previous_end();
    resource.link_count = static_cast<std::uint32_t>(scratch.links.size()) - resource.first_link;
    resource.identifier_count = static_cast<std::uint32_t>(scratch.identifiers.size()) - resource.first_identifier;
    return true;
}

}  // namespace hios::fhir
