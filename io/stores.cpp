#include "io/stores.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string_view>

#include "io/codes.hpp"
#include "io/errno_error.hpp"
#include "io/local_publish.hpp"
#include "io/local_store.hpp"
#include "io/s3_store.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

using StoreOutcome = Outcome<std::unique_ptr<ObjectStore>>;

// An error of a whole zone ends a run, unlike the same error of one object.
Error of_zone(Error error) {
    if (error.fault == Fault::kReject) error.fault = Fault::kFatal;
    return error;
}

StoreOutcome open_folder(const std::string& path, StoreMode mode) {
    if (path.empty()) return fail(fatal(codes::kBadUri, "the URI is empty"));
    if (path.find('\0') != std::string::npos) return fail(fatal(codes::kBadUri, "the URI holds a NUL byte"));
    if (mode == StoreMode::kCreate) {
        if (auto made = make_folders(path, path, true); !made) {
            Error error = of_zone(std::move(made).error());
            if (error.code == &codes::kBadKey)
                error.mend = "Name a folder; a file of this name, or of a part of it, is in the way.";
            return fail(std::move(error));
        }
    }
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        Error error = of_zone(error_from_errno(errno, "find the folder", path, Fault::kFatal));
        if (error.code == &codes::kNotFound) {
            error.what = "the folder does not exist";
            error.mend = "Check its spelling and, if it is relative, the folder it begins at.";
        }
        return fail(std::move(error));
    }
    if (!S_ISDIR(status.st_mode)) {
        Error error = fatal(codes::kNotFound, "this is a file, not a folder",
                            "Name the folder that holds it, and choose the file by source.match.");
        error.where.document = path;
        return fail(std::move(error));
    }
    const int wanted = mode == StoreMode::kCreate ? R_OK | W_OK | X_OK : R_OK | X_OK;
    if (::access(path.c_str(), wanted) != 0) {
        return fail(of_zone(error_from_errno(
            errno, mode == StoreMode::kCreate ? "write to the folder" : "read the folder", path, Fault::kFatal)));
    }
    return std::make_unique<LocalStore>(path);
}

std::optional<int> hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto high = hex_digit(text[i + 1]);
        const auto low = hex_digit(text[i + 2]);
        if (!high || !low) return std::nullopt;
        decoded += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return decoded;
}

StoreOutcome open_file_uri(const std::string& uri, StoreMode mode, const StoreSettings&) {
    std::string_view rest = std::string_view(uri).substr(std::string_view("file://").size());
    if (rest.starts_with("localhost/")) rest.remove_prefix(std::string_view("localhost").size());
    if (!rest.starts_with('/')) {
        return fail(fatal(codes::kBadUri, "a file:// URI holds an absolute path, with three slashes: file:///data/raw",
                          "Write the path alone for a relative one (./raw)."));
    }
    auto path = percent_decoded(rest);
    if (!path)
        return fail(fatal(codes::kBadUri, "a '%' in the URI is not followed by two hexadecimal digits",
                          "Write a plain '%' as %25."));
    return open_folder(*path, mode);
}

StoreOutcome open_s3_uri(const std::string& uri, StoreMode mode, const StoreSettings& settings) {
    HIOS_TRY(s3::Place place, s3::parse_place(uri));
    HIOS_TRY(auto session, s3::Session::open(settings.s3));
    auto store = std::make_unique<S3Store>(std::move(session), std::move(place), settings.s3);
    HIOS_CHECK(store->check(mode == StoreMode::kCreate));
    return store;
}

struct Scheme {
    std::string_view name;
    StoreOutcome (*open)(const std::string& uri, StoreMode mode, const StoreSettings& settings);
};

constexpr std::array kSchemes{
    Scheme{"file", open_file_uri},
    Scheme{"s3", open_s3_uri},
};

// "s3" of "s3://bucket/prefix", nothing for a path.
std::optional<std::string_view> scheme_of(std::string_view uri) {
    const std::size_t end = uri.find("://");
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    const std::string_view scheme = uri.substr(0, end);
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
               c == '.';
    };
    for (const char c : scheme) {
        if (!allowed(c)) return std::nullopt;
    }
    return scheme;
}

}  // namespace

StoreOutcome open_store(const std::string& uri, StoreMode mode, const StoreSettings& settings) {
    const auto scheme = scheme_of(uri);
    if (!scheme) return open_folder(uri, mode);
    std::string known;
    for (const Scheme& candidate : kSchemes) {
        if (candidate.name == *scheme) return candidate.open(uri, mode, settings);
        known += fmt::format(", {}://", candidate.name);
    }
    return fail(fatal(codes::kUnknownScheme,
                      fmt::format("the scheme '{}://' is not known; known are paths{}", *scheme, known)));
}

}  // namespace hios::io
