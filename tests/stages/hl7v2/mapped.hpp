#pragma once
// What the built-in maps of HL7 v2 make of messages: as they stand in the source tree.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/builtin/document_map.hpp"
#include "stages/hl7v2/message_view.hpp"
#include "stages/map/machine.hpp"
#include "tests/stages/hl7v2/reading.hpp"
#include "tests/support/source_maps.hpp"

namespace hios::hl7v2::test {

inline std::filesystem::path shared_samples() {
    return std::filesystem::path(HIOS_SOURCE_DIR).parent_path() / "shared" / "samples" / "hl7v2";
}

inline std::string read_bytes(const std::filesystem::path& path) {
    std::string text(std::filesystem::file_size(path), '\0');
    std::ifstream(path, std::ios::binary).read(text.data(), static_cast<std::streamsize>(text.size()));
    return text;
}

class Mapped {
public:
    explicit Mapped(const std::map<std::string, std::string>& choices = {}) {
        const hios::test::SourceMaps maps("hl7v2");
        map::Problems problems;
        map::CompileSettings settings;
        for (const auto& [name, value] : choices) settings.settings[name] = value;
        compiled_ = builtin::compile_documents(builtin::join(map::SourceFormat::kHl7v2, maps.files(), problems),
                                               settings, problems);
        for (const map::Problem& one : problems.all()) ADD_FAILURE() << to_text(one);
        program_ = compiled_.program("");
        if (problems.failed()) throw std::runtime_error("the maps do not compile");
        view_ = std::make_unique<MessageView>(space());
        machine_ = std::make_unique<map::Machine>(*program_, "test");
    }

    enum class Result { kMapped, kUnreadable, kRejected };

    // Maps one message. Its lines are valid until the next one.
    Result map(std::string_view text) {
        lines_.clear();
        out_.clear();
        message_text_ = text;
        if (const auto fault = message_.read(message_text_, {})) {
            code_ = fault->code->id;
            return Result::kUnreadable;
        }
        view_->set(message_);
        if (!machine_->run(*view_, out_)) return Result::kRejected;
        for (const map::Emitted& one : machine_->emitted())
            lines_.push_back({one.type, out_.view().substr(one.begin, one.length - 1),
                              out_.view().substr(one.id_begin, one.id_length)});
        return Result::kMapped;
    }

    struct Line {
        std::string_view type;
        std::string_view json;
        std::string_view id;
    };
    [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }
    // Why the last message could not be read.
    [[nodiscard]] std::string_view code() const { return code_; }
    [[nodiscard]] map::Machine& machine() { return *machine_; }
    // Of the last message.
    [[nodiscard]] const MessageView& view() const { return *view_; }
    [[nodiscard]] const Message& message() const { return message_; }
    [[nodiscard]] const Hl7v2Space& space() const { return dynamic_cast<const Hl7v2Space&>(*program_->space); }
    [[nodiscard]] std::string reject() const { return to_text(machine_->reject()); }

private:
    map::CompiledMap compiled_;
    const map::Program* program_ = nullptr;
    std::unique_ptr<MessageView> view_;
    std::unique_ptr<map::Machine> machine_;
    Message message_;
    std::string message_text_;
    ByteBuffer out_;
    std::vector<Line> lines_;
    std::string_view code_;
};

}  // namespace hios::hl7v2::test
