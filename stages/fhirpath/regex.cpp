#include "stages/fhirpath/regex.hpp"

#include <re2/re2.h>

namespace hios::fhirpath {
namespace {

constexpr std::size_t kMaxPattern = 4096;
constexpr std::int64_t kMaxMemory = 4 << 20;

RE2::Options options() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);  // N1, matches(): single line mode
    options.set_max_mem(kMaxMemory);
    return options;
}

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

struct Regex::Engine {
    explicit Engine(std::string_view pattern) : re(piece(pattern), options()) {}
    RE2 re;
};

Regex::Regex(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Regex::~Regex() = default;

std::unique_ptr<Regex> Regex::make(std::string_view pattern) {
    if (pattern.size() > kMaxPattern) return nullptr;
    auto engine = std::make_unique<Engine>(pattern);
    if (!engine->re.ok()) return nullptr;
    return std::unique_ptr<Regex>(new Regex(std::move(engine)));
}

bool Regex::found_in(std::string_view text) const {
    return RE2::PartialMatch(piece(text), engine_->re);
}

bool Regex::matches_all_of(std::string_view text) const {
    return RE2::FullMatch(piece(text), engine_->re);
}

bool Regex::replace_all(std::string_view text, std::string_view by, std::string& into) const {
    std::string rewrite;
    for (std::size_t i = 0; i < by.size(); ++i) {
        const bool group = by[i] == '$' && i + 1 < by.size() && by[i + 1] >= '0' && by[i + 1] <= '9';
        const bool escaped = by[i] == '\\' && i + 1 < by.size();
        if (group) {
            rewrite += '\\';
        } else if (escaped && by[i + 1] == '$') {
            rewrite += by[++i];
        } else if (by[i] == '\\' && !escaped) {
            rewrite += "\\\\";
        } else if (escaped) {
            rewrite += by[i];
            rewrite += by[++i];
        } else {
            rewrite += by[i];
        }
    }
    std::string error;
    if (!engine_->re.CheckRewriteString(rewrite, &error)) return false;
    into.assign(text);
    RE2::GlobalReplace(&into, engine_->re, rewrite);
    return true;
}

}  // namespace hios::fhirpath
