#include "tests/conformance/object_store.hpp"

#include "io/local_store.hpp"
#include "io/memory_store.hpp"
#include "tests/io/temp_folder.hpp"

namespace hios::test {
namespace {

StoreHolder make_local() {
    auto folder = std::make_shared<TempFolder>();
    auto store = std::make_unique<io::LocalStore>(folder->path(), false);
    return {std::move(folder), std::move(store)};
}

StoreHolder make_memory() {
    return {nullptr, std::make_unique<io::MemoryStore>()};
}

INSTANTIATE_TEST_SUITE_P(Stores, ObjectStoreConformance,
                         testing::Values(StoreUnderTest{"Local", make_local, false, false},
                                         StoreUnderTest{"Memory", make_memory, true, true}),
                         store_name);

}  // namespace
}  // namespace hios::test
