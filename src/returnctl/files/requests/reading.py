"""Return requests from files, all at once, for programs that use the package."""

from collections import Counter
from typing import NamedTuple

from returnctl.files.document import Documents
from returnctl.files.requests.rows import Flagged
from returnctl.files.requests.side_tables import SideTables
from returnctl.files.requests.stream import OfFile, Older, Reports
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest


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
