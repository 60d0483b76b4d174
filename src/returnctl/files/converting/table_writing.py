"""Tables written as text or as a workbook, so that nothing of them can become a formula.

Text: UTF-8, lines ended with CR LF, cells in quotes where they need them, a `'` before what a spreadsheet
would take for a formula (undone when it is read again). A workbook: SKUs as text, days as days, numbers as
numbers, the same bytes for the same rows.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from returnctl.files.converting.carrying import Unfit, shown
from returnctl.files.converting.grid_cells import IDENTIFIERS, Value
from returnctl.files.converting.grids import GridColumn
from returnctl.files.edits.sheet_text import LONGEST, storable, stored_length
from returnctl.files.edits.sheet_values import exact
from returnctl.files.edits.timeless import abandon, save, unstamp
from returnctl.files.text.file import line_ends
from returnctl.files.text.quoted import LONGEST_CELL
from returnctl.files.worklists.worklist import MOST_ROWS
from returnctl.files.writing import OutputError
from returnctl.schema.cells import Percent
from returnctl.values.inert import inert
from returnctl.values.location import column_letters
from returnctl.values.pattern import pattern
from returnctl.values.text_form import TextForm

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_END: Final = "\r\n"
# A cell may run over this many lines, a row over this many characters: beyond it our own reader gives up.
_MOST_LINES: Final = 40
_MOST_TEXT: Final = 60_000
_NO_TEXT: Final = pattern("[\x00\ud800-\udfff]")
_TEXT, _DAY, _MOMENT, _PERCENT = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "0.##%"
_WIDTHS: Final = {"sku": 24, "note": 50, "category": 24, "setting": 24, "label": 40, "order_id": 22}
# A day or a moment in a column that is too narrow would show as ####.
_LEAST_WIDTH, _MOMENT_WIDTH, _MOST_WIDTH = 14, 24, 30


class Sheet(NamedTuple):
    """A table to be written: the name of its sheet, its columns, and its rows, which are taken one at a time."""

    name: str
    columns: Sequence[GridColumn]
    rows: Iterable[Sequence[Value]]


def text_unfit(delimiter: str, width: int) -> Unfit:
    """What a text file cannot hold of a row."""

    def unfit(values: Sequence[Value]) -> dict[int, str]:
        found: dict[int, str] = {}
        ends = total = 0
        for place, value in enumerate(values):
            if not isinstance(value, str):
                continue
            total += len(value)
            if len(value) > LONGEST_CELL:
                found[place] = f"has {len(value)} characters, and a cell of a text file holds {LONGEST_CELL}"
            elif not value.isprintable():
                ends += line_ends(value)
                if _NO_TEXT().search(value):
                    found[place] = "holds a sign that a text file cannot hold"
                elif delimiter == "\t" and line_ends(value) and value.count("\t") >= max(1, width // 2):
                    found[place] = "holds tabs and line ends, which a .tsv cannot tell from rows"
        if ends > _MOST_LINES or (ends and total > _MOST_TEXT):
            long = "runs over more lines than a row of a text file may"
            found |= {place: long for place, value in enumerate(values) if isinstance(value, str) and line_ends(value)}
        return found

    return unfit


def sheet_unfit(values: Sequence[Value]) -> dict[int, str]:
    """What a sheet cannot hold of a row."""
    return {
        place: f"has {stored_length(value)} characters, and a cell of a sheet holds {LONGEST}"
        for place, value in enumerate(values)
        if isinstance(value, str) and len(value) * 2 > LONGEST and stored_length(value) > LONGEST
    }


def write_text(stream: BinaryIO, sheet: Sheet, form: TextForm, *, marked: bool) -> int:
    """Write a table as text, and return how many rows it has; `marked` puts a byte order mark before it."""
    titles = [column.title for column in sheet.columns]
    stream.write((b"\xef\xbb\xbf" if marked else b"") + _line(map(inert, titles), form.delimiter))
    own = [not column.name for column in sheet.columns]
    rows = 0
    waiting: list[bytes] = []
    for values in sheet.rows:
        rows += 1
        waiting.append(_line(map(partial(_as_written, form), values, own), form.delimiter))
        if len(waiting) >= 1000:
            stream.write(b"".join(waiting))
            waiting.clear()
    stream.write(b"".join(waiting))
    return rows


def _as_written(form: TextForm, value: Value, own: bool) -> str:
    """A value as text. Numbers of columns that only the seller knows look like the others."""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Decimal):
        return form.number(value)
    if value is None:
        return ""
    text = shown(value)
    return text.replace(".", form.mark) if own and isinstance(value, float) else text


def _line(cells: Iterable[str], delimiter: str) -> bytes:
    return (delimiter.join([_cell_text(cell, delimiter) for cell in cells]) + _END).encode()


def _cell_text(text: str, delimiter: str) -> str:
    """In quotes where the cell would be taken for another one, or for several."""
    if text.isalnum() or not text:
        return text
    opens = text[0] == '"' if delimiter == "\t" else '"' in text
    if opens or delimiter in text or "\n" in text or "\r" in text or text[0] == " " or text[-1] == " ":
        return '"' + text.replace('"', '""') + '"'
    return text


def write_workbook(stream: BinaryIO, sheets: Iterable[Sheet]) -> list[int]:
    """Write the tables as sheets of a workbook, and return how many rows each has.

    Raises OutputError for more rows than a sheet has.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    unstamp(book)
    try:
        rows = [_write_sheet(book, sheet) for sheet in sheets]
        save(book, stream)
    except BaseException:  # an interruption too must leave nothing behind
        abandon(book)
        raise
    return rows


def _write_sheet(book: "Workbook", sheet: Sheet) -> int:
    page = book.create_sheet(sheet.name)
    page.freeze_panes = "A2"
    for column in sheet.columns:
        dimension = page.column_dimensions[column_letters(column.place)]
        least = _MOMENT_WIDTH if column.name.endswith("_date") else _LEAST_WIDTH
        usual = min(max(len(column.title) + 2, least), _MOST_WIDTH)
        dimension.width = _WIDTHS.get(column.name, usual)
        if column.name in IDENTIFIERS:
            dimension.number_format = _TEXT
    page.append([_heading(page, column.title) for column in sheet.columns])
    identifiers = {column.place - 1 for column in sheet.columns if column.name in IDENTIFIERS}
    rows = 0
    for rows, values in enumerate(sheet.rows, 1):
        if rows > MOST_ROWS:
            raise OutputError(f"more than {MOST_ROWS} rows do not fit on a sheet", "convert to .csv")
        page.append([_sheet_cell(page, value, place in identifiers) for place, value in enumerate(values)])
    return rows


def _heading(page: "WriteOnlyWorksheet", title: str) -> "SheetCell":
    from openpyxl.styles import Font

    cell = _text_cell(page, title[:LONGEST])
    cell.font = Font(bold=True)
    return cell


def _sheet_cell(page: "WriteOnlyWorksheet", value: Value, identifier: bool) -> "SheetCell | Value":
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if not identifier and value[0].isalnum() and value.isascii() and value.isprintable() and "_x" not in value:
            return value
        cell = _text_cell(page, value)
        if identifier:
            cell.number_format = _TEXT
        return cell
    if isinstance(value, Decimal | date | Percent):
        return _styled(page, value)
    return value


def _styled(page: "WriteOnlyWorksheet", value: Decimal | date | Percent) -> "SheetCell":
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, Percent) and not exact(value):
        return _text_cell(page, shown(value))
    cell = WriteOnlyCell(page)
    cell.value = float(value) if isinstance(value, Percent) else value
    if isinstance(value, Percent):
        cell.number_format = _PERCENT
    elif isinstance(value, date):
        cell.number_format = _MOMENT if isinstance(value, datetime) else _DAY
    return cell


def _text_cell(page: "WriteOnlyWorksheet", text: str) -> "SheetCell":
    """Text stays text whatever it begins with: the type is set after the value."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, storable(text))
    cell.data_type = "s"
    return cell
