"""The sheets `Settings` and `Categories`: the seller's own settings, for every store, one store or one category."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from returnctl.files.tables.pages import Page
from returnctl.files.tables.table import TableRow
from returnctl.schema.kinds import setting_name
from returnctl.schema.readers import CellProblem, as_text
from returnctl.schema.settings import CATEGORY_TERMS, SETTINGS, Field
from returnctl.schema.tables import DEFAULT, NOTE, PERIOD, PERIOD_FIELDS, SETTINGS_SHEET
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.policy import Layer, Setting
from returnctl.values.visible import visible


class Settings(NamedTuple):
    """The settings of a sheet: those that decide, those that are recorded, and the stores it has columns for."""

    deciding: tuple[Setting, ...]
    recorded: tuple[Setting, ...]
    stores: frozenset[str]


def settings_of(page: Page) -> Settings:
    """The sheet `Settings`: a row for each setting, a column for the default and for each store."""
    columns = [name for name in page.columns if name not in ("setting", NOTE, *PERIOD)]
    if page.columns and not columns and not page.broken:
        message = "the column `default` is missing, and there is none for any store"
        page.findings.append(Finding(Code.MISSING_COLUMN, page.table.at, message, "add the column `default`"))
    found = tuple(_rows(page, columns))
    deciding = tuple(setting for setting in found if SETTINGS[setting.name].decides)
    recorded = tuple(setting for setting in found if not SETTINGS[setting.name].decides)
    return Settings(deciding, recorded, frozenset(columns) - {DEFAULT})


def _rows(page: Page, columns: Sequence[str]) -> Iterator[Setting]:
    """The values of all rows; what one may hold is said by the setting in its row."""
    named = [(row, page.value(row, "setting", setting_name)) for row in page.rows]
    money = [row for row, name in named if name and SETTINGS[name].is_amount]
    manner = page.manner(PERIOD, [(row, column) for row in money for column in columns])
    for row, name in named:
        if name is None:
            _unnamed(page, row, columns)
            continue
        fields = (*PERIOD_FIELDS, *(SETTINGS[name]._replace(name=column) for column in columns))
        made = page.record(row, SETTINGS_SHEET, fields, manner, name)
        if made is not None:
            for column in (column for column in columns if column in made.model_fields_set):
                store, cite = None if column == DEFAULT else column, page.cite(row, column, name)
                yield Setting(name, made[column], cite, Layer.POLICY, store, None, *(made[day] for day in PERIOD))


def _unnamed(page: Page, row: TableRow, columns: Sequence[str]) -> None:
    if page.blank(row, "setting") and not all(page.blank(row, column) for column in columns):
        hint = "write which setting it is, or delete the row"
        page.problem(row, "setting", CellProblem(Code.INCOMPLETE_ROW, "must not be blank in a row with values", hint))


def categories_of(page: Page, fields: Sequence[Field]) -> Iterator[Setting]:
    """The sheet `Categories`: terms of a category, for every store or one."""
    for row, made in page.records("Categories", fields):
        for name in CATEGORY_TERMS:
            if name in made.model_fields_set:
                category = as_compared(made["category"])
                yield Setting(name, made[name], page.cite(row, name), Layer.POLICY, made["store"], category)


def as_compared(category: str) -> str:
    """A category in lower case, with single spaces."""
    return " ".join(category.casefold().split())


def conflicts(settings: Iterable[Setting]) -> Iterator[Finding]:
    """Settings of one name, store and category that hold on the same day; different values are an error."""
    groups: dict[tuple[str, str | None, str | None], list[Setting]] = {}
    for setting in settings:
        groups.setdefault((setting.name, setting.store, setting.category), []).append(setting)
    for rows in groups.values():
        yield from clashes(rows)


def clashes(rows: Sequence[Setting], whose: str = "") -> Iterator[Finding]:
    """Which of the rows for one and the same thing overlap: an error where they differ, else one warning."""
    ordered = sorted(rows, key=lambda row: (row.first or date.min, row.last or date.max))
    widest = ordered[0]
    repeated = False
    for row in ordered[1:]:
        if (row.first or date.min) <= (widest.last or date.max):
            same = row.value == widest.value
            if not (same and repeated):
                yield _clash(widest, row, whose)
            repeated = repeated or same
        if (row.last or date.max) > (widest.last or date.max):
            widest = row


def _clash(one: Setting, other: Setting, whose: str) -> Finding:
    """What two rows say of the same thing; settings of a file have a place."""
    assert one.cite.at is not None  # noqa: S101 - they were read from a file
    assert other.cite.at is not None  # noqa: S101
    where = visible(str(one.cite.at), None)
    if one.value == other.value:
        message = f"`{one.name}`{whose} says the same as {where}"
        return Finding(Code.REPEATED_ROW, other.cite.at, message, "delete one of the rows", Severity.WARNING)
    values = (visible(as_text(each.cite.value)) for each in (other, one))
    message = f"`{one.name}`{whose} is `{next(values)}` here and `{next(values)}` in {where}"
    hint = "delete one of them, or give them periods that do not overlap"
    return Finding(Code.CONFLICTING_ROWS, other.cite.at, message, hint)
