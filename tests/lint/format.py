#!/usr/bin/env python3
"""Our C++ is as clang-format-14 writes it; `./bootstrap format` mends it.

Version 14 and no other: each version formats a little differently. Skipped where it is not installed.
"""

import re
import shutil
import subprocess
import sys

import checkout

PROGRAM = "clang-format-14"
FINDING = re.compile(r"^(.+?):(\d+):\d+: error: code should be clang-formatted", re.MULTILINE)


def check(root):
    paths = [str(path) for path in checkout.files(root, {".cpp", ".hpp"}, checkout.CODE_FOLDERS)]
    if not paths:
        return []
    style = f"-style=file:{checkout.ROOT / '.clang-format'}"
    run = subprocess.run([PROGRAM, style, "--dry-run", "-Werror", *paths], cwd=root, capture_output=True, text=True)
    first = {}
    for path, line in FINDING.findall(run.stderr):
        first.setdefault(path, line)
    findings = [f"{path}:{line}: not formatted; run ./bootstrap format" for path, line in first.items()]
    if run.returncode != 0 and not findings:
        findings.append(f"{PROGRAM} failed: {run.stderr.strip()}")
    return findings


PLANTED = {
    "a wrong indent": {"io/a.cpp": "int f() {\n  return 1;\n}\n"},
    "a pointer to the right": {"tests/io/a.hpp": "int *pointer();\n"},
}
CLEAN = {"io/a.cpp": "int f() {\n    return 1;\n}\n", "data/table.hpp": "int  x;\n"}

if __name__ == "__main__":
    if shutil.which(PROGRAM) is None:
        print(f"skipped: {PROGRAM} is not installed")
        sys.exit(checkout.SKIPPED)
    checkout.main(check, PLANTED, CLEAN)
