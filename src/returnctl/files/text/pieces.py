"""A piece of a text table cut into records: whole lines where they can simply be split, cells where not."""

from collections.abc import Sequence
from typing import NamedTuple

from returnctl.files.text.quoted import LONGEST_CELL, Dialect, Page, Quoting, one_line, page_of, record_at
from returnctl.values.finding import Finding


class Piece(NamedTuple):
    """The records of a piece of text that are not blank: a line that is still to be split, or the cells.

    `mixed` tells whether some are split already, `height` how many lines were read, `used` how much of the text.
    """

    records: list[str | list[str]]
    lines: Sequence[int]
    broken: list[tuple[int, Finding]]
    mixed: bool
    height: int
    used: int


def piece_of(text: str, first: int, dialect: Dialect, at_end: bool) -> Piece:
    """The records of whole lines of text; ends before one that may go on in text that is yet to come."""
    lines, long = _lines(text)
    odd = long or "\0" in text
    closer = _closer(lines, dialect, odd) if odd or '"' in text else []
    records: list[str | list[str]] = lines  # type: ignore[assignment]
    broken: list[tuple[int, Finding]] = []
    count, used = len(lines), len(text)
    starts = {line[:1] for line in lines}
    unread = _read_alone(records, closer, dialect)
    if unread:
        count, used = _read_together(records, unread, page_of(text, first, at_end), dialect, broken)
        del records[count:]
    # Hardly any line begins as a blank one might, and only lines used up by others turn blank.
    may_be = unread or any(start in ("", '"', dialect.delimiter) or start.isspace() for start in starts)
    blank = _blank(records, dialect.delimiter) if may_be else ()
    numbers: Sequence[int] = range(first, first + count)
    if blank:
        records = [record for place, record in enumerate(records) if place not in blank]
        numbers = [number for number in numbers if number - first not in blank]
    return Piece(records, numbers, broken, bool(closer), count, used)


def cells_of(piece: Piece, delimiter: str) -> list[list[str]]:
    """The cells of each record."""
    if piece.mixed:
        return [found.split(delimiter) if isinstance(found, str) else found for found in piece.records]
    return [line.split(delimiter) for line in piece.records]  # type: ignore[union-attr]


def _lines(text: str) -> tuple[list[str], bool]:
    """The lines without their ends, and whether one may be too long to be in order."""
    lines = text.split("\n")
    if "\r" in text:
        bare = [line.removesuffix("\r") for line in lines]
        if len(text) - len(lines) + 1 - sum(map(len, bare)) != text.count("\r"):
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            bare = text.split("\n")
        lines = bare
    if text.endswith("\n"):
        lines.pop()
    # A line that is too long covers one of these stretches: cheaper than to measure each line.
    half = LONGEST_CELL // 2
    return lines, any(text.find("\n", place, place + half) < 0 for place in range(0, len(text) - half, half))


def _closer(lines: list[str], dialect: Dialect, odd: bool) -> list[int]:
    """Which lines cannot simply be split. `odd` tells that some may be damaged or too long."""
    if odd:
        return [n for n, line in enumerate(lines) if '"' in line or "\0" in line or len(line) > LONGEST_CELL]
    if dialect.quoting is Quoting.CSV:
        return [n for n, line in enumerate(lines) if '"' in line]
    opening = dialect.delimiter + '"'
    return [n for n, line in enumerate(lines) if '"' in line and (line[0] == '"' or opening in line)]


def _read_alone(records: list[str | list[str]], closer: list[int], dialect: Dialect) -> list[int]:
    """Put the cells in the place of the lines that can be read by themselves; gives the other ones."""
    unread = []
    for number in closer:
        line = records[number]
        if isinstance(line, str) and "\0" not in line and len(line) <= LONGEST_CELL:
            cells = one_line(line, dialect)
            if cells is not None:
                records[number] = cells
                continue
        unread.append(number)
    return unread


def _read_together(
    records: list[str | list[str]],
    unread: list[int],
    page: Page,
    dialect: Dialect,
    broken: list[tuple[int, Finding]],
) -> tuple[int, int]:
    """Read the lines that belong with those after them, or are damaged: blanks stand for lines used up.

    Gives how many lines and characters were read; a record that may go on in text yet to come ends it.
    """
    until = 0
    for number in unread:
        if number < until:
            continue
        found = record_at(page, number, dialect, alone=False)
        if found is None:
            return number, page.starts[number]
        used, cells, wrong = found
        until = number + used
        records[number:until] = [cells or "", *[""] * (used - 1)]
        if wrong is not None:
            broken.append((page.first + number, wrong))
    return len(records), page.starts[-1]


def _blank(records: list[str | list[str]], delimiter: str) -> set[int]:
    """The places of the blank records."""
    return {
        place
        for place, record in enumerate(records)
        if (not record or not (start := record[0]) or start == delimiter or start.isspace())
        and is_blank(record.split(delimiter) if isinstance(record, str) else record)
    }


def is_blank(cells: list[str]) -> bool:
    """Nothing but space stands in the cells."""
    return not any(cell and not cell.isspace() for cell in cells)
