"""Reads HL7 v2 messages with python-hl7 and asks for six values of each. Nothing is mapped.

usage: hl7v2.py LIST   (LIST: file names, each ended by a zero byte)
"""

import json
import re
import sys

import hl7

WANTED = (("MSH", 10), ("PID", 3), ("PID", 5), ("PID", 8), ("PV1", 2), ("OBX", 5))


def values(message):
    for name, field in WANTED:
        try:
            yield str(message.segment(name)[field])
        except (KeyError, IndexError):
            pass


def main():
    messages = characters = 0
    with open(sys.argv[1], encoding="utf-8") as names:
        files = names.read().split("\0")[:-1]
    for file in files:
        with open(file, encoding="utf-8", newline="") as source:
            for text in re.split(r"(?<=\r)(?=MSH\|)", source.read()):
                characters += sum(map(len, values(hl7.parse(text))))
                messages += 1
    print(json.dumps({"documents": messages, "characters": characters}))


if __name__ == "__main__":
    main()
