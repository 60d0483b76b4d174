"""The worklist: decisions as a workbook that a person filters, works through and fills in.

No cell of it can become a formula, nothing is cut, and the same rows make the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from returnctl.files.edits.sheet_text import LONGEST, storable, stored_length
from returnctl.files.edits.sheet_values import exact
from returnctl.files.edits.timeless import abandon, save, unstamp
from returnctl.files.worklists.row_xml import RowXml, insert_rows, put_together
from returnctl.files.writing import OutputError
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location, column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell: TypeAlias = str | int | Decimal | date | None

DECISIONS: Final = "Decisions"
SUMMARY: Final = "Summary"
# A sheet has 1,048,576 rows; one is the header.
MOST_ROWS: Final = 1_048_575
_TEXT_FORMAT, _MONEY_FORMAT, _DAY_FORMAT, _MOMENT_FORMAT = "@", "0.00####", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_IDENTIFIERS: Final = frozenset({"sku", "order_id", "order_item_id", "rma_id", "asin", "reason", "reason_code"})
_WRAPPED: Final = frozenset({"because", "note", "finding"})
_STYLED: Final = _IDENTIFIERS | _WRAPPED
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
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    unstamp(book)
    try:
        found = _write_decisions(book, file, headers, rows)
        found += _write_summary(book, file, summary)
        save(book, stream)
    except BaseException:  # an interruption too must leave nothing of the customers' data behind
        abandon(book)
        raise
    return tuple(found)


def _write_summary(book: "Workbook", file: str, summary: Iterable[Sequence[Cell]]) -> list[Finding]:
    sheet = book.create_sheet(SUMMARY)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 60
    found: list[Finding] = []
    for number, row in enumerate(summary, 1):
        cells, more = _cells(sheet, ("label", "value"), row, Location(file, SUMMARY, number))
        sheet.append(cells)
        found += more
    return found


def _write_decisions(
    book: "Workbook", file: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> list[Finding]:
    sheet = book.create_sheet(DECISIONS)
    sheet.freeze_panes = "A2"
    for place, header in enumerate(headers, 1):
        sheet.column_dimensions[column_letters(place)].width = _WIDTHS.get(header, _USUAL_WIDTH)
    sheet.append([_heading(sheet, header) for header in headers])
    found: list[Finding] = []
    with TemporaryFile() as kept:
        last = _keep_rows(kept, sheet, file, headers, rows, found)
        sheet.auto_filter.ref = f"A1:{column_letters(max(len(headers), 1))}{last}"
        sheet.close()
        insert_rows(kept, sheet._writer.out)  # noqa: SLF001 - openpyxl has no other name for it
    return found


def _keep_rows(
    kept: BinaryIO,
    sheet: "WriteOnlyWorksheet",
    file: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    found: list[Finding],
) -> int:
    """Write the XML of the rows to a file for the time being; gives the number of the last row."""
    from openpyxl.styles.styleable import StyleableObject

    def style(header: str, value: str | int | Decimal | date) -> int | None:
        cell = _cell(sheet, header, value)
        return cell.style_id if isinstance(cell, StyleableObject) and cell.has_style else None

    xml = RowXml(headers, style, storable, exact)

    def texts() -> Iterator[str]:
        for number, row in enumerate(rows, 2):
            if number > MOST_ROWS + 1:
                raise OutputError(f"more than {MOST_ROWS} rows do not fit on a sheet", "write a .csv file")
            values, more = _short_enough(headers, row, Location(file, DECISIONS, number))
            found.extend(more)
            yield xml.row(number, values)

    return 1 + put_together(kept, texts())


def _heading(sheet: "WriteOnlyWorksheet", header: str) -> "SheetCell":
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, storable(header)[:LONGEST])
    cell.data_type = "s"
    cell.font = Font(bold=True)
    return cell


def _cells(
    sheet: "WriteOnlyWorksheet", headers: Sequence[str], row: Sequence[Cell], at: Location
) -> tuple[list["SheetCell | str | int | None"], Sequence[Finding]]:
    values, found = _short_enough(headers, row, at)
    cells: list[SheetCell | str | int | None] = [
        None if value is None or value == "" else _cell(sheet, header, value)
        for header, value in zip(headers, values, strict=True)
    ]
    return cells, found


def _short_enough(
    headers: Sequence[str], row: Sequence[Cell], at: Location
) -> tuple[Sequence[Cell], Sequence[Finding]]:
    """The row with every text left out that no cell can hold."""
    long = [place for place, value in enumerate(row) if isinstance(value, str) and len(value) * 2 > LONGEST]
    if not long:
        return row, ()
    values, found = list(row), []
    for place in long:
        length = stored_length(str(row[place]))
        if length > LONGEST:
            found.append(_too_long(at._replace(column=place + 1, name=headers[place] or None), length))
            values[place] = f"(left out: {length} characters do not fit into a cell)"
    return values, found


def _cell(sheet: "WriteOnlyWorksheet", header: str, value: str | int | Decimal | date) -> "SheetCell | str | int":
    if isinstance(value, str) or not exact(value):
        return _text_cell(sheet, header, str(value))
    if isinstance(value, int):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.value = value
    if isinstance(value, Decimal):
        cell.number_format = _MONEY_FORMAT
    else:
        cell.number_format = _MOMENT_FORMAT if isinstance(value, datetime) else _DAY_FORMAT
    return cell


def _text_cell(sheet: "WriteOnlyWorksheet", header: str, text: str) -> "SheetCell | str":
    """Text stays text whatever it begins with: the type is set after the value.

    Text that begins with a letter or a digit is never taken for anything else and goes as it is.
    """
    text = storable(text)
    if header not in _STYLED and text[0].isalnum():
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if header in _IDENTIFIERS:
        cell.number_format = _TEXT_FORMAT
    elif header in _WRAPPED:
        cell.alignment = _wrapping()
    return cell


@lru_cache(maxsize=1)
def _wrapping() -> "Alignment":
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top")


def _too_long(at: Location, length: int) -> Finding:
    message = f"the text has {length} characters, and a cell holds {LONGEST}: it was left out"
    return Finding(Code.TEXT_TOO_LONG, at, message, "write a .csv or .jsonl file, which hold any length")
