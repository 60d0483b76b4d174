"""The cells of a table that is converted: what each holds, whatever its file could show of it.

Days, counts and amounts are read as the columns mean them, so that they are days and numbers in a workbook
and can mean one thing only in a text file. What cannot be read that way is carried as it stands: the target
is then told the same of it. A cell that holds no value, or of which Excel has lost something, is carried
nowhere.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple, TypeAlias

from returnctl.files.converting.grids import Grid
from returnctl.files.requests.rows import Formats, parser_of
from returnctl.schema import readers
from returnctl.schema.cells import Percent, Trouble
from returnctl.schema.folding import folded
from returnctl.schema.kinds import Manner, read_cell
from returnctl.schema.limits import WHOLE
from returnctl.schema.readers import Cell, CellProblem, DateOrder, DecimalMark, Read, as_text, date_order_of
from returnctl.schema.settings import SETTINGS, Field, Kind
from returnctl.schema.tables import PERIOD, REQUESTS, TESTS_SHEET, columns_of
from returnctl.values.finding import Code
from returnctl.values.inert import meant
from returnctl.values.request import Unreadable

# What a cell of the output may hold.
Value: TypeAlias = str | int | float | Decimal | bool | date | Percent | None
Reader: TypeAlias = Callable[[Cell, Manner], Read[Any]]

IDENTIFIERS: Final = frozenset({"sku", "order_id", "order_item_id", "rma_id"})
_NUMBERS: Final = frozenset({Kind.MONEY, Kind.PERCENT, *WHOLE})
_BY_NAME: Final = {folded(name): kind for name, kind in SETTINGS.items()}
_OF_REQUESTS: Final = (REQUESTS, TESTS_SHEET)
_MOST_KEPT: Final = 20_000


class Taken(NamedTuple):
    """What was taken from one cell, and why nothing can be."""

    value: Value
    problem: CellProblem | None = None


class CellReader:
    """Takes the cells of one table.

    `take` has a function for each column, of a cell and of the setting of its row, where the table has settings;
    what stands in many rows is read once for each column.
    """

    def __init__(self, grid: Grid) -> None:
        self.setting = next((column.place - 1 for column in grid.columns if column.name == "setting"), None)
        manners = _manners(grid, self.setting)
        usual = manners.get("", Manner(typed=grid.table.typed))
        self.take: list[Callable[[Cell, str], Taken]] = [
            lru_cache(_MOST_KEPT, typed=True)(
                partial(_taken, grid, column.name, manners.get(column.name, usual), _reader(grid.kind, column.name))
            )
            for column in grid.columns
        ]


def _taken(grid: Grid, name: str, manner: Manner, read: Reader | None, value: Cell, setting: str) -> Taken:
    if grid.marked and isinstance(value, str):
        value = meant(value)
    if name in IDENTIFIERS:
        return _as_text(value, readers.sku(value) if name == "sku" else readers.text(value))
    if not isinstance(value, str) and (lost := readers.text(value).problem):
        return Taken(None, lost)
    kind = _kind(setting)
    if read is None and kind is not None and kind.kind in _NUMBERS:
        read = partial(read_cell, kind)
    return _meaning(read, value, manner) if read else Taken(_carried(value))


def _as_text(value: Cell, read: Read[str]) -> Taken:
    """A SKU or another name: text as it stands, a number as Excel shows it."""
    if read.value is None:
        return Taken(None)
    if not isinstance(read.value, str):
        return Taken(None, read.problem)
    return Taken(value if isinstance(value, str) else read.value)


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
    if isinstance(found, datetime) and found.tzinfo is not None:
        return Taken(found.isoformat())  # a sheet knows no zones
    if isinstance(found, int | Decimal | date) and not isinstance(found, bool):
        return Taken(found)
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
    field = columns_of(kind).get(name)
    if field is None or field.kind not in (Kind.DAY, *_NUMBERS):
        return None
    return partial(_of_request, name) if kind in _OF_REQUESTS else partial(read_cell, field)


def _of_request(name: str, value: Cell, manner: Manner) -> Read[Any]:
    return parser_of(name, Formats({name: manner.order}, {name: manner.mark}))(value)


def _kind(setting: str) -> Field | None:
    """The kind of value of a setting, by its name as a row of settings writes it."""
    return _BY_NAME.get(folded(setting)) if setting else None


def _manners(grid: Grid, setting: int | None) -> dict[str, Manner]:
    """How dates and amounts are written, seen over all rows: by column, and under a blank name for the table.

    In requests each column tells for itself, elsewhere all dates and all amounts of the table together.
    """
    fields = columns_of(grid.kind)
    dated = {name for name, field in fields.items() if field.kind is Kind.DAY}
    telling = dated | {name for name, field in fields.items() if field.is_amount}
    texts: dict[str, set[str]] = {column.name: set() for column in grid.columns if column.name in telling}
    watched = [(column.place - 1, texts[column.name]) for column in grid.columns if column.name in texts]
    values = [column.place - 1 for column in grid.columns if column.name not in ("setting", *PERIOD)]
    of_settings: set[str] = set()
    for row in grid.rows([]) if watched or setting is not None else ():
        if row.problem is None:
            for place, found in watched:
                if isinstance(text := row.cells[place], str) and text:
                    found.add(text)
            if setting is not None and (kind := _kind(as_text(row.cells[setting]))) and kind.kind is Kind.MONEY:
                of_settings.update(cell for place in values if isinstance(cell := row.cells[place], str))
    typed = grid.table.typed
    if grid.kind in _OF_REQUESTS:
        return {name: Manner(date_order_of(found), _mark(found), typed) for name, found in texts.items()}
    days = {text for name, found in texts.items() if name in dated for text in found}
    amounts = of_settings.union(*(found for name, found in texts.items() if name not in dated))
    return {"": Manner(date_order_of(days), readers.decimal_mark_of(amounts), typed)}


def _mark(texts: set[str]) -> DecimalMark:
    """As requests are read: only amounts with a comma leave room for doubt."""
    told = [text for text in texts if "," in text]
    return readers.decimal_mark_of(told) if told else DecimalMark.POINT
