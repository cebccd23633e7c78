#include "jobs/sandbox/server/faults.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "jobs/spec/codes.hpp"
#include "jobs/spec/near_miss.hpp"
#include "jobs/spec/yaml_reader.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

struct NamedAction {
    std::string_view name;
    FaultAction action;
};
constexpr std::array<NamedAction, 9> kActions{{{"throttle", FaultAction::kThrottle},
                                               {"error", FaultAction::kError},
                                               {"delay", FaultAction::kDelay},
                                               {"cut", FaultAction::kCut},
                                               {"lose_reply", FaultAction::kLoseReply},
                                               {"truncate", FaultAction::kTruncate},
                                               {"ok_error", FaultAction::kOkError},
                                               {"expire", FaultAction::kExpire},
                                               {"fail_job", FaultAction::kFailJob}}};
constexpr std::array<std::string_view, 14> kRuleKeys{"service", "operation", "key",   "rate",   "nth",
                                                     "every",   "times",     "do",    "status", "code",
                                                     "message", "delay_ms",  "bytes", "note"};

Error invalid(const jobs::Place& place, std::string_view what) {
    return fatal(codes::kSpecInvalid, fmt::format("{}: {}", jobs::to_text(place), what), "Mend the fault script.");
}

// * and ? over the whole text; linear in practice, as the last star alone is tried again.
bool matches(std::string_view pattern, std::string_view text) {
    std::size_t at = 0;
    std::size_t in = 0;
    std::size_t star = std::string_view::npos;
    std::size_t kept = 0;
    while (in < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            kept = in;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[in])) {
            ++at;
            ++in;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in = ++kept;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

// SplitMix64 (Steele, Lea, Flood 2014): every bit of the result hangs on every bit of the seed.
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

// Reads the fields of one mapping; the first wrong one is the error.
class Fields {
public:
    Fields(const jobs::Document& document, std::string pointer, const nlohmann::json& map)
        : document_(document), pointer_(std::move(pointer)), map_(map) {}

    template <std::size_t kCount>
    void only(const std::array<std::string_view, kCount>& known) {
        for (const auto& [key, value] : map_.items()) {
            if (std::find(known.begin(), known.end(), key) != known.end()) continue;
            const std::string near = jobs::nearest(key, std::vector<std::string>(known.begin(), known.end()));
            complain(document_.key_place_of(jobs::child_pointer(pointer_, key)),
                     fmt::format("there is no '{}' in a fault script{}", key,
                                 near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
        }
    }
    void text(const char* key, std::string& into) {
        if (const auto* value = find(key)) {
            if (value->is_string()) {
                into = value->get<std::string>();
            } else {
                wrong(key, "a text");
            }
        }
    }
    template <class T>
    void number(const char* key, T& into) {
        if (const auto* value = find(key)) {
            if (is_count(*value)) {
                into = value->template get<T>();
            } else {
                wrong(key, "a number from 0 on");
            }
        }
    }
    void rate(const char* key, double& into) {
        if (const auto* value = find(key)) {
            if (value->is_number() && value->get<double>() >= 0 && value->get<double>() <= 1) {
                into = value->get<double>();
            } else {
                wrong(key, "a number from 0 to 1");
            }
        }
    }
    void numbers(const char* key, std::vector<std::uint64_t>& into) {
        if (const auto* value = find(key)) {
            const bool list = value->is_array() &&
                              std::all_of(value->begin(), value->end(), [](const auto& one) { return is_count(one); });
            if (list) {
                into = value->get<std::vector<std::uint64_t>>();
            } else {
                wrong(key, "a list of numbers");
            }
        }
    }
    void wrong(const char* key, std::string_view wanted) {
        complain(document_.place_of(jobs::child_pointer(pointer_, key)), fmt::format("'{}' must be {}", key, wanted));
    }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    static bool is_count(const nlohmann::json& value) {
        return value.is_number_integer() && value.get<std::int64_t>() >= 0;
    }
    const nlohmann::json* find(const char* key) const {
        const auto found = map_.find(key);
        return found == map_.end() ? nullptr : &*found;
    }
    void complain(const jobs::Place& place, std::string_view what) {
        if (!error_) error_ = invalid(place, what);
    }

    const jobs::Document& document_;
    std::string pointer_;
    const nlohmann::json& map_;
    std::optional<Error> error_;
};

}  // namespace

Outcome<std::unique_ptr<FaultScript>> FaultScript::parse(const std::string& text) {
    const auto document = jobs::read_yaml(text, "faults");
    if (!document) return fail(invalid(document.error().front().place, document.error().front().text));
    if (!document->root.is_object()) return fail(invalid(document->place_of(""), "a fault script is a mapping"));
    std::unique_ptr<FaultScript> script(new FaultScript());
    Fields top(*document, "", document->root);
    top.only(std::array<std::string_view, 2>{"seed", "rules"});
    top.number("seed", script->seed_);
    const auto rules = document->root.find("rules");
    if (rules == document->root.end() || !rules->is_array()) top.wrong("rules", "a list of rules");
    if (top.error()) return fail(*top.error());
    for (std::size_t number = 0; number < rules->size(); ++number) {
        const nlohmann::json& map = (*rules)[number];
        const std::string pointer = fmt::format("/rules/{}", number);
        if (!map.is_object()) return fail(invalid(document->place_of(pointer), "a rule is a mapping"));
        Rule rule;
        std::string action;
        Fields fields(*document, pointer, map);
        fields.only(kRuleKeys);
        fields.text("service", rule.service);
        fields.text("operation", rule.operation);
        fields.text("key", rule.key);
        fields.rate("rate", rule.rate);
        fields.numbers("nth", rule.nth);
        fields.number("every", rule.every);
        fields.number("times", rule.times);
        fields.text("do", action);
        fields.number("status", rule.fault.status);
        fields.text("code", rule.fault.code);
        fields.text("message", rule.fault.message);
        fields.number("delay_ms", rule.fault.delay_ms);
        if (std::uint64_t bytes = 0; map.contains("bytes")) {
            fields.number("bytes", bytes);
            rule.fault.bytes = bytes;
        }
        const auto* named = std::find_if(kActions.begin(), kActions.end(),
                                         [&action](const NamedAction& one) { return one.name == action; });
        if (named == kActions.end())
            fields.wrong("do", "throttle, error, delay, cut, lose_reply, truncate, ok_error, expire or fail_job");
        if (rule.every == 0) fields.wrong("every", "a number from 1 on");
        if (fields.error()) return fail(*fields.error());
        rule.fault.action = named->action;
        script->rules_.push_back(std::move(rule));
    }
    return script;
}

Outcome<std::unique_ptr<FaultScript>> FaultScript::load(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        return fail(fatal(codes::kNotFound, fmt::format("the fault script {} cannot be read", path.string())));
    return parse(text.str());
}

bool FaultScript::strikes(const Rule& rule, std::size_t number) const {
    if (rule.struck >= rule.times) return false;
    if (!rule.nth.empty() && std::find(rule.nth.begin(), rule.nth.end(), rule.seen) == rule.nth.end()) return false;
    if (rule.seen % rule.every != 0) return false;
    constexpr double kRange = 0x1p-53;
    const std::uint64_t drawn = mixed(mixed(mixed(seed_) + number) + rule.seen);
    return static_cast<double>(drawn >> 11U) * kRange < rule.rate;
}

std::vector<InjectedFault> FaultScript::next(std::string_view service, std::string_view operation,
                                             std::string_view key) {
    std::vector<InjectedFault> faults;
    const std::lock_guard guard(mutex_);
    bool done = false;
    for (std::size_t number = 0; number < rules_.size(); ++number) {
        Rule& rule = rules_[number];
        if (!matches(rule.service, service) || !matches(rule.operation, operation) || !matches(rule.key, key)) continue;
        ++rule.seen;
        if (done || !strikes(rule, number)) continue;
        ++rule.struck;
        faults.push_back(rule.fault);
        done = rule.fault.action != FaultAction::kDelay;
    }
    return faults;
}

}  // namespace hios::sandbox
