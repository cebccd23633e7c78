"""The plain CPython loop HIOS is compared with: parse each document, write each resource on a line.

Arguments: bundles|lines|objects LIST OUTPUT; LIST holds file names, each ended by a zero byte.
"""

import gzip
import json
import sys


def open_text(name):
    return gzip.open(name, "rt", encoding="utf-8") if name.endswith(".gz") else open(name, encoding="utf-8")


def resources(kind, name):
    with open_text(name) as source:
        if kind == "lines":
            yield from map(json.loads, source)
            return
        document = json.load(source)
    if kind == "objects":
        yield document
    else:
        for entry in document["entry"]:
            yield entry["resource"]


def main():
    kind, list_file, output = sys.argv[1:]
    with open(list_file, encoding="utf-8") as source:
        names = source.read().split("\0")[:-1]
    with open(output, "w", encoding="utf-8") as sink:
        for name in names:
            for resource in resources(kind, name):
                sink.write(json.dumps(resource, separators=(",", ":"), ensure_ascii=False))
                sink.write("\n")


if __name__ == "__main__":
    main()
