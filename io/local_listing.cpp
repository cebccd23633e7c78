#include "io/local_listing.hpp"

#include <dirent.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include "io/errno_error.hpp"
#include "io/keys.hpp"

namespace hios::io {
namespace {

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

struct Entry {
    // A folder's name ends with '/': its keys sort as that, and "a.b" comes before "a/b".
    std::string name;
    bool is_link = false;

    [[nodiscard]] bool is_folder() const { return name.back() == '/'; }
};

class Walk {
public:
    Walk(const std::filesystem::path& root, const ObjectStore::Visitor& visit,
         const ObjectStore::Unreadable& unreadable)
        : root_(root), visit_(visit), unreadable_(unreadable) {}

    // `folder` is "" or ends with '/'. Answers false when the visitor wants no more.
    Outcome<bool> folder(const std::string& folder, std::string_view name_prefix) {
        auto entries = read_folder(folder, name_prefix);
        if (!entries) {
            if (folder.empty()) return fail(std::move(entries).error());
            report(std::move(entries).error());
            return true;
        }
        for (Entry& entry : *entries) {
            const std::string key = folder + entry.name;
            if (entry.is_folder()) {
                HIOS_TRY(const bool more, this->folder(key, {}));
                if (!more) return false;
            } else if (!file(key, entry.is_link)) {
                return false;
            }
        }
        return true;
    }

private:
    Outcome<std::vector<Entry>> read_folder(const std::string& folder, std::string_view name_prefix) {
        const std::filesystem::path path = root_ / folder;
        const auto denied = folder.empty() ? Fault::kFatal : Fault::kReject;
        const std::unique_ptr<DIR, CloseFolder> handle(::opendir(path.c_str()));
        if (!handle) {
            // Gone since its parent was read, or a prefix that names no folder: nothing to list.
            if (!folder.empty() && (errno == ENOENT || errno == ENOTDIR)) return std::vector<Entry>{};
            Error error = error_from_errno(errno, "list the folder", folder, denied);
            if (folder.empty() && error.fault == Fault::kReject) error.fault = Fault::kFatal;
            return fail(std::move(error));
        }
        std::vector<Entry> entries;
        for (;;) {
            errno = 0;
            const dirent* found = ::readdir(handle.get());
            if (found == nullptr) {
                if (errno != 0) return fail(error_from_errno(errno, "list the folder", folder, denied));
                break;
            }
            const std::string_view name = static_cast<const char*>(found->d_name);
            if (name == "." || name == ".." || name.starts_with(kPartialPrefix)) continue;
            const unsigned char type = found->d_type == DT_UNKNOWN ? type_of(path / name) : found->d_type;
            Entry entry{std::string(name), type == DT_LNK};
            if (type == DT_DIR) {
                entry.name += '/';
            } else if (type != DT_REG && type != DT_LNK) {
                continue;
            }
            // With the prefix "a/b", the folder "b/" and the file "bc" of "a/" are wanted.
            if (entry.name.starts_with(name_prefix)) entries.push_back(std::move(entry));
        }
        std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
        return entries;
    }

    // Some file systems leave d_type unknown.
    static unsigned char type_of(const std::filesystem::path& path) {
        struct stat status {};
        if (::lstat(path.c_str(), &status) != 0) return DT_REG;  // the stat of the file will report it
        if (S_ISDIR(status.st_mode)) return DT_DIR;
        if (S_ISLNK(status.st_mode)) return DT_LNK;
        return S_ISREG(status.st_mode) ? DT_REG : DT_UNKNOWN;
    }

    bool file(const std::string& key, bool is_link) {
        struct stat status {};
        if (::stat((root_ / key).c_str(), &status) != 0) {
            // A file that was removed meanwhile is no object any more; a link to nowhere is worth a word.
            if (errno != ENOENT || is_link) {
                report(error_from_errno(errno, is_link ? "follow the symbolic link" : "look at the file", key,
                                        Fault::kReject));
            }
            return true;
        }
        if (!S_ISREG(status.st_mode)) return true;
        return visit_(local_object_info(key, status));
    }

    void report(Error&& error) {
        if (unreadable_) unreadable_(std::move(error));
    }

    const std::filesystem::path& root_;
    const ObjectStore::Visitor& visit_;
    const ObjectStore::Unreadable& unreadable_;
};

}  // namespace

std::int64_t modified_ns(const struct stat& status) {
    return static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

ObjectInfo local_object_info(std::string key, const struct stat& status) {
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const std::array<std::uint64_t, 3> identity{size, static_cast<std::uint64_t>(modified_ns(status)),
                                                static_cast<std::uint64_t>(status.st_ino)};
    const XXH64_hash_t hash = XXH64(identity.data(), sizeof(identity), 0);
    return ObjectInfo{std::move(key), size, fmt::format("{:016x}", hash), modified_ns(status)};
}

Outcome<void> list_local(const std::filesystem::path& root, std::string_view prefix, const ObjectStore::Visitor& visit,
                         const ObjectStore::Unreadable& unreadable) {
    HIOS_CHECK(check_prefix(prefix));
    const std::size_t slash = prefix.rfind('/');
    const std::size_t folder_length = slash == std::string_view::npos ? 0 : slash + 1;
    Walk walk(root, visit, unreadable);
    HIOS_CHECK(walk.folder(std::string(prefix.substr(0, folder_length)), prefix.substr(folder_length)));
    return {};
}

}  // namespace hios::io
