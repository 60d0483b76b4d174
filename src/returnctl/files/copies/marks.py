"""Where the findings of a file are to be seen in it: one mark for each cell, with all that is said about it."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from returnctl.files.gate.parts import Merged
from returnctl.values.finding import Finding, Severity
from returnctl.values.text import visible

MOST_COMMENTS: Final = 10_000  # each is a box that Excel draws when it opens the file
_LONGEST: Final = 2_000
_MOST_MERGED: Final = 1_000  # looking through more for each finding would take long
_ROWS, _COLUMNS = 1_048_576, 16_384
_GRAVEST: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


class Mark(NamedTuple):
    """The findings of one cell: the gravest severity, the text of the comment, the number of the first.

    There is no text where there are too many comments.
    """

    severity: Severity
    note: str
    number: int


# The marks of each sheet, by row and column from 1. A text file has the sheet None.
Marks = dict[str | None, dict[tuple[int, int], Mark]]


def marks_of(
    findings: Sequence[Finding], file: str, sheets: Mapping[str | None, Sequence[Merged]]
) -> tuple[Marks, tuple[str, ...]]:
    """The marks of a file on these sheets with their merged ranges, and sentences on what has no comment.

    What is said of a row as a whole marks its first cell, and of a covered cell the one that is seen.
    """
    gathered: dict[str | None, dict[tuple[int, int], list[int]]] = {sheet: {} for sheet in sheets}
    for number, finding in enumerate(findings):
        at = finding.at
        if at.file == file and at.sheet in sheets and at.row is not None:
            cell = _seen((at.row, at.column or 1), sheets[at.sheet])
            if 1 <= cell[0] <= _ROWS and 1 <= cell[1] <= _COLUMNS:
                gathered[at.sheet].setdefault(cell, []).append(number)
    room, marks, told = MOST_COMMENTS, Marks(), []
    for sheet, cells in gathered.items():
        made = {cell: _mark([findings[n] for n in numbers], numbers[0]) for cell, numbers in sorted(cells.items())}
        marks[sheet] = {
            cell: mark if n < room else mark._replace(note="") for n, (cell, mark) in enumerate(made.items())
        }
        if len(made) > room:
            told.append(f"{len(made) - room:,} cells have a colour and no comment: see the findings")
        room -= min(room, len(made))
    return marks, tuple(told)


def _seen(cell: tuple[int, int], merged: Sequence[Merged]) -> tuple[int, int]:
    """The cell itself, or the first of the merged range that covers it."""
    for first_row, first_column, last_row, last_column, _ in merged[:_MOST_MERGED]:
        if first_row <= cell[0] <= last_row and first_column <= cell[1] <= last_column:
            return first_row, first_column
    return cell


def _mark(findings: Sequence[Finding], first: int) -> Mark:
    ordered = sorted(findings, key=lambda finding: _GRAVEST.index(finding.severity))
    said: list[str] = []
    for place, finding in enumerate(ordered):
        hint = f"\nhint: {finding.hint}" if finding.hint else ""
        text = f"{finding.severity} {finding.code}: {finding.message}{hint}"
        if said and sum(map(len, said)) + len(text) > _LONGEST:
            said.append(f"and {len(ordered) - place} more: see the findings")
            break
        said.append(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
    lines = (visible(line, None) for line in "\n\n".join(said).split("\n"))
    return Mark(ordered[0].severity, "\n".join(lines), first + 1)
