#include "jobs/formats/hl7v2_format.hpp"

#include "jobs/formats/hl7v2_converter.hpp"
#include "jobs/formats/hl7v2_splitter.hpp"
#include "stages/hl7v2/sniff.hpp"

namespace hios::jobs {
namespace {

// Rejected messages are kept as files of their own.
class MessagePart final : public PartContext {
public:
    [[nodiscard]] std::string_view extension() const override { return "hl7"; }
};

class Hl7v2Format final : public Format {
public:
    explicit Hl7v2Format(const JobSpec& spec)
        : map_(std::make_shared<const Hl7v2Map>(spec.hl7v2.map ? spec.hl7v2.map : DocumentMap::make(spec.hl7v2))),
          options_(spec.hl7v2),
          part_(std::make_shared<const MessagePart>()) {}

    [[nodiscard]] std::string_view name() const override { return "hl7v2"; }
    [[nodiscard]] std::string_view kind_of(const Document& /*document*/) const override { return "HL7 v2 message"; }
    [[nodiscard]] bool claims(std::string_view /*part*/, std::string_view head, bool /*whole*/) const override {
        return hl7v2::sniff(head) != hl7v2::Sniffed::kNo;
    }
    Outcome<void> split(PartBytes& bytes, DocumentSink& sink) const override {
        return split_messages(bytes, sink, part_);
    }
    [[nodiscard]] std::unique_ptr<DocumentConverter> converter(const ConversionSettings& settings) const override {
        return std::make_unique<Hl7v2Converter>(map_, options_, settings);
    }

private:
    std::shared_ptr<const Hl7v2Map> map_;
    Hl7v2Spec options_;
    std::shared_ptr<const PartContext> part_;
};

}  // namespace

std::unique_ptr<const Format> make_hl7v2_format(const JobSpec& spec) {
    return std::make_unique<Hl7v2Format>(spec);
}

}  // namespace hios::jobs
