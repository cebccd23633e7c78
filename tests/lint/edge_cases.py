#!/usr/bin/env python3
"""docs/hl7v2-edge-cases.md: fifty rows, each with tests that exist."""

import re

import checkout

PAGE = "docs/hl7v2-edge-cases.md"
MAPS = "data/maps/hl7v2"
CASES = 50
ROW = re.compile(r"\| *(\d+) *\|")
TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.MULTILINE)
NAME = re.compile(r"^ *- name: (.+)$", re.MULTILINE)


def check(root):
    if not (root / PAGE).is_file():
        return [f"{PAGE}: the page is missing"]
    known = known_tests(root)
    findings = []
    numbers = []
    for number, line in checkout.lines(root, PAGE):
        row = ROW.match(line)
        if not row:
            continue
        numbers.append(int(row[1]))
        tests = re.findall(r"`([^`]+)`", line.rstrip(" |").rsplit("|", 1)[1])
        if not tests:
            findings.append(f"{PAGE}:{number}: case {row[1]} names no test")
        findings += [f'{PAGE}:{number}: there is no test "{test}"' for test in tests if test not in known]
    if numbers != list(range(1, CASES + 1)):
        findings.append(f"{PAGE}: the cases are not 1 to {CASES}, each once and in order")
    return findings


def known_tests(root):
    known = set()
    for path in checkout.files(root, {".cpp"}, ("tests",)):
        known.update(f"{suite}.{name}" for suite, name in TEST.findall((root / path).read_text()))
    for path in checkout.files(root, {".py"}, ("tests",)):
        for body in re.split(r"^class (?=\w)", (root / path).read_text(), flags=re.MULTILINE)[1:]:
            name = re.match(r"\w+", body)[0]
            known.update(f"{name}.{test}" for test in re.findall(r"^    def (test_\w+)", body, re.MULTILINE))
    for path in checkout.files(root, {".yaml"}, ("data",)):
        if path.parent.as_posix() == MAPS:
            known.update(f"{path.name}: {name}" for name in NAME.findall((root / path).read_text()))
    return known


def page(*tests, first=1):
    return "".join(f"| {n} | when | then | `{tests[n % len(tests)]}` |\n" for n in range(first, CASES + 1))


SOURCES = {
    "tests/a_test.cpp": "TEST(A, B) {}\nTEST_F(Fixture,\n       Wrapped) {}\n",
    "tests/e2e/a_test.py": "class C(Base):\n    def test_d(self):\n        pass\n",
    "data/maps/hl7v2/e.yaml": "tests:\n  - name: f, g\n    message: |\n",
}
PLANTED = {
    "a test that is gone": {**SOURCES, PAGE: page("A.B", "A.Gone")},
    "a map's test that is gone": {**SOURCES, PAGE: page("A.B", "e.yaml: gone")},
    "a method of another class": {**SOURCES, PAGE: page("A.B", "D.test_d")},
    "a case that is gone": {**SOURCES, PAGE: page("A.B", first=2)},
    "a case without a test": {**SOURCES, PAGE: page("A.B").replace("`A.B`", "", 1)},
    "no page": SOURCES,
}
CLEAN = {**SOURCES, PAGE: "# Cases\n\n" + page("A.B", "Fixture.Wrapped", "C.test_d", "e.yaml: f, g")}

if __name__ == "__main__":
    checkout.main(check, PLANTED, CLEAN)
