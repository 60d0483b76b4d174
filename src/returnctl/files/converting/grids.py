"""Tables as they stand, to be carried into another kind of file: ours, Amazon's override file, return requests."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.policies.override_rows import amazons_rows
from returnctl.files.requests.report_columns import is_personal, not_requests, report_named_by
from returnctl.files.requests.rows import misshapen, plain_value
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.headers import match_columns
from returnctl.files.tables.kinds import AMAZONS, OVERRIDES, Found, TableKind, find_tables, our_kinds
from returnctl.files.tables.table import Table, TableRow, rows_of
from returnctl.schema.folding import bare, folded
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import FIELDS
from returnctl.values.visible import visible

REQUESTS: Final = "Requests"
# The order of our sheets, as a person fills them in.
_ORDER: Final = ("Settings", "Rules", "Reasons", "Holidays", "Categories", "Tests", OVERRIDES, REQUESTS)
_REQUEST_KIND: Final = TableKind(REQUESTS, {name: name for name in FIELDS}, ("sku", "reason"), ("reason",))
_NOT_FOUND: Final = frozenset({Code.UNKNOWN_TABLE, Code.SHEET_NOT_FOUND})
# What is told of columns that nothing reads does not hold here: they are carried.
_NOT_HERE: Final = frozenset({Code.UNKNOWN_COLUMN, Code.SHEET_CHOSEN})


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
    def typed(self) -> bool:
        """Whether its cells have types of their own."""
        return self.table.typed

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


_ACTION_COLUMNS: Final = (
    GridColumn(1, "sku", "sku", "sku"),
    GridColumn(2, "authorization", "authorization", "authorization"),
)


def open_grids(document: Document) -> tuple[list[Grid], list[Finding]]:
    """The tables of a file that can be converted; with an error among the findings the file is not usable."""
    kinds = (*our_kinds(), _REQUEST_KIND)
    tables, findings = find_tables(document, kinds)
    found = [item for item in tables if item.kind is not _REQUEST_KIND or item.kind.fits(item.table.header)]
    wrong = [not_requests(t.header, t.at) for kind, t in found if kind is _REQUEST_KIND and report_named_by(t.header)]
    if wrong:
        return [], [*findings, *wrong]
    if not found and (tables or any(finding.code in _NOT_FOUND for finding in findings)):
        table = open_requests(document)
        if isinstance(table, Table):
            return [_requests(table)], [f for f in table.findings if f.code not in _NOT_HERE]
        if tables or any(finding.code is Code.WRONG_REPORT for finding in table):
            return [], table
    grids = []
    for item in found:
        grid, more = _grid(item)
        grids.append(grid)
        findings += more
    return grids, findings


def _grid(found: Found) -> tuple[Grid, list[Finding]]:
    kind, table = found
    if kind.name == AMAZONS:
        return Grid(AMAZONS, table, _ACTION_COLUMNS), []
    matched = match_columns(table.header, kind.known, kind.required, table.at)
    names = {column.place: name for name, column in matched.known.items()}
    titles = dict(enumerate(table.header, 1)) if kind.name == REQUESTS else {}
    columns = _columns(table.header, names, titles)
    findings = [finding for finding in matched.findings if finding.code not in _NOT_HERE]
    grid = Grid(kind.name, table, columns)
    if kind.name == REQUESTS:
        grid = _without_personal(grid)
    return grid, [*findings, *_above(table)]


def _columns(header: Sequence[str], names: dict[int, str], titles: dict[int, str]) -> tuple[GridColumn, ...]:
    """Columns that we know go under our name, all others under the seller's own."""
    keys: set[str] = set()
    columns = []
    for place, text in enumerate(header, 1):
        name = names.get(place, "")
        key = name or f" {folded(text)}"
        if key in keys:
            key = next(again for number in count(2) if (again := f"{key} {number}") not in keys)
        keys.add(key)
        columns.append(GridColumn(place, titles.get(place) or name or bare(text), name, key))
    return tuple(columns)


def _without_personal(grid: Grid) -> Grid:
    personal = tuple(column for column in grid.columns if is_personal(column.title))
    return grid._replace(columns=tuple(c for c in grid.columns if c not in personal), personal=personal)


def _above(table: Table) -> list[Finding]:
    """What stands above the header is no part of the table."""
    texts = [text for row in table.head[: table.head.index(table.header)] for text in row if bare(text)]
    if table.typed and not texts:
        return []
    if table.header_row == 1:
        return []
    at = Location(table.file, table.sheet, 1)
    message = f"what stands above the header in row {table.header_row} is no part of the table and is not carried over"
    return [Finding(Code.NOT_IN_TARGET, at, message, "copy it by hand if you need it", Severity.WARNING)]


def _requests(table: Table) -> Grid:
    """Amazon's report and other tables of requests, under the headers that they have."""
    names = {column.place: name for name, column in table.source.columns.items()}
    columns = _columns(table.header, names, dict(enumerate(table.header, 1)))
    kept = tuple(column for column in columns if column.place not in table.personal)
    personal = tuple(column for column in columns if column.place in table.personal)
    return Grid(REQUESTS, table, kept, personal)


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


def without_empty(grids: Sequence[Grid]) -> tuple[list[Grid], list[Finding]]:
    """Tables that have rows; where none has any, all of them. What is left out is said."""
    full = [grid for grid in grids if next(grid.rows([]), None) is not None]
    if not full:
        return list(grids), []
    empty = [grid for grid in grids if grid not in full]
    return full, [_about_empty([each for each in empty if each.at.file == file]) for file in _files(empty)]


def _files(grids: Sequence[Grid]) -> list[str]:
    return list(dict.fromkeys(grid.at.file for grid in grids))


def _about_empty(grids: Sequence[Grid]) -> Finding:
    names = ", ".join(f"`{visible(grid.at.sheet or grid.kind)}`" for grid in grids)
    many = "have no rows: they set nothing, and are" if len(grids) > 1 else "has no rows: it sets nothing, and is"
    return Finding(
        Code.NOT_IN_TARGET, Location(grids[0].at.file), f"{names} {many} not carried over", "", Severity.NOTE
    )


def together(grids: Sequence[Grid]) -> tuple[GridColumn, ...]:
    """The columns of all these tables, each once, with the place that it gets."""
    found: dict[str, GridColumn] = {}
    for grid in grids:
        for column in grid.columns:
            found.setdefault(column.key, column._replace(place=len(found) + 1))
    return tuple(found.values())
