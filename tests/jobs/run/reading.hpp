#pragma once
// What the source reader makes of objects, in a form that tests can compare.

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "io/memory_store.hpp"
#include "jobs/run/source_reader.hpp"
#include "pipeline/codes.hpp"

namespace hios::test {

// Hands out small reads, as a network does, and can break off at the end.
class SlowStore final : public ObjectStore {
public:
    explicit SlowStore(ObjectStore& inner, std::size_t read_bytes) : inner_(inner), read_bytes_(read_bytes) {}
    void fail_at_end(const Error& error) { at_end_ = error; }

    Outcome<void> list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) override {
        return inner_.list(prefix, visit, unreadable);
    }
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override {
        HIOS_TRY(auto source, inner_.open(key));
        return std::make_unique<Source>(std::move(source), *this);
    }
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override {
        return inner_.put(key, bytes, options);
    }
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path,
                                PutOptions options) override {
        return inner_.put_file(key, path, options);
    }
    Outcome<ObjectInfo> head(const std::string& key) override { return inner_.head(key); }
    Outcome<void> remove(const std::string& key) override { return inner_.remove(key); }
    [[nodiscard]] StoreCapabilities capabilities() const override { return inner_.capabilities(); }
    [[nodiscard]] std::string describe() const override { return inner_.describe(); }

private:
    class Source final : public ByteSource {
    public:
        Source(std::unique_ptr<ByteSource> inner, const SlowStore& store) : inner_(std::move(inner)), store_(store) {}
        Outcome<std::size_t> read(std::span<char> into) override {
            HIOS_TRY(const std::size_t got, inner_->read(into.subspan(0, std::min(into.size(), store_.read_bytes_))));
            if (got == 0 && store_.at_end_) return fail(*store_.at_end_);
            return got;
        }

    private:
        std::unique_ptr<ByteSource> inner_;
        const SlowStore& store_;
    };

    ObjectStore& inner_;
    const std::size_t read_bytes_;
    std::optional<Error> at_end_;
};

struct ReadDocument {
    std::uint32_t object = 0;
    std::uint64_t number = 0;
    std::uint64_t offset = 0;
    std::uint64_t line = 0;
    Shape shape = Shape::kWhole;
    std::string name;
    std::string text;
    std::string code;  // of `unreadable`
    bool operator==(const ReadDocument&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const ReadDocument& document) {
        return out << document.object << '/' << document.number << " @" << document.offset << " line " << document.line
                   << ' ' << document.name << " [" << document.text.substr(0, 40) << "] " << document.text.size() << ' '
                   << document.code;
    }
};

struct ReadObject {
    std::uint32_t object = 0;
    std::string name;
    std::uint64_t documents = 0;
    std::string code;
    std::string where;
};

struct Reading {
    std::vector<ReadDocument> documents;
    std::vector<ReadObject> objects;
    std::size_t works = 0;

    void take(const Work& work) {
        EXPECT_EQ(work.chunk, works);
        ++works;
        for (const Document& document : work.documents) {
            documents.push_back({document.object, document.number, document.offset, document.line, document.shape,
                                 *document.name, std::string(document.text),
                                 document.unreadable ? std::string(document.unreadable->code->id) : ""});
        }
        for (const ObjectEnd& end : work.objects) {
            ReadObject object{end.object, *end.name, end.documents, "", ""};
            if (end.unreadable) {
                object.code = end.unreadable->code->id;
                object.where = end.unreadable->where.document;
            }
            objects.push_back(object);
        }
    }
};

inline PlannedObject planned(std::uint32_t ordinal, const std::string& key, std::uint64_t size = 0) {
    PlannedObject object;
    object.ordinal = ordinal;
    object.key = key;
    object.name = key;
    object.size = size;
    return object;
}

inline Reading read_objects(ObjectStore& source, const std::vector<PlannedObject>& objects,
                            const jobs::ReaderSettings& settings = {}) {
    ByteBudget budget(UINT64_C(1) << 30, 64);
    RunControl control;
    Metrics metrics;
    const jobs::JobSpec spec;
    const jobs::Formats formats(spec);
    jobs::SourceReader reader([&](const PlannedObject& object) { return source.open(object.key); }, formats, settings,
                              budget, control, metrics);
    Reading reading;
    bool ended = false;
    reader.fetch({0, objects}, [&](const WorkPtr& work) {
        EXPECT_FALSE(ended);
        ended = work->last;
        reading.take(*work);
        work->permit.release();
    });
    EXPECT_TRUE(ended);
    EXPECT_EQ(budget.used(), 0U);
    return reading;
}

}  // namespace hios::test
