"""The table for people and the JSON for comparison."""

import dataclasses
import json
import os
import pathlib
import platform
import subprocess
import time

HEAD = ("case", "program", "threads", "input MB", "wall s", "CPU s", "GB/CPU-s", "objects/s",
        "objects/CPU-s", "peak MB", "note")


def table(rows):
    lines = [HEAD]
    for row in rows:
        seen = f"first shard after {row.median.seen * 1000:.0f} ms" if row.median.seen is not None else ""
        lines.append((
            row.case, row.program, str(row.threads), f"{row.input_bytes / 1e6:.1f}", f"{row.median.wall:.3f}",
            f"{row.median.cpu:.3f}", f"{row.gigabytes_per_cpu_second:.3f}",
            f"{row.objects / row.median.wall:.0f}",
            f"{row.objects_per_cpu_second:.0f}", f"{row.median.rss / 1e6:.1f}", row.note or row.remark or seen,
        ))
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    text = []
    for line in lines:
        cells = [cell.ljust(width) if column in (0, 1, 10) else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        text.append("  ".join(cells).rstrip())
    return "\n".join(text)


def ratios(rows):
    """Name -> number; only rows that ended well count."""
    good = {(row.case, row.program, row.threads): row for row in rows if not row.note}
    found = {}
    for case in dict.fromkeys(row.case for row in rows):
        hios = good.get((case, "hios", 1))
        if not hios:
            continue
        found[f"{case}: hios GB per CPU second"] = hios.gigabytes_per_cpu_second
        for (other_case, program, _), row in good.items():
            if other_case == case and program != "hios":
                found[f"{case}: hios CPU speed / {program}"] = row.median.cpu / hios.median.cpu
    found.update(mapped_ratios(rows))
    for row in rows:
        if not row.note:
            found.update(row.figures)
    peer = good.get(("validate", "medplum validateResource", 1))
    for level in ("structure-only", "strict"):
        alone = good.get(("validate", f"hios {level}, lines in memory", 1))
        both = good.get(("validate", f"hios {level}, lines in memory", 2))
        whole = good.get(("validate", f"hios {level}", 1))
        if alone:
            found[f"validate: {level} resources per CPU second"] = alone.resources / alone.median.cpu
        if alone and both:
            found[f"validate: {level} wall speed of 2 threads / 1"] = alone.median.wall / both.median.wall
        if whole and peer:
            found[f"validate: {level} CPU speed / medplum"] = peer.median.cpu / whole.median.cpu
    one, two = good.get(("threads", "hios", 1)), good.get(("threads", "hios", 2))
    if one and two:
        found["threads: wall speed of 2 threads / 1"] = one.median.wall / two.median.wall
    small, large = rss(good, "rss-n"), rss(good, "rss-10n")
    if small and large:
        found["rss: peak at 10 n / peak at n"] = large / small
    return found


def mapped_ratios(rows):
    """Of cases whose documents are mapped: documents a CPU second, with and without the start, and times each peer."""
    found = {}
    good = [row for row in rows if row.by_documents and not row.note]
    for row in good:
        if not row.program.startswith("hios"):
            continue
        rate = row.objects_per_cpu_second
        found[f"{row.case}: {row.program}, documents a CPU second"] = rate
        verb = " ".join(row.program.split()[:2])
        start = next((other for other in good if other.case == row.case and other.program == f"start: {verb}"), None)
        if start and row.median.cpu > start.median.cpu:
            steady = (row.objects - start.objects) / (row.median.cpu - start.median.cpu)
            found[f"{row.case}: {row.program}, documents a CPU second, steady"] = steady
            found[f"{row.case}: {row.program}, GB a CPU second, steady"] = steady * row.input_bytes / row.objects / 1e9
        for peer in good:
            if peer.case == row.case and not peer.program.startswith(("hios", "start: ")):
                found[f"{row.case}: {row.program}, speed / {peer.program}"] = rate / peer.objects_per_cpu_second
    return found


def rss(good, case):
    return next((row.median.rss for (name, _, _), row in good.items() if name == case), None)


def machine(cores, storage):
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {
        "cpu": model,
        "cores_allowed": len(cores),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "storage": storage,
        "load_at_start": os.getloadavg()[0],
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def version(program):
    if not program:
        return None
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip()


def write_json(path, rows, found, about):
    document = {
        "about": about,
        "ratios": found,
        "rows": [{**dataclasses.asdict(row), "gigabytes_per_cpu_second": row.gigabytes_per_cpu_second,
                  "objects_per_cpu_second": row.objects_per_cpu_second} for row in rows],
    }
    pathlib.Path(path).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
