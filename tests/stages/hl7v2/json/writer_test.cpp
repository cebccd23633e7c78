#include "stages/hl7v2/json/writer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/stages/hl7v2/json/leaves.hpp"

namespace hios::hl7v2::json {
namespace {

using Json = nlohmann::ordered_json;

std::string header(const std::string& type, const std::string& version = "2.5.1") {
    return "MSH|^~\\&|APP|FAC|APP2|FAC2|20240131083000||" + type + "|4711|P|" + version + "\r";
}

Json written(const std::string& er7, Names names = Names::kLong) {
    Message message;
    EXPECT_FALSE(message.read(er7, {}).has_value());
    const std::string line = test::line_of(message, {names, {}});
    EXPECT_EQ(test::lost(message, line), std::vector<std::string>());
    return Json::parse(line);
}

Json adt(const std::string& segments, Names names = Names::kLong) {
    return written(header("ADT^A01^ADT_A01") + segments, names);
}

Json observation(const std::string& type_and_value, const std::string& version = "2.5.1") {
    const Json line =
        written(header("ORU^R01", version) + "PID|1\rOBR|1\rOBX|1|" + type_and_value + "\r", Names::kShort);
    const auto& result = line.at(version == "2.3" ? "response" : "patient_result")[0];
    return result.at("order_observation")[0].at("observation")[0].at("obx");
}

TEST(Writer, NamesAreTheStandardsInSnakeCase) {
    const Json line = adt("PID|1||4711^^^H&1.2.3&ISO^MR||Doe&van^John||19800101|M\r");
    EXPECT_EQ(line["message_structure"], "ADT_A01");
    EXPECT_EQ(line["message_version"], "2.5.1");
    EXPECT_EQ(line["msh"]["message_control_id"], "4711");
    EXPECT_EQ(line["msh"]["field_separator"], "|");
    EXPECT_EQ(line["msh"]["encoding_characters"], "^~\\&");
    EXPECT_EQ(line["pid"]["patient_name"][0]["given_name"], "John");
    EXPECT_EQ(line["pid"]["patient_name"][0]["family_name"]["own_surname_prefix"], "van");
    EXPECT_EQ(line["pid"]["administrative_sex"], "M");
}

TEST(Writer, TheAssigningAuthorityIsKept) {
    EXPECT_EQ(adt("PID|||4711^^^H&1.2.3&ISO\r")["pid"]["patient_identifier_list"][0]["assigning_authority"],
              Json::parse(R"({"namespace_id": "H", "universal_id": "1.2.3", "universal_id_type": "ISO"})"));
    EXPECT_EQ(adt("PID|||4711^^^H\r")["pid"]["patient_identifier_list"][0]["assigning_authority"],
              Json::parse(R"({"namespace_id": "H"})"));
}

TEST(Writer, ShortNamesAreNumbers) {
    const Json line = adt("PID|1||4711||Doe&van^John\r", Names::kShort);
    EXPECT_EQ(line["msh"]["msh_10"], "4711");
    EXPECT_EQ(line["pid"]["pid_5"], Json::parse(R"([{"c1": {"s1": "Doe", "s2": "van"}, "c2": "John"}])"));
}

TEST(Writer, GroupsAreNested) {
    const Json line = written(header("ORU^R01") + "PID|1\rOBR|1\rOBX|1|ST|a||x\rNTE|1||n\rOBX|2|ST|b||y\rOBR|2\r");
    const Json& orders = line["patient_result"][0]["order_observation"];
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(orders[0]["observation"].size(), 2U);
    EXPECT_EQ(orders[0]["observation"][0]["nte"][0]["comment"][0], "n");
    EXPECT_EQ(orders[1]["obr"]["set_id_obr"], "2");
}

TEST(Writer, WhatRepeatsInAnyVersionIsAnArrayInAll) {
    const std::string allergy = "AL1|1||x||hives~rash\r";
    EXPECT_EQ(adt(allergy)["al1"][0]["allergy_reaction_code"], Json::parse(R"(["hives", "rash"])"));
    EXPECT_EQ(written(header("ADT^A01", "2.3") + "AL1|1||x||hives\r")["al1"][0]["allergy_reaction"],
              Json::parse(R"(["hives"])"));
}

TEST(Writer, WhatTheDataRepeatsIsAnArrayBesideIt) {
    const Json pid = adt("PID|1||||||19800101~19800102|M~F~U\r")["pid"];
    EXPECT_EQ(pid["administrative_sex"], "M");
    EXPECT_EQ(pid["administrative_sex_repeats"], Json::parse(R"(["F", "U"])"));
    EXPECT_EQ(pid["date_time_of_birth_repeats"], Json::parse(R"([{"time": "19800102"}])"));
}

TEST(Writer, AnEmptyRepetitionInTheMiddleIsNull) {
    EXPECT_EQ(adt("NTE|1||a~~b~\r")["nte"][0]["comment"], Json::parse(R"(["a", null, "b"])"));
}

TEST(Writer, LinesOfANoteAreAllThere) {
    const Json line = written(header("ORU^R01") + "PID|1\rNTE|1||one~two\rNTE|2||three\rOBR|1\r");
    EXPECT_EQ(line["patient_result"][0]["patient"]["nte"].size(), 2U);
}

TEST(Writer, ADeletedValueIsEmptyAndAnEmptyOneIsNotThere) {
    const Json pid = adt("PID|1||||\"\"||\"\"|\"\"\r")["pid"];
    EXPECT_EQ(pid["patient_name"][0]["family_name"]["surname"], "");
    EXPECT_EQ(pid["administrative_sex"], "");
    EXPECT_FALSE(pid.contains("race"));
}

TEST(Writer, EscapesAreDecodedOnce) {
    EXPECT_EQ(adt("PID|1||||A\\T\\B\\F\\C\\E\\T\\E\\\"\r")["pid"]["patient_name"][0]["family_name"]["surname"],
              "A&B|C\\T\\\"");
}

TEST(Writer, TextKeepsUnescapedDelimiters) {
    const Json line = adt("PID|1\rNTE|1||Smith & Sons ^ Co\r");
    EXPECT_EQ(line["nte"][0]["comment"][0], "Smith & Sons ^ Co");
}

TEST(Writer, ComponentsOfAPrimitiveAreOtherFields) {
    const Json pid = adt("PID|1|||||||M^x&y\r")["pid"];
    EXPECT_EQ(pid["administrative_sex"], "M");
    EXPECT_EQ(pid["other_fields"], Json::parse(R"({"8.2": "x", "8.2.2": "y"})"));
}

TEST(Writer, FieldsThatNoVersionKnowsAreOtherFields) {
    const Json pv1 = adt("PV1|1|I" + std::string(70, '|') + "a~b^c\r")["pv1"];
    EXPECT_EQ(pv1["other_fields"], Json::parse(R"({"72": "a", "72[2]": "b", "72[2].2": "c"})"));
}

TEST(Writer, FieldsOfALaterVersionHaveItsNames) {
    const Json line =
        written(header("ORU^R01", "2.3") + "PID|1\rOBR|1\rOBX|1|ST|a||x" + std::string(14, '|') + "20240131\r");
    EXPECT_TRUE(
        line["response"][0]["order_observation"][0]["observation"][0]["obx"].contains("date_time_of_the_analysis"));
}

TEST(Writer, LocalSegmentsStandWhereTheyWere) {
    const Json line = written(header("ORU^R01") + "PID|1\rZPI|1|a^b\rOBR|1\rOBX|1|ST|a||x\rZOB|7\rZOB|8\r");
    EXPECT_EQ(line["patient_result"][0]["patient"]["zpi"], Json::parse(R"([{"1": "1", "2": "a", "2.2": "b"}])"));
    EXPECT_EQ(line["patient_result"][0]["order_observation"][0]["observation"][0]["zob"],
              Json::parse(R"([{"1": "7"}, {"1": "8"}])"));
}

TEST(Writer, SegmentsTheStructureHasNoPlaceForHaveTheirNames) {
    const Json line = adt("PID|1\rPV1|1|I\rTXA|1|HP\rPV1|2|O\r");
    EXPECT_EQ(line["txa"][0]["document_type"], "HP");
    EXPECT_EQ(line["pv1"]["patient_class"], "I");
    EXPECT_EQ(line["pv1_repeats"][0]["patient_class"], "O");
}

TEST(Writer, WhatHasNoSegmentsNameIsKept) {
    const Json line = adt("PID|1\rRemark: x|y\r");
    EXPECT_EQ(line["unknown_segments"], Json::parse(R"([{"0": "Remark: x", "1": "y"}])"));
}

TEST(Writer, BothPatientsOfASwapAreThere) {
    const Json line = written(header("ADT^A17^ADT_A17") + "EVN||1\rPID|1||a\rPV1|1\rPID|2||b\rPV1|2\r");
    EXPECT_EQ(line["pid"]["set_id_pid"], "1");
    EXPECT_EQ(line["pid_2"]["set_id_pid"], "2");
    EXPECT_EQ(line["pv1_2"]["set_id_pv1"], "2");
}

TEST(Writer, AMessageOfNoKnownStructureIsWritten) {
    const Json line = written(header("CUSTOM^PAT") + "PID|1\rZZZ|1\r");
    EXPECT_EQ(line["message_structure"], "CUSTOM_PAT");
    EXPECT_EQ(line["msh"]["message_control_id"], "4711");
    EXPECT_EQ(line["pid"][0]["set_id_pid"], "1");
}

TEST(Writer, DelimitersOfTheSendersOwn) {
    const Json line = written("MSH*:;!%*APP*FAC***20240131**ADT:A01*1*P*2.5.1\rPID*1****Doe%van:John;Roe\r");
    EXPECT_EQ(line["pid"]["patient_name"][0]["family_name"]["own_surname_prefix"], "van");
    EXPECT_EQ(line["pid"]["patient_name"][1]["family_name"]["surname"], "Roe");
    EXPECT_EQ(line["msh"]["encoding_characters"], ":;!%");
}

TEST(Writer, NumbersInResultsAreNumbersWithTheirDigits) {
    const std::string line = test::line_of(header("ORU^R01") + "PID|1\rOBR|1\rOBX|1|NM|a||5.40\r");
    EXPECT_NE(line.find(R"("observation_value":[{"nm":5.40}])"), std::string::npos);
    EXPECT_EQ(observation("NM|a||<5")["obx_5"], Json::parse(R"([{"text": "<5"}])"));
    EXPECT_EQ(observation("NM|a||1~2")["obx_5"], Json::parse(R"([{"nm": 1}, {"nm": 2}])"));
}

TEST(Writer, ResultsHaveTheTypeThatIsStated) {
    EXPECT_EQ(observation("CE|a||1^Text^L")["obx_5"], Json::parse(R"([{"ce": {"c1": "1", "c2": "Text", "c3": "L"}}])"));
    EXPECT_EQ(observation("SN|a||<^5")["obx_5"], Json::parse(R"([{"sn": {"c1": "<", "c2": "5"}}])"));
    EXPECT_EQ(observation("TS|a||20240131")["obx_5"], Json::parse(R"([{"ts": {"c1": "20240131"}}])"));
    EXPECT_EQ(observation("DT|a||20240131")["obx_5"], Json::parse(R"([{"dt": "20240131"}])"));
    EXPECT_EQ(observation("TX|a||R & D ^ x")["obx_5"], Json::parse(R"([{"tx": "R & D ^ x"}])"));
    EXPECT_EQ(observation("ED|a||^TX^^Base64^QUJD")["obx_5"],
              Json::parse(R"([{"ed": {"c2": "TX", "c4": "Base64", "c5": "QUJD"}}])"));
    EXPECT_EQ(observation("CWE|a||1", "2.3")["obx_5"], Json::parse(R"([{"cwe": {"c1": "1"}}])"));
}

TEST(Writer, ResultsWithoutAUsableTypeAreText) {
    EXPECT_EQ(observation("|a||x")["obx_5"], Json::parse(R"([{"text": "x"}])"));
    EXPECT_EQ(observation("TXT|a||x")["obx_5"], Json::parse(R"([{"text": "x"}])"));
    EXPECT_EQ(observation("|a||93000&PTL^x")["obx_5"],
              Json::parse(R"([{"parts": {"1": "93000", "1.2": "PTL", "2": "x"}}])"));
    EXPECT_EQ(observation("DT|a||1^2")["obx_5"], Json::parse(R"([{"parts": {"1": "1", "2": "2"}}])"));
}

TEST(Writer, TellsWhatALineIsStagedBy) {
    Message message;
    const std::string er7 = header("ADT^A08");
    ASSERT_FALSE(message.read(er7, {}).has_value());
    Writer writer;
    ByteBuffer out;
    const Written& result = writer.write(message, out);
    EXPECT_EQ(result.structure, "ADT_A01");
    EXPECT_EQ(result.date, "2024-01-31");
    EXPECT_TRUE(result.known);
}

TEST(Writer, ADateThatIsNoneIsUnknown) {
    for (const std::string time : {"", "2024", "20241331", "2024-01-31", "../../etc"}) {
        Message message;
        const std::string er7 = "MSH|^~\\&|||||" + time + "||ADT^A01|1|P|2.5.1\r";
        ASSERT_FALSE(message.read(er7, {}).has_value());
        Writer writer;
        ByteBuffer out;
        EXPECT_EQ(writer.write(message, out).date, "unknown") << time;
    }
}

TEST(Writer, NamesCanBeThoseOfOneVersion) {
    const std::string line = test::line_of(header("ADT^A01", "2.3") + "PID|1|||||||M\r",
                                           {Names::kLong, dictionary::read_version("2.5.1").version});
    EXPECT_EQ(Json::parse(line)["pid"]["administrative_sex"], "M");
}

// Takes minutes if any step is more than linear.
TEST(Writer, ManyRepetitionsAndSegmentsAreLinear) {
    std::string er7 = header("ADT^A01") + "PID|1||" + std::string(200000, '~') + "x\r";
    for (int i = 0; i < 50000; ++i) er7 += i % 2 == 0 ? "PV1|1\r" : "ZZZ|1\r";
    const std::string line = test::line_of(er7);
    EXPECT_GT(line.size(), 1000000U);
}

}  // namespace
}  // namespace hios::hl7v2::json
