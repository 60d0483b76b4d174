"""What a person has entered in a worklist, which must not be lost when it is written anew."""

from collections.abc import Sequence

from returnctl.files.books.workbooks import Workbook, open_workbook, rows
from returnctl.files.document import Document
from returnctl.files.new_workbook import untouched
from returnctl.files.requests.report_columns import known_columns
from returnctl.files.worklists.worklist import DECISIONS, SUMMARY
from returnctl.schema.folding import bare, folded
from returnctl.schema.readers import as_text
from returnctl.values.finding import Code
from returnctl.values.location import Location


def first_entry(document: Document, to_fill: Sequence[str]) -> Location | None:
    """The first cell that is filled in of the columns `to_fill` of a worklist; None where there is none.

    A file that is no worklist, or that cannot be read as one, has none; of one behind a password the file is
    named: nobody but its owner can know.
    """
    if untouched(document.archive):
        return None
    book = open_workbook(document)
    if not isinstance(book, Workbook):
        locked = any(finding.code is Code.PASSWORD_PROTECTED for finding in book)
        return Location(document.shown) if locked else None
    sheet = next((sheet for sheet in book.sheets if sheet.name == DECISIONS), None)
    below = rows(book, sheet, []) if sheet else iter(())
    # Ours stand after columns of the input with the same name.
    places = {str(cell): place for place, cell in enumerate(next(below, (0, []))[1]) if cell in to_fill}
    for number, cells in below if len(places) == len(to_fill) else ():
        for name, place in places.items():
            if place < len(cells) and as_text(cells[place]).strip():
                return Location(document.shown, DECISIONS, number, place + 1, name)
    return None


def additions(document: Document, columns: Sequence[str], to_fill: Sequence[str]) -> Location | None:
    """The first sheet or column of a worklist that is not of our making; None where there is none.

    `columns` are ours, beside those of a report that the worklist was to keep. Without one of `to_fill` nobody
    can tell what became of the entries.
    """
    book = open_workbook(document)
    sheets = book.sheets if isinstance(book, Workbook) else ()
    odd = next((sheet for sheet in sheets if sheet.name not in (DECISIONS, SUMMARY)), None)
    decisions = next((sheet for sheet in sheets if sheet.name == DECISIONS), None)
    if odd or decisions is None or not isinstance(book, Workbook):
        return Location(document.shown, odd and odd.name)
    names = {folded(name) for name in columns} | known_columns("returns").keys()
    width = 0
    for number, cells in rows(book, decisions, []):
        texts = [as_text(cell) for cell in cells]
        strange = [place for place, text in enumerate(texts, 1) if place > width and bare(text)]
        if not width:
            width = len(texts)
            strange = [place for place, text in enumerate(texts, 1) if folded(text) not in names]
            strange += [1] if not set(to_fill) <= set(texts) else []
        if strange:
            return Location(document.shown, DECISIONS, number, strange[0])
    return None
