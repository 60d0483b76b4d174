"""The tables of a file whose cells may be fixed, and what each of their columns holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from returnctl.files.document import Document
from returnctl.files.requests.first_look import notations_of
from returnctl.files.requests.rows import PLAIN, parser_of
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.headers import match_columns
from returnctl.files.tables.kinds import RecognisedTable, find_tables, our_kinds
from returnctl.files.tables.table import Table, rows_of
from returnctl.schema import readers
from returnctl.schema.kinds import read_cell, setting_name
from returnctl.schema.readers import Cell, Notation, Read
from returnctl.schema.settings import SETTINGS, Field, Kind
from returnctl.schema.tables import (
    ACTIONS,
    AMAZONS,
    AMAZONS_COLUMNS,
    AMAZONS_HEADER,
    OVERRIDES,
    PERIOD,
    SETTINGS_SHEET,
    TESTS_SHEET,
    request_fields,
)
from returnctl.values.finding import Code, Severity
from returnctl.values.text import compared


class Fixable(NamedTuple):
    """A column whose cells may be fixed: what it holds, and how it is read."""

    field: Field
    read: Callable[[Cell, Notation], Read[Any]]


# What a cell may be fixed as, where it depends on the others of its row.
Ask = Callable[[Sequence[Cell]], Fixable | None]
Rows = Iterable[tuple[int, Sequence[Cell]]]
_NONE_OF_OURS = (Code.UNKNOWN_TABLE, Code.SHEET_NOT_FOUND)
# What a person writes to persons is left as it is.
_FREE = frozenset({"note", "label"})


class FixableTable(NamedTuple):
    """A table, its columns by their place from 1, and its readable rows. `amazons` tells Amazon's own file."""

    table: Table
    columns: Mapping[int, Ask]
    rows: Callable[[], Rows]
    amazons: bool = False


def fixable_tables(document: Document) -> list[FixableTable] | str:
    """The tables of ours, of overrides, policies or requests, in a file; or why there is none."""
    found, findings = find_tables(document, our_kinds())
    if all(item.kind.name == OVERRIDES for item in found):
        requests = open_requests(document)
        if isinstance(requests, Table):
            return _requests(requests)
    if found:
        return [*map(_table, found)]
    whole = [one for one in findings if one.severity is Severity.ERROR and one.code not in _NONE_OF_OURS]
    return whole[0].message if whole else "it holds no table of ours that can be read"


def _requests(table: Table) -> list[FixableTable] | str:
    if table.amazon:
        return "it is Amazon's own report, in which there is nothing to mend"
    if table.sheet is None and table.text is None:
        return "it is no table with cells"
    notations = notations_of(table.read(), table.source)

    def column(field: Field) -> Fixable:
        if field.kind is Kind.SKU:
            return _fixable(field)
        parse = parser_of(field.name, notations.get(field.name, PLAIN))
        # Its reader knows the stores by their names, and the row by its store.
        kept = field._replace(kind=Kind.TEXT) if field.kind is Kind.STORE else field
        return Fixable(kept, lambda value, _: parse(value))

    def rows() -> Iterator[tuple[int, Sequence[Cell]]]:
        for part in table.read():
            yield from zip(part.lines, part.rows, strict=True)

    fields = {field.name: field for field in request_fields()}
    columns = {found.place: _always(column(fields[name])) for name, found in table.source.columns.items()}
    return [FixableTable(table, columns, rows)]


def _table(found: RecognisedTable) -> FixableTable:
    kind, table = found
    amazons = kind.name == AMAZONS
    if amazons:
        table = table._replace(header=AMAZONS_HEADER)
        known = dict(AMAZONS_COLUMNS)
        fields = {"sku": Field("sku", Kind.SKU), "authorization": Field("action", Kind.CHOICE, choices=ACTIONS)}
    else:
        matched = match_columns(table.header, kind.known, kind.required, table.at)
        known = dict(matched.known) if matched.usable else {}
        fields = {field.name: field for field in kind.fields}
    columns: dict[int, Ask] = {}
    for name, column in known.items():
        if kind.name == SETTINGS_SHEET and name not in ("setting", *PERIOD, *_FREE):
            columns[column.place] = partial(_of_setting, known["setting"].place)
        elif name not in _FREE:
            field = fields[name]
            if kind.name == TESTS_SHEET and field.kind not in (Kind.STORE, Kind.RECOMMENDATION):
                field = Field(name, Kind.TEXT)
            columns[column.place] = _always(_fixable(field))
    return FixableTable(table, columns, partial(_rows, table, amazons=amazons), amazons)


def _rows(table: Table, *, amazons: bool) -> Rows:
    """The rows that can be read; in Amazon's file the one that told it is one of them."""
    first: Rows = ()
    if amazons and table.text is not None:
        first = [(table.header_row, list(table.text.header[:2]))]
    elif amazons:
        table = table._replace(header_row=table.header_row - 1)
    return chain(first, ((row.number, row.cells) for row in rows_of(table, []) if row.problem is None))


def _always(column: Fixable) -> Ask:
    return lambda _row: column


def _of_setting(place: int, row: Sequence[Cell]) -> Fixable | None:
    """In the sheet `Settings` the row says what its cells hold; a text of the seller's own is left as it is."""
    name = setting_name(row[place - 1]).value
    field = SETTINGS.get(name) if isinstance(name, str) else None
    return None if field is None or field.kind is Kind.TEXT else _fixable(field)


def _fixable(field: Field) -> Fixable:
    return Fixable(field, _sku if field.kind is Kind.SKU else partial(read_cell, field))


def _sku(value: Cell, _notation: Notation) -> Read[Any]:
    """The SKU as it is compared: what is taken away from it must not make it another."""
    read = readers.sku(value)
    return Read(compared(read.value), read.problem) if isinstance(read.value, str) else read
