"""One table of a template as a sheet: its header with comments, its rows, and the limits of its cells."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from returnctl.files.templates.fields import Field, Holds, may_hold
from returnctl.files.templates.form import Doubtful, Entry, Filled, Template, plain
from returnctl.files.templates.guide import SETTING, currency_of, text_of
from returnctl.files.templates.limits import LAST_ROW, Ranges, limit
from returnctl.files.templates.styles import (
    comment_of,
    doubtful_fill,
    fit_to_page,
    sheet_cell,
    shown_as,
    styled_cell,
    text_cell,
    width_of,
)
from returnctl.files.templates.tables import SETTINGS_SHEET, built_in_words, currencies, holds_values
from returnctl.values.location import column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.comments import Comment
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet


class TableSheet(NamedTuple):
    """One table while it is written."""

    book: "Workbook"
    template: Template
    table: Filled
    ranges: Ranges

    def write(self) -> None:
        """Formats and limits hold for whole columns, so that they cost nothing and never end."""
        form = self.table.form
        sheet = self.book.create_sheet(form.name)
        fit_to_page(sheet)
        sheet.freeze_panes = "B2" if form.fields[0].name in form.needed else "A2"
        for place, field in enumerate(form.fields, 1):
            column = sheet.column_dimensions[column_letters(place)]
            column.width = width_of(field, moments=self._holds_moments(place))
            column.number_format = shown_as(field, currency_of(self.template))
        sheet.append([self._heading(sheet, field) for field in form.fields])
        for number, row in enumerate(self.table.rows):
            sheet.append(self._cells(sheet, number, row))
        for made in self._settings_limits() if form.name == SETTINGS_SHEET else self._limits():
            if made is not None:
                sheet.data_validations.append(made)

    def _holds_moments(self, place: int) -> bool:
        return any(isinstance(plain(row[place - 1]), datetime) for row in self.table.rows)

    def _heading(self, sheet: "WriteOnlyWorksheet", field: Field) -> "SheetCell":
        cell = styled_cell(sheet, "header", field.name)
        text = text_of(self.table.form.name, field.name)
        holds = f"May hold: {may_hold(field, currency_of(self.template))}."
        if self.table.form.name == SETTINGS_SHEET and holds_values(field):
            holds = "May hold: what the setting of the row may hold."
        needed = "\nMust not be blank." if field.name in self.table.form.needed else ""
        cell.comment = comment_of(f"{text.description}\n{holds}{needed}\nExample: {text.example}")
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
            shape = "General" if doubt and not isinstance(plain(value), str) else shown_as(meant, currency)
            cell = sheet_cell(sheet, plain(value), shape, blank=doubt or meant is not field)
            if isinstance(value, Doubtful) and cell is not None and not isinstance(cell, str):
                cell.fill, cell.comment = doubtful_fill(), comment_of(value.why)
            if place == 0 and of_row is not None:
                cell = text_cell(sheet, of_row.name)
                cell.comment = self._about(of_row)
            cells.append(cell)
        return cells

    def _about(self, setting: Field) -> "Comment":
        text = text_of(SETTING, setting.name)
        holds = f"May hold: {may_hold(setting, currency_of(self.template))}."
        return comment_of(f"{text.description}\n{holds}\n{self._built_in(setting)}\nExample: {text.example}".strip())

    def _built_in(self, setting: Field) -> str:
        code = self.template.store.code if self.template.store else None
        words = built_in_words(setting.name, code)
        where = f"for {code}" if code else "where the store is not known"
        return f"Built in {where}: {words}." if words else "Nothing is built in."

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
