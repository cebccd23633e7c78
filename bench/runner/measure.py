"""Runs one program and measures it from outside: wall time, user+system CPU, peak memory."""

import dataclasses
import os
import statistics
import subprocess
import tempfile
import time

WATCH_SECONDS = 0.001


@dataclasses.dataclass
class Sample:
    wall: float  # seconds
    cpu: float  # seconds, user + system, children that were waited for included
    rss: int  # bytes, peak of the largest process
    code: int
    stderr: str
    seen: float | None = None  # seconds until the watch was true


def run(command, *, cores=None, stdout=None, watch=None, watch_process=None):
    """Runs `command` pinned to `cores`; `watch()` is polled and the moment it first holds is kept; `watch_process` is called
    with the process id as often.

    The kernel starts a child's peak memory at its parent's size, here some 20 MB: smaller peaks cannot be seen.
    """
    with tempfile.TemporaryFile() as errors, open(stdout or os.devnull, "wb") as output:
        pin = (lambda: os.sched_setaffinity(0, cores)) if cores else None
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, preexec_fn=pin)
        seen = None
        if watch or watch_process:
            while True:
                pid, status, usage = os.wait4(child.pid, os.WNOHANG)
                if watch_process:
                    watch_process(child.pid)
                if watch and seen is None and watch():
                    seen = time.perf_counter() - start
                if pid:
                    break
                time.sleep(WATCH_SECONDS)
        else:
            _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read().decode("utf-8", "replace")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, child.returncode, text, seen)


def median(samples):
    """The middle of each figure; the sample itself stays in the JSON."""
    seen = [sample.seen for sample in samples if sample.seen is not None]
    return Sample(
        statistics.median(sample.wall for sample in samples),
        statistics.median(sample.cpu for sample in samples),
        int(statistics.median(sample.rss for sample in samples)),
        max((sample.code for sample in samples), key=abs),
        samples[-1].stderr,
        statistics.median(seen) if seen else None,
    )
