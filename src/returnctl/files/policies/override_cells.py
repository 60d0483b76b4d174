"""The cells of an override row: what each term says. What stands in many rows is read once for each column."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from returnctl.files.tables.kinds import ACTIONS, PERIOD
from returnctl.schema import readers
from returnctl.schema.kinds import (
    NOTHING,
    Manner,
    Refused,
    StoreNames,
    check,
    override_setting,
    period_day,
    setting_value,
)
from returnctl.schema.readers import Cell, CellProblem, Read, as_text
from returnctl.values.override_table import OverrideCell, OverrideTerms
from returnctl.values.request import Column, Unreadable

_OF_ROW: Final = ("store", *PERIOD)


def term_cell(name: str, column: Column, value: Cell, meaning: Any) -> OverrideCell:
    return OverrideCell(
        name, None if meaning is NOTHING else meaning, column.place, column.header, as_text(value).strip()
    )


Reader = Callable[[Cell], Read[Any]]


def readers_of(
    columns: Sequence[tuple[str, Column]], manner: Manner, stores: StoreNames, amazons: bool
) -> list[Reader]:
    """How to read each column."""
    special: dict[str, Reader] = {"store": stores.read} | dict.fromkeys(PERIOD, partial(period_day, manner=manner))
    special["authorization"] = partial(_action, choices=ACTIONS if amazons else ACTIONS[:2])
    return [special.get(name) or partial(_term, name, manner=manner) for name, _ in columns]


def _term(name: str, value: Cell, manner: Manner) -> Read[Any]:
    return setting_value(override_setting(name), value, manner)


def _action(value: Cell, choices: Sequence[str]) -> Read[Any]:
    """Amazon's action in our word; DELETE takes an earlier one back, so that nothing is set."""
    if readers.is_none(value):
        return setting_value(override_setting("authorization"), value, Manner())
    read = readers.choice(value, choices)
    if not isinstance(read.value, str):
        return read
    return Read(None if read.value == ACTIONS[2] else read.value.lower())


Made = tuple[OverrideCell | None, CellProblem | None]
_Part = tuple[str, Column, Reader, dict[tuple[type, Cell], Made]]


class RowParser:
    """Reads rows of cells; what stands in many rows is read once for each column."""

    def __init__(self, columns: Sequence[tuple[str, Column]], readers: Sequence[Reader]) -> None:
        from returnctl.schema.tables import OverrideRow

        self.model = OverrideRow
        self.parts: list[_Part] = [
            (name, column, read, {}) for (name, column), read in zip(columns, readers, strict=True)
        ]
        self.periods: dict[tuple[date, date], tuple[Refused, ...]] = {}
        self.last = next((column for name, column in reversed(columns) if name in PERIOD), Column(1, ""))

    def fill(
        self, terms: OverrideTerms, raw: Sequence[Cell], kinds: Sequence[type]
    ) -> list[tuple[Column, str, CellProblem]]:
        """Set what the cells of a row say, and return what is wrong with them."""
        values: dict[str, Any] = {}
        found: list[OverrideCell] = []
        problems: list[tuple[Column, str, CellProblem]] = []
        for value, kind, (name, column, read, known) in zip(raw, kinds, self.parts, strict=True):
            if value is None:
                continue
            made = known.get((kind, value))
            if made is None:
                made = known[kind, value] = self.made(name, column, value, read(value))
            cell, problem = made
            if problem is not None:
                problems.append((column, name, problem))
            if cell is not None:
                values[name] = cell.value
                if name not in _OF_ROW:
                    found.append(cell)
        terms.store, terms.first, terms.last = (values.get(name) for name in _OF_ROW)
        terms.cells = tuple(found)
        if terms.first is not None and terms.last is not None:
            problems += [(self.last, PERIOD[1], problem) for _, problem in self._period(terms.first, terms.last)]
        return problems

    def _period(self, first: date, last: date) -> tuple[Refused, ...]:
        """What the model has against a period: the only thing that cells of a row have with one another."""
        known = self.periods.get((first, last))
        if known is None:
            known = self.periods[first, last] = check(self.model, dict(zip(PERIOD, (first, last), strict=True)))
        return known

    def made(self, name: str, column: Column, value: Cell, read: Read[Any]) -> Made:
        """What a cell sets, if it is not blank, and what is wrong with it; the model has the last word."""
        if read.value is None or isinstance(read.value, Unreadable):
            return None, read.problem
        cell = term_cell(name, column, value, read.value)
        refused = check(self.model, {name: cell.value})
        return (None, refused[0].problem) if refused else (cell, read.problem)
