"""The seller's own SKUs: from a listing, returns or orders report, from our own tables, or from a single column."""

from collections.abc import Iterator, Sequence
from typing import Final

from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.requests.report_columns import fields_of
from returnctl.files.tables.table import Table, shown_tables, text_table
from returnctl.schema import readers
from returnctl.schema.folding import bare, nearest
from returnctl.schema.readers import Cell, located
from returnctl.values.finding import Code, Finding, Severity, has_error
from returnctl.values.location import Location
from returnctl.values.policy import SkuList
from returnctl.values.text import compared, visible

_TABLES: Final = ("inventory", "returns", "orders")
_RENAME: Final = "rename the header of the column with the SKUs to `sku`, or keep only that column"
_SHOWN: Final = 8


def read_sku_list(documents: Sequence[Document]) -> SkuList:
    """All SKUs of some files. A file that cannot be used is an error among the findings, and the list is not usable."""
    skus: dict[str, Location] = {}
    findings: list[Finding] = []
    whole = False
    for document in documents:
        mine: dict[str, Location] = {}
        found = list(document.findings)
        table = _table(document, found)
        if table is not None:
            whole = _take(table, mine, found) or whole
        if not mine and not has_error(found):
            message = "no SKU was found in this list"
            found.append(Finding(Code.NO_DATA_ROWS, Location(document.shown), message, "check the file"))
        skus = {**mine, **skus}
        findings += found
    return SkuList(skus, tuple(findings), not has_error(findings), whole)


def _table(document: Document, findings: list[Finding]) -> Table | None:
    """The table of a file that has a column of SKUs, else its only one."""
    if document.kind is FileForm.TEXT:
        table = text_table(document, _has_skus)
        findings += table.findings if isinstance(table, Table) else table
        return table if isinstance(table, Table) else None
    if document.kind is not FileForm.WORKBOOK:
        if document.kind is not None:
            message = f"expected a list of SKUs in a workbook or a text file, found {document.kind.upper()}"
            hint = "give a file in .xlsx, .txt, .csv or .tsv"
            findings.append(Finding(Code.UNKNOWN_TABLE, Location(document.shown), message, hint))
        return None
    book = open_workbook(document)
    if not isinstance(book, Workbook):
        findings += book
        return None
    findings += book.findings
    tables, broken = shown_tables(book, _has_skus)
    findings += broken
    best = next((table for table in tables if _has_skus(table.header)), tables[0] if len(tables) == 1 else None)
    if best is None:
        message = f"no sheet has a column with SKUs; the sheets are {_listed([sheet.name for sheet in book.sheets])}"
        findings.append(Finding(Code.MISSING_COLUMN, Location(book.shown), message, _RENAME))
    return best


def _has_skus(header: Sequence[str]) -> bool:
    return _place(header) is not None


def _place(header: Sequence[str]) -> int | None:
    """The place of the column with the SKUs, as any of Amazon's reports or our tables calls it."""
    found = (fields_of(header, table).get("sku") for table in _TABLES)
    return next((place for place in found if place is not None), None)


def _listed(names: Sequence[str]) -> str:
    several = [f"`{visible(bare(name))}`" for name in names]
    more = f" and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
    return ", ".join(several[:_SHOWN]) + more


def _take(table: Table, skus: dict[str, Location], findings: list[Finding]) -> bool:
    """The SKUs of a table, and whether it lists all that there is, not only what was sold.

    A single column without a header that we know is one of SKUs from its first row on.
    """
    header, at = table.header, table.at
    place = _place(header)
    if place is not None:
        _read(table, place, bare(header[place]), table.header_row, skus, findings)
        return not any("order_id" in fields_of(header, kind) for kind in _TABLES)
    named = [name for name in header if bare(name)]
    if len(named) == 1:
        message = f"the only column is read as SKUs; it has no header, and begins with `{visible(bare(named[0]))}`"
        hint = "write `sku` above it if that is a header"
        findings.append(Finding(Code.LIST_WITHOUT_HEADER, at, message, hint, Severity.NOTE))
        _read(table, header.index(named[0]), "sku", table.header_row - 1, skus, findings)
        return True
    near = nearest("sku", named)
    hint = f"did you mean `{visible(near)}`? rename it to `sku`" if near else _RENAME
    message = f"no column with SKUs was found; the columns are {_listed(named)}"
    findings.append(Finding(Code.MISSING_COLUMN, at, message, hint))
    return True


def _rows(table: Table, below: int, findings: list[Finding]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows below a row; where that of the header is one of them, it comes first."""
    if table.text is not None and below < table.header_row:
        yield table.header_row, table.header
    for part in table._replace(header_row=below).read():
        findings += [*part.findings, *(finding for _, finding in part.broken)]
        yield from zip(part.lines, part.rows, strict=True)


def _read(
    table: Table, place: int, header: str, below: int, skus: dict[str, Location], findings: list[Finding]
) -> None:
    """Put the SKUs of a column among the others. What cannot be read is told once, with the number of such cells."""
    wrong: dict[Code, tuple[Finding, int]] = {}
    for number, row in _rows(table, below, findings):
        if len(row) <= place:
            continue
        found = readers.sku(row[place])
        at = table.at._replace(row=number, column=place + 1, name=header)
        if isinstance(found.value, str):
            skus.setdefault(compared(found.value), at)
        elif found.problem is not None:
            first, count = wrong.get(found.problem.code, (located(found.problem, at, header), 0))
            wrong[found.problem.code] = first, count + 1
    for finding, count in wrong.values():
        more = f"; so do {count - 1:,} more cells of the column" if count > 1 else ""
        findings.append(finding._replace(message=finding.message + more, severity=Severity.WARNING))
