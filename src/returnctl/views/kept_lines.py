"""Whole lines of the input as the cells that go before ours: plain ones are turned into CSV many at a time."""

from collections.abc import Iterable, Sequence
from typing import Final

from returnctl.views.csv_text import RISKY

_MARK: Final = "\x1f"
_ENDS: Final = frozenset("\r\n")


def kept_lines(records: Iterable[str | list[str]], delimiter: str) -> list[str | None]:
    """Each line as CSV, with a comma after every cell; None for a row that has to be looked at cell by cell.

    A record is a line that can simply be split at the delimiter, or the cells of one that cannot.
    """
    lines = list(records)
    found: list[str | None] = [None] * len(lines)
    odd = '"' if delimiter == "," else '",'
    places = [place for place, line in enumerate(lines) if isinstance(line, str) and not _has_any(line, odd)]
    for place, text in zip(places, _plain([lines[place] for place in places], delimiter), strict=True):  # type: ignore[misc]
        found[place] = text
    return found


def _has_any(line: str, odd: str) -> bool:
    return odd[0] in line or odd[-1] in line


def _plain(lines: Sequence[str], delimiter: str) -> list[str | None]:
    """The lines as CSV. Where not all are plain those that are not are looked for, half by half."""
    if not lines:
        return []
    text = "\n" + "\n".join(lines) + "\n"
    marked = text.replace(delimiter + " ", delimiter + _MARK)
    if _needs_nothing(text, marked, delimiter):
        ended = marked[1:-1].replace(_MARK, '" "').replace("\n", delimiter + "\n").replace(delimiter, ",")
        return [*f"{ended},".split("\n")]
    if len(lines) == 1:
        return [None]
    half = len(lines) // 2
    return [*_plain(lines[:half], delimiter), *_plain(lines[half:], delimiter)]


def _needs_nothing(text: str, marked: str, delimiter: str) -> bool:
    """Whether every cell can stand as it is, or is a blank, of which `marked` has marks in place."""
    blanks = marked.count(_MARK + delimiter) + marked.count(_MARK + "\n")
    if _MARK in text or "\r" in text or marked.count(_MARK) != blanks:
        return False
    if f" {delimiter}" in marked or " \n" in marked or "\n " in marked:
        return False
    starts = [sign for sign in RISKY - _ENDS if sign != delimiter and sign in text]
    return not any(delimiter + sign in text or "\n" + sign in text for sign in starts)
