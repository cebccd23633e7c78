#include "jobs/run/conversion.hpp"

namespace hios::jobs {

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
    if (level_ == validate::Level::kMinimal) return;
    checks_.with([&](validate::WorkCheck& check) { check.check(work); });
}

}  // namespace hios::jobs
