"""The tables of a file whose cells may be mended, and what each of their columns holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, Final, NamedTuple

from returnctl.files.built_in import built_in_policy
from returnctl.files.document import Document
from returnctl.files.mending.cures import Curable, Holds
from returnctl.files.requests.rows import parser_of
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.headers import match_columns
from returnctl.files.tables.kinds import Found, find_tables, our_kinds
from returnctl.files.tables.table import Table, rows_of
from returnctl.schema import readers
from returnctl.schema.kinds import Manner, StoreNames, period_day, read_cell, setting_name
from returnctl.schema.readers import Cell, Read
from returnctl.schema.settings import SETTINGS, Field, Kind, override_setting
from returnctl.schema.tables import ACTIONS, AMAZONS, AMAZONS_COLUMNS, AMAZONS_HEADER, OVERRIDES, PERIOD
from returnctl.values.decision import Item, Recommendation
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.request import Column
from returnctl.values.sku import compared

# What the cells of a column may be mended as, where it depends on the others of their row.
Ask = Callable[[Sequence[Cell]], Curable | None]
Rows = Iterable[tuple[int, Sequence[Cell]]]

_HOLDS: Final = {
    Kind.CHOICE: Holds.CHOICE,
    Kind.YES_NO: Holds.CHOICE,
    Kind.DAYS: Holds.COUNT,
    Kind.HOURS: Holds.COUNT,
    Kind.MONEY: Holds.MONEY,
    Kind.PERCENT: Holds.MONEY,
    Kind.STARTS: Holds.TEXT,
}
_NONE_OF_OURS: Final = (Code.UNKNOWN_TABLE, Code.SHEET_NOT_FOUND)
_YES_NO: Final = ("yes", "no")
_REQUEST_FIELDS: Final = {
    "quantity": (Holds.COUNT, ()),
    "order_quantity": (Holds.COUNT, ()),
    "amount": (Holds.MONEY, ()),
    "refunded_amount": (Holds.MONEY, ()),
    "in_policy": (Holds.CHOICE, _YES_NO),
    "claim": (Holds.CHOICE, _YES_NO),
    "fulfilment": (Holds.CHOICE, ("merchant", "amazon")),
}
# What a person writes to persons is left as it is.
_FREE: Final = frozenset({"note", "label"})


class CurableTable(NamedTuple):
    """A table, what its columns hold by their place from 1, and its readable rows.

    `amazons` tells Amazon's own file of overrides.
    """

    table: Table
    columns: Mapping[int, Curable | Ask]
    rows: Callable[[], Rows]
    amazons: bool = False


class Nothing(NamedTuple):
    """Why a file has no table that may be mended."""

    why: str
    findings: tuple[Finding, ...] = ()


def curable_tables(document: Document) -> list[CurableTable] | Nothing:
    """The tables of ours, of overrides, policies or requests, in a file."""
    stores = StoreNames(built_in_policy().stores)
    found, findings = find_tables(document, our_kinds())
    if all(item.kind.name == OVERRIDES for item in found):
        requests = open_requests(document)
        if isinstance(requests, Table):
            return _requests(requests)
    if not found:
        return Nothing(_why_none(findings), tuple(findings))
    return [_table(item, stores) for item in found]


def _why_none(findings: Sequence[Finding]) -> str:
    whole = [found for found in findings if found.severity is Severity.ERROR and found.code not in _NONE_OF_OURS]
    return whole[0].message if whole else "it holds no table of ours that can be read"


def _requests(table: Table) -> list[CurableTable] | Nothing:
    from returnctl.files.requests.notation import date_formats

    if table.amazon:
        return Nothing("it is Amazon's own report, in which there is nothing to mend")
    if table.sheet is None and table.text is None:
        return Nothing("it is no table with cells")
    formats = date_formats(table.read(), table.source)

    def rows() -> Iterator[tuple[int, Sequence[Cell]]]:
        for part in table.read():
            yield from zip(part.lines, part.rows, strict=True)

    columns = {column.place: _field(name, parser_of(name, formats)) for name, column in table.source.columns.items()}
    return [CurableTable(table, columns, rows)]


def _field(name: str, read: Callable[[Any], Read[Any]]) -> Curable:
    def reader(value: Cell, _manner: Manner) -> Read[Any]:
        return read(value)

    if name == "sku":
        return _SKU
    if name.endswith("_date"):
        return Curable(name, reader, Holds.DAY)
    return Curable(name, reader, *_REQUEST_FIELDS.get(name, (Holds.TEXT, ())))


def _table(found: Found, stores: StoreNames) -> CurableTable:
    kind, table = found
    amazons = kind.name == AMAZONS
    if amazons:
        table = table._replace(header=AMAZONS_HEADER)
        known = dict(AMAZONS_COLUMNS)
    else:
        matched = match_columns(table.header, kind.known, kind.required, table.at)
        known = dict(matched.known) if matched.usable else {}
    ask = {name: _ask(kind.name, name, known, stores) for name in known}
    columns = {known[name].place: each for name, each in ask.items() if each is not None}
    rows = partial(_rows, table, amazons=amazons)
    return CurableTable(table, columns, rows, amazons)


def _rows(table: Table, *, amazons: bool) -> Rows:
    """The rows that can be read; in Amazon's file the one that told it is one of them."""
    first: Rows = ()
    if amazons and table.text is not None:
        first = [(table.header_row, list(table.text.header[:2]))]
    elif amazons:
        table = table._replace(header_row=table.header_row - 1)
    return chain(first, ((row.number, row.cells) for row in rows_of(table, []) if row.problem is None))


def _ask(kind: str, name: str, known: Mapping[str, Column], stores: StoreNames) -> Curable | Ask | None:
    """What the cells of a column may be mended as."""
    if name in _FREE:
        return None
    if kind == "Settings" and name not in ("setting", *PERIOD):
        return partial(_of_setting, known["setting"].place)
    column = _COLUMNS.get((kind, name)) or _COLUMNS.get(("", name))
    if name == "store":
        column = Curable("store", lambda value, _: stores.read(value), Holds.CHOICE, [s.code for s in stores.stores])
    elif column is None and name in SETTINGS and kind != "Tests":
        column = _term(name, override_setting(name))
        if kind == AMAZONS:
            column = _term(name, override_setting(name)._replace(choices=ACTIONS))
    return column or Curable(name, lambda value, _: readers.text(value), Holds.TEXT)


def _of_setting(place: int, row: Sequence[Cell]) -> Curable | None:
    """In the sheet `Settings` the row says what its cells hold."""
    name = setting_name(row[place - 1]).value
    return _term(name, SETTINGS[name]) if isinstance(name, str) else None


def _term(name: str, kind: Field) -> Curable | None:
    if kind.kind in _HOLDS:
        choices = _YES_NO if kind.kind is Kind.YES_NO else kind.choices

        def read(value: Cell, manner: Manner) -> Read[Any]:
            return read_cell(kind, value, manner)

        return Curable(name, read, _HOLDS[kind.kind], choices, kind.none)
    return None


def _choice(name: str, choices: Sequence[str]) -> Curable:
    return Curable(name, lambda value, _: readers.choice(value, choices), Holds.CHOICE, choices)


def _sku(value: Cell, _manner: Manner) -> Read[Any]:
    """The SKU as it is compared: what is taken away from it must not make it another."""
    read = readers.sku(value)
    return Read(compared(read.value), read.problem) if isinstance(read.value, str) else read


_SKU: Final = Curable("sku", _sku, Holds.CODE)
_DAYS: Final = (*PERIOD, "from", "to", "request_by")
_COLUMNS: Final[Mapping[tuple[str, str], Curable]] = {
    ("Overrides", "sku"): _SKU,
    (AMAZONS, "sku"): _SKU,
    ("Settings", "setting"): Curable(
        "setting",
        lambda value, _: setting_name(value),
        Holds.CHOICE,
        tuple(name for name, kind in SETTINGS.items() if kind.policy),
    ),
    ("Rules", "recommendation"): _choice("recommendation", list(Recommendation)),
    ("Rules", "item"): _choice("item", list(Item)),
    ("Tests", "expect"): _choice("expect", list(Recommendation)),
    ("Reasons", "fault"): _choice("fault", ("seller", "carrier", "buyer", "undecided")),
    ("Holidays", "counted_from"): _choice("counted_from", ("order", "shipment")),
    **{("", name): Curable(name, period_day, Holds.DAY) for name in _DAYS},
}
