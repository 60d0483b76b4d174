"""Rows as the XML of a sheet: the very bytes that openpyxl writes, which takes ten times as long for a cell."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, Final, TypeAlias

from returnctl.values.location import column_letters

Number: TypeAlias = int | Decimal | date
Value: TypeAlias = str | Number
# The number of the style of a value below a header, asked once for each kind; None where it has none.
Style: TypeAlias = Callable[[str, Value], int | None]

# Texts no longer than this recur; beyond so many of them all are forgotten.
_SHORT: Final = 40
_MOST_KEPT: Final = 20_000
# Rows that are written together, the size of the pieces in which they are copied, and where a sheet's rows end.
_TOGETHER: Final = 200
_PIECE: Final = 1 << 20
_END_OF_ROWS: Final = b"</sheetData>"
_RESERVED: Final = re.compile("[&<>]")
_REPLACED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class RowXml:
    """The rows below a line of headers.

    `storable` gives a text as a sheet holds it. A value of which `exact` says that a sheet cannot hold
    it as it is becomes text.
    """

    def __init__(
        self, headers: Sequence[str], style: Style, storable: Callable[[str], str], exact: Callable[[Number], bool]
    ) -> None:
        self._headers, self._style, self._storable, self._exact = headers, style, storable, exact
        self._opening = [f'<c r="{column_letters(place)}' for place in range(1, len(headers) + 1)]
        # Columns whose texts have the same style share what is kept of them.
        self._texts: list[dict[str, str] | None] = [None] * len(headers)
        self._by_style: dict[int | None, dict[str, str]] = {}
        self._styles: dict[type, int | None] = {}
        self._days: dict[date, str] = {}

    def row(self, number: int, values: Sequence[Value | None]) -> str:
        """One row; blank cells are left out."""
        cells = [f'<row r="{number}">']
        for place, (opening, texts, value) in enumerate(zip(self._opening, self._texts, values, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                rest = (texts and texts.get(value)) or self._text(place, value)
            else:
                rest = self._number(place, value)
            cells.append(f"{opening}{number}{rest}")
        cells.append("</row>")
        return "".join(cells)

    def _text(self, place: int, text: str) -> str:
        """The rest of a cell with text, after the number of its row."""
        texts = self._texts[place]
        if texts is None:
            style = self._style(self._headers[place], text)
            texts = self._texts[place] = self._by_style.setdefault(style, {"": _styled(style)})
        stored = self._storable(text)
        bare = stored.strip()
        space = ' xml:space="preserve"' if bare and bare != stored else ""
        inside = _RESERVED.sub(_replaced, stored)
        rest = f'"{texts[""]} t="inlineStr"><is><t{space}>{inside}</t></is></c>'
        if len(text) <= _SHORT:
            if len(texts) >= _MOST_KEPT:
                style_text = texts[""]
                texts.clear()
                texts[""] = style_text
            texts[text] = rest
        return rest

    def _number(self, place: int, value: Number) -> str:
        """The rest of a cell with a number or a day."""
        kind = type(value)
        if kind is date and value in self._days:
            return self._days[value]  # type: ignore[index]
        if not self._exact(value):
            return self._text(place, str(value))
        if kind not in self._styles:
            self._styles[kind] = self._style(self._headers[place], value)
        rest = f'"{_styled(self._styles[kind])} t="n"><v>{_counted(value):.16g}</v></c>'
        if kind is date:
            if len(self._days) >= _MOST_KEPT:
                self._days.clear()
            self._days[value] = rest  # type: ignore[index]
        return rest


def put_together(file: BinaryIO, rows: Iterator[str]) -> int:
    """Write the XML of rows one after the other; gives how many they were."""
    count = 0
    while some := list(islice(rows, _TOGETHER)):
        file.write("".join(some).encode())
        count += len(some)
    return count


def insert_rows(rows: BinaryIO, sheet: str) -> None:
    """Put rows behind those of a sheet that has been written to that file."""
    with Path(sheet).open("r+b") as part:
        before, end, after = part.read().rpartition(_END_OF_ROWS)
        part.seek(len(before))
        rows.seek(0)
        copyfileobj(rows, part, _PIECE)
        part.write(end + after)


def _styled(style: int | None) -> str:
    return "" if style is None else f' s="{style}"'


def _replaced(match: re.Match[str]) -> str:
    return _REPLACED[match[0]]


def _counted(value: Number) -> float:
    """The number as which a sheet keeps it: days since the end of 1899."""
    if isinstance(value, date):
        from openpyxl.utils.datetime import to_excel

        return float(to_excel(value))  # type: ignore[no-untyped-call]
    return float(value)
