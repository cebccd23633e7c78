#pragma once
// A store on the fake S3 of this process, with small parts and ranges and a clock that does not wait.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "io/aws/codes.hpp"
#include "io/s3_store.hpp"
#include "pipeline/codes.hpp"
#include "tests/io/temp_folder.hpp"
#include "tests/support/fake_s3.hpp"

namespace hios::io {

using test::FakeS3;
using test::FakeS3Settings;
using test::s3_error;
using test::ServerRequest;
using test::ServerResponse;
using testing::HasSubstr;

// Waits without waiting; its time is the real one, as the server compares it with its own.
class NoWaitClock final : public Clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override {
        return std::chrono::system_clock::now() + offset;
    }
    void sleep_for(std::chrono::milliseconds) override { ++sleeps; }
    std::chrono::seconds offset{0};
    std::atomic<int> sleeps{0};
};

class S3StoreTest : public testing::Test {
protected:
    void start(FakeS3Settings server_settings = {}) {
        server_ = std::make_unique<FakeS3>(std::move(server_settings));
        settings_.endpoint = server_->url();
        settings_.region = server_->settings().region;
        settings_.credentials = server_->settings().keys;
        settings_.part_size = 1000;
        settings_.range_size = 1000;
    }
    S3Store& store() {
        if (!store_) {
            auto session = s3::Session::open(settings_, clock_, [](const std::string&) { return std::nullopt; });
            store_ = std::make_unique<S3Store>(*session, s3::Place{"records", ""}, settings_);
        }
        return *store_;
    }
    std::filesystem::path file(const std::string& bytes) {
        const auto path = folder_.path() / "upload";
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    static std::string pattern(std::size_t size) {
        std::string bytes(size, ' ');
        for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + i * i % 26);
        return bytes;
    }
    template <class T>
    static const Code* code_of(const Outcome<T>& outcome) {
        return outcome ? nullptr : outcome.error().code;
    }

    test::TempFolder folder_;
    NoWaitClock clock_;
    s3::Settings settings_;
    std::unique_ptr<FakeS3> server_;
    std::unique_ptr<S3Store> store_;
};

}  // namespace hios::io
