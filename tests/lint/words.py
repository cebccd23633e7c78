#!/usr/bin/env python3
"""Words that do not belong into the repository: open-work markers, paths of one machine, package registries.

The words are put together from halves here, so that this file passes its own check.
"""

import re

import checkout

MARKERS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.\-}])/(root|ho" r"me/[a-z][\w.-]*|Us" r"ers/\w+)(?=/)")
REGISTRIES = re.compile(
    r"\b("
    r"reg" r"istry\.(npmjs|yarnpkg|hub\.docker)\.\w+|py" r"pi\.org|files\.python" r"hosted\.org|cra" r"tes\.io|"
    r"ru" r"bygems\.org|pro" r"xy\.golang\.org|gh" r"cr\.io|qu" r"ay\.io|(deb|security|ftp)\.deb" r"ian\.org|"
    r"arch" r"ive\.ubuntu\.com|re" r"po1?\.maven\.\w+"
    r")\b"
)
# Documents and tables hold other people's words ("XX" "X" stands for any specimen in laboratory names).
DATA_FOLDERS = ("data", "bench")
DATA_SUFFIXES = {".json", ".ndjson", ".xml", ".csv", ".tsv", ".hl7"}
# Folders so common that their name says nothing about one machine.
COMMON_PARENTS = {"/", "/tmp", "/opt", "/srv", "/usr/src", "/usr/local/src", "/src", "/source", "/app", "/code",
                  "/repo", "/build", "/builds", "/data", "/mnt", "/media", "/var", "/var/tmp", "/workspace"}


def check(root):
    own_paths = own_path_pattern(root)
    findings = []
    for path in checkout.files(root):
        is_data = path.parts[0] in DATA_FOLDERS and path.suffix in DATA_SUFFIXES
        for number, line in checkout.lines(root, path):
            if not is_data and MARKERS.search(line):
                findings.append(f"{path}:{number}: an open-work marker: do it, or describe it in an issue")
            if MACHINE_PATHS.search(line) or own_paths.search(line):
                findings.append(f"{path}:{number}: a path of one machine")
            if REGISTRIES.search(line):
                findings.append(f"{path}:{number}: a package registry's host name")
    return findings


def own_path_pattern(root):
    """Matches the folder this checkout lies in, and the checkout itself."""
    paths = [str(path) for path in (root, root.parent) if str(path) not in COMMON_PARENTS]
    if not paths:
        return re.compile(r"(?!)")
    return re.compile(r"(?<![\w.\-}])(" + "|".join(map(re.escape, paths)) + r")(?![\w.-])")


PLANTED = {
    "an open-work marker": {"io/a.cpp": "// TO" "DO: later\n"},
    "a marker in a script": {"tests/a.py": "# FIX" "ME\n"},
    "a root's folder": {"docs/a.md": "see /ro" "ot/notes\n"},
    "a home folder": {"data/specs/a.yaml": "uri: /ho" "me/ann/raw\n"},
    "the checkout's own path": {"cmake/a.cmake": 'set(X "@ROOT@/data")\n'},
    "a registry": {"Dockerfile": "FROM gh" "cr.io/acme/x\n"},
}
CLEAN = {
    "io/a.cpp": 'mkstemp("shard-XX' 'XXXX"); // hacked nothing; ${HOME}/x, x/root/y\n',
    "data/samples/a.json": '{"display": "Glucose in XX' 'X"}\n',
    "docs/a.md": "https://example.org/home/index.html\n",
}

if __name__ == "__main__":
    checkout.main(check, PLANTED, CLEAN)
