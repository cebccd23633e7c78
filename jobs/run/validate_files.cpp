#include "jobs/run/validate_files.hpp"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "jobs/run/worker_pool.hpp"
#include "pipeline/codes.hpp"
#include "stages/fhir/codes.hpp"
#include "stages/split/file_kind.hpp"
#include "stages/validate/report.hpp"

namespace hios::jobs {
namespace {

// What the parallel stage found in one Work goes with it as the bytes of this lane.
constexpr std::uint16_t kTextLane = 0;

class FileValidation {
public:
    FileValidation(validate::Settings settings, ValidationOutput output)
        : output_(output), validators_([settings = std::move(settings)] {
              return std::make_unique<validate::Validator>(definitions::Table::r4(), settings);
          }) {}

    void check(Work& work) {
        ValidationCounts counts;
        std::string text;
        validators_.with([&](validate::Validator& validator) {
            for (std::uint32_t i = 0; i < work.documents.size(); ++i) check_one(validator, work, i, counts, text);
        });
        LaneBlock& block = work.lanes.emplace_back();
        block.lane = kTextLane;
        block.bytes.append(text);
        const std::lock_guard lock(mutex_);
        add(counts);
    }

    ValidationCounts take() { return std::move(total_); }

private:
    void check_one(validate::Validator& validator, Work& work, std::uint32_t number, ValidationCounts& counts,
                   std::string& text) {
        const Document& document = work.documents[number];
        ++counts.documents;
        const auto refuse = [&](Error error) {
            error.where.document = *document.name;
            error.where.offset += document.offset;
            if (document.line > 0) error.where.path = fmt::format("line {}", document.line);
            work.rejects.push_back({std::move(error), Reject::Level::kDocument, number, kNoEntry});
        };
        if (document.unreadable) return refuse(*document.unreadable);
        if (document.shape == Shape::kUnknown)
            return refuse(reject(fhir::codes::kNotFhir, split::why_not_json(document.text)));
        if (validator.is_plainly_right(document.text)) {
            ++counts.resources;
            return;
        }
        validate::Places places(document.text, document.line > 0 ? document.line : 1, document.offset);
        auto checked = validator.check(document.text, [&](const validate::Checked& one) {
            ++counts.resources;
            if (one.issues.empty()) return;
            count(one, counts);
            const auto& table = definitions::Table::r4();
            if (output_ == ValidationOutput::kOutcomes) {
                validate::append_outcome(text, table, *document.name, one, places);
                text += '\n';
            } else if (output_ == ValidationOutput::kLines) {
                validate::append_lines(text, table, *document.name, one, places);
            }
        });
        if (!checked) refuse(std::move(checked).error());
    }

    static void count(const validate::Checked& checked, ValidationCounts& counts) {
        std::uint64_t errors = 0;
        for (const instance::Issue& issue : checked.issues) {
            const bool error = issue.rule->severity == instance::Severity::kError;
            errors += error ? 1 : 0;
            counts.warnings += error ? 0 : 1;
            const std::string_view rule = validate::rule_id(issue);
            auto found = counts.by_rule.find(rule);
            if (found == counts.by_rule.end())
                found = counts.by_rule.emplace(rule, ValidationCounts::OfRule{error, 0}).first;
            ++found->second.count;
        }
        counts.errors += errors;
        counts.with_errors += errors > 0 ? 1 : 0;
    }

    void add(const ValidationCounts& counts) {
        total_.documents += counts.documents;
        total_.resources += counts.resources;
        total_.with_errors += counts.with_errors;
        total_.errors += counts.errors;
        total_.warnings += counts.warnings;
        for (const auto& [rule, of_rule] : counts.by_rule) {
            ValidationCounts::OfRule& sum = total_.by_rule[rule];
            sum.error = of_rule.error;
            sum.count += of_rule.count;
        }
    }

    const ValidationOutput output_;
    WorkerPool<validate::Validator> validators_;
    std::mutex mutex_;
    ValidationCounts total_;
};

}  // namespace

Outcome<ValidationCounts> validate_files(const JobSpec& spec, const std::vector<InputFile>& inputs,
                                         validate::Settings settings, ValidationOutput output,
                                         const std::filesystem::path& scratch,
                                         const std::function<void(std::string_view)>& write,
                                         const std::function<void(const Error&)>& unreadable, RunControl& control) {
    InputStore store(inputs);
    io::FileSpoolFactory spools(scratch);
    Metrics metrics;
    RunContext context(spec, store, store, spools, metrics, EngineKind::kGraph);
    const auto objects = plan_inputs(inputs, store);
    FileValidation validation(std::move(settings), output);
    std::uint64_t refused = 0;
    StageSet stages;
    stages.convert = [&](Work& work) { validation.check(work); };
    stages.pack = [&](Work& work, const EmitSeal&) {
        for (const LaneBlock& block : work.lanes) {
            if (!block.bytes.view().empty()) write(block.bytes.view());
        }
        for (const Reject& reject : work.rejects) unreadable(reject.error);
        refused += work.rejects.size();
        for (const ObjectEnd& object : work.objects) {
            if (!object.unreadable) continue;
            unreadable(*object.unreadable);
            ++refused;
        }
    };
    run_pass(context, feed_from(objects), stages, control);
    if (auto failure = control.failure()) return fail(std::move(*failure));
    ValidationCounts counts = validation.take();
    counts.unreadable = refused;
    return counts;
}

}  // namespace hios::jobs
