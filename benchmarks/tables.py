"""Results as tables of Markdown, which read well on a terminal too, and their place in a page."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from benchmarks.measure import Measured

LIBRARIES = ("returnctl", "typer", "pydantic", "openpyxl", "rich", "polars", "zen-engine")


class Goal(NamedTuple):
    """What is to be reached: the words for it, what was measured, and the limit; `least` turns it round."""

    words: str
    found: float
    limit: float
    unit: str = "×"
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.found >= self.limit if self.least else self.found <= self.limit


class Result(NamedTuple):
    """One group of measurements: a heading, what was run, ratios to the base, goals, and remarks.

    `bases` are those of programs that are compared with another one than the base.
    """

    name: str
    heading: str
    base: Measured
    measured: Sequence[Measured]
    goals: Sequence[Goal]
    remarks: Sequence[str] = ()
    rows: int = 0
    bases: Mapping[str, Measured] = MappingProxyType({})


def markdown(result: Result) -> str:
    """The tables of a group."""
    per_row = ["µs a row"] if result.rows else []
    head = ["program", "CPU s", "× its copy" if result.bases else f"× {result.base.name}", *per_row, "memory MB"]
    body = [
        [
            each.name,
            f"{each.cpu:.3f}" if each.cpu < 1 else f"{each.cpu:.2f}",
            f"{each.times(result.bases.get(each.name, result.base)):.2f}",
            *([f"{each.cpu / result.rows * 1e6:.2f}"] if result.rows else []),
            f"{each.memory:.0f}",
        ]
        for each in result.measured
    ]
    goals = [
        [goal.words, f"{'≥' if goal.least else '≤'} {_number(goal.limit)} {goal.unit}",
         f"{_number(goal.found)} {goal.unit}", "yes" if goal.met else "**no**"]
        for goal in result.goals
    ]  # fmt: skip
    runs = len(result.base.runs)
    parts = [
        f"## {result.heading}",
        _table(head, body, 1) + f"\n\n{runs} runs each, in turn; CPU time: the middle; memory: the highest.",
        _table(["goal", "limit", "measured", "met"], goals, 1) if goals else "",
        "\n".join(f"- {remark}" for remark in result.remarks),
    ]
    return "\n\n".join(part for part in parts if part)


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")


def _table(head: Sequence[str], body: Sequence[Sequence[str]], texts: int) -> str:
    widths = [max(map(len, cells)) for cells in zip(head, *body, strict=True)]
    marks = ["-" * width if place < texts else "-" * (width - 1) + ":" for place, width in enumerate(widths)]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.ljust(width) if place < texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    return "\n".join([line(head), line(marks), *map(line, body)])


def machine() -> str:
    """The machine, Python and the libraries."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{_processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()}; "
        f"{platform.python_implementation()} {platform.python_version()}; {libraries}."
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    model = (
        re.search(r"^model name\s*:\s*(.+)$", told.read_text(encoding="utf-8"), re.MULTILINE) if told.exists() else None
    )
    return model[1] if model else platform.processor() or platform.machine()


def put(page: str, name: str, text: str) -> str:
    """A page with the part between the two markers of that name replaced, or added at its end."""
    first, last = f"<!-- benchmarks: {name} -->", f"<!-- end of benchmarks: {name} -->"
    part = f"{first}\n\n{text}\n\n{last}"
    before, found, rest = page.partition(first)
    return before + part + rest.partition(last)[2] if found else f"{page.rstrip()}\n\n{part}\n"
