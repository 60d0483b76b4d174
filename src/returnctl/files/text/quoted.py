"""Records of a text table read exactly, one by one, with what is wrong where quotes or damage stand in the way."""

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple

from returnctl.files.text.file import LONGEST_LINE, line_ends
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.visible import visible

LONGEST_CELL: Final = 131_072
# A quoted cell may run over this many lines or characters; a quote still open then was never closed.
_MOST_LINES: Final = 50
_MOST_TEXT: Final = 64 * 1024


class Quoting(StrEnum):
    """What a `"` means: plain text as in Amazon's tab-delimited files, or the quoting of CSV."""

    PLAIN = "plain"
    CSV = "csv"


class Dialect(NamedTuple):
    """How the records of one table are written. `header` is empty while it is still being looked for."""

    file: str
    delimiter: str
    quoting: Quoting
    header: tuple[str, ...] = ()


class Record(NamedTuple):
    """One record: the physical line on which it begins, its cells or what is wrong, where it ends in the text."""

    line: int
    cells: list[str]
    broken: Finding | None
    end: int


class _Patterns(NamedTuple):
    quoted: re.Pattern[str]
    opened: re.Pattern[str]
    plain: re.Pattern[str]
    whole: re.Pattern[str]
    opens: re.Pattern[str]


class _Damage(NamedTuple):
    """Why a record cannot be read, where the quote stands (cells before it, place in the text)."""

    code: Code
    cells: int
    place: int


@cache
def _patterns(delimiter: str, quoting: Quoting) -> _Patterns:
    d = re.escape(delimiter)
    inside = r'[^"]*+(?:""[^"]*+)*+'
    ends = rf"(?=[{d}\r\n]|\Z)"
    cell = rf'(?:"{inside}"|[^"{d}]*+)'
    return _Patterns(
        quoted=re.compile(f'"({inside})"{ends}'),
        opened=re.compile(f'"{inside}'),
        plain=re.compile(rf"[^{d}\r\n]*+" if quoting is Quoting.PLAIN else rf'[^"{d}\r\n]*+{ends}'),
        whole=re.compile(f"{cell}(?:{d}{cell})*+"),
        opens=re.compile(f'(?:\\A|{d})"' if quoting is Quoting.PLAIN else '"'),
    )


def records(text: str, first: int, dialect: Dialect, at_end: bool) -> Iterator[Record]:
    """The records of whole lines of text; stops before one that may go on in text that is yet to come."""
    lines = list(io.StringIO(text, newline=""))
    page = _Page(text, lines, [0, *accumulate(map(len, lines))], first, at_end)
    simple = _simple(dialect)
    number = 0
    while number < len(lines):
        cells = simple(lines[number])
        if cells is not None:
            number += 1
            yield Record(first + number - 1, cells, None, page.starts[number])
        elif found := _record_at(page, number, dialect):
            used, cells, broken = found
            number += used
            yield Record(first + number - used, cells, broken, page.starts[number])
        else:
            return


def _simple(dialect: Dialect) -> Callable[[str], list[str] | None]:
    """Reads a line that is in order by itself and short enough: nearly every one; None for another."""
    delimiter, between = dialect.delimiter, f'"{dialect.delimiter}"'
    patterns = _patterns(delimiter, dialect.quoting)

    def cells_of(line: str) -> list[str] | None:
        line = line.rstrip("\r\n")
        if len(line) > LONGEST_CELL or "\0" in line:
            return None
        if '"' not in line:
            return line.split(delimiter)
        if dialect.quoting is Quoting.PLAIN:
            return None if line[0] == '"' or delimiter + '"' in line else line.split(delimiter)
        if line[0] == line[-1] == '"' and len(cells := line[1:-1].split(between)) * 2 == line.count('"'):
            return cells  # every cell is enclosed, as most programs write them
        return next(csv.reader((line,), delimiter=delimiter, strict=True)) if patterns.whole.fullmatch(line) else None

    return cells_of


class _Page(NamedTuple):
    """The text at hand: its lines with their ends, where each starts and the last ends, and if it is the last.

    `first` is the physical number of the first line.
    """

    text: str
    lines: list[str]
    starts: list[int]
    first: int
    at_end: bool


_Found = tuple[int, list[str], Finding | None]


def _record_at(page: _Page, number: int, dialect: Dialect) -> _Found | None:
    """How many lines the record on this line takes, its cells or what is wrong; None where more text must tell."""
    line = page.lines[number].rstrip("\r\n")
    if "\0" in line or len(line) > LONGEST_LINE:
        return 1, [], _damaged(line, dialect, page.first + number)
    if not _patterns(dialect.delimiter, dialect.quoting).opens.search(line):
        return _checked(1, line.split(dialect.delimiter), dialect, len(line), page.first + number)
    return _quoted_record(page, number, dialect)


def _quoted_record(page: _Page, number: int, dialect: Dialect) -> _Found | None:
    """A record whose quotes must be followed one by one, over several lines where need be."""
    row = page.first + number
    patterns = _patterns(dialect.delimiter, dialect.quoting)
    window, ended = _window(page, number)
    scanned = _scan(window, ended, dialect, patterns)
    if scanned is None:
        return None
    if isinstance(scanned, _Damage):
        return 1, [], _misquoted(scanned, window, dialect, row)
    cells, end = scanned
    used = line_ends(window[:end]) + 1
    if used > 1 and "\0" in window[:end]:
        return 1, [], _damaged(window[:end], dialect, row)
    if used > 1 and dialect.quoting is Quoting.CSV and _swallowed(cells, page.lines[number], dialect):
        place = window.index('"')
        opened = _Damage(Code.OPEN_QUOTE, window.count(dialect.delimiter, 0, place), place)
        return 1, [], _misquoted(opened, window, dialect, row)
    return _checked(used, cells, dialect, end, row)


def _window(page: _Page, number: int) -> tuple[str, bool]:
    """The lines over which a quoted cell may run, and whether no more may follow them."""
    start, most = page.starts[number], min(number + _MOST_LINES, len(page.lines))
    end = min(bisect_left(page.starts, start + _MOST_TEXT, number + 1, most), most)
    ended = page.at_end or end < len(page.lines) or end == number + _MOST_LINES
    return page.text[start : page.starts[end]], ended or page.starts[end] - start >= _MOST_TEXT


def _scan(window: str, ended: bool, dialect: Dialect, patterns: _Patterns) -> tuple[list[str], int] | _Damage | None:
    """The cells of the first record and where it ends; None when only more text can tell."""
    cells: list[str] = []
    place = 0
    while True:
        match = patterns.quoted.match(window, place)
        if match and not (dialect.quoting is Quoting.PLAIN and _holds_rows(match[1], dialect)):
            cells.append(match[1].replace('""', '"'))
        elif match is None and not ended and _runs_off(window, place, patterns):
            return None
        else:
            match = patterns.plain.match(window, place)
            if match is None:
                return _Damage(_which(window, place, patterns), len(cells), place)
            cells.append(match[0])
        place = match.end()
        if not window.startswith(dialect.delimiter, place):
            return cells, place
        place += 1


def _runs_off(window: str, place: int, patterns: _Patterns) -> bool:
    opened = patterns.opened.match(window, place)
    return opened is not None and opened.end() == len(window)


def _which(window: str, place: int, patterns: _Patterns) -> Code:
    """A quote that a later line or nothing ends is open; one that ends on its line, but badly, is stray."""
    opened = patterns.opened.match(window, place)
    return Code.OPEN_QUOTE if opened and line_ends(opened[0]) else Code.STRAY_QUOTE


def _holds_rows(cell: str, dialect: Dialect) -> bool:
    """In a tab-delimited file: so many tabs over a line end are rows between two inch marks, not one cell."""
    return line_ends(cell) > 0 and cell.count(dialect.delimiter) >= max(1, len(dialect.header) // 2)


def _swallowed(cells: list[str], line: str, dialect: Dialect) -> bool:
    """The opening line is a whole row by itself, and with the lines after it is none."""
    width = len(dialect.header)
    return 0 < width != len(cells) and line.count(dialect.delimiter) + 1 >= width


def _checked(used: int, cells: list[str], dialect: Dialect, length: int, row: int) -> _Found:
    """The cells of so many lines and characters, unless one of them is too long."""
    for place, cell in enumerate(cells if length > LONGEST_CELL else ()):
        if len(cell) > LONGEST_CELL:
            message = f"a cell may hold {LONGEST_CELL:,} characters, found {len(cell):,}: `{visible(cell, 30)}`"
            return used, [], Finding(Code.TEXT_TOO_LONG, _at(dialect, row, place), message, "shorten the cell")
    return used, cells, None


def _damaged(line: str, dialect: Dialect, row: int) -> Finding:
    again = "the file is damaged; download or export it again"
    if len(line) > LONGEST_LINE:
        message = f"a line may hold {LONGEST_LINE:,} characters, found more: `{visible(line[:60], 30)}`"
        return Finding(Code.TEXT_TOO_LONG, _at(dialect, row, None), message, again)
    cell = line[: line.index("\0")].count(dialect.delimiter)
    message = f"the line holds a NUL character: `{visible(line[max(0, line.index(chr(0)) - 20) :], 40)}`"
    return Finding(Code.BROKEN_LINE, _at(dialect, row, cell), message, again)


def _misquoted(damage: _Damage, window: str, dialect: Dialect, row: int) -> Finding:
    found = visible(window[damage.place : damage.place + 60].splitlines()[0], 40)
    if damage.code is Code.OPEN_QUOTE:
        message = f"a cell opens with a quote that is never closed: `{found}`"
    else:
        message = f"a quote must enclose the whole cell or be written twice, found `{found}`"
    hint = "put the whole cell in quotes and write each quote inside it twice, or save the table anew from Excel"
    return Finding(damage.code, _at(dialect, row, damage.cells), message, hint)


def _at(dialect: Dialect, row: int, cell: int | None) -> Location:
    if cell is None:
        return Location(dialect.file, None, row)
    name = dialect.header[cell].strip() if cell < len(dialect.header) else None
    return Location(dialect.file, None, row, cell + 1, name)
