// ListObjects and ListObjectsV2.

#include <algorithm>

#include "jobs/sandbox/server/s3_call.hpp"
#include "jobs/sandbox/server/xml.hpp"

namespace hios::sandbox {
namespace {

constexpr std::uint64_t kMostKeys = 1000;

struct Listing {
    std::vector<StoredObject> objects;
    std::vector<std::string> prefixes;  // common ones
    bool truncated = false;
    std::string next;  // the last key or common prefix given
};

// Where a listing goes on.
struct ListFrom {
    std::string after;
    bool given = false;  // `after` was given on an earlier page: when it is a common prefix, all below it is done
};

// At most `limit` keys and common prefixes.
Answer<Listing> make_listing(S3World& world, const std::string& bucket, std::string_view prefix,
                             std::string_view delimiter, const ListFrom& start, std::uint64_t limit) {
    Listing listing;
    if (limit == 0) return listing;
    const std::string& after = start.after;
    std::string from = after;
    if (!after.empty()) {
        const bool rolled = start.given && !delimiter.empty() && after.starts_with(prefix) &&
                            after.size() > prefix.size() && after.ends_with(delimiter);
        from = rolled ? behind_prefix(after) : after + '\0';
    }
    for (;;) {
        const std::uint64_t room = limit - listing.objects.size() - listing.prefixes.size();
        HIOS_STORED(auto found, world.files.list(bucket, from, prefix, static_cast<std::size_t>(room + 1)));
        const bool last = found.size() <= room;
        bool jumped = false;
        for (StoredObject& object : found) {
            if (listing.objects.size() + listing.prefixes.size() == limit) {
                listing.truncated = true;
                return listing;
            }
            const std::size_t at = delimiter.empty() ? std::string::npos : object.key.find(delimiter, prefix.size());
            if (at == std::string::npos) {
                listing.next = object.key;
                from = object.key + '\0';
                listing.objects.push_back(std::move(object));
                continue;
            }
            // All keys below the common prefix are passed over at once.
            listing.next = listing.prefixes.emplace_back(object.key.substr(0, at + delimiter.size()));
            from = behind_prefix(listing.next);
            jumped = true;
            break;
        }
        if (last && !jumped) return listing;
    }
}

struct ListParameters {
    std::string prefix;
    std::string delimiter;
    std::uint64_t limit = kMostKeys;
    bool encoded = false;

    [[nodiscard]] std::string text(std::string_view name) const {
        return encoded ? listing_encode(name) : std::string(name);
    }
};

Answer<ListParameters> parameters_of(const S3Call& call) {
    ListParameters wanted;
    wanted.prefix = call.query.get("prefix").value_or("");
    wanted.delimiter = call.query.get("delimiter").value_or("");
    if (const auto limit = call.query.get("max-keys"); limit && !limit->empty()) {
        const auto number = parse_number(*limit);
        if (!number || *number > INT32_MAX)
            return refuse(
                invalid_argument("Provided max-keys not an integer or within integer range", "max-keys", *limit));
        wanted.limit = std::min(*number, kMostKeys);
    }
    if (const auto encoding = call.query.get("encoding-type"); encoding && !encoding->empty()) {
        if (*encoding != "url")
            return refuse(invalid_argument("Invalid Encoding Method specified in Request", "encoding-type", *encoding));
        wanted.encoded = true;
    }
    return wanted;
}

void add_contents(XmlWriter& xml, const Listing& listing, const ListParameters& wanted, const std::string& owner) {
    for (const StoredObject& object : listing.objects) {
        xml.open("Contents");
        xml.add("Key", wanted.text(object.key));
        xml.add("LastModified", iso_time(object.modified_ms));
        xml.add("ETag", "\"" + object.etag + "\"");
        xml.add("Size", object.size);
        if (!owner.empty()) {
            xml.open("Owner");
            xml.add("ID", owner);
            xml.close("Owner");
        }
        xml.add("StorageClass", "STANDARD");
        xml.close("Contents");
    }
    for (const std::string& prefix : listing.prefixes) {
        xml.open("CommonPrefixes");
        xml.add("Prefix", wanted.text(prefix));
        xml.close("CommonPrefixes");
    }
}

void add_parameters(XmlWriter& xml, const S3Call& call, const ListParameters& wanted) {
    xml.add("Name", call.bucket);
    xml.add("Prefix", wanted.text(wanted.prefix));
    if (!wanted.delimiter.empty()) xml.add("Delimiter", wanted.text(wanted.delimiter));
    xml.add("MaxKeys", wanted.limit);
    if (wanted.encoded) xml.add("EncodingType", "url");
}

}  // namespace

Answer<HttpReply> list_objects_v2(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ANSWER(const ListParameters wanted, parameters_of(call));
    const std::string start_after(call.query.get("start-after").value_or(""));
    ListFrom from{start_after};
    const auto token = call.query.get("continuation-token");
    if (token) {
        // Opaque to clients, and with '+', '/' and '=' in it, as the real ones are.
        const auto decoded = from_base64(*token);
        if (!decoded || decoded->empty() || decoded->front() != '\x01')
            return refuse(
                invalid_argument("The continuation token provided is incorrect", "continuation-token", *token));
        from = {decoded->substr(1), true};
    }
    HIOS_ANSWER(const Listing listing,
                make_listing(world, call.bucket, wanted.prefix, wanted.delimiter, from, wanted.limit));
    XmlWriter xml("ListBucketResult");
    add_parameters(xml, call, wanted);
    xml.add("KeyCount", listing.objects.size() + listing.prefixes.size());
    xml.add_flag("IsTruncated", listing.truncated);
    if (!start_after.empty()) xml.add("StartAfter", wanted.text(start_after));
    if (token) xml.add("ContinuationToken", *token);
    if (listing.truncated) xml.add("NextContinuationToken", to_base64("\x01" + listing.next));
    const bool owner = call.query.get("fetch-owner") == "true";
    add_contents(xml, listing, wanted, owner ? world.account_id : std::string());
    return xml_reply(xml.take());
}

Answer<HttpReply> list_objects(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ANSWER(const ListParameters wanted, parameters_of(call));
    const std::string marker(call.query.get("marker").value_or(""));
    HIOS_ANSWER(const Listing listing,
                make_listing(world, call.bucket, wanted.prefix, wanted.delimiter, {marker, true}, wanted.limit));
    XmlWriter xml("ListBucketResult");
    add_parameters(xml, call, wanted);
    xml.add("Marker", wanted.text(marker));
    xml.add_flag("IsTruncated", listing.truncated);
    if (listing.truncated && !wanted.delimiter.empty()) xml.add("NextMarker", wanted.text(listing.next));
    add_contents(xml, listing, wanted, world.account_id);
    return xml_reply(xml.take());
}

}  // namespace hios::sandbox
