"""Whole lines of the input as the cells that go before ours, turned into CSV many at a time."""

from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from typing import Final

from returnctl.views.csv_text import RISKY, kept_text, quoted_cell

# Stands where a cell is put in that needs more than to be a blank in quotes.
_HOLE: Final = "\x1f"
_ENDS: Final = frozenset("\r\n")


def kept_lines(records: Iterable[str | list[str]], delimiter: str) -> list[str]:
    """Each line as CSV, with a comma after every cell.

    A record is a line that can simply be split at the delimiter, or the cells of one that cannot.
    """
    lines = list(records)
    odd = '"' if delimiter == "," else '",'
    holes: dict[int, list[str]] = {}
    for place, line in enumerate(lines):
        if not isinstance(line, str) or odd[0] in line or odd[-1] in line or _HOLE in line:
            cells = line.split(delimiter) if isinstance(line, str) else line
            holes[place] = [quoted_cell(cell) for cell in cells if _needs_more(cell, delimiter)]
            lines[place] = delimiter.join([_HOLE if _needs_more(cell, delimiter) else cell for cell in cells])
    plain = _plain(lines, delimiter)  # type: ignore[arg-type]
    for place, cells in holes.items():
        pieces = plain[place].split(_HOLE)
        plain[place] = "".join(chain.from_iterable(zip_longest(pieces, cells, fillvalue="")))
    return plain


def _needs_more(cell: str, delimiter: str) -> bool:
    return '"' in cell or "," in cell or delimiter in cell or "\n" in cell or _HOLE in cell


def _plain(lines: Sequence[str], delimiter: str) -> list[str]:
    """The lines as CSV. Where not all are plain those that are not are looked for, half by half."""
    if not lines:
        return []
    apart = f"{delimiter}\n{delimiter}"
    text = f"{delimiter}{apart.join(lines)}{delimiter}"
    if _needs_nothing(text, delimiter):
        quoted = text.replace(delimiter + " ", delimiter + '" ').replace(" " + delimiter, ' "' + delimiter)
        if quoted.count('"') == 2 * quoted.count('" "'):  # all are blanks of one space
            return quoted[1:].replace(delimiter, ",").split("\n,")
    if len(lines) == 1:
        return [kept_text(lines[0].split(delimiter))]
    half = len(lines) // 2
    return [*_plain(lines[:half], delimiter), *_plain(lines[half:], delimiter)]


def _needs_nothing(text: str, delimiter: str) -> bool:
    """Whether no cell opens like a formula, and no line breaks within."""
    if "\r" in text or '"' in text:
        return False
    starts = [sign for sign in RISKY - _ENDS if sign != delimiter and sign in text]
    return not any(delimiter + sign in text for sign in starts)
