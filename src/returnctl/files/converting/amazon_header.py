"""The two header rows of the seller's own template of Amazon's, a workbook or text, exactly as they stand.

Amazon does not publish what stands in them, so that any two rows are taken; only which sheet of a workbook is
meant may be in doubt, and is then said.
"""

from collections.abc import Sequence
from io import TextIOWrapper
from typing import Final, NamedTuple

from returnctl.files.amazon.uploads import TEMPLATE, is_header_row, names_action, names_template
from returnctl.files.books.workbooks import Visibility, Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import Kind
from returnctl.files.recognising.roles import Role, role_of
from returnctl.files.recognising.wrong_files import another_file, find_overrides
from returnctl.files.tables.kinds import is_action
from returnctl.files.tables.table import Table, sheet_table
from returnctl.files.text.encoding import decide_encoding
from returnctl.schema.folding import folded
from returnctl.values.amazon import HEADER_ROWS
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.visible import visible

_MARK: Final = "TemplateType="
_AGAIN: Final = "download the template again from Return Settings > Return Attribute Overrides"
_OTHERWISE: Final = "if another one is meant, save that sheet as Text (Tab delimited) and give it with --template"


class Header(NamedTuple):
    """The two rows as lines of text, and what there is to say of where they were found."""

    lines: tuple[str, str]
    findings: tuple[Finding, ...] = ()


def header_of(document: Document) -> Header | list[Finding]:
    """The header rows of a template; findings where it has none."""
    if document.kind is None:
        return [*document.findings]
    other = _another(document)
    if other is not None:
        return [other]
    if document.kind is Kind.WORKBOOK:
        return _workbook_header(document)
    if document.kind is not Kind.TEXT:
        message = f"expected a template, found {document.kind.upper()}"
        return [Finding(Code.UNKNOWN_TABLE, Location(document.shown), message, _AGAIN)]
    return _text_header(document)


def _another(document: Document) -> Finding | None:
    """That the file is one of another kind, if it is so beyond doubt: two columns may be Amazon's own."""
    told = role_of(document)
    role = told.role
    if role is None or role is Role.AMAZON_OVERRIDES:
        return next((finding for finding in told.findings if finding.code is Code.WRONG_REPORT), None)
    if role is Role.OVERRIDES and not any(kind.fits(table.header) > 2 for kind, table in find_overrides(document)[0]):
        return None
    return another_file("Amazon's template", role, document.shown, _AGAIN)


def _text_header(document: Document) -> Header | list[Finding]:
    decoding = decide_encoding(document)
    if isinstance(decoding, Finding):
        return [decoding]
    with TextIOWrapper(document.stream(), encoding=decoding.codec, newline=None) as file:
        lines = [file.readline(1 << 20).removeprefix("\ufeff").rstrip("\n") for _ in range(HEADER_ROWS)]
    return _checked(document.shown, None, [line.split("\t") for line in lines], lines)


def _workbook_header(document: Document) -> Header | list[Finding]:
    book = open_workbook(document)
    if not isinstance(book, Workbook):
        return list(book)
    shown = [sheet for sheet in book.sheets if sheet.visibility is Visibility.VISIBLE]
    tables = [table for sheet in shown if isinstance(table := sheet_table(book, sheet, _is_mark), Table)]
    if not tables:
        return [Finding(Code.UNKNOWN_TABLE, Location(book.shown), "no sheet of the template holds anything", _AGAIN)]
    table, finding = _chosen(tables, book.in_front)
    rows = [_trimmed(row) for row in _header_rows(table)]
    header = _checked(table.file, table.sheet, rows, ["\t".join(row) for row in rows])
    return header._replace(findings=finding) if isinstance(header, Header) else header


def _chosen(tables: Sequence[Table], in_front: str | None) -> tuple[Table, tuple[Finding, ...]]:
    """The sheet that is the template: by its mark, its columns, its name; else the one in front, which is said."""
    marked = [table for table in tables if _is_mark(table.header)]
    headed = [table for table in tables if _column_row(table) is not None or any(map(names_action, table.head))]
    named = [table for table in tables if folded(table.sheet or "") in ("template", "vorlage", TEMPLATE)]
    fitting: Sequence[Table] = next(group for group in (marked, headed, named, tables) if group)
    table = next((table for table in fitting if table.sheet == in_front), fitting[0])
    if len(tables) == 1 or len(marked) == 1:
        return table, ()
    how_many = "several sheets begin" if marked else "no sheet begins"
    taken = f"the header rows were taken from the sheet `{visible(table.sheet or '')}`"
    at = Location(table.file, table.sheet)
    return table, (Finding(Code.SHEET_CHOSEN, at, f"{how_many} with `{_MARK}`: {taken}", _OTHERWISE, Severity.WARNING),)


def _is_mark(cells: Sequence[str]) -> bool:
    return names_template(cells) is not None


def _column_row(table: Table) -> int | None:
    """The place of the row that names both columns, SKU and action, among the first rows."""
    rows = table.head[:3]
    both = (n for n, row in enumerate(rows) if is_header_row(row[:1]) and is_header_row(("", *row[1:2])))
    return next(both, None)


def _header_rows(table: Table) -> Sequence[tuple[str, ...]]:
    """The mark and the row below it; else the row of the columns and the one above it; else the first two."""
    first = table.head.index(table.header)
    if not _is_mark(table.header):
        first = max(0, (_column_row(table) or 0) - 1)
    return table.head[first : first + HEADER_ROWS]


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Without the blank cells at the end of the row."""
    full = len(cells)
    while full and not cells[full - 1]:
        full -= 1
    return list(cells[:full])


def _checked(
    file: str, sheet: str | None, rows: Sequence[Sequence[str]], lines: Sequence[str]
) -> Header | list[Finding]:
    """Both header rows, if they are such."""
    at = Location(file, sheet)
    if len(rows) < HEADER_ROWS or not all(line.strip() for line in lines):
        return [Finding(Code.UNKNOWN_TABLE, at, "this is no template of Amazon's: two header rows are needed", _AGAIN)]
    for number, cells in enumerate(rows, 1):
        if len(cells) == 2 and is_action(cells[1]):
            message = f"row {number} is a SKU with its action, where the template has its header"
            return [Finding(Code.DATA_IN_HEADER, at._replace(row=number), message, _AGAIN)]
        for cell in cells:
            if "\n" in cell or "\r" in cell or (sheet is not None and "\t" in cell):
                message = f"row {number} of the template holds a line end or a tab inside a cell"
                return [Finding(Code.UNKNOWN_TABLE, at._replace(row=number), message, _AGAIN)]
    return Header((lines[0], lines[1]))
