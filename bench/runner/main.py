"""Command line of bench/run."""

import argparse
import os
import pathlib
import shutil
import sys
import tempfile

from runner import cases, report
from runner.datasets import Datasets

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHARED_MEMORY = pathlib.Path("/dev/shm")
NEEDED_BYTES = {"quick": 3 << 30, "full": 8 << 30}


def parse(arguments):
    parser = argparse.ArgumentParser(prog="bench/run", description="Whole-program benchmarks of hios beside its peers.")
    parser.add_argument("--quick", action="store_true", help="less input, median of 3 instead of 5")
    parser.add_argument("--only", action="append", choices=list(cases.CASES), metavar="NAME",
                        help="only this case (may be given again): " + ", ".join(cases.CASES))
    parser.add_argument("--out", type=pathlib.Path, help="JSON file (default: bench.json in the build folder)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release", help="build folder")
    return parser.parse_args(arguments)


def find_program(build, name):
    """The program in the build folder or one of its subfolders; None when it is not built."""
    candidates = [build / name, *sorted(build.glob(f"*/{name}")), *sorted(build.glob(f"*/*/{name}"))]
    return next((path for path in candidates if path.is_file() and os.access(path, os.X_OK)), None)


def choose_storage(needed):
    """The folder for input and output, and why: TMPDIR when set, else memory when it has room, else the disk."""
    if os.environ.get("TMPDIR"):
        return pathlib.Path(os.environ["TMPDIR"]), "TMPDIR"
    if SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free >= needed:
        return SHARED_MEMORY, "memory (tmpfs)"
    return pathlib.Path(tempfile.gettempdir()), "temporary folder: disk speed takes part in the figures"


def main():
    options = parse(sys.argv[1:])
    datagen = find_program(options.build, "hios-datagen")
    if not datagen:
        print(f"bench/run: no hios-datagen in {options.build}. Mend: cmake --preset release && "
              "ninja -C build/release hios hios-datagen, or name the build folder with --build.", file=sys.stderr)
        return 2
    hios = find_program(options.build, "hios")
    validator = find_program(options.build, "hios-bench-validate")
    hl7v2_parser = find_program(options.build, "hios-bench-hl7v2")
    signing = find_program(options.build, "hios-bench-signing")
    jq = shutil.which("jq")
    if not hios:
        print(f"no hios in {options.build}: only its peers are measured")
    if not jq:
        print("no jq on the PATH: its rows are left out")

    parent, storage = choose_storage(NEEDED_BYTES["quick" if options.quick else "full"])
    cores = sorted(os.sched_getaffinity(0))
    about = {**report.machine(cores, storage), "quick": options.quick,
             "hios": report.version(hios), "jq": report.version(jq)}
    print(f"{about['cpu']}, {len(cores)} cores; input and output in {storage}; load {about['load_at_start']:.2f}")
    rows = []
    with tempfile.TemporaryDirectory(prefix="hios-bench-", dir=parent) as scratch:
        root = pathlib.Path(scratch)
        datasets = Datasets(datagen, root)
        bench = cases.Bench(hios=hios, validator=validator, hl7v2_parser=hl7v2_parser, signing=signing,
                            peers=options.build.resolve() / "bench-peers", jq=jq, datasets=datasets, scratch=root, cores=cores,
                            quick=options.quick)
        for name in options.only or cases.CASES:
            print(f"... {name}", file=sys.stderr, flush=True)
            rows += cases.CASES[name](bench)
    print(report.table(rows))
    found = report.ratios(rows)
    for name, value in found.items():
        print(f"{name}: {value:.3f}")
    out = options.out or options.build / "bench.json"
    report.write_json(out, rows, found, about)
    print(f"written: {out}")
    return 1 if any(row.note for row in rows) else 0
