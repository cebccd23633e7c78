// Converts C-CDA documents to FHIR with @medplum/ccda and prints how many it converted.
// usage: node ccda.mjs NODE_MODULES LIST   (LIST: file names, each ended by a zero byte)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.argv[2] + '/');
const { convertCcdaToFhir, convertXmlToCcda } = require('@medplum/ccda');

let documents = 0;
let failed = 0;
let resources = 0;
const why = {};
for (const file of readFileSync(process.argv[3], 'utf8').split('\0').filter(Boolean)) {
  ++documents;
  try {
    const bundle = convertCcdaToFhir(convertXmlToCcda(readFileSync(file, 'utf8')));
    resources += JSON.stringify(bundle) ? bundle.entry.length : 0;
  } catch (error) {
    ++failed;
    why[error.message] = (why[error.message] ?? 0) + 1;
  }
}
console.log(JSON.stringify({ documents, failed, resources, why }));
