#pragma once
// SHA-256 over OpenSSL.

#include <memory>
#include <string>
#include <string_view>

namespace hios::pack {

// One digest at a time. Not thread-safe.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void update(std::string_view bytes);
    std::string hex();  // ends the digest

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace hios::pack
