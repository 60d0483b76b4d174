"""The cells of one worksheet, streamed from its XML: a row is forgotten as soon as it has been handed on."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import IO, Final, cast
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser

from returnctl.files.books.number_formats import Format, ShownCurrency, reader_of
from returnctl.files.gate.parts import CHUNK, SPACES, Merged, column_number
from returnctl.schema.cells import CellValue, Trouble, number, text_or_blank
from returnctl.values.finding import Code

_MOST_HIDDEN: Final = 200  # hidden columns that are looked at
_MOST_ROWS: Final = 1_048_576
_MOST_PENDING: Final = 500_000  # tags of one row or text that is not finished yet
_MOST_REMEMBERED: Final = 50_000  # different numbers whose reading is kept
_MOST_SPREAD: Final = 5_000_000  # columns of merged ranges, all told
_MOST_COVERED: Final = 5_000_000  # covered cells of a sheet


class BrokenSheetError(Exception):
    """The sheet is not built as a sheet must be; `row` says near which row."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


class SheetExtent:
    """What was noticed in passing. `hidden_columns` are those that hold anything."""

    hidden_rows = 0
    hidden_columns: tuple[int, ...] = ()
    width = 0


def children(stream: IO[bytes], holder: str | None) -> Iterator[tuple[Element, Sequence[Element]]]:
    """The root and, batch by batch, the finished children of the root or of its child `holder`.

    What was handed on is dropped from the tree, and reading ends with the holder.
    """
    builder = TreeBuilder()
    parser = XMLParser(target=builder)  # noqa: S314 - the gate refused every DOCTYPE
    root: Element | None = None
    pending = 0
    while chunk := stream.read(CHUNK):
        parser.feed(chunk)
        root = cast("Element | None", builder.close()) if root is None else root  # the tree so far: it goes on growing
        if root is None:
            continue
        inside = root if holder is None else root.find(holder)
        done = inside is not None and holder is not None and root[-1] is not inside
        pending += chunk.count(b"<")
        if inside is not None and (len(inside) > 1 or done):
            batch = inside[:] if done else inside[:-1]
            yield root, batch
            del inside[: len(batch)]
            pending = 0
        if done:
            return
        if pending > _MOST_PENDING:
            raise BrokenSheetError("a single row holds more than any row of a sheet can")
    parser.close()
    if root is not None:
        inside = root if holder is None else root.find(holder)
        yield root, [] if inside is None else inside[:]


def sheet_rows(
    stream: IO[bytes],
    *,
    texts: Sequence[str | None],
    formats: Mapping[str, Format | ShownCurrency],
    mac: bool,
    merged: Collection[Merged],
    seen: SheetExtent,
) -> Iterator[tuple[int, list[CellValue]]]:
    """The rows that hold anything, each with its number and its cells up to the last that is not blank."""
    cells: _Cells | None = None
    cover = _Cover(merged) if merged else None
    last = 0
    hidden: tuple[int, ...] = ()
    for root, batch in children(stream, "{*}sheetData"):
        if cells is None:
            cells = _Cells(_space(root), texts, formats, mac)
            hidden = hidden_columns(root)
        for row in batch:
            if row.tag != cells.row_tag:
                raise BrokenSheetError("the sheet holds something that is no row", last)
            last = _row_number(row.get("r"), last)
            if row.get("hidden") in ("1", "true"):
                seen.hidden_rows += 1
            values = cells.of(row, last)
            if values:
                if hidden and len(values) > seen.width:
                    seen.width = len(values)
                    seen.hidden_columns = tuple(column for column in hidden if column <= seen.width)
                yield last, values if cover is None else cover.over(last, values)


def text_of(item: Element, space: str) -> str | None:
    """The text of a shared or inline text: its runs joined, without the reading aids of Japanese."""
    text, run = f"{space}t", f"{space}r"
    if len(item) == 1 and item[0].tag == text:
        return item[0].text
    parts = (child if child.tag == text else child.find(text) for child in item if child.tag in (text, run))
    return "".join(part.text or "" for part in parts if part is not None)


def _space(root: Element) -> str:
    space = root.tag.removesuffix("worksheet")
    if space not in SPACES:
        raise BrokenSheetError(f"the sheet is not written as Excel writes it (`{root.tag[:60]}`)")
    return space


def _row_number(written: str | None, last: int) -> int:
    if written is None:
        number = last + 1
    elif written.isascii() and written.isdecimal() and len(written) <= 11:
        number = int(written)
    else:
        raise BrokenSheetError(f"after row {last} stands a row whose number is none, `{written[:20]}`", last)
    if not last < number <= _MOST_ROWS:
        raise BrokenSheetError(f"after row {last} stands row {number}: a sheet's rows rise, up to {_MOST_ROWS}", last)
    return number


class _Memo(dict[str, CellValue]):
    """Stored numbers that were read before: a lookup instead of a call for all that repeats."""

    def __init__(self, read: Callable[[str], CellValue]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> CellValue:
        value = self.read(text)
        if len(self) < _MOST_REMEMBERED:
            self[text] = value
        return value


class _Cells:
    """How to read the cells of one sheet."""

    def __init__(
        self, space: str, texts: Sequence[str | None], formats: Mapping[str, Format | ShownCurrency], mac: bool
    ) -> None:
        self.space, self.texts = space, texts
        self.row_tag = f"{space}row"
        self.columns: dict[str, int] = {}
        self.plain = _Memo(number)
        readers = {shown_as: _Memo(reader_of(shown_as, mac)) for shown_as in set(formats.values())}
        self.styled = {style: readers[shown_as] for style, shown_as in formats.items()}

    def of(self, row: Element, number: int) -> list[CellValue]:  # noqa: PLR0912 - calls would cost more than the work
        """The cells of a row. One loop without calls for what is ordinary: this is where the time goes."""
        space, texts, plain, styled, columns = self.space, self.texts, self.plain, self.styled, self.columns
        cell_tag, value_tag, inline_tag, text_tag = f"{space}c", f"{space}v", f"{space}is", f"{space}t"
        digits = str(number)
        values: list[CellValue] = []
        column = 0
        for cell in row:
            attributes = cell.attrib
            ref = attributes.get("r")
            column = column + 1 if ref is None else columns.get(ref.removesuffix(digits)) or self.column(ref, number)
            if len(cell) == 0 or cell.tag != cell_tag:
                continue
            child, kind = cell[0], attributes.get("t")
            value: CellValue
            if len(cell) > 1:
                value = self.unusual(cell, kind)
            elif child.tag == value_tag and (text := child.text):
                if kind is None or kind == "n":
                    value = styled.get(attributes.get("s", ""), plain)[text]
                elif kind == "s" and text.isdecimal() and len(text) < 10 and (at := int(text)) < len(texts):
                    value = texts[at]
                else:
                    value = self.unusual(cell, kind)
            elif kind == "inlineStr" and child.tag == inline_tag and len(child) == 1 and child[0].tag == text_tag:
                text = child[0].text or ""
                value = text if text.strip() and "_x" not in text else text_or_blank(text)
            else:
                value = self.unusual(cell, kind)
            if value is None:
                continue
            gap = column - len(values) - 1
            if gap == 0:
                values.append(value)
            elif gap > 0:
                values += [None] * gap
                values.append(value)
            elif values[column - 1] is None:
                values[column - 1] = value
            else:
                raise BrokenSheetError(f"the cell `{(ref or '')[:20]}` stands twice in its row", number)
        return values

    def column(self, ref: str, number: int) -> int:
        letters = ref.removesuffix(str(number))
        found = column_number(letters) if letters.isascii() and letters.isalpha() else 0
        if not found:
            raise BrokenSheetError(f"row {number} holds a cell whose name cannot be, `{ref[:20]}`", number)
        self.columns[letters] = found
        return found

    def unusual(self, cell: Element, kind: str | None) -> CellValue:
        """Formulas, yes and no, errors, dates written out, rich text, and what is broken."""
        space = self.space
        if kind == "inlineStr":
            holder = cell.find(f"{space}is")
            return None if holder is None else text_or_blank(text_of(holder, space))
        stored = cell.find(f"{space}v")
        text = "" if stored is None else stored.text or ""
        formula = cell.find(f"{space}f")
        # A formula whose result is the empty text has an empty value, one that was never worked out has none.
        if formula is not None and not text and (kind != "str" or stored is None):
            return Trouble(Code.FORMULA_WITHOUT_VALUE, f"={formula.text or ''}")
        if kind is None or kind == "n":
            return self.styled.get(cell.get("s", ""), self.plain)[text] if text else None
        return _typed(kind, text, self.texts)


def _typed(kind: str, text: str, texts: Sequence[str | None]) -> CellValue:
    if kind == "str":
        return text_or_blank(text)
    if not text:
        return None
    if kind == "s" and text.isascii() and text.isdecimal() and len(text) < 10 and int(text) < len(texts):
        return texts[int(text)]
    if kind == "b" and text in ("0", "1", "true", "false"):
        return text in ("1", "true")
    if kind == "e":
        return Trouble(Code.ERROR_CELL, text)
    return _iso(text) if kind == "d" else Trouble(Code.BROKEN_CELL, text)


def _iso(text: str) -> CellValue:
    """A date or time written out, as Strict workbooks have them."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text)
        return time.fromisoformat(text) if ":" in text else date.fromisoformat(text)
    except ValueError:
        return Trouble(Code.BROKEN_CELL, text)


class _Cover:
    """Which cells a merged range covers: all but its first hold nothing of their own."""

    def __init__(self, merged: Collection[Merged]) -> None:
        if sum(range_.last_column - range_.first_column + 1 for range_ in merged) > _MOST_SPREAD:
            raise BrokenSheetError("the sheet has more merged cells than can be read in reasonable time")
        self.coming = sorted(merged, reverse=True)
        self.covered: dict[int, tuple[Merged, Trouble]] = {}
        self.marked = 0
        self.next_end = _MOST_ROWS + 1
        self.widest = 0

    def over(self, row: int, values: list[CellValue]) -> list[CellValue]:
        """The row with its covered cells marked, up to the widest row seen so far."""
        if self.next_end < row or (self.coming and self.coming[-1].first_row <= row):
            self._turn(row)
        self.widest = max(self.widest, len(values))
        for column, (range_, trouble) in self.covered.items():
            if column <= self.widest and (range_.first_row, range_.first_column) != (row, column):
                values += [None] * (column - len(values))
                values[column - 1] = trouble
        self.marked += min(len(self.covered), self.widest)
        if self.marked > _MOST_COVERED:
            raise BrokenSheetError("the sheet has more merged cells than can be read in reasonable time", row)
        return values

    def _turn(self, row: int) -> None:
        """Forget the ranges that ended above the row, and take up those that begin by then."""
        self.covered = {column: item for column, item in self.covered.items() if item[0].last_row >= row}
        while self.coming and self.coming[-1].first_row <= row:
            range_ = self.coming.pop()
            if range_.last_row >= row:
                self.covered |= dict.fromkeys(
                    range(range_.first_column, range_.last_column + 1), (range_, Trouble(Code.MERGED_CELL, range_.name))
                )
        self.next_end = min((range_.last_row for range_, _ in self.covered.values()), default=_MOST_ROWS + 1)


def hidden_columns(root: Element) -> tuple[int, ...]:
    """The columns that are hidden, by the head of the sheet; those far to the right are of no matter."""
    hidden: list[int] = []
    for column in root.iterfind("{*}cols/{*}col"):
        ends = [column.get("min", ""), column.get("max", "")]
        if column.get("hidden") in ("1", "true") and all(e.isascii() and e.isdecimal() and len(e) < 8 for e in ends):
            first, last = map(int, ends)
            hidden += range(first, min(last, first + _MOST_HIDDEN) + 1)
    return tuple(hidden[:_MOST_HIDDEN])
