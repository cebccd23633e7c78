#pragma once
// Formats of dates in sources: letters as in Java and ICU, [ ] around what may be missing.
//   yyyy MM dd HH mm ss   fixed digits        M d H    one or two digits       MMM  Jan .. Dec
//   S+  fraction of a second, any number of digits       hh a    12 hours, AM or PM
//   X   zone: Z, +01, +0100, +01:00            'text'   itself; other signs stand for themselves

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/map/scratch.hpp"

namespace hios::map {

class DateFormat {
public:
    // Null: `error` says why. `zone`: of times without a zone of their own, "" when there is none.
    [[nodiscard]] static std::unique_ptr<DateFormat> make(std::string_view format, std::string_view zone,
                                                          std::string& error);

    [[nodiscard]] bool has_time() const { return has_time_; }
    [[nodiscard]] bool has_zone() const { return has_zone_; }

    // FHIR's form of `text`, as precise as the text is; "" when the text is not of the format, or there is
    // no such day. Trailing blanks are ignored.
    [[nodiscard]] std::string_view date(std::string_view text, Scratch& scratch) const;       // no time
    [[nodiscard]] std::string_view date_time(std::string_view text, Scratch& scratch) const;  // with the time
    [[nodiscard]] std::string_view time(std::string_view text, Scratch& scratch) const;       // only the time

private:
    struct Part {
        char letter = 0;  // 0: `text`; '[' and ']'
        int width = 0;    // least digits; 1: one or two
        char text = 0;
        std::size_t close = 0;  // of '[': its ']'
    };
    struct Moment;
    [[nodiscard]] bool read(std::string_view text, Moment& moment) const;
    [[nodiscard]] bool read(std::string_view text, std::size_t& at, std::size_t first, std::size_t last,
                            Moment& moment) const;
    [[nodiscard]] static bool read_part(const Part& part, std::string_view text, std::size_t& at, Moment& moment);

    std::vector<Part> parts_;
    std::string zone_;
    bool has_time_ = false;
    bool has_zone_ = false;
};

}  // namespace hios::map
