#pragma once
// What resources must hold, whatever the document was: no element of two types, nothing missing, no id twice, no
// reference that leads nowhere; at level strict also the profiles they claim.

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "stages/json/structural_index.hpp"
#include "stages/validate/report.hpp"
#include "stages/validate/validator.hpp"

namespace hios::ccda::test {

class Quality {
public:
    explicit Quality(validate::Level level, const std::string& us_core = "6.1.0") {
        validate::Settings settings;
        settings.level = level;
        settings.profiles = validate::ProfileChoice::make(us_core, {}).value();
        validator_ = std::make_unique<validate::Validator>(definitions::Table::r4(), settings);
    }

    // "validate.missing Observation.code" for each error; places in lists are left out.
    std::vector<std::string> faults(const std::vector<nlohmann::json>& resources) {
        std::vector<std::string> found;
        std::set<std::string> there;
        for (const nlohmann::json& one : resources) {
            const std::string name = one["resourceType"].get<std::string>() + "/" + one.value("id", "");
            if (!there.insert(name).second) found.push_back("twice " + one["resourceType"].get<std::string>());
            check(one.dump(), found);
        }
        for (const nlohmann::json& one : resources) check_references(one, one["resourceType"], there, found);
        return found;
    }

private:
    void check(const std::string& line, std::vector<std::string>& found) {
        std::string padded = line;
        padded.append(json::kPadding, ' ');
        const auto& table = definitions::Table::r4();
        const auto read = validator_->check({padded.data(), line.size()}, [&](const validate::Checked& checked) {
            for (const instance::Issue& issue : checked.issues) {
                if (issue.rule->severity != instance::Severity::kError) continue;
                std::string place = validate::expression_of(table, checked, issue);
                for (std::size_t at = place.find('['); at != std::string::npos; at = place.find('['))
                    place.erase(at, place.find(']', at) + 1 - at);
                found.push_back(fmt::format("{} {} {}", validate::rule_id(issue), place, issue.element));
                while (found.back().back() == ' ') found.back().pop_back();
            }
        });
        if (!read) found.emplace_back("unreadable");
    }

    static void check_references(const nlohmann::json& node, const std::string& type,
                                 const std::set<std::string>& there, std::vector<std::string>& found) {
        if (node.is_object()) {
            const auto reference = node.find("reference");
            if (reference != node.end() && reference->is_string() && !there.contains(reference->get<std::string>()))
                found.push_back("dangling " + type);
        }
        if (!node.is_structured()) return;
        for (const nlohmann::json& part : node) check_references(part, type, there, found);
    }

    std::unique_ptr<validate::Validator> validator_;
};

}  // namespace hios::ccda::test
