// Command dirty: a folder with one file per kind of defect, and a few files that look odd but are sound.

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "bench/datagen/commands.hpp"

namespace hios::bench {
namespace {

constexpr std::size_t kDepth = 1000;       // nested extensions
constexpr std::size_t kBrackets = 20'000;  // nested arrays

// One small sound Patient; every file gets its own id, so that accounts of a run can be checked by id.
std::string patient(Rng& rng, std::string_view extra = {}) {
    const Uuid id = rng.uuid();
    const std::string_view family = rng.pick(family_names());
    return fmt::format(R"({{"resourceType":"Patient","id":"{}","name":[{{"family":"{}"}}]{}}})", id.view(), family,
                       extra);
}

std::string observation(Rng& rng, std::string_view number) {
    return fmt::format(
        R"({{"resourceType":"Observation","id":"{}","status":"final","code":{{"text":"Exact number"}},"valueQuantity":{{"value":{}}}}})",
        rng.uuid().view(), number);
}

std::string bundle(std::string_view type, std::initializer_list<std::string> entries) {
    std::string text = fmt::format(R"({{"resourceType":"Bundle","type":"{}","entry":[)", type);
    bool first = true;
    for (const std::string& entry : entries) {
        if (!first) text += ",\n";
        first = false;
        text += entry;
    }
    return text + "]}\n";
}

std::string entry(const std::string& resource, std::string_view rest) {
    return fmt::format(R"({{"resource":{}{}}})", resource, rest);
}

std::string request(std::string_view method, std::string_view url) {
    return fmt::format(R"("request":{{"method":"{}","url":"{}"}})", method, url);
}

std::string truncated_json(Rng& rng) {
    const std::string first = entry(patient(rng), "");
    std::string text = bundle("collection", {first, entry(patient(rng), "")});
    text.resize(text.size() - 25);
    return text;
}

std::string invalid_utf8(Rng& rng) {
    return patient(rng, ",\"language\":\"de\",\"address\":[{\"city\":\"K\xF6ln\"}]");
}

std::string utf8_bom(Rng& rng) {
    return "\xEF\xBB\xBF" + patient(rng);
}

// Little-endian with its byte order mark; ASCII only, so each byte is one code unit.
std::string utf16(Rng& rng) {
    const std::string text =
        fmt::format(R"({{"resourceType":"Patient","id":"{}","gender":"unknown"}})", rng.uuid().view());
    std::string wide = "\xFF\xFE";
    for (const char c : text) {
        wide += c;
        wide += '\0';
    }
    return wide;
}

std::string duplicate_key(Rng& rng) {
    return patient(rng, R"(,"gender":"female","gender":"male")");
}

std::string depth_bomb(Rng& rng) {
    std::string extra = ",\"extension\":[";
    for (std::size_t level = 0; level < kDepth; ++level) extra += R"({"url":"u","extension":[)";
    extra += R"({"url":"u","valueCode":"c"})";
    for (std::size_t level = 0; level < kDepth; ++level) extra += "]}";
    return patient(rng, extra + "]");
}

std::string bracket_bomb(Rng& /*rng*/) {
    return std::string(kBrackets, '[') + std::string(kBrackets, ']');
}

std::string nested_bundle(Rng& rng) {
    std::string inner = bundle("collection", {entry(patient(rng), "")});
    inner.pop_back();
    return bundle("collection", {entry(patient(rng), ""), entry(inner, "")});
}

std::string unknown_type(Rng& rng) {
    return fmt::format(R"({{"resourceType":"Pateint","id":"{}"}})", rng.uuid().view());
}

std::string missing_type(Rng& rng) {
    return fmt::format(R"({{"id":"{}","gender":"unknown"}})", rng.uuid().view());
}

std::string bad_id(Rng& /*rng*/) {
    return R"({"resourceType":"Patient","id":"not a valid id: blanks, colon and far more than sixty-four characters in all","gender":"unknown"})";
}

std::string missing_id(Rng& /*rng*/) {
    return R"({"resourceType":"Patient","gender":"unknown"})";
}

std::string bad_lines(Rng& rng) {
    std::string text;
    for (std::size_t line = 1; line <= 10; ++line) {
        const std::string good = patient(rng);
        switch (line) {
            case 3:
                text += good.substr(0, good.size() / 2);
                break;  // cut off
            case 5:
                break;  // blank
            case 7:
                text += "this line is no JSON";
                break;
            case 9:
                text += "[1,2,3]";
                break;  // JSON, no resource
            default:
                text += good;
        }
        text += '\n';
    }
    return text;
}

std::string not_json(Rng& /*rng*/) {
    return "Dear colleague,\nplease find the export attached. It is not.\n";
}

std::string verbs(Rng& rng) {
    const std::string gone = fmt::format("Patient/{}", rng.uuid().view());
    const std::string patch = fmt::format(
        R"({{"resourceType":"Binary","id":"{}","contentType":"application/json-patch+json","data":"W10="}})",
        rng.uuid().view());
    return bundle("transaction",
                  {entry(patient(rng), "," + request("POST", "Patient")), "{" + request("DELETE", gone) + "}",
                   "{" + request("GET", "Patient?name=x") + "}", entry(patch, "," + request("PATCH", gone)),
                   entry(patient(rng), "," + request("PUT", "Patient?identifier=1"))});
}

std::string history(Rng& rng) {
    const Uuid id = rng.uuid();
    const Uuid deleted = rng.uuid();
    const auto version = [&](int number, std::string_view gender) {
        return fmt::format(
            R"({{"fullUrl":"https://hios.example/fhir/Patient/{0}","resource":{{"resourceType":"Patient","id":"{0}","meta":{{"versionId":"{1}","lastUpdated":"2021-0{1}-01T00:00:00.000Z"}},"gender":"{2}"}},{3},"response":{{"status":"200","lastModified":"2021-0{1}-01T00:00:00.000Z"}}}})",
            id.view(), number, gender, request("PUT", fmt::format("Patient/{}", id.view())));
    };
    const std::string removal = fmt::format(
        R"({{"fullUrl":"https://hios.example/fhir/Patient/{0}",{1},"response":{{"status":"204","lastModified":"2021-05-01T00:00:00.000Z"}}}})",
        deleted.view(), request("DELETE", fmt::format("Patient/{}", deleted.view())));
    return bundle("history", {version(3, "other"), version(2, "female"), version(1, "unknown"), removal});
}

std::string searchset(Rng& rng) {
    const std::string outcome =
        R"({"resourceType":"OperationOutcome","id":"warning","issue":[{"severity":"warning","code":"informational","diagnostics":"A parameter was not understood."}]})";
    return bundle("searchset", {entry(patient(rng), R"(,"search":{"mode":"match"})"),
                                entry(outcome, R"(,"search":{"mode":"outcome"})")});
}

std::string decimals(Rng& rng) {
    std::string text;
    for (const std::string_view number : {"1.10", "0.010", "1E3", "1.0e-7", "-0.0", "12345678901234567890",
                                          "0.12345678901234567890", "98765432109876543210.0123456789"}) {
        text += observation(rng, number) + "\n";
    }
    return text;
}

std::string truncated_gzip(Rng& rng) {
    std::string text;
    for (std::size_t line = 0; line < 40; ++line) text += patient(rng) + "\n";
    std::string zipped = compress(text, Compression::kGzip);
    zipped.resize(zipped.size() / 2);
    return zipped;
}

struct Kind {
    Defect defect;
    std::string (*make)(Rng&);
};

constexpr std::array kDefectKinds{
    Kind{{"empty.json", "no bytes at all"}, [](Rng&) { return std::string(); }},
    Kind{{"truncated.json", "JSON that ends in the middle of a Bundle"}, truncated_json},
    Kind{{"invalid-utf8.json", "a Latin-1 byte in UTF-8 text"}, invalid_utf8},
    Kind{{"utf8-bom.json", "sound: UTF-8 with a byte order mark"}, utf8_bom},
    Kind{{"utf16.json", "UTF-16LE with a byte order mark"}, utf16},
    Kind{{"duplicate-key.json", "one key twice in an object"}, duplicate_key},
    Kind{{"depth-bomb.json", "a Patient with extensions nested 1000 deep"}, depth_bomb},
    Kind{{"bracket-bomb.json", "arrays nested 20000 deep"}, bracket_bomb},
    Kind{{"nested-bundle.json", "a Bundle as an entry of a Bundle"}, nested_bundle},
    Kind{{"unknown-type.json", "a resourceType that FHIR does not have"}, unknown_type},
    Kind{{"missing-type.json", "an object without resourceType"}, missing_type},
    Kind{{"bad-id.json", "an id outside [A-Za-z0-9-.]{1,64}"}, bad_id},
    Kind{{"missing-id.json", "a resource without id"}, missing_id},
    Kind{{"bad-lines.ndjson", "line 3 cut off, 5 blank, 7 no JSON, 9 an array; six lines are sound"}, bad_lines},
    Kind{{"not-json.json", "plain text under a JSON name"}, not_json},
    Kind{{"truncated.ndjson.gz", "a gzip stream cut in the middle"}, truncated_gzip},
    Kind{{"verbs.json", "transaction with POST, DELETE, GET, PATCH and a conditional PUT"}, verbs},
    Kind{{"history.json", "history with three versions of a Patient, newest first, and a deletion"}, history},
    Kind{{"searchset.json", "searchset with an OperationOutcome beside its match"}, searchset},
    Kind{{"decimals.ndjson", "sound: numbers that a double would change"}, decimals}};

constexpr Defect kPathEscape{"path-escape.zip", "a member named ../outside.json beside a sound one"};
constexpr Defect kGzipBomb{"gzip-bomb.json.gz", "a sound Patient with blanks that expand more than 1000 times"};

}  // namespace

std::vector<Defect> dirty_files() {
    std::vector<Defect> files;
    files.reserve(kDefectKinds.size() + 2);
    for (const Kind& kind : kDefectKinds) files.push_back(kind.defect);
    files.push_back(kPathEscape);
    files.push_back(kGzipBomb);
    return files;
}

Summary write_dirty(const Options& options) {
    Summary summary;
    const auto folder = make_file_store(options.out, Compression::kNone, ArchiveKind::kNone, {});
    std::uint64_t stream = 0;
    for (const Kind& kind : kDefectKinds) {
        Rng rng(options.seed, ++stream);
        folder->put(std::string(kind.defect.file), kind.make(rng));
    }
    Rng rng(options.seed, ++stream);
    const auto zip = make_archive(options.out / kPathEscape.file, ArchiveKind::kZip);
    zip->put("inside.json", patient(rng));
    zip->put("../outside.json", patient(rng));
    zip->close();

    OutputFile bomb(options.out / kGzipBomb.file, Compression::kGzip);
    const std::string sound = patient(rng);
    const std::string blanks(1 << 16, ' ');
    bomb.append(sound.substr(0, sound.size() - 1));
    for (std::uint64_t left = options.bomb_bytes; left > 0; left -= std::min<std::uint64_t>(left, blanks.size())) {
        bomb.append(
            std::string_view(blanks).substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, blanks.size()))));
    }
    bomb.append("}");
    bomb.close();
    summary.files = kDefectKinds.size() + 2;
    return summary;
}

}  // namespace hios::bench
