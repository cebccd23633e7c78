#include "jobs/run/conversion.hpp"

namespace hios::jobs {
namespace {

// Works wait for those before them: half of what they hold is text that nobody asks for any more. The error zone keeps
// what was refused, and says how long the documents are that deviate.
void forget_texts(Work& work) {
    if (!work.rejects.empty() || !work.deviations.empty()) return;
    for (Document& document : work.documents) document.text = {};
    work.buffers.clear();
}

}  // namespace

Conversion::Conversion(const RunContext& context, const fhir::ConditionalIndex* index, LanePool* lanes)
    : level_(context.spec.validate.level), checks_([&context] {
          const ValidateSpec& spec = context.spec.validate;
          return std::make_unique<validate::WorkCheck>(
              definitions::Table::r4(), validate::Settings{spec.level, context.spec.limits.depth, false, spec.profiles},
              spec.on_fail);
      }) {
    const ConversionSettings settings{context.read_settings(), context.spec.identity.name_space, index, lanes,
                                      context.observer};
    for (std::size_t i = 0; i < context.formats.size(); ++i) {
        const Format& format = context.formats[i];
        converters_.push_back(std::make_unique<WorkerPool<DocumentConverter>>(
            [&format, settings] { return format.converter(settings); }));
    }
}

void Conversion::operator()(Work& work) {
    converters_[work.format]->with([&](DocumentConverter& converter) { converter.convert(work); });
    // The converter itself has done what the lowest level asks for.
    if (level_ != validate::Level::kMinimal) checks_.with([&](validate::WorkCheck& check) { check.check(work); });
    forget_texts(work);
}

}  // namespace hios::jobs
