"""A template's table as CSV or TSV, in which no cell can be taken for a formula."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from returnctl.values.inert import inert
from returnctl.values.text_form import TextForm
from returnctl.views.flat import Cell


class Marked(NamedTuple):
    """A cell before which a `'` had to be put: its line and column, both from 1, and its text."""

    line: int
    column: int
    text: str


class Lines(NamedTuple):
    """The lines of a table, the header first, and the cells that could not stand as they are."""

    text: str
    marked: tuple[Marked, ...]


def template_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]], form: TextForm) -> Lines:
    """The table as text; lines end as RFC 4180 wants it."""
    delimiter = form.delimiter
    parts: list[str] = []
    marked: list[Marked] = []
    line = 1
    for row in (header, *rows):
        texts = [_text(cell, form) for cell in row]
        safe = [text if isinstance(cell, Decimal) else inert(text) for cell, text in zip(row, texts, strict=True)]
        marked += [
            Marked(line, place, text)
            for place, (text, made) in enumerate(zip(texts, safe, strict=True), 1)
            if text != made
        ]
        parts.append(delimiter.join(_quoted(text, delimiter) for text in safe) + "\r\n")
        line += 1 + sum(text.count("\n") for text in texts)
    return Lines("".join(parts), tuple(marked))


def _text(cell: Cell, form: TextForm) -> str:
    """A cell as it is written in text; days as 2026-11-23."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return form.number(cell)
    return "" if cell is None else str(cell)


def _quoted(text: str, delimiter: str) -> str:
    if any(sign in text for sign in (delimiter, '"', "\r", "\n")) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
