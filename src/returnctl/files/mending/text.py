"""The copy of a text table in which single cells hold something else; all else is the same bytes."""

import codecs
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO, Final, NamedTuple

from returnctl.files.edits.text_records import RawRecord, raw_records, spans
from returnctl.files.edits.xml_text import UneditableError
from returnctl.files.mending.cures import Cure
from returnctl.files.text.records import InText, records
from returnctl.schema.readers import as_text

_CHUNK: Final = 1 << 20

# The line on which a record begins, and the column.
Place = tuple[int, int]


class Tidied(NamedTuple):
    """What was taken out of a record beside its cells' own repairs; the column is 0 for the row as a whole."""

    line: int
    column: int
    cure: Cure


def write_text(
    table: InText,
    cures: Mapping[Place, Cure],
    out: BinaryIO,
    tidy: Callable[[RawRecord], tuple[str, Sequence[Tidied]]] | None = None,
) -> tuple[frozenset[Place], list[Tidied]]:
    """Write the copy; the places where it was done, and what else was. `tidy` gives each record its last form.

    Raises UneditableError where the bytes could not be kept.
    """
    if not _exact(table):
        raise UneditableError("letters in an old encoding that cannot be written back exactly")
    by_line: dict[int, dict[int, Cure]] = {}
    for (line, column), found in cures.items():
        by_line.setdefault(line, {})[column] = found
    out.write(table.document.stream().read(table.decoding.bom))
    done: set[Place] = set()
    more: list[Tidied] = []
    for record in raw_records(table):
        wanted = by_line.get(record.line)
        text = record.text
        if wanted and not record.broken:
            text = _mended(record, table, wanted) or text
            done.update((record.line, column) for column in wanted if text != record.text)
        if tidy is not None and not record.broken:
            text, tidied = tidy(record if text == record.text else _again(record, table, text))
            more += tidied
        out.write(text.encode(table.decoding.codec))
    return frozenset(done), more


def _again(record: RawRecord, table: InText, text: str) -> RawRecord:
    return record._replace(text=text, cells=next(records(text, 1, table, True)).cells)


def _mended(record: RawRecord, table: InText, cures: Mapping[int, Cure]) -> str | None:
    """The text of a record with these cells in it; None where it would not be read as meant."""
    places = spans(record.text, table.delimiter, record.cells)
    if places is None or any(
        column > len(record.cells) or record.cells[column - 1] != found.before for column, found in cures.items()
    ):
        return None
    text, wanted = record.text, list(record.cells)
    for column in sorted(cures, reverse=True):
        start, end = places[column - 1]
        after = wanted[column - 1] = as_text(cures[column].after)
        if text.startswith('"', start) and text[start:end] != record.cells[column - 1]:
            after = '"' + after.replace('"', '""') + '"'
        text = text[:start] + after + text[end:]
    again = list(records(text, 1, table, True))
    return text if len(again) == 1 and again[0].cells == wanted else None


def _exact(table: InText) -> bool:
    """Whether the text of the file, written again, is the same bytes: not all old encodings allow it."""
    if table.decoding.codec.startswith("utf"):
        return True
    decode = codecs.getincrementaldecoder(table.decoding.codec)().decode
    encode = codecs.getincrementalencoder(table.decoding.codec)().encode
    left = b""
    source = table.document.stream()
    while chunk := source.read(_CHUNK):
        left += chunk
        again = encode(decode(chunk))
        if not left.startswith(again):
            return False
        left = left[len(again) :]
    return len(left) == 0
