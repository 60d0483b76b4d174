"""Measure the program beside what could be used instead: `python -m benchmarks`."""

import argparse
import os
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.groups import GROUPS, Wanted
from benchmarks.tables import machine, markdown, put

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def main() -> None:
    """Run the groups, print their tables, and write them into the page where that is asked for."""
    given = _arguments()
    if not hasattr(os, "wait4"):
        raise SystemExit("the system must count what each process used: run this on Linux or macOS")
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Performance\n"
    about = f"Measured on {date.today().isoformat()}: {machine()}"  # noqa: DTZ011 - the day of this machine
    print(about)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        wanted = Wanted(given.rows, given.long_rows, given.skus, given.runs, given.quick_runs, Path(folder))
        for name in given.only or GROUPS:
            text = markdown(GROUPS[name](wanted))
            print(f"\n{text}", flush=True)
            page = put(page, name, f"{text}\n\n{about}")
    if given.write:
        PAGE.write_text(page, encoding="utf-8", newline="\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=tuple(GROUPS), help="one group; may be repeated")
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the reports")
    parser.add_argument("--long-rows", type=int, default=1_000_000, help="rows of the longest report, for its memory")
    parser.add_argument("--skus", type=int, default=50_000, help="SKUs of the overrides")
    parser.add_argument("--runs", type=int, default=5, help="rounds of what takes seconds")
    parser.add_argument("--quick-runs", type=int, default=25, help="rounds of start-up")
    parser.add_argument("--write", action="store_true", help=f"write the tables into {PAGE.parent.name}/{PAGE.name}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
