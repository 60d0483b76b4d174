"""A template ready to be written: its tables, with what stands in them so far."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from returnctl.deciding.facts import DESK_FACTS
from returnctl.files.tables.kinds import our_kinds
from returnctl.files.worklists.worklist import Cell
from returnctl.schema.data import built_in_stores
from returnctl.schema.settings import POLICY_SETTINGS, SETTINGS, Field, Kind
from returnctl.schema.tables import (
    DEFAULT,
    NOTE,
    RULES_SHEET,
    SETTINGS_SHEET,
    TESTS_SHEET,
    overrides_kind,
    requests_kind,
)
from returnctl.values.policy import Store

KINDS: Final = ("policy", "overrides", "requests")
# The sheets of a policy in the order in which a person fills them in.
POLICY_SHEETS: Final = (SETTINGS_SHEET, RULES_SHEET, "Reasons", "Holidays", "Categories", TESTS_SHEET)


class Doubtful(NamedTuple):
    """A cell of a file that could not be read: what stood there, and what is wrong with it."""

    cell: Cell
    why: str


Entry = Cell | Doubtful
Rows = Sequence[Sequence[Entry]]


class TableForm(NamedTuple):
    """A table to be filled in: the sheet it stands in, its columns, and its rows."""

    name: str
    fields: tuple[Field, ...]
    rows: Rows = ()

    def with_rows(self, rows: Rows) -> "TableForm":
        """The table with its rows; the sheet `Settings` gets a blank row for each setting that it does not have."""
        if self.name == SETTINGS_SHEET:
            there = {row[0] for row in rows}
            blank = [None] * (len(self.fields) - 1)
            rows = [*rows, *([name, *blank] for name in POLICY_SETTINGS if name not in there)]
        return self._replace(rows=rows)

    def meant(self, row: Sequence[Entry], field: Field) -> Field:
        """What a cell may hold: under `default` and the stores of `Settings` the row says it."""
        name = row[0] if self.name == SETTINGS_SHEET and holds_values(field) else None
        return SETTINGS[name] if isinstance(name, str) and name in POLICY_SETTINGS else field


class Template(NamedTuple):
    """What is to be filled in: a policy, overrides or requests, for all stores or made for one.

    `file` is what its workbook will be called, blank where that is not known.
    """

    kind: str
    store: Store | None
    tables: tuple[TableForm, ...]
    file: str = ""

    @property
    def currency(self) -> str | None:
        """The currency of the store for which it is made."""
        return self.store.currency if self.store else None


def blank_template(kind: str, store: Store | None) -> Template:
    """A template in which nothing is set."""
    return Template(kind, store, tuple(form.with_rows(()) for form in table_forms(kind, store)))


def table_forms(
    kind: str, store: Store | None = None, columns: Mapping[str, Sequence[str]] = {}
) -> tuple[TableForm, ...]:
    """The tables of a template. `columns` are those that a file has, of which not every template has all."""
    return tuple(_forms(kind, store, columns))


def _forms(kind: str, store: Store | None, columns: Mapping[str, Sequence[str]]) -> Iterator[TableForm]:
    if kind != "policy":
        only = overrides_kind() if kind == "overrides" else requests_kind()
        yield TableForm(only.name, only.fields)
        return
    by_name = {each.name: each for each in our_kinds()}
    for name in POLICY_SHEETS:
        fields, there = by_name[name].fields, columns.get(name, ())
        if name == SETTINGS_SHEET:
            fields = (*fields, *(Field(column, Kind.TEXT) for column in _store_columns(there, store)))
        if name == RULES_SHEET:  # a column for a fact of the desk puts the built-in rules on it aside
            fields = tuple(field for field in fields if field.name not in DESK_FACTS or field.name in there)
        yield TableForm(name, fields)


def _store_columns(names: Sequence[str], store: Store | None) -> list[str]:
    """The stores for which the sheet `Settings` gets a column: those of a file, and the one that was asked for.

    Behind them stands the column of the seller's own remarks, where the file has one.
    """
    codes = [*(name for name in names if name in currencies()), *([store.code] if store else [])]
    return [*dict.fromkeys(codes), *([NOTE] if NOTE in names else [])]


@cache
def currencies() -> Mapping[str, str]:
    """The currency of each store."""
    return {store.code: store.currency for store in built_in_stores()}


def store_of(code: str) -> Store:
    """A store by its short name."""
    return next(store for store in built_in_stores() if store.code == code)


def holds_values(field: Field) -> bool:
    """Whether a column of the sheet `Settings` holds the values themselves, of every store or of one."""
    return field.name == DEFAULT or field.name in currencies()


def plain(entry: Entry) -> Cell:
    """What stands in a cell, readable or not."""
    return entry.cell if isinstance(entry, Doubtful) else entry
