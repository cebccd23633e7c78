#pragma once
// What the bytes of a part are, by looking at them: names lie (.xml that is JSON, .txt that is C-CDA).

#include <cstdint>
#include <string_view>

namespace hios::ccda {

enum class Content : std::uint8_t {
    kEmpty,   // blanks only
    kXml,     // any XML; whether it is a ClinicalDocument says looks_like_cda()
    kMime,    // a message or multipart with headers (Direct, XDM by mail), or an HTTP response
    kBase64,  // an XML or archive in base64, nothing around it
    kHtml,
    kJson,
    kArchive,  // zip or gzip: io/archive walks those
    kPdf,
    kOther,
};

// From the first bytes (64 KiB are plenty). Never allocates.
[[nodiscard]] Content sniff(std::string_view head);
[[nodiscard]] std::string_view name_of(Content content);

// Whether the head of an XML shows a ClinicalDocument element, with or without a prefix, in any of UTF-8,
// UTF-16 and windows-1252. For choosing a format; reading decides.
[[nodiscard]] bool looks_like_cda(std::string_view head);

// Whether the first sign is a '<', in UTF-8 or UTF-16.
[[nodiscard]] bool begins_as_xml(std::string_view head);

// Packages of documents by their conventions (IHE XDM, ITI TF-1 16; HL7 samples): which members of an
// archive are documents. `name`: the member's path in the archive.
enum class Member : std::uint8_t {
    kDocument,
    // INDEX.HTM, README.TXT, METADATA.XML, style sheets, schemas, what file systems leave: skipped unless its content
    // is a document
    kPackaging,
};
[[nodiscard]] Member member_of(std::string_view name);

}  // namespace hios::ccda
