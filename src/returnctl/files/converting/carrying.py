"""The rows of tables carried into a target, one at a time, with what is left out and what gets lost on the way.

Days, counts and amounts are read as the columns mean them, so that they are days and numbers in a workbook
and can mean one thing only in a text file. What cannot be read that way is carried as it stands: the target
is then told the same of it. A cell that holds no value, or of which Excel has lost something, is carried
nowhere.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

from returnctl.files.converting.grids import Grid, GridColumn
from returnctl.files.requests.rows import parser_of
from returnctl.files.tables.table import TableRow
from returnctl.schema import readers
from returnctl.schema.cells import Percent, Trouble
from returnctl.schema.folding import folded
from returnctl.schema.kinds import read_cell
from returnctl.schema.limits import WHOLE
from returnctl.schema.readers import (
    Cell,
    CellProblem,
    DateOrder,
    DecimalMark,
    Notation,
    Read,
    as_text,
    date_order_of,
    located,
)
from returnctl.schema.settings import SETTINGS, Field, Kind
from returnctl.schema.tables import ACTIONS, AMAZONS, PERIOD, REQUESTS, TESTS_SHEET, columns_of
from returnctl.values.amazon import Lost
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.request import Unreadable
from returnctl.values.text import CSV, meant, visible

# What a cell of the output may hold.
Value: TypeAlias = str | int | float | Decimal | bool | date | Percent | None
# What was taken from a cell, and why nothing can be.
Taken: TypeAlias = tuple[Value, CellProblem | None]
Reader: TypeAlias = Callable[[Cell, Notation], Read[Any]]
# Why the target cannot hold a row's texts: by the place of the text in the row (from 0).
Unfit: TypeAlias = Callable[[Sequence[Value]], dict[int, str]]

IDENTIFIERS: Final = frozenset({"sku", "order_id", "order_item_id", "rma_id"})
UNREADABLE: Final = "that cannot be read"
NOT_HELD: Final = "whose name the target cannot hold"
# Without one of these a row stands for nothing.
_NEEDED: Final = frozenset({"sku", "reason", "setting", "code", "category", "rule"})
_NUMBERS: Final = frozenset({Kind.MONEY, Kind.PERCENT, *WHOLE})
_BY_NAME: Final = {folded(name): kind for name, kind in SETTINGS.items()}
_OF_REQUESTS: Final = (REQUESTS, TESTS_SHEET)
_MOST_KEPT: Final = 20_000


class Carriage:
    """What has become of the rows so far."""

    def __init__(self) -> None:
        self.rows = 0
        self.kept = 0
        self.left_out: Counter[str] = Counter()
        self.lost: list[Lost] = []
        self.findings: list[Finding] = []

    @property
    def broken(self) -> bool:
        """Whether a file broke off or changed while it was read: nothing read from it can be relied on."""
        return any(finding.severity is Severity.ERROR and finding.at.row is None for finding in self.findings)


def carried(
    grids: Sequence[Grid], columns: Sequence[GridColumn], unfit: Unfit, tally: Carriage
) -> Iterator[list[Value]]:
    """The rows of all grids under the columns of the output; a row that cannot be read is left out and told."""
    for grid in grids:
        for column in grid.personal:
            at = grid.at._replace(column=column.place, name=column.title)
            tally.lost.append(Lost(at, column.title, "", "holds data of buyers, which are never copied"))
        carrier = _Carrier(grid, columns, tally)
        for row in grid.rows(tally.findings):
            tally.rows += 1
            why, findings, values = carrier.carry(row, unfit)
            if why:
                tally.left_out[why] += 1
                tally.findings += findings
            else:
                tally.kept += 1
                yield values


class _Carrier:
    """Carries the rows of one table; what stands in many rows is read once for each column."""

    def __init__(self, grid: Grid, columns: Sequence[GridColumn], tally: Carriage) -> None:
        places = {column.key: column.place - 1 for column in columns}
        self.grid, self.tally, self.width = grid, tally, len(columns)
        self.own = {places[column.key]: column for column in grid.columns}
        self.setting = next((column.place - 1 for column in grid.columns if column.name == "setting"), None)
        notations = _notations(grid, self.setting)
        usual = notations.get("", Notation(typed=grid.table.typed))
        self.take: list[Callable[[Cell, str], Taken]] = []
        for column in grid.columns:
            notation, read = notations.get(column.name, usual), _reader(grid.kind, column.name)
            self.take.append(
                lru_cache(_MOST_KEPT, typed=True)(partial(_taken, grid.marked, column.name, notation, read))
            )

    def carry(self, row: TableRow, unfit: Unfit) -> tuple[str, Sequence[Finding], list[Value]]:
        """Why a row is left out, blank where it is not, what is told of it, and its values."""
        values: list[Value] = [None] * self.width
        if row.problem is not None:
            return UNREADABLE, [row.problem], values
        if self.grid.kind == AMAZONS and (left := self._sets_nothing(row)):
            return *left, values
        setting = as_text(row.cells[self.setting]) if self.setting is not None else ""
        problems = []
        for take, (to, column) in zip(self.take, self.own.items(), strict=True):
            cell = row.cells[column.place - 1]
            if cell is not None and cell != "":
                values[to], problem = take(cell, setting)
                if problem is not None:
                    problems.append(located(problem, self.grid.cell(row.number, column), column.title))
        if problems:
            return UNREADABLE, problems, values
        for place, why in unfit(values).items():  # blank what the target cannot hold, and say so
            column = self.own[place]
            at = self.grid.cell(row.number, column)
            if column.key in _NEEDED:
                hint = "shorten it, or convert to a kind of file that can hold it"
                return NOT_HELD, [Finding(Code.TEXT_TOO_LONG, at, f"`{visible(column.title)}` {why}", hint)], values
            self.tally.lost.append(Lost(at, column.title, shown(values[place]), why))
            values[place] = None
        return "", (), values

    def _sets_nothing(self, row: TableRow) -> tuple[str, Sequence[Finding]] | None:
        """Why a row of Amazon's file gives its SKU no action; DELETE takes one away."""
        sku, action = (self.grid.cell(row.number, column) for column in self.grid.columns)
        if not readers.sku(row.cells[0]).value:
            hint = "fill it in, or delete the row"
            return UNREADABLE, [Finding(Code.BLANK_SKU, sku, "the SKU is blank", hint)]
        read = readers.choice(row.cells[1], ACTIONS)
        if read.problem is not None:
            return UNREADABLE, [located(read.problem, action, "action")]
        if read.value is None:
            return "without an action", ()
        if read.value != ACTIONS[2]:
            return None
        why = "takes an action away, for which our overrides need no row"
        self.tally.lost.append(Lost(action, "action", ACTIONS[2], why))
        return "DELETE, which sets nothing", ()


def shown(value: Cell | Value) -> str:
    """A value as text, as it goes into a text file."""
    if isinstance(value, Decimal):
        return CSV.number(value)
    return value if isinstance(value, str) else as_text(value)


def _taken(marked: bool, name: str, notation: Notation, read: Reader | None, value: Cell, setting: str) -> Taken:
    """What a cell of a column holds; `setting` is that of its row, where the table has settings."""
    if marked and isinstance(value, str):
        value = meant(value)
    if name in IDENTIFIERS:  # text as it stands, a number as Excel shows it
        text = readers.sku(value) if name == "sku" else readers.text(value)
        if not isinstance(text.value, str):
            return None, None if text.value is None else text.problem
        return value if isinstance(value, str) else text.value, None
    if not isinstance(value, str) and (lost := readers.text(value).problem):
        return None, lost
    kind = _kind(setting)
    if read is None and kind is not None and kind.kind in _NUMBERS:
        read = partial(read_cell, kind)
    if read is None:
        return _as_it_stands(value), None
    return _meaning(read, value, notation)


def _as_it_stands(value: Cell) -> Value:
    if isinstance(value, Trouble):
        return None
    return as_text(value) if isinstance(value, time | timedelta) else value


def _meaning(read: Reader, value: Cell, notation: Notation) -> Taken:
    """What a cell means by the notation of its column, else the cell as it stands.

    A text that means nothing here, but would in a column written another way, is carried nowhere: beside
    cells that are written anew it could be taken for what it may not have been.
    """
    found, problem = read(value, notation)
    if isinstance(found, datetime) and found.tzinfo is not None:
        return found.isoformat(), None  # a sheet knows no zones
    if isinstance(found, int | Decimal | date) and not isinstance(found, bool):
        return found, None
    if problem is not None and isinstance(value, str):
        orders = (notation.order,) if notation.order is DateOrder.AMBIGUOUS else DateOrder
        others = (read(value, Notation(order, mark, typed=False)) for order in orders for mark in DecimalMark)
        if problem.code is Code.AMBIGUOUS_AMOUNT or any(not isinstance(each.value, Unreadable) for each in others):
            return None, problem
    return _as_it_stands(value), None


def _reader(kind: str, name: str) -> Reader | None:
    """How a column is read for what it means; None where its cells are text, whatever stands in them."""
    field = columns_of(kind).get(name)
    if field is None or field.kind not in (Kind.DAY, *_NUMBERS):
        return None
    if kind not in _OF_REQUESTS:
        return partial(read_cell, field)
    return lambda value, notation: parser_of(name, notation)(value)


def _kind(setting: str) -> Field | None:
    """The kind of value of a setting, by its name as a row of settings writes it."""
    return _BY_NAME.get(folded(setting)) if setting else None


def _notations(grid: Grid, setting: int | None) -> dict[str, Notation]:
    """How dates and amounts are written, seen over all rows: by column, and under a blank name for the table.

    In requests each column tells for itself, and only amounts with a comma leave room for doubt; elsewhere all
    dates and all amounts of the table tell together.
    """
    fields = columns_of(grid.kind)
    dated = {name for name, field in fields.items() if field.kind is Kind.DAY}
    telling = dated | {name for name, field in fields.items() if field.is_amount}
    texts: dict[str, set[str]] = {column.name: set() for column in grid.columns if column.name in telling}
    watched = [(column.place - 1, texts[column.name]) for column in grid.columns if column.name in texts]
    values = [column.place - 1 for column in grid.columns if column.name not in ("setting", *PERIOD)]
    amounts: set[str] = set()
    for row in grid.rows([]) if watched or setting is not None else ():
        if row.problem is None:
            for place, found in watched:
                if isinstance(text := row.cells[place], str) and text:
                    found.add(text)
            if setting is not None and (kind := _kind(as_text(row.cells[setting]))) and kind.kind is Kind.MONEY:
                amounts.update(cell for place in values if isinstance(cell := row.cells[place], str))
    if grid.kind in _OF_REQUESTS:
        commas = {name: [text for text in found if "," in text] for name, found in texts.items()}
        marks = {name: readers.decimal_mark_of(found) if found else DecimalMark.POINT for name, found in commas.items()}
        return {name: Notation(date_order_of(found), marks[name], grid.table.typed) for name, found in texts.items()}
    days = {text for name, found in texts.items() if name in dated for text in found}
    amounts = amounts.union(*(found for name, found in texts.items() if name not in dated))
    return {"": Notation(date_order_of(days), readers.decimal_mark_of(amounts), grid.table.typed)}
