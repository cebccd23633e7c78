#pragma once
// Object keys as they may be shown. A key can hold a name or a medical record number, so it appears as
// a keyed hash: equal keys look equal, and who has the state folder can tell which key it is.

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"

namespace hios::observe {

inline constexpr std::size_t kNameKeyBytes = 32;

// Immutable after open(), so thread-safe.
class ObjectNames {
public:
    // The secret is <state>/object-names.key, made with mode 0600 on first use; two processes that
    // make it at once agree on one. With `plain` nothing is read or made and keys show as they are.
    static Outcome<ObjectNames> open(const std::filesystem::path& state, bool plain);

    // 12 hex digits of HMAC-SHA256. "key!/member" becomes "<hash of key>!<hash of member>", so that
    // members of one archive show as such.
    [[nodiscard]] std::string display(std::string_view key) const;

    [[nodiscard]] bool plain() const { return plain_; }

private:
    [[nodiscard]] std::string hash(std::string_view text) const;

    bool plain_ = false;
    std::array<unsigned char, kNameKeyBytes> secret_{};
};

}  // namespace hios::observe
