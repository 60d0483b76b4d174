"""The seller's own SKUs: from a listing, returns or orders report, from our own tables, or from a single column."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from returnctl.files.books.workbooks import Visibility, Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import Kind
from returnctl.files.requests.report_columns import fields_of
from returnctl.files.tables.table import InBook, Table, head_of, text_table
from returnctl.schema import readers
from returnctl.schema.folding import bare, nearest
from returnctl.schema.readers import Cell, as_text, located
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import Source
from returnctl.values.sku import compared
from returnctl.values.sku_list import SkuList
from returnctl.values.visible import visible

_TABLES: Final = ("inventory", "returns", "orders")
_RENAME: Final = "rename the header of the column with the SKUs to `sku`, or keep only that column"
_SHOWN: Final = 8


class _Column(NamedTuple):
    """Where SKUs stand: the place of a column from 0, its header, and the row below which they begin."""

    at: Location
    place: int
    header: str
    below: int


def read_sku_list(documents: Sequence[Document]) -> SkuList:
    """All SKUs of some files. A file that cannot be used is an error among the findings, and the list is not usable."""
    skus: dict[str, Location] = {}
    findings: list[Finding] = []
    whole = False
    for document in documents:
        found = _Reading({}, [])
        _read(document, found)
        if not found.skus and not any(finding.severity is Severity.ERROR for finding in found.findings):
            message = "no SKU was found in this list"
            found.findings.append(Finding(Code.NO_DATA_ROWS, Location(document.shown), message, "check the file"))
        for sku, at in found.skus.items():
            skus.setdefault(sku, at)
        findings += found.findings
        whole = whole or found.whole
    usable = not any(finding.severity is Severity.ERROR for finding in findings)
    return SkuList(skus, tuple(findings), usable, whole)


class _Reading:
    """One file while it is read. `whole` is whether it lists all that there is, and not only what was sold."""

    def __init__(self, skus: dict[str, Location], findings: list[Finding]) -> None:
        self.skus = skus
        self.findings = findings
        self.whole = True


def _read(document: Document, into: _Reading) -> None:
    into.findings += document.findings
    if document.kind is None:
        return
    if document.kind is Kind.WORKBOOK:
        _read_workbook(document, into)
    elif document.kind is Kind.TEXT:
        _read_text(document, into)
    else:
        message = f"expected a list of SKUs in a workbook or a text file, found {document.kind.upper()}"
        hint = "give a file in .xlsx, .txt, .csv or .tsv"
        into.findings.append(Finding(Code.UNKNOWN_TABLE, Location(document.shown), message, hint))


def _read_text(document: Document, into: _Reading) -> None:
    table = text_table(document, lambda header: _place(header) is not None)
    if not isinstance(table, Table):
        into.findings += table
        return
    into.findings += table.findings
    _take(table, into)


def _read_workbook(document: Document, into: _Reading) -> None:
    book = open_workbook(document)
    if not isinstance(book, Workbook):
        into.findings += book
        return
    into.findings += book.findings
    tables = []
    for sheet in (sheet for sheet in book.sheets if sheet.visibility is Visibility.VISIBLE):
        head, findings = head_of(book, sheet)
        into.findings += findings
        texts = [(number, tuple(as_text(cell) for cell in row)) for number, row in head]
        for number, header in [row for row in texts if _place(row[1]) is not None][:1] or texts[:1]:
            source = Source(book.shown, sheet.name)
            tables.append(Table(source, header, number, True, (), (), InBook(book, sheet)))
    for table in tables:
        if _place(table.header) is not None or len(tables) == 1:
            _take(table, into)
            return
    message = f"no sheet has a column with SKUs; the sheets are {_listed(sheet.name for sheet in book.sheets)}"
    into.findings.append(Finding(Code.MISSING_COLUMN, Location(book.shown), message, _RENAME))


def _place(header: Sequence[str]) -> int | None:
    """The place of the column with the SKUs, as any of Amazon's reports or our tables calls it."""
    found = (fields_of(header, table).get("sku") for table in _TABLES)
    return next((place for place in found if place is not None), None)


def _column(at: Location, header: Sequence[str], into: _Reading) -> _Column | None:
    """The column with the SKUs; a single column without a header that we know is one of SKUs from its first row on."""
    place = _place(header)
    if place is not None:
        into.whole = not any("order_id" in fields_of(header, table) for table in _TABLES)
        return _Column(at, place, bare(header[place]), at.row or 0)
    named = [name for name in header if bare(name)]
    if len(named) == 1:
        message = f"the only column is read as SKUs; it has no header, and begins with `{visible(bare(named[0]))}`"
        hint = "write `sku` above it if that is a header"
        into.findings.append(Finding(Code.LIST_WITHOUT_HEADER, at, message, hint, Severity.NOTE))
        return _Column(at, list(header).index(named[0]), "sku", (at.row or 1) - 1)
    near = nearest("sku", named)
    hint = f"did you mean `{visible(near)}`? rename it to `sku`" if near else _RENAME
    message = f"no column with SKUs was found; the columns are {_listed(named)}"
    into.findings.append(Finding(Code.MISSING_COLUMN, at, message, hint))
    return None


def _listed(names: Iterable[str]) -> str:
    several = [f"`{visible(bare(name))}`" for name in names]
    more = f" and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
    return ", ".join(several[:_SHOWN]) + more


def _rows(table: Table, below: int, findings: list[Finding]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows below a row; where that of the header is one of them, it comes first."""
    if table.text is not None and below < table.header_row:
        yield table.header_row, table.header
    for part in table._replace(header_row=below).read():
        findings += [*part.findings, *(finding for _, finding in part.broken)]
        yield from zip(part.lines, part.rows, strict=True)


def _take(table: Table, into: _Reading) -> None:
    """Put the SKUs of a table among the others. What cannot be read is told once, with the number of such cells."""
    column = _column(table.at, table.header, into)
    if column is None:
        return
    wrong: dict[Code, tuple[Finding, int]] = {}
    for number, row in _rows(table, column.below, into.findings):
        if len(row) <= column.place:
            continue
        found = readers.sku(row[column.place])
        at = column.at._replace(row=number, column=column.place + 1, name=column.header)
        if isinstance(found.value, str):
            into.skus.setdefault(compared(found.value), at)
        elif found.problem is not None:
            first, count = wrong.get(found.problem.code, (located(found.problem, at, column.header), 0))
            wrong[found.problem.code] = first, count + 1
    for finding, count in wrong.values():
        more = f"; so do {count - 1:,} more cells of the column" if count > 1 else ""
        into.findings.append(finding._replace(message=finding.message + more, severity=Severity.WARNING))
