"""Takes the coded facts of C-CDA documents' entries with lxml and writes each as a small JSON object.

Far less than a mapping: what reading alone costs in a scripting language with a parser in C.
usage: ccda.py LIST OUTPUT   (LIST: file names, each ended by a zero byte)
"""

import json
import sys

from lxml import etree

V3 = "{urn:hl7-org:v3}"
STATEMENTS = {V3 + name for name in ("act", "encounter", "observation", "organizer", "procedure",
                                     "substanceAdministration", "supply")}


def first(element, name):
    found = element.find(V3 + name)
    return {} if found is None else dict(found.attrib)


def facts(document):
    for statement in document.iter(*STATEMENTS):
        yield {
            "kind": statement.tag[len(V3):],
            "templates": [template.get("root") for template in statement.iterfind(V3 + "templateId")],
            "ids": [dict(identifier.attrib) for identifier in statement.iterfind(V3 + "id")],
            "code": first(statement, "code"),
            "status": first(statement, "statusCode").get("code"),
            "value": first(statement, "value"),
            "times": [{time.tag[len(V3):]: time.get("value") for time in effective.iter()}
                      for effective in statement.iterfind(V3 + "effectiveTime")],
        }


def main():
    documents = 0
    with open(sys.argv[1], encoding="utf-8") as names:
        files = names.read().split("\0")[:-1]
    with open(sys.argv[2], "w", encoding="utf-8") as sink:
        for file in files:
            for fact in facts(etree.parse(file)):
                sink.write(json.dumps(fact, separators=(",", ":"), ensure_ascii=False))
                sink.write("\n")
            documents += 1
    print(json.dumps({"documents": documents}))


if __name__ == "__main__":
    main()
