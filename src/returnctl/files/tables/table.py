"""A table with a header, whether it stands in a sheet of a workbook or in a text file."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from returnctl.files.books.workbooks import Row, Sheet, Workbook, from_template, rows
from returnctl.files.document import Document
from returnctl.files.text.delimited import HEADER_WITHIN, IsHeader, Rows, find_header, read_rows
from returnctl.files.text.records import InText
from returnctl.schema.cells import CellValue, Trouble, as_text, located, troubled
from returnctl.schema.folding import bare, folded
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import Source
from returnctl.values.text import visible

_ROWS: Final = 1000  # of a sheet that are handed on together
TOTALS: Final = frozenset(
    {"total", "totals", "total:", "grand total", "subtotal", "sum", "sum:", "summe", "gesamt", "totaal", "totale"}
)
_NOT_READ: Final = "delete the row: it is taken for no data, and nothing is read from it"


class InBook(NamedTuple):
    """A sheet of a workbook."""

    book: Workbook
    sheet: Sheet


class Table(NamedTuple):
    """A table: where it stands, its header, and its rows, which may be read as often as wanted.

    `source` has the columns of which the schema is known. `typed` cells have types of their own, as in a workbook.
    `head` are the first rows, the header and titles above it included. `origin` is where the rows are read from.
    `amazon` tells Amazon's own reports, whose trailing blank cells may be missing, `personal` the places (from 1)
    of columns that are never copied.
    """

    source: Source
    header: tuple[str, ...]
    header_row: int
    typed: bool
    head: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]
    origin: InBook | InText | Callable[[], Iterator[Rows]]
    amazon: bool = False
    personal: frozenset[int] = frozenset()

    @property
    def file(self) -> str:
        """The name of the file in messages."""
        return self.source.file

    @property
    def sheet(self) -> str | None:
        """The sheet, of a workbook."""
        return self.source.sheet

    @property
    def at(self) -> Location:
        """The place of the header."""
        return Location(self.file, self.sheet, self.header_row)

    @property
    def text(self) -> InText | None:
        """How a text file holds it, if one does."""
        return self.origin if isinstance(self.origin, InText) else None

    def cell(self, row: int, place: int) -> Location:
        """The place of a cell, its column counted from 1."""
        name = self.header[place - 1] if place <= len(self.header) else None
        return Location(self.file, self.sheet, row, place, bare(name) if name else None)

    def read(self) -> Iterator[Rows]:
        """The rows below the header, some at a time."""
        if isinstance(self.origin, InText):
            return read_rows(self.origin)
        return _of_sheet(*self.origin, self.header_row) if isinstance(self.origin, InBook) else self.origin()

    def rows_at(self, places: Sequence[int]) -> Iterator[tuple[int, list[Any]]]:
        """The lines and cells of some readable rows, by their places from 0 in ascending order."""
        wanted, place = iter(places), 0
        following = next(wanted, None)
        for part in self.read():
            while following is not None and following < place + len(part.rows):
                yield part.lines[following - place], part.rows[following - place]
                following = next(wanted, None)
            if following is None:
                return
            place += len(part.rows)


def _of_sheet(book: Workbook, sheet: Sheet, header_row: int) -> Iterator[Rows]:
    findings: list[Finding] = []
    yield from in_parts((number, cells) for number, cells in rows(book, sheet, findings) if number > header_row)
    yield Rows([], (), (), findings)


def in_parts(numbered: Iterator[tuple[int, list[Any]]]) -> Iterator[Rows]:
    """Rows with their numbers, some at a time."""
    while part := list(islice(numbered, _ROWS)):
        yield Rows([cells for _, cells in part], [number for number, _ in part])


class TableRow(NamedTuple):
    """A row below the header: its number, its cells, and why it cannot be read where its shape is wrong."""

    number: int
    cells: Sequence[CellValue]
    problem: Finding | None = None


def sheet_table(book: Workbook, sheet: Sheet, is_header: IsHeader) -> Table | list[Finding]:
    """The table of a sheet: its header is the first of ten rows for which `is_header` holds, else the first row."""
    head, findings = book.document.once((sheet_table, sheet.part), lambda _: _head_of(book, sheet))
    texts = tuple(tuple("" if isinstance(cell, Trouble) else as_text(cell) for cell in row) for _, row in head)
    chosen = next((place for place, row in enumerate(texts) if is_header(row)), None)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if not head or (errors and chosen is None):
        return errors or [Finding(Code.FILE_EMPTY, Location(book.shown, sheet.name), "the sheet is empty")]
    number, cells = head[chosen or 0]
    table = Table(Source(book.shown, sheet.name), texts[chosen or 0], number, True, texts, (), InBook(book, sheet))
    troubles = [(place, troubled(cell).problem) for place, cell in enumerate(cells, 1) if isinstance(cell, Trouble)]
    found = [located(problem, table.cell(number, place), "header") for place, problem in troubles if problem]
    return table._replace(findings=tuple(found))


def _head_of(book: Workbook, sheet: Sheet) -> tuple[list[Row], list[Finding]]:
    findings: list[Finding] = []
    return list(islice(rows(book, sheet, findings), HEADER_WITHIN)), findings


def shown_tables(book: Workbook, is_header: IsHeader) -> tuple[list[Table], list[Finding]]:
    """The tables of the sheets that Excel shows and on which anything stands, and why some cannot be read."""
    found = [sheet_table(book, sheet, is_header) for sheet in book.sheets if sheet.visible]
    broken = [finding for each in found if isinstance(each, list) for finding in each]
    tables = [table for table in found if isinstance(table, Table)]
    return tables, [finding for finding in broken if finding.code is not Code.FILE_EMPTY]


def text_table(document: Document, is_header: IsHeader) -> Table | list[Finding]:
    """The table of a text file."""
    found = find_header(document, is_header)
    if isinstance(found, list):
        return found
    text, row = found
    return Table(Source(document.shown), text.header, row, False, (text.header,), text.decoding.findings, text)


def made_from_template(table: Table) -> bool:
    """Whether the table stands in a workbook that was made from a template of ours."""
    return isinstance(table.origin, InBook) and from_template(table.origin.book.sheets)


def rows_of(table: Table, findings: list[Finding]) -> Iterator[TableRow]:
    """The rows below the header. What is wrong with the table as a whole joins `findings`.

    A repeated header, a row of totals and a row with too few or too many cells come with their problem.
    """
    first, width = table.header[0], len(table.header)
    for part in table.read():
        findings += part.findings
        for number, found in zip(part.lines, part.rows, strict=True):
            cells = found
            if len(found) != width:
                if not table.typed:
                    yield shaped(table, number, found, width)
                    continue
                findings += _stray(table, number, found)
                cells = [*found, *[None] * (width - len(found))][:width]
            begin = cells[0]
            if begin is None or begin in ("", first) or (isinstance(begin, str) and begin.lower() in TOTALS):
                yield TableRow(number, cells, _odd(table, number, cells))
            else:
                yield TableRow(number, cells)
        for number, finding in part.broken:
            yield TableRow(number, (), finding)


def _stray(table: Table, number: int, cells: Sequence[CellValue]) -> Iterator[Finding]:
    for place, cell in enumerate(cells[len(table.header) :], len(table.header) + 1):
        if cell is not None and not isinstance(cell, Trouble):
            message = f"`{visible(as_text(cell))}` stands in a column without a header, and is not read"
            hint = "give the column a header, or delete the cell"
            yield Finding(Code.STRAY_CELL, table.cell(number, place), message, hint, Severity.WARNING)


def _odd(table: Table, number: int, cells: Sequence[CellValue]) -> Finding | None:
    """A row that is no data: the header once more, or totals."""
    texts = [as_text(cell) for cell in cells]
    at = Location(table.file, table.sheet, number)
    if all(folded(text) == folded(name) for text, name in zip(texts, table.header, strict=False)):
        hint = "delete the row; it remains where two tables were put together"
        return Finding(Code.REPEATED_HEADER, at, "the header stands here once more", hint)
    first = next((bare(text).lower() for text in texts if bare(text)), "")
    if first in TOTALS:
        return Finding(Code.TOTALS_ROW, at, f"this looks like a row of totals (`{visible(first)}`)", _NOT_READ)
    return None


def shaped(table: Table, number: int, cells: list[str], width: int) -> TableRow:
    """A row with other than the header's cells: blank ones at its end do not count."""
    full = len(cells)
    while full > width and not cells[full - 1].strip():
        full -= 1
    if full == width:
        return TableRow(number, cells[:width])
    at = Location(table.file, None, number)
    found = f"the row has {full} cell{'' if full == 1 else 's'} where the header has {width}"
    if full > width:
        hint = "put text that holds the delimiter in quotes"
        return TableRow(number, cells[:width], Finding(Code.LONG_ROW, at, found, hint))
    padded: list[CellValue] = [*cells, *[None] * (width - full)]
    return TableRow(number, padded, Finding(Code.SHORT_ROW, at, found, "fill in the row to its last column"))
