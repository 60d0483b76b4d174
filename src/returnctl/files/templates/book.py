"""A template as a workbook: instructions first, then the tables with their limits, the long lists last."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final

from returnctl.files.books.workbooks import CHOICES, INSTRUCTIONS
from returnctl.files.edits.sheet_text import LONGEST, stored_length
from returnctl.files.edits.timeless import abandon, save, unstamp
from returnctl.files.templates.form import Template, plain
from returnctl.files.templates.guide import guide
from returnctl.files.templates.limits import inline, offered, ranges_of
from returnctl.files.templates.sheet import TableSheet
from returnctl.files.templates.styles import fit_to_page, styled_cell, text_cell
from returnctl.files.worklists.worklist import Cell, too_many_rows
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location, column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook

_GUIDE_WIDTHS: Final = (26, 62, 44, 30, 22)
# The height of a line, in points.
_LINE: Final = 15


def write_template(stream: BinaryIO, template: Template) -> None:
    """Write the workbook. The same template makes the same bytes."""
    from openpyxl import Workbook

    _name_comments_as_excel_does()
    book = Workbook(write_only=True)
    unstamp(book)
    lists = list(dict.fromkeys(choices for _, choices in _long_lists(template)))
    try:
        _write_guide(book, template)
        for table in template.tables:
            TableSheet(book, template, table, ranges_of(lists)).write()
        if lists:
            _write_lists(book, template, lists)
        save(book, stream)
    except BaseException:  # an interruption too must leave nothing of the seller's behind
        abandon(book)
        raise


def _name_comments_as_excel_does() -> None:
    """The boxes of comments are drawn in an old language, of which not every reader minds the names alone."""
    from xml.etree.ElementTree import register_namespace

    for prefix, name in (("v", "vml"), ("o", "office:office"), ("x", "office:excel")):
        register_namespace(prefix, f"urn:schemas-microsoft-com:{name}")


def _write_guide(book: "Workbook", template: Template) -> None:
    sheet = book.create_sheet(INSTRUCTIONS)
    for place, width in enumerate(_GUIDE_WIDTHS, 1):
        sheet.column_dimensions[column_letters(place)].width = width
    fit_to_page(sheet)
    for number, line in enumerate(guide(template), 1):
        if line.style == "row":
            sheet.row_dimensions[number].height = _LINE * max(map(_lines, line.cells, _GUIDE_WIDTHS))
        sheet.append([styled_cell(sheet, line.style, text) for text in line.cells])


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of some width."""
    import textwrap

    return max(1, len(textwrap.wrap(text, width)))


def _write_lists(book: "Workbook", template: Template, lists: Sequence[tuple[str, ...]]) -> None:
    """The sheet of choices: each list below the columns that offer it."""
    names = {choices: f"for {name}" for name, choices in _long_lists(template)}
    sheet = book.create_sheet(CHOICES)
    sheet.freeze_panes = "A2"
    for place, choices in enumerate(lists, 1):
        sheet.column_dimensions[column_letters(place)].width = max(map(len, (names[choices], *choices))) + 2
    sheet.append([styled_cell(sheet, "header", names[choices]) for choices in lists])
    for row in range(max(map(len, lists))):
        sheet.append([text_cell(sheet, choices[row]) if row < len(choices) else None for choices in lists])


def _long_lists(template: Template) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The lists that are too long for a limit, with the column for which each stands."""
    for table in template.tables:
        for field in table.form.fields:
            if field.choices and not inline(offered(field)):
                yield field.name, offered(field)


def beyond_sheets(template: Template, file: str) -> list[Finding]:
    """What a workbook cannot hold, told before anything is written: too many rows, texts that are too long."""
    found = []
    for table in template.tables:
        if full := too_many_rows(file, len(table.rows)):
            found.append(full)
        for number, row in enumerate(table.rows, 2):
            for place, value in enumerate(row, 1):
                if length := _too_long(plain(value)):
                    at = Location(file, table.form.name, number, place)
                    message = f"the text has {length} characters, and a cell holds {LONGEST}"
                    found.append(Finding(Code.TEXT_TOO_LONG, at, message, "shorten it, or write a .csv file"))
    return found


def _too_long(value: Cell) -> int | None:
    """How long a text is that does not fit into a cell."""
    if isinstance(value, str) and len(value) * 2 > LONGEST and (length := stored_length(value)) > LONGEST:
        return length
    return None
