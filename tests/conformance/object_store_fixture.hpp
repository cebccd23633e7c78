#pragma once
// The fixture of the store conformance suite: what a store's test supplies, and helpers of the cases.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/codes.hpp"
#include "pipeline/object_store.hpp"

namespace hios::test {

// An empty store, and what keeps it alive (a temporary folder, a server).
struct StoreHolder {
    std::shared_ptr<void> surroundings;
    std::unique_ptr<ObjectStore> store;
};

struct StoreUnderTest {
    std::string name;
    std::function<StoreHolder()> make;
    bool key_may_be_a_folder = true;   // "a" and "a/b" may both be objects
    bool same_bytes_same_etag = true;  // putting equal bytes again gives an equal etag
    bool gaps_when_replaced = false;   // an object that is being replaced may be missing for a moment
};

inline std::string store_name(const testing::TestParamInfo<StoreUnderTest>& info) {
    return info.param.name;
}
inline void PrintTo(const StoreUnderTest& store, std::ostream* out) {
    *out << store.name;
}

class ObjectStoreConformance : public testing::TestWithParam<StoreUnderTest> {
protected:
    void SetUp() override { holder_ = GetParam().make(); }

    ObjectStore& store() { return *holder_.store; }

    void put(const std::string& key, std::string_view bytes) {
        const auto result = store().put(key, bytes, {});
        ASSERT_TRUE(result) << to_text(result.error());
        ASSERT_EQ(*result, PutResult::kCreated);
    }

    // The object's bytes, or the error's code in angle brackets.
    std::string get(const std::string& key) {
        auto bytes = read_all(store(), key);
        return bytes ? *bytes : "<" + std::string(bytes.error().code->id) + ">";
    }

    std::vector<std::string> keys(std::string_view prefix = {}) {
        std::vector<std::string> found;
        const auto listed = store().list(
            prefix,
            [&](ObjectInfo&& info) {
                found.push_back(std::move(info.key));
                return true;
            },
            [](Error&& error) { ADD_FAILURE() << to_text(error); });
        EXPECT_TRUE(listed) << to_text(listed.error());
        return found;
    }

    // A file on disk to be stored; removed with the test.
    std::filesystem::path file(std::string_view bytes) {
        static std::atomic<int> counter{0};
        const auto path = std::filesystem::temp_directory_path() /
                          ("hios-conformance-" + std::to_string(::getpid()) + "-" + std::to_string(++counter));
        std::ofstream(path, std::ios::binary) << bytes;
        files_.push_back(path);
        return path;
    }

    void TearDown() override {
        std::error_code ignored;
        for (const auto& path : files_) std::filesystem::remove(path, ignored);
    }

    template <class T>
    static std::string code_of(const Outcome<T>& outcome) {
        return outcome ? "" : std::string(outcome.error().code->id);
    }

private:
    StoreHolder holder_;
    std::vector<std::filesystem::path> files_;
};

using Keys = std::vector<std::string>;

}  // namespace hios::test
