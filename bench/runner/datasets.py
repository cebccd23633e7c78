"""The generated input of the cases. Made once a call, by hios-datagen with a fixed seed."""

import dataclasses
import json
import pathlib
import subprocess

SEED = "4242"


@dataclasses.dataclass
class Dataset:
    folder: pathlib.Path
    files: int
    resources: int  # written, repeats included
    distinct: int  # different (type, id)
    bytes: int  # before compression

    @property
    def list_file(self):
        return self.folder.with_suffix(".files")


class Datasets:
    def __init__(self, datagen, root):
        self._datagen = datagen
        self._root = root
        self._made = {}

    def get(self, *arguments):
        if arguments not in self._made:
            self._made[arguments] = self._make(arguments)
        return self._made[arguments]

    def _make(self, arguments):
        folder = self._root / f"input-{len(self._made)}"
        command = [str(self._datagen), *map(str, arguments), "--seed", SEED, "--out", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
        dataset = Dataset(folder, **json.loads(done.stdout))
        names = sorted(str(path) for path in folder.rglob("*") if path.is_file())
        dataset.list_file.write_bytes(b"".join(name.encode() + b"\0" for name in names))
        return dataset
