"""A template as a workbook: instructions first, then the tables with their limits, the long lists last."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from returnctl.files.books.workbooks import CHOICES, INSTRUCTIONS
from returnctl.files.new_workbook import LONGEST, abandon, exact, save, storable, stored_length, unstamp
from returnctl.files.templates.form import (
    Doubtful,
    Entry,
    TableForm,
    Template,
    advised_days,
    built_in_words,
    currencies,
    guide,
    holds_values,
    plain,
)
from returnctl.files.worklists.worklist import Cell, too_many_rows
from returnctl.schema.limits import NAMES, Advised, inline, limit_of, may_hold, number_format, offered, to_do, width_of
from returnctl.schema.settings import POLICY_SETTINGS, SETTINGS, Field, Kind
from returnctl.schema.tables import DEFAULT, SETTING, SETTINGS_SHEET, text_of
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location, column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.comments import Comment
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.datavalidation import DataValidation


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
    fields = [field for table in template.tables for field in table.fields if field.choices]
    # The lists that are too long for a limit, each with the last column for which it stands.
    lists = {offered(field): f"for {field.name}" for field in fields if not inline(offered(field))}
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


# What Excel takes as the title and as the text of a message.
MOST_TITLE: Final = 32
MOST_MESSAGE: Final = 255
LAST_ROW: Final = 1_048_576
_MOMENT: Final = "yyyy-mm-dd hh:mm:ss"
_MOMENT_WIDTH: Final = 26  # a cell that is too narrow shows ####
_COMMENT_WIDTH: Final = 320
_BAD: Final = "FFFFC7CE"  # the colour of Excel's style `Bad`

Lists = dict[tuple[str, ...], str]


class TableSheet(NamedTuple):
    """One table while it is written. `lists` says where on the sheet of choices the long lists stand."""

    book: "Workbook"
    template: Template
    table: TableForm
    lists: Lists

    def write(self) -> None:
        """Formats and limits hold for whole columns, so that they cost nothing and never end."""
        fields = self.table.fields
        sheet = self.book.create_sheet(self.table.name)
        fit_to_page(sheet)
        sheet.freeze_panes = "B2" if fields[0].needed else "A2"
        for place, field in enumerate(fields, 1):
            column = sheet.column_dimensions[column_letters(place)]
            moments = any(isinstance(plain(row[place - 1]), datetime) for row in self.table.rows)
            column.width = float(max(_MOMENT_WIDTH, len(field.name) + 3) if moments else width_of(field))
            column.number_format = number_format(field, self.template.currency)
        sheet.append([self._heading(sheet, field) for field in fields])
        for row in self.table.rows:
            sheet.append([self._cell(sheet, row, field, value) for field, value in zip(fields, row, strict=True)])
        for made in self._settings_limits() if self.table.name == SETTINGS_SHEET else self._limits():
            if made is not None:
                sheet.data_validations.append(made)

    def _heading(self, sheet: "WriteOnlyWorksheet", field: Field) -> "SheetCell":
        cell = styled_cell(sheet, "header", field.name)
        text = text_of(self.table.name, field.name)
        holds = f"May hold: {may_hold(field, self.template.currency)}."
        if self.table.name == SETTINGS_SHEET and holds_values(field):
            holds = "May hold: what the setting of the row may hold."
        needed = "\nMust not be blank." if field.needed else ""
        cell.comment = _comment(f"{text.description}\n{holds}{needed}\nExample: {text.example}")
        return cell

    def _currency(self, row: Sequence[Entry], column: Field) -> str | None:
        """The currency of an amount: that of its column's store, else what its row says; without either none."""
        if self.table.name == SETTINGS_SHEET:
            return currencies().get(column.name)
        said = {field.name: str(plain(entry)) for field, entry in zip(self.table.fields, row, strict=True)}
        written = said.get("currency", "").strip().upper()
        return written if written in currencies().values() else currencies().get(said.get("store", ""))

    def _cell(
        self, sheet: "WriteOnlyWorksheet", row: Sequence[Entry], field: Field, entry: Entry
    ) -> "SheetCell | str | None":
        meant, value = self.table.meant(row, field), plain(entry)
        doubt = isinstance(entry, Doubtful)
        currency = self._currency(row, field) if meant.kind is Kind.MONEY else None
        shape = "General" if doubt and not isinstance(value, str) else number_format(meant, currency)
        cell = _made(sheet, value, shape, blank=doubt or meant is not field)
        if isinstance(entry, Doubtful) and cell is not None and not isinstance(cell, str):
            from openpyxl.styles import PatternFill

            cell.fill, cell.comment = PatternFill("solid", start_color=_BAD), _comment(entry.why)
        if field.kind is Kind.SETTING and isinstance(value, str) and value in POLICY_SETTINGS and not doubt:
            cell = text_cell(sheet, value)
            text, holds = text_of(SETTING, value), may_hold(SETTINGS[value], self.template.currency)
            built_in = self._built_in(value)
            cell.comment = _comment(f"{text.description}\nMay hold: {holds}.\n{built_in}\nExample: {text.example}")
        return cell

    def _built_in(self, setting: str) -> str:
        code = self.template.store.code if self.template.store else None
        words = built_in_words(setting, code)
        where = f"for {code}" if code else "where the store is not known"
        return f"Built in {where}: {words}." if words else "Nothing is built in."

    def _limits(self) -> Iterator["DataValidation | None"]:
        store = self.template.store
        for place, field in enumerate(self.table.fields, 1):
            advised = advised_days(store.code) if store and field.name == "return_window_days" else None
            cells = f"{column_letters(place)}2:{column_letters(place)}{LAST_ROW}"
            yield limit(field, cells, self.lists, currency=self.template.currency, advised=advised)

    def _settings_limits(self) -> Iterator["DataValidation | None"]:
        """In the sheet `Settings` the rows have limits of their own, also under stores that are added later.

        The store for which the template is made has its own minimum and its own words.
        """
        fields, store = self.table.fields, self.template.store
        start = next(place for place, field in enumerate(fields, 1) if field.name == DEFAULT)
        first, last = column_letters(start), column_letters(start + len(currencies()))
        for place, field in enumerate(fields[: start - 1], 1):
            yield limit(field, f"{column_letters(place)}2:{column_letters(place)}{LAST_ROW}", self.lists)
        header = Field("store", Kind.STORE, choices=tuple(currencies()))
        yield limit(header, f"{column_letters(start + 1)}1:{last}1", self.lists)
        own = next((place for place, field in enumerate(fields, 1) if store and field.name == store.code), None)
        for number, row in enumerate(self.table.rows, 2):
            setting = self.table.meant(row, fields[start - 1])
            if setting is fields[start - 1]:
                continue
            said = self._built_in(setting.name)
            if own is None or store is None:
                yield limit(setting, f"{first}{number}:{last}{number}", self.lists, said=said)
                continue
            before, after = column_letters(own - 1), column_letters(own + 1)
            yield limit(setting, f"{first}{number}:{before}{number} {after}{number}:{last}{number}", self.lists)
            advised = advised_days(store.code) if setting.name == "return_window_days" else None
            mine = f"{column_letters(own)}{number}"
            yield limit(setting, mine, self.lists, said=said, currency=store.currency, advised=advised)


def limit(
    field: Field,
    cells: str,
    lists: Lists,
    *,
    said: str = "",
    currency: str | None = None,
    advised: Advised | None = None,
) -> "DataValidation | None":
    """The limit of some cells; None where anything may stand.

    `said` is shown with what may stand there when a cell is selected. Fewer days than `advised` are allowed
    and have no effect, of which Excel warns.
    """
    rule: dict[str, Any] = dict(limit_of(field, cells.partition(":")[0], advised, lists))
    if not rule and not said and field.kind not in NAMES:
        return None
    from openpyxl.worksheet.datavalidation import DataValidation

    refuses = bool(rule) and (field.is_closed or not field.choices)
    words = to_do(field, currency)
    wrong = _below(field, advised) if advised else words
    return DataValidation(
        sqref=cells,
        allow_blank=True,
        showInputMessage=True,
        showErrorMessage=refuses,
        errorStyle="warning" if advised else "stop",
        promptTitle=field.name[:MOST_TITLE],
        errorTitle=field.name[:MOST_TITLE],
        prompt=_joined(words, said),
        error=_joined(wrong, "Press Alt+Down for the list." if field.choices else ""),
        **rule,
    )


def _below(field: Field, days: Advised) -> str:
    """What is said of a value that is allowed and has no effect."""
    law = f", and fewer than {days.least} are less than Amazon or the law grants" if 0 < days.least < days.own else ""
    return (
        f"From {days.own} to {field.most} {field.kind}. Fewer do not bind Amazon, whose own window is {days.own} "
        f"{field.kind}{law}. Choose Yes to keep it all the same."
    )


def _joined(*parts: str) -> str:
    """As many of the sentences as a message holds."""
    text = ""
    for part in parts:
        longer = f"{text} {part}".strip()
        text = longer if len(longer) <= MOST_MESSAGE else text
    return text


def fit_to_page(sheet: Any) -> None:
    """Printed, a sheet is as wide as the paper."""
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


# The size and weight of the styles of the instructions, and whether their lines are broken.
_STYLES: Final[Mapping[str, tuple[int, bool, bool]]] = {
    "title": (14, True, False),
    "heading": (12, True, False),
    "header": (11, True, False),
    "remark": (11, False, False),
    "row": (11, False, True),
}


def styled_cell(sheet: "WriteOnlyWorksheet", style: str, text: str) -> "SheetCell":
    """A text in one of the styles of the instructions: title, heading, header, remark or row."""
    from openpyxl.styles import Alignment, Font

    cell = text_cell(sheet, text)
    size, bold, wrapped = _STYLES[style]
    cell.font = Font(name="Calibri", sz=size, b=bold or None)
    if wrapped:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def text_cell(sheet: "WriteOnlyWorksheet", text: str) -> "SheetCell":
    """Text stays text whatever it begins with: the type is set after the value."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, storable(text))
    if text:
        cell.data_type = "s"
    return cell


def _comment(text: str) -> "Comment":
    from openpyxl.comments import Comment

    lines = sum(len(line) // 48 + 1 for line in text.split("\n"))
    return Comment(text, "returnctl", height=18 * lines + 12, width=_COMMENT_WIDTH)


def _made(sheet: "WriteOnlyWorksheet", value: Cell, shape: str, *, blank: bool) -> "SheetCell | str | None":
    """A cell as it was meant. A blank one is written only where its format is not that of its column."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        if not blank:
            return None
        cell = WriteOnlyCell(sheet, None)
    elif isinstance(value, str) or not exact(value):
        text = str(value)
        if shape == "General" and text[0].isalnum() and not blank:
            return storable(text)  # never taken for anything else, and cheaper
        cell = text_cell(sheet, text)
    else:
        cell = WriteOnlyCell(sheet)
        cell.value = value
    if isinstance(value, date):
        shape = _MOMENT if isinstance(value, datetime) else "yyyy-mm-dd"
    cell.number_format = shape
    return cell
