"""A template as a workbook: instructions first, then the tables with their limits, the long lists last."""

import textwrap
from typing import TYPE_CHECKING, BinaryIO, Final

from returnctl.files.books.workbooks import CHOICES, INSTRUCTIONS
from returnctl.files.new_workbook import LONGEST, abandon, save, stored_length, unstamp
from returnctl.files.templates.form import Template, plain
from returnctl.files.templates.guide import guide
from returnctl.files.templates.sheet import TableSheet, fit_to_page, styled_cell, text_cell
from returnctl.files.worklists.worklist import too_many_rows
from returnctl.schema.limits import inline, offered
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location, column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook

_GUIDE_WIDTHS: Final = (26, 62, 44, 30, 22)
# The height of a line, in points.
_LINE: Final = 15


def write_template(stream: BinaryIO, template: Template) -> None:
    """Write the workbook. The same template makes the same bytes."""
    from xml.etree.ElementTree import register_namespace

    from openpyxl import Workbook

    # The boxes of comments are drawn in an old language, of which not every reader minds the names alone.
    for prefix, name in (("v", "vml"), ("o", "office:office"), ("x", "office:excel")):
        register_namespace(prefix, f"urn:schemas-microsoft-com:{name}")
    book = Workbook(write_only=True)
    unstamp(book)
    lists = _long_lists(template)
    places = {}
    for letters, choices in zip(map(column_letters, range(1, len(lists) + 1)), lists, strict=True):
        places[choices] = f"{CHOICES}!${letters}$2:${letters}${len(choices) + 1}"
    try:
        _write_guide(book, template)
        for table in template.tables:
            TableSheet(book, template, table, places).write()
        if lists:
            _write_lists(book, lists)
        save(book, stream)
    except BaseException:  # an interruption too must leave nothing of the seller's behind
        abandon(book)
        raise


def _write_guide(book: "Workbook", template: Template) -> None:
    sheet = book.create_sheet(INSTRUCTIONS)
    for place, width in enumerate(_GUIDE_WIDTHS, 1):
        sheet.column_dimensions[column_letters(place)].width = width
    fit_to_page(sheet)
    for number, line in enumerate(guide(template), 1):
        if line.style == "row":
            lines = (len(textwrap.wrap(text, width)) for text, width in zip(line.cells, _GUIDE_WIDTHS, strict=False))
            sheet.row_dimensions[number].height = _LINE * max(1, *lines)
        sheet.append([styled_cell(sheet, line.style, text) for text in line.cells])


def _long_lists(template: Template) -> dict[tuple[str, ...], str]:
    """The lists that are too long for a limit, each with the last column for which it stands."""
    fields = [field for table in template.tables for field in table.fields if field.choices]
    return {offered(field): f"for {field.name}" for field in fields if not inline(offered(field))}


def _write_lists(book: "Workbook", lists: dict[tuple[str, ...], str]) -> None:
    """The sheet of choices: each list below the columns that offer it."""
    sheet = book.create_sheet(CHOICES)
    sheet.freeze_panes = "A2"
    for place, (choices, name) in enumerate(lists.items(), 1):
        sheet.column_dimensions[column_letters(place)].width = max(map(len, (name, *choices))) + 2
    sheet.append([styled_cell(sheet, "header", name) for name in lists.values()])
    for row in range(max(map(len, lists))):
        sheet.append([text_cell(sheet, choices[row]) if row < len(choices) else None for choices in lists])


def beyond_sheets(template: Template, file: str) -> list[Finding]:
    """What a workbook cannot hold, told before anything is written: too many rows, texts that are too long."""
    found = []
    for table in template.tables:
        if full := too_many_rows(file, len(table.rows)):
            found.append(full)
        for number, row in enumerate(table.rows, 2):
            for place, entry in enumerate(row, 1):
                value = plain(entry)
                length = stored_length(value) if isinstance(value, str) and len(value) * 2 > LONGEST else 0
                if length > LONGEST:
                    message = f"the text has {length} characters, and a cell holds {LONGEST}"
                    at = Location(file, table.name, number, place)
                    found.append(Finding(Code.TEXT_TOO_LONG, at, message, "shorten it, or write a .csv file"))
    return found
