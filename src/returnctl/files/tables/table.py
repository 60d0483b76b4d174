"""A table with a header, whether it stands in a sheet of a workbook or in a text file."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

from returnctl.files.books.guide_sheets import from_template
from returnctl.files.books.workbooks import Sheet, Workbook, rows
from returnctl.files.cells.folding import bare, folded
from returnctl.files.cells.problems import as_text, located, troubled
from returnctl.files.cells.values import CellValue, Trouble
from returnctl.files.document import Document
from returnctl.files.text.delimited import TextTable, open_table, read_blocks
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.visible import visible

IsHeader: TypeAlias = Callable[[Sequence[str]], bool]

_HEADER_WITHIN: Final = 10  # rows among which the header is looked for
TOTALS: Final = frozenset(
    {"total", "totals", "total:", "grand total", "subtotal", "sum", "sum:", "summe", "gesamt", "totaal", "totale"}
)
_NOT_READ: Final = "delete the row: it is taken for no data, and nothing is read from it"


class Table(NamedTuple):
    """A table and where its header stands. `head` are the first rows, the header and titles above it included.

    `typed` says that its cells have types of their own, as in a workbook.
    """

    file: str
    sheet: str | None
    header: tuple[str, ...]
    header_row: int
    typed: bool
    head: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]
    source: "tuple[Workbook, Sheet] | TextTable"

    @property
    def at(self) -> Location:
        """The place of the header."""
        return Location(self.file, self.sheet, self.header_row)

    def cell(self, row: int, place: int) -> Location:
        """The place of a cell, its column counted from 1."""
        name = self.header[place - 1] if place <= len(self.header) else None
        return Location(self.file, self.sheet, row, place, bare(name) if name else None)


class TableRow(NamedTuple):
    """A row below the header: its number, its cells, and why it cannot be read where its shape is wrong."""

    number: int
    cells: Sequence[CellValue]
    problem: Finding | None = None


def sheet_table(book: Workbook, sheet: Sheet, is_header: IsHeader) -> Table | list[Finding]:
    """The table of a sheet: its header is the first of ten rows for which `is_header` holds, else the first row."""
    findings: list[Finding] = []
    head = list(islice(rows(book, sheet, findings), _HEADER_WITHIN))
    if any(finding.severity is Severity.ERROR for finding in findings):
        return findings
    if not head:
        return [Finding(Code.FILE_EMPTY, Location(book.shown, sheet.name), "the sheet is empty")]
    texts = tuple(tuple(as_text(cell) if not isinstance(cell, Trouble) else "" for cell in row) for _, row in head)
    chosen = next((place for place, row in enumerate(texts) if is_header(row)), 0)
    number, cells = head[chosen]
    table = Table(book.shown, sheet.name, texts[chosen], number, True, texts, (), (book, sheet))
    return table._replace(findings=tuple(_header_troubles(table, cells)))


def _header_troubles(table: Table, cells: Sequence[CellValue]) -> Iterator[Finding]:
    for place, cell in enumerate(cells, 1):
        if isinstance(cell, Trouble):
            problem = troubled(cell).problem
            if problem is not None:
                yield located(problem, table.cell(table.header_row, place), "header")


def text_table(document: Document, is_header: IsHeader) -> Table | list[Finding]:
    """The table of a text file."""
    found = open_table(document, is_header)
    if not isinstance(found, TextTable):
        return found
    return Table(found.file, None, found.header, found.header_row, False, (found.header,), found.findings, found)


def made_from_template(table: Table) -> bool:
    """Whether the table stands in a workbook that was made from a template of ours."""
    return not isinstance(table.source, TextTable) and from_template(table.source[0].sheets)


def rows_of(table: Table, findings: list[Finding]) -> Iterator[TableRow]:
    """The rows below the header. What is wrong with the table as a whole joins `findings`.

    A repeated header, a row of totals and a row with too few or too many cells come with their problem.
    """
    if isinstance(table.source, TextTable):
        return _text_rows(table, table.source, findings)
    return _sheet_rows(table, *table.source, findings)


def _sheet_rows(table: Table, book: Workbook, sheet: Sheet, findings: list[Finding]) -> Iterator[TableRow]:
    first, width, start = table.header[0], len(table.header), table.header_row
    for number, found in rows(book, sheet, findings):
        if number <= start:
            continue
        cells = found
        if len(found) > width:
            findings += _stray(table, number, found)
            cells = found[:width]
        elif len(found) < width:
            cells = found + [None] * (width - len(found))
        begin = cells[0]
        if begin is None or begin == first or (isinstance(begin, str) and begin.lower() in TOTALS):
            yield TableRow(number, cells, _odd(table, number, cells))
        else:
            yield TableRow(number, cells)


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


def _text_rows(table: Table, source: TextTable, findings: list[Finding]) -> Iterator[TableRow]:
    first, width = table.header[0], len(table.header)
    for block in read_blocks(source):
        findings += block.findings
        broken = iter(block.broken)
        for number, cells in zip(block.lines, block.rows, strict=True):
            if len(cells) != width:
                yield shaped(table, number, cells, width)
            elif not cells[0] or cells[0] == first or cells[0].lower() in TOTALS:
                yield TableRow(number, cells, _odd(table, number, cells))
            else:
                yield TableRow(number, cells)
        for number, finding in broken:
            yield TableRow(number, (), finding)


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
