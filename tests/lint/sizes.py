#!/usr/bin/env python3
"""One concept a file: no source file over 500 lines, but for generated tables under data/."""

import checkout

LIMIT = 500


def check(root):
    findings = []
    for path in checkout.files(root, {".cpp", ".hpp"}):
        count = len(checkout.lines(root, path))
        if path.parts[0] != "data" and count > LIMIT:
            findings.append(f"{path}:1: {count} lines, {LIMIT} allowed: split it by concept")
    return findings


PLANTED = {
    "a long source": {"io/a.cpp": "\n" * (LIMIT + 1)},
    "a long header in a test": {"tests/io/a.hpp": "\n" * (LIMIT + 1)},
}
CLEAN = {"io/a.cpp": "\n" * LIMIT, "data/table.hpp": "\n" * (LIMIT + 1), "docs/page.md": "\n" * (LIMIT + 1)}

if __name__ == "__main__":
    checkout.main(check, PLANTED, CLEAN)
