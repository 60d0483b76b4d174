"""All requests of a run in the order of their files: read, completed from other files, or flagged."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from typing import Any, NamedTuple

from returnctl.files.requests.completing import completed
from returnctl.files.requests.first_look import FirstLook
from returnctl.files.requests.rows import Flagged, flagged, row_reader
from returnctl.files.requests.side_tables import SideTables
from returnctl.files.tables.table import Table
from returnctl.files.text.delimited import Rows
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.request import ReturnRequest


class Older(NamedTuple):
    """A request of which a newer row in another file is decided in its place."""

    request: ReturnRequest
    newest: ReturnRequest


Entry = ReturnRequest | Flagged | Older


class Part(NamedTuple):
    """Some entries in the order of the file, what was found in their cells, and findings about the file."""

    entries: list[Entry]
    findings: list[Finding]
    of_file: list[Finding]


def request_parts(
    tables: Sequence[Table], look: FirstLook, side: SideTables, supplied: "Counter[str]"
) -> Iterator[Part]:
    """Every row of every table exactly once: as a request, as an older one, or flagged."""
    for number, table in enumerate(tables):
        yield from map(_Reading(number, table, look, side, supplied).part, table.read())


class _Reading:
    """One table being read: `place` is the place among its rows of the next one."""

    def __init__(self, number: int, table: Table, look: FirstLook, side: SideTables, supplied: "Counter[str]") -> None:
        self._number, self._table, self._look, self._side, self._supplied = number, table, look, side, supplied
        self._beside = any(side)
        formats = look.formats[number]
        self._read = row_reader(table.source, len(table.header), formats, amazon=table.amazon, typed=table.typed)
        self._with_others = any(file == number for file, _ in (*look.asked_back, *look.superseded))
        self._place = 0

    def part(self, rows: Rows) -> Part:
        """The entries of some rows."""
        findings: list[Finding] = []
        entries = [self._entry(line, cells, findings) for line, cells in zip(rows.lines, rows.rows, strict=True)]
        if rows.broken:
            entries = _with_broken(entries, rows, self._table)
            findings.extend(finding for _, finding in rows.broken)
        return Part(entries, findings, rows.findings)

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


def _with_broken(entries: list[Entry], rows: Rows, table: Table) -> list[Entry]:
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
