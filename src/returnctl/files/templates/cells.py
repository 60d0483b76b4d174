"""Cells taken over into a template as they were meant; what cannot be read stays as it stood, and is told."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from returnctl.files.templates.fields import Reader, as_meant
from returnctl.files.templates.form import Doubtful, Entry, plain
from returnctl.files.worklists.worklist import Cell
from returnctl.schema.cells import Percent, Trouble
from returnctl.schema.folding import bare
from returnctl.schema.kinds import NOTHING
from returnctl.schema.readers import Cell as Found
from returnctl.schema.readers import CellProblem, as_text
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import Unreadable
from returnctl.values.visible import visible

# What the template itself mends: a number that stood as text stands in it as a number.
_MENDED: Final = frozenset({Code.NUMBER_AS_TEXT})
_SHOWN: Final = 40


def taken(reader: Reader, cell: Found) -> tuple[Entry, CellProblem | None]:
    """What a cell becomes, and what is wrong with it. Days stay days, so that they are not taken for a text later."""
    if cell is None or cell == "":
        return None, None
    value, problem = reader(cell)
    if problem is not None and problem.code in _MENDED:
        problem = None
    if isinstance(value, Unreadable):
        return Doubtful(as_it_stands(cell), _why(problem)), problem
    if value is NOTHING:
        return "none", problem
    meant: Any = as_meant(value, cell)
    return meant, problem


def as_it_stands(cell: Found) -> Cell:
    """A cell that nobody knows how to read: numbers and days as such, anything else as its text."""
    if isinstance(cell, Trouble | Percent | bool) or cell is None:
        return as_text(cell) or None
    if isinstance(cell, int | Decimal | date):
        return cell
    return Decimal(as_text(cell)) if isinstance(cell, float) else as_text(cell)


def with_doubt(row: list[Entry], finding: Finding | None) -> list[Entry]:
    """A row whose shape is wrong: its first cell says so."""
    if finding is None:
        return row
    hint = f"\nRemedy: {finding.hint}." if finding.hint else ""
    return [Doubtful(plain(row[0]), f"This row: {finding.message}.{hint}"), *row[1:]]


def missing(row: Sequence[Entry], place: int, problem: CellProblem) -> list[Entry]:
    """A row that cannot be without the cell at this place (from 0): the blank cell says so."""
    return [*row[:place], Doubtful(None, _why(problem)), *row[place + 1 :]]


def _why(problem: CellProblem | None) -> str:
    said = problem or CellProblem(Code.BROKEN_CELL, "cannot be read")
    return f"This cell {said.message}." + (f"\nRemedy: {said.hint}." if said.hint else "")


def local_day(cell: Entry) -> Entry:
    """A day at midnight is a day."""
    if isinstance(cell, Doubtful):
        return cell._replace(cell=plain(local_day(cell.cell)))
    if isinstance(cell, datetime) and cell.tzinfo is None and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date()
    return cell


def left_out(names: Iterable[str], at: Location, hint: str, severity: Severity) -> list[Finding]:
    """The columns for which the template has no place."""
    listed = [f"`{visible(bare(name))}`" for name in names if bare(name)]
    if not listed:
        return []
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    columns = "the column" if len(listed) == 1 else f"{len(listed)} columns"
    were = "has no place in the template and was" if len(listed) == 1 else "have no place in the template and were"
    said = f" {listed[0]} {were} left out" if len(listed) == 1 else f" {were} left out: {', '.join(listed[:_SHOWN])}"
    return [Finding(Code.LEFT_OUT, at, f"{columns}{said}{more}", hint, severity)]


def padded(cells: Sequence[Found], width: int) -> list[Found]:
    """The cells of a row of another shape, as many as the header has."""
    return [*cells, *[None] * (width - len(cells))][:width]
