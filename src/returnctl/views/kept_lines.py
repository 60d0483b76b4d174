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
            lines[place], holes[place] = _with_holes(line, delimiter)
    plain = _plain(lines, delimiter)  # type: ignore[arg-type]
    for place, cells in holes.items():
        pieces = plain[place].split(_HOLE)
        plain[place] = "".join(chain.from_iterable(zip_longest(pieces, cells, fillvalue="")))
    return plain


def _with_holes(record: str | list[str], delimiter: str) -> tuple[str, list[str]]:
    """The line with holes for the cells that need more, and these cells in quotes."""
    cells = record.split(delimiter) if isinstance(record, str) else [*record]
    text = "".join(cells)
    signs = [sign for sign in ('"', ",", "\n", delimiter, _HOLE) if sign in text]
    more = sorted({place for sign in signs for place, cell in enumerate(cells) if sign in cell})
    quoted = [quoted_cell(cells[place]) for place in more]
    for place in more:
        cells[place] = _HOLE
    return delimiter.join(cells), quoted


def _plain(lines: Sequence[str], delimiter: str) -> list[str]:
    """The lines as CSV. Where not all are plain those that are not are looked for, half by half."""
    if not lines:
        return []
    apart = f"{delimiter}\n{delimiter}"
    text = f"{delimiter}{apart.join(lines)}{delimiter}"
    if _needs_nothing(text, delimiter):
        return [line[1:] for line in text.replace(delimiter, ",").split("\n")]
    if len(lines) == 1:
        return [kept_text(lines[0].split(delimiter))]
    half = len(lines) // 2
    return [*_plain(lines[:half], delimiter), *_plain(lines[half:], delimiter)]


def _needs_nothing(text: str, delimiter: str) -> bool:
    """Whether no cell opens like a formula or breaks the line, and none but blanks begins or ends with a blank."""
    # Only of a cell that is nothing but blanks is the same left without the first one as without the last.
    if "\r" in text or text.replace(delimiter + " ", delimiter) != text.replace(" " + delimiter, delimiter):
        return False
    starts = [sign for sign in RISKY - _ENDS if sign != delimiter and sign in text]
    return not any(delimiter + sign in text for sign in starts)
