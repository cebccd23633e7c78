#pragma once
// A script of faults: which requests go wrong, and how. The same script gives the same faults for the same order of
// requests: whether the n-th request that a rule matches goes wrong depends on the seed, the rule and n alone.
//
//     seed: 7
//     rules:
//       - {service: s3, operation: GetObject, rate: 0.2, do: error, status: 503, code: SlowDown}
//       - {operation: PutObject, key: "*.ndjson", nth: [2, 5], do: cut}
//       - {service: healthlake, operation: StartFHIRImportJob, times: 1, do: lose_reply}
//
// `service` (s3, healthlake), `operation` and `key` (globs with * and ?) choose; `rate` (0 to 1), `nth` (counted from
// 1), `every` and `times` (at most so often) narrow. The first rule that strikes wins; `delay` lets later ones strike
// too.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/outcome.hpp"

namespace hios::sandbox {

enum class FaultAction : std::uint8_t {
    kThrottle,   // SlowDown, ThrottlingException
    kError,      // `status` and `code`; 500 unless told
    kDelay,      // the request is served `delay_ms` later
    kCut,        // the connection ends before anything is done
    kLoseReply,  // everything is done, then the connection ends
    kTruncate,   // the reply's body ends after `bytes`, or half-way
    kOkError,    // status 200 with an error as the body; nothing is done
    kExpire,     // the credentials have expired
    kFailJob,    // of StartFHIRImportJob: the job ends FAILED with `message`
};

struct InjectedFault {
    FaultAction action = FaultAction::kError;
    int status = 500;
    std::string code;
    std::string message;
    std::uint32_t delay_ms = 0;
    std::optional<std::uint64_t> bytes;
};

// Thread-safe.
class FaultScript {
public:
    // YAML or JSON. A key or value that is none of the above is spec.invalid, with its line.
    static Outcome<std::unique_ptr<FaultScript>> parse(const std::string& text);
    static Outcome<std::unique_ptr<FaultScript>> load(const std::filesystem::path& path);

    // What strikes the next request; at most one besides delays, which come first.
    std::vector<InjectedFault> next(std::string_view service, std::string_view operation, std::string_view key);

private:
    struct Rule {
        std::string service = "*";
        std::string operation = "*";
        std::string key = "*";
        double rate = 1;
        std::vector<std::uint64_t> nth;
        std::uint64_t every = 1;
        std::uint64_t times = UINT64_MAX;
        InjectedFault fault;
        std::uint64_t seen = 0;
        std::uint64_t struck = 0;
    };
    FaultScript() = default;
    [[nodiscard]] bool strikes(const Rule& rule, std::size_t number) const;

    std::mutex mutex_;  // guards the counters of the rules
    std::uint64_t seed_ = 0;
    std::vector<Rule> rules_;
};

}  // namespace hios::sandbox
