#include "io/parts.hpp"

#include <vector>

#include "io/archive/archive_reader.hpp"
#include "io/codec/gzip_source.hpp"
#include "io/codec/zstd_source.hpp"
#include "io/expansion_meter.hpp"
#include "io/peek_source.hpp"
#include "io/wrapping.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

// The object's own bytes: counts them and remembers what reading failed with, as nothing follows that.
class ObjectSource final : public ByteSource {
public:
    ObjectSource(std::unique_ptr<ByteSource> input, ExpansionMeter& meter, std::optional<Error>& failure)
        : input_(std::move(input)), meter_(meter), failure_(failure) {}

    Outcome<std::size_t> read(std::span<char> into) override {
        if (failure_) return fail(*failure_);
        auto got = input_->read(into);
        if (got) {
            meter_.add_encoded(*got);
            return got;
        }
        failure_ = std::move(got).error();
        failure_->where.document.clear();  // a place inside the object, as in all errors of a walk
        return fail(*failure_);
    }

private:
    std::unique_ptr<ByteSource> input_;
    ExpansionMeter& meter_;
    std::optional<Error>& failure_;
};

class PartsWalk final : public Parts {
public:
    PartsWalk(std::unique_ptr<ByteSource> source, const UnwrapLimits& limits)
        : limits_(limits),
          meter_(limits),
          object_(std::make_unique<ObjectSource>(std::move(source), meter_, object_failure_)) {}

    Outcome<std::optional<Part>> next() override {
        part_.reset();
        if (object_) {
            HIOS_TRY(auto part, located({}, open(std::move(object_), {}, 0)));
            if (part) return part;
        }
        while (!archives_.empty() || breaking_error()) {
            if (const auto& error = breaking_error()) {
                archives_.clear();
                if (told_) break;
                return fail(of_object(*error));
            }
            Level& level = archives_.back();
            auto member = level.archive->next();
            if (!member) {
                Error error = std::move(member).error();
                if (error.where.document.empty()) {
                    error.where.document = level.name;
                } else {
                    error.where.document.insert(0, level.prefix);
                }
                if (level.archive->finished()) archives_.pop_back();
                return fail(of_object(std::move(error)));
            }
            if (!*member) {
                archives_.pop_back();
                continue;
            }
            const std::string name = level.prefix + (*member)->name;
            auto bytes = std::make_unique<MeteredSource>(std::move((*member)->bytes), meter_, level.depth);
            HIOS_TRY(auto part, located(name, open(std::move(bytes), name, level.depth)));
            if (part) return part;
        }
        return std::nullopt;
    }

    [[nodiscard]] bool finished() const override {
        return told_ || (!object_ && archives_.empty() && !breaking_error());
    }

private:
    // An archive being walked, inside the one before it.
    struct Level {
        std::string name;    // "" or "in.zip"
        std::string prefix;  // "" or "in.zip!/"
        std::uint32_t depth;
        std::unique_ptr<ArchiveReader> archive;
    };

    // What a part's reader gets: its errors say which part they concern, its bytes are counted.
    class PartSource final : public ByteSource {
    public:
        PartSource(std::unique_ptr<PeekSource> input, PartsWalk& walk, std::string member, bool decoded)
            : input_(std::move(input)), walk_(walk), member_(std::move(member)), decoded_(decoded) {}

        Outcome<std::size_t> read(std::span<char> into) override {
            HIOS_TRY(const std::size_t got, walk_.located(member_, input_->read(into)));
            if (decoded_) HIOS_CHECK(walk_.located(member_, walk_.meter_.add_decoded(ExpansionMeter::kParts, got)));
            return got;
        }

    private:
        std::unique_ptr<PeekSource> input_;
        PartsWalk& walk_;
        std::string member_;
        bool decoded_;  // a plain object is not expanded by anything
    };

    // Takes the wrappings off one stream. Nothing means that an archive was entered.
    Outcome<std::optional<Part>> open(std::unique_ptr<ByteSource> bytes, const std::string& name, std::uint32_t depth) {
        for (;;) {
            auto peeked = std::make_unique<PeekSource>(std::move(bytes));
            const std::string_view head = peeked->peek();
            if (head.empty() && peeked->failure()) return fail(*peeked->failure());
            const Wrapping wrapping = recognise(head);
            if (wrapping == Wrapping::kPlain) {
                part_ = std::make_unique<PartSource>(std::move(peeked), *this, name, depth > 0);
                return Part{name, part_.get()};
            }
            if (++depth > limits_.depth) {
                return fail(
                    reject(codes::kArchiveDepth, "codecs and archives are nested deeper than limits.archive_depth"));
            }
            switch (wrapping) {
                case Wrapping::kGzip:
                    bytes = std::make_unique<MeteredSource>(make_gzip_source(std::move(peeked)), meter_, depth);
                    break;
                case Wrapping::kZstd:
                    bytes = std::make_unique<MeteredSource>(make_zstd_source(std::move(peeked)), meter_, depth);
                    break;
                case Wrapping::kZip:
                    enter(ArchiveFormat::kZip, std::move(peeked), name, depth);
                    return std::nullopt;
                case Wrapping::kTar:
                    enter(ArchiveFormat::kTar, std::move(peeked), name, depth);
                    return std::nullopt;
                case Wrapping::kPlain:
                    break;
            }
        }
    }

    void enter(ArchiveFormat format, std::unique_ptr<ByteSource> bytes, const std::string& name, std::uint32_t depth) {
        archives_.push_back({name, name.empty() ? std::string() : name + "!/", depth,
                             std::make_unique<ArchiveReader>(format, std::move(bytes))});
    }

    // A bomb or a failing object ends the walk wherever it shows.
    [[nodiscard]] const std::optional<Error>& breaking_error() const {
        return object_failure_ ? object_failure_ : meter_.tripped();
    }

    // Every error on its way out passes here.
    Error of_object(Error error) {
        if (breaking_error()) {
            error = *breaking_error();
            told_ = true;
        }
        return error;
    }

    template <class T>
    Outcome<T> located(const std::string& member, Outcome<T> outcome) {
        if (outcome) return outcome;
        Error error = std::move(outcome).error();
        error.where.document = member;
        return fail(of_object(std::move(error)));
    }

    UnwrapLimits limits_;
    ExpansionMeter meter_;
    std::optional<Error> object_failure_;
    bool told_ = false;  // the error that broke the walk off was handed out
    std::unique_ptr<ByteSource> object_;
    std::vector<Level> archives_;
    std::unique_ptr<ByteSource> part_;  // last: it reads from the innermost archive
};

}  // namespace

std::unique_ptr<Parts> unwrap(std::unique_ptr<ByteSource> source, const UnwrapLimits& limits) {
    return std::make_unique<PartsWalk>(std::move(source), limits);
}

}  // namespace hios::io
