#pragma once
// Converts texts as a run would, and gives the results in a form that tests can read.

#include <deque>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "stages/fhir/converter.hpp"
#include "stages/fhir/gatherer.hpp"
#include "stages/json/structural_index.hpp"

namespace hios::fhir::test {

struct Line {
    std::string type;
    std::string text;  // without '\n'
    LineRecord record;
    [[nodiscard]] nlohmann::json parsed() const { return nlohmann::json::parse(text); }
};

// Documents, and what conversion makes of them. All texts are documents of one Work.
class Conversion {
public:
    explicit Conversion(std::vector<std::string> texts, Shape shape = Shape::kWhole, ConditionalIndex* index = nullptr,
                        std::uint32_t depth = 100)
        : texts_(std::move(texts)) {
        for (std::size_t i = 0; i < texts_.size(); ++i) add(texts_[i], shape, i);
        ConvertSettings settings;
        settings.read = {depth, &ids()};
        settings.conditional = index;
        Converter(settings).convert(work_);
        collect();
    }
    explicit Conversion(const std::string& text, ConditionalIndex* index = nullptr)
        : Conversion(std::vector{text}, Shape::kWhole, index) {}

    static const IdNamespace& ids() {
        static const IdNamespace kIds("test");
        return kIds;
    }

    // What a run's first pass makes of the texts.
    static ConditionalIndex gather(const std::vector<std::string>& texts) {
        Conversion documents(texts, Shape::kWhole);
        Work work;
        work.documents = documents.work_.documents;
        Gatherer(ReadSettings{100, &ids()}).gather(work);
        ConditionalIndex index;
        for (const WantedKey& wanted : work.wanted) index.want(wanted);
        for (const IdentifierRecord& record : work.identifiers)
            index.offer(record.key, record.id_view(), record.conditional);
        return index;
    }

    [[nodiscard]] const Work& work() const { return work_; }
    // In the order of the Bundle.
    [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }
    [[nodiscard]] const Line& line(std::size_t index = 0) const { return lines_.at(index); }
    [[nodiscard]] nlohmann::json resource(std::size_t index = 0) const { return line(index).parsed(); }
    // "Type/id" of every line.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const Line& line : lines_) names.push_back(line.type + "/" + line.parsed().at("id").get<std::string>());
        return names;
    }
    [[nodiscard]] const DocumentAccount& account(std::size_t document = 0) const { return work_.accounts.at(document); }
    [[nodiscard]] std::vector<std::string> codes() const {
        std::vector<std::string> codes;
        for (const Reject& reject : work_.rejects) codes.emplace_back(reject.error.code->id);
        return codes;
    }
    [[nodiscard]] const Error& error(std::size_t index = 0) const { return work_.rejects.at(index).error; }

private:
    void add(std::string_view text, Shape shape, std::size_t number) {
        // Quotes behind the text: they would change the result if they were taken for text.
        std::string& padded = padded_.emplace_back(std::string(text) + std::string(json::kPadding, '"'));
        Document document;
        document.shape = shape;
        document.name = name_;
        document.key_length = static_cast<std::uint32_t>(name_->size());
        document.number = number;
        document.line = shape == Shape::kLine ? number + 1 : 0;
        document.text = std::string_view(padded).substr(0, text.size());
        work_.documents.push_back(std::move(document));
    }

    void collect() {
        for (const LaneBlock& block : work_.lanes) {
            std::size_t at = 0;
            for (const LineRecord& record : block.lines) {
                const std::string_view text = block.bytes.view().substr(at, record.length);
                lines_.push_back(
                    {std::string(kResourceTypes.at(block.lane)), std::string(text.substr(0, text.size() - 1)), record});
                at += record.length;
            }
        }
        std::stable_sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) {
            return std::pair(a.record.document, a.record.source_offset) <
                   std::pair(b.record.document, b.record.source_offset);
        });
    }

    std::vector<std::string> texts_;
    std::deque<std::string> padded_;
    std::shared_ptr<const std::string> name_ = std::make_shared<const std::string>("raw/a.json");
    Work work_;
    std::vector<Line> lines_;
};

// A Bundle's text around entries' texts.
inline std::string bundle(std::string_view type, const std::vector<std::string>& entries, std::string_view more = "") {
    std::string text =
        R"({"resourceType":"Bundle","type":")" + std::string(type) + "\"" + std::string(more) + R"(,"entry":[)";
    for (std::size_t i = 0; i < entries.size(); ++i) text += (i > 0 ? "," : "") + entries[i];
    return text + "]}";
}

// An entry with a fullUrl ("" for none) and further members of the entry (",\"request\":...").
inline std::string entry(std::string_view full_url, std::string_view resource, std::string_view more = "") {
    std::string text = "{";
    if (!full_url.empty()) text += "\"fullUrl\":\"" + std::string(full_url) + "\",";
    return text + "\"resource\":" + std::string(resource) + std::string(more) + "}";
}

inline std::string request(std::string_view method, std::string_view url, std::string_view more = "") {
    return R"(,"request":{"method":")" + std::string(method) + R"(","url":")" + std::string(url) + "\"" +
           std::string(more) + "}";
}

}  // namespace hios::fhir::test
