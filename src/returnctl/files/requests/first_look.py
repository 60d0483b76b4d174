"""The first look at all rows: how a table writes dates and amounts, and which order lines of a run come up again."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from returnctl.deciding.repeats import LineKey, Occurrence, asked_back, line_key, lines_of, superseded
from returnctl.files.requests.rows import Notations, row_reader
from returnctl.files.tables.table import Table
from returnctl.files.text.delimited import Rows
from returnctl.schema.readers import Notation, date_order_of, decimal_mark_of
from returnctl.values.finding import Finding
from returnctl.values.request import AMOUNTS, DAYS, AskedBack, ReturnRequest, Source
from returnctl.values.text import compared

# Distinct texts of a column that are looked at; dates do not have more.
_MOST_KEPT: Final = 20_000


class NotationLook:
    """How dates and amounts are written in one table, as far as its rows have been seen."""

    def __init__(self, source: Source) -> None:
        self._places = {name: source.columns[name].place - 1 for name in (*DAYS, *AMOUNTS) if name in source.columns}
        self._texts: dict[str, set[str]] = {name: set() for name in self._places}

    def see(self, part: Rows) -> None:
        """Look at some rows."""
        for name, known in self._texts.items():
            if len(known) < _MOST_KEPT:
                mark = "," if name in AMOUNTS else ""  # without a comma an amount tells nothing
                cells = part.column(self._places[name])
                known.update([cell for cell in cells if isinstance(cell, str) and mark in cell])

    def notations(self) -> Notations:
        """How they are written."""
        days = {name: Notation(date_order_of(texts)) for name, texts in self._texts.items() if name in DAYS}
        told = [(name, texts) for name, texts in self._texts.items() if name in AMOUNTS and texts]
        return days | {name: Notation(mark=decimal_mark_of(texts)) for name, texts in told}


def notations_of(parts: Iterable[Rows], source: Source) -> Notations:
    """How the dates and amounts of one table are written, where all its rows are at hand."""
    look = NotationLook(source)
    for part in parts:
        look.see(part)
    return look.notations()


# Hashes of order lines are marked in so many slots at most; so many rows are looked at at a time.
_MOST_SLOTS: Final = 1 << 24
_ROWS_A_TIME: Final = 1 << 22
# So much of a hash is kept: few different order lines have that in common, and those are compared.
_BITS: Final = (1 << 32) - 1
# What a row without order line has for a hash.
_NO_LINE: Final = 0


class FirstLook(NamedTuple):
    """What was learnt. Places are (number of the file, number of the row in it, both from 0).

    `superseded` gives for an older row the request that stands for it; `rows` counts those of each file.
    """

    notations: tuple[Notations, ...]
    asked_back: dict[tuple[int, int], AskedBack]
    superseded: dict[tuple[int, int], ReturnRequest]
    rows: tuple[int, ...]
    of_files: tuple[Finding, ...]


def places_again(lines: "array[int]", most_slots: int = _MOST_SLOTS, rows_a_time: int = _ROWS_A_TIME) -> "array[int]":
    """The places, ascending, of the rows whose order line comes up more than once, by its hash.

    One mark for each hash finds all that may have come before, and few others; these are then compared.
    Beyond some millions of rows that is done for a share of the hashes after the other.
    """
    slots = min(most_slots, 1 << (8 * len(lines)).bit_length())
    shares = 1 + len(lines) // rows_a_time
    maybe: set[int] = set()
    for share in range(shares):
        maybe |= _marked(lines if shares == 1 else (line for line in lines if line // slots % shares == share), slots)
    maybe.discard(_NO_LINE)
    found = array("q", (place for place, line in enumerate(lines) if line in maybe))
    often = Counter(lines[place] for place in found)
    return array("q", (place for place in found if often[lines[place]] > 1))


def _marked(lines: Iterable[int], slots: int) -> set[int]:
    """The hashes that come up more than once, and some others."""
    marks = bytearray(slots)
    found: set[int] = set()
    for line in lines:
        slot = line % slots
        if marks[slot]:
            found.add(line)
        else:
            marks[slot] = 1
    return found


def first_look(tables: Sequence[Table], progress: Callable[[int], None]) -> FirstLook:
    """Look at every row once, and at the rows of lines that come up again twice."""
    lines = array("I")
    notations: list[Notations] = []
    counts: list[int] = []
    starts: list[int] = []
    findings: list[Finding] = []
    by_order = _by_order(tables)
    for table in tables:
        seen, rows = NotationLook(table.source), 0
        starts.append(len(lines))
        for part in table.read():
            seen.see(part)
            lines.extend(_hashes(part, table.source, by_order=by_order))
            findings.extend(part.findings)
            rows += len(part.lines) + len(part.broken)
            progress(sum(counts) + rows)
        notations.append(seen.notations())
        counts.append(rows)
    look = FirstLook(tuple(notations), {}, {}, tuple(counts), tuple(findings))
    again = places_again(lines)
    return _repeats(tables, look, _by_table(again, [*starts, len(lines)])) if again else look


def _by_table(places: "array[int]", starts: Sequence[int]) -> list[list[int]]:
    """The places within each table, of which it is known where each starts and the last ends."""
    cuts = [bisect_left(places, start) for start in starts]
    return [
        [place - start for place in places[first:end]]
        for start, (first, end) in zip(starts, pairwise(cuts), strict=False)
    ]


def _by_order(tables: Sequence[Table]) -> bool:
    """Whether order id and SKU have to name the lines, as only some of the files have order item ids."""
    return len({"order_item_id" in table.source.columns for table in tables}) > 1


def _hashes(rows: Rows, source: Source, *, by_order: bool) -> list[int]:
    """A hash of each row's order line: its order item id, else order id and SKU, as `line_key` compares them."""
    columns = source.columns
    item, order = (columns[name].place - 1 if name in columns else None for name in ("order_item_id", "order_id"))
    sku = columns["sku"].place - 1
    if by_order and order is not None and item is not None:
        return [_line_hash(row, None, order, sku) or _line_hash(row, item, None, sku) for row in rows.rows]
    return [_line_hash(row, item, order, sku) for row in rows.rows]


def _line_hash(row: list[Any], item: int | None, order: int | None, sku: int) -> int:
    if name := _text_at(row, item):
        return hash(name) & _BITS
    if name := _text_at(row, order):
        return hash((name, compared(_text_at(row, sku)))) & _BITS
    return _NO_LINE


def _text_at(row: list[Any], place: int | None) -> str:
    """The text of a cell without blanks around it; of one that is not there none."""
    return str(row[place] or "").strip() if place is not None and place < len(row) else ""


def _repeats(tables: Sequence[Table], look: FirstLook, places: Sequence[Sequence[int]]) -> FirstLook:
    """Read the rows of the lines seen again, given by their places, and compare them for what they are."""
    found: dict[LineKey, list[Occurrence]] = {}
    by_order = _by_order(tables)
    for number, (table, notations, again) in enumerate(zip(tables, look.notations, places, strict=True)):
        read = row_reader(table.source, len(table.header), notations, amazon=table.amazon, typed=table.typed)
        for place, (line, cells) in zip(again, table.rows_at(again), strict=False):
            request, _ = read(line, cells)
            if isinstance(request, ReturnRequest) and (key := line_key(request, by_order=by_order)) is not None:
                # Only a request that stands for an older one, in another file, is asked for its cells, which take
                # more memory than all the rest of it.
                kept = request if len(tables) > 1 else request._replace(raw=())
                found.setdefault(key, []).append(Occurrence(number, place, kept))
    several = [line for same in found.values() for line in lines_of(same) if len(line) > 1]
    asked = {place: asked for line in several for place, asked in asked_back(line).items()}
    newest = {place: seen for line in several for place, seen in superseded(line).items()}
    return look._replace(
        asked_back=asked,
        superseded={
            place: seen.request._replace(asked_back=asked.get((seen.file, seen.row))) for place, seen in newest.items()
        },
    )
