#include "io/s3/ranged_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>

#include "io/aws/codes.hpp"
#include "io/s3/checksum.hpp"
#include "io/s3/errors.hpp"
#include "io/s3/listing.hpp"
#include "pipeline/codes.hpp"

namespace hios::s3 {
namespace {

// Broken connections one after the other, without a byte in between, that end a read.
constexpr unsigned kMostBreaks = 8;

std::optional<std::uint64_t> number_of(std::optional<std::string_view> text) {
    std::uint64_t value = 0;
    if (!text || text->empty()) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
    return value;
}

// The object's size in "bytes 0-99/1234", or in the length of a whole answer.
std::optional<std::uint64_t> total_of(const http::ResponseHead& head) {
    if (head.status != 206) return number_of(http::find_header(head.headers, "content-length"));
    const auto range = http::find_header(head.headers, "content-range");
    if (!range || range->find('/') == std::string_view::npos) return std::nullopt;
    return number_of(range->substr(range->find('/') + 1));
}

class RangedSource final : public ByteSource {
public:
    RangedSource(std::shared_ptr<Bucket> bucket, std::string key, std::string name, aws::Reply first,
                 std::uint64_t total)
        : bucket_(std::move(bucket)), key_(std::move(key)), name_(std::move(name)), total_(total) {
        const http::Headers& headers = first.head.headers;
        etag_ = http::find_header(headers, "etag").value_or("");
        version_ = http::find_header(headers, "x-amz-version-id").value_or("");
        if (version_ == "null") version_.clear();
        const std::uint64_t end = first.head.status == 206 ? std::min(total, bucket_->settings().range_size) : total;
        // The checksum of an object uploaded in parts ("...-3") is one of checksums.
        const auto checksum = http::find_header(headers, kChecksumHeader);
        if (checksum && end == total && checksum->find('-') == std::string_view::npos) checksum_ = *checksum;
        ranges_.push_back({0, end, std::move(first.transfer), true});
        next_ = end;
    }

    Outcome<std::size_t> read(std::span<char> into) override {
        if (into.empty()) return 0;
        if (offset_ == total_) return at_end();
        for (unsigned breaks = 0;;) {
            fill();
            HIOS_CHECK(ready(ranges_.front()));
            auto got = read_front(into);
            if (got && *got != 0) return got;
            if (!got && got.error().fault != Fault::kRetry) return got;
            ranges_.front().transfer.reset();
            if (++breaks == kMostBreaks) {
                if (!got) return got;
                return fail(at_object(retryable(codes::kIo, "the object's bytes end before its length")));
            }
            bucket_->pause(breaks);
        }
    }

private:
    struct Range {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        std::unique_ptr<http::Transfer> transfer;  // null: to be asked for
        bool answered = false;                     // its headers were right
    };

    [[nodiscard]] Error at_object(Error error) const {
        error.where.document = name_;
        return error;
    }

    [[nodiscard]] Operation operation_of(std::uint64_t begin, std::uint64_t end) const {
        Operation operation;
        operation.key = key_;
        operation.window = bucket_->settings().range_size;
        operation.headers = {{"Range", fmt::format("bytes={}-{}", begin, end - 1)}};
        if (!version_.empty()) {
            operation.query = {{"versionId", version_}};
        } else if (!etag_.empty()) {
            operation.headers.push_back({"If-Match", etag_});
        }
        return operation;
    }

    // Asks for the ranges ahead of the reader. One that cannot be sent is asked for when it is reached.
    void fill() {
        while (ranges_.size() < std::max(1U, bucket_->settings().parallel_ranges) && next_ < total_) {
            const std::uint64_t end = std::min(total_, next_ + bucket_->settings().range_size);
            auto transfer = bucket_->start(operation_of(next_, end));
            ranges_.push_back({next_, end, transfer ? std::move(*transfer) : nullptr, false});
            next_ = end;
        }
    }

    // The range's bytes from offset_ on are about to come.
    Outcome<void> ready(Range& range) {
        if (range.transfer != nullptr && !range.answered) {
            const auto head = range.transfer->head();
            range.answered = head && is_answer(*head, range);
            if (!range.answered) range.transfer.reset();
        }
        if (range.transfer != nullptr) return {};
        HIOS_TRY(aws::Reply reply, bucket_->open(operation_of(offset_, range.end)));
        if (reply.error) return fail(object_error(*reply.error, "read the object", name_));
        if (!is_answer(reply.head, range)) {
            return fail(at_object(fatal(codes::kAwsAnswer, "the server answers with other bytes than were asked for")));
        }
        range.transfer = std::move(reply.transfer);
        range.answered = true;
        return {};
    }

    [[nodiscard]] bool is_answer(const http::ResponseHead& head, const Range& range) const {
        const std::uint64_t begin = std::max(range.begin, offset_);
        if (head.status == 200) return begin == 0 && range.end == total_;
        const auto stated = http::find_header(head.headers, "content-range");
        return head.status == 206 && stated == fmt::format("bytes {}-{}/{}", begin, range.end - 1, total_);
    }

    // 0: the answer ended too early.
    Outcome<std::size_t> read_front(std::span<char> into) {
        Range& range = ranges_.front();
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), range.end - offset_));
        HIOS_TRY(const std::size_t got, range.transfer->read(into.first(wanted)));
        if (!checksum_.empty()) crc_ = crc32_of(crc_, {into.data(), got});
        offset_ += got;
        if (offset_ == range.end) {
            // Waiting for the end of the answer keeps its connection for the next request.
            std::array<char, 1> nothing{};
            (void)range.transfer->read(nothing);
            ranges_.pop_front();
        }
        return got;
    }

    Outcome<std::size_t> at_end() {
        if (!checksum_.empty() && checksum_text(crc_) != checksum_) {
            return fail(at_object(retryable(codes::kIo, "the object's bytes do not match its checksum")));
        }
        return 0;
    }

    const std::shared_ptr<Bucket> bucket_;
    const std::string key_;
    const std::string name_;
    const std::uint64_t total_;
    std::string etag_;
    std::string version_;
    std::string checksum_;  // empty: none to compare with
    std::uint32_t crc_ = 0;
    std::deque<Range> ranges_;
    std::uint64_t next_ = 0;    // where the next range begins
    std::uint64_t offset_ = 0;  // where the reader is
};

Operation opening(const Bucket& bucket, const std::string& key) {
    Operation operation;
    operation.key = key;
    operation.window = bucket.settings().range_size;
    operation.headers = {{"Range", fmt::format("bytes=0-{}", bucket.settings().range_size - 1)}};
    if (bucket.checksums()) operation.headers.push_back({"x-amz-checksum-mode", "ENABLED"});
    return operation;
}

class PendingRange final : public io::PendingObject {
public:
    PendingRange(std::shared_ptr<Bucket> bucket, std::string key, std::string name)
        : bucket_(std::move(bucket)), key_(std::move(key)), name_(std::move(name)) {
        // What cannot be sent now is told, or goes well, when it is opened.
        if (auto sent = bucket_->start(opening(*bucket_, key_)); sent) transfer_ = std::move(*sent);
    }

    Outcome<std::unique_ptr<ByteSource>> open() override {
        if (transfer_ != nullptr) {
            auto head = transfer_->head();
            if (head && (head->status == 206 || head->status == 200)) {
                if (const auto total = total_of(*head)) {
                    aws::Reply reply;
                    reply.head = std::move(*head);
                    reply.transfer = std::move(transfer_);
                    return std::make_unique<RangedSource>(bucket_, key_, name_, std::move(reply), *total);
                }
            }
            transfer_.reset();
        }
        return open_object(bucket_, key_, name_);
    }

private:
    const std::shared_ptr<Bucket> bucket_;
    const std::string key_;
    const std::string name_;
    std::unique_ptr<http::Transfer> transfer_;
};

}  // namespace

Outcome<std::unique_ptr<ByteSource>> open_object(std::shared_ptr<Bucket> bucket, const std::string& key,
                                                 const std::string& name) {
    Operation operation = opening(*bucket, key);
    HIOS_TRY(aws::Reply reply, bucket->open(operation));
    if (reply.error && reply.error->status == 416) {
        // An empty object has no first byte.
        operation.headers.erase(operation.headers.begin());
        HIOS_TRY(reply, bucket->open(operation));
    }
    if (reply.error) return fail(object_error(*reply.error, "open the object", name));
    const auto total = total_of(reply.head);
    if (!total) {
        Error error = fatal(codes::kAwsAnswer, "the server does not tell the object's length");
        error.where.document = name;
        return fail(std::move(error));
    }
    return std::make_unique<RangedSource>(std::move(bucket), key, name, std::move(reply), *total);
}

std::unique_ptr<io::PendingObject> begin_object(std::shared_ptr<Bucket> bucket, const std::string& key,
                                                const std::string& name) {
    return std::make_unique<PendingRange>(std::move(bucket), key, name);
}

}  // namespace hios::s3
