"""How the dates and amounts of a table are written, seen over all its rows."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from returnctl.files.cells.readers import DateOrder, date_order_of, decimal_mark_of
from returnctl.files.requests.rows import Formats
from returnctl.files.requests.tables import RequestTable, Rows
from returnctl.files.text.columns import Columns
from returnctl.values.request import FIELDS, Source

# Distinct texts of a column that are looked at; dates do not have more.
_MOST_KEPT: Final = 20_000
_DATES: Final = tuple(name for name in FIELDS if name.endswith("_date"))
_AMOUNTS: Final = ("amount", "refunded_amount")
_COMMA: Final = ","

# The distinct texts of some columns, by the name of the field.
Texts = dict[str, set[str]]


class Notation:
    """How dates and amounts are written in one table, as far as its rows have been seen."""

    def __init__(self, table: RequestTable) -> None:
        self._table = table
        self._amounts = _texts(table.source, _AMOUNTS)
        self._dates = _texts(table.source, _DATES)

    def see(self, part: Rows | Columns) -> None:
        """Look at some rows, of a text table only for the amounts: dates of numbers are hardly ever met."""
        source = self._table.source
        if isinstance(part, Rows):
            _collect_dates(part, source, self._dates)
            _collect_amounts(part, source, self._amounts)
        elif part.delimiter == _COMMA:
            _collect_amounts(part, source, self._amounts)
        elif found := part.holding(_COMMA):
            _collect_amounts(Rows(found, (), [], []), source, self._amounts)

    def formats(self) -> Formats:
        """How they are written; of the dates of a text table that is found out when it is first asked."""
        seen = _formats(self._dates, self._amounts)
        return seen if self._table.columns is None else seen._replace(date_orders=_LateOrders(self._table))


class _LateOrders(Mapping[str, DateOrder]):
    """The orders of a text table's dates, over all its rows. Amazon's own dates name the month: they never ask."""

    def __init__(self, table: RequestTable) -> None:
        self._table = table

    @cached_property
    def _orders(self) -> Mapping[str, DateOrder]:
        texts = _texts(self._table.source, _DATES)
        for part in self._table.columns() if self._table.columns else ():
            _collect_dates(part, self._table.source, texts)
        return _formats(texts, {}).date_orders

    def __getitem__(self, field: str) -> DateOrder:
        return self._orders[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._orders)

    def __len__(self) -> int:
        return len(self._orders)


def date_formats(parts: Iterable[Rows], source: Source) -> Formats:
    """How the dates and amounts of one table are written, where all its rows are at hand."""
    dates, amounts = _texts(source, _DATES), _texts(source, _AMOUNTS)
    for part in parts:
        _collect_dates(part, source, dates)
        _collect_amounts(part, source, amounts)
    return _formats(dates, amounts)


def _texts(source: Source, fields: Iterable[str]) -> Texts:
    return {name: set() for name in fields if name in source.columns}


def _formats(dates: Texts, amounts: Texts) -> Formats:
    return Formats(
        {name: date_order_of(texts) for name, texts in dates.items()},
        {name: decimal_mark_of(texts) for name, texts in amounts.items() if texts},
    )


def _collect_dates(part: Rows | Columns, source: Source, texts: Texts) -> None:
    for name, known in texts.items():
        if len(known) < _MOST_KEPT:
            cells = part.column(source.columns[name].place - 1)
            known.update(cells if isinstance(part, Columns) else [cell for cell in cells if isinstance(cell, str)])


def _collect_amounts(part: Rows | Columns, source: Source, texts: Texts) -> None:
    """Those that hold a comma: without one an amount tells nothing."""
    for name, known in texts.items():
        if len(known) < _MOST_KEPT:
            cells = set(part.column(source.columns[name].place - 1))
            known.update([cell for cell in cells if isinstance(cell, str) and _COMMA in cell])
