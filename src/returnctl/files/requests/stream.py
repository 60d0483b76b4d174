"""Return requests in the order of their files, for a run or all at once: read, completed from others, or flagged."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import count
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from returnctl.deciding.repeats import LineKey, OrderLine, asked_again, line_key
from returnctl.files.document import Document, Documents
from returnctl.files.requests.first_look import FirstLook, first_look
from returnctl.files.requests.rows import Flagged, SideTables, completed, flagged, row_reader
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
        """The rows of all files; those that could not be read at all stand where they stood in the file."""
        for number, table in enumerate(self.tables):
            entry = self._reader(number, table, side, supplied)
            for rows in table.read():
                good = map(entry, rows.lines, rows.rows)
                if rows.broken:
                    lines = zip(rows.lines, good, strict=True)
                    broken = [(line, (flagged(table.source, line, wrong), (wrong,))) for line, wrong in rows.broken]
                    yield from [entry for _, entry in merge(lines, broken, key=itemgetter(0))]
                else:
                    yield from good
                if rows.findings:
                    yield OfFile(tuple(rows.findings)), ()

    def _reader(
        self, number: int, table: Table, side: SideTables, supplied: "Counter[str]"
    ) -> Callable[[int, list[Any]], Entry]:
        """What reads the rows of a table one after the other."""
        look, beside, places = self.look, any(side), count()
        read = row_reader(
            table.source, len(table.header), look.notations[number], amazon=table.amazon, typed=table.typed
        )
        with_others = any(file == number for file, _ in (*look.asked_back, *look.superseded))

        def entry(line: int, cells: list[Any]) -> Entry:
            request: ReturnRequest | Flagged | Older
            request, found = read(line, cells)
            if with_others:
                request = _with_others(request, (number, next(places)), look)
            return (_completed(request, side, supplied) if beside else request), found

        return entry


class Conversation:
    """Return requests as lines of JSON that come one by one; those before are all that is known of others."""

    def __init__(self, lines: Iterable[bytes], shown: str) -> None:
        self._lines, self._shown = lines, shown
        self._source = json_table(shown, lambda: iter(())).source
        self._asked: dict[LineKey, OrderLine] = {}

    def entries(self, side: SideTables, supplied: "Counter[str]") -> Iterator[Entry]:
        """One for each line that is not blank."""
        read = row_reader(self._source, len(FIELDS), {}, amazon=False, typed=True)
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
        self._asked[key], asked = asked_again(self._asked.get(key, OrderLine()), request)
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
        read = row_reader(table.source, len(table.header), {}, amazon=table.amazon, typed=table.typed)
        for part in table.read():
            for row, cells in zip(part.lines, part.rows, strict=True):
                entry, _ = read(row, cells)
                sku = compared(entry.request.sku if isinstance(entry, Flagged) else entry.sku)
                if sku and sku not in found:
                    found[sku] = table.source.at(row, "sku")
    return found
