"""Checks the whole project in an environment of its own: lint, types, import contract, tests, docs.

Needs Python 3.11 or later and nothing else. Run it as `python3 check.py` from the project's folder.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = HERE / ".venv-check"
STEPS = (
    ("lint", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("types", ("mypy",)),
    ("import contract", ("lint-imports", "--no-cache")),
    ("tests and docs", ("coverage", "run", "-m", "pytest")),
    ("branch coverage of values, deciding and proving", ("coverage", "report", "--fail-under=100")),
)


def main() -> int:
    """Make the environment anew, install the project into it, and run every step; 1 if any of them fails."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the message is for those who have an older one
        print("returnctl needs Python 3.11 or later; this is", sys.version.split()[0])
        return 1
    shutil.rmtree(PLACE, ignore_errors=True)
    venv.create(PLACE, with_pip=True)
    scripts = PLACE / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ".[dev]")
    failed = []
    for name, (tool, *arguments) in STEPS:
        print(f"== {name}", flush=True)
        command = [python, "-m", "coverage", *arguments] if tool == "coverage" else [str(scripts / tool), *arguments]
        if subprocess.run(command, cwd=HERE, check=False).returncode:
            failed.append(name)
    print("failed: " + ", ".join(failed) if failed else "all checks passed")
    return 1 if failed else 0


def run(*command: str) -> None:
    """Run a command that has to succeed."""
    subprocess.run(command, cwd=HERE, check=True)


if __name__ == "__main__":
    sys.exit(main())
