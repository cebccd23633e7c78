#pragma once
// Maps of toy documents (toy_document.hpp).

#include <string>

#include "tests/stages/map/mapping.hpp"
#include "tests/stages/map/toy_document.hpp"

namespace hios::map {

inline CompileSettings toy_settings() {
    CompileSettings settings;
    settings.space = [](const MapSource&, const std::string&, Problems&) { return std::make_shared<ToySpace>(); };
    return settings;
}

inline std::string toy(const std::string& yaml, const std::string& text,
                       const CompileSettings& settings = toy_settings()) {
    Mapping mapping("map: test\nsource: {format: hl7v2}\n" + yaml, settings);
    if (mapping.problems().failed()) return all_text(mapping.problems());
    const Program& program = *mapping.map().program("");
    const ToyView view(dynamic_cast<const ToySpace&>(*program.space), text);
    return mapping.run_view(program, view);
}

// What the lines have as "text", with `between` between; the lines themselves when they have none.
inline std::string texts_of(const std::string& lines, const std::string& between) {
    static constexpr std::string_view kMember = "\"text\":\"";
    std::string found;
    for (std::size_t at = lines.find(kMember); at != std::string::npos; at = lines.find(kMember, at + 1)) {
        const std::size_t begin = at + kMember.size();
        found += (found.empty() ? "" : between) + lines.substr(begin, lines.find('"', begin) - begin);
    }
    return found.empty() ? lines : found;
}

}  // namespace hios::map
