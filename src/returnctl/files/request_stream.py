"""All requests of a run in the order of their files: read, completed from other files, or flagged."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, Final, NamedTuple

from returnctl.files.completing import completed
from returnctl.files.first_look import FirstLook
from returnctl.files.request_rows import Flagged, flagged, row_reader
from returnctl.files.request_tables import RequestTable, Rows
from returnctl.files.side_tables import SideTables
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.request import ReturnRequest

NO_RECALLS: Final[Mapping[int, "Recall"]] = {}


class Older(NamedTuple):
    """A request of which a newer row in another file is decided in its place."""

    request: ReturnRequest
    newest: ReturnRequest


# A text is the finished answer to a row like others that were decided before.
Entry = ReturnRequest | Flagged | Older | str
# Gives the finished answer to a row, or None where it has to be decided.
Recall = Callable[[int, list[Any]], str | None]


class Part(NamedTuple):
    """Some entries in the order of the file, what was found in their cells, and findings about the file."""

    entries: list[Entry]
    findings: list[Finding]
    of_file: list[Finding]


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
    beside = any(side)
    for number, table in enumerate(tables):
        width = len(table.header)
        read = row_reader(table.source, width, look.formats[number], amazon=table.amazon, typed=table.typed)
        recall = None if beside else recalls.get(id(table.source))
        with_others = {place for file, place in (*look.asked_back, *look.superseded) if file == number}
        place = 0
        for rows in table.read():
            entries: list[Entry] = []
            findings: list[Finding] = []
            for line, cells in zip(rows.lines, rows.rows, strict=True):
                if table.amazon and len(cells) < width:
                    cells.extend([""] * (width - len(cells)))
                entry: Entry | None = None
                if recall is not None and len(cells) == width and place not in with_others:
                    entry = recall(line, cells)
                if entry is None:
                    entry, found = read(line, cells)
                    findings.extend(found)
                    if place in with_others:
                        entry = _with_others(entry, (number, place), look)
                    if beside:
                        entry = _completed(entry, side, supplied)
                entries.append(entry)
                place += 1
            if rows.broken:
                entries = _with_broken(entries, rows, table)
                findings.extend(finding for _, finding in rows.broken)
            yield Part(entries, findings, rows.findings)


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
