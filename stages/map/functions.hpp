#pragma once
// The functions of the mapping language, described once: the compiler checks calls by this table and the
// list in docs/mapping-language.md is compared with it. All are total: bounded time, no exceptions.

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/map/date_format.hpp"
#include "stages/map/identity.hpp"
#include "stages/map/lookup_table.hpp"
#include "stages/map/regex.hpp"
#include "stages/map/scratch.hpp"
#include "stages/map/timestamp.hpp"
#include "stages/map/value_type.hpp"

namespace hios::map {

// What a call knows since compile time: its literal arguments in the form the function wants.
struct CallData {
    const LookupTable* table = nullptr;
    std::size_t item = 0;  // which value of a table's row
    std::shared_ptr<const Regex> regex;
    std::unique_ptr<DateFormat> format;
    FormCheck form = FormCheck::kAsIs;
    std::vector<std::string> texts;
    std::size_t from = 0;
    std::size_t length = 0;
};

// The bytes that a document was read from; valid as long as the document is mapped.
struct SourceFacts {
    std::string_view bytes;    // as they stand in the object, unpacked
    std::string_view object;   // its key, or key!/member
    std::uint64_t offset = 0;  // of the bytes in it
};

struct Context;
using Arguments = std::span<const std::string_view>;
using Native = std::string_view (*)(Context&, const CallData&, Arguments);

// What functions work with at run time.
struct Context {
    Scratch& scratch;
    IdMaker& ids;
    Zones& zones;
    bool fault = false;  // set when there was a value, and it does not fit
    // A code and its display are asked for one after the other. Texts stay where they are during one run.
    struct LookedUp {
        const LookupTable* table = nullptr;
        const char* key = nullptr;
        std::size_t key_size = 0;
        const LookupTable::Row* row = nullptr;
    };
    LookedUp looked_up{};
    // Likewise times: a document says the same few over and over.
    struct WrittenTime {
        Native by = nullptr;  // the function
        std::string_view text;
        std::string_view zone;
        std::string_view made;
    };
    std::array<WrittenTime, 4> times{};
    std::uint32_t times_written = 0;
    const SourceFacts* source = nullptr;  // null: not known

    // With the document the texts go that were worked with.
    void begin_document() {
        scratch.clear();
        looked_up = {};
        times_written = 0;
    }
};

// What a call looks like when it is compiled.
struct Preparation {
    explicit Preparation(Regexes& known) : regexes(known) {}
    std::vector<std::string> literals;  // by parameter; "" for those that are no literals
    std::size_t given = 0;              // number of arguments
    std::string_view default_format;    // of dates, by kind of source; "" = FHIR's own
    std::string_view default_zone;
    Regexes& regexes;
    CallData data;
    std::string error;  // what is wrong with the literals
};
using Prepare = void (*)(Preparation&);

struct Function {
    enum class Kind : std::uint8_t {
        kNative,
        kShape,     // makes an object: shapes.hpp
        kLogic,     // compiled into jumps: exists, any, all, count
        kIterable,  // only in $each: split, cols
        kHidden,    // native, called by shapes
    };
    // Of a parameter: v value, l literal, t table, r resource type, c condition, a address.
    std::string_view name;
    std::string_view parameters;  // one letter each; what follows '|' may be left out, '*' repeats the last
    std::string_view signature;   // as documented
    std::string_view meaning;     // one line
    ValueType result = ValueType::kText;
    Kind kind = Kind::kNative;
    Native run = nullptr;
    Prepare prepare = nullptr;
    bool needs_all = true;     // no value when an argument has none
    bool needs_first = false;  // ... when the first has none
    bool of_document = false;  // depends on more than its arguments: it is never known at compile time

    [[nodiscard]] std::size_t least() const;
    [[nodiscard]] std::size_t most() const;
    [[nodiscard]] char parameter(std::size_t index) const;
};

[[nodiscard]] std::span<const Function> text_functions();
[[nodiscard]] std::span<const Function> date_functions();
[[nodiscard]] std::span<const Function> timestamp_functions();
[[nodiscard]] std::span<const Function> number_functions();
[[nodiscard]] std::span<const Function> code_functions();
[[nodiscard]] std::span<const Function> logic_functions();
[[nodiscard]] std::span<const Function> source_functions();

// By name; null when there is none.
[[nodiscard]] const Function* find_function(std::string_view name);
// All that people may call, in the order of the documentation.
[[nodiscard]] std::vector<const Function*> documented_functions();

inline std::string_view truth(bool value) {
    return value ? std::string_view("true") : std::string_view("false");
}

}  // namespace hios::map
