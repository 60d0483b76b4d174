"""The cells of an override row: what each term says. What stands in many rows is read once for each column."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from returnctl.schema import readers
from returnctl.schema.kinds import NOTHING, Manner, read_cell
from returnctl.schema.readers import Cell, CellProblem, Read, as_text
from returnctl.schema.settings import Field, override_setting
from returnctl.schema.tables import ACTIONS, PERIOD, overrides_kind
from returnctl.values.override_table import OverrideCell, OverrideTerms
from returnctl.values.request import Column, Unreadable

_OF_ROW: Final = ("store", *PERIOD)

Made = tuple[OverrideCell | None, CellProblem | None]
_Part = tuple[str, Column, Callable[[Cell], Read[Any]], dict[tuple[type, Cell], Made]]


def term_cell(name: str, column: Column, value: Cell, read: Read[Any]) -> Made:
    """What a cell sets, if it is not blank, and what is wrong with it."""
    if read.value is None or isinstance(read.value, Unreadable):
        return None, read.problem
    meaning = None if read.value is NOTHING else read.value
    return OverrideCell(name, meaning, column.place, column.header, as_text(value).strip()), read.problem


def _action(value: Cell, choices: Sequence[str]) -> Read[Any]:
    """Amazon's action in our word; DELETE takes an earlier one back, so that nothing is set."""
    if readers.is_none(value):
        return read_cell(override_setting("authorization"), value, Manner())
    read = readers.choice(value, choices)
    if not isinstance(read.value, str):
        return read
    return Read(None if read.value == ACTIONS[2] else read.value.lower())


class RowParser:
    """Reads rows of cells; what stands in many rows is read once for each column."""

    def __init__(self, columns: Sequence[tuple[str, Column]], manner: Manner, *, amazons: bool) -> None:
        fields: dict[str, Field] = {field.name: field for field in overrides_kind().fields}
        action = partial(_action, choices=ACTIONS if amazons else ACTIONS[:2])
        self.parts: list[_Part] = [
            (name, column, action if name == "authorization" else partial(read_cell, fields[name], manner=manner), {})
            for name, column in columns
        ]
        self.periods: dict[tuple[date, date], CellProblem | None] = {}
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
                made = known[kind, value] = term_cell(name, column, value, read(value))
            cell, problem = made
            if problem is not None:
                problems.append((column, name, problem))
            if cell is not None:
                values[name] = cell.value
                if name not in _OF_ROW:
                    found.append(cell)
        terms.store, terms.first, terms.last = (values.get(name) for name in _OF_ROW)
        terms.cells = tuple(found)
        if terms.first and terms.last and (backwards := self._backwards(terms.first, terms.last)):
            problems.append((self.last, PERIOD[1], backwards))
        return problems

    def _backwards(self, first: date, last: date) -> CellProblem | None:
        """What the model has against a period: all that cells of a row, each read by itself, can still get wrong."""
        if (first, last) not in self.periods:
            from returnctl.schema.models import OverrideRow, Row, row_of

            made = row_of(OverrideRow, dict(zip(PERIOD, (first, last), strict=True)))
            self.periods[first, last] = None if isinstance(made, Row) else made[1]
        return self.periods[first, last]
