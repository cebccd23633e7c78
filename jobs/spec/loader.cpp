#include "jobs/spec/loader.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "jobs/spec/codes.hpp"
#include "jobs/spec/convert.hpp"
#include "jobs/spec/near_miss.hpp"
#include "jobs/spec/overrides.hpp"
#include "jobs/spec/schema.hpp"
#include "jobs/spec/schema_check.hpp"
#include "jobs/spec/yaml_reader.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

namespace fs = std::filesystem;

Error invalid(std::vector<Problem> problems) {
    // In the order of the file, as an editor shows them.
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    std::string lines;
    for (const Problem& problem : problems) {
        if (!lines.empty()) lines += '\n';
        lines += fmt::format("{}: {}", to_text(problem.place), problem.text);
    }
    return fatal(codes::kSpecInvalid, std::move(lines));
}

Error missing(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    std::vector<std::string> near;
    std::vector<std::string> specs;
    std::error_code ignored;
    for (fs::directory_iterator at(folder, ignored), end; at != end && near.size() + specs.size() < 1000;
         at.increment(ignored)) {
        const std::string name = at->path().filename().string();
        const std::string extension = at->path().extension().string();
        near.push_back(name);
        if (extension == ".yaml" || extension == ".yml") specs.push_back(name);
    }
    std::string mend;
    if (const std::string name = nearest(file.filename().string(), near); !name.empty()) {
        mend = fmt::format("Did you mean {}?", file.has_parent_path() ? (folder / name).string() : name);
    } else if (!specs.empty() && specs.size() <= 5) {
        mend = fmt::format("Job specs in that folder: {}.", fmt::join(specs, ", "));
    } else if (!fs::exists(folder, ignored)) {
        mend = fmt::format("The folder {} does not exist either; check the path.", folder.string());
    }
    return fatal(codes::kNotFound, fmt::format("there is no job spec {}", file.string()), mend);
}

Outcome<std::string> read_file(const fs::path& file) {
    std::error_code error;
    if (fs::is_directory(file, error)) {
        return fail(fatal(codes::kSpecInvalid, fmt::format("{} is a folder, not a job spec", file.string())));
    }
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        if (errno == EACCES || errno == EPERM) {
            return fail(fatal(codes::kPermission, fmt::format("{} may not be read", file.string())));
        }
        return fail(missing(file));
    }
    // One byte beyond the limit is enough to know that a file (or an endless pipe) is too large.
    std::string text(kMaxSpecBytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) return fail(fatal(codes::kIo, fmt::format("{} could not be read", file.string())));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

const nlohmann::json& job_schema() {
    static const nlohmann::json kSchema = nlohmann::json::parse(kJobSchema);
    return kSchema;
}

Outcome<JobSpec> finish(Document& document, const std::vector<std::string>& sets, const Environment& environment,
                        const fs::path& folder, const std::string& default_job) {
    if (document.root.is_null()) document.root = nlohmann::json::object();
    auto problems = apply_overrides(document, sets);
    std::set<std::string> replaced;
    const auto from_environment = interpolate(document, environment, replaced);
    problems.insert(problems.end(), from_environment.begin(), from_environment.end());
    for (Problem& problem : check_schema(document, job_schema(), replaced)) {
        // A variable that is not set fails the schema too; once is enough.
        const bool known = std::any_of(from_environment.begin(), from_environment.end(), [&](const Problem& other) {
            return to_text(other.place) == to_text(problem.place);
        });
        if (!known) problems.push_back(std::move(problem));
    }
    if (!problems.empty()) return fail(invalid(problems));
    auto spec = to_job_spec(document, folder, default_job, environment);
    if (!spec) return fail(invalid(spec.error()));
    return std::move(*spec);
}

fs::path without_end_slash(const fs::path& path) {
    const fs::path normal = fs::absolute(path).lexically_normal();
    return normal.has_filename() ? normal : normal.parent_path();
}

Document folder_document(const fs::path& source, const fs::path& out) {
    const fs::path folder = without_end_slash(source);
    const std::string job = sanitised_job_name(folder.filename().string());
    const fs::path zones = without_end_slash(out.empty() ? fs::path("hios-" + job) : out);
    Document document;
    document.root = {{"job", job},
                     {"source", {{"uri", folder.string()}}},
                     {"staging", {{"uri", (zones / "staging").string()}}},
                     {"error", {{"uri", (zones / "error").string()}}},
                     {"state", (zones / "state").string()}};
    // With "." as source the zones lie inside it: what is put out must not be read in.
    const fs::path inside = zones.lexically_relative(folder);
    if (!inside.empty() && *inside.begin() != "..") {
        const std::string prefix = inside == "." ? std::string() : inside.generic_string() + "/";
        auto exclude = nlohmann::json::array();
        for (const char* zone : {"staging", "error", "state"}) {
            std::string escaped;
            for (const char c : prefix) {
                if (std::string_view("*?[]{}\\,").find(c) != std::string_view::npos) escaped += '\\';
                escaped += c;
            }
            exclude.push_back(escaped + zone + "/**");
        }
        document.root["source"]["exclude"] = std::move(exclude);
    }
    document.values[""] = {source.string(), 0, 0};
    return document;
}

}  // namespace

Outcome<JobSpec> load_job(const fs::path& file, const std::vector<std::string>& sets, const Environment& environment) {
    HIOS_TRY(const std::string text, read_file(file));
    auto document = read_yaml(text, file.string());
    if (!document) return fail(invalid(document.error()));
    return finish(*document, sets, environment, fs::absolute(file).lexically_normal().parent_path(),
                  file.stem().string());
}

Outcome<JobSpec> load_folder(const fs::path& source, const fs::path& out, const std::vector<std::string>& sets,
                             const Environment& environment) {
    Document document = folder_document(source, out);
    return finish(document, sets, environment, fs::current_path(), "job");
}

JobSpec job_for_folder(const fs::path& source, const fs::path& out) {
    const Document document = folder_document(source, out);
    return to_job_spec(document, fs::current_path(), "job").value();
}

}  // namespace hios::jobs
