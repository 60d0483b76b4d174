"""All requests of a run in the order of their files: read, completed from other files, or flagged."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, Final, NamedTuple

from returnctl.files.requests.completing import completed
from returnctl.files.requests.first_look import FirstLook
from returnctl.files.requests.rows import Flagged, RowReader, flagged, row_reader
from returnctl.files.requests.side_tables import SideTables
from returnctl.files.requests.tables import RequestTable, Rows
from returnctl.files.text.columns import Columns
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.request import AskedBack, ReturnRequest

NO_RECALLS: Final[Mapping[int, "Recall"]] = {}


class Older(NamedTuple):
    """A request of which a newer row in another file is decided in its place."""

    request: ReturnRequest
    newest: ReturnRequest


Entry = ReturnRequest | Flagged | Older
# Gives the finished answers to rows from one place to another, up to the first with which something is wrong.
Answers = Callable[[int, int], list[str]]
# What remembers the rows of a table is shown some of them, with the reader for those of which something is new,
# the places of those that are like no others, and what others ask back of the same order line.
Recall = Callable[[Columns, RowReader, Sequence[int], Mapping[int, AskedBack]], Answers]


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
        recall = recalls.get(id(table.source))
        if recall is None or table.columns is None or any(side):
            yield from map(reading.decided_anew, table.read())
            continue
        for columns in table.columns():
            if columns.broken:
                rows = Rows(columns.as_read(), columns.lines, columns.broken, columns.findings)
                yield reading.decided_anew(rows)
            else:
                yield from reading.recalled(columns, recall)


class _Reading:
    """One table being read: `place` is the place among its rows of the next one."""

    def __init__(
        self, number: int, table: RequestTable, look: FirstLook, side: SideTables, supplied: "Counter[str]"
    ) -> None:
        self._number, self._table, self._look, self._side, self._supplied = number, table, look, side, supplied
        self._beside = any(side)
        formats = look.formats[number]
        self._read = row_reader(table.source, len(table.header), formats, amazon=table.amazon, typed=table.typed)
        self._with_others = sorted(place for file, place in {*look.asked_back, *look.superseded} if file == number)
        self._place = 0

    def decided_anew(self, rows: Rows) -> Part:
        """Some rows, none of them recalled."""
        findings: list[Finding] = []
        entries = [self._entry(line, cells, findings) for line, cells in zip(rows.lines, rows.rows, strict=True)]
        if rows.broken:
            entries = _with_broken(entries, rows, self._table)
            findings.extend(finding for _, finding in rows.broken)
        return Part(entries, findings, rows.findings)

    def recalled(self, rows: Columns, recall: Recall) -> Iterator[Part]:
        """Some rows, recalled where possible. A part ends with a row that is decided: the next may be like it."""
        place, end = 0, len(rows.lines)
        answers = recall(rows, self._read, *self._with_others_among(rows))
        while place < end:
            known = answers(place, end)
            place += len(known)
            self._place += len(known)
            findings: list[Finding] = []
            entries = (
                [self._entry(rows.lines[place], rows.odd.get(place) or rows.row(place), findings)]
                if place < end
                else []
            )
            place += 1
            yield Part(entries, findings, [], known)
        yield Part([], [], rows.findings)

    def _with_others_among(self, rows: Columns) -> tuple[list[int], Mapping[int, AskedBack]]:
        """Which rows are never recalled: those that others stand for, and those of another width.

        Also what others ask back of the same order line as a row.
        """
        first, unlike, asked_back = self._place, [*rows.odd], {}
        start = bisect_left(self._with_others, first)
        for place in self._with_others[start : bisect_left(self._with_others, first + len(rows.lines), start)]:
            at = self._number, place
            if at in self._look.superseded:
                unlike.append(place - first)
            else:
                asked_back[place - first] = self._look.asked_back[at]
        return unlike, asked_back

    def _entry(self, line: int, cells: list[Any], findings: list[Finding]) -> Entry:
        entry: Entry
        entry, found = self._read(line, cells)
        findings.extend(found)
        if self._with_others:
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
