"""How the dates and amounts of a table are written, seen over all its rows."""

from collections.abc import Iterable
from typing import Final

from returnctl.files.requests.rows import Formats
from returnctl.files.text.delimited import Rows
from returnctl.schema.readers import date_order_of, decimal_mark_of
from returnctl.values.request import AMOUNTS, DAYS, Source

# Distinct texts of a column that are looked at; dates do not have more.
_MOST_KEPT: Final = 20_000
_COMMA: Final = ","


class Notation:
    """How dates and amounts are written in one table, as far as its rows have been seen."""

    def __init__(self, source: Source) -> None:
        self._columns = source.columns
        self._dates: dict[str, set[str]] = {name: set() for name in DAYS if name in source.columns}
        self._amounts: dict[str, set[str]] = {name: set() for name in AMOUNTS if name in source.columns}

    def see(self, part: Rows) -> None:
        """Look at some rows."""
        for name, known in self._dates.items():
            if len(known) < _MOST_KEPT:
                known.update([cell for cell in self._cells(part, name) if isinstance(cell, str)])
        for name, known in self._amounts.items():
            if len(known) < _MOST_KEPT:  # without a comma an amount tells nothing
                known.update([cell for cell in self._cells(part, name) if isinstance(cell, str) and _COMMA in cell])

    def _cells(self, part: Rows, name: str) -> Iterable[object]:
        return part.column(self._columns[name].place - 1)

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
