#pragma once
// JSON as a plain tree that hides nothing: repeated members stay, numbers keep their text. Slow.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hios::validate::test {

struct Tree {
    enum class Kind { kNull, kBoolean, kNumber, kString, kObject, kArray };
    Kind kind = Kind::kNull;
    std::string text;                                   // of a string (unescaped), number (as written) or boolean
    std::vector<std::pair<std::string, Tree>> members;  // of an object, in the order of the text
    std::vector<Tree> items;                            // of an array

    // Declared only, for clang 14: it would look into `members` before the class is whole.
    Tree();
    Tree(Kind kind_of, std::string text_of, std::vector<std::pair<std::string, Tree>> members_of,
         std::vector<Tree> items_of);

    [[nodiscard]] bool is(Kind one) const { return kind == one; }
    [[nodiscard]] const Tree* member(std::string_view name) const {
        for (const auto& [key, value] : members) {
            if (key == name) return &value;
        }
        return nullptr;
    }
};

inline Tree::Tree() = default;
inline Tree::Tree(Kind kind_of, std::string text_of, std::vector<std::pair<std::string, Tree>> members_of,
                  std::vector<Tree> items_of)
    : kind(kind_of), text(std::move(text_of)), members(std::move(members_of)), items(std::move(items_of)) {}

// Collects the tree from nlohmann's events. Integers are told by value, so "-0" becomes "0".
class TreeMaker {
public:
    Tree root;

    bool null() { return put({Tree::Kind::kNull, {}, {}, {}}); }
    bool boolean(bool value) { return put({Tree::Kind::kBoolean, value ? "true" : "false", {}, {}}); }
    bool number_integer(std::int64_t value) { return put({Tree::Kind::kNumber, std::to_string(value), {}, {}}); }
    bool number_unsigned(std::uint64_t value) { return put({Tree::Kind::kNumber, std::to_string(value), {}, {}}); }
    bool number_float(double, const std::string& text) { return put({Tree::Kind::kNumber, text, {}, {}}); }
    bool string(std::string& value) { return put({Tree::Kind::kString, value, {}, {}}); }
    bool binary(std::string&) { return false; }
    bool binary(std::vector<std::uint8_t>&) { return false; }
    bool start_object(std::size_t) { return open(Tree::Kind::kObject); }
    bool start_array(std::size_t) { return open(Tree::Kind::kArray); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        open_.back().members.emplace_back(name, Tree());
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) { return false; }

private:
    static constexpr std::size_t kDepth = 100;  // validate::Settings::depth

    bool open(Tree::Kind kind) {
        if (open_.size() == kDepth) return false;
        open_.push_back({kind, {}, {}, {}});
        return true;
    }
    bool close() {
        Tree done = std::move(open_.back());
        open_.pop_back();
        return put(std::move(done));
    }
    bool put(Tree value) {
        if (open_.empty()) {
            root = std::move(value);
        } else if (open_.back().is(Tree::Kind::kArray)) {
            open_.back().items.push_back(std::move(value));
        } else {
            open_.back().members.back().second = std::move(value);
        }
        return true;
    }
    std::vector<Tree> open_;
};

// Nothing when the text is no JSON.
inline std::optional<Tree> parse_tree(std::string_view text) {
    TreeMaker maker;
    if (!nlohmann::json::sax_parse(text, &maker)) return std::nullopt;
    return std::move(maker.root);
}

inline std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

inline void write_tree(const Tree& tree, std::string& into) {
    const char* separator = "";
    switch (tree.kind) {
        case Tree::Kind::kNull:
            into += "null";
            break;
        case Tree::Kind::kBoolean:
        case Tree::Kind::kNumber:
            into += tree.text;
            break;
        case Tree::Kind::kString:
            into += quoted(tree.text);
            break;
        case Tree::Kind::kObject:
            into += '{';
            for (const auto& [name, value] : tree.members) {
                into += separator + quoted(name) + ':';
                write_tree(value, into);
                separator = ",";
            }
            into += '}';
            break;
        case Tree::Kind::kArray:
            into += '[';
            for (const Tree& item : tree.items) {
                into += separator;
                write_tree(item, into);
                separator = ",";
            }
            into += ']';
            break;
    }
}

inline std::string text_of(const Tree& tree) {
    std::string text;
    write_tree(tree, text);
    return text;
}

}  // namespace hios::validate::test
