"""All requests of a run in the order of their files: read, completed from other files, or flagged."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, Final, NamedTuple

from returnctl.files.completing import completed
from returnctl.files.first_look import FirstLook
from returnctl.files.request_rows import Flagged, RowReader, flagged, row_reader
from returnctl.files.request_tables import RequestTable, Rows
from returnctl.files.side_tables import SideTables
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.request import ReturnRequest

NO_RECALLS: Final[Mapping[int, "Recall"]] = {}


class Older(NamedTuple):
    """A request of which a newer row in another file is decided in its place."""

    request: ReturnRequest
    newest: ReturnRequest


Entry = ReturnRequest | Flagged | Older
# Gives the finished answers to rows from one place to another, up to the first with which something is wrong.
Answers = Callable[[int, int], list[str]]
# What remembers the rows of a table is shown each page of it, with the reader for rows of which something is new.
Recall = Callable[[Rows, RowReader], Answers]


class Part(NamedTuple):
    """Some entries in the order of the file, what was found in their cells, and findings about the file.

    `recalled` are finished answers to the rows before these entries.
    """

    entries: list[Entry]
    findings: list[Finding]
    of_file: list[Finding]
    recalled: Sequence[str] = ()


def request_parts(
    tables: Sequence[RequestTable],
    look: FirstLook,
    side: SideTables,
    supplied: "Counter[str]",
    recalls: Mapping[int, Recall] = NO_RECALLS,
) -> Iterator[Part]:
    """Every row of every table exactly once: as a request, as an older one, flagged, or as a finished answer.

    `recalls` holds the memory of a table by the identity of its source. Rows with others for their order
    line, and rows completed from other files, are never recalled.
    """
    for number, table in enumerate(tables):
        reading = _Reading(number, table, look, side, supplied)
        recall = None if any(side) else recalls.get(id(table.source))
        for rows in table.read():
            if recall is None or rows.broken:
                yield reading.decided_anew(rows)
            else:
                yield from reading.recalled(rows, recall)


class _Reading:
    """One table being read: `place` is the place among its rows of the next one."""

    def __init__(
        self, number: int, table: RequestTable, look: FirstLook, side: SideTables, supplied: "Counter[str]"
    ) -> None:
        self._number, self._table, self._look, self._side, self._supplied = number, table, look, side, supplied
        self._width, self._beside = len(table.header), any(side)
        formats = look.formats[number]
        self._read = row_reader(table.source, self._width, formats, amazon=table.amazon, typed=table.typed)
        self._with_others = {place for file, place in (*look.asked_back, *look.superseded) if file == number}
        self._place = 0

    def decided_anew(self, rows: Rows) -> Part:
        """Some rows, none of them recalled."""
        findings: list[Finding] = []
        entries = [self._entry(line, cells, findings) for line, cells in zip(rows.lines, rows.rows, strict=True)]
        if rows.broken:
            entries = _with_broken(entries, rows, self._table)
            findings.extend(finding for _, finding in rows.broken)
        return Part(entries, findings, rows.findings)

    def recalled(self, rows: Rows, recall: Recall) -> Iterator[Part]:
        """Some rows, recalled where possible. A part ends with a new row, so that the next ones can be like it."""
        start, end = 0, len(rows.rows)
        unlike = self._unlike_others(rows)
        answers = recall(rows, self._read)
        for stop in (*unlike, end):
            while start < stop:
                known = answers(start, stop)
                start += len(known)
                self._place += len(known)
                if start < stop:
                    yield self._anew(rows, start, known)
                    start += 1
                else:
                    yield Part([], [], [], known)
            if stop < end:
                yield self._anew(rows, stop, [])
                start = stop + 1
        yield Part([], [], rows.findings)

    def _unlike_others(self, rows: Rows) -> list[int]:
        """Which rows are never recalled; trailing blanks that Amazon left out are put back on the way."""
        width, first, with_others = self._width, self._place, self._with_others
        if self._table.amazon:
            for place, cells in enumerate(rows.rows):
                if len(cells) < width:
                    record = rows.records[place] if rows.records else cells
                    if rows.records and isinstance(record, str):
                        rows.records[place] = record + rows.delimiter * (width - len(cells))
                    cells.extend([""] * (width - len(cells)))
        return [place for place, cells in enumerate(rows.rows) if len(cells) != width or first + place in with_others]

    def _anew(self, rows: Rows, place: int, known: list[str]) -> Part:
        findings: list[Finding] = []
        entry = self._entry(rows.lines[place], rows.rows[place], findings)
        return Part([entry], findings, [], known)

    def _entry(self, line: int, cells: list[Any], findings: list[Finding]) -> Entry:
        entry: Entry
        entry, found = self._read(line, cells)
        findings.extend(found)
        if self._place in self._with_others:
            entry = _with_others(entry, (self._number, self._place), self._look)
        self._place += 1
        return _completed(entry, self._side, self._supplied) if self._beside else entry


def _with_others(entry: Entry, place: tuple[int, int], look: FirstLook) -> Entry:
    """The request with what is known of other requests for its order line."""
    if not isinstance(entry, ReturnRequest):
        return entry
    newest = look.superseded.get(place)
    if newest is not None:
        return Older(entry, newest)
    asked = look.asked_back.get(place)
    return entry._replace(asked_back=asked) if asked is not None else entry


def _completed(entry: Entry, side: SideTables, supplied: "Counter[str]") -> Entry:
    if isinstance(entry, ReturnRequest):
        return completed(entry, side, supplied)
    if isinstance(entry, Older):
        return Older(completed(entry.request, side, supplied), completed(entry.newest, side, Counter()))
    return entry


def _with_broken(entries: list[Entry], rows: Rows, table: RequestTable) -> list[Entry]:
    """Rows that could not be read at all stand where they stood in the file."""
    whole = zip(rows.lines, entries, strict=True)
    broken = ((line, flagged(table.source, line, finding)) for line, finding in rows.broken)
    first: Callable[[tuple[int, Any]], int] = _line
    return [entry for _, entry in merge(whole, broken, key=first)]


def _line(entry: tuple[int, Any]) -> int:
    return entry[0]


def superseded_note(older: Older) -> Finding:
    """The note on a request that a newer row stands for."""
    said = f"the same request stands newer at {older.newest.source.at(older.newest.row)}; that row is decided"
    at = older.request.source.at(older.request.row)
    return Finding(Code.SUPERSEDED, at, said, severity=Severity.NOTE)
