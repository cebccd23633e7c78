#include "stages/map/functions.hpp"

#include <algorithm>
#include <array>

namespace hios::map {
namespace {

std::array<std::span<const Function>, 7> groups() {
    return {text_functions(), date_functions(),  timestamp_functions(), number_functions(),
            code_functions(), logic_functions(), source_functions()};
}

}  // namespace

std::size_t Function::least() const {
    const std::size_t bar = parameters.find('|');
    const std::string_view needed = parameters.substr(0, bar);
    return static_cast<std::size_t>(std::count_if(needed.begin(), needed.end(), [](char c) { return c != '*'; }));
}

std::size_t Function::most() const {
    if (parameters.find('*') != std::string_view::npos) return 64;
    return parameters.size() - (parameters.find('|') != std::string_view::npos ? 1 : 0);
}

char Function::parameter(std::size_t index) const {
    char last = 'v';
    for (const char c : parameters) {
        if (c == '|') continue;
        if (c == '*') return last;
        last = c;
        if (index-- == 0) return c;
    }
    return last;
}

const Function* find_function(std::string_view name) {
    for (const auto group : groups()) {
        for (const Function& one : group) {
            if (one.name == name) return &one;
        }
    }
    return nullptr;
}

std::vector<const Function*> documented_functions() {
    std::vector<const Function*> all;
    for (const auto group : groups()) {
        for (const Function& one : group) {
            if (one.kind != Function::Kind::kHidden) all.push_back(&one);
        }
    }
    return all;
}

}  // namespace hios::map
