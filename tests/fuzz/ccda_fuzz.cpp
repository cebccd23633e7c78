// Reads any bytes as a C-CDA document, as they are and inside a document made here. What comes out must be UTF-8, and
// narratives must obey FHIR's rules.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/ccda/account.hpp"
#include "stages/ccda/ccda_space.hpp"
#include "stages/ccda/unwrap.hpp"
#include "stages/json/text.hpp"
#include "stages/json/utf8.hpp"
#include "stages/validate/xhtml.hpp"

namespace hios {
namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

struct Source {
    Source() {
        ccda::DispatchRule problem;
        problem.name = "problem";
        problem.templates = {"2.16.840.1.113883.10.20.22.4.4"};
        problem.codes = {"55607006"};
        ccda::DispatchRule any;
        any.name = "any";
        any.elements = {"act", "observation", "section"};
        space = std::make_unique<ccda::CcdaSpace>(std::vector<ccda::DispatchRule>{problem, any});
        for (const std::string_view address :
             {"any", "problem", "_narrative", "text", "text/_text", "code/@code", "code/originalText", "value/_type",
              "effectiveTime/_dateTime", "effectiveTime/_instant", "section/code/@code", "../_path",
              "id[@root][2]/@extension", "/recordTarget/patientRole/patient/name/_text",
              "entryRelationship[@typeCode=SUBJ]/observation"})
            slots.push_back(space->resolve(address, map::kNoSlot).value().slot);
        ccda::CcdaSettings settings;
        settings.zone = "document";
        settings.narrative.most_bytes = 64U << 10;
        view = std::make_unique<ccda::CcdaView>(*space, settings);
    }
    std::unique_ptr<ccda::CcdaSpace> space;
    std::vector<map::Slot> slots;
    std::unique_ptr<ccda::CcdaView> view;
};

void read(Source& source, std::string_view bytes) {
    if (!source.view->read(bytes)) {
        check(source.view->document().fault().code != nullptr);
        return;
    }
    map::Scratch scratch;
    const auto look = [&](map::Handle scope) {
        for (const map::Slot slot : source.slots) check(json::is_utf8(source.view->text(scope, slot, scratch)));
        scratch.clear();
    };
    look(map::kWholeDocument);
    const std::uint32_t count = std::min(source.view->count(map::kWholeDocument, source.slots[0]), 50U);
    for (std::uint32_t i = 0; i < count; ++i) {
        const map::Handle one = source.view->item(map::kWholeDocument, source.slots[0], i);
        look(one);
        const std::string_view div = source.view->text(one, source.slots[2], scratch);
        if (div.empty()) continue;
        std::string quoted;
        json::append_quoted(quoted, div);
        check(validate::check_xhtml(std::string_view(quoted).substr(1, quoted.size() - 2)).fault ==
              validate::XhtmlFault::kOk);
    }
    std::vector<ccda::EntryUse> uses;
    ccda::account(source.view->document(), source.view->index(), source.space->dispatch(), uses);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Source source;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    ccda::Unwrapper unwrapper;
    for (const ccda::Part& part : unwrapper.unwrap(text)) read(source, part.bytes);
    std::string inside =
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget/><component><structuredBody><component>"
        "<section><text>";
    inside += text;
    inside += "</text><entry><act><text>";
    inside += text;
    inside += "</text></act></entry></section></component></structuredBody></component></ClinicalDocument>";
    read(source, inside);
    return 0;
}

}  // namespace hios
