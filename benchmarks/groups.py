"""What is measured: a seller's day, shapes of long reports, start-up, formats, peers, overrides; and their goals."""

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
                "returnctl.schema.models")  # fmt: skip
REQUEST: Final = ("decide", "--sku", "A-1", "--reason", "defective", "--delivered", "2026-11-01",
                  "--requested", "2026-11-10", "--amount", "24.90")  # fmt: skip


# The shape that sellers have, and the programs written by hand that are measured on it.
OVERRIDES: Final = "varied, overrides.csv"
LOOPS: Final = {"naive loop, no reasons": "naive_loop", "pydantic loop, no reasons": "pydantic_loop"}


class Wanted(NamedTuple):
    """How much to measure: rows of the reports, rows of the longest, SKUs of overrides, rounds; and where to work."""

    rows: int
    long_rows: int
    skus: int
    runs: int
    quick_runs: int
    folder: Path


class Shop(NamedTuple):
    """A shop's own files."""

    folder: Path

    @property
    def report(self) -> Path:
        """The report, no two rows alike."""
        return self.folder / "report.txt"

    @property
    def overrides(self) -> Path:
        """The overrides as CSV, which a program written by hand reads too."""
        return self.folder / "overrides.csv"

    def terms(self, kind: str) -> tuple[str, ...]:
        """The options for the policy and for the overrides of that kind of file."""
        return ("--policy", str(self.folder / "policy.xlsx"), "--overrides", str(self.folder / f"overrides.{kind}"))


def day(wanted: Wanted) -> Result:
    """A seller's own day: a small report, policy and overrides as workbooks, a worklist as a workbook."""
    shop = _shop(wanted, 500, "--skus", 200, "--overrides", 60)
    worklist = wanted.folder / "worklist.xlsx"
    found = measure(
        [
            Program("python -c pass", (sys.executable, "-c", "pass")),
            Program("bare Typer program", script("typer_bare", "decide", "--sku", "A-1")),
            Program("returnctl decide", _decide(shop.report, worklist, *shop.terms("xlsx"), form="xlsx")),
        ],
        wanted.runs,
    )
    remarks = ["500 rows on 200 SKUs, a policy workbook, an overrides workbook of 60 SKUs; to a worklist workbook."]
    return Result("day", "A seller's own day", found["python -c pass"], tuple(found.values()), (), remarks)


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


def shapes(wanted: Wanted) -> Result:
    """Long reports of several shapes to CSV, each beside a copy of the same file."""
    same = _made("make_report", wanted.folder / f"report-{wanted.rows}.txt", "--rows", wanted.rows)
    shop = _shop(wanted, wanted.rows)
    answers, copy, out = (wanted.folder / f"{name}.csv" for name in ("answers", "copy", "by-hand"))
    ours = {
        "repetitive": _decide(same, answers),
        "varied": _decide(shop.report, answers),
        OVERRIDES: _decide(shop.report, answers, *shop.terms("csv")),
        "varied, overrides.xlsx": _decide(shop.report, answers, *shop.terms("xlsx")),
        f"{OVERRIDES}, --keep-columns": _decide(shop.report, answers, *shop.terms("csv"), "--keep-columns"),
    }
    found = measure(
        [
            Program("repetitive: copy", script("csv_copy", same, copy)),
            Program("varied: copy", script("csv_copy", shop.report, copy)),
            *[Program(name, command) for name, command in ours.items()],
            *[Program(name, script(file, shop.report, out, shop.overrides)) for name, file in LOOPS.items()],
        ],
        wanted.runs,
    )
    same_copy, base = found["repetitive: copy"], found["varied: copy"]
    copies = {name: same_copy if name == "repetitive" else base for name in ours}
    goals = [Goal(f"CPU time, {name}, against its copy", found[name].times(copy), 6) for name, copy in copies.items()]
    goals.append(Goal("memory, the highest of these", max(found[name].memory for name in ours), 100, "MB"))
    remarks = [
        f"repetitive: {wanted.rows:,} rows, {_size(same)}; varied: {wanted.rows:,} rows, {_size(shop.report)}.",
        "varied with overrides: policy.xlsx with dated rows and categories, overrides of 10,000 of the 20,000 SKUs.",
        "The goal is 4.5 × the copy; the limit is 6 ×.",
        "The loops read overrides.csv, know the policy as constants, and give no reasons.",
    ]
    if wanted.long_rows > wanted.rows:
        memory = _longest(wanted).memory
        more = (memory - found[OVERRIDES].memory) * 1e6 / (wanted.long_rows - wanted.rows)
        goals.append(Goal(f"memory of each further row, up to {wanted.long_rows:,}", more, 16, "bytes"))
        remarks.append(f"{OVERRIDES}, {wanted.long_rows:,} rows, one run: {memory:.0f} MB.")
    bases = copies | {"repetitive: copy": same_copy}
    return Result("shapes", "Long reports", base, tuple(found.values()), goals, remarks, wanted.rows, bases)


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.0f} MB"


def _longest(wanted: Wanted) -> Measured:
    """One run on the longest report, with the same overrides."""
    shop, name = _shop(wanted, wanted.long_rows), "returnctl, the longest report"
    command = _decide(shop.report, wanted.folder / "answers.csv", *shop.terms("csv"))
    found = measure([Program(name, command)], 1)[name]
    shop.report.unlink()
    return found


def formats(wanted: Wanted) -> Result:
    """A report of 10 MB to every kind of file."""
    rows = min(TEN_MB, wanted.rows)
    shop = _shop(wanted, rows)
    kinds = ("csv", "jsonl", "json", "xlsx")
    ways = [(form, more) for more in ((), ("--keep-columns",)) for form in kinds]
    found = measure(
        [
            Program(
                " ".join((form, *more)),
                _decide(shop.report, wanted.folder / f"formats.{form}", *shop.terms("xlsx"), *more, form=form),
            )
            for form, more in ways
        ],
        wanted.runs,
    )
    goals = [Goal(f"10 MB to {name}", each.cpu, 10, "s") for name, each in found.items()]
    remarks = [f"{rows:,} rows, {_size(shop.report)}; policy.xlsx, and overrides.xlsx of 10,000 SKUs."]
    return Result("formats", "10 MB to every kind of file", found["csv"], tuple(found.values()), goals, remarks, rows)


def _decide(path: Path, out: Path, *options: str, form: str = "csv") -> tuple[str, ...]:
    return returnctl("decide", path, "--format", form, "--output", out, "--as-of", AS_OF, *options)


def zen(wanted: Wanted) -> Result:
    """The same rules in GoRules ZEN, and by hand, on the varied report with overrides."""
    found, remarks = _peers(wanted, LOOPS | {"GoRules ZEN": "zen_loop"})
    ours, others = found["returnctl"], found["GoRules ZEN"]
    goals = [Goal("rows for each second of CPU, against ZEN", others.times(ours), 3.0, least=True)]
    return Result("zen", "Against GoRules ZEN", ours, tuple(found.values()), goals, remarks, wanted.rows)


def polars(wanted: Wanted) -> Result:
    """The same rules written by hand in Polars, on the varied report with overrides."""
    found, remarks = _peers(wanted, {"Polars, no reasons": "polars_program"})
    ours, others = found["returnctl"], found["Polars, no reasons"]
    goals = [
        Goal("CPU time, against Polars", ours.times(others), 3.0),
        Goal("memory, against Polars", ours.memory / others.memory, 0.25),
    ]
    return Result("polars", "Against Polars", ours, tuple(found.values()), goals, remarks, wanted.rows)


def _peers(wanted: Wanted, programs: Mapping[str, str]) -> tuple[Mapping[str, Measured], list[str]]:
    """Measure programs beside returnctl, and say how far their answers agree with its own."""
    shop, ours = _shop(wanted, wanted.rows), wanted.folder / "ours.csv"
    outputs = {name: wanted.folder / f"{file}.csv" for name, file in programs.items()}
    found = measure(
        [
            Program("returnctl", _decide(shop.report, ours, *shop.terms("csv"))),
            *[Program(name, script(programs[name], shop.report, out, shop.overrides)) for name, out in outputs.items()],
        ],
        wanted.runs,
    )
    remarks = [f"{wanted.rows:,} rows, {_size(shop.report)}; overrides of 10,000 of the 20,000 SKUs."]
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


def _shop(wanted: Wanted, rows: int, *options: object) -> Shop:
    """The files of a shop with so many rows in its report."""
    return Shop(_made("make_shop", wanted.folder / f"shop-{rows}", "--rows", rows, *options))


def _made(maker: str, path: Path, *options: object) -> Path:
    """A file or a folder made by its own process, so that making it does not count as anybody's memory."""
    if not path.exists():
        command = (sys.executable, "-m", f"benchmarks.{maker}", str(path), *map(str, options))
        subprocess.run(command, check=True, cwd=Path(__file__).parent.parent)
    return path


GROUPS: Final[dict[str, Callable[[Wanted], Result]]] = {
    "day": day,
    "shapes": shapes,
    "start-up": start_up,
    "formats": formats,
    "zen": zen,
    "polars": polars,
    "overrides": overrides,
}
