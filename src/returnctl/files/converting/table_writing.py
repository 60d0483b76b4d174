"""Tables written as text or as a workbook, so that nothing of them can become a formula.

Text: UTF-8, lines ended with CR LF, a `'` before what a spreadsheet would take for a formula (undone when it is
read again). A workbook: SKUs as text, days as days, numbers as numbers, the same bytes for the same rows.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias

from returnctl.files.converting.carrying import IDENTIFIERS, Carriage, Unfit, Value, carried, shown
from returnctl.files.converting.grids import Grid, GridColumn, grouped, together
from returnctl.files.new_workbook import LONGEST, exact, new_workbook, text_cell, too_long
from returnctl.files.text.encoding import line_ends
from returnctl.files.text.records import LONGEST_CELL
from returnctl.files.worklists.worklist import MOST_ROWS
from returnctl.files.writing import OutputError, whole_file, whole_files
from returnctl.schema.cells import Percent
from returnctl.values.amazon import Written
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location, column_letters
from returnctl.values.text import CSV, TSV, TextForm, inert, pattern

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

# A cell may run over this many lines, a row over this many characters: beyond it our own reader gives up.
_MOST_LINES: Final = 40
_MOST_TEXT: Final = 60_000
_NO_TEXT: Final = pattern("[\x00\ud800-\udfff]")
_TEXT, _DAY, _MOMENT, _PERCENT = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "0.##%"
_WIDTHS: Final = {"sku": 24, "note": 50, "category": 24, "setting": 24, "label": 40, "order_id": 22}
# A day or a moment in a column that is too narrow would show as ####.
_LEAST_WIDTH, _MOMENT_WIDTH, _MOST_WIDTH = 14, 24, 30
_MOST_ASIDE: Final = 100

# The columns of a table, and its rows, which are taken one at a time.
Table: TypeAlias = tuple[Sequence[GridColumn], Iterable[Sequence[Value]]]


def table_files(output: str, to: str, grids: Sequence[Grid]) -> dict[str, list[str]]:
    """The files that will be written, and the kinds of table in each: one for each table, or one workbook."""
    kinds = list(grouped(grids))
    if to == "xlsx" or len(kinds) < 2:
        return {output: kinds}
    return {_aside(output, kind): [kind] for kind in kinds}


def numbered_files(output: str, files: int) -> list[str]:
    """The names of so many files: the one given, or numbered ones."""
    return [output] if files == 1 else [_aside(output, str(number)) for number in range(1, files + 1)]


def _aside(output: str, name: str) -> str:
    path = Path(output)
    return str(path.with_name(f"{path.stem}-{name}{path.suffix}"))


def older_outputs(output: str, written: Sequence[str], inputs: Sequence[str]) -> list[Finding]:
    """Files of an earlier run that have the same name but for their number, and are neither written nor read now."""
    path = Path(output)
    number = re.compile(rf"{re.escape(path.stem)}(?:-[1-9][0-9]?)?{re.escape(path.suffix)}")
    names = {Path(name).name for name in (*written, *inputs)}
    try:
        left = sorted(p for p in path.parent.iterdir() if number.fullmatch(p.name) and p.name not in names)
    except OSError:
        return []
    message = "this file is of an earlier run, and is no part of what was written now"
    hint = "do not upload it again; delete it"
    return [Finding(Code.OLDER_OUTPUT, Location(str(p)), message, hint, Severity.WARNING) for p in left[:_MOST_ASIDE]]


@contextmanager
def outputs(names: Sequence[str]) -> Iterator[list[BinaryIO]]:
    """The files to write into: all of them appear when the block ends, and none where it fails."""
    if len(names) == 1:
        with whole_file(names[0]) as stream:
            yield [stream]
    else:
        with whole_files(names) as streams:
            yield streams


def write_tables(
    streams: Sequence[BinaryIO],
    files: Mapping[str, list[str]],
    to: str,
    grids: Sequence[Grid],
    tally: Carriage,
    *,
    bom: bool,
    form: TextForm | None = None,
) -> list[Written]:
    """Write the tables into the files of `table_files`; what became of the rows is in the tally.

    `bom` and `form` are for text only; without a form it is that of the kind of file.
    """
    form = form or (TSV if to == "tsv" else CSV)
    groups = grouped(grids)
    written = []
    for stream, (name, kinds) in zip(streams, files.items(), strict=True):
        before = tally.kept
        if to == "xlsx":
            _write_workbook(stream, {kind: _table(groups[kind], _sheet_unfit, tally) for kind in kinds})
        else:
            table = _table(groups[kinds[0]], partial(_text_unfit, form.delimiter), tally)
            _write_text(stream, table, form, marked=bom)
        written.append(Written(name, tuple(kinds), tally.kept - before))
    return written


def _table(grids: Sequence[Grid], unfit: Unfit, tally: Carriage) -> Table:
    columns = together(grids)
    return columns, carried(grids, columns, unfit, tally)


def _text_unfit(delimiter: str, values: Sequence[Value]) -> dict[int, str]:
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
            elif delimiter == "\t" and line_ends(value) and value.count("\t") >= max(1, len(values) // 2):
                found[place] = "holds tabs and line ends, which a .tsv cannot tell from rows"
    if ends > _MOST_LINES or (ends and total > _MOST_TEXT):
        long = "runs over more lines than a row of a text file may"
        found |= {place: long for place, value in enumerate(values) if isinstance(value, str) and line_ends(value)}
    return found


def _sheet_unfit(values: Sequence[Value]) -> dict[int, str]:
    return {
        place: f"has {length} characters, and a cell of a sheet holds {LONGEST}"
        for place, value in enumerate(values)
        if (length := too_long(value))
    }


def _write_text(stream: BinaryIO, table: Table, form: TextForm, *, marked: bool) -> None:
    """Write a table as text; `marked` puts a byte order mark before it."""
    columns, rows = table
    encoded = codecs.getwriter("utf-8-sig" if marked else "utf-8")(stream)
    writer = csv.writer(encoded, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerow([inert(column.title) for column in columns])
    own = [not column.name for column in columns]
    writer.writerows(map(partial(form_text, form), values, own) for values in rows)


def form_text(form: TextForm, value: Value, own: bool) -> str:
    """A value as text. Numbers of columns that only the seller knows look like the others."""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Decimal):
        return form.number(value)
    text = shown(value)
    return text.replace(".", form.mark) if own and isinstance(value, float) else text


def _write_workbook(stream: BinaryIO, sheets: Mapping[str, Table]) -> None:
    """Write the tables as sheets of a workbook. Raises OutputError for more rows than a sheet has."""
    with new_workbook(stream) as book:
        for name, (columns, rows) in sheets.items():
            _write_sheet(book.create_sheet(name), columns, rows)


def _write_sheet(page: Any, columns: Sequence[GridColumn], rows: Iterable[Sequence[Value]]) -> None:
    from openpyxl.styles import Font

    page.freeze_panes = "A2"
    headings = []
    for column in columns:
        dimension = page.column_dimensions[column_letters(column.place)]
        least = _MOMENT_WIDTH if column.name.endswith("_date") else _LEAST_WIDTH
        dimension.width = _WIDTHS.get(column.name, min(max(len(column.title) + 2, least), _MOST_WIDTH))
        if column.name in IDENTIFIERS:
            dimension.number_format = _TEXT
        headings.append(text_cell(page, column.title[:LONGEST]))
        headings[-1].font = Font(bold=True)
    page.append(headings)
    identifiers = [column.name in IDENTIFIERS for column in columns]
    for number, values in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise OutputError(f"more than {MOST_ROWS} rows do not fit on a sheet", "convert to .csv")
        page.append(list(map(partial(_sheet_cell, page), values, identifiers)))


def _sheet_cell(page: "WriteOnlyWorksheet", value: Value, identifier: bool) -> "SheetCell | Value":
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        if not value:
            return None
        if not identifier and value[0].isalnum() and value.isascii() and value.isprintable() and "_x" not in value:
            return value
        cell = text_cell(page, value)
        cell.number_format = _TEXT if identifier else "General"
        return cell
    if not isinstance(value, Decimal | date | Percent):
        return value
    if not isinstance(value, Percent) and not exact(value):
        return text_cell(page, shown(value))
    cell = WriteOnlyCell(page)
    cell.value = float(value) if isinstance(value, Percent) else value
    if not isinstance(value, Decimal):
        day = _MOMENT if isinstance(value, datetime) else _DAY
        cell.number_format = _PERCENT if isinstance(value, Percent) else day
    return cell
