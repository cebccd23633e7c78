"""Cases in which HIOS maps documents to FHIR: HL7 v2 messages, C-CDA documents, rows of a flat file.

Of each case: `hios convert`, `hios run` without and with the check at structure-only, and peers. A row's figure is
documents (messages, rows) a CPU second; data sets may differ in size, so ratios are of these figures. Starting HIOS
compiles its maps: that is measured with one document and shown, and `steady` figures have it taken off.
"""

import csv
import json
import pathlib

from runner import contestants
from runner.mapped_peers import Peers

MAPS = pathlib.Path(__file__).resolve().parent.parent.parent / "data" / "maps" / "flat"
START = "start: "


class Convert(contestants.Command):
    """`hios convert` of a data set's files; its lines are counted."""

    def __init__(self, program, scratch, dataset, cores, *, name="hios convert", more=()):
        names = dataset.list_file.read_text().split("\0")[:-1]
        super().__init__(name, [str(program), "convert", "--quiet", *more, *names], cores, scratch / "converted.ndjson")
        self.dataset = dataset
        self._lines = None

    def run(self):
        sample = super().run()
        if self._lines is None:
            self._lines = contestants.count_lines(self._output)
        return sample

    def problem(self):
        if self._lines >= self.dataset.resources:
            return None
        return f"{self._lines} lines of {self.dataset.resources} documents"


class Run(contestants.Hios):
    """`hios run` whose output has other resources than its input has documents."""

    def __init__(self, program, scratch, dataset, cores, level, formats=()):
        super().__init__(program, scratch, dataset, threads=1, cores=cores, level=level, name=f"hios run {level}")
        self.dataset = dataset
        self._formats = formats

    def problem(self):
        if self.output_lines is None or self.output_lines > 0:
            return None
        return "no lines in shards"

    def _spec_text(self):
        return super()._spec_text() + "".join(f"{line}\n" for line in self._formats)


def hios_rows(bench, name, data, one, *, convert=(), formats=()):
    if not bench.hios:
        return []
    core = bench.one_core()
    programs = [Convert(bench.hios, bench.scratch, data, core, more=convert),
                Run(bench.hios, bench.scratch, data, core, "minimal", formats),
                Run(bench.hios, bench.scratch, data, core, "structure-only", formats)]
    rows = bench.take_turns(name, data, programs)
    starts = [Convert(bench.hios, bench.scratch, one, core, name=START + "hios convert", more=convert),
              Run(bench.hios, bench.scratch, one, core, "minimal", formats)]
    starts[1].name = START + "hios run"
    return rows + bench.take_turns(name, one, starts)


def peer_rows(bench, name, peers, programs):
    rows = []
    for program in programs:
        rows += bench.take_turns(name, program.dataset, [program], repeats=min(3, bench.repeats))
        if program.note and not rows[-1].note:
            rows[-1].remark = program.note
    for line in peers.missing:
        print(line)
    return rows


def by_documents(rows):
    for row in rows:
        row.objects = row.resources
        row.by_documents = True
    return rows


def hl7v2(bench):
    peers = Peers(bench)
    rows = []
    kinds = (("ADT_A01", bench.size(20_000, 200_000), 2_000), ("ORU_R01", bench.size(8_000, 80_000), 800))
    for kind, count, few in kinds:
        def messages(number, kind=kind):
            return bench.datasets.get("hl7v2", "--kind", kind, "--patients", 50_000, "--count", number)

        name = f"hl7v2 {kind}"
        small, lazy = messages(few), messages(few * 10)
        rows += hios_rows(bench, name, messages(count), messages(1))
        rows += micro(bench, name, kind)
        rows += peer_rows(bench, name, peers, [
            *peers.python("python-hl7 parse", "hl7", "hl7v2.py", small, str(small.list_file)),
            *peers.node("node-hl7-client parse", "hl7v2.mjs", small, str(small.list_file), "client"),
            *peers.node("@medplum/core parse", "hl7v2.mjs", lazy, str(lazy.list_file), "medplum")])
        peers.missing = []
    mixed = bench.datasets.get("hl7v2", "--patients", 50_000, "--count", bench.size(20_000, 200_000))
    one = bench.datasets.get("hl7v2", "--patients", 50_000, "--count", 1)
    rows += hios_rows(bench, "hl7v2 mixed", mixed, one)
    return by_documents(rows)


class Micro(contestants.Command):
    """hios-bench-hl7v2: the parser alone. Its own clock counts: a sample's CPU is of one message."""

    def __init__(self, program, scratch, what, cores):
        super().__init__(f"hios {what}, in memory", [str(program)], cores, scratch / "micro.json")
        self._what = what

    def run(self):
        sample = super().run()
        for line in self._output.read_text().splitlines():
            figures = json.loads(line)
            if figures.get("what") == self._what:
                sample.cpu = sample.wall = 1 / figures["messages_per_second"]
                return sample
        sample.code = sample.code or 1
        return sample


def micro(bench, name, kind):
    program = bench.hl7v2_parser
    if not program:
        return []
    dataset = bench.datasets.get("hl7v2", "--kind", kind, "--patients", 50_000, "--count", 1)
    parser = Micro(program, bench.scratch, f"{kind[:3]} read", bench.one_core())
    return bench.take_turns(name, dataset, [parser], repeats=1)


def ccda(bench):
    peers = Peers(bench)
    data = bench.datasets.get("ccda", "--count", bench.size(500, 4_000), "--bytes", 90_000)
    one = bench.datasets.get("ccda", "--count", 1, "--bytes", 90_000)
    few = bench.datasets.get("ccda", "--count", 100, "--bytes", 90_000)
    rows = hios_rows(bench, "ccda", data, one)
    rows += peer_rows(bench, "ccda", peers, [
        *peers.node("@medplum/ccda", "ccda.mjs", few, str(few.list_file)),
        *peers.python("lxml entries to json", "lxml", "ccda.py", few, str(few.list_file),
                      str(bench.scratch / "facts.ndjson"))])
    big = bench.datasets.get("ccda", "--count", 1, "--bytes", 100_000_000)
    if bench.hios:
        rows += bench.take_turns("ccda 100 MB", big, [Convert(bench.hios, bench.scratch, big, bench.one_core())],
                                 repeats=1 if bench.quick else 3)
    return by_documents(rows)


def flat(bench):
    peers = Peers(bench)

    def patients(number):
        return bench.datasets.get("flat", "--table", "patients", "--patients", number)

    data, one = patients(bench.size(100_000, 1_000_000)), patients(1)
    map_file = MAPS / "synthea.yaml"
    formats = ("formats:", f"  flat: {{map: {contestants.quoted(map_file)}}}")
    rows = hios_rows(bench, "flat patients", data, one, convert=("--map", str(map_file)), formats=formats)
    middle, few = patients(bench.size(50_000, 100_000)), patients(5_000)
    plain = without_quotes(few, bench.scratch / "unquoted.csv")
    rows += peer_rows(bench, "flat patients", peers, [
        *peers.python("cpython csv + json", "csv", "patients.py", middle, csv_of(middle),
                      str(bench.scratch / "patients.ndjson")),
        *peers.jq("jq, no quotes", "patients.jq", few, str(plain)),
        *peers.lua("lua + cjson", "patients.lua", middle, csv_of(middle), str(bench.scratch / "lua.ndjson")),
        *peers.node("duckdb, fewer fields", "patients.mjs", middle, csv_of(middle),
                    str(bench.scratch / "duck.ndjson"))])
    tables = bench.datasets.get("flat", "--patients", bench.size(2_000, 20_000))
    if bench.hios:
        maps = ", ".join(contestants.quoted(path) for path in sorted(MAPS.glob("synthea*.yaml")))
        every = ("formats:", f"  flat: {{map: [{maps}]}}")
        core = bench.one_core()
        rows += bench.take_turns("flat, 18 tables", tables, [
            Run(bench.hios, bench.scratch, tables, core, level, every) for level in ("minimal", "structure-only")])
    return by_documents(rows)


def csv_of(dataset):
    return str(dataset.folder / "patients.csv")


def without_quotes(dataset, path):
    """The same rows with no comma inside a field: jq cannot read more."""
    with open(csv_of(dataset), encoding="utf-8", newline="") as source:
        lines = [",".join(field.replace(",", " ").replace('"', "") for field in row) for row in csv.reader(source)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


CASES = {"hl7v2": hl7v2, "ccda": ccda, "flat": flat}
