"""Checks the whole project in an environment of its own: lint, types, import contract, tests, docs.

Needs Python 3.11 or later and nothing else. Run it as `python3 check.py` from the project's folder.
"""

import os
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PLACE = HERE / ".venv-check"
SCRIPTS = PLACE / ("Scripts" if os.name == "nt" else "bin")
# Being measured more than doubles the time of a test, so only those are measured that alone reach every branch.
MEASURED = tuple(f"tests/{room}" for room in ("values", "deciding", "proving", "views"))
PYTEST = ("pytest", "-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")


class Step(NamedTuple):
    """A command that has to succeed, and what it checks."""

    name: str
    command: tuple[str, ...]


# The two rows run side by side.
ROWS = (
    (
        Step("lint", ("ruff", "check", ".")),
        Step("format", ("ruff", "format", "--check", ".")),
        Step("types", ("mypy",)),
        Step("import contract", ("lint-imports", "--no-cache")),
    ),
    (
        Step("tests of values, deciding, proving and views", (*PYTEST, "--cov", "--cov-report=", *MEASURED)),
        Step("branch coverage of values, deciding and proving", ("coverage", "report", "--fail-under=100")),
        Step("all other tests, and docs", (*PYTEST, *(f"--ignore={folder}" for folder in MEASURED))),
    ),
)


def main() -> int:
    """Make the environment anew, install the project into it, and run every step; 1 if any of them fails."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the message is for those who have an older one
        print("returnctl needs Python 3.11 or later; this is", sys.version.split()[0])
        return 1
    shutil.rmtree(PLACE, ignore_errors=True)
    venv.create(PLACE, with_pip=True)
    pip = (str(SCRIPTS / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run((*pip, "--editable", ".[dev]"), cwd=HERE, check=True)
    with ThreadPoolExecutor() as pool:
        failed = [name for names in pool.map(failures, ROWS) for name in names]
    print("failed: " + ", ".join(failed) if failed else "all checks passed")
    return 1 if failed else 0


def failures(steps: tuple[Step, ...]) -> list[str]:
    """Run steps one after another, print what each says when it has ended, and return the names of those that fail."""
    failed = []
    for name, (tool, *arguments) in steps:
        done = subprocess.run(
            (str(SCRIPTS / tool), *arguments),
            cwd=HERE,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        print(f"== {name}\n{done.stdout.rstrip()}", flush=True)
        if done.returncode:
            failed.append(name)
    return failed


if __name__ == "__main__":
    sys.exit(main())
