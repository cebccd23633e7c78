#pragma once
// Time as a port, so that tests own it. Output never depends on it but through the run record.

#include <chrono>
#include <string>

namespace hios {

// Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual std::chrono::system_clock::time_point now() const = 0;
    virtual void sleep_for(std::chrono::milliseconds duration) = 0;
};

Clock& system_clock();

// "2026-11-20T10:55:00Z"
std::string to_iso8601(std::chrono::system_clock::time_point time);

}  // namespace hios
