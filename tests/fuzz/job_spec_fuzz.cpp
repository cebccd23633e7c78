// Reads any bytes as the YAML of a job spec and holds it against the schema. Both must end soon, and every problem
// must name what is wrong.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "jobs/spec/schema.hpp"
#include "jobs/spec/schema_check.hpp"
#include "jobs/spec/yaml_reader.hpp"

namespace hios::jobs {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto told = [](const std::vector<Problem>& problems) {
        for (const Problem& problem : problems) {
            if (problem.text.empty() || to_text(problem.place).empty()) std::abort();
        }
    };
    auto document = read_yaml({reinterpret_cast<const char*>(data), size}, "fuzz.yaml");
    if (!document) {
        if (document.error().empty()) std::abort();
        told(document.error());
        return 0;
    }
    static const nlohmann::json schema = nlohmann::json::parse(kJobSchema);
    told(check_schema(*document, schema, {}));
    return 0;
}

}  // namespace hios::jobs
