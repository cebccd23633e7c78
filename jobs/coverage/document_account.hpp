#pragma once
// What became of each value of one message or document: `hios map explain`.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/coverage/value_flow.hpp"
#include "pipeline/outcome.hpp"
#include "stages/map/machine.hpp"

namespace hios::jobs {

enum class Fate : std::uint8_t {
    kMapped,     // an element has it, or was made with it
    kExtension,  // only extensions have it
    kRead,       // decided what was written, entered an id, or is an alternative to what was taken
    kUnread,     // no address reads it
};

// One value of the source, or several at the same place of a document that repeats. No values.
struct SourceValue {
    std::string address;  // "OBX[2]-5[1].1"; "component/section/entry/observation/value/@code"
    std::uint64_t count = 1;
    Fate fate = Fate::kUnread;
    std::set<std::size_t> leaves;  // of the program, written in this document
};

// An entry of a C-CDA document that no resource is made of.
struct SkippedEntry {
    std::string path;
    std::string rule;  // "": nobody claims it
    std::string reason;
};

struct DocumentAccount {
    bool mapped = false;
    std::vector<SourceValue> values;
    std::vector<std::size_t> written;              // leaves
    std::map<std::size_t, std::uint64_t> dropped;  // by spot: values that did not fit
    std::map<std::size_t, std::uint64_t> failed;   // by spot: resources that could not be made for it
    std::vector<SkippedEntry> entries;
};

// Reads one message (v2, as the splitter cuts it) or document (C-CDA, XML) and runs the program on it. An error says
// why it cannot be read.
[[nodiscard]] Outcome<DocumentAccount> account_of_message(const map::Program& program, std::string_view text);
[[nodiscard]] Outcome<DocumentAccount> account_of_document(const map::Program& program, std::string_view text);

// --- for the two of them

// Says for each value whose addresses were read what came of it; `sources` by value: slots that read it.
void tell_fates(const map::Program& program, const map::MachineCounts& counts,
                const std::vector<std::set<map::Slot>>& sources, DocumentAccount& account);

}  // namespace hios::jobs
