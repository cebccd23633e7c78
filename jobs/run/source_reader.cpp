#include "jobs/run/source_reader.hpp"

#include "jobs/run/work_builder.hpp"
#include "pipeline/codes.hpp"
#include "stages/split/sniff.hpp"

namespace hios::jobs {
namespace {

// Each has cost all attempts of the store: the zone is gone, not these objects.
constexpr unsigned kMostOutOfReach = 8;

// The reading of one object: part by part, each cut by its format.
class ObjectReading {
public:
    ObjectReading(const PlannedObject& object, const OpenObject& open, const Formats& formats,
                  const ReaderSettings& settings, WorkBuilder& builder, ByteBuffer& buffer)
        : object_(object),
          open_(open),
          formats_(formats),
          settings_(settings),
          builder_(builder),
          buffer_(buffer),
          sink_(object, settings.split, builder) {}

    // `ends_run` is asked about what an object could not be read for; then the object does not count as read.
    template <class EndsRun>
    void run(EndsRun&& ends_run) {
        ObjectEnd end{object_.ordinal, sink_.object_name(), 0, {}};
        auto read = read_parts(end.packaging);
        if (!read) read.error().where.document = *sink_.object_name();
        if (!builder_.stopped() && ends_run(read)) return;
        if (!read) {
            end.unreadable = std::move(read).error();
        } else if (sink_.documents() == 0 && end.packaging > 0) {
            end.unreadable = reject(codes::kEmpty, "the archive holds no document, only what packs documents",
                                    {*sink_.object_name(), 0, 0, {}});
        } else if (sink_.documents() == 0 && !sink_.saw_content()) {
            end.unreadable =
                reject(codes::kEmpty, object_.size == 0 ? "the object is empty" : "the object holds only white space",
                       {*sink_.object_name(), 0, 0, {}});
        }
        if (builder_.stopped()) return;  // the run has failed; an object cut short must not count as read
        end.documents = sink_.documents();
        builder_.end_object(std::move(end));
    }

private:
    Outcome<void> read_parts(std::uint64_t& packaging) {
        HIOS_TRY(auto source, open_(object_));
        const auto parts = io::unwrap(std::move(source), settings_.unwrap);
        while (!builder_.stopped()) {
            auto next = parts->next();
            if (next && !next->has_value()) return {};
            if (next) {
                auto read = read_part(**next, packaging);
                if (read) continue;
                next = fail(std::move(read).error());
            }
            // The object itself, or one member of it?
            Error error = std::move(next).error();
            if (error.where.document.empty() || error.fault != Fault::kReject) return fail(std::move(error));
            add_unreadable_member(std::move(error));
            if (parts->finished()) return {};
        }
        return {};
    }

    Outcome<void> read_part(const io::Part& part, std::uint64_t& packaging) {
        sink_.begin_part(part.member);
        PartBytes bytes(*part.bytes, builder_, buffer_, part.member.empty() ? object_.size : 0);
        const auto name_error = [&](Error error) {
            if (error.where.document.empty()) error.where.document = part.member;
            return fail(std::move(error));
        };
        if (auto filled = bytes.fill(split::kSniffBytes); !filled) return name_error(std::move(filled).error());
        const std::uint8_t format = formats_.of(sink_.part_name(), buffer_.view(), bytes.ended());
        if (!part.member.empty() && formats_.is_packaging(format, part.member, buffer_.view(), bytes.ended())) {
            ++packaging;
            return {};
        }
        builder_.set_format(format);
        if (auto read = formats_[format].split(bytes, sink_); !read) return name_error(std::move(read).error());
        return {};
    }

    void add_unreadable_member(Error error) {
        sink_.begin_part(error.where.document);
        error.where.document = sink_.part_name();
        sink_.add_unreadable(sink_.next(Shape::kUnknown, 0), std::move(error));
    }

    const PlannedObject& object_;
    const OpenObject& open_;
    const Formats& formats_;
    const ReaderSettings& settings_;
    WorkBuilder& builder_;
    ByteBuffer& buffer_;
    DocumentSink sink_;
};

}  // namespace

void SourceReader::fetch(const FeedItem& item, const EmitWork& emit) {
    WorkBuilder builder(item.number, budget_, emit);
    ByteBuffer buffer;
    for (const PlannedObject& object : item.objects) {
        if (control_.failed() || builder.stopped()) break;
        ObjectReading(object, open_, formats_, settings_, builder, buffer).run([this](const Outcome<void>& read) {
            const bool reached = read || read.error().fault == Fault::kReject;
            if (reached) {
                out_of_reach_ = 0;
            } else if (read.error().fault == Fault::kFatal || ++out_of_reach_ >= kMostOutOfReach) {
                control_.fail(Error(read.error()));
                return true;
            }
            return false;
        });
        metrics_.bytes_done += object.size;
    }
    builder.finish();
}

}  // namespace hios::jobs
