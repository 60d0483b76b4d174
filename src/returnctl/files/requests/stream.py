"""Return requests in the order of their files, for a run or all at once: read, completed from others, or flagged."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from returnctl.deciding.repeats import Asked, LineKey, asked_again, line_key
from returnctl.files.document import Document, Documents
from returnctl.files.requests.completing import SideTables, completed
from returnctl.files.requests.first_look import FirstLook, first_look
from returnctl.files.requests.rows import Flagged, Formats, flagged, row_reader
from returnctl.files.requests.tables import json_cells, json_table, open_requests
from returnctl.files.tables.table import Table
from returnctl.files.text.jsonl import read_line
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import FIELDS, ReturnRequest
from returnctl.values.text import compared


class Older(NamedTuple):
    """A request of which a newer row in another file is decided in its place."""

    request: ReturnRequest
    newest: ReturnRequest


class OfFile(NamedTuple):
    """What was found of a file as a whole while its rows were read."""

    findings: tuple[Finding, ...]


# A row, with what was found in its cells.
Entry = tuple[ReturnRequest | Flagged | Older | OfFile, Sequence[Finding]]


class Requests(Protocol):
    """Return requests in the order in which they come, each row exactly once."""

    def entries(self, side: SideTables, supplied: "Counter[str]") -> Iterator[Entry]:
        """The rows, completed from the side tables; how often these gave which field is counted in `supplied`."""


class Reports:
    """The return requests of files, all of whose rows are looked at once before the first is given."""

    def __init__(self, tables: Sequence[Table], progress: Callable[[int], None] = lambda _: None) -> None:
        self.tables = tables
        self.look = first_look(tables, progress)

    def entries(self, side: SideTables, supplied: "Counter[str]") -> Iterator[Entry]:
        """The rows of all files in their order."""
        for number, table in enumerate(self.tables):
            yield from _Reading(number, table, self.look, side, supplied).entries()


class _Reading:
    """One table being read: `place` is the place among its rows of the next one."""

    def __init__(self, number: int, table: Table, look: FirstLook, side: SideTables, supplied: "Counter[str]") -> None:
        self._number, self._table, self._look, self._side, self._supplied = number, table, look, side, supplied
        self._beside = any(side)
        formats = look.formats[number]
        self._read = row_reader(table.source, len(table.header), formats, amazon=table.amazon, typed=table.typed)
        self._with_others = any(file == number for file, _ in (*look.asked_back, *look.superseded))
        self._place = 0

    def entries(self) -> Iterator[Entry]:
        """The rows; those that could not be read at all stand where they stood in the file."""
        for rows in self._table.read():
            good = map(self._entry, rows.lines, rows.rows)
            if rows.broken:
                lines = zip(rows.lines, good, strict=True)
                broken = [(line, self._broken(line, finding)) for line, finding in rows.broken]
                yield from [entry for _, entry in merge(lines, broken, key=itemgetter(0))]
            else:
                yield from good
            if rows.findings:
                yield OfFile(tuple(rows.findings)), ()

    def _entry(self, line: int, cells: list[Any]) -> Entry:
        request: ReturnRequest | Flagged | Older
        request, found = self._read(line, cells)
        if self._with_others:
            request = _with_others(request, (self._number, self._place), self._look)
        self._place += 1
        return (_completed(request, self._side, self._supplied) if self._beside else request), found

    def _broken(self, line: int, finding: Finding) -> Entry:
        return flagged(self._table.source, line, finding), (finding,)


class Conversation:
    """Return requests as lines of JSON that come one by one; those before are all that is known of others."""

    def __init__(self, lines: Iterable[bytes], shown: str) -> None:
        self._lines, self._shown = lines, shown
        self._source = json_table(shown, lambda: iter(())).source
        self._asked: dict[LineKey, Asked] = {}

    def entries(self, side: SideTables, supplied: "Counter[str]") -> Iterator[Entry]:
        """One for each line that is not blank."""
        read = row_reader(self._source, len(FIELDS), Formats({}, {}), amazon=False, typed=True)
        for number, line in enumerate(self._lines, 1):
            found = read_line(line, self._shown, number)
            if isinstance(found, Finding):
                yield flagged(self._source, number, found), ()
            elif found is not None:
                request, findings = read(number, json_cells(found))
                if isinstance(request, ReturnRequest):
                    request = self._with_others(completed(request, side, supplied))
                yield request, findings

    def _with_others(self, request: ReturnRequest) -> ReturnRequest:
        key = line_key(request)
        if key is None:
            return request
        self._asked[key], asked = asked_again(self._asked.get(key, Asked()), request)
        return request if asked is None else request._replace(asked_back=asked)


def _with_others(
    entry: ReturnRequest | Flagged, place: tuple[int, int], look: FirstLook
) -> ReturnRequest | Flagged | Older:
    """The request with what is known of other requests for its order line."""
    if not isinstance(entry, ReturnRequest):
        return entry
    newest = look.superseded.get(place)
    if newest is not None:
        return Older(entry, newest)
    asked = look.asked_back.get(place)
    return entry._replace(asked_back=asked) if asked is not None else entry


def _completed(
    entry: ReturnRequest | Flagged | Older, side: SideTables, supplied: "Counter[str]"
) -> ReturnRequest | Flagged | Older:
    if isinstance(entry, ReturnRequest):
        return completed(entry, side, supplied)
    if isinstance(entry, Older):
        return Older(completed(entry.request, side, supplied), completed(entry.newest, side, Counter()))
    return entry


def superseded_note(older: Older) -> Finding:
    """The note on a request that a newer row stands for."""
    said = f"the same request stands newer at {older.newest.source.at(older.newest.row)}; that row is decided"
    at = older.request.source.at(older.request.row)
    return Finding(Code.SUPERSEDED, at, said, severity=Severity.NOTE)


class AllRequests(NamedTuple):
    """What stood in some files: requests to decide, rows that cannot be, and everything that was found wrong.

    `older` are rows of requests of which a newer row stands in another file; they are not among `requests`.
    """

    requests: tuple[ReturnRequest, ...]
    flagged: tuple[Flagged, ...]
    older: tuple[Older, ...]
    findings: tuple[Finding, ...]


def read_requests(*paths: str) -> AllRequests:
    """Read all return requests of some files, in their order.

    A file that cannot be used gives findings and no requests; nothing is raised for a wrong input.
    """
    with Documents() as documents:
        opened = [open_requests(document) for document in documents.open_all(paths)]
        findings = [each for found in opened for each in (found.findings if isinstance(found, Table) else found)]
        tables = [found for found in opened if isinstance(found, Table)]
        read = list(Reports(tables).entries(SideTables(), Counter()))
    for entry, told in read:
        findings += entry.findings if isinstance(entry, OfFile) else told
    return AllRequests(
        tuple(entry for entry, _ in read if isinstance(entry, ReturnRequest)),
        tuple(entry for entry, _ in read if isinstance(entry, Flagged)),
        tuple(entry for entry, _ in read if isinstance(entry, Older)),
        tuple(dict.fromkeys(findings)),
    )


def requested_skus(files: Iterable[Document]) -> dict[str, Location]:
    """Each SKU of some files of requests, as it is compared, and where it stands first.

    A file that is of no use gives none.
    """
    found: dict[str, Location] = {}
    opened = map(open_requests, files)
    for table in (each for each in opened if isinstance(each, Table)):
        read = row_reader(table.source, len(table.header), Formats({}, {}), amazon=table.amazon, typed=table.typed)
        for part in table.read():
            for row, cells in zip(part.lines, part.rows, strict=True):
                entry, _ = read(row, cells)
                sku = compared(entry.request.sku if isinstance(entry, Flagged) else entry.sku)
                if sku and sku not in found:
                    found[sku] = table.source.at(row, "sku")
    return found
