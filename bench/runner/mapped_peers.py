"""Peers of the cases in which documents are mapped: readers and converters of HL7 v2, C-CDA and CSV.

A peer that cannot be had on this machine is left out; `missing` collects what to say about it.
"""

import json
import pathlib
import shutil
import subprocess
import sys

from runner import contestants, validators

PEERS = pathlib.Path(__file__).resolve().parent.parent / "peers"


class Peer(contestants.Command):
    """A script over a data set of its own size: slow ones get less. It prints how many documents it took."""

    def __init__(self, name, command, dataset, cores, output):
        super().__init__(name, command, cores, output)
        self.dataset = dataset
        self.note = ""
        self._problem = None

    def run(self):
        sample = super().run()
        if sample.code == 0:
            told = json.loads(self._output.read_text() or "{}")
            if told.get("documents", self.dataset.resources) != self.dataset.resources:
                self._problem = f"{told['documents']} documents taken of {self.dataset.resources}"
            if told.get("failed"):
                self.note = f"{told['failed']} of {told['documents']} documents not converted"
        return sample

    def problem(self):
        return self._problem


class Peers:
    """Makes peers; `scratch` takes their output."""

    def __init__(self, bench):
        self._cores = bench.one_core()
        self._scratch = bench.scratch
        self._jq = bench.jq
        self._modules = validators.install_peers(bench.peer_folder)
        self.missing = []
        if not self._modules:
            self.missing.append("no Node.js, npm or registry: JavaScript peers and DuckDB are left out")

    def python(self, name, needs, script, dataset, *more):
        """A Python that has the module: ours, or the system's with Debian's packages."""
        for program in dict.fromkeys((sys.executable, "/usr/bin/python3")):
            found = shutil.which(program) and subprocess.run(
                [program, "-c", f"import {needs}"], capture_output=True, check=False).returncode == 0
            if found:
                return [self._peer(name, [program, str(PEERS / script), *more], dataset)]
        self.missing.append(f"no Python has the module {needs}: {name} is left out. "
                            f"Mend: apt-get install python3-{needs}")
        return []

    def node(self, name, script, dataset, *more):
        if not self._modules:
            return []
        return [self._peer(name, ["node", str(PEERS / script), str(self._modules), *more], dataset)]

    def lua(self, name, script, dataset, *more):
        found = shutil.which("lua5.4")
        if not found or subprocess.run([found, "-e", "require 'cjson'"], capture_output=True, check=False).returncode:
            self.missing.append(f"no lua5.4 with cjson: {name} is left out. Mend: apt-get install lua5.4 lua-cjson")
            return []
        return [self._peer(name, [found, str(PEERS / script), *more], dataset)]

    def jq(self, name, script, dataset, *more):
        if not self._jq:
            self.missing.append(f"no jq on the PATH: {name} is left out")
            return []
        return [self._peer(name, [self._jq, "-Rc", "-f", str(PEERS / script), *more], dataset, told=False)]

    def _peer(self, name, command, dataset, told=True):
        peer = Peer(name, command, dataset, self._cores, self._scratch / "peer.out")
        if not told:
            peer.run = lambda: contestants.Command.run(peer)
        return peer
