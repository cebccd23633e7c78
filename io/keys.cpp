#include "io/keys.hpp"

#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

Failure bad_key(std::string_view key, std::string what) {
    return fail(reject(codes::kBadKey, std::move(what), {std::string(key), 0, 0, {}}));
}

// `folders` ends with '/' or is empty.
Outcome<void> check_parts(std::string_view whole, std::string_view folders) {
    while (!folders.empty()) {
        const std::size_t slash = folders.find('/');
        const std::string_view part = folders.substr(0, slash);
        if (part.empty()) return bad_key(whole, "the key begins with '/' or has an empty part ('//')");
        if (part == "." || part == "..") return bad_key(whole, "the key has a '.' or '..' part");
        if (part.starts_with(kPartialPrefix)) {
            return bad_key(whole,
                           "a part of the key begins with '.hios-part-', which is reserved for unfinished files");
        }
        if (slash == std::string_view::npos) break;
        folders.remove_prefix(slash + 1);
    }
    return {};
}

}  // namespace

Outcome<void> check_key(std::string_view key) {
    if (key.empty()) return bad_key(key, "the key is empty");
    if (key.find('\0') != std::string_view::npos) return bad_key(key, "the key holds a NUL byte");
    if (key.back() == '/') return bad_key(key, "the key ends with '/', it names a folder");
    return check_parts(key, key);
}

Outcome<void> check_prefix(std::string_view prefix) {
    if (prefix.find('\0') != std::string_view::npos) return bad_key(prefix, "the prefix holds a NUL byte");
    const std::size_t slash = prefix.rfind('/');
    return check_parts(prefix, slash == std::string_view::npos ? std::string_view() : prefix.substr(0, slash + 1));
}

}  // namespace hios::io
