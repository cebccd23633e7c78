#pragma once
// The C-CDA samples that may lie beside the repository, and small documents made here.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "stages/ccda/ccda_space.hpp"

namespace hios::ccda::test {

inline std::filesystem::path shared_samples() {
    return std::filesystem::path(HIOS_SOURCE_DIR) / ".." / "shared" / "samples" / "ccda";
}

inline std::string read_bytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return std::move(bytes).str();
}

// Every file under the samples that says it is XML or a C-CDA, sorted.
inline std::vector<std::filesystem::path> sample_files() {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::is_directory(shared_samples())) return files;
    for (const auto& file : std::filesystem::recursive_directory_iterator(shared_samples())) {
        const std::string ending = file.path().extension().string();
        if (file.is_regular_file() && (ending == ".xml" || ending == ".XML" || ending == ".ccda" || ending == ".ccd"))
            files.push_back(file.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

constexpr std::string_view kHead =
    "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
    "xmlns:sdtc=\"urn:hl7-org:sdtc\">";

// A ClinicalDocument around `header` and sections.
inline std::string document(std::string_view header, std::string_view sections = {}) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    text += kHead;
    text += "<recordTarget><patientRole><id root=\"1.2\" extension=\"7\"/></patientRole></recordTarget>";
    text += header;
    text += "<component><structuredBody>";
    text += sections;
    text += "</structuredBody></component></ClinicalDocument>";
    return text;
}

// A section with one entry.
inline std::string entry(std::string_view statement, std::string_view section_head = {},
                         std::string_view narrative = {}) {
    std::string text = "<component><section>";
    text += section_head;
    text += "<text>";
    text += narrative;
    text += "</text><entry>";
    text += statement;
    text += "</entry></section></component>";
    return text;
}

// The file's first element; "" when there is none.
inline std::string root_of(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        if (text.substr(at, 4) == "<!--") {
            at = text.find("-->", at);
            if (at == std::string_view::npos) return {};
            continue;
        }
        if (at + 1 < text.size() && (text[at + 1] == '?' || text[at + 1] == '!' || text[at + 1] == '/')) continue;
        std::string_view name = text.substr(at + 1, text.find_first_of(" \t\r\n/>", at) - at - 1);
        if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
        return std::string(name);
    }
    return {};
}

inline std::string without_prolog(const std::string& text) {
    const std::size_t end = text.find("?>");
    return text.find("<?xml") < 10 && end != std::string::npos ? text.substr(end + 2) : text;
}

// A section or statement, `root` of the file, in a document; "" when it is something else.
inline std::string wrapped(const std::string& bytes, std::string_view root) {
    if (std::find(kFixedNames.begin() + 1, kFixedNames.end(), root) == kFixedNames.end()) return {};
    return document(
        "", root == "section" ? "<component>" + without_prolog(bytes) + "</component>" : entry(without_prolog(bytes)));
}

// The set that a sample belongs to: its publisher's folder.
inline std::string set_of(const std::filesystem::path& path) {
    return path.lexically_relative(shared_samples()).begin()->string();
}

// Addresses asked of one document.
class Asked {
public:
    explicit Asked(std::vector<DispatchRule> rules = {}, CcdaSettings settings = {})
        : space_(std::make_unique<CcdaSpace>(std::move(rules))), settings_(std::move(settings)) {}

    map::Slot slot(std::string_view address, map::Slot within = map::kNoSlot) {
        const auto resolved = space_->resolve(address, within);
        return resolved ? resolved->slot : map::kNoSlot;
    }
    bool read(std::string_view bytes) {
        bytes_ = bytes;
        return look();
    }
    std::string text(std::string_view address, map::Handle scope = map::kWholeDocument,
                     map::Slot within = map::kNoSlot) {
        const map::Slot at = slot(address, within);
        if (at == map::kNoSlot || !look()) return "(no address)";
        map::Scratch scratch;
        return std::string(view_->text(scope, at, scratch));
    }
    std::size_t count(std::string_view address, map::Handle scope = map::kWholeDocument,
                      map::Slot within = map::kNoSlot) {
        const map::Slot at = slot(address, within);
        return at != map::kNoSlot && look() ? view_->count(scope, at) : 0;
    }
    map::Handle item(std::string_view address, std::uint32_t index, map::Handle scope = map::kWholeDocument,
                     map::Slot within = map::kNoSlot) {
        const map::Slot at = slot(address, within);
        return at != map::kNoSlot && look() ? view_->item(scope, at, index) : map::kWholeDocument;
    }
    bool exists(std::string_view address) {
        const map::Slot at = slot(address);
        map::Scratch scratch;
        return at != map::kNoSlot && look() && view_->exists(map::kWholeDocument, at, scratch);
    }
    CcdaView& view() { return *view_; }
    CcdaSpace& space() { return *space_; }

private:
    // Names are known to a view from its making on: each new address makes a new one.
    bool look() {
        if (view_ != nullptr && slots_ == space_->slots() && looked_at_ == bytes_) return good_;
        slots_ = space_->slots();
        looked_at_ = bytes_;
        view_ = std::make_unique<CcdaView>(*space_, settings_);
        good_ = view_->read(bytes_);
        return good_;
    }
    std::unique_ptr<CcdaSpace> space_;
    CcdaSettings settings_;
    std::string bytes_;
    std::string looked_at_;
    std::unique_ptr<CcdaView> view_;
    std::size_t slots_ = 0;
    bool good_ = false;
};

}  // namespace hios::ccda::test
