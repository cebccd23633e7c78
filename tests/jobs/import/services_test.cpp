#include "jobs/import/services.hpp"

#include <gtest/gtest.h>

#include "io/memory_store.hpp"
#include "jobs/import/codes.hpp"
#include "tests/jobs/sandbox/scratch_folder.hpp"

namespace hios::jobs {
namespace {

using namespace std::chrono_literals;

TEST(ImportServices, SandboxIsMadeInTheStateFolderUnlessADatastoreIsNamed) {
    test::ScratchFolder folder;
    io::MemoryStore staging;
    JobSpec spec;
    spec.state = folder.path() / "state";
    {
        const auto service = make_import_service(spec, staging);
        ASSERT_TRUE(service) << to_text(service.error());
        EXPECT_NE(*service, nullptr);
    }
    EXPECT_TRUE(std::filesystem::exists(spec.state / "sandbox.sqlite"));
    spec.import.datastore = (folder.path() / "elsewhere" / "store.sqlite").string();
    ASSERT_TRUE(make_import_service(spec, staging));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "elsewhere" / "store.sqlite"));
}

TEST(ImportServices, NoneIsNoService) {
    io::MemoryStore staging;
    JobSpec spec;
    spec.import.service = "none";
    const auto service = make_import_service(spec, staging);
    ASSERT_TRUE(service);
    EXPECT_EQ(*service, nullptr);
}

TEST(ImportServices, AnUnknownNameListsTheKnownOnes) {
    io::MemoryStore staging;
    JobSpec spec;
    spec.import.service = "healthpond";
    const auto service = make_import_service(spec, staging);
    ASSERT_FALSE(service);
    EXPECT_EQ(service.error().code, &codes::kImportServiceUnknown);
    EXPECT_EQ(service.error().fault, Fault::kFatal);
    for (const ServiceEntry& entry : import_services()) {
        EXPECT_NE(service.error().what.find(entry.name), std::string::npos) << entry.name;
    }
}

TEST(ImportServices, TheSpecsPollIsTheLongestInterval) {
    JobSpec spec;
    EXPECT_EQ(pace_of(spec).poll_first, 5ms);
    EXPECT_EQ(pace_of(spec).poll_longest, 200ms);
    spec.import.poll = 2ms;
    EXPECT_EQ(pace_of(spec).poll_first, 2ms);
    EXPECT_EQ(pace_of(spec).poll_longest, 2ms);
    spec.import.poll = 30s;
    EXPECT_EQ(pace_of(spec).poll_first, 5ms);
    EXPECT_EQ(pace_of(spec).poll_longest, 30s);
}

}  // namespace
}  // namespace hios::jobs
