#include "stages/hl7v2/dictionary/names.hpp"

namespace hios::hl7v2::dictionary {

std::string snake_case(std::string_view name) {
    std::string out;
    out.reserve(name.size() + 1);
    for (const char c : name) {
        const bool lower = c >= 'a' && c <= 'z';
        const bool upper = c >= 'A' && c <= 'Z';
        const bool digit = c >= '0' && c <= '9';
        if (digit && out.empty()) out.push_back('n');
        if (lower || digit) {
            out.push_back(c);
        } else if (upper) {
            out.push_back(static_cast<char>(c - 'A' + 'a'));
        } else if (c != '\'' && !out.empty() && out.back() != '_') {
            out.push_back('_');
        }
    }
    while (!out.empty() && out.back() == '_') out.pop_back();
    return out.empty() ? "unnamed" : out;
}

std::string UniqueKeys::add(std::string key, unsigned number) {
    std::string wanted = key;
    while (!taken_.insert(wanted).second) wanted = key + '_' + std::to_string(number++);
    return wanted;
}

}  // namespace hios::hl7v2::dictionary
