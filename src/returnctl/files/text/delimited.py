"""Tables in text files: which delimiter, where the header stands, and the rows in blocks."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias

from returnctl.files.document import Document
from returnctl.files.text.encoding import LineSource, decide_encoding, line_ends
from returnctl.files.text.records import InText, Record, cut, records
from returnctl.values.finding import Finding

IsHeader: TypeAlias = Callable[[Sequence[str]], bool]

HEADER_WITHIN: Final = 10  # records among which the header is looked for
_DELIMITERS: Final = ("\t", ";", ",", "|")
_HEAD: Final = 256 * 1024
_BLOCK: Final = 32 * 1024  # characters read at once
_BLANK: Final = " \t\v\f\u00a0\ufeff\r\n"


class Rows(NamedTuple):
    """Some rows of a table in the order of the file, and the line or row at which each begins.

    `broken` are rows whose shape cannot be read, with their line; `findings` concern the file as a whole.
    """

    rows: list[list[Any]]
    lines: Sequence[int]
    broken: Sequence[tuple[int, Finding]] = ()
    findings: Sequence[Finding] = ()

    def column(self, place: int) -> Sequence[Any]:
        """The cells of one column, by its place from 0, but those of rows that are too short for it."""
        try:
            return [row[place] for row in self.rows]
        except IndexError:
            return [row[place] for row in self.rows if len(row) > place]


def find_header(document: Document, is_header: IsHeader) -> tuple[InText, int] | list[Finding]:
    """How a text file holds its table, and the line of the header; findings where there is none.

    The header is the first of the first ten records for which `is_header` holds, else the first record
    that is not blank: the caller then says what it found instead.
    """
    decoding = decide_encoding(document)
    if isinstance(decoding, Finding):
        return [decoding]
    try:
        source = LineSource(document, decoding)
        text = source.take(_HEAD)
    except (OSError, UnicodeDecodeError) as error:
        return [document.cannot_be_read() if isinstance(error, OSError) else document.became_another()]
    if not text.strip(_BLANK):
        return [document.holds_nothing()]
    delimiters, start = _named_delimiter(text)
    tables = [InText(document, decoding, delimiter) for delimiter in delimiters]
    heads = [(table, record) for table in tables for record in _head(text, start, table, source.at_end)]
    readable = [found for found in heads if found[1].broken is None]
    fitting = [found for found in readable if is_header(found[1].cells)]
    best = min(fitting or readable or heads, key=lambda found: (found[1].line, -len(found[1].cells)), default=None)
    if best is None:
        return [*decoding.findings, document.holds_nothing()]
    table, header = best
    if header.broken is not None:
        return [*decoding.findings, header.broken]
    line = line_ends(text[: header.end]) + 1
    return table._replace(header=tuple(header.cells), offset=header.end, line=line), header.line


def _named_delimiter(text: str) -> tuple[tuple[str, ...], int]:
    """The delimiters to try; Excel's line `sep=;` names the only one and is skipped."""
    line = text[:16].replace("\r", "\n").split("\n")[0]
    bare = line.strip('" ')
    if bare[:4].lower() != "sep=" or len(bare.rstrip(",;")) > 5 or (bare[4:5] or "\t") not in _DELIMITERS:
        return _DELIMITERS, 0
    end = len(line)
    return (bare[4:5] or "\t",), end + (2 if text.startswith("\r\n", end) else 1)


def _head(text: str, start: int, table: InText, at_end: bool) -> Iterator[Record]:
    found = records(text, 2 if start else 1, table, at_end, start)
    return islice((record for record in found if record.broken or not _is_blank(record.cells)), HEADER_WITHIN)


def read_rows(table: InText) -> Iterator[Rows]:
    """The rows below the header, in blocks; may be called again.

    A file that changes while it is read ends with a block that holds the finding.
    """
    return table.document.to_its_end(_blocks(table), lambda wrong: Rows([], (), (), [wrong]))


def _blocks(table: InText) -> Iterator[Rows]:
    source = LineSource(table.document, table.decoding)
    source.read(table.offset)
    first = table.line
    while text := source.take(_BLOCK):
        rows = cut(text, table.delimiter)
        if rows is not None:
            yield _filled(range(first, first + len(rows)), rows)
            first += len(rows)
            continue
        found = list(records(text, first, table, source.at_end))
        good = [record for record in found if record.broken is None]
        broken = [(record.line, record.broken) for record in found if record.broken is not None]
        yield _filled([record.line for record in good], [record.cells for record in good])._replace(broken=broken)
        used = found[-1].end if found else 0
        source.give_back(text[used:])
        first += line_ends(text[:used])


def _filled(lines: Sequence[int], rows: list[list[str]]) -> Rows:
    """The rows that are not blank."""
    # Hardly any row begins with a blank cell: to look at that one first is much quicker.
    blank = {place for place, row in enumerate(rows) if not (row and row[0].strip()) and _is_blank(row)}
    if blank:
        rows = [row for place, row in enumerate(rows) if place not in blank]
        lines = [line for place, line in enumerate(lines) if place not in blank]
    return Rows(rows, lines)


def _is_blank(cells: list[str]) -> bool:
    return not any(cell and not cell.isspace() for cell in cells)
