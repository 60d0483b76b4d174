"""The rows of tables carried into a target, one at a time, with what is left out and what gets lost on the way."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from returnctl.files.converting.grid_cells import CellReader, Value
from returnctl.files.converting.grids import Grid, GridColumn
from returnctl.files.tables.table import TableRow
from returnctl.schema import readers
from returnctl.schema.readers import Cell, as_text, located
from returnctl.schema.tables import ACTIONS, AMAZONS
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

    def leave(self, why: str, *findings: Finding) -> None:
        """Leave a row out."""
        self.left_out[why] += 1
        self.findings += findings


def carried(grids: Sequence[Grid], columns: Sequence[GridColumn], unfit: Unfit, tally: Tally) -> Iterator[list[Value]]:
    """The rows of all grids under the columns of the output; a row that cannot be read is left out and told."""
    places = {column.key: column.place - 1 for column in columns}
    for grid in grids:
        for column in grid.personal:
            at = grid.at._replace(column=column.place, name=column.title)
            tally.lost.append(Lost(at, column.title, "", "holds data of buyers, which are never copied"))
        own = {places[column.key]: column for column in grid.columns}
        reader = CellReader(grid)
        for row in grid.rows(tally.findings):
            tally.rows += 1
            if row.problem is not None:
                tally.leave(UNREADABLE, row.problem)
            elif grid.kind != AMAZONS or _sets_something(grid, row, tally):
                values = _values(grid, row, reader, own, [None] * len(columns), tally)
                if values is not None and _fits(grid, row, own, values, unfit, tally):
                    tally.kept += 1
                    yield values


def _values(
    grid: Grid, row: TableRow, reader: CellReader, own: dict[int, GridColumn], values: list[Value], tally: Tally
) -> list[Value] | None:
    """The values of a row; None where a cell cannot be read."""
    setting = as_text(row.cells[reader.setting]) if reader.setting is not None else ""
    problems = []
    for take, (to, column) in zip(reader.take, own.items(), strict=True):
        cell = row.cells[column.place - 1]
        if cell is not None and cell != "":
            values[to], problem = take(cell, setting)
            if problem is not None:
                problems.append(located(problem, grid.cell(row.number, column), column.title))
    if problems:
        tally.leave(UNREADABLE, *problems)
    return None if problems else values


def _sets_something(grid: Grid, row: TableRow, tally: Tally) -> bool:
    """Whether a row of Amazon's file gives a SKU an action; DELETE takes one away."""
    sku, action = (grid.cell(row.number, column) for column in grid.columns)
    if not readers.sku(row.cells[0]).value:
        tally.leave(UNREADABLE, Finding(Code.BLANK_SKU, sku, "the SKU is blank", "fill it in, or delete the row"))
        return False
    read = readers.choice(row.cells[1], ACTIONS)
    if read.problem is not None:
        tally.leave(UNREADABLE, located(read.problem, action, "action"))
    elif read.value is None:
        tally.leave(_NO_ACTION)
    elif read.value == ACTIONS[2]:
        tally.leave(_DELETED)
        why = "takes an action away, for which our overrides need no row"
        tally.lost.append(Lost(action, "action", ACTIONS[2], why))
    else:
        return True
    return False


def _fits(
    grid: Grid, row: TableRow, own: dict[int, GridColumn], values: list[Value], unfit: Unfit, tally: Tally
) -> bool:
    """Blank what the target cannot hold, and say so; false where the row would mean nothing without it."""
    for place, why in unfit(values).items():
        column = own[place]
        at = grid.cell(row.number, column)
        if column.key in _NEEDED:
            hint = "shorten it, or convert to a kind of file that can hold it"
            tally.leave(NOT_HELD, Finding(Code.TEXT_TOO_LONG, at, f"`{visible(column.title)}` {why}", hint))
            return False
        tally.lost.append(Lost(at, column.title, shown(values[place]), why))
        values[place] = None
    return True


def shown(value: Cell | Value) -> str:
    """A value as text, as it goes into a text file."""
    if isinstance(value, Decimal):
        return CSV.number(value)
    return value if isinstance(value, str) else as_text(value)
