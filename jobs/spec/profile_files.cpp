#include "jobs/spec/profile_files.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "jobs/spec/codes.hpp"
#include "jobs/spec/digest.hpp"

namespace hios::jobs {

Outcome<ReadProfiles> read_profiles(const std::string& us_core, const std::vector<std::filesystem::path>& files) {
    std::vector<std::string> texts;
    std::string all;
    for (const std::filesystem::path& file : files) {
        std::ifstream in(file, std::ios::binary);
        std::ostringstream text;
        if (!in || !(text << in.rdbuf()))
            return fail(fatal(codes::kSpecInvalid, fmt::format("the profile {} cannot be read", file.string())));
        all += texts.emplace_back(text.str());
        all += '\n';
    }
    HIOS_TRY(auto choice, validate::ProfileChoice::make(us_core, texts));
    return ReadProfiles{std::move(choice), files.empty() ? std::string() : text_digest(all)};
}

}  // namespace hios::jobs
