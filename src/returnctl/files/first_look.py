"""The first look at all rows of a run: how dates and amounts are written, and which order lines come up again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from returnctl.deciding.repeats import LineKey, Seen, asked_back, line_key, superseded
from returnctl.files.cells import date_order_of, decimal_mark_of
from returnctl.files.request_rows import Formats, row_reader
from returnctl.files.request_tables import RequestTable, Rows
from returnctl.values.finding import Finding
from returnctl.values.request import AskedBack, ReturnRequest, Source
from returnctl.values.sku import compared

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
# Bits for each row in which a line seen once is remembered: one in some hundred is taken for a repeat by
# chance, and found not to be one when the rows themselves are compared.
_BITS_A_ROW: Final = 32
_FEWEST_ROWS: Final = 1 << 13


class FirstLook(NamedTuple):
    """What was learnt. Places are (number of the file, number of the row in it from 0); `superseded` gives the row that stands for one."""

    formats: tuple[Formats, ...]
    asked_back: dict[tuple[int, int], AskedBack]
    superseded: dict[tuple[int, int], ReturnRequest]
    rows: tuple[int, ...]
    of_files: tuple[Finding, ...]


class _Lines:
    """Remembers in a few bits a row which order lines were seen, and the hashes of those seen again."""

    __slots__ = ("_bits", "_mask", "again")

    def __init__(self, rows: int) -> None:
        size = 1 << max(_FEWEST_ROWS, rows).bit_length()
        self._bits = bytearray(size * _BITS_A_ROW // 8)
        self._mask = size * _BITS_A_ROW - 1
        self.again: set[int] = set()

    def add(self, hashes: Iterable[int]) -> None:
        bits, mask, again = self._bits, self._mask, self.again.add
        for line in hashes:
            one, two = line & mask, (line >> 29) & mask
            first, second = 1 << (one & 7), 1 << (two & 7)
            one >>= 3
            two >>= 3
            if bits[one] & first and bits[two] & second:
                again(line)
            else:
                bits[one] |= first
                bits[two] |= second


def first_look(tables: Sequence[RequestTable], progress: Callable[[int], None]) -> FirstLook:
    """Look at every row once, and at the rows of lines that come up again twice."""
    lines = _Lines(sum(table.about_rows for table in tables))
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
    return _repeats(tables, look, lines.again) if lines.again else look


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
            known.update(
                {row[place] for row in rows if len(row) > place and type(row[place]) is str and only in row[place]}
            )


def _hashes(rows: Iterable[list[Any]], table: RequestTable) -> Iterator[int]:
    """A hash of each row's order line: its order item id, else order id and SKU."""
    columns = table.source.columns
    item, order = (columns[name].place - 1 if name in columns else None for name in ("order_item_id", "order_id"))
    sku = columns["sku"].place - 1
    for row in rows:
        try:
            if item is not None and (key := row[item]) and not str(key).isspace():
                yield hash(str(key).strip())
            elif order is not None and (key := row[order]) and not str(key).isspace():
                yield hash((str(key).strip(), compared(str(row[sku]))))
        except IndexError:  # a short row without these cells names no order line
            continue


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
        for cells, line in zip(part.rows, part.lines, strict=True):
            if not again.isdisjoint(_hashes((cells,), table)):
                request, _ = read(line, cells)
                if isinstance(request, ReturnRequest):
                    yield Seen(number, row, request)
            row += 1
