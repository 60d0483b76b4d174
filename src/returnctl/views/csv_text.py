"""Rows as lines of CSV: UTF-8, CRLF, RFC 4180, and no cell that a spreadsheet takes for a formula."""

import re
from collections.abc import Sequence
from typing import Final

from returnctl.values.inert import STARTERS, inert

# A cell of nothing but blanks stands as it is, as in Amazon's own files: nothing is lost where they are stripped.
_NEEDS_QUOTES: Final = re.compile('[",\r\n]|^ ++[^ ]|[^ ] ++$')
# With what a cell may begin that has to be looked at.
_LOOKED_AT: Final = STARTERS | {"'", " "}
_BETWEEN: Final = "\x1f"


def csv_line(cells: Sequence[str]) -> str:
    """The cells as one line, in quotes where they need them. A line of plain cells, as most are, is seen as a whole."""
    text = _BETWEEN.join(cells)
    odd = '"' in text or "\n" in text or "\r" in text or " \x1f" in text or text.endswith(" ")
    if odd or not _LOOKED_AT.isdisjoint({cell[:1] for cell in cells}):
        cells = [cell and csv_cell(cell) for cell in cells]
    elif "," in text:
        cells = [f'"{cell}"' if "," in cell else cell for cell in cells]
    return ",".join(cells) + "\r\n"


def csv_cell(text: str) -> str:
    """One cell, in quotes where it needs them, and inert."""
    text = inert(text)
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
