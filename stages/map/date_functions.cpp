#include <array>

#include "stages/map/functions.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {
namespace {

using enum ValueType;
using Kind = Function::Kind;

std::string_view or_fault(Context& context, std::string_view made) {
    context.fault = made.empty();
    return made;
}

std::string_view date(Context& context, const CallData& data, Arguments in) {
    if (data.format) return or_fault(context, data.format->date(in[0], context.scratch));
    if (is_date(in[0])) return in[0];
    // The day of a dateTime; as written, in its own zone.
    return or_fault(context, is_instant(in[0]) ? in[0].substr(0, 10) : std::string_view());
}

std::string_view date_time(Context& context, const CallData& data, Arguments in) {
    if (data.format) return or_fault(context, data.format->date_time(in[0], context.scratch));
    return or_fault(context, is_date_time(in[0]) ? in[0] : std::string_view());
}

std::string_view time(Context& context, const CallData& data, Arguments in) {
    if (data.format) return or_fault(context, data.format->time(in[0], context.scratch));
    return or_fault(context, is_time(in[0]) ? in[0] : std::string_view());
}

void read_format(Preparation& call) {
    const std::string_view format = call.given > 1 ? std::string_view(call.literals[1]) : call.default_format;
    const std::string_view zone = call.given > 2 ? std::string_view(call.literals[2]) : call.default_zone;
    if (format.empty()) return;
    call.data.format = DateFormat::make(format, zone, call.error);
}

void prepare_date(Preparation& call) {
    read_format(call);
}

void prepare_date_time(Preparation& call) {
    read_format(call);
    const bool zone = call.given > 2 || !call.default_zone.empty();
    if (call.error.empty() && call.given > 1 && call.data.format->has_time() && !call.data.format->has_zone() && !zone)
        call.error = "a dateTime with a time has a zone in FHIR: give it as third argument, or as source.zone";
}

void prepare_time(Preparation& call) {
    if (call.given > 1) read_format(call);
    if (call.error.empty() && call.data.format && !call.data.format->has_time()) call.error = "the format has no hour";
}

constexpr std::array<Function, 4> kDateFunctions{{
    {"date", "v|l", "date(x[, format])", "a date as FHIR writes it; formats like yyyyMMdd, M/d/yyyy, yyyy[-MM[-dd]]",
     kDate, Kind::kNative, date, prepare_date},
    {"datetime", "v|ll", "datetime(x[, format[, zone]])", "a dateTime; zone: Z or +01:00, of times without one",
     kDateTime, Kind::kNative, date_time, prepare_date_time},
    {"time", "v|l", "time(x[, format])", "a time of day", kTime, Kind::kNative, time, prepare_time},
    {"period", "v|v", "period(start[, end])", "a Period", kStructure, Kind::kShape},
}};

}  // namespace

std::span<const Function> date_functions() {
    return kDateFunctions;
}

}  // namespace hios::map
