#include "stages/map/functions.hpp"

#include <random>
#include <set>

#include "stages/fhir/identity.hpp"
#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

// The value of an expression over columns A and B; "nothing", or "fault".
std::string value(const std::string& expression, const std::string& a = {}, const std::string& b = {},
                  const std::string& element = "language") {
    const std::string tables =
        "tables: {t: {x: [one, two], a key longer than sixteen bytes: long}, d: {k: v, \"*\": =key}}\n";
    const std::string out =
        patient("gender: male\n" + element + ": \"=" + expression + "\"", {{"A", a}, {"B", b}}, tables);
    const std::string head = "\"gender\":\"male\",\"" + element + "\":";
    if (out == R"("gender":"male")") return "nothing";
    if (out.starts_with("reject")) return "fault";
    std::string text = out.starts_with(head) ? out.substr(head.size()) : out;
    if (text.size() > 1 && text.front() == '"') text = text.substr(1, text.size() - 2);
    return text;
}

TEST(Functions, Texts) {
    EXPECT_EQ(value("trim(A)", " \t a b \n"), "a b");
    EXPECT_EQ(value("trim(A)", "   "), "nothing");
    EXPECT_EQ(value("upper(A)", "aäz"), "AäZ");
    EXPECT_EQ(value("lower(A)", "AÄZ@["), "aÄz@[");
    for (std::size_t at = 0; at < 20; ++at) {  // wherever the only letter stands
        std::string text(20, '@');
        text[at] = at % 2 == 0 ? 'A' : 'Z';
        std::string small = text;
        small[at] = at % 2 == 0 ? 'a' : 'z';
        EXPECT_EQ(value("lower(A)", text), small);
        EXPECT_EQ(value("upper(A)", small), text);
        EXPECT_EQ(value("upper(A)", text), text);
        EXPECT_EQ(value("lower(A)", small), small);
    }
    EXPECT_EQ(value("substr(A, 1, 2)", "äöüß"), "öü");
    EXPECT_EQ(value("substr(A, 2)", "abc"), "c");
    EXPECT_EQ(value("substr(A, 3)", "abc"), "nothing");
    EXPECT_EQ(value("substr(A, 1, 100)", "abc"), "bc");
    EXPECT_EQ(value("join(', ', A, B, 'c')", "a", ""), "a, c");
    EXPECT_EQ(value("replace(A, '-', '')", "1-2-3"), "123");
    EXPECT_EQ(value("replace(A, 'aa', 'b')", "aaa"), "ba");
    EXPECT_EQ(value("pad(A, 5)", "42"), "00042");
    EXPECT_EQ(value("pad(A, 3, 'x')", "12345"), "12345");
    EXPECT_EQ(value("extract(A, '([0-9]+)mg')", "take 50mg daily"), "50");
    EXPECT_EQ(value("extract(A, '[0-9]+')", "x"), "nothing");
    EXPECT_EQ(value("match(A, '^[A-Z]{2}$') ? 't' : 'f'", "AB"), "t");
    EXPECT_EQ(value("starts(A, 'ab') && ends(A, 'ef') && contains(A, 'cd') ? 't' : 'f'", "abcdef"), "t");
}

TEST(Functions, Numbers) {
    EXPECT_EQ(value("int(A)", "+007", "", "multipleBirthInteger"), "7");
    EXPECT_EQ(value("int(A)", "1.5", "", "multipleBirthInteger"), "fault");
    EXPECT_EQ(value("int(A)", "2147483648", "", "multipleBirthInteger"), "fault");
    EXPECT_EQ(value("A", "12", "", "multipleBirthInteger"), "12");
    EXPECT_EQ(value("bool(A)", "Yes", "", "deceasedBoolean"), "true");
    EXPECT_EQ(value("bool(A)", "0", "", "deceasedBoolean"), "false");
    EXPECT_EQ(value("bool(A)", "maybe", "", "deceasedBoolean"), "fault");
    EXPECT_EQ(value("isnum(A) ? 't' : 'f'", "1e5"), "t");
    EXPECT_EQ(value("isnum(A) ? 't' : 'f'", "1,5"), "f");
}

TEST(Functions, CodesOfUcumAreToldFromOtherUnits) {
    for (const char* code : {"mg/dL",
                             "mm[Hg]",
                             "10*3/uL",
                             "10^6/uL",
                             "kg/m2",
                             "/min",
                             "%",
                             "[degF]",
                             "Cel",
                             "m[iU]/L",
                             "{tbl}",
                             "1",
                             "mL/min/{1.73_m2}",
                             "mg/(5.mL)",
                             "ug/kg/min",
                             "meq/L",
                             "10*-3",
                             "m/s2",
                             "g/(24.h)",
                             "[in_i'H2O]",
                             "{cells}/[HPF]",
                             "u[iU]/mL",
                             "''",
                             "da"})
        EXPECT_EQ(value("isucum(A) ? 't' : 'f'", code), std::string_view(code) == "da" ? "f" : "t") << code;
    for (const char* unit : {"PUFF", "TAB", "MCG", "mmHg", "ML/HR", "x10E3/uL", "mg dL", "mg/", "//min", "mg/(5.mL",
                             "{a", "K/mcL", "[U]", "mEq/L", "units", "mg..mL", "((((((((((mg))))))))))", "m[Hg", "2x"})
        EXPECT_EQ(value("isucum(A) ? 't' : 'f'", unit), "f") << unit;
}

TEST(Functions, DigitsOfDecimalsAreKept) {
    for (const auto& [in, out] :
         std::vector<std::pair<std::string, std::string>>{{"1.10", "1.10"},
                                                          {"-0.50", "-0.50"},
                                                          {"+1.0", "1.0"},
                                                          {".5", "0.5"},
                                                          {"-.5", "-0.5"},
                                                          {"00.10", "0.10"},
                                                          {" 7 ", "7"},
                                                          {"1E3", "1E3"},
                                                          {"0.12345678901234567890", "0.12345678901234567890"}}) {
        Scratch scratch;
        IdMaker ids("");
        Zones zones;
        Context context{scratch, ids, zones};
        const std::string_view argument = in;
        EXPECT_EQ(find_function("num")->run(context, {}, {&argument, 1}), out);
    }
    for (const std::string_view in : {"NaN", "1,000", "1.", "--1", "0x10", "1e", "", "-", "+", "1 2", "Infinity"}) {
        Scratch scratch;
        IdMaker ids("");
        Zones zones;
        Context context{scratch, ids, zones};
        EXPECT_EQ(find_function("num")->run(context, {}, {&in, 1}), "") << in;
    }
}

TEST(Functions, PartsOfUrisAreEncoded) {
    EXPECT_EQ(value("urlencode(A)", "a B/\xC3\xA9~1.-_"), "a%20B%2F%C3%A9~1.-_");
}

TEST(Functions, Lookups) {
    EXPECT_EQ(value("lookup(t, A)", "x"), "one");
    EXPECT_EQ(value("lookup(t, A).1", "x"), "two");
    EXPECT_EQ(value("lookup(t, A)", "a key longer than sixteen bytes"), "long");
    EXPECT_EQ(value("lookup(t, A)", "a key longer THAN sixteen bytes"), "fault");
    EXPECT_EQ(value("lookup(t, A)", ""), "nothing");
    EXPECT_EQ(value("lookup(t, A)", "y"), "fault");
    EXPECT_EQ(value("lookup(t, A, 'other')", "y"), "other");
    EXPECT_EQ(value("lookup(t, A, null)", "y"), "nothing");
    EXPECT_EQ(value("lookup(t, A) ?? A", "y"), "y");
    EXPECT_EQ(value("lookup(d, A)", "y"), "y");
    EXPECT_EQ(value("lookup(t, 'x')"), "one");
}

TEST(Functions, Logic) {
    EXPECT_EQ(value("in(A, 'a', 'b') ? 't' : 'f'", "b"), "t");
    EXPECT_EQ(value("in(A, 'a', 'b') ? 't' : 'f'", "c"), "f");
    EXPECT_EQ(value("nullif(A, 'NULL', 'NA')", "NA"), "nothing");
    EXPECT_EQ(value("nullif(A, 'NULL', 'NA')", "x"), "x");
    EXPECT_EQ(value("any(A, B) ? 't' : 'f'", "", "b"), "t");
    EXPECT_EQ(value("all(A, B == 'b') ? 't' : 'f'", "a", "b"), "t");
    EXPECT_EQ(value("all(A, B == 'b') ? 't' : 'f'", "a", "c"), "f");
    EXPECT_EQ(value("exists(trim(A)) ? 't' : 'f'", "  "), "f");
    EXPECT_EQ(value("exists(lookup(t, A)) ? 't' : 'f'", "nope"), "f");
}

TEST(Functions, IdsAreThoseOfTheJobsNamespace) {
    const fhir::IdNamespace names("job");
    IdMaker ids("job");
    char made[kIdSize];
    const std::vector<std::string_view> one{"key"};
    ids.make("Patient", one, made);
    EXPECT_EQ(std::string_view(made, kIdSize), names.derive("Patient", "key"));
    const std::string long_key(500, 'k');
    const std::vector<std::string_view> two{"a", long_key};
    ids.make("Encounter", two, made);
    EXPECT_EQ(std::string_view(made, kIdSize), names.derive("Encounter", "a\x1F" + long_key));
}

TEST(Functions, IdsAreTheSameWhetherTheyWereMadeBeforeOrNot) {
    const fhir::IdNamespace names("job");
    IdMaker ids("job");
    std::mt19937 random(1);
    for (int i = 0; i < 20'000 && !HasFailure(); ++i) {
        const std::size_t size = random() % 8 == 0 ? random() % 300 : random() % 8;
        std::string key;
        while (key.size() < size) key.push_back(static_cast<char>('a' + random() % 2));
        char made[kIdSize];
        const std::vector<std::string_view> keys{key, "x"};
        ids.make("Location", keys, made);
        EXPECT_EQ(std::string_view(made, kIdSize), names.derive("Location", key + "\x1Fx"));
    }
}

TEST(Functions, ShapesMakeTheirObjects) {
    EXPECT_EQ(
        patient("telecom: [\"=telecom('phone', A, 'home')\"]\nname: [\"=name(B, A, 'x')\"]", {{"A", "1"}, {"B", "b"}}),
        R"("telecom":[{"system":"phone","value":"1","use":"home"}],"name":[{"family":"b","given":["1","x"]}])");
    EXPECT_EQ(patient("address: [\"=address(A, B, 'MA')\"]", {{"A", "1 Way"}, {"B", "b"}}),
              R"("address":[{"line":["1 Way"],"city":"b","state":"MA"}])");
    EXPECT_EQ(
        patient("text: =narrative(A)", {{"A", "a<b & \"c\""}}),
        R"("text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a&lt;b &amp; \"c\"</div>"})");
    EXPECT_EQ(patient("photo: [{data: =base64(A)}]", {{"A", "abcd"}}), R"("photo":[{"data":"YWJjZA=="}])");
    EXPECT_EQ(patient("identifier: [{value: x, period: \"=period(date(A, 'yyyyMMdd'), B)\"}]",
                      {{"A", "20240102"}, {"B", ""}}),
              R"("identifier":[{"value":"x","period":{"start":"2024-01-02"}}])");
}

TEST(Functions, AQuantityKeepsItsNumber) {
    Mapping map(R"y(
map: q
source: {format: csv}
emit:
  - {resourceType: Observation, id: "=id('Observation', A)", status: final, code: {text: x}, valueQuantity: "=quantity(A, B, 'http://unitsofmeasure.org', B)"}
)y");
    const std::string out = map.run({{"A", "+07.50"}, {"B", "mg"}});
    EXPECT_NE(
        out.find(R"("valueQuantity":{"value":7.50,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"})"),
        std::string::npos)
        << out;
    EXPECT_TRUE(map.run({{"A", "NEG"}, {"B", "mg"}}).starts_with("reject"));
}

TEST(Functions, AreDescribedOnce) {
    std::set<std::string_view> names;
    for (const Function* one : documented_functions()) {
        EXPECT_TRUE(names.insert(one->name).second) << one->name;
        EXPECT_FALSE(one->meaning.empty()) << one->name;
        EXPECT_TRUE(one->signature.starts_with(std::string(one->name) + "(")) << one->signature;
        EXPECT_LE(one->least(), one->most());
    }
    EXPECT_GE(names.size(), 38U);
}

}  // namespace
}  // namespace hios::map
