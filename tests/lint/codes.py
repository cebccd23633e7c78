#!/usr/bin/env python3
"""Error codes: each that a codes.hpp declares is raised somewhere. One that is not promises a report that nobody gives."""

import re

import checkout

FOLDERS = ("pipeline", "stages", "io", "jobs")
NAMESPACE = re.compile(r"^namespace (hios(?:::\w+)*) \{", re.MULTILINE)
DECLARED = re.compile(r"\bconstexpr Code (k\w+)\{")
USED = re.compile(r"((?:\w+::)*)codes::(k\w+)\b")


def check(root):
    declared = {}  # (namespace without ::codes, name) -> where
    used = set()
    for path in checkout.files(root, {".cpp", ".hpp"}, FOLDERS):
        text = (root / path).read_text()
        spaces = NAMESPACE.findall(text)
        if spaces and spaces[0].endswith("::codes"):
            for number, line in enumerate(text.splitlines(), 1):
                for name in DECLARED.findall(line):
                    declared[spaces[0].removesuffix("::codes"), name] = f"{path}:{number}"
        else:
            used.update((spaces[0] if spaces else "hios", *use) for use in USED.findall(text))
    raised = {found for use in used if (found := meant(declared, *use))}
    return [f"{where}: {name} is raised nowhere" for (space, name), where in declared.items() if (space, name) not in raised]


def meant(declared, inside, qualifier, name):
    """The code that `qualifier`codes::`name` is in namespace `inside`: that of the innermost namespace around it."""
    qualifier = qualifier.rstrip(":").removeprefix("hios::")
    while inside:
        space = f"{inside}::{qualifier}" if qualifier and qualifier != "hios" else inside
        if (space, name) in declared:
            return space, name
        inside = inside.rpartition("::")[0]
    return None


def header(space, *names):
    codes = "".join(f'inline constexpr Code {name}{{"a.b", "Meaning.", "Mend."}};\n' for name in names)
    return f"namespace {space}::codes {{\n{codes}}}\n"


def source(space, *uses):
    return f"namespace {space} {{\n" + "".join(f"void f() {{ fail(reject({use})); }}\n" for use in uses) + "}\n"


PLANTED = {
    "a code that nobody raises": {"io/codes.hpp": header("hios::io", "kOne")},
    "one of the same name is raised elsewhere": {
        "stages/a/codes.hpp": header("hios::a", "kOne"), "stages/b/codes.hpp": header("hios::b", "kOne"),
        "stages/a/x.cpp": source("hios::a", "codes::kOne")},
    "it stands in its own table only": {
        "io/codes.hpp": header("hios::io", "kOne"), "io/codes.cpp": "namespace hios::io::codes {\nall{&codes::kOne};\n}\n"},
    "a test raises it": {
        "io/codes.hpp": header("hios::io", "kOne"), "tests/io/x.cpp": source("hios::io", "codes::kOne")},
}
CLEAN = {
    "pipeline/codes.hpp": header("hios", "kOne"), "stages/a/codes.hpp": header("hios::a", "kOne", "kTwo"),
    "pipeline/x.cpp": source("hios", "codes::kOne"), "stages/a/x.cpp": source("hios::a", "codes::kOne"),
    "jobs/x.cpp": source("hios::jobs", "a::codes::kTwo"),
}

if __name__ == "__main__":
    checkout.main(check, PLANTED, CLEAN)
