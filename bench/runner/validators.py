"""Validators that take turns on the same lines: hios and, where npm can install it, a peer."""

import json
import pathlib
import shutil
import subprocess

from runner import contestants, measure

PEERS = pathlib.Path(__file__).resolve().parent.parent / "peers"


class HiosValidate:
    """`hios validate --summary` over a data set, process start and reading included."""

    def __init__(self, program, scratch, dataset, level, cores):
        self.name = f"hios {level}"
        self.threads = len(cores)
        self._command = [str(program), "validate", str(dataset.folder), "--level", level, "--summary", "--json",
                         "--threads", str(self.threads)]
        self._dataset = dataset
        self._cores = cores
        self._output = scratch / "validate.json"
        self._problem = None

    def run(self):
        sample = measure.run(self._command, cores=self._cores, stdout=self._output)
        summary = json.loads(self._output.read_text() or "{}")
        if summary.get("resources") != self._dataset.resources or summary.get("with_errors"):
            self._problem = f"{summary.get('resources')} resources seen, {summary.get('with_errors')} refused"
        return sample

    def problem(self):
        return self._problem

    def clean(self):
        self._output.unlink(missing_ok=True)


class InMemory:
    """hios-bench-validate: the validator alone, lines in memory. Its own clock counts, not the process's."""

    def __init__(self, program, scratch, dataset, level, cores):
        self.name = f"hios {level}, lines in memory"
        self.threads = len(cores)
        names = sorted(str(path) for path in dataset.folder.rglob("*.ndjson"))
        self._command = [str(program), "--level", level, "--threads", str(self.threads), *names]
        self._cores = cores
        self._output = scratch / "validate.json"

    def run(self):
        sample = measure.run(self._command, cores=self._cores, stdout=self._output)
        if sample.code == 0:
            figures = json.loads(self._output.read_text())
            sample.wall, sample.cpu = figures["wall_seconds"], figures["cpu_seconds"]
        return sample

    def problem(self):
        return None

    def clean(self):
        self._output.unlink(missing_ok=True)


def medplum(modules, scratch, dataset, cores):
    command = ["node", str(PEERS / "medplum.mjs"), str(modules), str(dataset.list_file)]
    return contestants.Command("medplum validateResource", command, cores, scratch / "medplum.json")


def install_peers(folder):
    """The folder of node modules, or None where there is no npm or no registry."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    modules = folder / "node_modules"
    wanted = json.loads((PEERS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    if not all((modules / name).is_dir() for name in wanted):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(PEERS / "package.json", folder)
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if done.returncode != 0:
            return None
    return modules
