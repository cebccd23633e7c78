// Command small: many files of one small resource each, spread over subfolders.

#include <fmt/format.h>
#include <array>

#include "bench/datagen/chart.hpp"
#include "bench/datagen/commands.hpp"

namespace hios::bench {
namespace {

constexpr std::uint64_t kObjectsPerFolder = 1000;

// One resource as a document of its own, with a narrative of the length that brings it to its size.
class DocumentWriter final : public ResourceSink {
public:
    DocumentWriter(std::string& out, Layout layout) : writer_(out, layout) {}
    JsonWriter& begin(std::string_view type, const Uuid& id, std::string_view /*if_none_exist*/) override {
        writer_.open();
        writer_.field("resourceType", type);
        writer_.field("id", id.view());
        return writer_;
    }
    void end() override {
        writer_.close();
        writer_.out() += '\n';
    }
    [[nodiscard]] References references() const override { return References::kRelative; }

private:
    JsonWriter writer_;
};

std::string_view write_one(std::string& text, Rng& rng, const Options& options, std::uint64_t ordinal, const Uuid& id,
                           const Uuid& patient, std::int64_t units, std::string_view filling) {
    text.clear();
    DocumentWriter document(text, options.layout);
    const Stamp moment = date_time(kWorldEnd - static_cast<std::int64_t>(ordinal % 3650) * kDay, -300);
    const Code& condition = conditions()[static_cast<std::size_t>(ordinal % conditions().size())];
    const Code& procedure = procedures()[static_cast<std::size_t>(ordinal % procedures().size())];
    const Measure& test = lab_panels()[0].measures[static_cast<std::size_t>(ordinal % lab_panels()[0].measures.size())];
    static constexpr std::array<std::string_view, 4> kTypes{"Patient", "Observation", "Condition", "Procedure"};
    const std::string_view type = kTypes[static_cast<std::size_t>(ordinal % kTypes.size())];
    JsonWriter& w = document.begin(type, id, {});
    narrative(w, {filling});
    if (type == "Observation") {
        w.field("status", "final");
        concept_of(w, "code", test.code);
        reference(w, References::kRelative, "subject", "Patient", patient);
        w.field("effectiveDateTime", moment.view());
        w.open("valueQuantity");
        w.field_decimal("value", units, test.digits);
        w.field("unit", test.unit);
        w.field("system", kUcum);
        w.field("code", test.ucum);
        w.close();
    } else if (type == "Condition") {
        bare_concept(w, "clinicalStatus", "http://terminology.hl7.org/CodeSystem/condition-clinical", "active");
        concept_of(w, "code", condition);
        reference(w, References::kRelative, "subject", "Patient", patient);
        w.field("onsetDateTime", moment.view());
    } else if (type == "Procedure") {
        w.field("status", "completed");
        concept_of(w, "code", procedure);
        reference(w, References::kRelative, "subject", "Patient", patient);
        w.field("performedDateTime", moment.view());
    } else {
        w.list("identifier");
        identifier(w, kOwnIds, id.view());
        w.close();
        w.list("name");
        w.open();
        w.field("family", family_names()[static_cast<std::size_t>(ordinal % family_names().size())]);
        w.list("given");
        w.item(rng.chance(500) ? given_names_female()[0] : given_names_male()[0]);
        w.close();
        w.close();
        w.close();
        w.field("birthDate", moment.day());
    }
    document.end();
    return type;
}

std::string filling_of(std::size_t size) {
    static constexpr std::string_view kSentence = "Every word of this text was made by a program. ";
    std::string filling;
    while (filling.size() < size) filling += kSentence;
    filling.resize(size);
    return filling;
}

}  // namespace

Summary write_small(const Options& options) {
    Summary summary;
    const auto store = make_file_store(options.out, options.compression, options.archive, "small");
    std::string text;
    Uuid patient = Rng(options.seed, 0).uuid();
    for (std::uint64_t ordinal = 0; ordinal < options.count; ++ordinal) {
        Rng rng(options.seed, ordinal + 1);
        const Uuid id = rng.uuid();
        const std::int64_t units = rng.range(1000, 99'900);
        const auto wanted =
            static_cast<std::size_t>(options.bytes * static_cast<std::uint64_t>(rng.range(75, 125)) / 100);
        const Rng before = rng;
        std::string_view type = write_one(text, rng, options, ordinal, id, patient, units, "x");
        if (text.size() < wanted) {
            rng = before;
            type = write_one(text, rng, options, ordinal, id, patient, units, filling_of(wanted - text.size() + 1));
        }
        if (type == "Patient") patient = id;
        store->put(fmt::format("{:03}/{:07}.json", ordinal / kObjectsPerFolder, ordinal), text);
        summary.bytes += text.size();
    }
    store->close();
    summary.files = options.count;
    summary.resources = options.count;
    summary.distinct = options.count;
    return summary;
}

}  // namespace hios::bench
