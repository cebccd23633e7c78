#include "io/memory_store.hpp"
#include "jobs/sandbox/sandbox_service.hpp"
#include "tests/conformance/import_service.hpp"
#include "tests/jobs/sandbox/scratch_folder.hpp"

namespace hios::test {
namespace {

class SandboxHarness final : public ImportServiceHarness {
public:
    SandboxHarness() {
        sandbox::SandboxSettings settings;
        settings.database = folder_.path() / "sandbox.sqlite";
        settings.start_paused = true;
        auto service = sandbox::SandboxService::open(settings, staging_);
        if (!service) throw std::runtime_error(to_text(service.error()));
        sandbox_ = std::move(*service);
    }
    jobs::ImportService& service() override { return *sandbox_; }
    ObjectStore& staging() override { return staging_; }
    void release() override { sandbox_->resume(); }

private:
    ScratchFolder folder_;
    io::MemoryStore staging_;
    std::unique_ptr<sandbox::SandboxService> sandbox_;
};

INSTANTIATE_TEST_SUITE_P(Sandbox, ImportServiceConformance,
                         testing::Values(ImportServiceFactory([] { return std::make_unique<SandboxHarness>(); })));

}  // namespace
}  // namespace hios::test
