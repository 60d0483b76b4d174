"""The copy of a text table in which single cells hold something else; all else is the same bytes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Final, NamedTuple

from returnctl.files.copies.xml_text import UneditableError
from returnctl.files.tables.kinds import is_action
from returnctl.files.text.encoding import LONGEST_LINE, LineSource, line_ends
from returnctl.files.text.records import InText, Record, records
from returnctl.schema.fixes import Fix, Why
from returnctl.schema.readers import as_text
from returnctl.values.amazon import HEADER_ROWS

_SIZE: Final = 256 * 1024
_FIELDS: Final = 2  # of a row of Amazon's file

# The line on which a record begins, and the column; that is 0 for the row as a whole.
Place = tuple[int, int]


class RawRecord(NamedTuple):
    """One record: the line on which it begins, all of its text with the line end, its cells.

    `broken` ones have no cells.
    """

    line: int
    text: str
    cells: list[str]
    broken: bool = False


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


def write_text(
    table: InText, fixes: Mapping[Place, Fix], out: BinaryIO, *, amazons: bool
) -> tuple[set[Place], list[tuple[Place, Fix]]]:
    """Write the copy; the places where it was done, and what Excel had left in a file of Amazon's.

    Raises UneditableError where the bytes could not be kept.
    """
    if not _is_exact(table):
        raise UneditableError("letters in an old encoding that cannot be written back exactly")
    by_line: dict[int, dict[int, Fix]] = {}
    for (line, column), fix in fixes.items():
        by_line.setdefault(line, {})[column] = fix
    out.write(table.document.stream().read(table.decoding.bom))
    done: set[Place] = set()
    more: list[tuple[Place, Fix]] = []
    for read in raw_records(table):
        record, wanted = read, by_line.get(read.line)
        if wanted and not record.broken:
            record = _fixed(record, table, wanted)
            done.update((record.line, column) for column in wanted if record is not read)
        text = record.text
        if amazons and not record.broken:
            text, tidied = _tidied(record, table)
            more += [((record.line, column), fix) for column, fix in tidied]
        out.write(text.encode(table.decoding.codec))
    return done, more


def _is_exact(table: InText) -> bool:
    """Whether the text of the file, written again, is the same bytes: not all old encodings allow it."""
    if table.decoding.codec.startswith("utf"):
        return True
    content = table.document.stream().read()[table.decoding.bom :]
    return content.decode(table.decoding.codec).encode(table.decoding.codec) == content


def _read_again(text: str, table: InText) -> Record:
    return next(records(text, 1, table, True))


def _spans(record: RawRecord, delimiter: str) -> list[tuple[int, int]]:
    """Where in the text of a record each of its cells stands, quotes included; none where that is not plain."""
    body = record.text.rstrip("\r\n")
    found: list[tuple[int, int]] = []
    place = 0
    for cell in record.cells:
        quoted = '"' + cell.replace('"', '""') + '"'
        written = quoted if body.startswith(quoted, place) else cell
        end = place + len(written)
        if not body.startswith(written, place) or (end < len(body) and body[end] != delimiter):
            return []
        found.append((place, end))
        place = end + 1
    return found if place == len(body) + 1 else []


def _fixed(record: RawRecord, table: InText, fixes: Mapping[int, Fix]) -> RawRecord:
    """The record with these cells in it; as it is where it would not be read as meant."""
    places, cells, text = _spans(record, table.delimiter), list(record.cells), record.text
    if not places or any(column > len(cells) or cells[column - 1] != fix.before for column, fix in fixes.items()):
        return record
    for column in sorted(fixes, reverse=True):
        start, end = places[column - 1]
        after = as_text(fixes[column].after)
        quoted = text.startswith('"', start) and text[start:end] != cells[column - 1]
        text = text[:start] + ('"' + after.replace('"', '""') + '"' if quoted else after) + text[end:]
        cells[column - 1] = after
    again = _read_again(text, table)
    return record._replace(text=text, cells=cells) if again.cells == cells and again.end == len(text) else record


def _tidied(record: RawRecord, table: InText) -> tuple[str, Sequence[tuple[int, Fix]]]:
    """The text of a record without what Excel leaves in Amazon's file and cannot be part of a SKU or an action.

    Those are quotes around its fields and empty fields at its end; a blank row goes. The two header rows are left
    alone, as is a record over several lines.
    """
    body = record.text.rstrip("\r\n")
    if record.line <= HEADER_ROWS or "\n" in body or "\r" in body:
        return record.text, ()
    if not body.strip():
        return "", [(0, Fix("", "", Why.BLANK_ROW))]
    written = [body[start:end] for start, end in _spans(record, table.delimiter)]
    if len(written) < _FIELDS:
        return record.text, ()
    wanted, told = list(written), []
    for place, (cell, text) in enumerate(zip(record.cells[:_FIELDS], written, strict=False)):
        # Beyond doubt are quotes around a quote that is doubled, and around an action.
        if cell != text and ('"' in cell if place == 0 else is_action(cell)):
            wanted[place] = cell
            told.append((place + 1, Fix(text, cell, Why.QUOTES)))
    if len(written) > _FIELDS and not any(cell.strip() for cell in written[_FIELDS:]):
        wanted = wanted[:_FIELDS]
        end = table.delimiter.join(written[_FIELDS - 1 :])
        told.append((_FIELDS, Fix(end, written[_FIELDS - 1], Why.TAB)))
    text = table.delimiter.join(wanted) + record.text[len(body) :]
    again = _read_again(text, table)
    if again.broken or again.cells[:_FIELDS] != record.cells[:_FIELDS]:
        return record.text, ()
    return text, told
