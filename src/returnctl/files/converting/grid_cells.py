"""The cells of a table that is converted: what each holds, whatever its file could show of it.

Days, counts and amounts are read as the columns mean them, so that they are days and numbers in a workbook
and can mean one thing only in a text file. What cannot be read that way is carried as it stands: the target
is then told the same of it. A cell that holds no value, or of which Excel has lost something, is carried
nowhere.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

from returnctl.files.converting.grids import REQUESTS, Grid
from returnctl.files.requests.rows import Formats, parser_of
from returnctl.files.tables.kinds import PERIOD
from returnctl.schema import readers
from returnctl.schema.cells import Percent, Trouble
from returnctl.schema.folding import folded
from returnctl.schema.kinds import Manner, period_day, setting_value
from returnctl.schema.readers import Cell, CellProblem, DateOrder, DecimalMark, Read, as_text, date_order_of
from returnctl.schema.settings import SETTINGS, Kind, SettingKind
from returnctl.values.finding import Code
from returnctl.values.inert import meant
from returnctl.values.request import FIELDS, Unreadable

# What a cell of the output may hold.
Value: TypeAlias = str | int | float | Decimal | bool | date | Percent | None
Reader: TypeAlias = Callable[[Cell, Manner], Read[Any]]

IDENTIFIERS: Final = frozenset({"sku", "order_id", "order_item_id", "rma_id"})
_NUMBERS: Final = frozenset({Kind.DAYS, Kind.HOURS, Kind.MONEY, Kind.PERCENT})
_BY_NAME: Final = {folded(name): kind for name, kind in SETTINGS.items()}
_MONEY: Final = frozenset({Kind.MONEY, Kind.PERCENT})
_OF_REQUESTS: Final = (REQUESTS, "Tests")
_DAYS: Final = frozenset({*PERIOD, "from", "to", "request_by"})
_REQUEST_VALUES: Final = frozenset(
    name for name in FIELDS if name.endswith(("_date", "quantity")) or name in ("amount", "refunded_amount")
)


class Taken(NamedTuple):
    """What was taken from one cell, and why nothing can be."""

    value: Value
    problem: CellProblem | None = None


class CellReader:
    """Takes the cells of one table; what stands in many rows is read once for each column."""

    def __init__(self, grid: Grid) -> None:
        manners = _manners(grid)
        self.setting = next((column for column in grid.columns if column.name == "setting"), None)
        self.marked = grid.marked
        self.names = [column.name for column in grid.columns]
        usual = manners.get("", Manner(typed=grid.typed))
        self.manners = [manners.get(column.name, usual) for column in grid.columns]
        self.readers = [_reader(grid.kind, column.name) for column in grid.columns]
        self.known: list[dict[tuple[type, Any, str], Taken]] = [{} for _ in grid.columns]

    def take(self, place: int, value: Cell, setting: str) -> Taken:
        """What the cell of the column at this place (from 0) holds; `setting` is that of a row of settings."""
        key = (type(value), value, setting)
        known = self.known[place]
        found = known.get(key)
        if found is None:
            if len(known) > 20_000:
                known.clear()
            found = known[key] = self._taken(place, value, setting)
        return found

    def _taken(self, place: int, value: Cell, setting: str) -> Taken:
        if self.marked and isinstance(value, str):
            value = meant(value)
        if self.names[place] == "sku":
            return _as_text(value, readers.sku(value))
        if not isinstance(value, str) and (lost := readers.text(value).problem):
            return Taken(None, lost)
        if self.names[place] in IDENTIFIERS:
            return _as_text(value, readers.text(value))
        kind = _kind(setting)
        read = self.readers[place] or (kind and kind.kind in _NUMBERS and partial(setting_value, kind))
        return _meaning(read, value, self.manners[place]) if read else Taken(_carried(value))


def _as_text(value: Cell, read: Read[str]) -> Taken:
    """A SKU or another name: text as it stands, a number as Excel shows it."""
    if read.value is None:
        return Taken(None)
    if not isinstance(read.value, str):
        return Taken(None, read.problem)
    return Taken(value if isinstance(value, str) else read.value)


def _local(value: int | Decimal | date) -> Value:
    """A moment with a zone stays the text that it is: a sheet knows no zones."""
    return value.isoformat() if isinstance(value, datetime) and value.tzinfo is not None else value


def _carried(value: Cell) -> Value:
    if isinstance(value, Trouble):
        return None
    return as_text(value) if isinstance(value, time | timedelta) else value


def _meaning(read: Reader, value: Cell, manner: Manner) -> Taken:
    """What a cell means by the manner of its column, else the cell as it stands.

    A text that means nothing here, but would in a column written another way, is carried nowhere: beside
    cells that are written anew it could be taken for what it may not have been.
    """
    found, problem = read(value, manner)
    if isinstance(found, int | Decimal | date) and not isinstance(found, bool):
        return Taken(_local(found))
    if problem is not None and isinstance(value, str):
        orders = (manner.order,) if manner.order is DateOrder.AMBIGUOUS else DateOrder
        others = (Manner(order, mark, typed=False) for order in orders for mark in DecimalMark)
        if problem.code is Code.AMBIGUOUS_AMOUNT or any(
            not isinstance(read(value, other).value, Unreadable) for other in others
        ):
            return Taken(None, problem)
    return Taken(_carried(value))


def _reader(kind: str, name: str) -> Reader | None:
    """How a column is read for what it means; None where its cells are text, whatever stands in them."""
    if kind in _OF_REQUESTS:
        return partial(_of_request, name) if name in _REQUEST_VALUES else None
    if name in _DAYS:
        return period_day
    setting = SETTINGS.get(name)
    return partial(setting_value, setting) if setting is not None and setting.kind in _NUMBERS else None


def _of_request(name: str, value: Cell, manner: Manner) -> Read[Any]:
    return parser_of(name, Formats({name: manner.order}, {name: manner.mark}))(value)


def _manners(grid: Grid) -> dict[str, Manner]:
    """How dates and amounts are written, seen over all rows: by column, and under a blank name for the table."""
    watched = [column for column in grid.columns if _telling(grid.kind, column.name)]
    setting = next((column.place - 1 for column in grid.columns if column.name == "setting"), None)
    values = [column.place - 1 for column in grid.columns if column.name not in ("setting", *PERIOD)]
    texts: dict[str, set[str]] = {column.name: set() for column in watched}
    amounts: set[str] = set()
    if watched or setting is not None:
        for row in grid.rows([]):
            if row.problem is not None:
                continue
            for column in watched:
                if isinstance(text := row.cells[column.place - 1], str) and text:
                    texts[column.name].add(text)
            if setting is not None and (kind := _kind(as_text(row.cells[setting]))) and kind.kind is Kind.MONEY:
                amounts.update(cell for place in values if isinstance(cell := row.cells[place], str))
    return _by_column(grid, texts, amounts)


def _kind(setting: str) -> SettingKind | None:
    """The kind of value of a setting, by its name as a row of settings writes it."""
    return _BY_NAME.get(folded(setting)) if setting else None


def _telling(kind: str, name: str) -> bool:
    if kind in _OF_REQUESTS:
        return name in _REQUEST_VALUES and not name.endswith("quantity")
    return name in _DAYS or (name in SETTINGS and SETTINGS[name].kind in _MONEY)


def _by_column(grid: Grid, texts: Mapping[str, set[str]], amounts: set[str]) -> dict[str, Manner]:
    """In requests each column tells for itself, elsewhere all dates and all amounts of the table together."""
    if grid.kind in _OF_REQUESTS:
        return {name: Manner(date_order_of(found), _mark(found), grid.typed) for name, found in texts.items()}
    days = {text for name, found in texts.items() if name in _DAYS for text in found}
    amounts = amounts.union(*(found for name, found in texts.items() if name not in _DAYS))
    return {"": Manner(date_order_of(days), readers.decimal_mark_of(amounts), grid.typed)}


def _mark(texts: Collection[str]) -> DecimalMark:
    """As requests are read: only amounts with a comma leave room for doubt."""
    told = [text for text in texts if "," in text]
    return readers.decimal_mark_of(told) if told else DecimalMark.POINT
