// ts(), ts_date(), ts_instant(), ts_time(), ts_zone(): time stamps of HL7 v2 and CDA.

#include <algorithm>
#include <array>

#include "pipeline/readable.hpp"
#include "stages/map/functions.hpp"
#include "stages/map/timestamp.hpp"

namespace hios::map {
namespace {

using enum ValueType;
using Kind = Function::Kind;

std::string_view zone_argument(Arguments in) {
    return in.size() > 1 ? in[1] : std::string_view();
}

// What `write` makes of the stamp and its zone for the function `by`, unless it has made it of this document before.
template <class Write>
std::string_view written(Native by, Context& context, Arguments in, Write&& write) {
    if (in[0].empty()) return {};
    const std::string_view zone = zone_argument(in);
    for (std::size_t i = 0; i < std::min<std::size_t>(context.times_written, context.times.size()); ++i) {
        const Context::WrittenTime& time = context.times[i];
        if (time.by == by && same_text(time.text, in[0]) && same_text(time.zone, zone)) return time.made;
    }
    Timestamp stamp;
    context.fault = !stamp.read(in[0]);
    if (context.fault) return {};
    const std::string_view made = write(stamp, zone, context.zones, context.scratch);
    context.times[context.times_written++ % context.times.size()] = {by, in[0], zone, made};
    return made;
}

std::string_view ts(Context& context, const CallData&, Arguments in) {
    return written(ts, context, in, fhir_date_time);
}

std::string_view ts_date(Context& context, const CallData&, Arguments in) {
    Timestamp stamp;
    context.fault = !stamp.read(in[0]);
    return context.fault ? std::string_view() : fhir_date(stamp, context.scratch);
}

// A day alone is no instant: that is no fault, there is just none.
std::string_view ts_instant(Context& context, const CallData&, Arguments in) {
    return written(ts_instant, context, in, fhir_instant);
}

// "0730", "073015.5": the date before it is made up, for the forms are the same.
std::string_view ts_time(Context& context, const CallData&, Arguments in) {
    Timestamp stamp;
    char* const at = context.scratch.room(in[0].size() + 8);
    std::string_view("20000101").copy(at, 8);
    in[0].copy(at + 8, in[0].size());
    context.fault = !stamp.read({at, in[0].size() + 8}) || !stamp.has_time;
    if (context.fault) return {};
    stamp.has_zone = true;
    stamp.zone_minutes = 0;
    std::string_view made = fhir_instant(stamp, {}, context.zones, context.scratch);
    made.remove_prefix(made.find('T') + 1);
    made.remove_suffix(1);
    return made;
}

std::string_view ts_zone(Context& context, const CallData&, Arguments in) {
    Timestamp stamp;
    if (!stamp.read(in[0]) || !stamp.has_time || !stamp.has_zone) return {};
    std::string_view made = fhir_instant(stamp, {}, context.zones, context.scratch);
    if (!made.empty() && made.back() == 'Z') return "Z";
    return made.substr(made.size() - std::min<std::size_t>(6, made.size()));
}

constexpr std::array<Function, 5> kTimestampFunctions{{
    {"ts", "v|v", "ts(x[, zone])",
     "a dateTime of an HL7 time stamp, as precise as it is; without a zone of its own or that one, only its day",
     kDateTime, Kind::kNative, ts, nullptr, false, true},
    {"ts_date", "v", "ts_date(x)", "the day, month or year of an HL7 time stamp", kDate, Kind::kNative, ts_date},
    {"ts_instant", "v|v", "ts_instant(x[, zone])", "an instant of an HL7 time stamp, none without a time or a zone",
     kDateTime, Kind::kNative, ts_instant, nullptr, false, true},
    {"ts_time", "v", "ts_time(x)", "a time of day of HL7, 0730", kTime, Kind::kNative, ts_time},
    {"ts_zone", "v", "ts_zone(x)", "the zone of an HL7 time stamp, as in +01:00", kText, Kind::kNative, ts_zone},
}};

}  // namespace

std::span<const Function> timestamp_functions() {
    return kTimestampFunctions;
}

}  // namespace hios::map
