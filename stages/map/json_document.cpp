#include "stages/map/json_document.hpp"

namespace hios::map {

// Builds the tree from what the walk meets.
struct JsonTreeHandler {
    JsonDocument& document;
    json::Span name{};

    void add(JsonNode::Kind kind, json::Span value) {
        const auto id = static_cast<std::uint32_t>(document.nodes_.size());
        document.nodes_.push_back({kind, name, value, 0, 0, 0});
        name = {};
        if (document.open_.empty()) return;
        JsonNode& parent = document.nodes_[document.open_.back()];
        ++parent.children;
        if (parent.first == 0) {
            parent.first = id;
        } else {
            document.nodes_[document.last_.back()].next = id;
        }
        document.last_.back() = id;
    }
    void key(json::Span span) { name = {span.begin + 1, span.end - 1}; }
    void string(json::Span span) { add(JsonNode::Kind::kString, {span.begin + 1, span.end - 1}); }
    void scalar(json::Span span) { add(JsonNode::Kind::kScalar, span); }
    void open(bool object, std::uint32_t at) {
        add(object ? JsonNode::Kind::kObject : JsonNode::Kind::kList, {at, at});
        document.open_.push_back(static_cast<std::uint32_t>(document.nodes_.size() - 1));
        document.last_.push_back(0);
    }
    void close(bool, std::uint32_t) {
        document.open_.pop_back();
        document.last_.pop_back();
    }
    void duplicate(std::uint32_t) {}
};

bool JsonDocument::read(std::string_view text) {
    nodes_.clear();
    open_.clear();
    last_.clear();
    last_list_ = kNone;
    scratch_.is_object.clear();
    text_.clear();
    text_.append(text);
    std::memset(text_.room(json::kPadding), ' ', json::kPadding);
    if (auto built = index_.build(text_.view()); !built) {
        fault_ = built.error();
        return false;
    }
    bad_escapes_.clear();
    json::find_bad_escapes(text, bad_escapes_);
    scratch_.keys.clear(text.find('\\') != std::string_view::npos);
    json::Cursor cursor(text_.view(), index_);
    JsonTreeHandler handler{*this};
    bool good = json::walk_value(cursor, scratch_, kMaxDepth, handler);
    if (good && !cursor.at_end()) good = cursor.fail(json::codes::kTrailing, cursor.position());
    if (good && !bad_escapes_.empty()) good = cursor.fail(json::codes::kEscape, bad_escapes_.front());
    if (!good) {
        Where where;
        where.offset = cursor.fault().offset;
        fault_ = hios::reject(*cursor.fault().code, std::string(cursor.fault().code->meaning), std::move(where));
    }
    return good;
}

std::uint32_t JsonDocument::member(std::uint32_t object, std::string_view name) const {
    if (nodes_[object].kind != JsonNode::Kind::kObject) return kNone;
    for (std::uint32_t at = nodes_[object].first; at != 0; at = nodes_[at].next) {
        if (slice(nodes_[at].name) == name) return at;
    }
    return kNone;
}

std::uint32_t JsonDocument::item(std::uint32_t list, std::uint32_t index) const {
    if (nodes_[list].kind != JsonNode::Kind::kList || index >= nodes_[list].children) return kNone;
    const bool go_on = list == last_list_ && index >= last_index_;
    std::uint32_t at = go_on ? last_item_ : nodes_[list].first;
    for (std::uint32_t i = go_on ? last_index_ : 0; i < index; ++i) at = nodes_[at].next;
    last_list_ = list;
    last_index_ = index;
    last_item_ = at;
    return at;
}

}  // namespace hios::map
