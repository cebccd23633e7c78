#pragma once
// Resources that are right in every respect and have something of everything.

#include <array>
#include <string_view>

namespace hios::validate::test {

inline constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"p1",
 "meta":{"versionId":"2","lastUpdated":"2021-02-03T04:05:06.007+01:00","profile":["http://x.org/StructureDefinition/p"]},
 "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x &amp; y</p></div>"},
 "contained":[{"resourceType":"Organization","id":"c1","name":"X"},
  {"resourceType":"Practitioner","id":"c2","extension":[{"url":"http://x.org/back","valueReference":{"reference":"#"}}]}],
 "extension":[{"url":"http://x.org/e","extension":[{"url":"a","valueString":"q"},{"url":"b","valueBoolean":true}]}],
 "identifier":[{"use":"official","system":"urn:oid:1.2.3","value":"1","assigner":{"reference":"#c1"}}],
 "active":true,"name":[{"family":"A","given":["B",null],"_given":[null,{"extension":[{"url":"http://x.org/a","valueCode":"q"}]}],
  "period":{"start":"2019","end":"2020-02-29"}}],
 "telecom":[{"system":"phone","value":"1","rank":1}],
 "gender":"male","birthDate":"1970-01-31","_birthDate":{"id":"b","extension":[{"url":"http://x.org/t","valueDateTime":"1970-01-31T10:00:00Z"}]},
 "multipleBirthInteger":2,"photo":[{"contentType":"image/png","data":"AAAA","size":3}],
 "contact":[{"name":{"family":"K"},"gender":"female"}],
 "communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"en"}]},"preferred":false}],
 "generalPractitioner":[{"reference":"#c2"},{"reference":"Practitioner/1"},{"reference":"http://x.org/fhir/Organization/2"}],
 "link":[{"other":{"reference":"Patient/p2/_history/1"},"type":"seealso"}]})";

inline constexpr std::string_view kObservation = R"({"resourceType":"Observation","id":"o1","status":"final",
 "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}],"text":"lab"}],
 "code":{"coding":[{"system":"http://loinc.org","code":"1-8","userSelected":true}]},
 "subject":{"reference":"Patient?identifier=http://x.org|1","display":"P"},
 "effectivePeriod":{"start":"2020-02-03T04:05:06Z","end":"2020-02-03T04:05:07Z"},"issued":"2020-02-03T04:05:06.123Z",
 "valueQuantity":{"value":20.00,"comparator":"<","unit":"mg","system":"http://unitsofmeasure.org","code":"mg"},
 "interpretation":[{"text":"low"}],"note":[{"authorString":"me","time":"2020-02-03","text":"a *b*"}],
 "referenceRange":[{"low":{"value":1e1},"high":{"value":-3.5},"type":{"text":"normal"}}],
 "component":[{"code":{"text":"c"},"valueSampledData":{"origin":{"value":0},"period":10,"dimensions":1,"data":"1 2 E"}},
  {"code":{"text":"d"},"valueTime":"12:30:00"}]})";

inline constexpr std::string_view kBundle = R"({"resourceType":"Bundle","id":"b1","type":"collection",
 "identifier":{"system":"http://x.org/bundles","value":"1"},"timestamp":"2021-01-01T00:00:00Z","entry":[
 {"fullUrl":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0","resource":{"resourceType":"Patient","id":"p1","name":[{"family":"A"}]}},
 {"fullUrl":"http://x.org/fhir/Device/d1","resource":{"resourceType":"Device","id":"d1","patient":{"reference":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"}}},
 {"resource":{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"c"},
  "subject":{"reference":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"},"device":{"reference":"http://x.org/fhir/Device/d1"},
  "contained":[{"resourceType":"Specimen","id":"s"}],"specimen":{"reference":"#s"},"valueString":"x"}},
 {"link":[{"relation":"self","url":"http://x.org"}],"resource":{"resourceType":"Binary","contentType":"text/plain","data":"AAA="}}]})";

inline constexpr std::string_view kTransaction = R"({"resourceType":"Bundle","type":"transaction","entry":[
 {"fullUrl":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0","resource":{"resourceType":"Patient","id":"p1"},
  "request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=1"}},
 {"request":{"method":"DELETE","url":"Patient/2"}},
 {"fullUrl":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1","resource":{"resourceType":"Parameters","parameter":[
  {"name":"a","valueInteger":1},{"name":"b","part":[{"name":"c","valueUri":"http://x.org"}]},
  {"name":"d","resource":{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"}}}]},
  "request":{"method":"PUT","url":"Parameters/3"}}]})";

inline constexpr std::string_view kDocument =
    R"({"resourceType":"Bundle","type":"document","timestamp":"2021-01-01T00:00:00Z",
 "identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e2"},"entry":[
 {"fullUrl":"http://x.org/Composition/1","resource":{"resourceType":"Composition","id":"1","status":"final","type":{"text":"t"},
  "date":"2021","author":[{"reference":"Practitioner/1"}],"title":"T","section":[{"title":"S","entry":[{"reference":"List/1"}],
  "section":[{"text":{"status":"additional","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">s</div>"}}]}]}}]})";

inline constexpr std::string_view kQuestionnaire =
    R"({"resourceType":"Questionnaire","status":"draft","subjectType":["Patient"],
 "url":"http://x.org/Questionnaire/q","item":[{"linkId":"1","type":"group","item":[{"linkId":"1.1","type":"choice",
 "answerOption":[{"valueCoding":{"code":"a"}},{"valueInteger":3}],"enableWhen":[{"question":"1.2","operator":"=","answerDecimal":1.50}]},
 {"linkId":"1.2","type":"decimal","maxLength":3,"answerValueSet":"http://x.org/ValueSet/v|1"}]}]})";

inline constexpr std::array kSamples{kPatient, kObservation, kBundle, kTransaction, kDocument, kQuestionnaire};

}  // namespace hios::validate::test
