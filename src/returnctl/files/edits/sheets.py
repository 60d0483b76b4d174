"""Changes to single cells of a worksheet while its XML is copied; everything else stays letter for letter."""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Final, NamedTuple

from returnctl.files.edits.xml_text import ATTRIBUTES, UneditableError, attributes, decoded, element, with_attributes
from returnctl.files.gate.parts import CHUNK, column_number
from returnctl.values.location import column_letters

_START: Final = re.compile(rf"<(?P<p>(?:[\w.-]+:)?)sheetData(?=[\s/>]){ATTRIBUTES}>")
_ROW: Final = re.compile(rf"\s*<(?P<p>(?:[\w.-]+:)?)row(?=[\s/>])(?P<a>{ATTRIBUTES})>")
_END: Final = re.compile(r"\s*</(?:[\w.-]+:)?sheetData\s*>")
_CELL: Final = element("c")
_COLUMN: Final = element("col")
_FORMULA: Final = re.compile(rf"<(?:[\w.-]+:)?f(?=[\s/>])(?P<a>{ATTRIBUTES})>")
_NUMBER: Final = re.compile(r"""\sr\s*=\s*["'](\d{1,7})["']""")
_STYLE: Final = re.compile(r"""\ss\s*=\s*["'](\d+)["']""")
_REF: Final = re.compile(r"""\sr\s*=\s*["']\$?([A-Za-z]{1,3})""")
_RANGE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")
_UNUSUAL: Final = "a sheet that is not built as Excel builds it"


class CellXml(NamedTuple):
    """A cell as it is written: the attributes of its tag, what it holds, and whether a formula fills it.

    `prefix` is that of the names in it.
    """

    attributes: str
    inner: str
    formula: bool = False
    prefix: str = ""


# What becomes of a cell; None leaves it as it is.
Change = Callable[[CellXml], CellXml | None]


class SheetEdits(NamedTuple):
    """What is to change in a sheet: cells by row and column, and what stands behind the rows.

    `styles` gives for the number of a style that is to go the one that stands in for it; it sees the row
    and column of the cell too. `tail` sees the rest of the sheet and the prefix of its names. `missing`
    cells are made.
    """

    cells: Mapping[int, Mapping[int, Change]]
    tail: Callable[[str, str], str] = lambda text, _prefix: text
    missing: bool = False
    leaving: frozenset[str] = frozenset()
    styles: Callable[[str, int, int], str] = lambda style, _row, _column: style


def texts_of(stream: IO[bytes]) -> Iterator[str]:
    """The XML of a part in pieces. Raises UneditableError where it is not in Excel's encoding."""
    first = stream.read(CHUNK)
    decoded(first[:200].split(b">")[0])
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        yield decode(first)
        while chunk := stream.read(CHUNK):
            yield decode(chunk)
        yield decode(b"", True)
    except UnicodeDecodeError:
        raise UneditableError("a sheet in another encoding than Excel writes") from None


def edited_sheet(texts: Iterator[str], edits: SheetEdits) -> Iterator[str]:
    """The sheet with the changes made, piece by piece."""
    buffer = ""
    while (start := _START.search(buffer)) is None:
        buffer += _more(texts)
    rows = _Rows(start["p"], _column_styles(buffer[: start.start()]), edits)
    closed = start[0].endswith("/>")
    yield buffer[: start.end() - 2] + ">" if closed else buffer[: start.end()]
    place = start.end()
    out: list[str] = []
    while not closed and _END.match(buffer, place) is None:
        row = _row_at(buffer, place, start["p"])
        if row is None:
            yield "".join(out)
            out.clear()
            buffer = buffer[place:] + _more(texts)
            place = 0
        else:
            out += rows.edited(row)
            place = row.end
    yield "".join((*out, *rows.rest()))
    yield f"</{start['p']}sheetData>" if closed else ""
    yield edits.tail(buffer[place:] + "".join(texts), start["p"])


def _more(texts: Iterator[str]) -> str:
    """The next piece that holds anything."""
    for text in texts:
        if text:
            return text
    raise UneditableError(_UNUSUAL)


class _Row(NamedTuple):
    """A row as it is written: space before it, the attributes of its tag, its cells; where it ends in the buffer."""

    before: str
    attributes: str
    inner: str
    written: str
    end: int


def _row_at(buffer: str, place: int, prefix: str) -> _Row | None:
    """The row that begins here; None where more text is needed."""
    tag = _ROW.match(buffer, place)
    if tag is None:
        if len(buffer) - place > CHUNK * 8 or "<!" in buffer[place : place + 4]:
            raise UneditableError(_UNUSUAL)
        return None
    end, inner = tag.end(), ""
    if not tag[0].endswith("/>"):
        closing = f"</{prefix}row>"
        found = buffer.find(closing, end)
        if found < 0:
            return None
        inner, end = buffer[end:found], found + len(closing)
    written = buffer[place:end]
    if "<!" in written:
        raise UneditableError(_UNUSUAL)
    return _Row(tag[0][: tag[0].index("<")], tag["a"].rstrip("/"), inner, written, end)


def _column_styles(head: str) -> list[tuple[int, int, str]]:
    """The styles of whole columns: first and last column, style."""
    found = [attributes(match["a"]) for match in _COLUMN.finditer(head)]
    return [
        (int(a["min"]), int(a["max"]), a["style"])
        for a in found
        if all(a.get(name, "").isdecimal() for name in ("min", "max", "style"))
    ]


class _Rows:
    """The rows of a sheet on their way into the copy."""

    def __init__(self, prefix: str, columns: list[tuple[int, int, str]], edits: SheetEdits) -> None:
        self.prefix, self.columns, self.edits = prefix, columns, edits
        self.left = sorted(edits.cells, reverse=True) if edits.missing else []
        self.last = 0
        # Rows and columns that a formula above fills: it stands in one cell only.
        self.filled: list[tuple[int, int, int, int]] = []

    def edited(self, row: _Row) -> Iterator[str]:
        """The row as it is to be written, after those that are missing before it."""
        given = _NUMBER.search(row.attributes)
        number = int(given[1]) if given else self.last + 1
        self.last = number
        while self.left and self.left[-1] < number:
            yield self._new(self.left.pop())
        if self.left and self.left[-1] == number:
            self.left.pop()
        if "ref=" in row.inner:
            self.filled += _filled(row.inner)
        wanted = self.edits.cells.get(number, {})
        leaving = bool(self.edits.leaving) and not self.edits.leaving.isdisjoint(_STYLE.findall(row.inner))
        yield self._rewritten(row, number, wanted, leaving) if wanted or leaving else row.written

    def rest(self) -> Iterator[str]:
        """The rows that are missing at the end."""
        while self.left:
            yield self._new(self.left.pop())

    def _new(self, number: int) -> str:
        cells = "".join(self._made(number, column, "") for column in sorted(self.edits.cells[number]))
        return f'<{self.prefix}row r="{number}">{cells}</{self.prefix}row>'

    def _rewritten(self, row: _Row, number: int, wanted: Mapping[int, Change], leaving: bool) -> str:
        given = attributes(row.attributes)
        row_style = given.get("s", "") if given.get("customFormat") in ("1", "true") else ""
        left = sorted(wanted, reverse=True)
        out, place, column = [], 0, 0
        for match in _CELL.finditer(row.inner):
            ref = _REF.search(match["a"])
            column = column_number(ref[1]) if ref else column + 1
            if column not in wanted and not leaving and not (left and left[-1] < column):
                continue
            while left and left[-1] < column:
                out.append(self._made(number, left.pop(), row_style))
            out += [row.inner[place : match.start()], self._changed(match, number, column, wanted.get(column))]
            place = match.end()
            if left and left[-1] == column:
                left.pop()
        out += [self._made(number, column, row_style) for column in reversed(left)]
        inner = "".join(out) + row.inner[place:]
        attributes_ = with_attributes(row.attributes, {"spans": None})
        if not inner:
            return row.written
        return f"{row.before}<{self.prefix}row{attributes_}>{inner}</{self.prefix}row>"

    def _changed(self, match: re.Match[str], number: int, column: int, change: Change | None) -> str:
        written, inner = match["a"], match["inner"] or ""
        style = attributes(written).get("s", "0")
        if style in self.edits.leaving:
            written = with_attributes(written, {"s": self.edits.styles(style, number, column)})
        formula = bool(_FORMULA.search(inner)) or any(
            first <= number <= last and left <= column <= right for first, left, last, right in self.filled
        )
        made = change(CellXml(written, inner, formula, self.prefix)) if change else None
        if made is None and written == match["a"]:
            return match[0]
        return self._cell(made or CellXml(written, inner))

    def _made(self, number: int, column: int, row_style: str) -> str:
        """A cell that is not there yet, with the style that its row or column has."""
        if not self.edits.missing:
            return ""
        style = row_style or next((style for first, last, style in self.columns if first <= column <= last), "")
        given = f' r="{column_letters(column)}{number}"' + (f' s="{style}"' if style else "")
        return self._cell(self.edits.cells[number][column](CellXml(given, "")) or CellXml(given, ""))

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
