"""Changes to single cells of a worksheet while its XML is copied; everything else stays letter for letter."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from returnctl.files.copies.xml_text import ATTRIBUTES, UneditableError, attributes, element, with_attributes
from returnctl.files.gate.parts import column_number
from returnctl.values.location import column_letters

_START: Final = re.compile(rf"<(?P<p>(?:[\w.-]+:)?)sheetData(?=[\s/>]){ATTRIBUTES}>")
_END: Final = re.compile(r"</(?:[\w.-]+:)?sheetData\s*>")
_ROW: Final = element("row")
_CELL: Final = element("c")
_COLUMN: Final = element("col")
_FORMULA: Final = re.compile(rf"<(?:[\w.-]+:)?f(?=[\s/>])(?P<a>{ATTRIBUTES})>")
_NUMBER: Final = re.compile(r"""\sr\s*=\s*["'](\d{1,7})["']""")
_STYLE: Final = re.compile(r"""\ss\s*=\s*["'](\d+)["']""")
_REF: Final = re.compile(r"""\sr\s*=\s*["']\$?([A-Za-z]{1,3})""")
_RANGE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")
_LONGEST_ROW: Final = 1 << 22
_UNUSUAL: Final = "a sheet that is not built as Excel builds it"


class CellXml(NamedTuple):
    """A cell as it is written: the attributes of its tag, what it holds, and whether a formula fills it.

    `prefix` is that of the names in it.
    """

    attributes: str
    inner: str
    formula: bool = False
    prefix: str = ""

    @property
    def style(self) -> str:
        """The number of its style."""
        return attributes(self.attributes).get("s", "0")

    def but(self, **changed: str | None) -> "CellXml":
        """The cell with other attributes."""
        return self._replace(attributes=with_attributes(self.attributes, changed))


# What becomes of a cell; None leaves it as it is.
Change = Callable[[CellXml], CellXml | None]


class SheetEdits(NamedTuple):
    """What is to change in a sheet: cells by row and column, and what stands behind the rows.

    `leaving` are the styles that are to go, `instead` gives the one that stands in for it at a row and column.
    `tail` sees the rest of the sheet and the prefix of its names. `missing` cells are made.
    """

    cells: Mapping[int, Mapping[int, Change]]
    tail: Callable[[str, str], str] = lambda text, _prefix: text
    missing: bool = False
    leaving: frozenset[str] = frozenset()
    instead: Callable[[str, int, int], str] = lambda style, _row, _column: style


def edited_sheet(texts: Iterator[str], edits: SheetEdits) -> Iterator[str]:
    """The sheet with the changes made, piece by piece."""
    buffer = ""
    while (start := _START.search(buffer)) is None:
        buffer += _more(texts)
    p, closed = start["p"], start[0].endswith("/>")
    rows = _SheetRows(p, buffer[: start.start()], edits)
    yield buffer[: start.end() - 2] + ">" if closed else buffer[: start.end()]
    buffer = buffer[start.end() :]
    while not closed:
        end = _END.search(buffer)
        limit, place = end.start() if end else len(buffer), 0
        out = []
        for row in _ROW.finditer(buffer, 0, limit):
            out += [buffer[place : row.start()], *rows.edited(row)]
            place = row.end()
        if "<!" in buffer[:limit] or len(buffer) - place > _LONGEST_ROW:
            raise UneditableError(_UNUSUAL)
        yield "".join(out)
        buffer = buffer[place:] + ("" if end else _more(texts))
        if end:
            break
    yield "".join(rows.rest())
    yield f"</{p}sheetData>" if closed else ""
    yield edits.tail(buffer + "".join(texts), p)


def _more(texts: Iterator[str]) -> str:
    """The next piece that holds anything."""
    for text in texts:
        if text:
            return text
    raise UneditableError(_UNUSUAL)


class _SheetRows:
    """The rows of a sheet on their way into the copy."""

    def __init__(self, prefix: str, head: str, edits: SheetEdits) -> None:
        self.prefix, self.edits = prefix, edits
        columns = [attributes(match["a"]) for match in _COLUMN.finditer(head)]
        # Whole columns have a style: their first and last, and its number.
        self.columns = [
            (int(a["min"]), int(a["max"]), a["style"])
            for a in columns
            if all(a.get(name, "").isdecimal() for name in ("min", "max", "style"))
        ]
        self.left = sorted(edits.cells, reverse=True) if edits.missing else []
        self.last = 0
        # Rows and columns that a formula above fills: it stands in one cell only.
        self.filled: list[tuple[int, int, int, int]] = []

    def edited(self, row: re.Match[str]) -> Iterator[str]:
        """The row as it is to be written, after those that are missing before it."""
        given, inner = _NUMBER.search(row["a"]), row["inner"] or ""
        self.last = number = int(given[1]) if given else self.last + 1
        while self.left and self.left[-1] < number:
            yield self._new(self.left.pop())
        if self.left and self.left[-1] == number:
            self.left.pop()
        if "ref=" in inner:
            self.filled += _filled(inner)
        wanted = self.edits.cells.get(number, {})
        leaving = self.edits.leaving and not self.edits.leaving.isdisjoint(_STYLE.findall(inner))
        yield self._rewritten(row, number, wanted) if wanted or leaving else row[0]

    def rest(self) -> Iterator[str]:
        """The rows that are missing at the end."""
        while self.left:
            yield self._new(self.left.pop())

    def _new(self, number: int) -> str:
        cells = "".join(self._made(number, column, "") for column in sorted(self.edits.cells[number]))
        return f'<{self.prefix}row r="{number}">{cells}</{self.prefix}row>'

    def _rewritten(self, row: re.Match[str], number: int, wanted: Mapping[int, Change]) -> str:
        given, inner = attributes(row["a"]), row["inner"] or ""
        style = given.get("s", "") if given.get("customFormat") in ("1", "true") else ""
        left = sorted(wanted, reverse=True) if self.edits.missing else []
        out, place, column = [], 0, 0
        for match in _CELL.finditer(inner):
            ref = _REF.search(match["a"])
            column = column_number(ref[1]) if ref else column + 1
            while left and left[-1] < column:
                out.append(self._made(number, left.pop(), style))
            if left and left[-1] == column:
                left.pop()
            out += [inner[place : match.start()], self._changed(match, number, column, wanted.get(column))]
            place = match.end()
        out += [self._made(number, column, style) for column in reversed(left)]
        cells = "".join(out) + inner[place:]
        tag = f"<{self.prefix}row{with_attributes(row['a'], {'spans': None})}>"
        return f"{tag}{cells}</{self.prefix}row>" if cells else row[0]

    def _changed(self, match: re.Match[str], number: int, column: int, change: Change | None) -> str:
        inner = match["inner"] or ""
        formula = bool(_FORMULA.search(inner)) or any(
            first <= number <= last and left <= column <= right for first, left, last, right in self.filled
        )
        was = CellXml(match["a"], inner, formula, self.prefix)
        cell = was
        if was.style in self.edits.leaving:
            cell = was.but(s=self.edits.instead(was.style, number, column))
        cell = (change(cell) if change else None) or cell
        return match[0] if cell == was else self._cell(cell)

    def _made(self, number: int, column: int, row_style: str) -> str:
        """A cell that is not there yet, with the style that its row or column has."""
        style = row_style or next((style for first, last, style in self.columns if first <= column <= last), "")
        blank = CellXml(f' r="{column_letters(column)}{number}"' + (f' s="{style}"' if style else ""), "")
        return self._cell(self.edits.cells[number][column](blank) or blank)

    def _cell(self, cell: CellXml) -> str:
        tag = f"<{self.prefix}c{cell.attributes.rstrip()}"
        return f"{tag}>{cell.inner}</{self.prefix}c>" if cell.inner else f"{tag}/>"


def _filled(inner: str) -> Iterator[tuple[int, int, int, int]]:
    for match in _FORMULA.finditer(inner):
        given = attributes(match["a"])
        ends = _RANGE.fullmatch(given.get("ref", ""))
        if ends and given.get("t") in ("array", "dataTable"):
            first, last = int(ends[2]), int(ends[4] or ends[2])
            yield first, column_number(ends[1]), last, column_number(ends[3] or ends[1])
