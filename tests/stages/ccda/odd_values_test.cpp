// The documents of the maps' own tests, with each time and value written in every odd way: what comes out is FHIR, and
// no element has two types.

#include <gtest/gtest.h>

#include <array>

#include "tests/stages/ccda/fixtures.hpp"
#include "tests/stages/ccda/mapped.hpp"
#include "tests/stages/ccda/quality.hpp"

namespace hios::ccda {
namespace {

// What stands between <NAME and </NAME>: attributes, then content.
constexpr auto kTimes = std::to_array<std::string_view>({
    ">",
    " value='20240102'>",
    " value='202401020304+0100'>",
    " value='20241399'>",
    " nullFlavor='UNK'>",
    " nullFlavor='UNK'><low value='20240102'/>",
    "><low value='20240102'/>",
    "><high value='20240102'/>",
    "><low value='20240102'/><high value='20240105'/>",
    "><low value='20240102'/><high value='20240102'/>",
    "><low value='20240105'/><high value='20240102'/>",
    "><low value='20241399'/><high value='20240105'/>",
    "><low value='20240102'/><high value='20241399'/>",
    "><low value='20241399'/><high value='20241399'/>",
    "><low nullFlavor='UNK'/><high value='20240105'/>",
    "><low nullFlavor='UNK'/><high nullFlavor='UNK'/>",
    "><low value='2024'/><high value='20240105'/>",
    "><center value='20240102'/>",
    "><center value='20241399'/><low value='20240102'/>",
    "><low value='20240102'/><width value='3' unit='d'/>",
    "><width value='3' unit='d'/>",
    " value='20240102'><low value='20240103'/><high value='20240105'/>",
    " value='20241399'><low value='20240103'/><high value='20240105'/>",
    " xsi:type='PIVL_TS'><period value='8' unit='h'/>",
    " xsi:type='EIVL_TS'><event code='HS'/>",
});

constexpr auto kValues = std::to_array<std::string_view>({
    ">",
    " xsi:type='PQ' value='5' unit='mg'>",
    " xsi:type='PQ' value='2024'>",
    " xsi:type='PQ' value='5' unit='mg'><low value='1' unit='mg'/><high value='2' unit='mg'/>",
    " xsi:type='PQ' value='20241399' unit='%'><translation value='7' unit='g'/>",
    " xsi:type='IVL_PQ'><low value='1' unit='mg'/><high value='2' unit='mg'/>",
    " xsi:type='IVL_PQ'><low value='1' unit='mg'/>",
    " xsi:type='IVL_PQ' value='7'><high value='2' unit='mg'/>",
    " xsi:type='INT' value='5'>",
    " xsi:type='CO' value='5' code='38341003' codeSystem='2.16.840.1.113883.6.96'>",
    " xsi:type='CD' code='38341003' codeSystem='2.16.840.1.113883.6.96'>",
    " xsi:type='CD' code='449868002' codeSystem='2.16.840.1.113883.6.96'>",
    " xsi:type='CD' nullFlavor='UNK'>",
    " xsi:type='CD' nullFlavor='OTH'><translation code='38341003' codeSystem='2.16.840.1.113883.6.96'/>",
    " xsi:type='CD UNK' code='38341003' codeSystem='2.16.840.1.113883.6.96'>",
    " xsi:type='ST'>words",
    " xsi:type='SC' code='38341003' codeSystem='2.16.840.1.113883.6.96'>words",
    " xsi:type='ED' representation='B64'>JVBERi0xLjQK",
    " xsi:type='BL' value='true'>",
    " xsi:type='TS' value='20240102'>",
    " xsi:type='TS' value='20241399'>",
    " xsi:type='IVL_TS'><low value='20240102'/><high value='20240105'/>",
    " xsi:type='IVL_TS'><low value='20241399'/><high value='20240105'/>",
    " xsi:type='RTO_PQ_PQ'><numerator value='1'/><denominator value='2'/>",
    " xsi:type='RTO_PQ_PQ'><numerator value='1'/><denominator value='0'/>",
    " xsi:type='II' root='1.2.3' extension='7'>",
    " xsi:type='REAL' value='-1.50'>",
    " value='5' code='38341003' codeSystem='2.16.840.1.113883.6.96'>words",
});

constexpr auto kCodes = std::to_array<std::string_view>({
    ">",
    " nullFlavor='UNK'>",
    " nullFlavor='DOES-NOT-EXIST'>",
    " nullFlavor='OTH'><originalText>words</originalText>",
    " nullFlavor='OTH'><translation code='38341003' codeSystem='2.16.840.1.113883.6.96'/>",
    " nullFlavor='OTH'><translation code='X1' codeSystemName='a name that nobody knows'/>",
    " nullFlavor='OTH'><translation nullFlavor='NI'><translation code='X1'/></translation>",
    " code='X1'>",
    " code='X1' codeSystem='1.2.3.99999'>",
    " code='X1' codeSystem='no object identifier'>",
    " code='X1' codeSystemName='a name that nobody knows'>",
    " code='38341003' codeSystemName='SNOMED CT'>",
    " codeSystem='2.16.840.1.113883.6.96'>",
    " displayName='words'>",
    " code='~' codeSystem='2.16.840.1.113883.6.96'>",
    " code='ASSERTION' codeSystem='2.16.840.1.113883.5.4'>",
    " code='CONC' codeSystem='2.16.840.1.113883.5.6'>",
});

// The document with its elements of that name, the first or all, written anew. Twice, if `again` is given.
std::string rewritten(const std::string& document, std::string_view name, std::string_view content,
                      std::string_view again, bool only_first) {
    const std::string opening = "<" + std::string(name);
    const std::string closing = "</" + std::string(name) + ">";
    std::string made;
    std::size_t from = 0;
    for (std::size_t at = document.find(opening); at != std::string::npos; at = document.find(opening, from)) {
        const std::size_t tag = document.find('>', at);
        const char behind = document[at + opening.size()];
        if (behind != ' ' && behind != '>' && behind != '/') {  // of another name
            made.append(document, from, tag + 1 - from);
            from = tag + 1;
            continue;
        }
        made.append(document, from, at - from);
        from = document[tag - 1] == '/' ? tag + 1 : document.find(closing, tag) + closing.size();
        for (const std::string_view one : {content, again}) {
            if (!one.empty()) made.append(opening).append(one).append(closing);
        }
        if (only_first) break;
    }
    return made.append(document, from, std::string::npos);
}

class OddValues : public testing::Test {
protected:
    template <class Contents>
    void look(std::string_view name, const Contents& contents) {
        std::size_t documents = 0;
        for (const test::Fixture& fixture : test::fixtures()) {
            if (fixture.document.find("<" + std::string(name)) == std::string::npos) continue;
            for (std::size_t i = 0; i < contents.size(); ++i) {
                const std::string_view other = contents[(i * 7 + 3) % contents.size()];
                check(fixture, rewritten(fixture.document, name, contents[i], {}, true));
                check(fixture, rewritten(fixture.document, name, contents[i], {}, false));
                check(fixture, rewritten(fixture.document, name, contents[i], other, false));
                documents += 3;
            }
        }
        EXPECT_GT(documents, 70U);
        for (const auto& [fault, example] : faults_) ADD_FAILURE() << fault << "\n" << example;
    }

private:
    void check(const test::Fixture& fixture, const std::string& document) {
        for (const std::string& fault : quality_.faults(mapped_.resources(document)))
            faults_.try_emplace(fault, fixture.name + "\n" + document);
    }
    test::Mapped mapped_;
    test::Quality quality_{validate::Level::kStructureOnly};
    std::map<std::string, std::string> faults_;
};

TEST_F(OddValues, OfTimes) {
    look("effectiveTime", kTimes);
}

TEST_F(OddValues, OfObservations) {
    look("value", kValues);
}

TEST_F(OddValues, OfCodes) {
    look("code", kCodes);
}

TEST_F(OddValues, OfDosesAndRates) {
    for (const std::string_view name : {"doseQuantity", "rateQuantity"}) look(name, kValues);
}

TEST_F(OddValues, OfPeople) {
    for (const std::string_view name : {"birthTime", "sdtc:deceasedTime"}) look(name, kTimes);
}

}  // namespace
}  // namespace hios::ccda
