"""How the dates and amounts of a table are written, seen over all its rows."""

from collections.abc import Iterable
from typing import Final

from returnctl.files.requests.rows import Formats
from returnctl.files.text.delimited import Rows
from returnctl.schema.readers import date_order_of, decimal_mark_of
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

    def __init__(self, source: Source) -> None:
        self._source = source
        self._amounts = _texts(source, _AMOUNTS)
        self._dates = _texts(source, _DATES)

    def see(self, part: Rows) -> None:
        """Look at some rows."""
        _collect_dates(part, self._source, self._dates)
        _collect_amounts(part, self._source, self._amounts)

    def formats(self) -> Formats:
        """How they are written."""
        return Formats(
            {name: date_order_of(texts) for name, texts in self._dates.items()},
            {name: decimal_mark_of(texts) for name, texts in self._amounts.items() if texts},
        )


def date_formats(parts: Iterable[Rows], source: Source) -> Formats:
    """How the dates and amounts of one table are written, where all its rows are at hand."""
    notation = Notation(source)
    for part in parts:
        notation.see(part)
    return notation.formats()


def _texts(source: Source, fields: Iterable[str]) -> Texts:
    return {name: set() for name in fields if name in source.columns}


def _collect_dates(part: Rows, source: Source, texts: Texts) -> None:
    for name, known in texts.items():
        if len(known) < _MOST_KEPT:
            cells = part.column(source.columns[name].place - 1)
            known.update([cell for cell in cells if isinstance(cell, str)])


def _collect_amounts(part: Rows, source: Source, texts: Texts) -> None:
    """Those that hold a comma: without one an amount tells nothing."""
    for name, known in texts.items():
        if len(known) < _MOST_KEPT:
            cells = part.column(source.columns[name].place - 1)
            known.update([cell for cell in cells if isinstance(cell, str) and _COMMA in cell])
