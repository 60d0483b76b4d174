"""Return requests from files, all at once: for programs that use the package, and the SKUs that are asked for."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from returnctl.files.document import Document, Documents
from returnctl.files.requests.completing import SideTables
from returnctl.files.requests.rows import Flagged, Formats, row_reader
from returnctl.files.requests.stream import OfFile, Older, Reports
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.request import ReturnRequest
from returnctl.values.text import compared


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
