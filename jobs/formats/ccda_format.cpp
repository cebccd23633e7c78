#include "jobs/formats/ccda_format.hpp"

#include "jobs/formats/ccda_converter.hpp"
#include "jobs/formats/json_documents.hpp"
#include "stages/ccda/sniff.hpp"

namespace hios::jobs {
namespace {

class DocumentPart final : public PartContext {
public:
    [[nodiscard]] std::string_view extension() const override { return "xml"; }
};

class CcdaFormat final : public Format {
public:
    explicit CcdaFormat(const JobSpec& spec)
        : map_(spec.ccda.map ? spec.ccda.map : DocumentMap::make(spec.ccda)),
          options_(spec.ccda),
          part_(std::make_shared<const DocumentPart>()) {}

    [[nodiscard]] std::string_view name() const override { return "ccda"; }
    [[nodiscard]] std::string_view kind_of(const Document& /*document*/) const override { return "C-CDA document"; }

    // Any XML: reading says what it is when it is none of ours. Mail around it, too.
    [[nodiscard]] bool claims(std::string_view part, std::string_view head, bool /*whole*/) const override {
        const bool may_be = ccda::member_of(part) == ccda::Member::kDocument;
        switch (ccda::sniff(head)) {
            case ccda::Content::kXml:
                return ccda::looks_like_cda(head) || (may_be && ccda::begins_as_xml(head));
            case ccda::Content::kMime:
            case ccda::Content::kBase64:
                return may_be;
            default:
                return false;
        }
    }
    Outcome<void> split(PartBytes& bytes, DocumentSink& sink) const override {
        return split_whole(bytes, sink, Shape::kWhole, part_);
    }
    [[nodiscard]] std::unique_ptr<DocumentConverter> converter(const ConversionSettings& settings) const override {
        return std::make_unique<CcdaConverter>(map_, options_, settings);
    }

private:
    std::shared_ptr<const DocumentMap> map_;
    CcdaSpec options_;
    std::shared_ptr<const PartContext> part_;
};

}  // namespace

std::unique_ptr<const Format> make_ccda_format(const JobSpec& spec) {
    return std::make_unique<CcdaFormat>(spec);
}

}  // namespace hios::jobs
