"""A template filled with what a file of ours, or Amazon's own override file, holds: as many rows out as came in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.policies.override_rows import BLANK_SKU, amazons_rows
from returnctl.files.recognising.roles import Role, role_of
from returnctl.files.recognising.wrong_files import another_file, find_overrides
from returnctl.files.requests.rows import parser_of
from returnctl.files.tables.headers import Columns, match_columns
from returnctl.files.tables.kinds import RecognisedTable, find_tables, our_kinds
from returnctl.files.tables.table import TableRow, rows_of
from returnctl.files.templates.form import Doubtful, Entry, TableForm, Template, holds_values, plain, table_forms
from returnctl.files.worklists.worklist import Cell as Written
from returnctl.schema.cells import Percent, Trouble, located
from returnctl.schema.figures import DecimalMark, decimal_mark_of
from returnctl.schema.folding import bare, nearest
from returnctl.schema.kinds import as_written, read_cell, read_store, setting_name
from returnctl.schema.readers import Cell, CellProblem, Notation, Read, as_text, date_order_of, text
from returnctl.schema.settings import SETTINGS, Field, Kind
from returnctl.schema.tables import (
    ACTIONS,
    AMAZONS,
    AMAZONS_COLUMNS,
    OVERRIDES,
    RULES_SHEET,
    SETTINGS_SHEET,
    TESTS_SHEET,
)
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import Store
from returnctl.values.request import FIELDS, Column, Source, Unreadable
from returnctl.values.text import visible

Reader = Callable[[Cell], Read[Any]]
_SHOWN: Final = 40


class Taken(NamedTuple):
    """A template filled from a file, None where the file cannot be used; how many rows came from it, what was found."""

    template: Template | None
    rows: int
    findings: tuple[Finding, ...]


class TakenRow:
    """One row of a file under the names of its columns, while it is taken over."""

    def __init__(self, row: TableRow, source: Source, findings: list[Finding]) -> None:
        self.row, self.source, self.findings = row, source, findings
        width = max((column.place for column in source.columns.values()), default=0)
        self.cells: list[Cell] = [*row.cells, *[None] * (width - len(row.cells))]
        if row.problem is not None:
            findings.append(row.problem)

    def cell(self, name: str) -> Cell:
        """What stands under a column; blank where the file has none."""
        column: Column | None = self.source.columns.get(name)
        return None if column is None else self.cells[column.place - 1]

    def entry(self, name: str, read: Reader, called: str) -> Entry:
        """What a cell becomes. Days stay days, so that they are not taken for a text later."""
        cell = self.cell(name)
        if cell is None or cell == "":
            return None
        value, problem = read(cell)
        if problem is not None and problem.code is Code.NUMBER_AS_TEXT:
            problem = None  # the template itself mends it: the number stands in it as a number
        if problem is not None:
            self.tell(name, called, problem)
        if isinstance(value, Unreadable):
            return Doubtful(plain(_local(as_it_stands(cell))), _why(problem))
        zoned = isinstance(value, datetime) and value.tzinfo is not None
        written: Written = as_text(cell) if zoned else as_written(value)
        return _local(written)

    def tell(self, name: str, called: str, problem: CellProblem) -> None:
        """Something is wrong with a cell."""
        self.findings.append(located(problem, self.source.at(self.row.number, name), called))

    def missing(self, made: Sequence[Entry], place: int, name: str, problem: CellProblem) -> list[Entry]:
        """A row that cannot be without the cell at this place (from 0): the blank cell says so."""
        self.tell(name, name, problem)
        return [*made[:place], Doubtful(None, _why(problem)), *made[place + 1 :]]

    def with_doubt(self, made: list[Entry]) -> list[Entry]:
        """A row whose shape is wrong: its first cell says so."""
        finding = self.row.problem
        if finding is None:
            return made
        hint = f"\nRemedy: {finding.hint}." if finding.hint else ""
        return [Doubtful(plain(made[0]), f"This row: {finding.message}.{hint}"), *made[1:]]


def as_it_stands(cell: Cell) -> Written:
    """A cell that nobody knows how to read: numbers and days as such, anything else as its text."""
    if isinstance(cell, Trouble | Percent | bool) or cell is None:
        return as_text(cell) or None
    if isinstance(cell, int | Decimal | date):
        return cell
    return Decimal(as_text(cell)) if isinstance(cell, float) else as_text(cell)


def _why(problem: CellProblem | None) -> str:
    said = problem or CellProblem(Code.BROKEN_CELL, "cannot be read")
    return f"This cell {said.message}." + (f"\nRemedy: {said.hint}." if said.hint else "")


def _local(cell: Written) -> Written:
    """A day at midnight is a day."""
    if isinstance(cell, datetime) and cell.tzinfo is None and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date()
    return cell


def left_out(names: Iterable[str], at: Location, hint: str, severity: Severity) -> list[Finding]:
    """The columns for which the template has no place."""
    listed = [f"`{visible(bare(name))}`" for name in names if bare(name)]
    if not listed:
        return []
    if len(listed) == 1:
        said = f"the column {listed[0]} has no place in the template and was left out"
    else:
        more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        were = "have no place in the template and were left out"
        said = f"{len(listed)} columns {were}: {', '.join(listed[:_SHOWN])}{more}"
    return [Finding(Code.LEFT_OUT, at, said, hint, severity)]


_REMARKS: Final = "rename it in the file if it is meant to be one of the template's columns"
_REQUESTS: Final = "for requests: returnctl template requests --from FILE"
_NO_POLICY: Final = {Role.REQUESTS: _REQUESTS, Role.RETURNS_REPORT: _REQUESTS, Role.PROCESSING_REPORT: ""}
_OF_HEADER: Final = frozenset({Code.MISSING_COLUMN, Code.DUPLICATE_COLUMN, Code.UNKNOWN_TABLE})


class _FilledTable(NamedTuple):
    """A table of the file with its columns, and the rows below its header."""

    name: str
    found: RecognisedTable
    source: Source
    rows: Sequence[TableRow]

    @property
    def is_amazons(self) -> bool:
        return self.found.kind.name == AMAZONS

    def texts(self, fields: Sequence[Field], rows: Sequence[TableRow]) -> list[str]:
        """What stands as text in the rows under these columns."""
        places = [self.source.columns[field.name].place - 1 for field in fields if field.name in self.source.columns]
        return [cell for row in rows for place in places if isinstance(cell := row.cells[place], str)]

    def notation(self, fields: Sequence[Field]) -> Notation:
        """Dates and amounts of a table are written in one way, as when it is read to decide by it."""
        rows = [row for row in self.rows if row.problem is None]
        days = self.texts([field for field in fields if field.kind is Kind.DAY], rows)
        amounts = self.texts([field for field in fields if field.is_amount], rows)
        if self.name == SETTINGS_SHEET:
            place = self.source.columns["setting"].place - 1
            named = [(row, setting_name(row.cells[place]).value) for row in rows]
            money = [row for row, name in named if isinstance(name, str) and SETTINGS[name].kind is Kind.MONEY]
            amounts = self.texts([field for field in fields if holds_values(field)], money)
        return Notation(date_order_of(days), decimal_mark_of(amounts), self.found.table.typed)


def template_from(kind: str, store: Store | None, document: Document) -> Taken:
    """A policy's or the overrides' template with the rows of a file. Nothing is raised for a wrong input."""
    tables, findings = find_overrides(document) if kind == "overrides" else find_tables(document, our_kinds())
    role = None if tables or kind == "overrides" else role_of(document).role
    if role in _NO_POLICY:
        return Taken(None, 0, (another_file("a policy", role, document.shown, _NO_POLICY[role]),))
    taken: dict[str, _FilledTable] = {}
    for found in tables:
        if kind == "policy" and found.kind.name in (OVERRIDES, AMAZONS):
            message = "overrides have a template of their own and were left out"
            hint = f"returnctl template overrides --from {visible(found.table.file, None)}"
            at = Location(found.table.file, found.table.sheet)
            findings.append(Finding(Code.LEFT_OUT, at, message, hint, Severity.WARNING))
        else:
            table = _table(found, findings)
            taken.setdefault(table.name, table)
    if not taken:
        findings = [f._replace(severity=Severity.ERROR) if f.code is Code.LEFT_OUT else f for f in findings]
    # An error about the file, a sheet or a header as a whole leaves nothing to fill in.
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if not taken or any(error.at.row is None or error.code in _OF_HEADER for error in errors):
        return Taken(None, 0, tuple(findings))
    columns = {name: list(table.source.columns) for name, table in taken.items()}
    forms, rows = [], 0
    for form in table_forms(kind, store, columns):
        made = _rows(taken[form.name], form, store, findings) if form.name in taken else []
        rows += len(made)
        forms.append(form.with_rows(made))
    return Taken(Template(kind, store, tuple(forms)), rows, tuple(findings))


def _table(found: RecognisedTable, findings: list[Finding]) -> _FilledTable:
    kind, table = found
    if kind.name == AMAZONS:
        rows = list(amazons_rows(table, findings))
        return _FilledTable(OVERRIDES, found, Source(table.file, table.sheet, AMAZONS_COLUMNS), rows)
    columns = match_columns(table.header, kind.known, kind.required, table.at)
    findings += _about_columns(columns, found)
    rows = list(rows_of(table, findings)) if columns.usable else []
    return _FilledTable(kind.name, found, Source(table.file, table.sheet, columns.known), rows)


def _about_columns(columns: Columns, found: RecognisedTable) -> Iterator[Finding]:
    """What is wrong with a header; columns that nobody knows are told as left out."""
    yield from (finding for finding in columns.findings if finding.code is not Code.UNKNOWN_COLUMN)
    missing = [name for name in found.kind.known if name not in columns.known]
    for column in columns.unknown if columns.usable else ():
        near = nearest(column.header, missing)
        hint = f"did you mean `{near}`?" if near else _REMARKS
        at = found.table.at._replace(column=column.place, name=column.header)
        # Where the policy itself is read, such a column is an error too: it may be a store or a fact misspelt.
        severity = Severity.ERROR if found.kind.name in (SETTINGS_SHEET, RULES_SHEET) else Severity.WARNING
        yield from left_out([column.header], at, hint, severity)


def _rows(table: _FilledTable, form: TableForm, store: Store | None, findings: list[Finding]) -> list[list[Entry]]:
    """The rows in the template's columns. A row of another shape stays as it stands."""
    notation = table.notation(form.fields)
    deleted: list[Location] = []
    rows = []
    for row in table.rows:
        taken = TakenRow(row, table.source, findings)
        if table.is_amazons and as_text(taken.cell("authorization")).strip().upper() == ACTIONS[2]:
            deleted.append(table.source.at(row.number, "authorization"))
            taken.cells[AMAZONS_COLUMNS["authorization"].place - 1] = None
        made = [_entry(taken, form, field, notation) for field in form.fields]
        if table.is_amazons and store is not None:
            made[[field.name for field in form.fields].index("store")] = store.code
        filled = any(bare(as_text(cell)) for cell in row.cells)
        if form.name == OVERRIDES and row.problem is None and not made[0] and filled:
            made = taken.missing(made, 0, "sku", BLANK_SKU)
        rows.append(taken.with_doubt(made))
    if deleted:  # Amazon's DELETE takes an override back; in a table of ours that is a row that sets nothing
        several = "its row sets" if len(deleted) == 1 else f"here and in {len(deleted) - 1} more rows: they set"
        message = f"`{ACTIONS[2]}` takes an override back and was left out: {several} nothing in the template"
        findings.append(Finding(Code.LEFT_OUT, deleted[0], message, "delete such rows if you like", Severity.NOTE))
    return rows


def _entry(taken: TakenRow, form: TableForm, field: Field, notation: Notation) -> Entry:
    cell = taken.cell(field.name)
    if taken.row.problem is not None or cell is None:
        return as_it_stands(cell)
    if form.name == TESTS_SHEET and field.name in FIELDS:
        read = request_reader(field, notation)
        return as_it_stands(cell) if read(cell).problem is not None else taken.entry(field.name, read, field.name)
    meant, called = field, field.name
    if form.name == SETTINGS_SHEET and holds_values(field):
        name = setting_name(taken.cell("setting")).value
        if not isinstance(name, str):
            return as_it_stands(cell)
        meant, called = SETTINGS[name], name
    return taken.entry(field.name, partial(read_cell, meant, notation=notation), called)


def request_reader(field: Field, notation: Notation) -> Reader:
    """How a cell of a request is read."""
    if field.kind is Kind.STORE:
        return _store_or_text
    return parser_of(field.name, notation._replace(mark=notation.mark or DecimalMark.POINT))


def _store_or_text(value: Cell) -> Read[str]:
    """What a request calls its store is looked up only when it is decided, and stays as it is where it is unknown."""
    read = read_store(value)
    return read if read.problem is None else text(value)
