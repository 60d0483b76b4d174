"""Workbooks and text tables as a seller writes them, for the tests of policies and overrides."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from returnctl.files.policies.loading import Loaded, load_policy

Rows = Sequence[Sequence[Any]]


def workbook(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> str:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return str(path)


def text_file(path: Path, rows: Rows, delimiter: str = ",") -> str:
    path.write_text("".join(delimiter.join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def with_policy(folder: Path, sheets: Mapping[str, Rows]) -> Loaded:
    return load_policy([workbook(folder / "policy.xlsx", sheets)])


def with_overrides(folder: Path, rows: Rows) -> Loaded:
    return load_policy([], [workbook(folder / "overrides.xlsx", {"Overrides": rows})])


def told(loaded: Loaded) -> list[tuple[str, str]]:
    """What was found, as (severity and code, place without the folder)."""
    return [(f"{f.severity}[{f.code}]", Path(str(f.at)).name) for f in loaded.findings]
