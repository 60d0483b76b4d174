"""Tables in text files: which delimiter, where the header stands, and the rows in blocks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.text.encoding import Decoding, decide_encoding
from returnctl.files.text.file import LineSource, empty, file_changed, line_ends, not_a_table, unreadable
from returnctl.files.text.quoted import LONGEST_CELL, Dialect, Quoting, Record, records
from returnctl.values.finding import Finding

__all__ = ["Quoting", "Rows", "TextTable", "open_table", "read_blocks"]

_DELIMITERS: Final = ("\t", ";", ",", "|")
_HEAD: Final = 256 * 1024
_HEADER_WITHIN: Final = 10  # records among which the header is looked for
_BLOCK: Final = 32 * 1024  # bytes read at once
_BLANK: Final = " \t\v\f\u00a0\ufeff"


class TextTable(NamedTuple):
    """A table found in a text file, and all that is needed to read its rows as often as wanted.

    `header_row` and `data_line` are physical lines, `data_offset` counts the characters before the
    first row, `bom` the bytes of the byte order mark.
    """

    document: Document
    encoding: str
    delimiter: str
    quoting: Quoting
    header: tuple[str, ...]
    header_row: int
    findings: tuple[Finding, ...]
    bom: int
    data_offset: int
    data_line: int

    @property
    def file(self) -> str:
        """The name of the file in messages."""
        return self.document.shown


class Rows(NamedTuple):
    """Some rows of a table in the order of the file, and the line or row at which each begins.

    `broken` are rows whose shape cannot be read, with their line; `findings` concern the file as a whole.
    """

    rows: list[list[Any]]
    lines: Sequence[int]
    broken: list[tuple[int, Finding]]
    findings: list[Finding]

    def column(self, place: int) -> Sequence[Any]:
        """The cells of one column, by its place from 0, but those of rows that are too short for it."""
        try:
            return [row[place] for row in self.rows]
        except IndexError:
            return [row[place] for row in self.rows if len(row) > place]


def open_table(
    document: Document, is_header: Callable[[Sequence[str]], bool] | None = None
) -> TextTable | list[Finding]:
    """Find the table in a text file: encoding, delimiter and header; findings where there is none.

    The header is the first of the first ten records for which `is_header` holds, else the first record
    that is not blank: the caller then says what it found instead.
    """
    shown = document.shown
    decoding = decide_encoding(document)
    if isinstance(decoding, Finding):
        return [decoding]
    text, at_end = _beginning(document, decoding)
    if isinstance(text, Finding):
        return [text]
    found = not_a_table(text, shown) or _find_header(text, shown, is_header or _any_header, at_end)
    if isinstance(found, Finding):
        return [*decoding.findings, found]
    return TextTable(
        document=document,
        encoding=decoding.codec,
        delimiter=found.delimiter,
        quoting=_quoting(found.delimiter),
        header=tuple(found.record.cells),
        header_row=found.record.line,
        findings=decoding.findings,
        bom=decoding.bom,
        data_offset=found.record.end,
        data_line=line_ends(text[: found.record.end]) + 1,
    )


def _beginning(document: Document, decoding: Decoding) -> tuple[str | Finding, bool]:
    """The first lines of the file, and whether they are all of it."""
    try:
        source = LineSource(document.stream(), decoding.codec, decoding.bom)
        text = source.take(_HEAD)
    except OSError:
        return unreadable(document.shown), True
    except UnicodeDecodeError:
        return file_changed(document.shown), True
    return (text if text.strip(_BLANK + "\r\n") else empty(document.shown)), source.at_end


def read_blocks(table: TextTable) -> Iterator[Rows]:
    """The rows below the header, in blocks; may be called again.

    A file that changes while it is read ends with a block that holds the finding.
    """
    document, wrong = table.document, None
    if not document.changed():
        try:
            yield from _blocks(table)
        except UnicodeDecodeError:
            wrong = file_changed(document.shown)
        except OSError:
            wrong = unreadable(document.shown)
    if wrong is None and document.changed():
        wrong = file_changed(document.shown)
    if wrong is not None:
        yield Rows([], (), [], [wrong])


class _Header(NamedTuple):
    record: Record
    delimiter: str


def _any_header(_cells: Sequence[str]) -> bool:
    return True


def _find_header(text: str, shown: str, is_header: Callable[[Sequence[str]], bool], at_end: bool) -> _Header | Finding:
    told, start = _told_delimiter(text)
    heads = {d: _head(text[start:], Dialect(shown, d, _quoting(d)), 2 if start else 1, at_end) for d in told}
    found = [_Header(_moved(r, start), d) for d, head in heads.items() for r in head]
    readable = [header for header in found if header.record.broken is None]
    fitting = [header for header in readable if is_header(header.record.cells)]
    for choice in (fitting, readable, found):
        if choice:
            best = min(choice, key=lambda header: (header.record.line, -len(header.record.cells)))
            return best if best.record.broken is None else best.record.broken
    return empty(shown)


def _told_delimiter(text: str) -> tuple[tuple[str, ...], int]:
    """The delimiters to try; Excel's line `sep=;` names the only one and is skipped."""
    line = text[:16].replace("\r", "\n").split("\n")[0]
    bare = line.strip('" ')
    if bare[:4].lower() != "sep=" or len(bare.rstrip(",;")) > 5 or (bare[4:5] or "\t") not in _DELIMITERS:
        return _DELIMITERS, 0
    end = len(line)
    return (bare[4:5] or "\t",), end + (2 if text.startswith("\r\n", end) else 1)


def _head(text: str, dialect: Dialect, first: int, at_end: bool) -> list[Record]:
    """The first records that are not blank."""
    head: list[Record] = []
    for record in records(text, first, dialect, at_end):
        if record.broken is not None or not _is_blank(record.cells):
            head.append(record)
        if len(head) == _HEADER_WITHIN:
            break
    return head


def _moved(record: Record, by: int) -> Record:
    return record._replace(end=record.end + by)


def _quoting(delimiter: str) -> Quoting:
    return Quoting.PLAIN if delimiter == "\t" else Quoting.CSV


def _blocks(table: TextTable) -> Iterator[Rows]:
    dialect = Dialect(table.file, table.delimiter, table.quoting, table.header)
    source = LineSource(table.document.stream(), table.encoding, table.bom)
    _skip(source, table.data_offset)
    line = table.data_line
    while text := source.take(_BLOCK):
        if _is_plain(text, dialect):
            rows = [plain.split(table.delimiter) for plain in _lines(text)]
            block, used, height = _filled(range(line, line + len(rows)), rows, []), len(text), len(rows)
        else:
            found = list(records(text, line, dialect, source.at_end))
            broken = [(record.line, record.broken) for record in found if record.broken is not None]
            block = _filled([record.line for record in found], [record.cells for record in found], broken)
            used = found[-1].end if found else 0
            height = line_ends(text[:used])
        source.give_back(text[used:])
        line += height
        yield block


def _is_plain(text: str, dialect: Dialect) -> bool:
    """Whether each line can simply be cut: no quotes that count, no damage, and too short for too long a cell."""
    if len(text) > LONGEST_CELL or "\0" in text:
        return False
    if '"' not in text or dialect.quoting is Quoting.CSV:
        return '"' not in text
    return not text.startswith('"') and not any(sign + '"' in text for sign in (dialect.delimiter, "\n", "\r"))


def _lines(text: str) -> list[str]:
    """The lines without their ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n").split("\n")


def _filled(lines: Sequence[int], rows: list[list[str]], broken: list[tuple[int, Finding]]) -> Rows:
    """The rows that are not blank, nor broken, which have no cells."""
    # Hardly any row begins with a blank cell: to look at that one first is much quicker.
    blank = {place for place, row in enumerate(rows) if not (row and row[0].strip()) and _is_blank(row)}
    if blank:
        rows = [row for place, row in enumerate(rows) if place not in blank]
        lines = [line for place, line in enumerate(lines) if place not in blank]
    return Rows(rows, lines, broken, [])


def _is_blank(cells: list[str]) -> bool:
    """Nothing but space stands in the cells."""
    return not any(cell and not cell.isspace() for cell in cells)


def _skip(source: LineSource, characters: int) -> None:
    while characters > 0 and (text := source.take(_HEAD)):
        source.give_back(text[characters:])
        characters -= len(text)
