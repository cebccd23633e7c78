// Reads HL7 v2 messages and asks for six values of each. Nothing is mapped.
// usage: node hl7v2.mjs NODE_MODULES LIST medplum|client   (LIST: file names, each ended by a zero byte)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.argv[2] + '/');
const wanted = [['MSH', 10], ['PID', 3], ['PID', 5], ['PID', 8], ['PV1', 2], ['OBX', 5]];

function medplum() {
  const { Hl7Message } = require('@medplum/core');
  return (text) => {
    const message = Hl7Message.parse(text);
    return wanted.map(([segment, field]) => message.getSegment(segment)?.getField(field)?.toString());
  };
}

function client() {
  const { Message } = require('node-hl7-client');
  return (text) => {
    const message = new Message({ text });
    return wanted.map(([segment, field]) => message.get(`${segment}.${field}`).toString());
  };
}

const read = process.argv[4] === 'medplum' ? medplum() : client();
let messages = 0;
let characters = 0;
for (const file of readFileSync(process.argv[3], 'utf8').split('\0').filter(Boolean)) {
  for (const text of readFileSync(file, 'utf8').split(/(?<=\r)(?=MSH\|)/)) {
    for (const value of read(text)) characters += value?.length ?? 0;
    ++messages;
  }
}
console.log(JSON.stringify({ documents: messages, characters }));
