#include "stages/flat/scanner.hpp"

namespace hios::flat {

LongRecord judge_long_record(const Automaton& automaton, std::string_view held) {
    const Automaton::Opened opened = automaton.follow(held, {});
    if (opened.state.place != Place::kQuoted) return {};
    const std::size_t line_end = held.find_first_of("\r\n", opened.quote);
    if (line_end == std::string_view::npos) return {};
    return {true, opened.quote, opened.column, line_end};
}

}  // namespace hios::flat
