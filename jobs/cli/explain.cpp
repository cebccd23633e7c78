// hios explain: what an error code means and how to mend it.

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/verb.hpp"
#include "jobs/codes.hpp"
#include "jobs/spec/near_miss.hpp"
#include "stages/definitions/table.hpp"

namespace hios::cli {
namespace {

struct ExplainOptions {
    std::string id;
    bool json = false;
};

nlohmann::ordered_json as_json(const Code& code) {
    return {{"code", code.id}, {"meaning", code.meaning}, {"mend", code.mend}};
}

// The key of a published rule of R4; findings of validation carry it as their code.
bool explain_invariant(const std::string& key, Output& output, bool json) {
    const auto& table = definitions::Table::r4();
    const std::size_t found = table.find_invariant(key);
    if (found == table.invariants()) return false;
    const definitions::Invariant& rule = table.invariant(static_cast<definitions::InvariantId>(found));
    const char* severity = rule.error ? "error" : "warning";
    if (json) {
        output.line(
            nlohmann::ordered_json{{"code", rule.key}, {"severity", severity}, {"expression", rule.expression}}.dump());
        return true;
    }
    output.line(output.bold(rule.key));
    output.line("  What it means: a rule (invariant) of FHIR R4 does not hold; in FHIRPath, on the element named:");
    output.line(fmt::format("                 {}", rule.expression));
    output.line(fmt::format("  How to mend:   change the elements it names ({} at level strict).", severity));
    return true;
}

void list_all(Output& output, bool json) {
    std::size_t width = 0;
    for (const Code* code : jobs::all_codes()) width = std::max(width, code->id.size());
    for (const Code* code : jobs::all_codes()) {
        if (json) {
            output.line(as_json(*code).dump());
        } else {
            output.line(fmt::format("{}{}  {}", output.bold(code->id), std::string(width - code->id.size(), ' '),
                                    code->meaning));
        }
    }
}

void explain(const ExplainOptions& options, Context& context) {
    Output& output = context.output;
    if (options.id.empty()) return list_all(output, options.json);
    const Code* code = jobs::find_code(options.id);
    if (code == nullptr && explain_invariant(options.id, output, options.json)) return;
    if (code == nullptr) {
        std::vector<std::string> ids;
        for (const Code* known : jobs::all_codes()) ids.emplace_back(known->id);
        const std::string near = jobs::nearest(options.id, ids);
        output.error(
            fmt::format("there is no code \"{}\"\n{}", options.id,
                        near.empty() ? "`hios explain` lists all codes." : fmt::format("Did you mean {}?", near)));
        context.exit_code = kUsage;
        return;
    }
    if (options.json) return output.line(as_json(*code).dump());
    output.line(output.bold(code->id));
    output.line(fmt::format("  What it means: {}", code->meaning));
    output.line(fmt::format("  How to mend:   {}", code->mend));
}

}  // namespace

void add_explain(CLI::App& app, Context& context) {
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* verb = app.add_subcommand("explain", "What an error code means and how to mend it");
    verb->footer(
        "hios explain json.syntax\n"
        "hios explain obs-6           a rule of FHIR R4\n"
        "hios explain                 all codes");
    verb->add_option("CODE", options->id, "The code, as in a reject record; without it all codes are listed")
        ->type_name("");
    verb->add_flag("--json", options->json, "One JSON object a code");
    verb->callback([options, &context] { explain(*options, context); });
}

}  // namespace hios::cli
