"""Programs measured side by side: each its own process, CPU time and highest memory as the system counted them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

PROGRAMS: Final = Path(__file__).parent / "programs"
_MEGABYTE: Final = 1_000_000
# Linux counts the highest memory in kibibytes, macOS in bytes.
_MEMORY_UNIT: Final = 1 if sys.platform == "darwin" else 1024


class Program(NamedTuple):
    """Something to run: what it is called in the table, and its command line."""

    name: str
    command: Sequence[str]


class Run(NamedTuple):
    """What one run cost: user and system time in seconds, time on the clock of the wall, memory in bytes."""

    cpu: float
    memory: int


class Measured(NamedTuple):
    """All runs of a program, round by round."""

    name: str
    runs: tuple[Run, ...]

    @property
    def cpu(self) -> float:
        """The middle of the CPU times, in seconds."""
        return median(run.cpu for run in self.runs)

    @property
    def memory(self) -> float:
        """The highest memory of any run, in megabytes."""
        return max(run.memory for run in self.runs) / _MEGABYTE

    def times(self, base: "Measured") -> float:
        """How many times the CPU time of another: the middle of the rounds, in each of which both ran."""
        return median(run.cpu / other.cpu for run, other in zip(self.runs, base.runs, strict=True))


def script(name: str, *arguments: object) -> tuple[str, ...]:
    """The command line of one of the programs beside this file."""
    return (sys.executable, str(PROGRAMS / f"{name}.py"), *map(str, arguments))


def returnctl(*arguments: object) -> tuple[str, ...]:
    """The command line of returnctl as it is installed beside this Python."""
    return (str(Path(sys.executable).with_name("returnctl")), *map(str, arguments))


def measure(programs: Sequence[Program], runs: int) -> dict[str, Measured]:
    """Run all programs in turn, so many rounds, so that what disturbs the machine disturbs all of them alike."""
    found: dict[str, list[Run]] = {program.name: [] for program in programs}
    for done in range(runs):
        for program in programs:
            _say(f"round {done + 1} of {runs}: {program.name}")
            found[program.name].append(_run(program))
    _say("")
    return {name: Measured(name, tuple(each)) for name, each in found.items()}


def _run(program: Program) -> Run:
    with subprocess.Popen(program.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        said = process.stderr.read() if process.stderr else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{program.name} ended with {process.returncode}:\n{said[-2000:]}")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss * _MEMORY_UNIT)


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def modules_of(command: Sequence[str], heavy: Sequence[str]) -> tuple[int, list[str]]:
    """How many modules a Python program imports, and which of the heavy ones are among them."""
    said = subprocess.run(
        (sys.executable, "-X", "importtime", *command), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=True,
    ).stderr  # fmt: skip
    names = {line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:")}
    return len(names), [name for name in heavy if name in names]
