"""The rows of tables carried into a target, one at a time, with what is left out and what gets lost on the way."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from returnctl.files.converting.grid_cells import CellReader, Value
from returnctl.files.converting.grids import Grid, GridColumn
from returnctl.files.tables.kinds import ACTIONS, AMAZONS
from returnctl.files.tables.table import TableRow
from returnctl.schema import readers
from returnctl.schema.readers import Cell, as_text, located
from returnctl.values.conversion import Lost
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.text_form import CSV
from returnctl.values.visible import visible

# Why the target cannot hold a row's texts: by the place of the text in the row (from 0).
Unfit = Callable[[Sequence[Value]], dict[int, str]]

UNREADABLE: Final = "that cannot be read"
NOT_HELD: Final = "whose name the target cannot hold"
# Without one of these a row stands for nothing.
_NEEDED: Final = frozenset({"sku", "reason", "setting", "code", "category", "rule"})
_DELETED: Final = "DELETE, which sets nothing"
_NO_ACTION: Final = "without an action"


class Tally:
    """What has become of the rows so far."""

    def __init__(self) -> None:
        self.rows = 0
        self.kept = 0
        self.left_out: Counter[str] = Counter()
        self.lost: list[Lost] = []
        self.findings: list[Finding] = []

    @property
    def broken(self) -> bool:
        """Whether a file broke off or changed while it was read: nothing read from it can be relied on."""
        return any(finding.severity is Severity.ERROR and finding.at.row is None for finding in self.findings)


def carried(grids: Sequence[Grid], columns: Sequence[GridColumn], unfit: Unfit, tally: Tally) -> Iterator[list[Value]]:
    """The rows of all grids under the columns of the output; a row that cannot be read is left out and told."""
    places = {column.key: column.place - 1 for column in columns}
    for grid in grids:
        for column in grid.personal:
            at = grid.at._replace(column=column.place, name=column.title)
            tally.lost.append(Lost(at, column.title, "", "holds data of buyers, which are never copied"))
        carrier = _Carrier(grid, [places[column.key] for column in grid.columns], len(columns), tally)
        for row in grid.rows(tally.findings):
            tally.rows += 1
            values = carrier.carry(row)
            if values is not None and carrier.fit(row.number, values, unfit):
                tally.kept += 1
                yield values


class _Carrier:
    """Carries the rows of one grid."""

    def __init__(self, grid: Grid, places: Sequence[int], width: int, tally: Tally) -> None:
        self.grid, self.places, self.width, self.tally = grid, places, width, tally
        self.reader = CellReader(grid)
        self.amazons = grid.kind == AMAZONS

    def carry(self, row: TableRow) -> list[Value] | None:
        """The values of a row; None where it is left out."""
        if row.problem is not None:
            self._leave(UNREADABLE, row.problem)
            return None
        if self.amazons and not self._sets_something(row):
            return None
        setting = self.reader.setting
        of = as_text(row.cells[setting.place - 1]) if setting else ""
        values: list[Value] = [None] * self.width
        problems = []
        take = self.reader.take
        for place, (column, to) in enumerate(zip(self.grid.columns, self.places, strict=True)):
            cell = row.cells[column.place - 1]
            if cell is not None and cell != "":
                values[to], problem = take(place, cell, of)
                if problem is not None:
                    problems.append(located(problem, self.grid.cell(row.number, column), column.title))
        if problems:
            self._leave(UNREADABLE, *problems)
            return None
        return values

    def _leave(self, why: str, *findings: Finding) -> None:
        self.tally.left_out[why] += 1
        self.tally.findings += findings

    def _sets_something(self, row: TableRow) -> bool:
        """Whether a row of Amazon's file gives a SKU an action; DELETE takes one away."""
        sku, action = self.grid.columns
        if not readers.sku(row.cells[0]).value:
            at = self.grid.cell(row.number, sku)
            self._leave(UNREADABLE, Finding(Code.BLANK_SKU, at, "the SKU is blank", "fill it in, or delete the row"))
            return False
        read = readers.choice(row.cells[1], ACTIONS)
        at = self.grid.cell(row.number, action)
        if read.problem is not None:
            self._leave(UNREADABLE, located(read.problem, at, "action"))
        elif read.value is None:
            self._leave(_NO_ACTION)
        elif read.value == ACTIONS[2]:
            self._leave(_DELETED)
            why = "takes an action away, for which our overrides need no row"
            self.tally.lost.append(Lost(at, "action", ACTIONS[2], why))
        else:
            return True
        return False

    def fit(self, number: int, values: list[Value], unfit: Unfit) -> bool:
        """Blank what the target cannot hold, and say so; false where the row would mean nothing without it."""
        for place, why in unfit(values).items():
            column = next(c for c, to in zip(self.grid.columns, self.places, strict=True) if to == place)
            at = self.grid.cell(number, column)
            if column.key in _NEEDED:
                hint = "shorten it, or convert to a kind of file that can hold it"
                self._leave(NOT_HELD, Finding(Code.TEXT_TOO_LONG, at, f"`{visible(column.title)}` {why}", hint))
                return False
            self.tally.lost.append(Lost(at, column.title, shown(values[place]), why))
            values[place] = None
        return True


def shown(value: Cell | Value) -> str:
    """A value as text, as it goes into a text file."""
    if isinstance(value, Decimal):
        return CSV.number(value)
    return value if isinstance(value, str) else as_text(value)
