"""The merchant's own file annotated: colours and comments at the cells, and the sheet `Findings`.

A workbook is copied part by part: what is not touched are the very bytes that Excel wrote. Formulas,
pictures, charts, drop-downs and all else stay, whether we know them or not.
"""

from collections.abc import Callable, Sequence
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.copies.annotated_book import BookCopy
from returnctl.files.copies.comments import AUTHOR, MARK, size_of
from returnctl.files.copies.findings import COLOURS, NAME, add_findings, findings_workbook
from returnctl.files.copies.marks import Mark, marks_of
from returnctl.files.copies.text import raw_records
from returnctl.files.copies.xml_text import CUT_OFF, UneditableError
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.new_workbook import StyledCells, new_workbook
from returnctl.files.requests.report_columns import is_header, layout
from returnctl.files.tables.kinds import our_kinds
from returnctl.files.text.delimited import find_header
from returnctl.files.text.records import InText
from returnctl.values.finding import Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import REQUIRED

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell

TABLE: Final = "Table"
_ROWS, _COLUMNS = 1_048_576, 16_384


class Annotated(NamedTuple):
    """What was written: `full` with the merchant's table, else the findings alone, and `why`.

    `sheet` is the name of the sheet of findings, `marked` the number of cells with a mark. `told` are sentences
    on what was cut and left out.
    """

    full: bool
    sheet: str
    marked: int = 0
    why: str = ""
    told: tuple[str, ...] = ()


def annotate(document: Document, findings: Sequence[Finding], stream: BinaryIO) -> Annotated:
    """Write the annotated copy of a file to `stream`."""
    if document.kind is None:
        return _alone(findings, stream, document.findings[0].message)
    if document.kind is FileForm.WORKBOOK:
        book = open_workbook(document)
        if not isinstance(book, Workbook):
            return _alone(findings, stream, book[0].message)
        return _whole(lambda out: _workbook(book, findings, out), findings, stream)
    if document.kind is FileForm.TEXT:
        found = find_header(document, lambda cells: is_header(cells, "returns", REQUIRED) or _is_ours(cells))
        if isinstance(found, list):
            return _alone(findings, stream, found[-1].message)
        return _whole(lambda out: _text(*found, findings, out), findings, stream)
    return _alone(findings, stream, f"the file is {document.kind.upper()}, which is no table with cells")


def _is_ours(cells: Sequence[str]) -> bool:
    return any(kind.fits(cells) for kind in our_kinds())


def _alone(findings: Sequence[Finding], stream: BinaryIO, why: str) -> Annotated:
    return Annotated(False, NAME, 0, why, findings_workbook(findings, stream))


def _whole(write: Callable[[BinaryIO], Annotated], findings: Sequence[Finding], stream: BinaryIO) -> Annotated:
    """The copy, written aside first: where it cannot be made in full, the findings stand alone."""
    with TemporaryFile() as aside:
        try:
            annotated = write(aside)
        except UneditableError as error:
            return _alone(findings, stream, f"it holds {error}")
        except CUT_OFF:
            return _alone(findings, stream, "it could not be copied to its end")
        aside.seek(0)
        copyfileobj(aside, stream)
    return annotated


def _workbook(book: Workbook, findings: Sequence[Finding], out: BinaryIO) -> Annotated:
    copy = BookCopy(book, findings)
    told = copy.write(out)
    if book.document.changed():
        raise UneditableError("other contents than a moment ago: it changed while it was read")
    return Annotated(True, copy.sheet, copy.marked, "", told)


def _text(table: InText, header_row: int, findings: Sequence[Finding], out: BinaryIO) -> Annotated:
    """The table of a text file as a new workbook: text in every cell, each record in the row of its line.

    What stands in the columns with data of buyers is left out below the header.
    """
    personal = frozenset[int]()
    if is_header(table.header, "returns", REQUIRED):
        personal = layout(table.header, "returns", Location(table.document.shown)).personal
    marks, told = marks_of(findings, table.document.shown, {None: ()})
    with new_workbook(out) as book:
        sheet = book.create_sheet(TABLE)
        sheet.freeze_panes = f"A{header_row + 1}"
        width = sheet.column_dimensions["A"]
        width.width, width.min, width.max = 18, 1, max(len(table.header), 1)
        cells = StyledCells(sheet, _style)
        wanted: dict[int, dict[int, Mark]] = {}
        for (row, column), mark in marks[None].items():
            wanted.setdefault(row, {})[column - 1] = mark
        last = 0

        def append(row: int, texts: Sequence[str]) -> None:
            there = wanted.pop(row, {})
            texts = [*texts, *[""] * (max(there, default=-1) + 1 - len(texts))]
            row_cells = [
                _marked(cells, place, text, there[place]) if place in there else cells.cell(place, None, text)
                for place, text in enumerate(texts)
            ]
            sheet.append(row_cells)

        for record in raw_records(table):
            texts = record.cells if not record.broken else [record.text.rstrip("\r\n")]
            if record.line > _ROWS or len(texts) > _COLUMNS:
                raise UneditableError("more rows or columns than a sheet has")
            if record.line > last:
                for row in range(last + 1, record.line):
                    append(row, ())
                below = record.line > header_row
                append(
                    record.line, ["" if below and place in personal else text for place, text in enumerate(texts, 1)]
                )
                last = record.line
        for row in range(last + 1, max(wanted, default=0) + 1):
            append(row, ())
        cut = add_findings(book, findings, file=table.document.shown, sheets={None: TABLE})
    left = (f"{len(personal)} columns with data of buyers were left blank",) if personal else ()
    return Annotated(True, NAME, len(marks[None]), "", (*cut, *told, *left))


def _marked(cells: StyledCells, place: int, text: str, mark: Mark) -> "SheetCell":
    from openpyxl.comments import Comment

    cell = cells.styled(place, (mark.severity, bool(text)), text)
    width, height = (points * 96 // 72 for points in size_of(mark.note))  # in pixels
    comment = Comment(f"{MARK}\n{mark.note}", AUTHOR, height, width)
    cell.comment = comment if mark.note else None
    return cell


def _style(cell: "SheetCell", _place: int, sort: tuple[Severity, bool] | None) -> None:
    """A cell with text is formatted as text; a marked one has the colour of its severity."""
    from openpyxl.styles import PatternFill

    if sort is None or sort[1]:
        cell.number_format = "@"
    if sort is not None:
        cell.fill = PatternFill("solid", fgColor=COLOURS[sort[0]])
