#include "io/local_store.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "io/errno_error.hpp"
#include "io/keys.hpp"
#include "io/local_listing.hpp"
#include "io/local_publish.hpp"
#include "io/local_source.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {

LocalStore::LocalStore(const std::filesystem::path& root, bool durable)
    : given_root_(root.empty() ? std::filesystem::path(".") : root),
      root_(std::filesystem::absolute(given_root_).lexically_normal()),
      durable_(durable) {
    if (!root_.has_filename() && root_ != root_.root_path()) root_ = root_.parent_path();  // "raw/" is "raw"
}

Outcome<std::filesystem::path> LocalStore::path_of(std::string_view key) const {
    HIOS_CHECK(check_key(key));
    return root_ / key;
}

Outcome<void> LocalStore::list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) {
    return list_local(root_, prefix, visit, unreadable);
}

Outcome<std::unique_ptr<ByteSource>> LocalStore::open(const std::string& key) {
    HIOS_TRY(const auto path, path_of(key));
    return open_local_source(path, key);
}

Outcome<PutResult> LocalStore::put(const std::string& key, std::string_view bytes, PutOptions options) {
    HIOS_TRY(auto path, path_of(key));
    return publish_bytes({std::move(path), key, options.if_absent, durable_}, bytes);
}

Outcome<PutResult> LocalStore::put_file(const std::string& key, const std::filesystem::path& path, PutOptions options) {
    HIOS_TRY(auto target, path_of(key));
    return publish_file({std::move(target), key, options.if_absent, durable_}, path);
}

Outcome<ObjectInfo> LocalStore::head(const std::string& key) {
    HIOS_TRY(const auto path, path_of(key));
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return fail(error_from_errno(errno == ENOTDIR ? ENOENT : errno, "look at the file", key, Fault::kReject));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(reject(codes::kNotFound, "this is not a regular file", {key, 0, 0, {}}));
    }
    return local_object_info(key, status);
}

Outcome<void> LocalStore::remove(const std::string& key) {
    HIOS_TRY(const auto path, path_of(key));
    // A folder is no object, so there is nothing to remove.
    if (::unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR || errno == EISDIR) return {};
    return fail(error_from_errno(errno, "remove the file", key, Fault::kFatal));
}

StoreCapabilities LocalStore::capabilities() const {
    return {.conditional_create = true, .publishes_by_rename = true};
}

std::string LocalStore::describe() const {
    return given_root_.string();
}

}  // namespace hios::io
