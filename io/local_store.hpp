#pragma once
// An object store over a folder: a key is the path below it.
//
// Writing goes through a hidden file in the target's folder ('.hios-part-…', never listed) that gets
// its name at the end, so that readers and crashes never see half an object. A key cannot be both an
// object and the folder of other objects (io.bad_key). File modes follow the process' umask.
// Thread-safe.

#include <filesystem>
#include <string>

#include "pipeline/object_store.hpp"

namespace hios::io {

class LocalStore final : public ObjectStore {
public:
    // `durable` false leaves out the syncs to disk: for tests and for what may be lost in a power cut.
    // The folder need not exist before the first put.
    explicit LocalStore(const std::filesystem::path& root, bool durable = true);

    Outcome<void> list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) override;
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override;
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override;
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path, PutOptions options) override;
    Outcome<ObjectInfo> head(const std::string& key) override;
    Outcome<void> remove(const std::string& key) override;
    [[nodiscard]] StoreCapabilities capabilities() const override;
    [[nodiscard]] std::string describe() const override;

private:
    [[nodiscard]] Outcome<std::filesystem::path> path_of(std::string_view key) const;

    std::filesystem::path given_root_;
    std::filesystem::path root_;  // absolute: a later change of the working folder moves no zone
    bool durable_;
};

}  // namespace hios::io
