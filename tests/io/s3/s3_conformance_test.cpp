// The store conformance suite on S3: always against the fake in this process, in its several tempers, and
// against any other system that HIOS_TEST_S3_ENDPOINT names (with HIOS_TEST_S3_ACCESS_KEY and
// HIOS_TEST_S3_SECRET_KEY, and perhaps HIOS_TEST_S3_REGION and HIOS_TEST_S3_BUCKET; the bucket is made when it is
// missing, and a prefix of its own is used in it). tests/servers starts such systems.

#include "tests/conformance/object_store.hpp"

#include <cstdlib>

#include "io/s3_store.hpp"
#include "tests/io/temp_folder.hpp"
#include "tests/support/fake_s3.hpp"

namespace hios::test {
namespace {

s3::Settings settings_for(const FakeS3& server) {
    s3::Settings settings;
    settings.endpoint = server.url();
    settings.region = server.settings().region;
    settings.credentials = server.settings().keys;
    settings.part_size = 1 << 20;
    settings.range_size = 1 << 20;
    return settings;
}

StoreHolder make(FakeS3Settings server_settings, const std::string& prefix, bool checksums = false) {
    auto server = std::make_shared<FakeS3>(std::move(server_settings));
    s3::Settings settings = settings_for(*server);
    if (checksums) settings.checksums = s3::Checksums::kOn;
    auto session = s3::Session::open(settings, system_clock(), [](const std::string&) { return std::nullopt; });
    auto store = std::make_unique<io::S3Store>(*session, s3::Place{server->settings().bucket, prefix}, settings);
    return {std::move(server), std::move(store)};
}

StoreHolder make_fake() {
    return make({}, "");
}
StoreHolder make_fake_with_prefix() {
    return make({.page = 7}, "some folder/+=%/ä/", true);
}
// A server that knows no conditional create; the first create tells.
StoreHolder make_fake_without_condition() {
    StoreHolder holder = make({.conditional_put = false}, "zone/");
    EXPECT_EQ(holder.store->put("probe", "", {.if_absent = true}).value(), PutResult::kCreated);
    EXPECT_FALSE(holder.store->capabilities().conditional_create);
    EXPECT_TRUE(holder.store->remove("probe"));
    return holder;
}

INSTANTIATE_TEST_SUITE_P(FakeS3, ObjectStoreConformance,
                         testing::Values(StoreUnderTest{"Plain", make_fake, true, true},
                                         StoreUnderTest{"PrefixAndChecksums", make_fake_with_prefix, true, true},
                                         StoreUnderTest{"NoCondition", make_fake_without_condition, true, true}),
                         store_name);

std::string variable(const char* name, const char* otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr || *value == '\0' ? otherwise : value;
}

// Empties its prefix when it goes.
class Zone {
public:
    Zone(std::shared_ptr<s3::Session> session, const s3::Place& place, const s3::Settings& settings)
        : store_(std::move(session), place, settings) {}
    ~Zone() {
        std::vector<std::string> keys;
        (void)store_.list({}, [&](ObjectInfo&& info) { return keys.push_back(info.key), true; }, {});
        for (const std::string& key : keys) (void)store_.remove(key);
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;

private:
    io::S3Store store_;
};

StoreHolder make_named(s3::Settings settings) {
    static std::atomic<int> counter{0};
    settings.endpoint = variable("HIOS_TEST_S3_ENDPOINT", "");
    settings.region = variable("HIOS_TEST_S3_REGION", "us-east-1");
    settings.credentials =
        aws::Credentials{variable("HIOS_TEST_S3_ACCESS_KEY", ""), variable("HIOS_TEST_S3_SECRET_KEY", ""), {}, {}, {}};
    const s3::Place place{variable("HIOS_TEST_S3_BUCKET", "hios-test"),
                          "conformance-" + std::to_string(::getpid()) + "-" + std::to_string(++counter) + "/"};
    auto session = s3::Session::open(settings);
    auto zone = std::make_shared<Zone>(*session, place, settings);
    auto store = std::make_unique<io::S3Store>(*session, place, settings);
    s3::Operation creation;
    creation.method = "PUT";
    creation.body = http::bytes_body({});
    const auto created = store->bucket().call(creation);
    EXPECT_TRUE(created) << to_text(created.error());
    const auto probe = store->put("probe", "", {.if_absent = true});
    EXPECT_TRUE(probe) << to_text(probe.error());
    EXPECT_TRUE(store->remove("probe"));
    return {std::move(zone), std::move(store)};
}

std::vector<StoreUnderTest> named_stores() {
    if (variable("HIOS_TEST_S3_ENDPOINT", "").empty()) return {};
    const bool gaps = !variable("HIOS_TEST_S3_GAPS", "").empty();
    return {StoreUnderTest{"Named", [] { return make_named({}); }, true, true, gaps}};
}

INSTANTIATE_TEST_SUITE_P(S3, ObjectStoreConformance, testing::ValuesIn(named_stores()), store_name);

// The smallest parts that real systems take, and ranges that do not fit them.
TEST(S3Named, AFileSentInPartsIsReadBackInRanges) {
    if (variable("HIOS_TEST_S3_ENDPOINT", "").empty()) GTEST_SKIP() << "HIOS_TEST_S3_ENDPOINT names no system";
    s3::Settings settings;
    settings.part_size = 5 << 20;
    settings.range_size = 3'000'001;
    const StoreHolder holder = make_named(settings);
    std::string bytes(13'000'003, ' ');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 2654435761U >> 24U);
    const TempFolder folder;
    std::ofstream(folder.path() / "large", std::ios::binary) << bytes;
    for (const auto expected : {PutResult::kCreated, PutResult::kExists}) {
        const auto put = holder.store->put_file("a b/+large", folder.path() / "large", {.if_absent = true});
        ASSERT_TRUE(put) << to_text(put.error());
        EXPECT_EQ(*put, expected);
    }
    EXPECT_EQ(holder.store->head("a b/+large").value().size, bytes.size());
    const auto read = read_all(*holder.store, "a b/+large");
    ASSERT_TRUE(read) << to_text(read.error());
    EXPECT_EQ(*read, bytes);
}

TEST(S3Named, WhetherItMayBeWrittenIsFoundOutWithoutLeavingAnything) {
    if (variable("HIOS_TEST_S3_ENDPOINT", "").empty()) GTEST_SKIP() << "HIOS_TEST_S3_ENDPOINT names no system";
    const StoreHolder holder = make_named({});
    auto& store = dynamic_cast<io::S3Store&>(*holder.store);
    const auto tried = store.try_writing();
    EXPECT_TRUE(tried) << to_text(tried.error());
    std::size_t objects = 0;
    ASSERT_TRUE(store.list({}, [&](ObjectInfo&&) { return ++objects, true; }, {}));
    EXPECT_EQ(objects, 0U);
}

}  // namespace
}  // namespace hios::test
