"""A template ready to be written: its tables with what stands in them so far, and what it says of each column."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from returnctl.deciding.facts import DESK_FACTS
from returnctl.files.built_in import built_in_policy
from returnctl.files.tables.kinds import our_kinds
from returnctl.files.worklists.worklist import Cell
from returnctl.schema.data import built_in_stores
from returnctl.schema.kinds import as_written
from returnctl.schema.limits import Advised, may_hold
from returnctl.schema.settings import POLICY_SETTINGS, SETTINGS, Field, Kind
from returnctl.schema.tables import (
    DEFAULT,
    NOTE,
    RULES_SHEET,
    SETTING,
    SETTINGS_SHEET,
    TESTS_SHEET,
    overrides_kind,
    requests_kind,
    text_of,
    texts,
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
) -> Iterator[TableForm]:
    """The tables of a template. `columns` are those that a file has, of which not every template has all."""
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


_TITLES: Final = {
    "policy": "Your policy",
    "overrides": "Your exceptions for single SKUs",
    "requests": "Return requests",
}
_FILE: Final = "{file}"
_OF_ONE_STORE: Final = "What is built in for one store, for example DE, shows: returnctl template policy --store DE"
_NAMED: Final = 2  # so many stores are named, more are counted


class Line(NamedTuple):
    """A row of the instructions: its cells, and whether it is a title, a heading, a remark or a row of the table."""

    style: str
    cells: tuple[str, ...]


def guide(template: Template) -> Iterator[Line]:
    """The instructions of a template, from top to bottom."""
    yield Line("title", (_TITLES[template.kind],))
    steps = [text.description for (table, _), text in texts().items() if table in ("all", template.kind)]
    # The workbook's own name, as it is typed on a command line.
    file = (f'"{template.file}"' if " " in template.file else template.file) or "and the name of this file"
    for number, step in enumerate(steps, 1):
        yield Line("remark", (f"{number}. {step.replace(_FILE, file)}",))
    if template.store is not None:
        yield Line("remark", (_made_for(template.store),))
    for table in template.tables:
        yield Line("remark", ("",))
        yield Line("heading", (f"Sheet {table.name}",))
        yield Line("remark", (text_of(table.name).description,))
        yield Line("header", ("Column", "What it says", "May hold", "Example"))
        for field in table.fields:
            below = table.name == SETTINGS_SHEET and (field.name == "setting" or holds_values(field))
            holds = "see below" if below else may_hold(field, template.currency)
            yield _row(table, field, holds, " (needed)" if field.needed else "")
        if table.name == SETTINGS_SHEET:
            yield from _settings(template)
        if table.name == RULES_SHEET:
            for field in next(kind.fields for kind in our_kinds() if kind.name == RULES_SHEET):
                if field not in table.fields:
                    yield _row(table, field, may_hold(field), " (may be added)")


def _made_for(store: Store) -> str:
    days = advised_days(store.code)
    but = f" The least that Amazon or the law grants is {days.least}." if 0 < days.least < days.own else ""
    said = f"Made for the store {store.code}: amounts are in {store.currency}"
    return f"{said}, and Excel warns of fewer than {days.own} return_window_days, Amazon's own window.{but}"


def _row(table: TableForm, field: Field, holds: str, remark: str) -> Line:
    text = text_of(table.name, field.name)
    return Line("row", (f"{field.name}{remark}", text.description, holds, text.example))


def _settings(template: Template) -> Iterator[Line]:
    code = template.store.code if template.store else None
    yield Line("remark", (_OF_ONE_STORE if code is None else "",))
    where = f"Built in for {code}" if code else "Built in where the store is not known"
    yield Line("header", ("Setting", "What it says", "May hold", "Example", where))
    for name in POLICY_SETTINGS:
        text = text_of(SETTING, name)
        holds = may_hold(SETTINGS[name], template.currency)
        yield Line("row", (name, text.description, holds, text.example, built_in_words(name, code)))


def advised_days(store: str) -> Advised:
    """The days of return that a store has anyway, whatever a seller writes."""
    found = (_built_in(name, store) for name in ("minimum_window_days", "withdrawal_days"))
    least = max((days for days in found if isinstance(days, int)), default=0)
    own = _built_in("return_window_days", store)
    return Advised(max(own, least) if isinstance(own, int) else least, least)


def _built_in(name: str, store: str | None) -> object:
    """What is built in for a setting, in a store or in all; None where nothing is, or where nothing is explicit."""
    settings = built_in_policy().settings
    found = {row.store: row.value for row in settings if row.name == name and row.category is None}
    return found.get(store, found.get(None))


def built_in_words(name: str, store: str | None) -> str:
    """The same as a person would write it into the sheet; empty where nothing is built in.

    Without a store it is what holds where the store is not known, and how many stores have something else.
    """
    policy = built_in_policy()
    if not any(row.name == name and row.category is None for row in policy.settings):
        return ""
    value = _built_in(name, store)
    others = {each.code: own for each in policy.stores if (own := _built_in(name, each.code)) != value}
    if store is not None or not others:
        return _written(value)
    where = " and ".join(others) if len(others) <= _NAMED else f"{len(others)} of {len(policy.stores)} stores"
    return f"{_written(value)} (in {where}: {_spread([*others.values()])})"


def _spread(values: Sequence[object]) -> str:
    several = [*dict.fromkeys(_written(value) for value in sorted(values, key=_size))]
    return f"{several[0]} to {several[-1]}" if len(several) > 1 and all(map(_size, values)) else " or ".join(several)


def _size(value: object) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _written(value: object) -> str:
    meant = as_written(value)
    return "none" if meant is None else f"{meant:f}" if isinstance(meant, Decimal) else str(meant)
