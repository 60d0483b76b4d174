"""Rows as lines of CSV: UTF-8, CRLF, RFC 4180, and no cell that a spreadsheet takes for a formula."""

import re
from collections.abc import Iterable
from typing import Final

from returnctl.values.inert import inert

# A cell of nothing but blanks stands as it is, as in Amazon's own files: nothing is lost where they are stripped.
_NEEDS_QUOTES: Final = re.compile('[",\r\n]|^ ++[^ ]|[^ ] ++$')


def csv_line(cells: Iterable[str]) -> str:
    """The cells as one line, in quotes where they need them."""
    return ",".join([cell and csv_cell(cell) for cell in cells]) + "\r\n"


def csv_cell(text: str) -> str:
    """One cell, in quotes where it needs them, and inert."""
    text = inert(text)
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
