#pragma once
// Time stamps as HL7 v2 (DTM, TS; chapter 2A) and CDA (TS) write them, YYYYMMDDHHMMSS.S+ZZZZ of any precision,
// and how FHIR writes the same: dateTime and instant need a zone as soon as they have a time.

#include <cstdint>
#include <string>
#include <string_view>

#include "stages/map/scratch.hpp"

namespace date {
class time_zone;
}

namespace hios::map {

// One time stamp, read. A part that is not there, or is 00 where that is no date, ends the precision.
struct Timestamp {
    int year = 0;
    int month = 0;  // 0: not there, and so on
    int day = 0;
    bool has_time = false;  // hours and minutes
    bool has_seconds = false;
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::string_view fraction;  // digits
    bool has_zone = false;
    int zone_minutes = 0;  // east of Greenwich

    // False: it is none, or there is no such day. ISO 8601 forms are read, too. "00000000" is none.
    [[nodiscard]] bool read(std::string_view text);

private:
    [[nodiscard]] bool read_seconds(const char* digits);
};

// Offsets and IANA names, the last one remembered. Not thread-safe.
class Zones {
public:
    // Minutes east of Greenwich at that local time; false: the zone is unknown. In the hour that a clock shows twice
    // the first is meant.
    bool offset(std::string_view zone, const Timestamp& local, int& minutes);

private:
    std::string name_;
    const date::time_zone* zone_ = nullptr;
};

// Microseconds since the Unix epoch; what is not there counts as the first of its kind.
[[nodiscard]] std::int64_t to_microseconds(const Timestamp& stamp, int zone_minutes);

// "Z", "+0100", "-05:00", "UTC" -> minutes; false: it is no offset.
[[nodiscard]] bool read_offset(std::string_view text, int& minutes);
// Whether it is an offset or a name of the system's time zone database.
[[nodiscard]] bool zone_is_known(std::string_view zone);

// FHIR's forms; "" when there is none. `zone`: of times that have no zone, "" = none: then only the day remains.
[[nodiscard]] std::string_view fhir_date(const Timestamp& stamp, Scratch& scratch);
[[nodiscard]] std::string_view fhir_date_time(const Timestamp& stamp, std::string_view zone, Zones& zones,
                                              Scratch& scratch);
// Needs a time and a zone.
[[nodiscard]] std::string_view fhir_instant(const Timestamp& stamp, std::string_view zone, Zones& zones,
                                            Scratch& scratch);

}  // namespace hios::map
