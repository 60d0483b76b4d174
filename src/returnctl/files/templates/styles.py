"""How the cells of a template look: fonts, formats, widths, comments, and text that never becomes anything else."""

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from returnctl.files.edits.sheet_text import storable
from returnctl.files.edits.sheet_values import exact
from returnctl.files.templates.fields import Field, Holds
from returnctl.files.worklists.worklist import Cell

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.comments import Comment
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_MOMENT: Final = "yyyy-mm-dd hh:mm:ss"
_FORMATS: Final = {Holds.NAME: "@", Holds.WHOLE: "0", Holds.MONEY: "0.00", Holds.DAY: "yyyy-mm-dd"}
_WIDTHS: Final = {Holds.NAME: 22, Holds.TEXT: 24, Holds.WORDS: 24, Holds.SEVERAL: 18, Holds.CHOICE: 14, Holds.DAY: 16}
_USUAL: Final = 12
_MOMENT_WIDTH: Final = 26
_LONG_TEXTS: Final = frozenset({"note", "item_name", "reason"})
_COMMENT_WIDTH: Final = 320
# That of every workbook.
_FONT: Final = "Calibri"


def fit_to_page(sheet: Any) -> None:
    """Printed, a sheet is as wide as the paper."""
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def styled_cell(sheet: "WriteOnlyWorksheet", style: str, text: str) -> "SheetCell":
    """A text in one of the styles of the instructions: title, heading, header, remark or row."""
    cell = text_cell(sheet, text)
    font, wrapped = _styles()[style]
    cell.font = font
    if wrapped:
        cell.alignment = wrapped
    return cell


@cache
def _styles() -> dict[str, tuple[Any, Any]]:
    from openpyxl.styles import Alignment, Font

    wrapped = Alignment(wrap_text=True, vertical="top")
    return {
        "title": (Font(name=_FONT, sz=14, b=True), None),
        "heading": (Font(name=_FONT, sz=12, b=True), None),
        "header": (Font(name=_FONT, sz=11, b=True), None),
        "remark": (Font(name=_FONT, sz=11), None),
        "row": (Font(name=_FONT, sz=11), wrapped),
    }


def text_cell(sheet: "WriteOnlyWorksheet", text: str) -> "SheetCell":
    """Text stays text whatever it begins with: the type is set after the value."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, storable(text))
    if text:
        cell.data_type = "s"
    return cell


def shown_as(field: Field, currency: str | None) -> str:
    """The number format of a column."""
    if field.holds is Holds.MONEY and currency:
        return f'0.00 "{currency}"'
    return _FORMATS.get(field.holds, "General")


def width_of(field: Field, *, moments: bool = False) -> float:
    """How wide a column is, in characters: `moments` have an hour too, and a cell that is too narrow shows ####."""
    if moments:
        return float(max(_MOMENT_WIDTH, len(field.name) + 3))
    wide = 40 if field.name in _LONG_TEXTS else _WIDTHS.get(field.holds, _USUAL)
    if field.holds is Holds.CHOICE:
        wide = max(wide, *(len(choice) + 3 for choice in field.choices))
    return float(max(wide, len(field.name) + 3))


def comment_of(text: str) -> "Comment":
    """A comment as large as its text."""
    from openpyxl.comments import Comment

    lines = sum(len(line) // 48 + 1 for line in text.split("\n"))
    return Comment(text, "returnctl", height=18 * lines + 12, width=_COMMENT_WIDTH)


@cache
def doubtful_fill() -> Any:
    """The colour of a cell that could not be read: that of Excel's style `Bad`."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", start_color="FFFFC7CE")


def sheet_cell(
    sheet: "WriteOnlyWorksheet", value: Cell, number_format: str, *, blank: bool
) -> "SheetCell | str | None":
    """A cell as it was meant. A blank one is written only where its format is not that of its column."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        if not blank:
            return None
        cell = WriteOnlyCell(sheet, None)
    elif isinstance(value, str) or not exact(value):
        text = str(value)
        if number_format == "General" and text[0].isalnum() and not blank:
            return storable(text)  # never taken for anything else, and cheaper
        cell = text_cell(sheet, text)
    else:
        cell = WriteOnlyCell(sheet)
        cell.value = value
    if isinstance(value, date):
        number_format = _MOMENT if isinstance(value, datetime) else _FORMATS[Holds.DAY]
    cell.number_format = number_format
    return cell
