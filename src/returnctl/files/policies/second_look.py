"""What a second look at workbooks shows: how amounts are formatted, and SKUs that Excel holds as numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from returnctl.files.books.number_formats import Money, ShownCurrency
from returnctl.files.books.workbooks import rows
from returnctl.files.tables.headers import match_columns
from returnctl.files.tables.kinds import RecognisedTable
from returnctl.files.tables.table import InBook, Table
from returnctl.proving.places import Scope, joined, scope_of
from returnctl.schema.kinds import read_store, setting_name
from returnctl.schema.readers import Cell
from returnctl.schema.readers import sku as read_sku
from returnctl.schema.settings import SETTINGS, Kind
from returnctl.schema.tables import AMAZONS, AMAZONS_COLUMNS, DEFAULT, NOTE, OVERRIDES, SETTINGS_SHEET
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import Policy, SkuList
from returnctl.values.request import Column
from returnctl.values.text import compared

_MONEY: Final = frozenset(name for name, kind in SETTINGS.items() if kind.kind is Kind.MONEY)
_PLAIN: Final = "write the amount in that currency, then choose Home > Number Format > Number"
_AS_TEXT: Final = "choose Home > Number Format > Text for the column, then type or paste the SKUs again"
_SHOWN: Final = 3


def second_look(
    tables: Sequence[RecognisedTable], policy: Policy, store: str | None = None, listed: SkuList | None = None
) -> tuple[Finding, ...]:
    """Warnings and notes that need the formats of the cells; text files have none.

    `tables` are those from which the policy was read, `store` is where the seller sells, `listed` are
    his SKUs: numbers that are listed as they stand are beyond doubt.
    """
    scope = scope_of(policy, store)
    found = [finding for table in tables for finding in _look(table, policy, scope, listed)]
    return tuple(sorted(found, key=lambda finding: finding.at.order))


def _look(found: RecognisedTable, policy: Policy, scope: Scope, listed: SkuList | None) -> Iterator[Finding]:
    kind, table = found
    if not isinstance(table.origin, InBook) or kind.name not in (OVERRIDES, AMAZONS, SETTINGS_SHEET):
        return
    book, sheet = table.origin
    # The first row that tells Amazon's file is one of its data.
    first = table.header_row + (kind.name != AMAZONS)
    with_signs = book._replace(formats={**book.formats, **book.currencies})
    below: _Rows = ((number, cells) for number, cells in rows(with_signs, sheet, []) if number >= first)
    columns = AMAZONS_COLUMNS if kind.name == AMAZONS else match_columns(table.header, kind.known, (), table.at).known
    if kind.name == SETTINGS_SHEET:
        yield from _Signs(table, policy, scope).of(_settings(below, columns))
        return
    below = list(below) if book.currencies else below
    yield from _numbers(table, columns.get("sku"), below, listed)
    if book.currencies:
        yield from _Signs(table, policy, scope).of(_terms(below, columns))


_Rows = Iterable[tuple[int, Sequence[Any]]]
# The row and column of an amount, its name, the store for which it is (None: all), and what stands there.
_Amounts = Iterable[tuple[int, Column, str, str | None, Cell]]


def _cell(cells: Sequence[Cell], column: Column | None) -> Cell:
    return cells[column.place - 1] if column is not None and column.place <= len(cells) else None


def _settings(below: _Rows, columns: Mapping[str, Column]) -> _Amounts:
    stores = {code: column for code, column in columns.items() if code != NOTE}
    for number, cells in below:
        name = setting_name(_cell(cells, columns.get("setting"))).value
        for code, column in stores.items() if name in _MONEY else ():
            yield number, column, str(name), None if code == DEFAULT else code, _cell(cells, column)


def _terms(below: _Rows, columns: Mapping[str, Column]) -> _Amounts:
    money = [(name, column) for name, column in columns.items() if name in _MONEY]
    for number, cells in below:
        for name, column in money:
            store = read_store(_cell(cells, columns.get("store"))).value
            if store is None or isinstance(store, str):
                yield number, column, name, store, _cell(cells, column)


class _Signs:
    """The currency signs of one table, each told once for a column and store, with the number of its cells."""

    def __init__(self, table: Table, policy: Policy, scope: Scope) -> None:
        self.table = table
        self.currencies = {store.code: store.currency for store in policy.stores}
        self.own = tuple(dict.fromkeys(store.currency for store in scope.stores))

    def of(self, amounts: _Amounts) -> Iterator[Finding]:
        told: dict[tuple[int, str, str | None, ShownCurrency], tuple[Finding, int]] = {}
        for number, column, name, store, value in amounts:
            if isinstance(value, Money):
                key = column.place, name, store, value.shown
                first, count = told.get(key, (None, 0))
                first = first or self._finding(self.table.cell(number, column.place), name, store, value.shown)
                if first is not None:
                    told[key] = first, count + 1
        for finding, count in told.values():
            more = "" if count == 1 else f"; so {'is 1' if count == 2 else f'are {count - 1:,}'} more of the column"
            yield finding._replace(message=finding.message + more)

    def _finding(self, at: Location, name: str, store: str | None, shown: ShownCurrency) -> Finding | None:
        read = (self.currencies[store],) if store is not None else self.own
        others = tuple(code for code in read if code not in shown.codes)
        if not others:
            return None
        said = f"`{name}` is shown in `{shown.sign}`, but"
        if len(read) == 1:
            where = f", the currency of {store}" if store else ""
            message = f"{said} read in {read[0]}{where}: nothing is converted"
            return Finding(Code.CURRENCY_IN_FORMAT, at, message, _PLAIN, Severity.WARNING)
        named = joined(others) if len(others) <= _SHOWN else f"{len(others)} others, for example {others[0]}"
        message = f"{said} stands for every store: it is read in each store's own currency, also in {named}"
        hint = "give each store a row of its own, with its short name in the column `store`"
        if self.table.header and at.name != name:
            hint = "write the amounts into a column for each store"
        return Finding(Code.CURRENCY_IN_FORMAT, at, message, hint, Severity.NOTE)


def _numbers(table: Table, column: Column | None, below: _Rows, listed: SkuList | None) -> Iterator[Finding]:
    """One warning for a column in which Excel holds SKUs as numbers, unless these are listed as they stand."""
    if column is None:
        return
    found: list[tuple[int, str]] = []
    count = 0
    for number, cells in below:
        value = _cell(cells, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            sku = read_sku(value).value
            if isinstance(sku, str) and not (listed is not None and compared(sku) in listed.skus):
                count += 1
                found = [*found, (number, sku)] if len(found) < _SHOWN else found
    if found:
        first = ", ".join(f"`{sku}` in {table.cell(number, column.place).cell}" for number, sku in found)
        more = f" and {count - len(found):,} more" if count > len(found) else ""
        what = "a SKU of this column is a number" if count == 1 else f"{count:,} SKUs of this column are numbers"
        message = f"{what} for Excel ({first}{more}): zeros in front would be gone"
        at = table.cell(found[0][0], column.place)
        yield Finding(Code.SKU_IS_A_NUMBER, at, message, _AS_TEXT, Severity.WARNING)
