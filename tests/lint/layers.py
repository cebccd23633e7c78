#!/usr/bin/env python3
"""The include arrows: jobs -> {stages, io} -> pipeline, and which room may know an outside library."""

import re

import checkout

# Folder -> the folders its files may include.
ARROWS = {
    "pipeline": {"pipeline"},
    "stages": {"stages", "pipeline"},
    "io": {"io", "pipeline"},
    "jobs": {"jobs", "stages", "io", "pipeline"},
    "tests": {"tests", "bench", "jobs", "stages", "io", "pipeline"},
    "bench": {"bench", "jobs", "stages", "io", "pipeline"},
}

# Outside header -> where it may be included. Tests and benchmarks are free: they look from outside.
ROOMS = [
    (re.compile(r"(oneapi/)?tbb(/|\.h)"), ("pipeline/graph.cpp",)),
    (re.compile(r"curl/"), ("io/http/",)),
    (re.compile(r"sqlite3(ext)?\.h"), ("jobs/sqlite/",)),
    (re.compile(r"simdjson(\.h|/)"), ("stages/json/",)),
    (re.compile(r"(archive|archive_entry|zlib|zconf|zstd|zstd_errors|zdict|libdeflate)\.h"), ("io/",)),
]

# The same for a room of our own: the SQLite wrapper serves the ledger and the sandbox store, nobody else
# (but the table of all error codes).
OWN_ROOMS = [("jobs/sqlite/", ("jobs/sqlite/", "jobs/ledger/", "jobs/sandbox/", "jobs/codes.cpp"))]

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def check(root):
    findings = []
    for path in checkout.files(root, {".cpp", ".hpp"}, ARROWS):
        for number, line in checkout.lines(root, path):
            match = INCLUDE.match(line)
            wrong = match and judge(path, match[1] == '"', match[2])
            if wrong:
                findings.append(f"{path}:{number}: {wrong}")
    return findings


def judge(path, quoted, header):
    """What is wrong with this include, or nothing."""
    folder, target = path.parts[0], header.split("/")[0]
    if quoted or target in ARROWS:
        if target not in ARROWS:
            return f'"{header}": includes of our own files go from the repository\'s root'
        if target not in ARROWS[folder]:
            return f'"{header}": {folder}/ may include only {", ".join(sorted(ARROWS[folder]))}'
    if folder in ("tests", "bench"):
        return None
    own = [places for room, places in OWN_ROOMS if header.startswith(room)]
    outside = [places for pattern, places in ROOMS if not quoted and pattern.match(header)]
    for places in own + outside:
        if not path.as_posix().startswith(places):
            return f"{header} may be included only in {', '.join(places)}"
    return None


PLANTED = {
    "pipeline includes io": {"pipeline/a.hpp": '#include "io/a.hpp"\n'},
    "pipeline includes jobs in angle brackets": {"pipeline/a.hpp": "#include <jobs/a.hpp>\n"},
    "stages include io": {"stages/json/a.cpp": '  # include "io/a.hpp"\n'},
    "stages include jobs": {"stages/json/a.cpp": '#include "jobs/a.hpp"\n'},
    "io includes stages": {"io/a.cpp": '#include "stages/a.hpp"\n'},
    "jobs include tests": {"jobs/a.cpp": '#include "tests/a.hpp"\n'},
    "a relative include": {"io/a.cpp": '#include "a.hpp"\n'},
    "TBB outside the graph": {"pipeline/budget.cpp": "#include <tbb/flow_graph.h>\n"},
    "oneTBB outside the graph": {"jobs/run/a.cpp": "#include <oneapi/tbb/flow_graph.h>\n"},
    "curl outside http": {"io/s3.cpp": "#include <curl/curl.h>\n"},
    "SQLite in a runner": {"jobs/run/a.cpp": "#include <sqlite3.h>\n"},
    "the SQLite wrapper in a runner": {"jobs/run/a.cpp": '#include "jobs/sqlite/a.hpp"\n'},
    "simdjson in a format": {"stages/fhir/a.hpp": "#include <simdjson.h>\n"},
    "zlib in a stage": {"stages/pack/a.cpp": "#include <zlib.h>\n"},
    "libarchive in a job": {"jobs/run/a.cpp": "#include <archive.h>\n"},
}
CLEAN = {
    "pipeline/graph.cpp": '#include <tbb/flow_graph.h>\n#include "pipeline/graph.hpp"\n',
    "stages/json/a.cpp": '#include <simdjson.h>\n#include "pipeline/a.hpp"\n#include "stages/json/a.hpp"\n',
    "io/http/a.cpp": "#include <curl/curl.h>\n#include <string>\n",
    "io/a.cpp": '#include <zlib.h>\n#include <archive_entry.h>\n#include "pipeline/a.hpp"\n',
    "jobs/ledger/a.cpp": '#include "jobs/sqlite/a.hpp"\n#include "stages/a.hpp"\n#include "io/a.hpp"\n',
    "tests/io/a.cpp": '#include <archive.h>\n#include "tests/support/a.hpp"\n',
}

if __name__ == "__main__":
    checkout.main(check, PLANTED, CLEAN)
