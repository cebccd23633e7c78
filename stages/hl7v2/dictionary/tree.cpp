// Trees of message structures.

#include "stages/hl7v2/dictionary/names.hpp"
#include "stages/hl7v2/dictionary/text.hpp"

namespace hios::hl7v2::dictionary {
namespace {

class TreeReader {
public:
    TreeReader(std::string_view text, std::pmr::memory_resource& keys, std::vector<Node>& into)
        : rest_(text), keys_(keys), nodes_(into) {}

    // Words up to the end of the group `parent`.
    void read_group(std::uint16_t parent) {
        UniqueKeys keys;
        for (std::string_view word = next(); !word.empty() && word != ")"; word = next()) {
            const auto index = static_cast<std::uint16_t>(nodes_.size());
            Node node = read_node(word);
            node.parent = parent;
            node.key = keep_text(keys.add(snake_case(node.name), 2), keys_);
            nodes_.push_back(node);
            if (node.group) read_group(index);
            nodes_[index].end = static_cast<std::uint16_t>(nodes_.size());
        }
    }

private:
    std::string_view next() {
        const std::size_t end = rest_.find(' ');
        const std::string_view word = rest_.substr(0, end);
        rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
        return word;
    }

    static bool take(std::string_view& word, char mark) {
        if (!word.ends_with(mark)) return false;
        word.remove_suffix(1);
        return true;
    }

    static Node read_node(std::string_view word) {
        Node node;
        node.group = take(word, '(');
        node.repeats_ever = take(word, '\'');
        const bool any = take(word, '*');
        const bool many = take(word, '+');
        const bool maybe = take(word, '?');
        node.repeats = any || many;
        node.repeats_ever = node.repeats_ever || node.repeats;
        node.required = !any && !maybe;
        node.name = word;
        node.code = node.group ? 0 : segment_code(word);
        return node;
    }

    std::string_view rest_;
    std::pmr::memory_resource& keys_;
    std::vector<Node>& nodes_;
};

}  // namespace

void read_tree(std::string_view text, std::pmr::memory_resource& keys, std::vector<Node>& into) {
    Node whole;
    whole.group = true;
    whole.required = true;
    into.assign(1, whole);
    TreeReader(text, keys, into).read_group(0);
    into[0].end = static_cast<std::uint16_t>(into.size());
}

}  // namespace hios::hl7v2::dictionary
