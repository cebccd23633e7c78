#pragma once
// The files that a command line names, as objects of a run without zones.

#include <filesystem>
#include <string>
#include <vector>

#include "io/local_store.hpp"
#include "io/memory_store.hpp"
#include "jobs/run/feed.hpp"

namespace hios::jobs {

struct InputFile {
    std::string name;   // as messages show it
    std::string bytes;  // only when `path` is empty (standard input)
    std::filesystem::path path;
};

// Local files under their absolute paths, and texts that came by standard input.
class InputStore final : public ObjectStore {
public:
    explicit InputStore(const std::vector<InputFile>& inputs);
    Outcome<void> list(std::string_view, const Visitor&, const Unreadable&) override { return {}; }
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override { return store_of(key).open(key); }
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override {
        return texts_.put(key, bytes, options);
    }
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path,
                                PutOptions options) override {
        return texts_.put_file(key, path, options);
    }
    Outcome<ObjectInfo> head(const std::string& key) override { return store_of(key).head(key); }
    Outcome<void> remove(const std::string& key) override { return texts_.remove(key); }
    [[nodiscard]] StoreCapabilities capabilities() const override { return {}; }
    [[nodiscard]] std::string describe() const override { return "the files named"; }

private:
    ObjectStore& store_of(const std::string& key) {
        if (texts_.head(key)) return texts_;
        return files_;
    }
    io::LocalStore files_;
    io::MemoryStore texts_;
};

// The inputs in their order.
std::vector<PlannedObject> plan_inputs(const std::vector<InputFile>& inputs, ObjectStore& store);

}  // namespace hios::jobs
