#include "jobs/doctor/bucket_checks.hpp"

#include <fmt/format.h>

#include <array>

#include "io/aws/xml.hpp"
#include "io/s3/errors.hpp"
#include "io/s3/listing.hpp"
#include "jobs/doctor/probe.hpp"

namespace hios::doctor {
namespace {

// A subresource of the bucket: its XML, or nothing when the bucket has none of it (`none`: the code S3 answers then) or
// it could not be asked for, which is told.
struct Subresource {
    std::optional<aws::XmlElement> xml;
    bool none = false;
};
Subresource ask(s3::Bucket& bucket, std::string_view check, const char* field, std::string_view none,
                Findings& findings) {
    s3::Operation operation;
    operation.query = {{field, ""}};
    const auto reply = bucket.call(operation);
    if (!reply) {
        findings.unseen(check, reply.error());
        return {};
    }
    if (reply->error) {
        if (reply->error->code == none) return {std::nullopt, true};
        const bool unknown = reply->error->status == 501 || reply->error->code == "NotImplemented";
        if (unknown) {
            findings.skip(check, "this system does not tell");
        } else {
            findings.unseen(check, s3::zone_error(*reply->error, fmt::format("see the {}", check), {}));
        }
        return {};
    }
    auto xml = aws::parse_xml(reply->body);
    if (!xml) findings.skip(check, "the answer is none of S3");
    return {std::move(xml), false};
}

void check_region(io::S3Store& store, const BucketUse& use, Findings& findings) {
    s3::Operation operation;
    operation.method = "HEAD";
    const auto reply = store.bucket().call(operation);
    if (!reply) return findings.unseen("region", reply.error());
    const std::string own = store.session().config().region;
    const std::string found(http::find_header(reply->head.headers, "x-amz-bucket-region").value_or(""));
    if (found.empty()) return findings.skip("region", "this system does not tell");
    if (own.empty() || own == found) return findings.ok("region", found);
    const std::string text = fmt::format("the bucket is in {}, this job works in {}", found, own);
    if (use.healthlake) {
        findings.fail("region", text, "HealthLake takes buckets of its own region only: use one there.");
    } else {
        findings.warn("region", text, "Set aws.region, or pay for traffic between regions.");
    }
}

void check_public_access(io::S3Store& store, const BucketUse& use, Findings& findings) {
    constexpr const char* kCheck = "public access";
    const auto found =
        ask(store.bucket(), kCheck, "publicAccessBlock", "NoSuchPublicAccessBlockConfiguration", findings);
    if (!found.xml && !found.none) return;
    std::string open;
    for (const char* name : {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}) {
        if (found.none || found.xml->text_of(name) != "true")
            open += fmt::format("{}{}", open.empty() ? "" : ", ", name);
    }
    if (open.empty()) return findings.ok(kCheck, "all four blocks are on");
    const std::string text = fmt::format("not on: {}", open);
    constexpr const char* kMend = "Turn on all four with aws s3api put-public-access-block.";
    if (use.healthlake) {
        findings.fail(kCheck, text + "; HealthLake refuses to write there", kMend);
    } else {
        findings.warn(kCheck, text, kMend);
    }
}

void check_lifecycle(io::S3Store& store, Findings& findings) {
    constexpr const char* kCheck = "lifecycle";
    const auto found = ask(store.bucket(), kCheck, "lifecycle", "NoSuchLifecycleConfiguration", findings);
    if (!found.xml && !found.none) return;
    bool ends = false;
    if (found.xml) {
        for (const aws::XmlElement& rule : found.xml->children) {
            ends =
                ends || (rule.text_of("Status") == "Enabled" && rule.find("AbortIncompleteMultipartUpload") != nullptr);
        }
    }
    if (ends) return findings.ok(kCheck, "abandoned uploads are ended by a rule");
    findings.warn(kCheck, "no rule ends abandoned multipart uploads, which cost money",
                  "Add a lifecycle rule with AbortIncompleteMultipartUpload (docs/aws.md).");
}

void check_encryption(io::S3Store& store, Findings& findings) {
    const auto found =
        ask(store.bucket(), "encryption", "encryption", "ServerSideEncryptionConfigurationNotFoundError", findings);
    if (found.none)
        return findings.warn("encryption", "the bucket encrypts nothing by itself",
                             "Set a default encryption for the bucket.");
    const aws::XmlElement* rule = found.xml ? found.xml->find("Rule") : nullptr;
    const aws::XmlElement* by = rule != nullptr ? rule->find("ApplyServerSideEncryptionByDefault") : nullptr;
    if (by != nullptr) findings.ok("encryption", fmt::format("{} by default", by->text_of("SSEAlgorithm")));
}

// One byte of the first object: s3:GetObject, and kms:Decrypt where objects are encrypted by KMS.
void check_first_object(io::S3Store& store, Findings& findings) {
    const auto page = s3::list_page(store.bucket(), store.place().prefix, {}, 1);
    if (!page) return findings.fail("get", page.error());
    if (page->objects.empty())
        return findings.warn("get", "there are no objects yet", "Bring them there: hios store DIR s3://...");
    const ObjectInfo& first = page->objects.front();
    s3::Operation operation;
    operation.key = first.key;
    if (first.size > 0) operation.headers = {{"Range", "bytes=0-0"}};
    const auto reply = store.bucket().call(operation);
    if (!reply) return findings.fail("get", reply.error());
    if (reply->error) return findings.fail("get", s3::zone_error(*reply->error, "read an object", {}));
    findings.ok("get", "the first object can be read");
}

}  // namespace

std::shared_ptr<io::S3Store> check_bucket(const BucketUse& use, Findings& findings) {
    auto place = s3::parse_place(use.uri);
    if (!place) {
        findings.fail("uri", place.error());
        return nullptr;
    }
    auto session = s3::Session::open(use.settings);
    if (!session) {
        findings.fail("configuration", session.error());
        return nullptr;
    }
    auto store = std::make_shared<io::S3Store>(std::move(*session), std::move(*place), use.settings);
    if (const auto listed = store->check(false); !listed) {
        findings.fail("list", listed.error());
        return nullptr;
    }
    findings.ok("list", store->describe());
    check_region(*store, use, findings);
    if (use.writes) {
        const bool kms = !use.settings.kms_key.empty();
        check_probe(*store, findings);
        if (kms) findings.ok("KMS", "see put and get: they used the key");
        check_encryption(*store, findings);
        check_public_access(*store, use, findings);
        check_lifecycle(*store, findings);
    } else {
        check_first_object(*store, findings);
    }
    return store;
}

}  // namespace hios::doctor
