"""Return requests from files, all at once: for programs that use the package, and the SKUs that are asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from returnctl.files.document import Document, Documents
from returnctl.files.requests.rows import Flagged, Formats, row_reader
from returnctl.files.requests.side_tables import SideTables
from returnctl.files.requests.stream import OfFile, Older, Reports
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.request import ReturnRequest
from returnctl.values.sku import compared


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
    tables: list[Table] = []
    findings: list[Finding] = []
    entries: list[object] = []
    with Documents() as documents:
        for document in documents.open_all(paths):
            opened = open_requests(document)
            if isinstance(opened, Table):
                tables.append(opened)
                findings.extend(opened.findings)
            else:
                findings.extend(opened)
        for entry, found in Reports(tables).entries(SideTables(), Counter()):
            entries.append(entry)
            findings.extend(entry.findings if isinstance(entry, OfFile) else found)
    return AllRequests(
        tuple(entry for entry in entries if isinstance(entry, ReturnRequest)),
        tuple(entry for entry in entries if isinstance(entry, Flagged)),
        tuple(entry for entry in entries if isinstance(entry, Older)),
        tuple(dict.fromkeys(findings)),
    )


def requested_skus(files: Iterable[Document]) -> dict[str, Location]:
    """Each SKU of some files of requests, as it is compared, and where it stands first.

    A file that is of no use gives none.
    """
    found: dict[str, Location] = {}
    for document in files:
        table = open_requests(document)
        if isinstance(table, Table):
            for sku, row in _skus(table):
                if sku and sku not in found:
                    found[sku] = table.source.at(row, "sku")
    return found


def _skus(table: Table) -> Iterator[tuple[str, int]]:
    """The SKU of each row."""
    read = row_reader(table.source, len(table.header), Formats({}, {}), amazon=table.amazon, typed=table.typed)
    for part in table.read():
        for row, cells in zip(part.lines, part.rows, strict=True):
            entry, _ = read(row, cells)
            yield compared(entry.request.sku if isinstance(entry, Flagged) else entry.sku), row
