// Sniffs any bytes, splits them as the reader of parts does, and converts the documents. The account
// must balance, every line must be a resource with an id, and converting the lines again must give
// the same lines.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "stages/fhir/converter.hpp"
#include "stages/fhir/gatherer.hpp"
#include "stages/json/structural_index.hpp"
#include "stages/split/sniff.hpp"
#include "tests/support/rfc_json.hpp"

namespace hios {
namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.emplace_back(line);
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return lines;
}

// (type, line) of everything staged, and what was gathered beforehand.
struct Conversion {
    Work work;
    std::vector<std::pair<std::string, std::string>> lines;

    Conversion(const std::vector<std::string>& texts, Shape shape) {
        static const fhir::IdNamespace kIds("fuzz");
        const auto name = std::make_shared<const std::string>("fuzz.json");
        for (const std::string& text : texts) {
            work.buffers.emplace_back().append(text);
            work.buffers.back().append(std::string(json::kPadding, '"'));
            Document document;
            document.shape = shape;
            document.name = name;
            document.key_length = static_cast<std::uint32_t>(name->size());
            document.number = document.line = work.documents.size();
            document.text = work.buffers.back().view().substr(0, text.size());
            work.documents.push_back(std::move(document));
        }
        Work gathered;
        gathered.documents = work.documents;
        fhir::Gatherer(fhir::ReadSettings{100, &kIds}).gather(gathered);
        fhir::ConditionalIndex index;
        for (const WantedKey& wanted : gathered.wanted) index.want(wanted);
        for (const IdentifierRecord& record : gathered.identifiers) {
            index.offer(record.key, record.id_view(), record.conditional);
        }
        fhir::ConvertSettings settings;
        settings.read = {100, &kIds};
        settings.conditional = &index;
        fhir::Converter(settings).convert(work);
        collect();
    }

    void collect() {
        for (const LaneBlock& block : work.lanes) {
            std::size_t at = 0;
            for (const LineRecord& record : block.lines) {
                check(record.length > 1 && at + record.length <= block.bytes.size());
                const std::string_view line = block.bytes.view().substr(at, record.length);
                check(line.back() == '\n' && line.find('\n') == line.size() - 1);
                lines.emplace_back(fhir::kResourceTypes.at(block.lane), line.substr(0, line.size() - 1));
                at += record.length;
            }
            check(at == block.bytes.size());
        }
    }
};

void check_account(const Conversion& made) {
    check(made.work.accounts.size() == made.work.documents.size());
    std::size_t staged = 0;
    std::size_t rejects = 0;
    std::size_t unresolved = 0;
    for (const DocumentAccount& account : made.work.accounts) {
        check(!account.rejected || account.made == 0);
        staged += account.made - account.rejected_resources - account.superseded;
        rejects += account.rejected_resources + (account.rejected ? 1U : 0U);
        unresolved += account.unresolved;
    }
    check(staged == made.lines.size());
    check(rejects == made.work.rejects.size());
    check(unresolved == made.work.unresolved.size());
    for (const Reject& reject : made.work.rejects) {
        const Document& document = made.work.documents.at(reject.document);
        check(reject.error.code != nullptr && !reject.error.what.empty());
        check(reject.error.where.offset <= document.offset + document.text.size());
    }
}

void check_lines(const Conversion& made) {
    for (const auto& [type, line] : made.lines) {
        const auto accepted = hios::test::rfc_accepts(line);
        check(accepted != false);
        if (!accepted) continue;
        const auto resource = nlohmann::json::parse(line);
        check(resource.at("resourceType") == type);
        check(fhir::is_valid_id(resource.at("id").get<std::string>()));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    const Shape shape = split::sniff("fuzz.json", text, true);
    text.erase(0, split::byte_order_mark(text));
    const Conversion made(shape == Shape::kLine ? split_lines(text) : std::vector{text}, shape);
    check_account(made);
    check_lines(made);

    std::vector<std::string> lines;
    for (const auto& [type, line] : made.lines) lines.push_back(line);
    const Conversion again(lines, Shape::kLine);
    check(again.work.rejects.empty());
    // What was not resolved may be the second time: entries that yielded to others are gone.
    check(made.work.unresolved.empty() ? again.lines == made.lines : again.lines.size() == made.lines.size());
    return 0;
}

}  // namespace hios
