"""The first look at all rows of a run: how dates and amounts are written, and which order lines come up again."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from returnctl.deciding.repeats import LineKey, Seen, asked_back, line_key, superseded
from returnctl.files.cells import date_order_of, decimal_mark_of
from returnctl.files.request_rows import Formats, row_reader
from returnctl.files.request_tables import RequestTable, Rows
from returnctl.values.finding import Finding
from returnctl.values.request import AskedBack, ReturnRequest, Source

# Distinct texts of a column that are looked at; dates do not have more.
_MOST_KEPT: Final = 20_000
_DATES: Final = (
    "order_date",
    "ship_date",
    "estimated_delivery_date",
    "delivery_date",
    "request_date",
    "return_delivery_date",
)
_AMOUNTS: Final = ("amount", "refunded_amount")
# Hashes of order lines are sorted into so many buckets, of which only one is looked at at a time.
_BUCKETS: Final = 16


# What a row without order line has for a hash, and what blank cells have.
_NO_LINE: Final = 0
_BLANKS: Final = frozenset({hash(""), hash(" ")})


class FirstLook(NamedTuple):
    """What was learnt. Places are (number of the file, number of the row in it, both from 0).

    `superseded` gives for an older row the request that stands for it; `rows` counts those of each file.
    """

    formats: tuple[Formats, ...]
    asked_back: dict[tuple[int, int], AskedBack]
    superseded: dict[tuple[int, int], ReturnRequest]
    rows: tuple[int, ...]
    of_files: tuple[Finding, ...]


class _Lines:
    """Remembers eight bytes a row: the hash of its order line."""

    __slots__ = ("_buckets",)

    def __init__(self) -> None:
        self._buckets = [array("q") for _ in range(_BUCKETS)]

    def add(self, hashes: Iterable[int]) -> None:
        """Remember the order lines of some rows."""
        add = [bucket.append for bucket in self._buckets]
        for line in hashes:
            add[line % _BUCKETS](line)

    def again(self) -> set[int]:
        """The hashes of the order lines that came up more than once."""
        found: set[int] = set()
        for bucket in self._buckets:
            seen: set[int] = set()
            for line in bucket:
                if line in seen:
                    found.add(line)
                else:
                    seen.add(line)
        found.discard(_NO_LINE)
        return found


def first_look(tables: Sequence[RequestTable], progress: Callable[[int], None]) -> FirstLook:
    """Look at every row once, and at the rows of lines that come up again twice."""
    lines = _Lines()
    formats: list[Formats] = []
    counts: list[int] = []
    findings: list[Finding] = []
    for table in tables:
        texts, rows = _texts(table.source), 0
        for part in table.read():
            _collect(part.rows, table.source, texts)
            lines.add(_hashes(part.rows, table))
            findings.extend(part.findings)
            rows += len(part.rows) + len(part.broken)
            progress(sum(counts) + rows)
        formats.append(_formats(texts))
        counts.append(rows)
    look = FirstLook(tuple(formats), {}, {}, tuple(counts), tuple(findings))
    again = lines.again()
    return _repeats(tables, look, again) if again else look


def date_formats(parts: Iterable[Rows], source: Source) -> Formats:
    """How the dates and amounts of one table are written, seen over all its rows."""
    texts = _texts(source)
    for part in parts:
        _collect(part.rows, source, texts)
    return _formats(texts)


def _texts(source: Source) -> dict[str, set[str]]:
    return {name: set() for name in (*_DATES, *_AMOUNTS) if name in source.columns}


def _formats(texts: dict[str, set[str]]) -> Formats:
    return Formats(
        {name: date_order_of(texts[name]) for name in _DATES if name in texts},
        {name: decimal_mark_of(texts[name]) for name in _AMOUNTS if texts.get(name)},
    )


def _collect(rows: list[list[Any]], source: Source, texts: dict[str, set[str]]) -> None:
    """The distinct texts of the date columns, and of the amounts that hold a comma."""
    for name, known in texts.items():
        place, only = source.columns[name].place - 1, "," if name in _AMOUNTS else ""
        if len(known) < _MOST_KEPT:
            try:
                cells = {row[place] for row in rows}
            except IndexError:  # short rows
                cells = {row[place] for row in rows if len(row) > place}
            known.update([cell for cell in cells if isinstance(cell, str) and only in cell])


def _hashes(rows: Sequence[list[Any]], table: RequestTable) -> list[int]:
    """A hash of each row's order line: its order item id, else order id and SKU."""
    columns = table.source.columns
    item, order = (columns[name].place - 1 if name in columns else None for name in ("order_item_id", "order_id"))
    sku = columns["sku"].place - 1
    if not table.typed and (item is not None or order is not None):
        try:
            if item is not None:
                found = [hash(row[item]) for row in rows]
                if _BLANKS.isdisjoint(found):
                    return found
            elif order is not None:
                return [hash((row[order], row[sku])) if row[order] else _NO_LINE for row in rows]
        except IndexError:
            pass  # a short row: look at each row for itself
    return [_line_hash(row, item, order, sku) for row in rows]


def _line_hash(row: list[Any], item: int | None, order: int | None, sku: int) -> int:
    for places in ((item,), (order, sku)):
        cells = [str(row[place] or "") for place in places if place is not None and place < len(row)]
        if len(cells) == len(places) and cells[0].strip():
            return hash(cells[0] if len(cells) == 1 else tuple(cells))
    return _NO_LINE


def _repeats(tables: Sequence[RequestTable], look: FirstLook, again: set[int]) -> FirstLook:
    """Read the rows of the lines seen again, and compare them for what they are."""
    found: dict[LineKey, list[Seen]] = {}
    for number, table in enumerate(tables):
        for seen in _candidates(number, table, look.formats[number], again):
            key = line_key(seen.request)
            if key is not None:
                found.setdefault(key, []).append(seen)
    several = [line for line in found.values() if len(line) > 1]
    return look._replace(
        asked_back={place: asked for line in several for place, asked in asked_back(line).items()},
        superseded={place: seen.request for line in several for place, seen in superseded(line).items()},
    )


def _candidates(number: int, table: RequestTable, formats: Formats, again: set[int]) -> Iterator[Seen]:
    """The requests whose order line was seen again."""
    read = row_reader(table.source, len(table.header), formats, amazon=table.amazon, typed=table.typed)
    row = 0
    for part in table.read():
        for cells, line, found in zip(part.rows, part.lines, _hashes(part.rows, table), strict=True):
            if found in again:
                request, _ = read(line, cells)
                if isinstance(request, ReturnRequest):
                    yield Seen(number, row, request)
            row += 1
