#include "jobs/sandbox/line_check.hpp"

#include <fmt/format.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "stages/fhir/resource_types.hpp"
#include "stages/json/text.hpp"

namespace hios::sandbox {
namespace {

// Numbers as strings: a decimal may have more digits than a double, and no digit matters here. (rapidjson refuses
// what is beyond a double's range, 1e309, all the same.)
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

// Beyond this the parser's own memory is given back after the line.
constexpr std::size_t kLongLine = 4U << 20;

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_id_character(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

// rapidjson could check this, too, but far more slowly: most lines hold nothing but ASCII.
bool is_utf8(std::string_view line) {
    std::uint64_t bits = 0;
    std::size_t at = 0;
    for (; at + sizeof bits <= line.size(); at += sizeof bits) {
        std::uint64_t word = 0;
        std::memcpy(&word, line.data() + at, sizeof word);
        bits |= word;
    }
    for (; at < line.size(); ++at) bits |= static_cast<unsigned char>(line[at]);
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    return (bits & kHighBits) == 0 || json::first_invalid_utf8(line) == line.size();
}

// One of the two fields looked for.
struct Field {
    enum class State : unsigned char { kAbsent, kText, kOther, kRepeated };
    State state = State::kAbsent;
    std::string text;  // cut at kKept: anything longer is invalid anyhow

    static constexpr std::size_t kKept = 257;
    void clear() { state = State::kAbsent; }
    void set(State found) { state = state == State::kAbsent ? found : State::kRepeated; }
};

// rapidjson's SAX handler: keeps the top object's resourceType and id.
class TopFields {
public:
    explicit TopFields(std::size_t max_depth) : max_depth_(max_depth) {}

    void clear() {
        type.clear();
        id.clear();
        depth_ = 0;
        wanted_ = nullptr;
        too_deep = not_object = false;
    }

    bool Null() { return scalar(); }
    bool Bool(bool) { return scalar(); }
    bool Int(int) { return scalar(); }
    bool Uint(unsigned) { return scalar(); }
    bool Int64(std::int64_t) { return scalar(); }
    bool Uint64(std::uint64_t) { return scalar(); }
    bool Double(double) { return scalar(); }
    bool RawNumber(const char*, rapidjson::SizeType, bool) { return scalar(); }
    bool String(const char* text, rapidjson::SizeType length, bool) {
        if (depth_ == 1 && wanted_ != nullptr) {
            wanted_->set(Field::State::kText);
            wanted_->text.assign(text, std::min<std::size_t>(length, Field::kKept));
            wanted_ = nullptr;
            return true;
        }
        return scalar();
    }
    bool Key(const char* text, rapidjson::SizeType length, bool) {
        if (depth_ != 1) return true;
        const std::string_view key(text, length);
        wanted_ = key == "id" ? &id : key == "resourceType" ? &type : nullptr;
        return true;
    }
    bool StartObject() { return open(); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool StartArray() {
        if (depth_ == 0) not_object = true;
        return open();
    }
    bool EndArray(rapidjson::SizeType) { return close(); }

    Field type;
    Field id;
    bool too_deep = false;
    bool not_object = false;

private:
    bool scalar() {
        if (depth_ == 0) not_object = true;
        other_value();
        return true;
    }
    void other_value() {
        if (depth_ == 1 && wanted_ != nullptr) {
            wanted_->set(Field::State::kOther);
            wanted_ = nullptr;
        }
    }
    bool open() {
        other_value();
        too_deep = ++depth_ > max_depth_;
        return !too_deep;
    }
    bool close() {
        --depth_;
        return true;
    }

    std::size_t max_depth_;
    std::size_t depth_ = 0;
    Field* wanted_ = nullptr;  // the field whose value comes next
};

}  // namespace

std::string operation_outcome(const Refusal& refusal) {
    return fmt::format(
        R"({{"resourceType":"OperationOutcome","issue":[{{"severity":"error","code":"{}","diagnostics":"{}"}}]}})",
        refusal.issue, refusal.diagnostics);
}

class LineChecker::Impl {
public:
    explicit Impl(std::size_t max_depth) : fields_(max_depth), reader_(std::make_unique<rapidjson::Reader>()) {}

    LineCheck check(std::string_view line) {
        fields_.clear();
        rapidjson::MemoryStream stream(line.data(), line.size());
        const rapidjson::ParseResult parsed = reader_->Parse<kFlags>(stream, fields_);
        // The stream answers NUL at its end, so a NUL inside the line would pass for the end.
        const bool whole = stream.Tell() == line.size();
        if (line.size() > kLongLine) reader_ = std::make_unique<rapidjson::Reader>();

        LineCheck result;
        if (parsed.IsError() || !whole) {
            result.refusal = fields_.too_deep ? &refusals::kTooDeep : &refusals::kInvalidJson;
            return result;
        }
        if (!is_utf8(line)) {
            result.refusal = &refusals::kNotUtf8;
            return result;
        }
        if (fields_.not_object) {
            result.refusal = &refusals::kNotObject;
            return result;
        }
        judge(result);
        return result;
    }

private:
    void judge(LineCheck& result) const {
        const auto refuse = [&result](const Refusal& refusal) {
            if (result.refusal == nullptr) result.refusal = &refusal;
        };
        if (fields_.type.state == Field::State::kRepeated || fields_.id.state == Field::State::kRepeated) {
            refuse(refusals::kDuplicateKey);
            return;
        }
        const std::string& type = fields_.type.text;
        if (fields_.type.state == Field::State::kAbsent) {
            refuse(refusals::kNoType);
        } else if (fields_.type.state != Field::State::kText || type.empty() || type.size() > 256 ||
                   !std::all_of(type.begin(), type.end(), is_letter)) {
            refuse(refusals::kBadType);
        } else {
            result.type = type;
            if (!fhir::type_id(type)) refuse(refusals::kUnknownType);
        }
        const std::string& id = fields_.id.text;
        if (fields_.id.state == Field::State::kAbsent) {
            refuse(refusals::kNoId);
        } else if (fields_.id.state != Field::State::kText || id.empty() || id.size() > 64 ||
                   !std::all_of(id.begin(), id.end(), is_id_character)) {
            refuse(refusals::kBadId);
        } else {
            result.id = id;
        }
    }

    TopFields fields_;
    std::unique_ptr<rapidjson::Reader> reader_;
};

LineChecker::LineChecker(std::size_t max_depth) : impl_(std::make_unique<Impl>(max_depth)) {}
LineChecker::~LineChecker() = default;
LineCheck LineChecker::check(std::string_view line) {
    return impl_->check(line);
}

}  // namespace hios::sandbox
