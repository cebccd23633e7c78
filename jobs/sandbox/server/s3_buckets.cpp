// S3's operations on buckets.

#include <algorithm>
#include <cctype>

#include <pugixml.hpp>

#include "jobs/sandbox/server/s3_body.hpp"
#include "jobs/sandbox/server/xml.hpp"

namespace hios::sandbox {
namespace {

// The bucket naming rules of the S3 user guide, as far as one name tells.
bool is_bucket_name(const std::string& name) {
    if (name.size() < 3 || name.size() > 63) return false;
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (!plain(name.front()) || !plain(name.back()) || name.find("..") != std::string::npos) return false;
    if (name.starts_with("xn--") || name.ends_with("-s3alias")) return false;
    if (std::count(name.begin(), name.end(), '.') == 3 && name.find_first_not_of("0123456789.") == std::string::npos)
        return false;
    return std::all_of(name.begin(), name.end(), [plain](char c) { return plain(c) || c == '-' || c == '.'; });
}

}  // namespace

Answer<HttpReply> list_buckets(S3World& world, S3Call&) {
    HIOS_STORED(const auto buckets, world.files.buckets());
    XmlWriter xml("ListAllMyBucketsResult");
    xml.open("Owner");
    xml.add("ID", world.account_id);
    xml.close("Owner");
    xml.open("Buckets");
    for (const Bucket& bucket : buckets) {
        xml.open("Bucket");
        xml.add("Name", bucket.name);
        xml.add("CreationDate", iso_time(bucket.created_ms));
        xml.close("Bucket");
    }
    xml.close("Buckets");
    return xml_reply(xml.take());
}

Answer<HttpReply> create_bucket(S3World& world, S3Call& call) {
    if (!is_bucket_name(call.bucket))
        return refuse({400, "InvalidBucketName", "The specified bucket is not valid.", {{"BucketName", call.bucket}}});
    std::string constraint;
    if (call.http.header("content-length").value_or("0") != "0") {
        HIOS_ANSWER(const std::string text, read_xml(call, false));
        pugi::xml_document document;
        if (!document.load_buffer(text.data(), text.size())) return refuse(malformed_xml());
        constraint = document.child("CreateBucketConfiguration").child("LocationConstraint").text().get();
    }
    // us-east-1 has no constraint; every other region wants its own (S3 API reference, CreateBucket).
    const bool fits = world.region == "us-east-1" ? constraint.empty() : constraint == world.region;
    if (!fits) {
        return refuse(400, "IllegalLocationConstraintException",
                      "The " + (constraint.empty() ? std::string("unspecified") : constraint) +
                          " location constraint is incompatible for the region specific endpoint this request was sent "
                          "to.");
    }
    HIOS_STORED(const bool created, world.files.create_bucket(call.bucket, world.now_ms()));
    if (!created && world.region != "us-east-1") {
        return refuse({409,
                       "BucketAlreadyOwnedByYou",
                       "Your previous request to create the named bucket succeeded and you already own it.",
                       {{"BucketName", call.bucket}}});
    }
    HttpReply reply;
    reply.add("Location", "/" + call.bucket);
    return reply;
}

Answer<HttpReply> head_bucket(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HttpReply reply;
    reply.head_only = true;
    reply.add("x-amz-bucket-region", world.region);
    reply.add("Content-Type", "application/xml");
    return reply;
}

Answer<HttpReply> delete_bucket(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_STORED(const auto removal, world.files.remove_bucket(call.bucket));
    if (removal == ObjectFiles::BucketRemoval::kNone) return refuse(no_such_bucket(call.bucket));
    if (removal == ObjectFiles::BucketRemoval::kNotEmpty)
        return refuse(
            {409, "BucketNotEmpty", "The bucket you tried to delete is not empty", {{"BucketName", call.bucket}}});
    return HttpReply{204};
}

Answer<HttpReply> bucket_location(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    if (world.region != "us-east-1") append_escaped(text, world.region);
    return xml_reply(text + "</LocationConstraint>");
}

Answer<HttpReply> bucket_versioning(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    return xml_reply(XmlWriter("VersioningConfiguration").take());
}

Answer<HttpReply> bucket_encryption(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    XmlWriter xml("ServerSideEncryptionConfiguration");
    xml.open("Rule");
    xml.open("ApplyServerSideEncryptionByDefault");
    xml.add("SSEAlgorithm", "AES256");
    xml.close("ApplyServerSideEncryptionByDefault");
    xml.add_flag("BucketKeyEnabled", false);
    xml.close("Rule");
    return xml_reply(xml.take());
}

Answer<HttpReply> bucket_public_access(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    XmlWriter xml("PublicAccessBlockConfiguration");
    for (const char* name : {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"})
        xml.add_flag(name, true);
    return xml_reply(xml.take());
}

}  // namespace hios::sandbox
