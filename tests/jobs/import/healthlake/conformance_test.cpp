#include "tests/conformance/import_service.hpp"
#include "tests/jobs/import/healthlake/world.hpp"

namespace hios::test {
namespace {

class HealthLakeHarness final : public ImportServiceHarness {
public:
    jobs::ImportService& service() override { return *service_; }
    ObjectStore& staging() override { return world_.staging(); }
    void release() override { world_.server().resume(); }
    [[nodiscard]] bool cancels() const override { return false; }

private:
    HealthLakeWorld world_{true};
    std::unique_ptr<jobs::ImportService> service_ = world_.service();
};

INSTANTIATE_TEST_SUITE_P(HealthLake, ImportServiceConformance,
                         testing::Values(ImportServiceFactory([] { return std::make_unique<HealthLakeHarness>(); })));

}  // namespace
}  // namespace hios::test
