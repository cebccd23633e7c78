#include "jobs/maps/document_map.hpp"

#include <algorithm>

#include "stages/builtin/document_map.hpp"
#include "stages/map/overrides.hpp"

namespace hios::jobs {

DocumentMap::DocumentMap(map::SourceFormat format, std::vector<map::MapFile> overrides,
                         std::map<std::string, std::string, std::less<>> settings)
    : format_(format), overrides_(std::move(overrides)), settings_(std::move(settings)) {}

void DocumentMap::compile() const {
    compiled_ = compile_with(settings_, problems_);
}

map::CompiledMap DocumentMap::compile_with(const map::CompileSettings::Choices& choices,
                                           map::Problems& problems) const {
    map::MapFile whole = builtin::join(format_, builtin::files(format_), problems, builtin::Tests::kLeftOut);
    for (const map::MapFile& patch : overrides_) map::apply_overrides(patch, whole, problems);
    map::CompileSettings settings;
    settings.settings = choices;
    return builtin::compile_documents(whole, settings, problems);
}

std::vector<map::TestResult> DocumentMap::run_tests() const {
    const auto recompile = [&](map::CompileSettings::Choices choices) {
        choices.insert(settings_.begin(), settings_.end());
        map::Problems ignored;  // it compiled without any
        return compile_with(choices, ignored);
    };
    const auto is_own = [&](const map::MapTest& test) {
        return std::any_of(overrides_.begin(), overrides_.end(), [&](const map::MapFile& one) {
            return one.place.file && test.place.file && *one.place.file == *test.place.file;
        });
    };
    return builtin::run_document_tests(compiled(), recompile, is_own);
}

namespace {

using Settings = std::map<std::string, std::string, std::less<>>;

void set(Settings& settings, const char* name, const std::string& value) {
    if (!value.empty()) settings[name] = value;
}
void set(Settings& settings, const char* name, bool value) {
    if (value) settings[name] = "true";
}

}  // namespace

std::shared_ptr<const DocumentMap> DocumentMap::make(const Hl7v2Spec& spec, std::vector<map::MapFile> overrides) {
    Settings settings;
    set(settings, "zone", spec.time_zone);
    set(settings, "sender", spec.sender);
    set(settings, "message_header", spec.message_header);
    set(settings, "provenance", spec.provenance);
    set(settings, "source_document", spec.source_document);
    set(settings, "source_url", spec.source_url);
    set(settings, "assembler", spec.assembler);
    set(settings, "units", spec.units);
    return std::make_shared<DocumentMap>(map::SourceFormat::kHl7v2, std::move(overrides), std::move(settings));
}

std::shared_ptr<const DocumentMap> DocumentMap::make(const CcdaSpec& spec, std::vector<map::MapFile> overrides) {
    Settings settings;
    set(settings, "patient_authority", spec.patient_authority);
    set(settings, "provenance", spec.provenance);
    set(settings, "source_document", spec.source_document);
    set(settings, "source_url", spec.source_url);
    return std::make_shared<DocumentMap>(map::SourceFormat::kCcda, std::move(overrides), std::move(settings));
}

const map::CompiledMap& DocumentMap::compiled() const {
    std::call_once(once_, [this] { compile(); });
    return compiled_;
}

const map::Program* DocumentMap::program() const {
    const map::CompiledMap& map = compiled();
    return problems_.failed() ? nullptr : map.program("");
}

const map::Problems& DocumentMap::problems() const {
    (void)compiled();
    return problems_;
}

}  // namespace hios::jobs
