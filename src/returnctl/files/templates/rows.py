"""Rows taken over into a template as they were meant; what cannot be read stays as it stood, and is told."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from returnctl.files.tables.table import TableRow
from returnctl.files.templates.form import Doubtful, Entry, Template, plain
from returnctl.files.worklists.worklist import Cell
from returnctl.schema.cells import Percent, Trouble, located
from returnctl.schema.folding import bare
from returnctl.schema.kinds import as_written
from returnctl.schema.readers import Cell as Found
from returnctl.schema.readers import CellProblem, Read, as_text
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import Column, Source, Unreadable
from returnctl.values.visible import visible

Reader = Callable[[Found], Read[Any]]
_SHOWN: Final = 40


class Taken(NamedTuple):
    """A template filled from a file, None where the file cannot be used; how many rows came from it, what was found."""

    template: Template | None
    rows: int
    findings: tuple[Finding, ...]


class TakenRow:
    """One row of a file under the names of its columns, while it is taken over."""

    def __init__(self, row: TableRow, source: Source, findings: list[Finding]) -> None:
        self.row, self.source, self.findings = row, source, findings
        width = max((column.place for column in source.columns.values()), default=0)
        self.cells: list[Found] = [*row.cells, *[None] * (width - len(row.cells))]
        if row.problem is not None:
            findings.append(row.problem)

    def cell(self, name: str) -> Found:
        """What stands under a column; blank where the file has none."""
        column: Column | None = self.source.columns.get(name)
        return None if column is None else self.cells[column.place - 1]

    def entry(self, name: str, read: Reader, called: str) -> Entry:
        """What a cell becomes. Days stay days, so that they are not taken for a text later."""
        cell = self.cell(name)
        if cell is None or cell == "":
            return None
        value, problem = read(cell)
        if problem is not None and problem.code is Code.NUMBER_AS_TEXT:
            problem = None  # the template itself mends it: the number stands in it as a number
        if problem is not None:
            self.tell(name, called, problem)
        if isinstance(value, Unreadable):
            return Doubtful(plain(_local(as_it_stands(cell))), _why(problem))
        zoned = isinstance(value, datetime) and value.tzinfo is not None
        written: Cell = as_text(cell) if zoned else as_written(value)
        return _local(written)

    def tell(self, name: str, called: str, problem: CellProblem) -> None:
        """Something is wrong with a cell."""
        self.findings.append(located(problem, self.source.at(self.row.number, name), called))

    def missing(self, made: Sequence[Entry], place: int, name: str, problem: CellProblem) -> list[Entry]:
        """A row that cannot be without the cell at this place (from 0): the blank cell says so."""
        self.tell(name, name, problem)
        return [*made[:place], Doubtful(None, _why(problem)), *made[place + 1 :]]

    def with_doubt(self, made: list[Entry]) -> list[Entry]:
        """A row whose shape is wrong: its first cell says so."""
        finding = self.row.problem
        if finding is None:
            return made
        hint = f"\nRemedy: {finding.hint}." if finding.hint else ""
        return [Doubtful(plain(made[0]), f"This row: {finding.message}.{hint}"), *made[1:]]


def as_it_stands(cell: Found) -> Cell:
    """A cell that nobody knows how to read: numbers and days as such, anything else as its text."""
    if isinstance(cell, Trouble | Percent | bool) or cell is None:
        return as_text(cell) or None
    if isinstance(cell, int | Decimal | date):
        return cell
    return Decimal(as_text(cell)) if isinstance(cell, float) else as_text(cell)


def _why(problem: CellProblem | None) -> str:
    said = problem or CellProblem(Code.BROKEN_CELL, "cannot be read")
    return f"This cell {said.message}." + (f"\nRemedy: {said.hint}." if said.hint else "")


def _local(cell: Cell) -> Cell:
    """A day at midnight is a day."""
    if isinstance(cell, datetime) and cell.tzinfo is None and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date()
    return cell


def left_out(names: Iterable[str], at: Location, hint: str, severity: Severity) -> list[Finding]:
    """The columns for which the template has no place."""
    listed = [f"`{visible(bare(name))}`" for name in names if bare(name)]
    if not listed:
        return []
    if len(listed) == 1:
        said = f"the column {listed[0]} has no place in the template and was left out"
    else:
        more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        were = "have no place in the template and were left out"
        said = f"{len(listed)} columns {were}: {', '.join(listed[:_SHOWN])}{more}"
    return [Finding(Code.LEFT_OUT, at, said, hint, severity)]
