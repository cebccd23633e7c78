#include "jobs/run/conversion.hpp"

namespace hios::jobs {

Conversion::Conversion(const RunContext& context, const fhir::ConditionalIndex* index, LanePool* lanes)
    : level_(context.spec.validate.level),
      converters_([&context, index, lanes] {
          return std::make_unique<fhir::Converter>(fhir::ConvertSettings{context.read_settings(), index, lanes});
      }),
      checks_([&context] {
          const ValidateSpec& spec = context.spec.validate;
          return std::make_unique<validate::WorkCheck>(
              definitions::Table::r4(), validate::Settings{spec.level, context.spec.limits.depth, false, spec.profiles},
              spec.on_fail);
      }) {}

void Conversion::operator()(Work& work) {
    converters_.with([&](fhir::Converter& converter) { converter.convert(work); });
    // The converter itself has done what the lowest level asks for.
    if (level_ == validate::Level::kMinimal) return;
    checks_.with([&](validate::WorkCheck& check) { check.check(work); });
}

}  // namespace hios::jobs
