#include "jobs/spec/environment.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <tl/expected.hpp>

namespace hios::jobs {
namespace {

bool is_name(std::string_view text) {
    if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
    for (const char c : text) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!word) return false;
    }
    return true;
}

tl::expected<std::string, std::string> replace(std::string_view text, const Environment& environment) {
    std::string result;
    for (;;) {
        const std::size_t open = text.find("${");
        result += text.substr(0, open);
        if (open == std::string_view::npos) return result;
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) return tl::unexpected(std::string("a ${ has no } after it"));
        std::string_view inside = text.substr(open + 2, close - open - 2);
        text.remove_prefix(close + 1);

        constexpr std::string_view kPrefix = "env:";
        if (inside.substr(0, kPrefix.size()) != kPrefix) {
            if (is_name(inside))
                return tl::unexpected(fmt::format("${{{0}}} is not known here; did you mean ${{env:{0}}}?", inside));
            return tl::unexpected(std::string("only ${env:NAME} and ${env:NAME:-default} may stand here"));
        }
        inside.remove_prefix(kPrefix.size());
        const std::size_t dash = inside.find(":-");
        const std::string name(inside.substr(0, dash));
        if (!is_name(name)) return tl::unexpected(std::string("${env:...} needs the name of an environment variable"));
        const auto value = environment(name);
        if (dash != std::string_view::npos && (!value || value->empty())) {
            result += inside.substr(dash + 2);
        } else if (value) {
            result += *value;
        } else {
            return tl::unexpected(
                fmt::format("the environment variable {0} is not set; set it, or write ${{env:{0}:-default}}", name));
        }
    }
}

class Walk {
public:
    Walk(Document& document, const Environment& environment, std::set<std::string>& replaced)
        : document_(document), environment_(environment), replaced_(replaced) {}

    void visit(nlohmann::json& value, const std::string& pointer) {
        if (value.is_object()) {
            for (auto& [name, child] : value.items()) {
                if (pointer.empty() && name.compare(0, 2, "x-") == 0) continue;
                visit(child, child_pointer(pointer, name));
            }
        } else if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i) visit(value[i], child_pointer(pointer, std::to_string(i)));
        } else if (value.is_string() && value.get_ref<const std::string&>().find("${") != std::string::npos) {
            auto text = replace(value.get_ref<const std::string&>(), environment_);
            if (text) {
                value = std::move(*text);
                replaced_.insert(pointer);
            } else {
                problems_.push_back({document_.place_of(pointer), fmt::format("{}: {}", pointer, text.error())});
            }
        }
    }

    std::vector<Problem> problems() const { return problems_; }

private:
    Document& document_;
    const Environment& environment_;
    std::set<std::string>& replaced_;
    std::vector<Problem> problems_;
};

}  // namespace

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

std::vector<Problem> interpolate(Document& document, const Environment& environment, std::set<std::string>& replaced) {
    Walk walk(document, environment, replaced);
    walk.visit(document.root, "");
    return walk.problems();
}

}  // namespace hios::jobs
