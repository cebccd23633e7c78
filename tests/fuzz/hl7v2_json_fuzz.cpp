// Reads any bytes as one HL7 v2 message and writes it as a line of JSON, with names of either kind. The line must be
// one object of JSON in UTF-8, and what it is staged by must be fit for folder names.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "pipeline/byte_buffer.hpp"
#include "stages/hl7v2/json/writer.hpp"

namespace hios {
namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

void check_folder_name(std::string_view name) {
    check(!name.empty() && name.front() != '.' && name.find_first_of("/\\=\r\n") == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static hl7v2::Message message;
    static hl7v2::json::Writer long_names({hl7v2::json::Names::kLong, {}});
    static hl7v2::json::Writer short_names({hl7v2::json::Names::kShort, {}});
    if (message.read({reinterpret_cast<const char*>(data), size}, {})) return 0;
    for (hl7v2::json::Writer* writer : {&long_names, &short_names}) {
        ByteBuffer bytes;
        const hl7v2::json::Written& written = writer->write(message, bytes);
        const std::string_view line = bytes.view();
        check(line.find('\n') == line.size() - 1);
        check(nlohmann::json::parse(line, nullptr, false).is_object());
        check_folder_name(written.structure);
        check_folder_name(written.date);
    }
    return 0;
}

}  // namespace hios
