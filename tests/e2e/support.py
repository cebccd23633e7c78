"""What the end-to-end tests share: a job in a folder of its own, the program, and what it left behind.

Programs and the checkout come from the environment (HIOS_PROGRAM, HIOS_DATAGEN, HIOS_SOURCE_DIR), as CMakeLists.txt
sets them. A test file ends with support.main(); it exits with 77 when every test was skipped.
"""

import base64
import contextlib
import csv
import gzip
import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

SOURCE = Path(os.environ.get("HIOS_SOURCE_DIR", Path(__file__).resolve().parents[2]))
PROGRAM = os.environ.get("HIOS_PROGRAM", str(SOURCE / "build/release/hios"))
DATAGEN = os.environ.get("HIOS_DATAGEN", "")
SAMPLES = SOURCE / "data" / "samples"
FLAT_MAPS = SOURCE / "data" / "maps" / "flat"
# Sanitizers take memory of their own, so bounds on it hold for other builds only.
SANITIZED = os.environ.get("HIOS_SANITIZED", "") not in ("", "0", "OFF")
PATIENCE = 240  # seconds a single call of the program may take

# Ledger.run.state, as jobs/ledger/ledger.hpp lists them.
LISTING, GATHERING, PACKING, IMPORTING, DONE, ABANDONED = range(6)


def scratch_root():
    """Memory instead of a disk when there is plenty: thousands of small files are made durable one by one."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= 4 << 30
    return None if "TMPDIR" in os.environ or not roomy else str(memory)


class Result:
    """One finished call: exit code and what was printed."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit {self.code}\n--- standard output\n{self.out}\n--- standard error\n{self.err}"


def environment():
    """Without what would change the program's words."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("HIOS_")}
    env["LC_ALL"] = "C.UTF-8"
    return env


def hios(*arguments, stdin=b"", cwd=None, user=None):
    """Runs the program to its end. `user`: a uid to become first."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          cwd=cwd, env=environment(), timeout=PATIENCE, user=user, group=user,
                          extra_groups=None if user is None else [])
    return Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def datagen(command, out, **options):
    """Makes synthetic documents in `out`: datagen("bundles", folder, seed=1, patients=3, compact=True)."""
    if not DATAGEN:
        raise unittest.SkipTest("hios-datagen is not built (HIOS_BENCH is OFF)")
    arguments = [DATAGEN, command, "--out", str(out)]
    for name, value in options.items():
        arguments.append("--" + name.replace("_", "-"))
        if value is not True:
            arguments.append(str(value))
    Path(out).mkdir(parents=True, exist_ok=True)
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def hashes(folder, *below):
    """Relative path → SHA-256 of all files in `folder`, or in the folders of it named by `below`."""
    folder = Path(folder)
    roots = [folder / name for name in below] if below else [folder]
    return {str(path.relative_to(folder)): sha256(path)
            for root in roots for path in sorted(root.rglob("*")) if path.is_file()}


def ndjson(path):
    with open(path, "rb") as file:
        return [json.loads(line) for line in file]


def merged(base, changes):
    """`base` with `changes` laid over it, mapping by mapping. None takes a key away."""
    result = dict(base)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


class Job:
    """A job spec, its raw zone and its zones, all in one folder."""

    def __init__(self, folder, raw=None, **spec):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.raw = Path(raw) if raw is not None else self.folder / "raw"
        self.raw.mkdir(exist_ok=True)
        self.path = self.folder / "job.json"
        # Most tests are about other things than FHIR's rules, and use the smallest resources that will do.
        self.spec = merged({"version": 1, "job": "e2e", "source": {"uri": str(self.raw)},
                            "validate": {"level": "minimal"}}, spec)
        self.change()

    def change(self, **changes):
        """Writes the spec with these changes."""
        self.spec = merged(self.spec, changes)
        self.path.write_text(json.dumps(self.spec, indent=2))

    def put(self, name, content):
        """An object of the raw zone; a dict is written as JSON."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            content = json.dumps(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *arguments, user=None):
        return hios("run", self.path, *arguments, cwd=self.folder, user=user)

    def start(self, *arguments):
        """The program under way, as a Popen; its output goes to files in the folder."""
        with open(self.folder / "stdout", "wb") as out, open(self.folder / "stderr", "wb") as err:
            return subprocess.Popen([PROGRAM, "run", str(self.path), *arguments], stdin=subprocess.DEVNULL, stdout=out,
                                    stderr=err, cwd=self.folder, env=environment())

    def call(self, verb, *arguments):
        return hios(verb, *arguments, cwd=self.folder)

    @property
    def staging(self):
        return self.folder / "staging"

    @property
    def error(self):
        return self.folder / "error"

    @property
    def state(self):
        return self.folder / "state"

    def query(self, database, sql, *values):
        """Rows of one of the state folder's SQLite files; none when it is not there yet."""
        path = self.state / database
        if not path.exists():
            return []
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
            try:
                return connection.execute(sql, values).fetchall()
            except sqlite3.OperationalError:
                return []

    def run_state(self):
        """State of the newest run in the ledger, None when there is none."""
        rows = self.query("ledger.sqlite", "SELECT state FROM run ORDER BY number DESC LIMIT 1")
        return rows[0][0] if rows else None

    def sandbox(self):
        """(type, id) → (version, line)."""
        return {(kind, name): (version, line) for kind, name, version, line in
                self.query("sandbox.sqlite", "SELECT type, id, version, line FROM resource")}

    def import_jobs(self):
        """Prefixes of the sandbox's import jobs, in their order, relative to the run's folder."""
        return [prefix.partition("/")[2] for (prefix,) in
                self.query("sandbox.sqlite", "SELECT input_prefix FROM import_job ORDER BY sequence")]

    def runs(self):
        """Ids of the runs with anything in staging, oldest first; not those that were killed right after their claim."""
        if not self.staging.exists():
            return []
        return sorted(path.name for path in self.staging.iterdir()
                      if not path.is_dir() or [one.name for one in path.iterdir()] != ["claim.json"])

    def staged(self, run):
        return hashes(self.staging / run, "import", "lineage")

    def lines(self, run):
        """(type, id) → line, over all shards of the run; a repeated key is an error of the test's input."""
        found = {}
        for path in sorted((self.staging / run / "import").rglob("*.ndjson")):
            for line in path.read_bytes().splitlines():
                resource = json.loads(line)
                found[(resource["resourceType"], resource["id"])] = line.decode()
        return found

    def lineage(self, run, resource_type):
        """Lineage records of a type's lines, in their order."""
        records = []
        for path in sorted((self.staging / run / "lineage").glob(f"{resource_type}-*.lineage.ndjson")):
            records += ndjson(path)
        return records

    def rejects(self, run):
        """Reject records of a run, in order."""
        records = []
        for path in sorted((self.error / run).glob("rejects-*.ndjson")):
            records += ndjson(path)
        return records

    def outcome(self, run):
        """Everything a run made that must not depend on threads, kills or engines."""
        return {"staged": self.staged(run), "error zone": hashes(self.error / run), "sandbox": self.sandbox(),
                "import jobs": self.import_jobs()}

    def part(self, object_key, member=""):
        """The decoded bytes a lineage or reject record counts its offsets in."""
        data = (self.raw / object_key).read_bytes()
        name = object_key
        for step in [None, *member.split("!/")] if member else [None]:
            if step is not None:
                if zipfile.is_zipfile(io.BytesIO(data)):
                    data = zipfile.ZipFile(io.BytesIO(data)).read(step)
                else:
                    data = tarfile.open(fileobj=io.BytesIO(data)).extractfile(step).read()
                name = step
            if name.endswith(".gz"):
                data = gzip.decompress(data)
        return data


class JobTest(unittest.TestCase):
    """Gives each test a folder that is gone after it."""

    maxDiff = 4000

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="hios-e2e-", dir=scratch_root()))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def job(self, name="job", **spec):
        return Job(self.folder / name, **spec)

    def check_source(self, job, document, record):
        """That a DocumentReference to its source says what its lineage record and the bytes there say."""
        begin, length = record["offset"], record["length"]
        data = job.part(record["object"], record.get("member", ""))[begin:begin + length]
        attachment = document["content"][0]["attachment"]
        self.assertEqual(attachment["size"], length)
        self.assertEqual(attachment["hash"], base64.b64encode(hashlib.sha1(data).digest()).decode())
        place, = [one["value"] for one in document["identifier"] if one["system"] == "urn:hios:source"]
        name = "!/".join(filter(None, [record["object"], record.get("member")]))
        self.assertEqual(place, f"{name}#bytes={begin}-{begin + length - 1}")

    def run_job(self, job, *arguments, code=0):
        """Runs a job with --json, checks its exit code and balance; the summary."""
        result = job.run("--json", *arguments)
        self.assertEqual(result.code, code, result)
        summary = result.json
        self.assertTrue(summary["balanced"], result)
        self.assertEqual(summary["exit_code"], code)
        return summary

    def assert_sandbox_holds(self, job, lines):
        """The sandbox holds exactly these lines: (type, id) → line."""
        self.assertEqual({key: line for key, (_, line) in job.sandbox().items()}, lines)

    def stop(self, process):
        """Ends a process at once."""
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        return process.wait(PATIENCE)


def patient(name, **more):
    return {"resourceType": "Patient", "id": name, **more}


def bundle(*resources, kind="collection"):
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": resource} for resource in resources]}


# Columns of Synthea's CSV export that its maps require.
PATIENTS = ("Id BIRTHDATE DEATHDATE SSN DRIVERS PASSPORT PREFIX FIRST LAST SUFFIX MAIDEN MARITAL RACE ETHNICITY GENDER "
            "BIRTHPLACE ADDRESS CITY STATE COUNTY ZIP LAT LON HEALTHCARE_EXPENSES HEALTHCARE_COVERAGE").split()
CONDITIONS = "START STOP PATIENT ENCOUNTER CODE DESCRIPTION".split()


def csv_text(columns, rows, **dialect):
    """A CSV file of these columns; `rows` are dicts, what they lack is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n", **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def patient_row(name, **more):
    return {"Id": name, "BIRTHDATE": "1970-01-02", "FIRST": "Ann", "LAST": "Example", "GENDER": "F", **more}


def condition_row(patient_id, number=0, **more):
    return {"START": "2019-02-03", "PATIENT": patient_id, "ENCOUNTER": f"e{number}", "CODE": "44054006",
            "DESCRIPTION": "Diabetes", **more}


def main():
    if not Path(PROGRAM).exists():
        sys.exit(f"{PROGRAM} does not exist: build it, or name it by HIOS_PROGRAM")
    ended = unittest.main(module="__main__", exit=False, verbosity=2)
    result = ended.result
    if not result.wasSuccessful() or result.testsRun == 0:
        sys.exit(1)
    sys.exit(77 if len(result.skipped) == result.testsRun else 0)
