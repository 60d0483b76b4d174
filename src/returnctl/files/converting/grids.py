"""Tables as they stand, to be carried into another kind of file: ours, Amazon's override file, return requests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.policies.override_rows import amazons_rows
from returnctl.files.policies.overrides import Overrides, read_overrides
from returnctl.files.recognising.roles import Role, role_of
from returnctl.files.recognising.wrong_files import find_overrides
from returnctl.files.requests.report_columns import is_personal, not_requests, report_named_by
from returnctl.files.requests.rows import misshapen, plain_value
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.headers import match_columns
from returnctl.files.tables.kinds import RecognisedTable, find_tables, our_kinds
from returnctl.files.tables.table import Table, TableRow, rows_of
from returnctl.schema.folding import bare, folded
from returnctl.schema.tables import AMAZONS, OVERRIDES, REQUESTS, requests_kind
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text import visible

RULES: Final = "Rules"
# The order of our sheets, as a person fills them in.
_ORDER: Final = ("Settings", RULES, "Reasons", "Holidays", "Categories", "Tests", OVERRIDES, REQUESTS)
_REQUEST_KIND: Final = requests_kind()
_NOT_FOUND: Final = frozenset({Code.UNKNOWN_TABLE, Code.SHEET_NOT_FOUND})
# What is told of columns that nothing reads does not hold here: they are carried.
_NOT_HERE: Final = frozenset({Code.UNKNOWN_COLUMN, Code.SHEET_CHOSEN})
_ASKED: Final = ", which cannot become overrides: it holds what customers ask for, not what you want for a SKU"
_WANTED: Final = (
    "give your overrides, a table with `sku` and `authorization`: returnctl template overrides makes one to fill in"
)


class GridColumn(NamedTuple):
    """A column: its place from 1, what it is called in the output, and by which name it is known, if it is.

    `key` is the same for columns of several tables that belong under one another.
    """

    place: int
    title: str
    name: str
    key: str


class Grid(NamedTuple):
    """A table of one kind and its columns; `personal` are those with data of buyers."""

    kind: str
    table: Table
    columns: tuple[GridColumn, ...]
    personal: tuple[GridColumn, ...] = ()

    @property
    def at(self) -> Location:
        """The place of the table as a whole."""
        return Location(self.table.file, self.table.sheet)

    @property
    def marked(self) -> bool:
        """Whether a `'` before what could become a formula is none of the text."""
        return not (self.kind == AMAZONS or self.table.amazon or self.table.typed)

    def rows(self, findings: list[Finding]) -> Iterator[TableRow]:
        """All rows; what is wrong with the table as a whole joins `findings`."""
        if self.kind == AMAZONS:
            return amazons_rows(self.table, findings)
        return (_request_rows if self.table.source.columns else rows_of)(self.table, findings)

    def cell(self, row: int, column: GridColumn) -> Location:
        """The place of a cell."""
        return self.at._replace(row=row, column=column.place, name=column.title or None)


def open_sources(documents: Sequence[Document]) -> tuple[list[Grid], list[Finding]]:
    """The tables of all files; with an error among the findings they cannot be converted.

    Tables without rows are left out, and that is said; where none has any, all of them are taken.
    """
    grids: list[Grid] = []
    findings: list[Finding] = []
    for document in documents:
        more, told = _open_grids(document)
        grids += more
        findings += told
    rules = [grid for grid in grids if grid.kind == RULES]
    if len(rules) > 1:  # they would be one after the other, and the first that fits wins
        message = f"both `{visible(rules[0].at.file)}` and this file hold rules, and only one table of them can count"
        findings.append(Finding(Code.SHEET_NOT_FOUND, rules[1].at, message, "leave one of them out"))
    full = [grid for grid in grids if next(grid.rows([]), None) is not None]
    empty = [grid for grid in grids if grid not in full] if full else []
    findings += [
        _about_empty([grid for grid in empty if grid.at.file == file])
        for file in dict.fromkeys(grid.at.file for grid in empty)
    ]
    return full or grids, findings


def open_overrides(documents: Sequence[Document]) -> tuple[list[RecognisedTable], Overrides | None, list[Finding]]:
    """The overrides of all files as they are meant; None where a file cannot be used."""
    found: list[RecognisedTable] = []
    findings: list[Finding] = []
    for document in documents:
        tables, told = find_overrides(document)
        found += tables
        requests = not tables and role_of(document).role in (Role.RETURNS_REPORT, Role.REQUESTS)
        findings += [
            finding._replace(message=finding.message + _ASKED, hint=_WANTED)
            if requests and finding.code is Code.UNKNOWN_TABLE
            else finding
            for finding in told
        ]
    if any(finding.severity is Severity.ERROR for finding in findings):
        return found, None, findings
    overrides = read_overrides(found)
    findings += overrides.findings
    return found, overrides if overrides.usable else None, findings


def _open_grids(document: Document) -> tuple[list[Grid], list[Finding]]:
    tables, findings = find_tables(document, (*our_kinds(), _REQUEST_KIND))
    found = [item for item in tables if item.kind is not _REQUEST_KIND or item.kind.fits(item.table.header)]
    wrong = [not_requests(t.header, t.at) for kind, t in found if kind is _REQUEST_KIND and report_named_by(t.header)]
    if wrong:
        return [], [*findings, *wrong]
    if not found and (tables or any(finding.code in _NOT_FOUND for finding in findings)):
        table = open_requests(document)
        if isinstance(table, Table):
            names = {column.place: name for name, column in table.source.columns.items()}
            return [_grid(REQUESTS, table, names)], [f for f in table.findings if f.code not in _NOT_HERE]
        if tables or any(finding.code is Code.WRONG_REPORT for finding in table):
            return [], table
    grids = []
    for kind, table in found:
        if kind.name == AMAZONS:
            grids.append(Grid(AMAZONS, table, _columns(("sku", "authorization"), {1: "sku", 2: "authorization"})))
            continue
        matched = match_columns(table.header, kind.known, kind.required, table.at)
        grids.append(_grid(kind.name, table, {column.place: name for name, column in matched.known.items()}))
        findings += [finding for finding in matched.findings if finding.code not in _NOT_HERE]
        findings += _above(table)
    return grids, findings


def _grid(kind: str, table: Table, names: Mapping[int, str]) -> Grid:
    """A table with its columns; those of requests keep the headers that they have."""
    columns = _columns(table.header, names, own=kind == REQUESTS)
    personal = tuple(column for column in columns if kind == REQUESTS and is_personal(column.title.strip()))
    return Grid(kind, table, tuple(column for column in columns if column not in personal), personal)


def _columns(header: Sequence[str], names: Mapping[int, str], *, own: bool = False) -> tuple[GridColumn, ...]:
    """Columns that we know go under our name, all others under the seller's own."""
    keys: set[str] = set()
    columns = []
    for place, text in enumerate(header, 1):
        name = names.get(place, "")
        key = name or f" {folded(text)}"
        if key in keys:
            key = next(again for number in count(2) if (again := f"{key} {number}") not in keys)
        keys.add(key)
        columns.append(GridColumn(place, (own and text) or name or bare(text), name, key))
    return tuple(columns)


def _above(table: Table) -> list[Finding]:
    """What stands above the header is no part of the table."""
    texts = [text for row in table.head[: table.head.index(table.header)] for text in row if bare(text)]
    if table.header_row == 1 or (table.typed and not texts):
        return []
    message = f"what stands above the header in row {table.header_row} is no part of the table and is not carried over"
    at = Location(table.file, table.sheet, 1)
    return [Finding(Code.NOT_IN_TARGET, at, message, "copy it by hand if you need it", Severity.WARNING)]


def _request_rows(table: Table, findings: list[Finding]) -> Iterator[TableRow]:
    width = len(table.header)
    blank = None if table.typed else ""
    for part in table.read():
        findings += part.findings
        for number, cells in zip(part.lines, part.rows, strict=True):
            values = [plain_value(cell) for cell in cells] if table.typed else cells
            problem = misshapen(table.source, number, values, width, amazon=table.amazon or table.typed)
            padded = values if len(values) == width else [*values, *[blank] * (width - len(values))][:width]
            yield TableRow(number, padded, problem)
        for number, problem in part.broken:
            yield TableRow(number, (), problem)


def grouped(grids: Sequence[Grid]) -> dict[str, list[Grid]]:
    """The tables that belong on one sheet, in the order of our kinds; Amazon's actions are overrides."""
    groups: dict[str, list[Grid]] = {}
    for grid in grids:
        groups.setdefault(OVERRIDES if grid.kind == AMAZONS else grid.kind, []).append(grid)
    return {kind: groups[kind] for kind in sorted(groups, key=_ORDER.index)}


def _about_empty(grids: Sequence[Grid]) -> Finding:
    names = ", ".join(f"`{visible(grid.at.sheet or grid.kind)}`" for grid in grids)
    many = "have no rows: they set nothing, and are" if len(grids) > 1 else "has no rows: it sets nothing, and is"
    message = f"{names} {many} not carried over"
    return Finding(Code.NOT_IN_TARGET, Location(grids[0].at.file), message, severity=Severity.NOTE)


def together(grids: Iterable[Grid]) -> tuple[GridColumn, ...]:
    """The columns of all these tables, each once, with the place that it gets."""
    found: dict[str, GridColumn] = {}
    for grid in grids:
        for column in grid.columns:
            found.setdefault(column.key, column._replace(place=len(found) + 1))
    return tuple(found.values())
