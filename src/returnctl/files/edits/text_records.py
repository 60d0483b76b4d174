"""The records of a text table together with the text that each was read from."""

from collections.abc import Iterator
from typing import NamedTuple

from returnctl.files.edits.xml_text import UneditableError
from returnctl.files.text.lines import LONGEST_LINE, LineSource, line_ends
from returnctl.files.text.records import InText, records

_SIZE = 256 * 1024


class RawRecord(NamedTuple):
    """One record: the line on which it begins, all of its text with the line end, its cells.

    `broken` ones have no cells.
    """

    line: int
    text: str
    cells: list[str]
    broken: bool


def raw_records(table: InText) -> Iterator[RawRecord]:
    """All records from the first line on, blank ones too; their texts joined are the text of the file.

    Raises UneditableError for a line that is too long to be kept, and where the file has changed.
    """
    source = LineSource(table.document, table.decoding)
    yield from _cut(source.read(table.offset), 1, table._replace(header=()), at_end=True)
    line, size = table.line, _SIZE
    while text := source.take(size):
        used = 0
        for record in _cut(text, line, table, at_end=source.at_end):
            used += len(record.text)
            yield record
        line += line_ends(text[:used])
        source.give_back(text[used:])
        size = _SIZE if used else size * 2
    if table.document.changed():
        raise UneditableError("a file that changed while it was read")


def _cut(text: str, first: int, table: InText, *, at_end: bool) -> Iterator[RawRecord]:
    start = 0
    for record in records(text, first, table, at_end):
        raw = text[start : record.end]
        if len(raw) > LONGEST_LINE:
            raise UneditableError("a line of more than four million characters")
        yield RawRecord(record.line, raw, record.cells, record.broken is not None)
        start = record.end


def spans(raw: str, delimiter: str, cells: list[str]) -> list[tuple[int, int]] | None:
    """Where in the text of a record each of its cells stands, quotes included; None where that is not plain."""
    body = raw.rstrip("\r\n")
    found: list[tuple[int, int]] = []
    place = 0
    for cell in cells:
        quoted = '"' + cell.replace('"', '""') + '"'
        written = quoted if body.startswith(quoted, place) else cell
        end = place + len(written)
        if not body.startswith(written, place) or (end < len(body) and body[end] != delimiter):
            return None
        found.append((place, end))
        place = end + 1
    return found if place == len(body) + 1 else None
