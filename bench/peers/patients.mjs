// Synthea's patients.csv to Patients with DuckDB's SQL on one thread: a part of the fields of
// data/maps/flat/synthea.yaml; empty values stay as null and no id is derived.
// usage: node patients.mjs NODE_MODULES FILE OUTPUT
import { createRequire } from 'node:module';

const require = createRequire(process.argv[2] + '/');
const { DuckDBInstance } = require('@duckdb/node-api');
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
const amount = (name, column) => `{url: 'https://synthetichealth.github.io/synthea/${name}',
  valueQuantity: {value: ${column}, unit: 'USD', system: 'urn:iso:std:iso:4217', code: 'USD'}}`;
await connection.run(`COPY (SELECT 'Patient' AS resourceType, Id AS id,
  {profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient']} AS meta,
  [${amount('healthcare-expenses', 'HEALTHCARE_EXPENSES')}, ${amount('healthcare-coverage', 'HEALTHCARE_COVERAGE')},
   ${amount('income', 'INCOME')}] AS extension,
  [{system: 'https://github.com/synthetichealth/synthea', "value": Id},
   {system: 'http://hl7.org/fhir/sid/us-ssn', "value": SSN}] AS identifier,
  [{use: 'official', family: LAST, given: [FIRST, MIDDLE], prefix: [PREFIX]}] AS name,
  CASE GENDER WHEN 'M' THEN 'male' WHEN 'F' THEN 'female' ELSE 'unknown' END AS gender,
  BIRTHDATE AS birthDate, DEATHDATE AS deceasedDateTime,
  [{line: [ADDRESS], city: CITY, district: COUNTY, state: STATE, postalCode: ZIP, country: 'US',
    extension: [{url: 'http://hl7.org/fhir/StructureDefinition/geolocation',
      extension: [{url: 'latitude', valueDecimal: LAT}, {url: 'longitude', valueDecimal: LON}]}]}] AS address,
  {coding: [{system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: MARITAL}]} AS maritalStatus
  FROM read_csv(${quoted(process.argv[3])}, header = true, all_varchar = true))
  TO ${quoted(process.argv[4])} (FORMAT json)`);
console.log(JSON.stringify({}));
