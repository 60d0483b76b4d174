"""Whole lines of the input as the cells that go before ours, turned into CSV many at a time."""

from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from typing import Final

from returnctl.views.csv_text import RISKY, kept_text, quoted_cell

# Stands where a cell is put in that needs more than to be a blank in quotes.
_HOLE: Final = "\x1f"
_ENDS: Final = frozenset("\r\n")


def kept_lines(records: Iterable[str | list[str]], delimiter: str, blanks: int) -> list[str]:
    """Each line as CSV, with a comma after every cell; so many of all cells are one blank.

    A record is a line that can simply be split at the delimiter, or the cells of one that cannot.
    """
    lines = list(records)
    odd = '"' if delimiter == "," else '",'
    holes: dict[int, list[str]] = {}
    for place, line in enumerate(lines):
        if not isinstance(line, str) or odd[0] in line or odd[-1] in line or _HOLE in line:
            cells = line.split(delimiter) if isinstance(line, str) else [*line]
            more = [at for at, cell in enumerate(cells) if _needs_more(cell, delimiter)]
            holes[place] = [quoted_cell(cells[at]) for at in more]
            for at in more:
                cells[at] = _HOLE
            lines[place] = delimiter.join(cells)
    plain = _plain(lines, delimiter, blanks)  # type: ignore[arg-type]
    for place, cells in holes.items():
        pieces = plain[place].split(_HOLE)
        plain[place] = "".join(chain.from_iterable(zip_longest(pieces, cells, fillvalue="")))
    return plain


def _needs_more(cell: str, delimiter: str) -> bool:
    return '"' in cell or "," in cell or delimiter in cell or "\n" in cell or _HOLE in cell


def _plain(lines: Sequence[str], delimiter: str, blanks: int) -> list[str]:
    """The lines as CSV. Where not all are plain those that are not are looked for, half by half."""
    if not lines:
        return []
    apart = f"{delimiter}\n{delimiter}"
    text = f"{delimiter}{apart.join(lines)}{delimiter}"
    if _needs_nothing(text, delimiter, blanks):
        return text[1:].replace(delimiter, ",").split("\n,")
    if len(lines) == 1:
        return [kept_text(lines[0].split(delimiter))]
    half = len(lines) // 2
    first, last = lines[:half], lines[half:]
    some = sum([line.split(delimiter).count(" ") for line in first])
    return [*_plain(first, delimiter, some), *_plain(last, delimiter, blanks - some)]


def _needs_nothing(text: str, delimiter: str, blanks: int) -> bool:
    """Whether no cell opens like a formula or breaks the line, and none but blanks begins or ends with a blank."""
    if "\r" in text or text.count(delimiter + " ") != blanks or text.count(" " + delimiter) != blanks:
        return False
    starts = [sign for sign in RISKY - _ENDS if sign != delimiter and sign in text]
    return not any(delimiter + sign in text for sign in starts)
