#include "stages/pack/error_records.hpp"

#include <fmt/format.h>

#include "stages/json/text.hpp"

namespace hios::pack {
namespace {

// Builds one flat JSON object; members with nothing to say are left out.
class JsonLine {
public:
    JsonLine& text(std::string_view name, std::string_view value) {
        if (value.empty()) return *this;
        begin(name);
        json::append_quoted(line_, value);
        return *this;
    }
    JsonLine& number(std::string_view name, std::uint64_t value) {
        begin(name);
        line_ += fmt::to_string(value);
        return *this;
    }
    JsonLine& json(std::string_view name, std::string_view value) {
        if (value.empty()) return *this;
        begin(name);
        line_ += value;
        return *this;
    }
    std::string end() { return line_ + "}\n"; }

private:
    void begin(std::string_view name) {
        line_ += line_.size() > 1 ? ",\"" : "\"";
        line_ += name;
        line_ += "\":";
    }
    std::string line_ = "{";
};

std::string_view extension_of(const Document& document) {
    if (document.part != nullptr) return document.part->extension();
    return document.shape == Shape::kUnknown ? "bin" : "json";
}

JsonLine begin_record(const DocumentName& document) {
    JsonLine line;
    const std::string_view name = *document.name;
    line.text("object", name.substr(0, document.key_length));
    if (name.size() > document.key_length + 2) line.text("member", name.substr(document.key_length + 2));
    return line;
}

}  // namespace

Outcome<Spool*> ErrorRecords::file(const std::string& key) {
    const auto [found, is_new] = files_.try_emplace(key, group_.error_files.size());
    if (is_new) {
        HIOS_TRY(auto spool, spools_.create("error"));
        group_.error_files.push_back({key, std::move(spool)});
    }
    return group_.error_files[found->second].bytes.get();
}

Outcome<void> ErrorRecords::write(const std::string& line) {
    HIOS_TRY(Spool * records, file(fmt::format("rejects-{:05}.ndjson", group_.ordinal)));
    return records->append(line);
}

// Rejected lines of one part go to one file for each code, so that `retry --code` can take just these.
// An archive may have several parts of lines.
const std::string& ErrorRecords::raw_lines(const Document& document, const Code& code) {
    if (document.object != lines_object_ || *document.name != lines_name_) {
        lines_object_ = document.object;
        lines_name_ = *document.name;
        lines_files_.clear();
    }
    std::string& file = lines_files_[code.id];
    if (file.empty()) {
        const bool member = document.name->size() > document.key_length;
        file = fmt::format("raw/{:05}/{:06}", group_.ordinal, document.object);
        if (member) file += fmt::format("-{}", document.number);
        file += fmt::format(".{}.{}", code.id, document.part != nullptr ? document.part->extension() : "ndjson");
    }
    return file;
}

Outcome<void> ErrorRecords::keep_raw(const Document& document, const Code& code, RejectedDocument& rejected) {
    if (document.text.empty() || document.text.size() > kLargestRawCopy) return {};
    const bool row = document.shape == Shape::kRow;
    const bool line = (row && !document.open_ended) || document.shape == Shape::kLine;
    rejected.raw = line ? raw_lines(document, code)
                        : fmt::format("raw/{:05}/{:06}-{}.{}", group_.ordinal, document.object, document.number,
                                      extension_of(document));
    HIOS_TRY(Spool * raw, file(rejected.raw));
    if (document.part != nullptr && raw->size() == 0) HIOS_CHECK(raw->append(document.part->preamble()));
    HIOS_CHECK(raw->append(document.text));
    if (line || row) HIOS_CHECK(raw->append("\n"));
    if (line) {
        rejected.raw_line = ++lines_in_[rejected.raw];
    }
    return {};
}

Outcome<void> ErrorRecords::add(const Work& work, const Reject& reject) {
    const Document& document = work.documents[reject.document];
    const Error& error = reject.error;
    if (document.object != last_object_ || document.number != last_document_) {
        last_object_ = document.object;
        last_document_ = document.number;
        RejectedDocument rejected{
            document.object, document.number, *document.name, document.key_length, std::string(error.code->id), {}, 0};
        HIOS_CHECK(keep_raw(document, *error.code, rejected));
        group_.rejected.push_back(std::move(rejected));
    }
    const RejectedDocument& kept = group_.rejected.back();
    ++group_.account.rejects_by_code[std::string(error.code->id)];
    JsonLine line = begin_record({document.name, document.key_length});
    line.text("code", error.code->id).text("level", reject.level == Reject::Level::kDocument ? "document" : "resource");
    line.number("document", document.number);
    if (document.shape == Shape::kLine) line.number("line", document.line);
    if (document.shape == Shape::kRow) line.number("row", document.line);
    if (reject.entry != kNoEntry) line.number("entry", reject.entry);
    line.number("offset", error.where.offset).number("length", error.where.length).text("path", error.where.path);
    line.text("what", error.what).text("mend", error.how_to_mend()).text("raw", kept.raw);
    if (kept.raw_line > 0) line.number("raw_line", kept.raw_line);
    line.json("outcome", reject.outcome);
    return write(line.end());
}

Outcome<void> ErrorRecords::add(const ObjectEnd& object, const Error& error) {
    ++group_.account.rejects_by_code[std::string(error.code->id)];
    const auto key_length = static_cast<std::uint32_t>(object.name->size());
    group_.rejected.push_back({object.object, 0, *object.name, key_length, std::string(error.code->id), {}, 0});
    JsonLine line = begin_record({object.name, key_length});
    line.text("code", error.code->id).text("level", "object").number("offset", error.where.offset);
    return write(line.text("what", error.what).text("mend", error.how_to_mend()).end());
}

Outcome<void> ErrorRecords::add(const Work& work, const Unresolved& unresolved) {
    const Document& document = work.documents[unresolved.document];
    JsonLine line = begin_record({document.name, document.key_length});
    line.number("document", document.number);
    if (document.shape == Shape::kLine) line.number("line", document.line);
    if (unresolved.entry != kNoEntry) line.number("entry", unresolved.entry);
    line.number("offset", unresolved.offset).text("why", unresolved.why).text("reference", unresolved.reference);
    HIOS_TRY(Spool * records, file(fmt::format("unresolved-{:05}.ndjson", group_.ordinal)));
    return records->append(line.end());
}

Outcome<void> ErrorRecords::add(const Work& work, const DeviationRecord& deviation) {
    const Document& document = work.documents[deviation.document];
    JsonLine line = begin_record({document.name, document.key_length});
    line.text("code", deviation.code).number("document", document.number);
    line.number("offset", document.offset).number("length", document.text.size());
    line.text("path", deviation.place).number("at", deviation.offset);
    HIOS_TRY(Spool * records, file(fmt::format("deviations-{:05}.ndjson", group_.ordinal)));
    return records->append(line.end());
}

}  // namespace hios::pack
