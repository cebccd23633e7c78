#include "io/memory_store.hpp"
#include "tests/conformance/import_service.hpp"
#include "tests/support/fake_import_service.hpp"

namespace hios::test {
namespace {

class FakeHarness final : public ImportServiceHarness {
public:
    FakeHarness() { fake_.hold(); }
    jobs::ImportService& service() override { return fake_; }
    ObjectStore& staging() override { return staging_; }
    void release() override { fake_.release(); }

private:
    io::MemoryStore staging_;
    FakeImportService fake_{staging_};
};

INSTANTIATE_TEST_SUITE_P(Fake, ImportServiceConformance,
                         testing::Values(ImportServiceFactory([] { return std::make_unique<FakeHarness>(); })));

}  // namespace
}  // namespace hios::test
