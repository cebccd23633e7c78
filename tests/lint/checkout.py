"""What the checks share: the files of a checkout, and one way to report and to prove themselves.

A check is a function from a checkout's root to a list of findings, each "file:line: text". Beside it
stand planted violations: the self-test builds a small checkout from each and expects a finding, so
that a check that has gone blind is seen.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("pipeline", "stages", "io", "jobs", "tests", "bench")
SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def files(root, suffixes=None, folders=None):
    """Relative paths of the checkout's own files, sorted: what git tracks or would track."""
    names = _from_git(root)
    if names is None:
        names = _from_disk(root)
    paths = (Path(name) for name in sorted(names))
    return [
        path
        for path in paths
        if (suffixes is None or path.suffix in suffixes)
        and (folders is None or path.parts[0] in folders)
        and (root / path).is_file()
    ]


def _from_git(root):
    """None when this is no git checkout of its own (an unpacked archive) or git may not read it."""
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        run = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return {os.fsdecode(name) for name in run.stdout.split(b"\0") if name}


def _from_disk(root):
    names = set()
    for folder, below, entries in os.walk(root):
        hidden = {name for name in below if name.startswith(".") and name not in (".ci", ".github")}
        below[:] = [name for name in below if name not in hidden | {"build", "__pycache__"}]
        names.update(os.path.relpath(os.path.join(folder, entry), root) for entry in entries)
    return names


def lines(root, path):
    """Numbered lines of a text file; none for a binary one."""
    data = (root / path).read_bytes()
    if b"\0" in data:
        return []
    return list(enumerate(data.decode("utf-8", "replace").splitlines(), 1))


def main(check, planted, clean):
    """Runs the check on this checkout, or with --self-test on the planted violations.

    `planted` maps a name to {path: text}, each of which must give a finding; `clean` is one such set
    of files that must give none.
    """
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(_self_test(check, planted, clean))
    findings = check(ROOT)
    print("\n".join(findings) if findings else "nothing found")
    sys.exit(1 if findings else 0)


def _self_test(check, planted, clean):
    blind = [name for name, tree in planted.items() if not _check_tree(check, tree)]
    for name in blind:
        print(f"the check does not see: {name}")
    wrong = _check_tree(check, clean)
    for finding in wrong:
        print(f"a finding where there should be none: {finding}")
    print(f"{len(planted) - len(blind)} of {len(planted)} planted violations seen")
    return 1 if blind or wrong else 0


def _check_tree(check, tree):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path, text in tree.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text.replace("@ROOT@", str(root)))
        return check(root)
