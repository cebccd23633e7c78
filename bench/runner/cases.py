"""The benchmark cases: which input, which programs, which ratio is of interest."""

import dataclasses
import shutil
import sys

from runner import contestants, mapped, measure, s3, validators


@dataclasses.dataclass
class Row:
    case: str
    program: str
    threads: int
    input_bytes: int
    objects: int
    resources: int
    median: measure.Sample
    samples: list
    note: str = ""  # what went wrong
    remark: str = ""
    by_documents: bool = False  # data sets of a case differ in size: ratios are of documents a CPU second
    figures: dict = dataclasses.field(default_factory=dict)  # name -> number, of this case alone

    @property
    def objects_per_cpu_second(self):
        return self.objects / self.median.cpu if self.median.cpu > 0 else 0.0

    @property
    def gigabytes_per_cpu_second(self):
        return self.input_bytes / self.median.cpu / 1e9 if self.median.cpu > 0 else 0.0


class Bench:
    """What the cases share. Programs may be missing: their rows are left out."""

    def __init__(self, *, hios, validator, hl7v2_parser, signing, peers, jq, datasets, scratch, cores, quick):
        self.hios = hios
        self.validator = validator
        self.hl7v2_parser = hl7v2_parser
        self.signing = signing
        self.peer_folder = peers
        self.jq = jq
        self.datasets = datasets
        self.scratch = scratch
        self.cores = cores
        self.quick = quick
        self.repeats = 3 if quick else 5

    def size(self, quick, full):
        return quick if self.quick else full

    def one_core(self):
        return {self.cores[-1]}

    def hios_on(self, dataset, threads=1, **more):
        if not self.hios:
            return []
        cores = set(self.cores[-threads:])
        return [contestants.Hios(self.hios, self.scratch, dataset, threads=threads, cores=cores, **more)]

    def peers(self, dataset, kind):
        found = [contestants.cpython(self.scratch, dataset, kind, self.one_core())]
        if self.jq:
            found.insert(0, contestants.jq(self.scratch, dataset, kind, self.one_core()))
        return found

    def decompressor(self, dataset, program):
        if not shutil.which(program):
            return []
        return [contestants.decompressor(self.scratch, dataset, program, self.one_core())]

    def take_turns(self, case, dataset, programs, repeats=None):
        """Each program once, then each again: one row a program."""
        samples = {id(program): [] for program in programs}
        for repeat in range(repeats or self.repeats):
            for program in programs:
                if repeat == 0:
                    print(f"... {case}: {program.name}", file=sys.stderr, flush=True)
                samples[id(program)].append(program.run())
                program.clean()
        return [self.row(case, dataset, program, samples[id(program)]) for program in programs]

    def row(self, case, dataset, program, samples):
        row = Row(case, program.name, program.threads, dataset.bytes, dataset.files, dataset.resources,
                  measure.median(samples), samples)
        if row.median.code != 0:
            row.note = f"FAILED with {row.median.code}: {last_line(row.median.stderr)}"
        elif program.problem():
            row.note = f"WRONG OUTPUT: {program.problem()}"
        return row


def bundles(bench):
    data = bench.datasets.get("bundles", "--patients", bench.size(40, 200))
    return bench.take_turns("bundles", data, bench.hios_on(data) + bench.peers(data, "bundles"))


def bundles_urn(bench):
    data = bench.datasets.get("bundles", "--patients", bench.size(40, 200), "--style", "urn")
    return bench.take_turns("bundles-urn", data, bench.hios_on(data) + bench.peers(data, "bundles"))


def threads(bench):
    if len(bench.cores) < 2:
        return []
    data = bench.datasets.get("bundles", "--patients", bench.size(40, 600))
    one, two = bench.hios_on(data, 1), bench.hios_on(data, 2)
    return bench.take_turns("threads", data, one + two) if one else []


def memory(bench):
    rows = []
    for case, patients in (("rss-n", bench.size(20, 120)), ("rss-10n", bench.size(200, 1200))):
        data = bench.datasets.get("bundles", "--patients", patients)
        program = bench.hios_on(data, min(2, len(bench.cores)))
        if program:
            rows += bench.take_turns(case, data, program, repeats=1 if bench.quick else 3)
    return rows


def first_shard(bench):
    data = bench.datasets.get("bundles", "--patients", bench.size(40, 200))
    program = bench.hios_on(data, min(2, len(bench.cores)), pack={"shard_bytes": "1MiB"}, watch_shards=True)
    return bench.take_turns("first-shard", data, program) if program else []


def small(bench):
    data = bench.datasets.get("small", "--count", bench.size(10_000, 100_000), "--bytes", 2000, "--compact")
    return bench.take_turns("small", data, bench.hios_on(data) + bench.peers(data, "objects"))


def big_bundle(bench):
    data = bench.datasets.get("big-bundle", "--entries", 26_000)
    return bench.take_turns("big-bundle", data, bench.hios_on(data) + bench.peers(data, "bundles"))


def gzip(bench):
    data = bench.datasets.get("bundles", "--patients", bench.size(40, 100), "--compress", "gz")
    peers = [contestants.cpython(bench.scratch, data, "bundles", bench.one_core())] + bench.decompressor(data, "gzip")
    return bench.take_turns("gz", data, bench.hios_on(data) + peers)


def zstd(bench):
    data = bench.datasets.get("bundles", "--patients", bench.size(40, 100), "--compress", "zst")
    programs = bench.hios_on(data) + bench.decompressor(data, "zstd")
    return bench.take_turns("zst", data, programs) if programs else []


def ndjson(bench):
    data = bench.datasets.get("ndjson", "--patients", bench.size(40, 200))
    return bench.take_turns("ndjson", data, bench.hios_on(data) + bench.peers(data, "lines"))


def validated(bench):
    data = bench.datasets.get("bundles", "--patients", bench.size(40, 200))
    programs = [program for level in ("minimal", "structure-only", "strict")
                for program in bench.hios_on(data, level=level, name=f"hios {level}")]
    return bench.take_turns("validated", data, programs) if programs else []


def validate(bench):
    """Objects are resources here."""
    data = bench.datasets.get("ndjson", "--patients", bench.size(10, 40))
    one, two = bench.one_core(), set(bench.cores[-2:])
    programs = []
    for level in ("structure-only", "strict"):
        if bench.hios:
            programs.append(validators.HiosValidate(bench.hios, bench.scratch, data, level, one))
        if bench.validator:
            programs.append(validators.InMemory(bench.validator, bench.scratch, data, level, one))
            if len(two) == 2:
                programs.append(validators.InMemory(bench.validator, bench.scratch, data, level, two))
    modules = validators.install_peers(bench.peer_folder)
    if modules:
        programs.append(validators.medplum(modules, bench.scratch, data, one))
    rows = bench.take_turns("validate", data, programs)
    for row in rows:
        row.objects = row.resources
    return rows


CASES = {
    "bundles": bundles,
    "bundles-urn": bundles_urn,
    "threads": threads,
    "rss": memory,
    "first-shard": first_shard,
    "small": small,
    "big-bundle": big_bundle,
    "gz": gzip,
    "zst": zstd,
    "ndjson": ndjson,
    "validated": validated,
    "validate": validate,
    **mapped.CASES,
    **s3.CASES,
}


def last_line(text):
    lines = text.strip().splitlines()
    return lines[-1][:200] if lines else "nothing on standard error"
