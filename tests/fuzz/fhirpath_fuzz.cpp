// The first line is an expression, what follows is a resource. Compiling and evaluating must end soon, say
// the same twice, and the condition must agree with the collection.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "stages/definitions/table.hpp"
#include "stages/fhirpath/evaluator.hpp"
#include "stages/instance/reader.hpp"
#include "stages/json/structural_index.hpp"

namespace hios {
namespace {

using fhirpath::Truth;

constexpr std::string_view kResource = R"({"resourceType":"Patient","id":"p","active":true,"birthDate":"1974-12-25",
"name":[{"use":"official","family":"A","given":["B","C"]},{"given":[null,"D"],"_given":[{"id":"x"},null]}],
"contained":[{"resourceType":"Observation","status":"final","valueQuantity":{"value":1.50,"unit":"g","code":"g"}}],
"extension":[{"url":"u","valueDateTime":"2020-01-01T00:00:00+01:00"}]})";

void check(bool holds) {
    if (!holds) std::abort();
}

class Document {
public:
    bool read(std::string_view json) {
        text_ = json;
        text_.append(json::kPadding, ' ');
        const std::string_view text = std::string_view(text_).substr(0, json.size());
        if (!index_.build(text)) return false;
        json::Cursor cursor(text, index_);
        instance::Issues issues;
        return reader_.read(cursor, instance, issues);
    }
    instance::Instance instance;

private:
    std::string text_;
    json::StructuralIndex index_;
    instance::Reader reader_{definitions::Table::r4()};
};

std::string collection(fhirpath::Evaluator& evaluator, const fhirpath::Expression& expression, const Document& document,
                       const fhirpath::Environment& environment) {
    const auto result = evaluator.evaluate(expression, document.instance, instance::kRoot, environment);
    if (!result) {
        check(result.error().code != nullptr && !result.error().what.empty());
        return "error " + result.error().what;
    }
    std::string all;
    for (const fhirpath::Value& value : *result) {
        (all += evaluator.type_name(value)) += ' ';
        (all += evaluator.to_text(value)) += '\n';
        if (all.size() > 1 << 20) break;
    }
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = input.find('\n');
    const std::string_view text = std::string_view(input).substr(0, line);
    static const fhirpath::Model& model = fhirpath::Model::r4();
    static fhirpath::Evaluator evaluator(model);
    static Document document;

    const auto expression = fhirpath::compile(text, model);
    if (!expression) {
        check(expression.error().code != nullptr && expression.error().where.offset <= text.size());
        return 0;
    }
    const bool own = line != std::string::npos && document.read(std::string_view(input).substr(line + 1));
    if (!own) check(document.read(kResource));
    (void)fhirpath::compile(text, model, {.strict = true, .context = document.instance.nodes[0].type});

    fhirpath::Environment environment;
    environment.now = std::chrono::system_clock::time_point();
    environment.budget = 200'000;
    const std::string first = collection(evaluator, *expression, document, environment);
    check(first == collection(evaluator, *expression, document, environment));
    const Truth truth = evaluator.evaluate_boolean(*expression, document.instance, instance::kRoot, environment);
    if (!first.starts_with("error ")) check(first.empty() ? truth == Truth::kEmpty : truth != Truth::kEmpty);
    return 0;
}

}  // namespace hios
