#!/usr/bin/env python3
"""What ./bootstrap does about packages, on made-up machines: dpkg-query, apt-get, id and sudo are doubles."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import checkout

TOOLS = ("bash", "env", "dirname", "awk", "sed", "grep", "cat", "mkdir", "tail", "cut", "rm")


def listed_packages():
    text = (checkout.ROOT / "cmake/debian-packages.txt").read_text()
    return re.findall(r"^([a-z][a-z0-9+.-]+)", text, re.MULTILINE)


class Machine:
    """A PATH of doubles and the few real tools that the script needs."""

    def __init__(self, folder, installed, user=0, sudo=False):
        self.folder = Path(folder)
        self.calls = self.folder / "calls"
        self.status = self.folder / "status"
        self.calls.write_text("")
        self.status.write_text("".join(f"installed {name}\n" for name in installed))
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.double("dpkg-query", f'cat "{self.status}"')
        self.double("id", f"echo {user}")
        self.double(
            "apt-get",
            f'echo "$DEBIAN_FRONTEND apt-get $*" >>"{self.calls}"\n'
            'case " $* " in *" install "*) ;; *) exit 0 ;; esac\n'
            'while [[ $1 != --no-install-recommends ]]; do shift; done; shift\n'
            f'for name; do echo "installed $name" >>"{self.status}"; done',
        )
        if sudo:
            self.double("sudo", f'echo "sudo $1" >>"{self.calls}"; [[ $1 == -n ]] && shift; exec "$@"')

    def double(self, name, body):
        path = self.bin / name
        path.write_text(f"#!{self.bin / 'bash'}\n{body}\n")
        path.chmod(0o755)

    def bootstrap(self, *words):
        # A copy, so that its logs do not land in the build folder of the checkout under test.
        home = self.folder / "checkout"
        (home / "cmake").mkdir(parents=True, exist_ok=True)
        for name in ("bootstrap", "cmake/debian-packages.txt"):
            (home / name).write_bytes((checkout.ROOT / name).read_bytes())
        command = [str(self.bin / "bash"), str(home / "bootstrap"), *words]
        environment = {"PATH": str(self.bin), "HOME": os.environ.get("HOME", "/")}
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)


class BootstrapTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_nothing_missing_touches_no_network(self):
        machine = Machine(self.folder, listed_packages())
        run = machine.bootstrap("packages")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(machine.calls.read_text(), "")

    def test_missing_packages_are_installed_after_an_update(self):
        installed = set(listed_packages()) - {"cmake", "g++"}
        machine = Machine(self.folder, installed)
        run = machine.bootstrap("packages")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        update, install = machine.calls.read_text().splitlines()
        self.assertRegex(update, r"^noninteractive apt-get .*update$")
        self.assertRegex(install, r"^noninteractive apt-get .*install -y --no-install-recommends cmake g\+\+$")

    def test_a_user_with_sudo_installs_through_it_without_a_prompt(self):
        machine = Machine(self.folder, [], user=1000, sudo=True)
        run = machine.bootstrap("packages")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(machine.calls.read_text().count("sudo -n\n"), 2)

    def test_a_user_without_sudo_is_told_the_packages_and_the_command(self):
        machine = Machine(self.folder, set(listed_packages()) - {"ninja-build"}, user=1000)
        run = machine.bootstrap("packages")
        self.assertEqual(run.returncode, 1)
        self.assertIn("needs root or sudo", run.stderr)
        self.assertIn("apt-get install --no-install-recommends ninja-build", run.stderr)
        self.assertEqual(machine.calls.read_text(), "")

    def test_a_failing_apt_get_ends_it_and_shows_why(self):
        machine = Machine(self.folder, [])
        machine.double("apt-get", "echo no route to host; exit 100")
        run = machine.bootstrap("packages")
        self.assertEqual(run.returncode, 1)
        self.assertIn("no route to host", run.stdout)

    def test_an_unknown_verb_shows_the_verbs(self):
        run = Machine(self.folder, []).bootstrap("frobnicate")
        self.assertEqual(run.returncode, 1)
        self.assertIn("there is no verb 'frobnicate'", run.stderr)
        self.assertIn("./bootstrap VERB", run.stderr)

    def test_help_names_every_verb(self):
        run = Machine(self.folder, []).bootstrap("--help")
        self.assertEqual(run.returncode, 0)
        verbs = re.findall(r"^verb_(\w+)\(\)", (checkout.ROOT / "bootstrap").read_text(), re.MULTILINE)
        self.assertGreater(len(verbs), 8)
        for verb in verbs:
            self.assertRegex(run.stdout, rf"(?m)^  {verb}\b")


if __name__ == "__main__":
    unittest.main()
