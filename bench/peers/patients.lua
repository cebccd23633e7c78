-- Synthea's patients.csv to Patients: the fields of data/maps/flat/synthea.yaml. The id is the row's own: no hash.
-- usage: patients.lua FILE OUTPUT

local json = require("cjson")
local US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
local BASE = "http://hl7.org/fhir/StructureDefinition/"
local OMB = "urn:oid:2.16.840.1.113883.6.238"
local SYNTHEA = "https://synthetichealth.github.io/synthea/"
local GENDER = {M = "male", F = "female"}
local MARITAL = {M = "Married", S = "Never Married", D = "Divorced", W = "Widowed"}
local RACE = {white = {"2106-3", "White"}, black = {"2054-5", "Black or African American"}, asian = {"2028-9", "Asian"},
              native = {"1002-5", "American Indian or Alaska Native"}}
local ETHNICITY = {hispanic = {"2135-2", "Hispanic or Latino"}, nonhispanic = {"2186-5", "Not Hispanic or Latino"}}
local IDENTIFIERS = {{"SSN", "http://hl7.org/fhir/sid/us-ssn", "SS"},
                     {"DRIVERS", "urn:oid:2.16.840.1.113883.4.3.25", "DL"},
                     {"PASSPORT", "http://hl7.org/fhir/sid/passport-USA", "PPN"}}

-- The fields of a line; a quoted one may hold commas and doubled quotes.
local function fields(line)
    local found, at = {}, 1
    while true do
        if line:byte(at) == 34 then
            local from, stop = at + 1, nil
            repeat
                stop = line:find('"', at + 1, true)
                at = stop + 1
            until line:byte(at) ~= 34
            found[#found + 1] = line:sub(from, stop - 1):gsub('""', '"')
        else
            local stop = line:find(",", at, true) or #line + 1
            found[#found + 1] = line:sub(at, stop - 1)
            at = stop
        end
        if line:byte(at) ~= 44 then return found end
        at = at + 1
    end
end

local function category(url, known, text)
    local parts = {}
    if known then
        parts[1] = {url = "ombCategory", valueCoding = {system = OMB, code = known[1], display = known[2]}}
    end
    parts[#parts + 1] = {url = "text", valueString = known and known[2] or text}
    return {url = US_CORE .. url, extension = parts}
end

local function amount(name, value)
    return {url = SYNTHEA .. name,
            valueQuantity = {value = tonumber(value), unit = "USD", system = "urn:iso:std:iso:4217", code = "USD"}}
end

local function patient(row)
    local extension = {category("us-core-race", RACE[row.RACE], row.RACE),
                       category("us-core-ethnicity", ETHNICITY[row.ETHNICITY], row.ETHNICITY)}
    if row.MAIDEN ~= "" then
        extension[#extension + 1] = {url = BASE .. "patient-mothersMaidenName", valueString = row.MAIDEN}
    end
    extension[#extension + 1] = {url = BASE .. "patient-birthPlace", valueAddress = {text = row.BIRTHPLACE}}
    extension[#extension + 1] = amount("healthcare-expenses", row.HEALTHCARE_EXPENSES)
    extension[#extension + 1] = amount("healthcare-coverage", row.HEALTHCARE_COVERAGE)
    extension[#extension + 1] = amount("income", row.INCOME)
    local identifier = {{system = "https://github.com/synthetichealth/synthea", value = row.Id}}
    for _, one in ipairs(IDENTIFIERS) do
        if row[one[1]] ~= "" then
            local coding = {system = "http://terminology.hl7.org/CodeSystem/v2-0203", code = one[3]}
            identifier[#identifier + 1] = {type = {coding = {coding}}, system = one[2], value = row[one[1]]}
        end
    end
    local given = {row.FIRST}
    if row.MIDDLE ~= "" then given[2] = row.MIDDLE end
    return {
        resourceType = "Patient",
        id = row.Id,
        meta = {profile = {US_CORE .. "us-core-patient"}},
        extension = extension,
        identifier = identifier,
        name = {{use = "official", family = row.LAST, given = given,
                 prefix = row.PREFIX ~= "" and {row.PREFIX} or nil, suffix = row.SUFFIX ~= "" and {row.SUFFIX} or nil}},
        gender = GENDER[row.GENDER] or "unknown",
        birthDate = row.BIRTHDATE,
        deceasedDateTime = row.DEATHDATE ~= "" and row.DEATHDATE or nil,
        address = {{line = {row.ADDRESS}, city = row.CITY, district = row.COUNTY, state = row.STATE,
                    postalCode = row.ZIP, country = "US",
                    extension = {{url = BASE .. "geolocation",
                                  extension = {{url = "latitude", valueDecimal = tonumber(row.LAT)},
                                               {url = "longitude", valueDecimal = tonumber(row.LON)}}},
                                 {url = "https://www.census.gov/fips", valueCode = row.FIPS}}}},
        maritalStatus = {coding = {{system = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",
                                    code = row.MARITAL, display = MARITAL[row.MARITAL]}}},
    }
end

local rows, header = 0, nil
local sink = assert(io.open(arg[2], "w"))
for line in io.lines(arg[1]) do
    local found = fields((line:gsub("\r$", "")))
    if not header then
        header = found
    else
        local row = {}
        for i, name in ipairs(header) do row[name] = found[i] or "" end
        sink:write(json.encode(patient(row)), "\n")
        rows = rows + 1
    end
end
sink:close()
print(json.encode({documents = rows}))
