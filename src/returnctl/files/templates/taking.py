"""A template filled with what a file of ours, or Amazon's own override file, holds: as many rows out as came in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.policies.override_rows import amazons_rows
from returnctl.files.policies.settings import setting_name
from returnctl.files.recognising.roles import Role, role_of
from returnctl.files.recognising.wrong_files import another_file, find_overrides
from returnctl.files.tables.headers import Columns, match_columns
from returnctl.files.tables.kinds import ACTIONS, AMAZONS, AMAZONS_COLUMNS, OVERRIDES, Found, find_tables, our_kinds
from returnctl.files.tables.table import Table, TableRow, rows_of
from returnctl.files.templates.cells import as_it_stands, left_out, local_day, missing, padded, taken, with_doubt
from returnctl.files.templates.fields import Field, Holds
from returnctl.files.templates.form import Entry, Template, store_columns, with_rows
from returnctl.files.templates.tables import (
    POLICY_SETTINGS,
    RULES_SHEET,
    SETTINGS_SHEET,
    TableForm,
    holds_values,
    setting_row,
    table_forms,
)
from returnctl.schema.figures import decimal_mark_of
from returnctl.schema.folding import bare, nearest
from returnctl.schema.kinds import Manner
from returnctl.schema.readers import Cell as FoundCell
from returnctl.schema.readers import CellProblem, as_text, date_order_of, located
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import Store
from returnctl.values.request import FIELDS, Column
from returnctl.values.visible import visible

_REMARKS: Final = "rename it in the file if it is meant to be one of the template's columns"
_REQUESTS: Final = "for requests: returnctl template requests --from FILE"
_NO_POLICY: Final = {Role.REQUESTS: _REQUESTS, Role.RETURNS_REPORT: _REQUESTS, Role.PROCESSING_REPORT: ""}
_NO_SKU: Final = CellProblem(
    Code.BLANK_SKU, "must not be blank in a row with terms", "fill in the SKU, or delete the row"
)
_MONEY: Final = (Holds.MONEY, Holds.PERCENT)


class Taken(NamedTuple):
    """A template filled from a file, None where the file cannot be used; how many rows came from it, what was found."""

    template: Template | None
    rows: int
    findings: tuple[Finding, ...]


class _Source(NamedTuple):
    """A table of the file with its columns, and the rows below its header."""

    found: Found
    columns: Mapping[str, Column]
    rows: Sequence[TableRow]


def template_from(kind: str, store: Store | None, document: Document) -> Taken:
    """A policy's or the overrides' template with the rows of a file. Nothing is raised for a wrong input."""
    tables, findings = find_overrides(document) if kind == "overrides" else _policy_tables(document)
    sources = []
    for found in tables:
        if kind == "policy" and found.kind.name in (OVERRIDES, AMAZONS):
            findings.append(_other_template(found.table))
        else:
            sources.append(_source(found, findings))
    if not sources:
        findings = [f._replace(severity=Severity.ERROR) if f.code is Code.LEFT_OUT else f for f in findings]
    if not sources or any(_unusable(finding) for finding in findings):
        return Taken(None, 0, tuple(findings))
    columns: dict[str, Sequence[str]] = {_name(source.found): list(source.columns) for source in sources}
    columns[SETTINGS_SHEET] = store_columns(columns.get(SETTINGS_SHEET, ()), store)
    filled, rows = [], 0
    for form in table_forms(kind, store.code if store else None, columns):
        source = next((each for each in sources if _name(each.found) == form.name), None)
        taken_rows = [] if source is None else _rows(source, form, store, findings)
        rows += len(taken_rows)
        filled.append(with_rows(form, taken_rows, store))
    return Taken(Template(kind, store, tuple(filled)), rows, tuple(findings))


def _policy_tables(document: Document) -> tuple[list[Found], list[Finding]]:
    tables, findings = find_tables(document, our_kinds())
    role = None if tables else role_of(document).role
    if role in _NO_POLICY:
        return [], [another_file("a policy", role, document.shown, _NO_POLICY[role])]
    return tables, findings


def _name(found: Found) -> str:
    return OVERRIDES if found.kind.name == AMAZONS else found.kind.name


def _unusable(finding: Finding) -> bool:
    """An error about the file, a sheet or a header as a whole: there would be nothing to fill in."""
    return finding.severity is Severity.ERROR and (finding.at.row is None or finding.code in _OF_HEADER)


_OF_HEADER: Final = frozenset({Code.MISSING_COLUMN, Code.DUPLICATE_COLUMN, Code.UNKNOWN_TABLE})


def _other_template(table: Table) -> Finding:
    message = "overrides have a template of their own and were left out"
    hint = f"returnctl template overrides --from {visible(table.file, None)}"
    return Finding(Code.LEFT_OUT, Location(table.file, table.sheet), message, hint, Severity.WARNING)


def _source(found: Found, findings: list[Finding]) -> _Source:
    table = found.table
    if found.kind.name == AMAZONS:
        return _Source(found, AMAZONS_COLUMNS, list(amazons_rows(found.table, findings)))
    columns = match_columns(table.header, found.kind.known, found.kind.required, table.at)
    findings += _about_columns(columns, found)
    return _Source(found, columns.known, list(rows_of(table, findings)) if columns.usable else [])


def _about_columns(columns: Columns, found: Found) -> Iterator[Finding]:
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


def _rows(source: _Source, form: TableForm, store: Store | None, findings: list[Finding]) -> list[list[Entry]]:
    """The rows in the template's columns. A row of another shape stays as it stands."""
    readers = _Readers(source, form)
    deleted: list[Location] = []
    rows = []
    for row in source.rows:
        if row.problem is not None:
            findings.append(row.problem)
        cells = padded(row.cells, max((column.place for column in source.columns.values()), default=0))
        picked = {name: cells[column.place - 1] for name, column in source.columns.items()}
        if source.found.kind.name == AMAZONS and _is_delete(picked["authorization"]):
            deleted.append(_at(source, row, "authorization"))
            picked["authorization"] = None
        made = [readers.cell(row, field, picked, findings) for field in form.fields]
        if store is not None and source.found.kind.name == AMAZONS:
            made[[field.name for field in form.fields].index("store")] = store.code
        if (
            form.name == OVERRIDES
            and row.problem is None
            and not made[0]
            and any(bare(as_text(cell)) for cell in row.cells)
        ):
            findings.append(located(_NO_SKU, _at(source, row, "sku"), "sku"))
            made = missing(made, 0, _NO_SKU)
        rows.append(with_doubt(made, row.problem))
    findings += _about_deleted(deleted)
    return rows


def _is_delete(cell: FoundCell) -> bool:
    return as_text(cell).strip().upper() == ACTIONS[2]


def _about_deleted(places: Sequence[Location]) -> Iterator[Finding]:
    """Amazon's DELETE takes an override back; in a table of ours that is a row that sets nothing."""
    if places:
        rows = "its row sets" if len(places) == 1 else f"here and in {len(places) - 1} more rows: they set"
        message = f"`{ACTIONS[2]}` takes an override back and was left out: {rows} nothing in the template"
        yield Finding(Code.LEFT_OUT, places[0], message, "delete such rows if you like", Severity.NOTE)


def _at(source: _Source, row: TableRow, name: str) -> Location:
    column = source.columns[name]
    table = source.found.table
    return Location(table.file, table.sheet, row.number, column.place, column.header)


class _Readers:
    """How the cells of a table are read, given how all of them are written."""

    def __init__(self, source: _Source, form: TableForm) -> None:
        self._source = source
        self._settings = form.name == SETTINGS_SHEET
        self._columns = source.columns
        manner = self._manner(form.fields)
        self._manner_of_all = manner
        self._read = {field.name: field.reader(manner) for field in form.fields}
        self._as_text = form.name == "Tests"

    def cell(self, row: TableRow, field: Field, picked: Mapping[str, FoundCell], findings: list[Finding]) -> Entry:
        """What stands in a row under a column of the template."""
        cell = picked.get(field.name)
        if row.problem is not None or cell is None:
            return as_it_stands(cell)
        read, called = self._read[field.name], field.name
        if self._settings and holds_values(field):
            name, _ = taken(self._read["setting"], picked.get("setting"))
            if not isinstance(name, str) or name not in POLICY_SETTINGS:
                return as_it_stands(cell)
            read, called = setting_row(name).reader(self._manner_of_all), name
        value, problem = taken(read, cell)
        if problem is not None and self._as_text and field.name in FIELDS:
            return as_it_stands(cell)
        if problem is not None:
            findings.append(located(problem, _at(self._source, row, field.name), called))
        return local_day(value)

    def _manner(self, fields: Sequence[Field]) -> Manner:
        """Dates and amounts of a table are written in one way, as when it is read to decide by it."""
        days = self._texts([field.name for field in fields if field.holds is Holds.DAY])
        amounts = self._texts([field.name for field in fields if field.holds in _MONEY])
        if self._settings:
            amounts = self._texts([field.name for field in fields if holds_values(field)], self._is_money)
        return Manner(date_order_of(days), decimal_mark_of(amounts), self._source.found.table.typed)

    def _is_money(self, row: TableRow) -> bool:
        name = setting_name(row.cells[self._columns["setting"].place - 1]).value
        return isinstance(name, str) and setting_row(name).holds is Holds.MONEY

    def _texts(self, names: Sequence[str], wanted: Callable[[TableRow], bool] = lambda _row: True) -> list[str]:
        places = [self._columns[name].place - 1 for name in names if name in self._columns]
        rows = [row.cells for row in self._source.rows if row.problem is None and wanted(row)]
        return [cell for cells in rows for place in places if isinstance(cell := cells[place], str)]
