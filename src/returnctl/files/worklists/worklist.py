"""The worklist: decisions as a workbook that a person filters, works through and fills in.

No cell of it can become a formula, nothing is cut, and the same rows make the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from returnctl.files.new_workbook import LONGEST, StyledCells, exact, new_workbook, text_cell, too_long
from returnctl.files.writing import OutputError
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location, column_letters

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell: TypeAlias = str | int | Decimal | date | None

DECISIONS: Final = "Decisions"
SUMMARY: Final = "Summary"
# A sheet has 1,048,576 rows; one is the header.
MOST_ROWS: Final = 1_048_575
_FORMATS: Final = {Decimal: "0.00####", date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}
_IDENTIFIERS: Final = frozenset({"sku", "order_id", "order_item_id", "rma_id", "asin", "reason", "reason_code"})
_WRAPPED: Final = frozenset({"because", "note", "finding"})
_WIDTHS: Final = {
    "order_id": 21,
    "sku": 18,
    "item_name": 30,
    "asin": 12,
    "reason": 24,
    "quantity": 9,
    "amount": 10,
    "recommendation": 18,
    "because": 60,
    "respond_by": 17,
    "overdue": 9,
    "note": 40,
    "finding": 40,
    "remarks": 40,
    "cites": 40,
}
_USUAL_WIDTH: Final = 14


def too_many_rows(file: str, rows: int) -> Finding | None:
    """Whether so many rows do not fit on a sheet; asked before any work is done."""
    if rows <= MOST_ROWS:
        return None
    message = f"{rows} rows do not fit on a sheet, which holds {MOST_ROWS} below its header"
    return Finding(Code.TOO_MANY_ROWS, Location(file), message, "write a .csv file, or split the input")


def write_worklist(
    stream: BinaryIO,
    file: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    summary: Iterable[Sequence[Cell]] = (),
) -> tuple[Finding, ...]:
    """Write the sheets `Decisions` and `Summary`; rows stand as they come, and are taken one at a time.

    `summary` is read after the last row, so that it may count them. A text that no cell can hold is
    left out whole, told in its cell and returned as a finding. `file` is the name for findings.
    Raises OutputError for more rows than a sheet has.
    """
    from openpyxl.styles import Font

    with new_workbook(stream) as book:
        decisions = book.create_sheet(DECISIONS)
        decisions.freeze_panes = "A2"
        for place, header in enumerate(headers, 1):
            decisions.column_dimensions[column_letters(place)].width = _WIDTHS.get(header, _USUAL_WIDTH)
        titles = [text_cell(decisions, header[:LONGEST]) for header in headers]
        for title in titles:
            title.font = Font(bold=True)
        decisions.append(titles)
        found: list[Finding] = []
        last = _append(decisions, headers, rows, Location(file, DECISIONS, 1), found)
        decisions.auto_filter.ref = f"A1:{column_letters(max(len(headers), 1))}{last}"
        decisions.close()
        totals = book.create_sheet(SUMMARY)
        totals.column_dimensions["A"].width, totals.column_dimensions["B"].width = 28, 60
        _append(totals, ("label", "value"), summary, Location(file, SUMMARY, 0), found)
    return tuple(found)


def _append(
    sheet: "WriteOnlyWorksheet",
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    above: Location,
    found: list[Finding],
) -> int:
    """Put rows below a row; the number of the last one."""
    cells = StyledCells(sheet, partial(_style, headers))
    first = (above.row or 0) + 1
    number = first - 1
    for number, row in enumerate(rows, first):
        if number > MOST_ROWS + 1:
            raise OutputError(f"more than {MOST_ROWS} rows do not fit on a sheet", "write a .csv file")
        for place, value in enumerate(row, 1):
            if length := too_long(value):
                message = f"the text has {length} characters, and a cell holds {LONGEST}: it was left out"
                at = above._replace(row=number, column=place, name=headers[place - 1] or None)
                hint = "write a .csv or .jsonl file, which hold any length"
                found.append(Finding(Code.TEXT_TOO_LONG, at, message, hint))
        sheet.append([_cell(cells, place, value) for place, value in enumerate(row)])
    return number


def _cell(cells: StyledCells, place: int, value: Cell) -> "SheetCell | None":
    """A cell with the value, as text where a sheet would change it."""
    if value is None or isinstance(value, str) or not exact(value):
        return cells.cell(place, str, "" if value is None else str(value))
    return cells.cell(place, type(value), value)


def _style(headers: Sequence[str], cell: "SheetCell", place: int, kind: type) -> None:
    from openpyxl.styles import Alignment

    if kind is not str:
        cell.number_format = _FORMATS.get(kind, "General")
    elif headers[place] in _IDENTIFIERS:
        cell.number_format = "@"
    elif headers[place] in _WRAPPED:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
