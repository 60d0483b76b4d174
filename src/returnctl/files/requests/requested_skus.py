"""The SKUs for which there are return requests."""

from collections.abc import Iterable, Iterator

from returnctl.files.document import Document
from returnctl.files.requests.rows import Flagged, Formats, row_reader
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.values.location import Location
from returnctl.values.sku import compared


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
