#include "stages/hl7v2/address.hpp"

#include <array>

#include <fmt/format.h>

namespace hios::hl7v2 {
namespace {

constexpr std::uint32_t kMost = 1U << 24;

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool done() const { return text_.empty(); }
    bool take(char c) {
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }
    bool take(std::string_view word) {
        if (!text_.starts_with(word)) return false;
        text_.remove_prefix(word.size());
        return true;
    }
    // A number from 1 on; 0 when there is none.
    std::uint32_t number() {
        std::uint32_t value = 0;
        while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9' && value < kMost) {
            value = value * 10 + static_cast<std::uint32_t>(text_.front() - '0');
            text_.remove_prefix(1);
        }
        return value < kMost ? value : 0;
    }
    // [n]; true when there is none.
    bool bracket(std::uint32_t& into) {
        if (!take('[')) return true;
        into = number();
        return into != 0 && take(']');
    }
    // [n], or [component=value].
    bool selection(Address& into) {
        if (!take('[')) return true;
        const std::uint32_t read = number();
        if (read == 0) return false;
        if (!take('=')) {
            into.repetition = read;
            return take(']');
        }
        const std::size_t end = text_.find(']');
        if (end == 0 || end == std::string_view::npos) return false;
        into.key = read;
        into.key_value = std::string(text_.substr(0, end));
        text_.remove_prefix(end + 1);
        return true;
    }
    std::string name() {
        std::size_t size = 0;
        const auto is_name = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
        while (size < text_.size() && is_name(text_[size])) ++size;
        const std::string found(text_.substr(0, size));
        text_.remove_prefix(size);
        return found;
    }
    bool starts_with_letter() const { return !text_.empty() && text_.front() >= 'A' && text_.front() <= 'Z'; }
    bool starts_with_digit() const { return !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; }

private:
    std::string_view text_;
};

}  // namespace

std::optional<Address> read_address(std::string_view text, Relative relative) {
    Address address;
    Reader reader(text);
    const bool behind = reader.take('.') || reader.take('-');
    bool field_next = false;
    bool component_next = false;
    bool suffix_next = false;
    if (reader.starts_with_letter()) {
        address.head = reader.name();
        if (!reader.bracket(address.occurrence)) return std::nullopt;
        field_next = reader.take('-') || reader.take('.');
    } else if (behind && reader.starts_with_digit()) {
        field_next = relative == Relative::kField;
        component_next = relative == Relative::kComponent;
        if (!field_next && !component_next) return std::nullopt;
    } else if (behind && relative == Relative::kComponent) {
        suffix_next = true;
    }
    const std::array<std::uint32_t*, 2> parts{&address.component, &address.subcomponent};
    std::size_t part = 0;
    if (field_next) {
        if ((address.field = reader.number()) == 0 || !reader.selection(address)) return std::nullopt;
    } else if (component_next) {
        if ((*parts[part++] = reader.number()) == 0) return std::nullopt;
    } else if (!suffix_next) {
        return reader.done() && !(behind && address.head.empty()) ? std::optional(address) : std::nullopt;
    }
    while (suffix_next || reader.take('.')) {
        suffix_next = false;
        if (reader.starts_with_digit()) {
            if (part == parts.size() || (*parts[part++] = reader.number()) == 0) return std::nullopt;
        } else if (reader.take("whole")) {
            address.take = Address::Take::kWhole;
            break;
        } else if (reader.take("deleted")) {
            address.take = Address::Take::kDeleted;
            break;
        } else {
            return std::nullopt;
        }
    }
    return reader.done() ? std::optional(address) : std::nullopt;
}

std::string to_text(const Address& address) {
    std::string text = address.head;
    if (address.occurrence != 0) text += fmt::format("[{}]", address.occurrence);
    if (address.field != 0) text += fmt::format("-{}", address.field);
    if (address.repetition != 0) text += fmt::format("[{}]", address.repetition);
    if (address.key != 0) text += fmt::format("[{}={}]", address.key, address.key_value);
    if (address.component != 0) text += fmt::format(".{}", address.component);
    if (address.subcomponent != 0) text += fmt::format(".{}", address.subcomponent);
    if (address.take == Address::Take::kWhole) text += ".whole";
    if (address.take == Address::Take::kDeleted) text += ".deleted";
    return text;
}

}  // namespace hios::hl7v2
