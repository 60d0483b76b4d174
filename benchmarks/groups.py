"""What is measured: start-up, a long report, the peers, a workbook of overrides; and the goals of each."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.agreement import agreement
from benchmarks.measure import Measured, Program, measure, modules_of, returnctl, script
from benchmarks.tables import Goal, Result

AS_OF: Final = "2026-11-23"
# Rows that make a report of 10 MB.
TEN_MB: Final = 35_000
HEAVY: Final = ("openpyxl", "rich.console", "rich.markdown", "pydantic", "pydantic.main", "xml.etree.ElementTree",
                "asyncio", "email", "json", "csv", "difflib", "tempfile", "zoneinfo", "decimal", "inspect",
                "returnctl.values.models")  # fmt: skip
REQUEST: Final = ("decide", "--sku", "A-1", "--reason", "defective", "--delivered", "2026-11-01",
                  "--requested", "2026-11-10", "--amount", "24.90")  # fmt: skip


class Wanted(NamedTuple):
    """How much to measure: rows of the long report, rows of ZEN's, SKUs of overrides, rounds; and where to work."""

    rows: int
    peer_rows: int
    skus: int
    runs: int
    quick_runs: int
    folder: Path


def start_up(wanted: Wanted) -> Result:
    """How long the program takes before it does anything."""
    found = measure(
        [
            Program("python -c pass", (sys.executable, "-c", "pass")),
            Program("bare Typer --help", script("typer_bare", "--help")),
            Program("returnctl --help", returnctl("--help")),
            Program("Typer with pydantic models", script("typer_models", *REQUEST)),
            Program("returnctl decide, one request", returnctl(*REQUEST, "--as-of", AS_OF)),
        ],
        wanted.quick_runs,
    )
    base, bare, help_, models, one = found.values()
    goals = [
        Goal("`--help`, against a bare Typer program's", help_.times(bare), 1.1),
        Goal("one request, against Typer with pydantic models", one.times(models), 1.3),
    ]
    remarks = [
        _imports("bare Typer --help", script("typer_bare", "--help")),
        _imports("returnctl --help", returnctl("--help")),
        _imports("Typer with pydantic models", script("typer_models", *REQUEST)),
        _imports("returnctl decide, one request", returnctl(*REQUEST, "--as-of", AS_OF)),
    ]
    return Result("start-up", "Start-up", base, (base, bare, help_, models, one), goals, remarks)


def _imports(name: str, command: tuple[str, ...]) -> str:
    arguments = command[1:] if command[0] == sys.executable else command
    count, heavy = modules_of(arguments, HEAVY)
    return f"{name}: {count} modules, of the heavy ones {', '.join(heavy) or 'none'}"


def report(wanted: Wanted) -> Result:
    """A long report in Amazon's own shape, to CSV."""
    path = _made("make_report", wanted.folder / f"report-{wanted.rows}.txt", "--rows", wanted.rows)
    out, answers = wanted.folder / "out.csv", wanted.folder / "answers.csv"
    found = measure(
        [
            Program("csv.reader pass", script("csv_pass", path)),
            Program("csv.reader to csv.writer", script("csv_copy", path, out)),
            Program("naive loop, no reasons", script("naive_loop", path, out)),
            Program("pydantic loop, no reasons", script("pydantic_loop", path, out)),
            Program("returnctl", _decide(path, answers)),
            Program("returnctl --keep-columns", _decide(path, answers, "--keep-columns")),
        ],
        wanted.runs,
    )
    copy, ours, kept = found["csv.reader to csv.writer"], found["returnctl"], found["returnctl --keep-columns"]
    goals = [
        Goal("CPU time, against the copy", ours.times(copy), 2.0),
        Goal("CPU time with `--keep-columns`, against the copy", kept.times(copy), 2.0),
        Goal("memory", max(ours.memory, kept.memory), 150, "MB"),
        Goal("memory for each row beyond these", _growth(wanted, answers, ours), 16, "bytes"),
    ]
    remarks = [f"{wanted.rows:,} rows, {path.stat().st_size / 1e6:.0f} MB."]
    return Result("report", "A long report", copy, tuple(found.values()), goals, remarks, wanted.rows)


def formats(wanted: Wanted) -> Result:
    """A report of 10 MB to every kind of file."""
    path = _made("make_report", wanted.folder / f"report-{TEN_MB}.txt", "--rows", TEN_MB)
    kinds = ("csv", "jsonl", "json", "xlsx")
    ways = [(form, more) for more in ((), ("--keep-columns",)) for form in kinds]
    found = measure(
        [
            Program(" ".join((form, *more)), _decide(path, wanted.folder / f"out.{form}", *more, form=form))
            for form, more in ways
        ],
        wanted.runs,
    )
    goals = [Goal(f"10 MB to {name}", each.cpu, 10, "s") for name, each in found.items()]
    remarks = [f"{TEN_MB:,} rows, {path.stat().st_size / 1e6:.0f} MB."]
    return Result("formats", "10 MB to every kind of file", found["csv"], tuple(found.values()), goals, remarks, TEN_MB)


def _growth(wanted: Wanted, out: Path, ours: Measured) -> float:
    """The memory that a report twice as long takes more, by row."""
    path = _made("make_report", wanted.folder / f"report-{2 * wanted.rows}.txt", "--rows", 2 * wanted.rows)
    twice = measure([Program("returnctl, twice the rows", _decide(path, out))], 1)
    path.unlink()
    return (twice["returnctl, twice the rows"].memory - ours.memory) * 1e6 / wanted.rows


def _decide(path: Path, out: Path, *options: str, form: str = "csv") -> tuple[str, ...]:
    return returnctl("decide", path, "--format", form, "--output", out, "--as-of", AS_OF, *options)


def zen(wanted: Wanted) -> Result:
    """The same rules in GoRules ZEN, on the same long report; and on a shorter one, where less comes up again."""
    ours_and_zen = ("GoRules ZEN", "zen_loop")
    programs = ("naive loop", "naive_loop"), ("pydantic loop", "pydantic_loop"), ours_and_zen
    found, remarks = _peers(wanted, wanted.rows, programs)
    ours, others = found["returnctl"], found["GoRules ZEN"]
    shorter, _ = _peers(wanted, wanted.peer_rows, (ours_and_zen,))
    times = shorter["GoRules ZEN"].times(shorter["returnctl"])
    goals = [Goal("rows for each second of CPU, against ZEN", others.times(ours), 3.0, least=True)]
    remarks.append(f"The same on {wanted.peer_rows:,} rows: {times:.2f} × the rows of GoRules ZEN.")
    return Result("zen", "Against GoRules ZEN", ours, tuple(found.values()), goals, remarks, wanted.rows)


def polars(wanted: Wanted) -> Result:
    """The same rules written by hand in Polars."""
    found, remarks = _peers(wanted, wanted.rows, (("Polars, no reasons", "polars_program"),))
    ours, others = found["returnctl"], found["Polars, no reasons"]
    goals = [
        Goal("CPU time, against Polars", ours.times(others), 3.0),
        Goal("memory, against Polars", ours.memory / others.memory, 0.25),
    ]
    return Result("polars", "Against Polars", ours, tuple(found.values()), goals, remarks, wanted.rows)


def _peers(
    wanted: Wanted, rows: int, programs: tuple[tuple[str, str], ...]
) -> tuple[Mapping[str, Measured], list[str]]:
    """Measure programs on one report beside returnctl, and say how far their answers agree with its own."""
    path = _made("make_report", wanted.folder / f"report-{rows}.txt", "--rows", rows)
    ours = wanted.folder / "ours.csv"
    outputs = {name: wanted.folder / f"{file}.csv" for name, file in programs}
    found = measure(
        [
            Program("returnctl", _decide(path, ours)),
            *[Program(name, script(file, path, outputs[name])) for name, file in programs],
        ],
        wanted.runs,
    )
    remarks = [f"{rows:,} rows."]
    remarks += [f"{name}: the same recommendation in {agreement(ours, out)}" for name, out in outputs.items()]
    return found, remarks


def overrides(wanted: Wanted) -> Result:
    """A workbook of overrides, loaded and validated."""
    path = _made("make_overrides", wanted.folder / f"overrides-{wanted.skus}.xlsx", "--skus", wanted.skus)
    found = measure(
        [
            Program("openpyxl, cells", script("openpyxl_cells", path)),
            Program("openpyxl, values only", script("openpyxl_values", path)),
            Program("returnctl load_policy", script("load_overrides", path)),
        ],
        wanted.runs,
    )
    base, _, ours = found.values()
    goals = [Goal("CPU time, against openpyxl's cells", ours.times(base), 1.3)]
    remarks = [f"{wanted.skus:,} SKUs of 12 columns, every cell filled; openpyxl read-only, without defusedxml."]
    return Result("overrides", "A workbook of overrides", base, tuple(found.values()), goals, remarks, wanted.skus)


def _made(maker: str, path: Path, *options: object) -> Path:
    """A file made by its own process, so that making it does not count as anybody's memory."""
    if not path.exists():
        command = (sys.executable, "-m", f"benchmarks.{maker}", str(path), *map(str, options))
        subprocess.run(command, check=True, cwd=Path(__file__).parent.parent)
    return path


GROUPS: Final[dict[str, Callable[[Wanted], Result]]] = {
    "start-up": start_up,
    "report": report,
    "formats": formats,
    "zen": zen,
    "polars": polars,
    "overrides": overrides,
}
