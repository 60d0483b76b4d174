"""The merchant's own file as a marked-up workbook: colours and comments at the cells, and the sheet `Findings`.

A workbook is copied part by part: what is not touched are the very bytes that Excel wrote. Formulas,
pictures, charts, drop-downs and all else stay, whether we know them or not.
"""

from collections.abc import Callable, Sequence
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, Final, NamedTuple

from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.edits.findings_sheet import MOST, MOST_LINKS, NAME, filtered, findings_sheet, fonts_of
from returnctl.files.edits.styles import Styles
from returnctl.files.edits.xml_text import CUT_OFF, UneditableError
from returnctl.files.gate.kind import Kind
from returnctl.files.marking.book import BookCopy
from returnctl.files.marking.new_workbook import TABLE, new_workbook, part_of, table_sheet, with_filter
from returnctl.files.marking.sheets import Copy
from returnctl.files.requests.report_columns import is_header, layout
from returnctl.files.text.delimited import find_header
from returnctl.files.text.records import InText
from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.request import REQUIRED

_TEXT_CELL: Final = '<{p}xf numFmtId="49" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'


class Annotated(NamedTuple):
    """What was written: `full` with the merchant's table, else the findings alone.

    `sheet` is the name of the sheet of findings, `marked` the number of cells with a mark. `lost` is what
    the file holds and the copy does not, in words for the merchant; where such a thing cannot be left
    out, or `why` is set, the findings stand alone. `told` are sentences on what was cut and left out.
    """

    full: bool
    sheet: str
    marked: int = 0
    lost: tuple[str, ...] = ()
    why: str = ""
    told: tuple[str, ...] = ()


def annotate(document: Document, findings: Sequence[Finding], stream: BinaryIO) -> Annotated:
    """Write the marked-up copy of a file to `stream`."""
    if document.kind is None:
        return _alone(findings, stream, document.findings[0].message)
    if document.kind is Kind.WORKBOOK:
        book = open_workbook(document)
        if not isinstance(book, Workbook):
            return _alone(findings, stream, book[0].message)
        return _whole(lambda out: _workbook(book, findings, out), findings, stream)
    if document.kind is Kind.TEXT:
        found = find_header(document, _known_header)
        if isinstance(found, list):
            return _alone(findings, stream, found[-1].message)
        return _whole(lambda out: _text(*found, findings, out), findings, stream)
    return _alone(findings, stream, f"the file is {document.kind.upper()}, which is no table with cells")


def findings_workbook(findings: Sequence[Finding], stream: BinaryIO) -> tuple[str, ...]:
    """Write the findings alone as a workbook; sentences on what was cut."""
    package = new_workbook([NAME])
    styles = Styles(package.text("xl/styles.xml"))
    fonts = fonts_of(styles)
    package.put("xl/styles.xml", styles.text())
    package.stream(part_of(1), lambda: findings_sheet(findings, fonts))
    with_filter(package, NAME, filtered(findings))
    package.write(stream)
    return _cut(findings, [])


def _alone(findings: Sequence[Finding], stream: BinaryIO, why: str, lost: tuple[str, ...] = ()) -> Annotated:
    return Annotated(False, NAME, 0, lost, why, findings_workbook(findings, stream))


def _whole(write: Callable[[BinaryIO], Annotated], findings: Sequence[Finding], stream: BinaryIO) -> Annotated:
    """The copy, written aside first: where it cannot be made in full, the findings stand alone."""
    with TemporaryFile() as aside:
        try:
            annotated = write(aside)
        except UneditableError as error:
            return _alone(findings, stream, f"it holds {error}", (str(error),))
        except CUT_OFF:
            return _alone(findings, stream, "it could not be copied to its end")
        aside.seek(0)
        copyfileobj(aside, stream)
    return annotated


def _workbook(book: Workbook, findings: Sequence[Finding], out: BinaryIO) -> Annotated:
    copy = BookCopy(book, findings)
    copy.package.write(out)
    if book.document.changed():
        raise UneditableError("other contents than a moment ago: it changed while it was read")
    return Annotated(True, copy.sheet, copy.marked, copy.lost, "", (*_cut(findings, copy.links), *copy.told))


def _known_header(cells: Sequence[str]) -> bool:
    from returnctl.files.tables.kinds import our_kinds

    if is_header(cells, "returns", REQUIRED):
        return True
    return any(kind.fits(cells) for kind in our_kinds())


def _text(table: InText, header_row: int, findings: Sequence[Finding], out: BinaryIO) -> Annotated:
    personal = frozenset[int]()
    if is_header(table.header, "returns", REQUIRED):
        personal = layout(table.header, "returns", Location(table.document.shown)).personal
    package = new_workbook([TABLE, NAME])
    styles = Styles(package.text("xl/styles.xml"))
    style = styles.add("cellXfs", _TEXT_CELL)
    package.put("xl/styles.xml", styles.text())
    copy = Copy(package, "xl/styles.xml", (table.document.shown,), findings, {None: ()})
    package.stream(part_of(1), lambda: table_sheet(table, header_row, personal, style))
    copy.mark(None, part_of(1), lambda: table_sheet(table, header_row, personal, style), {})
    copy.finish(part_of(2), {None: TABLE})
    with_filter(package, NAME, filtered(findings))
    package.write(out)
    told = (f"{len(personal)} columns with data of buyers were left blank",) if personal else ()
    return Annotated(True, NAME, copy.marked, (), "", (*_cut(findings, copy.links), *copy.told, *told))


def _cut(findings: Sequence[Finding], links: Sequence[str]) -> tuple[str, ...]:
    told = []
    if len(findings) > MOST:
        told.append(f"a sheet holds {MOST:,} findings: {len(findings) - MOST:,} more are not in it")
    linked = sum(map(bool, links[:MOST]))
    if linked > MOST_LINKS:
        told.append(f"a sheet holds {MOST_LINKS:,} links: {linked - MOST_LINKS:,} places are text only")
    return tuple(told)
