"""Cases in which the zones of HIOS lie in S3: the same input from folders to folders, and from S3 to S3 with `hios sandbox`
as the server, in a process of its own whose time does not count."""

import json
import os
import shutil
import subprocess

from runner import contestants

BUCKETS = ("raw-zone", "stage", "errors")


class Server:
    """`hios sandbox` with a data set in its raw zone."""

    def __init__(self, program, scratch, dataset, cores):
        self.folder = scratch / "sandbox"
        self._process = subprocess.Popen(
            [str(program), "sandbox", "--data", str(self.folder), *(f"--bucket={name}" for name in BUCKETS)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, cores))
        self.ready = json.loads(self._process.stdout.readline())
        subprocess.run([str(program), "store", str(dataset.folder), "s3://raw-zone/in", "--quiet"], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, **self.variables()})

    def variables(self):
        return {"AWS_ENDPOINT_URL": self.ready["endpoint"], "AWS_REGION": self.ready["region"],
                "AWS_ACCESS_KEY_ID": self.ready["access_key"], "AWS_SECRET_ACCESS_KEY": self.ready["secret_key"]}

    def end(self):
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class HiosS3(contestants.Hios):
    """`hios run` from S3 to S3; each run starts from an empty ledger and stages under a prefix of its own."""

    def __init__(self, program, scratch, dataset, server, **more):
        super().__init__(program, scratch, dataset, name="hios s3", **more)
        self._server = server

    def run(self):
        before = dict(os.environ)
        os.environ.update(self._server.variables())
        try:
            sample = super().run()
        finally:
            os.environ.clear()
            os.environ.update(before)
        if sample.code == 0:
            summary = json.loads((self._zones / "summary.json").read_text())
            self.output_lines = summary["resources"]["staged"]
        return sample

    def _spec_text(self):
        zones = {"source": "s3://raw-zone/in", "staging": "s3://stage", "error": "s3://errors"}
        return "".join(f"{line.split(':')[0]}: {zones.get(line.split(':')[0])}\n" if line.split(":")[0] in zones else line + "\n"
                       for line in super()._spec_text().splitlines())


def compare(bench, case, data):
    local = bench.hios_on(data, name="hios folders")
    if not local:
        return []
    cores = bench.one_core()
    server = Server(bench.hios, bench.scratch, data, set(bench.cores) - cores or cores)
    try:
        remote = HiosS3(bench.hios, bench.scratch, data, server, threads=1, cores=cores)
        rows = bench.take_turns(case, data, [*local, remote])
    finally:
        server.end()
    folders, s3 = rows
    if folders.median.cpu > 0:
        s3.remark = f"{s3.median.cpu / folders.median.cpu:.2f} x the CPU of folders (at most 2.5 asked)"
    return rows


def bundles(bench):
    return compare(bench, "s3", bench.datasets.get("bundles", "--patients", bench.size(40, 200)))


def small(bench):
    return compare(bench, "s3-small", bench.datasets.get("small", "--count", bench.size(2000, 20000), "--bytes", 2000, "--compact"))


CASES = {"s3": bundles, "s3-small": small}
