"""Records of a text table, with what is wrong where quotes or damage stand in the way.

In Amazon's tab-delimited files a `"` is plain text unless it encloses a whole cell; elsewhere it must do that.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from io import StringIO
from itertools import accumulate
from typing import Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.text.encoding import LONGEST_LINE, Decoding, line_ends, split_lines
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.text import visible

LONGEST_CELL: Final = 131_072
# A quoted cell may run over this many lines or characters; a quote still open then was never closed.
_MOST_LINES: Final = 50
_MOST_TEXT: Final = 64 * 1024
_UP_TO_QUOTE: Final = r'"[^"]*+(?:""[^"]*+)*+'
_OPENED: Final = re.compile(_UP_TO_QUOTE)
_AGAIN: Final = "the file is damaged; download or export it again"


class InText(NamedTuple):
    """How a text file holds a table.

    `header` is empty while it is still looked for. The first row stands `offset` characters behind the byte
    order mark, on the physical line `line`.
    """

    document: Document
    decoding: Decoding
    delimiter: str
    header: tuple[str, ...] = ()
    offset: int = 0
    line: int = 1

    @property
    def tabs(self) -> bool:
        """Whether quotes may be plain text."""
        return self.delimiter == "\t"

    def at(self, row: int, place: int | None = None) -> Location:
        """The place of a row or of one of its cells, counted from 0."""
        if place is None:
            return Location(self.document.shown, row=row)
        name = self.header[place].strip() if place < len(self.header) else None
        return Location(self.document.shown, None, row, place + 1, name)


class Record(NamedTuple):
    """One record: the physical line on which it begins, its cells or what is wrong, where it ends in the text."""

    line: int
    cells: list[str]
    broken: Finding | None
    end: int


class _Damage(NamedTuple):
    """Why a record cannot be read, where the quote stands (cells before it, place in the text)."""

    code: Code
    cells: int
    place: int


@cache
def _patterns(delimiter: str) -> tuple[re.Pattern[str], ...]:
    """A quoted cell, one without quotes, and a line of such cells only."""
    d = re.escape(delimiter)
    ends = rf"(?=[{d}\r\n]|\Z)"
    cell = rf'(?:{_UP_TO_QUOTE}"|[^"{d}]*+)'
    return (
        re.compile(f'{_UP_TO_QUOTE}"{ends}'),
        re.compile(rf"[^{d}\r\n]*+" if delimiter == "\t" else rf'[^"{d}\r\n]*+{ends}'),
        re.compile(f"{cell}(?:{d}{cell})*+"),
    )


def cut(text: str, delimiter: str) -> list[list[str]] | None:
    """The cells of whole lines; None unless each is a record in good order, as nearly every one is."""
    if len(text) > LONGEST_CELL or "\0" in text:
        return None
    lines = split_lines(text)
    if '"' not in text:
        return [line.split(delimiter) for line in lines]
    quoted = [line for line in lines if '"' in line]
    try:
        rows = list(csv.reader(quoted, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) < len(quoted):
        return None
    # A quote left in a cell was written twice, as it must be; or it stands in a cell that no quotes enclose.
    doubtful = delimiter != "\t" and '"' in "".join(map("".join, rows))
    if doubtful and not all(map(_patterns(delimiter)[-1].fullmatch, quoted)):
        return None
    following = iter(rows)
    return [next(following) if '"' in line else line.split(delimiter) for line in lines]


def records(text: str, first: int, table: InText, at_end: bool, place: int = 0) -> Iterator[Record]:
    """The records of whole lines of text; stops before one that may go on in text that is yet to come."""
    lines = list(StringIO(text[place:], newline=""))
    number = 0
    while number < len(lines):
        place += len(lines[number])
        rows, row = cut(lines[number].rstrip("\r\n"), table.delimiter), first + number
        number += 1
        if rows is not None:
            yield Record(row, rows[0], None, place)
        elif found := _followed(lines[number - 1 : number + _MOST_LINES - 1], row, table, at_end):
            cells, broken, more = found
            place += sum(map(len, lines[number : number + more]))
            number += more
            yield Record(row, cells, broken, place)
        else:
            return


def _followed(lines: list[str], row: int, table: InText, at_end: bool) -> tuple[list[str], Finding | None, int] | None:
    """A record whose quotes must be followed one by one: its cells, or what is wrong, and over how many more lines.

    It may run over several of the lines, but one in which anything is wrong is only one. None where more text must
    tell.
    """
    line = lines[0].rstrip("\r\n")
    if "\0" in line or len(line) > LONGEST_LINE:
        return [], _damaged(line, table, row), 0
    lengths = accumulate(map(len, lines))
    most = 1 + sum(1 for length in lengths if length < _MOST_TEXT)
    window = "".join(lines[:most])
    whole = at_end or most < len(lines) or most == _MOST_LINES
    scanned = _scan(window, whole or len(window) >= _MOST_TEXT, table)
    if scanned is None:
        return None
    if isinstance(scanned, _Damage):
        return [], _misquoted(scanned, window, table, row), 0
    cells, used = scanned
    broken = _unfit(cells, window[:used], line, table, row)
    return ([], broken, 0) if broken else (cells, None, line_ends(window[:used]))


def _unfit(cells: list[str], record: str, line: str, table: InText, row: int) -> Finding | None:
    """What is wrong with a record whose quotes are in order; `line` is its first."""
    if "\0" in record:
        return _damaged(record, table, row)
    if len(record) > len(line) and not table.tabs and _swallowed(cells, line, table):
        quote = line.index('"')
        opened = _Damage(Code.OPEN_QUOTE, line.count(table.delimiter, 0, quote), quote)
        return _misquoted(opened, line, table, row)
    for place, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            message = f"a cell may hold {LONGEST_CELL:,} characters, found {len(cell):,}: `{visible(cell, 30)}`"
            return Finding(Code.TEXT_TOO_LONG, table.at(row, place), message, "shorten the cell")
    return None


def _scan(window: str, whole: bool, table: InText) -> tuple[list[str], int] | _Damage | None:
    """The cells of the first record and where the last of them ends; None when only more text can tell."""
    quoted, plain, _ = _patterns(table.delimiter)
    cells: list[str] = []
    place = 0
    while True:
        quotes = window.startswith('"', place)
        match = quoted.match(window, place) if quotes else None
        opened = _OPENED.match(window, place) if quotes and not match else None
        if match and not (table.tabs and _holds_rows(match[0], table)):
            cells.append(match[0][1:-1].replace('""', '"'))
        elif opened and opened.end() == len(window) and not whole:
            return None
        else:
            match = plain.match(window, place)
            if match is None:
                # A quote that a later line or nothing ends is open; one that ends on its line, but badly, is stray.
                code = Code.OPEN_QUOTE if opened and line_ends(opened[0]) else Code.STRAY_QUOTE
                return _Damage(code, len(cells), place)
            cells.append(match[0])
        place = match.end()
        if not window.startswith(table.delimiter, place):
            return cells, place
        place += 1


def _holds_rows(cell: str, table: InText) -> bool:
    """In a tab-delimited file: so many tabs over a line end are rows between two inch marks, not one cell."""
    return line_ends(cell) > 0 and cell.count(table.delimiter) >= max(1, len(table.header) // 2)


def _swallowed(cells: list[str], line: str, table: InText) -> bool:
    """The opening line is a whole row by itself, and with the lines after it is none."""
    width = len(table.header)
    return 0 < width != len(cells) and line.count(table.delimiter) + 1 >= width


def _damaged(line: str, table: InText, row: int) -> Finding:
    if len(line) > LONGEST_LINE:
        message = f"a line may hold {LONGEST_LINE:,} characters, found more: `{visible(line[:60], 30)}`"
        return Finding(Code.TEXT_TOO_LONG, table.at(row), message, _AGAIN)
    place = line.index("\0")
    message = f"the line holds a NUL character: `{visible(line[max(0, place - 20) :], 40)}`"
    return Finding(Code.BROKEN_LINE, table.at(row, line.count(table.delimiter, 0, place)), message, _AGAIN)


def _misquoted(damage: _Damage, window: str, table: InText, row: int) -> Finding:
    found = visible(window[damage.place : damage.place + 60].splitlines()[0], 40)
    if damage.code is Code.OPEN_QUOTE:
        message = f"a cell opens with a quote that is never closed: `{found}`"
    else:
        message = f"a quote must enclose the whole cell or be written twice, found `{found}`"
    hint = "put the whole cell in quotes and write each quote inside it twice, or save the table anew from Excel"
    return Finding(damage.code, table.at(row, damage.cells), message, hint)
