"""The S3 servers of the cases, each in processes of their own whose time does not count, on the cores that are left."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests" / "e2e"))

import s3_client  # noqa: E402  # of the tests: it makes buckets without any program under test

BUCKETS = ("raw-zone", "stage", "errors")
TELL_AND_WAIT = """
import json, os, sys
told = {name: os.environ["HIOS_TEST_S3_" + name.upper()] for name in ("endpoint", "access_key", "secret_key", "region")}
print(json.dumps(told), flush=True)
sys.stdin.read()
"""


class Server:
    """Holds a data set in its raw zone. `ready` tells how it is reached."""

    def _fill(self, program, dataset):
        subprocess.run([str(program), "store", str(dataset.folder), "s3://raw-zone/in", "--quiet"], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, **self.variables()})

    def variables(self):
        return {"AWS_ENDPOINT_URL": self.ready["endpoint"], "AWS_REGION": self.ready["region"],
                "AWS_DEFAULT_REGION": self.ready["region"], "AWS_ACCESS_KEY_ID": self.ready["access_key"],
                "AWS_SECRET_ACCESS_KEY": self.ready["secret_key"], "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}


class Sandbox(Server):
    name = "sandbox"

    def __init__(self, program, scratch, dataset, cores):
        self.folder = scratch / "sandbox"
        self._process = subprocess.Popen(
            [str(program), "sandbox", "--data", str(self.folder), *(f"--bucket={name}" for name in BUCKETS)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, cores))
        self.ready = json.loads(self._process.stdout.readline())
        self._fill(program, dataset)

    def end(self):
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Radosgw(Server):
    """Ceph's gateway over a store in memory, from Debian's packages."""

    name = "radosgw"

    def __init__(self, program, scratch, dataset, cores):
        self._process = subprocess.Popen(
            [str(ROOT / "tests" / "servers" / "radosgw.sh"), sys.executable, "-c", TELL_AND_WAIT],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, cores))
        line = self._process.stdout.readline()
        if not line.startswith(b"{"):
            self.end()
            raise NotHere(line.decode("utf-8", "replace").strip() or "radosgw does not start")
        self.ready = json.loads(line)
        for name in BUCKETS:
            s3_client.Bucket(self.ready, name).call("PUT", "")
        self._fill(program, dataset)

    def end(self):
        self._process.stdin.close()
        self._process.wait()


class NotHere(Exception):
    """A server or a peer that is not installed; the text says so."""
