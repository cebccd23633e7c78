#pragma once
// A server in a folder of its own, with a client.

#include <gtest/gtest.h>

#include "tests/jobs/sandbox/scratch_folder.hpp"
#include "tests/jobs/sandbox/server/client.hpp"

namespace hios::test {

class ServerTest : public testing::Test {
protected:
    void SetUp() override { start(); }

    void start() {
        server_.reset();
        settings_.data = folder_.path();
        auto started = sandbox::SandboxServer::start(settings_);
        ASSERT_TRUE(started) << to_text(started.error());
        server_ = std::move(*started);
    }
    [[nodiscard]] Client client() const { return Client(*server_); }

    ScratchFolder folder_;
    sandbox::ServerSettings settings_ = [] {
        sandbox::ServerSettings settings;
        settings.buckets = {"stage", "other"};
        settings.starts_per_second = 0;
        settings.reads_per_second = 0;
        return settings;
    }();
    std::unique_ptr<sandbox::SandboxServer> server_;
};

}  // namespace hios::test
