#include <gtest/gtest.h>

#include "tests/stages/validate/values.hpp"

namespace hios::validate {
namespace {

using test::check;
using test::Primitive;
using enum PrimitiveFault;

TEST(Ids, HaveOneToSixtyFourCharacters) {
    EXPECT_EQ(check(Primitive::kId, ""), kEmpty);
    for (std::size_t size = 1; size <= 64; ++size)
        EXPECT_EQ(check(Primitive::kId, std::string(size, 'a')), kOk) << size;
    EXPECT_EQ(check(Primitive::kId, std::string(65, 'a')), kIdLength);
    EXPECT_EQ(check(Primitive::kId, std::string(100'000, 'a')), kIdLength);
}

TEST(Ids, AreLettersDigitsDashesAndDots) {
    EXPECT_EQ(check(Primitive::kId, "AZ.az-09"), kOk);
    for (int c = 1; c < 256; ++c) {
        const char character = static_cast<char>(c);
        if (character == '\\') continue;
        const bool allowed =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
        for (std::size_t at = 0; at < 11; ++at) {
            std::string text = "0123456789a";
            text[at] = character;
            EXPECT_EQ(check(Primitive::kId, text), allowed ? kOk : kId) << c;
        }
    }
}

TEST(Uris, HaveNoWhiteSpace) {
    for (const Primitive kind : {Primitive::kUri, Primitive::kUrl, Primitive::kCanonical}) {
        EXPECT_EQ(check(kind, "http://hl7.org/fhir/ValueSet/my-valueset|0.8"), kOk);
        EXPECT_EQ(check(kind, "#a"), kOk);
        EXPECT_EQ(check(kind, "http://example.org/\xC3\xA4"), kOk);
        EXPECT_EQ(check(kind, ""), kEmpty);
        EXPECT_EQ(check(kind, " "), kUri);
        EXPECT_EQ(check(kind, "http://a b"), kUri);
        EXPECT_EQ(check(kind, R"(http://ab\n)"), kUri);
        EXPECT_EQ(check(kind, R"(http:\/\/ab)"), kOk);
    }
}

TEST(Uris, WhiteSpaceIsFoundAtAnyPlace) {
    for (std::size_t size = 1; size < 40; ++size) {
        std::string text(size, 'a');
        EXPECT_EQ(check(Primitive::kUri, text), kOk) << size;
        for (std::size_t at = 0; at < size; ++at) {
            text[at] = ' ';
            EXPECT_EQ(check(Primitive::kUri, text), kUri) << size << " " << at;
            text[at] = 'a';
        }
    }
}

TEST(Uris, UrnsOfUuidAndOidAreOnes) {
    for (const Primitive kind : {Primitive::kUri, Primitive::kUrl}) {
        EXPECT_EQ(check(kind, "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"), kOk);
        EXPECT_EQ(check(kind, "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0#a"), kOk);
        EXPECT_EQ(check(kind, "urn:uuid:1"), kUuid);
        EXPECT_EQ(check(kind, "urn:oid:2.16.840.1.113883"), kOk);
        EXPECT_EQ(check(kind, "urn:oid:2.16.840.01"), kOid);
        EXPECT_EQ(check(kind, "urn:ietf:rfc:3986"), kOk);
    }
    EXPECT_EQ(check(Primitive::kCanonical, "urn:oid:X.Y.Z"), kOk);
}

TEST(Oids, AreNumbersBelowOneOfThreeRoots) {
    for (const char* text : {"urn:oid:1.2.3", "urn:oid:0.0", "urn:oid:2.999.10.0.1"})
        EXPECT_EQ(check(Primitive::kOid, text), kOk) << text;
    for (const char* text :
         {"1.2.3", "urn:oid:", "urn:oid:1", "urn:oid:1.", "urn:oid:3.1", "urn:oid:1.02", "urn:oid:1..2", "urn:oid:1.2.",
          "urn:oid:1.a", "urn:oid:12.3", "URN:OID:1.2", "urn:oid:1.2 "}) {
        EXPECT_EQ(check(Primitive::kOid, text), kOid) << text;
    }
    EXPECT_EQ(check(Primitive::kOid, ""), kEmpty);
}

TEST(Uuids, AreHexadecimalOfEitherCase) {
    EXPECT_EQ(check(Primitive::kUuid, "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"), kOk);
    EXPECT_EQ(check(Primitive::kUuid, "urn:uuid:C757873D-EC9A-4326-A141-556F43239520"), kOk);
    const std::string right = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520";
    for (std::size_t at = 0; at < right.size(); ++at) {
        for (const char wrong : {'g', 'Z', '_', ' '}) {
            std::string text = right;
            text[at] = wrong == right[at] ? 'h' : wrong;
            EXPECT_EQ(check(Primitive::kUuid, text), kUuid) << text;
        }
        EXPECT_EQ(check(Primitive::kUuid, right.substr(0, at)), at == 0 ? kEmpty : kUuid) << at;
    }
    EXPECT_EQ(check(Primitive::kUuid, right + "0"), kUuid);
}

}  // namespace
}  // namespace hios::validate
