"""The programs that take turns in a case: HIOS and its peers."""

import pathlib
import shutil
import sys

from runner import measure

JQ_FILTERS = {"bundles": ".entry[].resource", "lines": ".", "objects": "."}


class Hios:
    """`hios run` on a generated job spec; each run starts from empty zones and an empty ledger."""

    def __init__(self, program, scratch, dataset, *, threads, cores, pack=None, watch_shards=False, level="minimal",
                 name="hios"):
        self.name = name
        self._level = level
        self.threads = threads
        self._program = program
        self._dataset = dataset
        self._cores = cores
        self._watch_shards = watch_shards
        self._zones = scratch / "zones"
        self._spec = scratch / "job.yaml"
        self._pack = pack or {}
        self.output_lines = None

    def run(self, **more):
        shutil.rmtree(self._zones, ignore_errors=True)
        self._zones.mkdir(parents=True)
        self._spec.write_text(self._spec_text(), encoding="utf-8")
        sample = measure.run(
            [str(self._program), "run", str(self._spec), "--json"],
            cores=self._cores,
            stdout=self._zones / "summary.json",
            watch=self._shard_exists if self._watch_shards else None,
            **more,
        )
        if sample.code == 0 and self.output_lines is None:
            self.output_lines = sum(count_lines(path) for path in self._shards())
        return sample

    def problem(self):
        """What is wrong with the output, or None: each distinct resource must stand in a shard."""
        if self.output_lines is None:
            return None
        if self._dataset.distinct <= self.output_lines <= self._dataset.resources:
            return None
        return f"{self.output_lines} lines in shards, expected {self._dataset.distinct} to {self._dataset.resources}"

    def clean(self):
        shutil.rmtree(self._zones, ignore_errors=True)

    def _spec_text(self):
        lines = [
            "version: 1",
            "job: bench",
            f"source: {{uri: {quoted(self._dataset.folder)}}}",
            f"staging: {{uri: {quoted(self._zones / 'staging')}}}",
            f"error: {{uri: {quoted(self._zones / 'error')}}}",
            f"state: {quoted(self._zones / 'state')}",
            "import: {service: none}",
            f"validate: {{level: {self._level}}}",
            f"limits: {{threads: {self.threads}}}",
        ]
        if self._pack:
            lines.append("pack: {" + ", ".join(f"{key}: {value}" for key, value in self._pack.items()) + "}")
        return "\n".join(lines) + "\n"

    def _shards(self):
        """Sealed shards only: staging/<run>/import/<group>/<Type>/<Type>-00000.ndjson."""
        return (self._zones / "staging").glob("*/import/**/*.ndjson")

    def _shard_exists(self):
        try:
            return next(iter(self._shards()), None) is not None
        except OSError:  # a folder went away while it was listed
            return False


class Command:
    """A peer that reads the files of a list."""

    def __init__(self, name, command, cores, output):
        self.name = name
        self.threads = 1
        self._command = command
        self._cores = cores
        self._output = output

    def run(self):
        return measure.run(self._command, cores=self._cores, stdout=self._output)

    def problem(self):
        return None

    def clean(self):
        self._output.unlink(missing_ok=True)


def jq(scratch, dataset, kind, cores):
    command = ["xargs", "-0", "-a", str(dataset.list_file), "jq", "-c", JQ_FILTERS[kind]]
    return Command("jq", command, cores, scratch / "jq.ndjson")


def cpython(scratch, dataset, kind, cores):
    script = pathlib.Path(__file__).with_name("cpython_peer.py")
    output = scratch / "cpython.ndjson"
    command = [sys.executable, str(script), kind, str(dataset.list_file), str(output)]
    return Command("cpython", command, cores, scratch / "cpython.out")


def decompressor(scratch, dataset, program, cores):
    """Decompression alone: what no reader of these files can undercut."""
    command = ["xargs", "-0", "-a", str(dataset.list_file), program, "-dc"]
    return Command(f"{program} -dc", command, cores, scratch / "decompressed")


def quoted(path):
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def count_lines(path):
    lines = 0
    with open(path, "rb") as source:
        while block := source.read(1 << 20):
            lines += block.count(b"\n")
    return lines
