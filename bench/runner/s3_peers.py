"""Programs that bring objects out of S3 and back, beside HIOS."""

import contextlib
import json
import os
import shutil

from runner import contestants, measure


@contextlib.contextmanager
def environment(variables):
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class InS3:
    """A command with the server's variables; `{copy}` in it becomes an empty folder."""

    threads = 1

    def __init__(self, name, command, scratch, variables, cores):
        self.name = name
        self.command = command
        self._copy = scratch / "copy"
        self._variables = variables
        self._cores = cores

    def run(self, variables=None, **more):
        self.clean()
        command = [part.replace("{copy}", str(self._copy)) for part in self.command]
        with environment(variables or self._variables):
            return measure.run(command, cores=self._cores, **more)

    def problem(self):
        return None

    def clean(self):
        shutil.rmtree(self._copy, ignore_errors=True)


def shell(*steps):
    return ["sh", "-c", " && ".join(steps)]


def rclone_remote(variables):
    """rclone's settings of a remote named "s3", as variables."""
    return {**variables, "RCLONE_CONFIG_S3_TYPE": "s3", "RCLONE_CONFIG_S3_PROVIDER": "Other", "RCLONE_CONFIG_S3_ENV_AUTH": "true",
            "RCLONE_CONFIG_S3_ENDPOINT": variables["AWS_ENDPOINT_URL"], "RCLONE_CONFIG": os.devnull}


# A folder's copy is what is read and written by a run from S3 to S3, without anything done to it.
AWS = "aws s3 cp --recursive --only-show-errors"
COPIES = {
    "aws": (f"{AWS} s3://raw-zone/in '{{copy}}'", f"{AWS} '{{copy}}' s3://stage/copy"),
    "rclone": ("rclone copy s3:raw-zone/in '{copy}'", "rclone copy --ignore-times '{copy}' s3:stage/copy"),
}
NAMES = {"aws": "aws s3 cp --recursive", "rclone": "rclone copy"}


def missing():
    return [program for program in COPIES if not shutil.which(program)]


def copying(bench, server, *, back):
    """Out of S3 into a folder; with `back` also from there into S3."""
    found = []
    for program, steps in COPIES.items():
        if not shutil.which(program):
            continue
        variables = server.variables() if program == "aws" else rclone_remote(server.variables())
        taken = steps if back else steps[:1]
        found.append(InS3(NAMES[program] + (", there and back" if back else ""), shell(*taken), bench.scratch, variables,
                          bench.one_core()))
    return found


def storing(bench, server, dataset):
    """A folder into S3: `hios store` and its peers, each time into a prefix that holds nothing."""
    sources = {"hios store": f"'{bench.hios}' store '{dataset.folder}' s3://stage/put-$$ --quiet",
               **{NAMES["aws"]: f"{AWS} '{dataset.folder}' s3://stage/put-$$" for _ in [0] if shutil.which("aws")},
               **{NAMES["rclone"]: f"rclone copy '{dataset.folder}' s3:stage/put-$$" for _ in [0] if shutil.which("rclone")}}
    return [InS3(name, shell(command), bench.scratch, rclone_remote(server.variables()), bench.one_core())
            for name, command in sources.items()]


class HiosS3(contestants.Hios):
    """`hios run` from S3 to S3; each run starts from an empty ledger and stages under a prefix of its own."""

    def __init__(self, bench, dataset, server, **more):
        super().__init__(bench.hios, bench.scratch, dataset, name="hios s3", **{"threads": 1, "cores": bench.one_core(), **more})
        self._server = server

    def run(self, variables=None, **more):
        with environment(variables or self._server.variables()):
            sample = super().run(**more)
        if sample.code == 0:
            self.output_lines = json.loads((self._zones / "summary.json").read_text())["resources"]["staged"]
        return sample

    def _spec_text(self):
        zones = {"source": "s3://raw-zone/in", "staging": "s3://stage", "error": "s3://errors"}
        return "".join(f"{line.split(':')[0]}: {zones.get(line.split(':')[0])}\n" if line.split(":")[0] in zones else line + "\n"
                       for line in super()._spec_text().splitlines())
