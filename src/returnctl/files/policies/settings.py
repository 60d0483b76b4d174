"""The sheets `Settings` and `Categories`: the seller's own settings, for every store, one store or one category."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from returnctl.files.tables.kinds import CATEGORY_TERMS, NOTE, PERIOD
from returnctl.files.tables.pages import Page
from returnctl.files.tables.table import TableRow
from returnctl.schema import readers
from returnctl.schema.folding import folded, nearest
from returnctl.schema.kinds import NOTHING, StoreNames, category_name, check, period_day, setting_value
from returnctl.schema.readers import Cell, CellProblem, Read, as_text
from returnctl.schema.settings import SETTINGS, Kind
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.policy import Layer, Setting
from returnctl.values.visible import visible

_CONSTANTS: Final = ("minimum_window_days", "withdrawal_days", "fault_table", "authorizes_itself")
_POLICY_SETTINGS: Final = tuple(name for name, kind in SETTINGS.items() if kind.policy)


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
    names = {row.number: page.value(row, "setting", setting_name) for row in page.rows}
    manner = page.manner(PERIOD, [(row, c) for row in page.rows for c in columns if _is_money(names[row.number])])
    found: list[Setting] = []
    for row in page.rows:
        name = names[row.number]
        if name is None:
            _unnamed(page, row, columns)
            continue
        first, last = (page.value(row, column, partial(period_day, manner=manner)) for column in PERIOD)
        for column in columns:
            value = page.value(row, column, partial(_value, name, manner=manner), name)
            if value is not None:
                found.append(_setting(page, row, column, name, value, first, last))
    _check_all(page, found)
    deciding = tuple(setting for setting in found if SETTINGS[setting.name].decides)
    recorded = tuple(setting for setting in found if not SETTINGS[setting.name].decides)
    return Settings(deciding, recorded, frozenset(name for name in columns if name != "default"))


def _value(name: str, value: Cell, manner: Any) -> Read[Any]:
    return setting_value(SETTINGS[name], value, manner)


def _is_money(name: str | None) -> bool:
    return name is not None and SETTINGS[name].kind is Kind.MONEY


def _setting(
    page: Page, row: TableRow, column: str, name: str, value: Any, first: date | None, last: date | None
) -> Setting:
    store = None if column == "default" else column
    nothing = None if value is NOTHING else value
    return Setting(name, nothing, page.cite(row, column, name), Layer.POLICY, store, None, first, last)


def _unnamed(page: Page, row: TableRow, columns: Sequence[str]) -> None:
    if page.blank(row, "setting") and not all(page.blank(row, column) for column in columns):
        hint = "write which setting it is, or delete the row"
        page.problem(row, "setting", CellProblem(Code.INCOMPLETE_ROW, "must not be blank in a row with values", hint))


def setting_name(value: Cell) -> Read[str]:
    """The setting that a cell names; what cannot be set in this sheet is said so."""
    read = readers.text(value)
    if not isinstance(read.value, str):
        return read
    wanted = folded(read.value)
    found = next((name for name in _POLICY_SETTINGS if folded(name) == wanted), None)
    if found is not None:
        return Read(found)
    if any(folded(name) == wanted for name in _CONSTANTS):
        message = f"must be a setting of yours, `{visible(read.value)}` is Amazon's or the law's"
        return readers.unread(Code.NOT_ALLOWED_HERE, message, "delete the row")
    if any(folded(name) == wanted for name in SETTINGS):
        message = f"must be a setting for all SKUs, `{visible(read.value)}` is set for one SKU or category"
        return readers.unread(Code.NOT_ALLOWED_HERE, message, "set it in the sheet `Overrides` or `Categories`")
    near = nearest(read.value, _POLICY_SETTINGS)
    hint = f"did you mean `{near}`?" if near else f"the settings are {', '.join(_POLICY_SETTINGS)}"
    return readers.unread(Code.UNKNOWN_SETTING, f"must be a setting, found `{visible(read.value)}`", hint)


def _check_all(page: Page, found: Sequence[Setting]) -> None:
    """Let the model look at every value that could be read."""
    from returnctl.schema.tables import SettingsRow

    rows = {row.number: row for row in page.rows}
    told: set[tuple[int, str]] = set()
    for setting in found:
        period = {name: day for name, day in zip(PERIOD, (setting.first, setting.last), strict=True) if day}
        refused = check(SettingsRow, {**period, "store": setting.store, setting.name: setting.value})
        row = rows[setting.cite.at.row or 0] if setting.cite.at else page.rows[0]
        column = setting.store or "default"
        for field, problem in refused:
            if (row.number, field or "period") not in told:
                told.add((row.number, field or "period"))
                page.problem(row, column if field else "valid_to", problem, field)


def categories_of(page: Page, stores: StoreNames) -> tuple[Setting, ...]:
    """The sheet `Categories`: terms of a category, for every store or one."""
    from returnctl.schema.tables import CategoryRow

    found: list[Setting] = []
    manner = page.manner((), ())
    for row in page.rows:
        category = page.needed(row, "category", category_name)
        store = page.value(row, "store", stores.read)
        values = {n: page.value(row, n, partial(_value, n, manner=manner)) for n in CATEGORY_TERMS}
        given = {name: None if value is NOTHING else value for name, value in values.items() if value is not None}
        if category is not None:
            page.refuse(row, check(CategoryRow, {"category": category, "store": store, **given}), "category")
            found += [
                Setting(name, value, page.cite(row, name), Layer.POLICY, store, category)
                for name, value in given.items()
            ]
    return tuple(found)


def conflicts(settings: Sequence[Setting]) -> Iterator[Finding]:
    """Settings of one name, store and category that hold on the same day; different values are an error."""
    groups: dict[tuple[str, str | None, str | None], list[Setting]] = {}
    for setting in settings:
        groups.setdefault((setting.name, setting.store, setting.category), []).append(setting)
    for rows in groups.values():
        if len(rows) > 1:
            yield from clashes(rows)


def clashes(rows: Sequence[Setting], whose: str = "") -> Iterator[Finding]:
    """Which of the rows for one and the same thing overlap: an error where they differ, else one warning."""
    ordered = sorted(rows, key=lambda row: (row.first or date.min, row.last or date.max))
    widest = ordered[0]
    repeated = False
    for row in ordered[1:]:
        if (row.first or date.min) <= (widest.last or date.max):
            if row.value != widest.value:
                yield _clash(widest, row, whose)
            elif not repeated:
                repeated = True
                yield _repeat(widest, row, whose)
        if (row.last or date.max) > (widest.last or date.max):
            widest = row


def _clash(one: Setting, other: Setting, whose: str) -> Finding:
    message = (
        f"`{one.name}`{whose} is `{visible(as_text(other.cite.value))}` here and "
        f"`{visible(as_text(one.cite.value))}` in {visible(str(one.cite.at), None)}"
    )
    hint = "delete one of them, or give them periods that do not overlap"
    return Finding(Code.CONFLICTING_ROWS, _place(other), message, hint)


def _repeat(one: Setting, other: Setting, whose: str) -> Finding:
    message = f"`{one.name}`{whose} says the same as {visible(str(one.cite.at), None)}"
    return Finding(Code.REPEATED_ROW, _place(other), message, "delete one of the rows", Severity.WARNING)


def _place(setting: Setting) -> Any:
    return setting.cite.at
