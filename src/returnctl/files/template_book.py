"""A template as a workbook: instructions first, then the tables with their limits, the long lists last."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from returnctl.files.guide_sheets import CHOICES, INSTRUCTIONS
from returnctl.files.sheet_text import LONGEST, storable, stored_length
from returnctl.files.template_fields import Field, Holds, may_hold
from returnctl.files.template_form import Doubtful, Entry, Filled, Template, plain
from returnctl.files.template_guide import currency_of, guide
from returnctl.files.template_limits import LAST_ROW, Ranges, inline, limit, offered, ranges_of
from returnctl.files.template_tables import SETTINGS_SHEET, built_in_words, currencies, holds_values
from returnctl.files.template_texts import SETTING, text_of
from returnctl.files.timeless import abandon, save, unstamp
from returnctl.files.worklist import Cell, exact, too_many_rows
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location, column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.comments import Comment
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_MOMENT: Final = "yyyy-mm-dd hh:mm:ss"
_FORMATS: Final = {Holds.NAME: "@", Holds.WHOLE: "0", Holds.MONEY: "0.00", Holds.DAY: "yyyy-mm-dd"}
_WIDTHS: Final = {Holds.NAME: 22, Holds.TEXT: 24, Holds.WORDS: 24, Holds.SEVERAL: 18, Holds.CHOICE: 14}
_USUAL: Final = 12
_LONG_TEXTS: Final = frozenset({"note", "item_name", "reason"})
_GUIDE_WIDTHS: Final = (26, 62, 44, 30, 22)
_COMMENT_WIDTH: Final = 320
# That of every workbook; and the height of a line of it, in points.
_FONT: Final = "Calibri"
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
            _Sheet(book, template, table, ranges_of(lists)).write()
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
    _fit_to_page(sheet)
    for number, line in enumerate(guide(template), 1):
        if line.style == "row":
            sheet.row_dimensions[number].height = _LINE * max(map(_lines, line.cells, _GUIDE_WIDTHS))
        sheet.append([_guide_cell(sheet, line.style, text) for text in line.cells])


def _fit_to_page(sheet: Any) -> None:
    """Printed, a sheet is as wide as the paper."""
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _guide_cell(sheet: "WriteOnlyWorksheet", style: str, text: str) -> "SheetCell":
    cell = _text(sheet, text)
    font, wrapped = _guide_styles()[style]
    cell.font = font
    if wrapped:
        cell.alignment = wrapped
    return cell


@cache
def _guide_styles() -> dict[str, tuple[Any, Any]]:
    from openpyxl.styles import Alignment, Font

    wrapped = Alignment(wrap_text=True, vertical="top")
    return {
        "title": (Font(name=_FONT, sz=14, b=True), None),
        "heading": (Font(name=_FONT, sz=12, b=True), None),
        "header": (Font(name=_FONT, sz=11, b=True), None),
        "remark": (Font(name=_FONT, sz=11), None),
        "row": (Font(name=_FONT, sz=11), wrapped),
    }


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of some width."""
    import textwrap

    return max(1, len(textwrap.wrap(text, width)))


def _text(sheet: "WriteOnlyWorksheet", text: str) -> "SheetCell":
    """Text stays text whatever it begins with: the type is set after the value."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, storable(text))
    if text:
        cell.data_type = "s"
    return cell


def _write_lists(book: "Workbook", template: Template, lists: Sequence[tuple[str, ...]]) -> None:
    """The sheet of choices: each list below the columns that offer it."""
    names = {choices: f"for {name}" for name, choices in _long_lists(template)}
    sheet = book.create_sheet(CHOICES)
    sheet.freeze_panes = "A2"
    for place, choices in enumerate(lists, 1):
        sheet.column_dimensions[column_letters(place)].width = max(map(len, (names[choices], *choices))) + 2
    sheet.append([_guide_cell(sheet, "header", names[choices]) for choices in lists])
    for row in range(max(map(len, lists))):
        sheet.append([_text(sheet, choices[row]) if row < len(choices) else None for choices in lists])


def _long_lists(template: Template) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The lists that are too long for a limit, with the column for which each stands."""
    for table in template.tables:
        for field in table.form.fields:
            if field.choices and not inline(offered(field)):
                yield field.name, offered(field)


class _Sheet(NamedTuple):
    """One table while it is written."""

    book: "Workbook"
    template: Template
    table: Filled
    ranges: Ranges

    def write(self) -> None:
        """Formats and limits hold for whole columns, so that they cost nothing and never end."""
        form = self.table.form
        sheet = self.book.create_sheet(form.name)
        _fit_to_page(sheet)
        sheet.freeze_panes = "B2" if form.fields[0].name in form.needed else "A2"
        for place, field in enumerate(form.fields, 1):
            column = sheet.column_dimensions[column_letters(place)]
            column.width = _width(field)
            column.number_format = _format(field, currency_of(self.template))
        sheet.append([self._heading(sheet, field) for field in form.fields])
        for number, row in enumerate(self.table.rows):
            sheet.append(self._cells(sheet, number, row))
        for made in self._settings_limits() if form.name == SETTINGS_SHEET else self._limits():
            if made is not None:
                sheet.data_validations.append(made)

    def _heading(self, sheet: "WriteOnlyWorksheet", field: Field) -> "SheetCell":
        cell = _guide_cell(sheet, "header", field.name)
        text = text_of(self.table.form.name, field.name)
        holds = f"May hold: {may_hold(field, currency_of(self.template))}."
        if self.table.form.name == SETTINGS_SHEET and holds_values(field):
            holds = "May hold: what the setting of the row may hold."
        needed = "\nMust not be blank." if field.name in self.table.form.needed else ""
        cell.comment = _comment(f"{text.description}\n{holds}{needed}\nExample: {text.example}")
        return cell

    def _currency(self, row: Sequence[Entry], column: Field) -> str | None:
        """The currency of an amount: that of its column's store, else what its row says; without either none."""
        by_store = currencies()
        if self.table.form.name == SETTINGS_SHEET:
            return by_store.get(column.name)
        said = {field.name: str(plain(entry)) for field, entry in zip(self.table.form.fields, row, strict=True)}
        written = said.get("currency", "").strip().upper()
        return written if written in by_store.values() else by_store.get(said.get("store", ""))

    def _cells(self, sheet: "WriteOnlyWorksheet", number: int, row: Sequence[Entry]) -> "list[SheetCell | str | None]":
        of_row = self.table.of_row[number] if self.table.of_row else None
        cells: list[SheetCell | str | None] = []
        for place, (field, value) in enumerate(zip(self.table.form.fields, row, strict=True)):
            meant = of_row if of_row is not None and holds_values(field) else field
            doubt = isinstance(value, Doubtful)
            currency = self._currency(row, field) if meant.holds is Holds.MONEY else None
            shape = "General" if doubt and not isinstance(plain(value), str) else _format(meant, currency)
            cell = _cell(sheet, plain(value), shape, blank=doubt or meant is not field)
            if isinstance(value, Doubtful) and cell is not None and not isinstance(cell, str):
                cell.fill, cell.comment = _doubt(), _comment(value.why)
            if place == 0 and of_row is not None:
                cell = _text(sheet, of_row.name)
                cell.comment = self._about(of_row)
            cells.append(cell)
        return cells

    def _about(self, setting: Field) -> "Comment":
        text = text_of(SETTING, setting.name)
        holds = f"May hold: {may_hold(setting, currency_of(self.template))}."
        return _comment(f"{text.description}\n{holds}\n{self._built_in(setting)}\nExample: {text.example}".strip())

    def _built_in(self, setting: Field) -> str:
        code = self.template.store.code if self.template.store else None
        words = built_in_words(setting.name, code)
        return f"Built in{f' for {code}' if code else ''}: {words}." if words else "Nothing is built in."

    def _limits(self) -> Iterator[Any]:
        for place, field in enumerate(self.table.form.fields, 1):
            letters = column_letters(place)
            cells = f"{letters}2:{letters}{LAST_ROW}"
            yield limit(field, cells, f"{letters}2", self.ranges, currency=currency_of(self.template))

    def _settings_limits(self) -> Iterator[Any]:
        """In the sheet `Settings` the rows have limits of their own, also under stores that are added later."""
        fields = self.table.form.fields
        start = next(place for place, field in enumerate(fields, 1) if field.name == "default")
        codes = tuple(currencies())
        last = column_letters(start + len(codes))
        for place, field in enumerate(fields[: start - 1], 1):
            letters = column_letters(place)
            yield limit(field, f"{letters}2:{letters}{LAST_ROW}", f"{letters}2", self.ranges)
        header = fields[0]._replace(name="store", holds=Holds.CHOICE, choices=codes)
        yield limit(header, f"{column_letters(start + 1)}1:{last}1", f"{column_letters(start + 1)}1", self.ranges)
        store = self.template.store
        own = next((p for p, field in enumerate(fields, 1) if store and field.name == store.code), None)
        for number, setting in enumerate(self.table.of_row, 2):
            if setting is not None:
                yield from self._row_limits(setting, number, start, last, own)

    def _row_limits(self, setting: Field, number: int, start: int, last: str, own: int | None) -> Iterator[Any]:
        """The limits of one row; the store for which the template is made has its own minimum and its own words."""
        first = f"{column_letters(start)}{number}"
        general = setting._replace(advised=None)
        if own is None:
            yield limit(general, f"{first}:{last}{number}", first, self.ranges, said=self._built_in(setting))
            return
        before = f"{first}:{column_letters(own - 1)}{number}"
        after = f"{column_letters(own + 1)}{number}:{last}{number}"
        yield limit(general, f"{before} {after}", first, self.ranges)
        mine = f"{column_letters(own)}{number}"
        said, currency = self._built_in(setting), currency_of(self.template)
        yield limit(setting, mine, mine, self.ranges, said=said, currency=currency)


def _format(field: Field, currency: str | None) -> str:
    if field.holds is Holds.MONEY and currency:
        return f'0.00 "{currency}"'
    return _FORMATS.get(field.holds, "General")


def _width(field: Field) -> float:
    wide = 40 if field.name in _LONG_TEXTS else _WIDTHS.get(field.holds, _USUAL)
    if field.holds is Holds.CHOICE:
        wide = max(wide, *(len(choice) + 3 for choice in field.choices))
    return float(max(wide, len(field.name) + 3))


def _comment(text: str) -> "Comment":
    from openpyxl.comments import Comment

    lines = sum(len(line) // 48 + 1 for line in text.split("\n"))
    return Comment(text, "returnctl", height=18 * lines + 12, width=_COMMENT_WIDTH)


@cache
def _doubt() -> Any:
    """The colour of a cell that could not be read: that of Excel's style `Bad`."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", start_color="FFFFC7CE")


def _cell(sheet: "WriteOnlyWorksheet", value: Cell, number_format: str, *, blank: bool) -> "SheetCell | str | None":
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
        cell = _text(sheet, text)
    else:
        cell = WriteOnlyCell(sheet)
        cell.value = value
    if isinstance(value, date):
        number_format = _MOMENT if isinstance(value, datetime) else _FORMATS[Holds.DAY]
    cell.number_format = number_format
    return cell


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
