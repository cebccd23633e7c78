#include "bench/datagen/ccda_parts.hpp"

#include <fmt/format.h>

#include <iterator>

#include "bench/datagen/hl7v2_segments.hpp"

namespace hios::bench {
namespace {

constexpr std::string_view kOwnOid = "1.3.6.1.4.1.99999.3";

}  // namespace

std::string xml(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string_view oid(std::string_view system) {
    if (system == kSnomed) return kSnomedOid;
    if (system == kLoinc) return kLoincOid;
    if (system == kRxNorm) return "2.16.840.1.113883.6.88";
    if (system == kCvx) return "2.16.840.1.113883.12.292";
    return "2.16.840.1.113883.6.238";
}

CcdaDocument::CcdaDocument(std::uint64_t seed, std::uint64_t ordinal, const std::vector<Provider>& providers)
    : rng(seed, ordinal), patient(make_patient(rng)), provider(&rng.pick(providers)), number(ordinal) {}

void CcdaDocument::line(std::string_view text) {
    out += text;
    out += '\n';
}

void CcdaDocument::open_line(std::string_view name) {
    fmt::format_to(std::back_inserter(out), "<{}>\n", name);
}

void CcdaDocument::template_id(std::string_view root, std::string_view extension) {
    fmt::format_to(std::back_inserter(out), "          <templateId root=\"{}\"", root);
    if (!extension.empty()) fmt::format_to(std::back_inserter(out), " extension=\"{}\"", extension);
    out += "/>\n";
}

void CcdaDocument::id() {
    fmt::format_to(std::back_inserter(out), "          <id root=\"{}\" extension=\"{}-{}\"/>\n", kOwnOid, number,
                   next_id++);
}

void CcdaDocument::code(std::string_view element, const Code& code) {
    coded(element, code.code, oid(code.system), code.display);
}

void CcdaDocument::coded(std::string_view element, std::string_view code, std::string_view system,
                         std::string_view display) {
    fmt::format_to(std::back_inserter(out), "          <{} code=\"{}\" codeSystem=\"{}\" displayName=\"{}\"/>\n",
                   element, code, system, xml(display));
}

void CcdaDocument::value_code(const Code& code) {
    fmt::format_to(std::back_inserter(out),
                   "          <value xsi:type=\"CD\" code=\"{}\" codeSystem=\"{}\" displayName=\"{}\"/>\n", code.code,
                   oid(code.system), xml(code.display));
}

void CcdaDocument::quantity(const Item& item) {
    fmt::format_to(std::back_inserter(out), "          <value xsi:type=\"PQ\" value=\"{}\" unit=\"{}\"/>\n", item.value,
                   xml(item.unit));
}

void CcdaDocument::status(std::string_view code) {
    fmt::format_to(std::back_inserter(out), "          <statusCode code=\"{}\"/>\n", code);
}

void CcdaDocument::when(const Item& item) {
    fmt::format_to(std::back_inserter(out), "          <effectiveTime><low value=\"{}\"/>", hl7_day(item.moment));
    if (item.over) fmt::format_to(std::back_inserter(out), "<high value=\"{}\"/>", hl7_day(item.moment + 20 * kDay));
    out += "</effectiveTime>\n";
}

void CcdaDocument::at(const Item& item) {
    fmt::format_to(std::back_inserter(out), "          <effectiveTime value=\"{}\"/>\n",
                   hl7_time(item.moment, patient.offset_minutes));
}

void CcdaDocument::reference(std::string_view section, std::size_t row) {
    fmt::format_to(std::back_inserter(out), "          <text><reference value=\"#{}{}\"/></text>\n", section, row);
}

void CcdaDocument::author(std::int64_t moment) {
    fmt::format_to(std::back_inserter(out),
                   "          <author>\n            <templateId root=\"2.16.840.1.113883.10.20.22.4.119\"/>\n"
                   "            <time value=\"{}\"/>\n            <assignedAuthor>\n"
                   "              <id root=\"2.16.840.1.113883.4.6\" extension=\"{}\"/>\n"
                   "            </assignedAuthor>\n          </author>\n",
                   hl7_time(moment, patient.offset_minutes), provider->npi);
}

void CcdaDocument::performer() {
    fmt::format_to(std::back_inserter(out),
                   "          <performer>\n            <assignedEntity>\n"
                   "              <id root=\"2.16.840.1.113883.4.6\" extension=\"{}\"/>\n"
                   "              <assignedPerson><name><given>{}</given><family>{}</family></name></assignedPerson>\n"
                   "            </assignedEntity>\n          </performer>\n",
                   provider->npi, xml(provider->given), xml(provider->family));
}

Item dated(Rng& rng, const Code& code) {
    Item item;
    item.code = code;
    item.moment = kWorldEnd - rng.range(1, 3000) * kDay - rng.range(0, 600) * kMinute;
    item.over = rng.chance(500);
    return item;
}

Item measured(Rng& rng, const Measure& measure) {
    Item item = dated(rng, measure.code);
    item.value = fmt::format("{:0{}}", rng.range(measure.low, measure.high), measure.digits + 1);
    if (measure.digits > 0) item.value.insert(item.value.size() - measure.digits, ".");
    item.unit = measure.ucum;
    return item;
}

}  // namespace hios::bench
