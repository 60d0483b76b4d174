"""The physical rows of a file for Amazon, from the tab-delimited text or from the workbook that it is saved from.

Amazon counts physical lines, so that nothing is joined here, and a quote is a sign like any other. Blank rows
are left out; the numbers of those around them show where they were.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import PurePath
from typing import Final, NamedTuple

from returnctl.files.books.workbooks import Sheet, Workbook, open_workbook, rows
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.requests.report_columns import report_named_by
from returnctl.files.tables.kinds import is_action
from returnctl.files.tables.table import InBook, Table, TableRow, in_parts
from returnctl.files.text.delimited import HEADER_WITHIN, Rows
from returnctl.files.text.encoding import Decoding, decide_encoding, physical_lines
from returnctl.schema.cells import CellValue, as_text
from returnctl.schema.folding import bare, folded, nearest
from returnctl.schema.tables import ACTIONS, AMAZONS_HEADER
from returnctl.values.amazon import HEADER_ROWS
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.request import Source

TEMPLATE: Final = "returnrequestauthorization"
# Delimiters that stand where the tab should, and how a person calls them.
OTHER_DELIMITERS: Final = {",": "a comma", ";": "a semicolon", "|": "a bar"}
_LOOKED_AT: Final = 200  # rows by which a file is known
_SKU_NAMES: Final = frozenset({"sku", "sellersku", "merchantsku", "artikelnummer", "handlersku"})
_ACTION_NAMES: Final = frozenset({"action", "authorization", "aktion", "override", "overrideaction"})


class Upload(NamedTuple):
    """A file for Amazon that can be read: its table, of which no row is a header, and how its text is written.

    `in_front` is the sheet that Excel opens a workbook with.
    """

    table: Table
    delimiter: str = "\t"
    codec: str = "utf-8"
    in_front: str = ""

    def read(self, findings: list[Finding]) -> Iterator[TableRow]:
        """The rows that are not blank; what is wrong with the file as a whole joins `findings`."""
        for part in self.table.read():
            findings += part.findings
            yield from map(TableRow, part.lines, part.rows)

    def at(self, row: int, place: int | None = None) -> Location:
        """The place of a row, or of a cell whose column is counted from 1."""
        return self.table.cell(row, place) if place else Location(self.table.file, self.table.sheet, row)


def open_upload(document: Document) -> Upload | tuple[Finding, ...]:
    """Find the rows of a file for Amazon, or say why it cannot be read."""
    if document.kind is None:
        return document.findings
    if document.kind is FileForm.WORKBOOK:
        book = open_workbook(document)
        return _in_workbook(book) if isinstance(book, Workbook) else book
    if document.kind is FileForm.TEXT:
        return _in_text(document)
    message = f"expected Amazon's SKU override file, found {document.kind.upper()}"
    hint = "give the tab-delimited .txt, or the .xlsx template"
    return (Finding(Code.WRONG_REPORT, Location(document.shown), message, hint),)


def _in_text(document: Document) -> Upload | tuple[Finding, ...]:
    decoding = decide_encoding(document)
    if isinstance(decoding, Finding):
        return (decoding,)
    first = next(_lines(document, decoding, "\n"), Rows([], ()))
    if first.findings:
        return tuple(first.findings)
    delimiter = delimiter_of([line for (line,) in first.rows[:_LOOKED_AT]])
    read = partial(_lines, document, decoding, delimiter)
    findings = (*document.findings, *decoding.findings)
    table = Table(Source(document.shown), AMAZONS_HEADER, 0, False, (), findings, read)
    return Upload(table, delimiter, decoding.codec)


def _lines(document: Document, decoding: Decoding, delimiter: str) -> Iterator[Rows]:
    """The physical lines that are not blank, cut at the delimiter and at nothing else."""
    numbered = enumerate(physical_lines(document, decoding), 1)
    rows = in_parts((number, line.split(delimiter)) for number, line in numbered if line and not line.isspace())
    return document.to_its_end(rows, lambda wrong: Rows([], (), (), [wrong]))


def delimiter_of(lines: Sequence[str]) -> str:
    """The tab; another sign only where no line holds a tab and one of them cuts off an action."""
    if any("\t" in line for line in lines):
        return "\t"
    fits = Counter(sign for line in lines for sign in OTHER_DELIMITERS if names_action(line.split(sign)))
    return fits.most_common(1)[0][0] if fits else "\t"


def names_action(cells: Sequence[CellValue]) -> bool:
    """Whether the second cell, in quotes or not, is one of Amazon's actions."""
    return len(cells) > 1 and is_action(unquoted(as_text(cells[1])))


def unquoted(text: str) -> str:
    """A field without the quotes that Excel puts around it."""
    inside = text.strip()
    return inside[1:-1].replace('""', '"') if len(inside) > 1 and inside[0] == inside[-1] == '"' else text


def is_header_row(cells: Sequence[CellValue]) -> bool:
    """Whether a row names the columns, or Amazon's template, as far as that can be told."""
    names = [folded(unquoted(as_text(cell))) for cell in cells]
    return any(name.startswith("templatetype=") for name in names) or (
        bool(_SKU_NAMES & {*names[:1]}) or bool(_ACTION_NAMES & {*names[1:2]})
    )


def names_template(cells: Sequence[CellValue]) -> str | None:
    """The template that a first row names, as `TemplateType=…` does in Amazon's files."""
    for cell in cells[:3]:
        name, sign, value = as_text(cell).partition("=")
        if sign and folded(unquoted(name).lstrip('"')) == "templatetype":
            return value.strip(' "')
    return None


def _in_workbook(book: Workbook) -> Upload | tuple[Finding, ...]:
    """The sheet that holds most actions; else the one in front, if it is shown."""
    shown = [sheet for sheet in book.sheets if sheet.visible] or [*book.sheets]
    troubles: list[Finding] = []
    counts = {sheet.name: _likeness(book, sheet, troubles) for sheet in shown}
    best = max(shown, key=lambda sheet: (counts[sheet.name], sheet.name == book.in_front))
    broken = [finding for finding in troubles if finding.at.sheet in (None, best.name) and finding.severity == "error"]
    if broken:
        return tuple(broken)
    table = Table(Source(book.shown, best.name), AMAZONS_HEADER, 0, True, (), book.findings, InBook(book, best))
    return Upload(table, in_front=book.in_front)


def _likeness(book: Workbook, sheet: Sheet, troubles: list[Finding]) -> int:
    """How much the first rows of a sheet look like Amazon's; a header counts a little."""
    found = [cells for _, cells in islice(rows(book, sheet, troubles), _LOOKED_AT)]
    return sum(2 * names_action(cells) + (is_header_row(cells) and len(cells) > 1) for cells in found)


def meant_for_amazon(document: Document) -> bool:
    """Whether a file that is none of our tables is meant for Amazon: by its name, its header or its actions."""
    upload = open_upload(document)
    if not isinstance(upload, Upload):
        return False
    rows = list(islice(upload.read([]), _LOOKED_AT))
    if rows and TEMPLATE in folded(names_template(rows[0].cells) or ""):
        return True
    if any(report_named_by([as_text(cell) for cell in row.cells]) for row in rows[:HEADER_WITHIN]):
        return False
    below = [row.cells for row in rows if row.number > HEADER_ROWS] or [row.cells for row in rows]
    return (
        TEMPLATE in folded(PurePath(document.shown).name)
        or any(len(row.cells) == 2 and names_columns(row.cells) for row in rows[:3])
        or 2 * sum(map(_nearly_action, below)) >= max(1, len(below))
    )


def names_columns(cells: Sequence[CellValue]) -> bool:
    """Whether a row names both columns, SKU and action."""
    return is_header_row(cells[:1]) and is_header_row(("", *cells[1:2]))


def _nearly_action(cells: Sequence[CellValue]) -> bool:
    if len(cells) < 2 or not bare(as_text(cells[0])):
        return False
    text = unquoted(as_text(cells[1]))
    return names_action(cells) or (2 < len(text) < 20 and nearest(text, ACTIONS, 0.75) is not None)
