"""The columns of our own tables: what each may hold, and how its cells are read. Bounds are those of the readers."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final, NamedTuple

from returnctl.files.requests.rows import Formats, parser_of
from returnctl.schema import readers
from returnctl.schema.dates import FIRST_YEAR, LAST_YEAR
from returnctl.schema.kinds import Manner, StoreNames, period_day, setting_value
from returnctl.schema.readers import Cell, DecimalMark, Read
from returnctl.schema.settings import Kind, SettingKind
from returnctl.values.request import AMOUNTS, DAYS, FULFILMENTS, LEAST_UNITS, MARKS, MOST_AMOUNT, MOST_UNITS, UNITS

Reader = Callable[[Cell], Read[Any]]


class Holds(StrEnum):
    """What the cells of a column hold, as far as a spreadsheet can be told."""

    TEXT = "text"
    NAME = "name"
    WHOLE = "whole"
    MONEY = "money"
    PERCENT = "percent"
    DAY = "day"
    CHOICE = "choice"
    SEVERAL = "several"
    WORDS = "words"


class Advised(NamedTuple):
    """Days of return that a store has anyway: Amazon's own window, and the least that Amazon or the law grants."""

    own: int
    least: int


class Field(NamedTuple):
    """A column, or the values of one setting. `least` and `most` are inclusive.

    `reader` makes the reader of its cells, given how the table writes dates and amounts. `none` says
    that *explicitly nothing* may be written. `choices` are all there are for a CHOICE, may be joined by
    commas for SEVERAL, and are suggestions for WORDS. What is less than `advised` says is allowed but has no effect.
    """

    name: str
    holds: Holds
    reader: Callable[[Manner], Reader]
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    none: bool = False
    unit: str = ""
    advised: Advised | None = None


YES_NO: Final = ("yes", "no")
_HOLDS: Final = {
    Kind.CHOICE: Holds.CHOICE,
    Kind.DAYS: Holds.WHOLE,
    Kind.HOURS: Holds.WHOLE,
    Kind.MONEY: Holds.MONEY,
    Kind.PERCENT: Holds.PERCENT,
    Kind.YES_NO: Holds.CHOICE,
    Kind.STARTS: Holds.SEVERAL,
    Kind.TEXT: Holds.TEXT,
}


def setting_field(name: str, kind: SettingKind) -> Field:
    """The values of a setting, or a term of an override."""
    choices = YES_NO if kind.kind is Kind.YES_NO else kind.choices
    unit = kind.kind.value if kind.kind in (Kind.DAYS, Kind.HOURS) else ""
    return Field(
        name,
        _HOLDS[kind.kind],
        lambda manner: partial(setting_value, kind, manner=manner),
        kind.least,
        kind.most,
        choices,
        kind.none,
        unit,
    )


def text_field(name: str, holds: Holds = Holds.TEXT, choices: Iterable[str] = (), most: int = 0) -> Field:
    """A column of free text; `choices` are suggestions."""
    return Field(name, holds, lambda _manner: partial(readers.text, most=most), 0, most, tuple(choices))


def choice_field(name: str, choices: Iterable[str], reader: Reader | None = None) -> Field:
    """A column that holds one of a closed list; `reader` says what is wrong in words of its own."""
    names = tuple(choices)
    read = reader or partial(readers.choice, choices=names)
    return Field(name, Holds.CHOICE, lambda _manner: read, choices=names)


def sku_field() -> Field:
    """The column of SKUs."""
    return Field("sku", Holds.NAME, lambda _manner: readers.sku)


def store_field(stores: StoreNames) -> Field:
    """The column of a store, under any of its names."""
    codes = tuple(store.code for store in stores.stores)
    return Field("store", Holds.CHOICE, lambda _manner: stores.read, choices=codes)


def period_field(name: str) -> Field:
    """The first or last day of a period."""
    return Field(name, Holds.DAY, lambda manner: partial(period_day, manner=manner), FIRST_YEAR, LAST_YEAR)


def request_field(name: str, stores: StoreNames, words: Mapping[str, tuple[str, ...]]) -> Field:
    """A column of our own table of requests; `words` are suggestions by column."""
    if name == "store":
        return store_field(stores)._replace(reader=lambda _manner: partial(_store_or_text, stores))
    holds, least, most, choices = _REQUEST.get(name, (Holds.TEXT, 0, 0, ()))
    if name in words:
        holds, choices = Holds.WORDS, words[name]
    unit = "units" if name in UNITS else ""
    return Field(name, holds, partial(_request_reader, name), least, most, choices, unit=unit)


def _request_reader(name: str, manner: Manner) -> Reader:
    mark = manner.mark or DecimalMark.POINT
    return parser_of(name, Formats({name: manner.order}, {name: mark}))


def _store_or_text(stores: StoreNames, value: Cell) -> Read[Any]:
    """What a request calls its store is looked up only when it is decided, and stays as it is where it is unknown."""
    read = stores.read(value)
    return read if read.problem is None else readers.text(value)


_REQUEST: Final[Mapping[str, tuple[Holds, int, int, tuple[str, ...]]]] = {
    **dict.fromkeys(("order_id", "order_item_id", "rma_id", "sku", "asin"), (Holds.NAME, 0, 0, ())),
    **dict.fromkeys(DAYS, (Holds.DAY, FIRST_YEAR, LAST_YEAR, ())),
    **dict.fromkeys(UNITS, (Holds.WHOLE, LEAST_UNITS, MOST_UNITS, ())),
    **dict.fromkeys(AMOUNTS, (Holds.MONEY, 0, MOST_AMOUNT, ())),
    **dict.fromkeys(MARKS, (Holds.CHOICE, 0, 0, YES_NO)),
    "fulfilment": (Holds.CHOICE, 0, 0, FULFILMENTS),
}


def may_hold(field: Field, currency: str | None = None) -> str:
    """What may stand in a cell, in words for the person who fills it in."""
    said = _words(field, currency)
    return f"{said}, or none" if field.none else said


def _words(field: Field, currency: str | None) -> str:  # noqa: PLR0911 - one kind of column each
    if field.holds is Holds.WHOLE:
        unit = f" of {field.unit}" if field.unit else ""
        return f"a whole number{unit} from {field.least} to {_long(field.most)}"
    if field.holds is Holds.MONEY:
        where = f" in {currency}" if currency else ""
        return f"an amount{where} from {field.least} to {field.most:,}, without a currency sign"
    if field.holds is Holds.PERCENT:
        return f"a number from {field.least} to {field.most}"
    if field.holds is Holds.DAY:
        return f"a date from {field.least} to {field.most}, such as 2026-11-23"
    if field.holds is Holds.CHOICE:
        return f"{', '.join(field.choices[:-1])} or {field.choices[-1]}"
    if field.holds is Holds.SEVERAL:
        return f"one or several of {', '.join(field.choices)}, with commas between them"
    if field.holds is Holds.WORDS:
        return "one of the list, or a text of your own"
    if field.holds is Holds.NAME:
        return "text, in which Excel changes nothing"
    return "text" + (f" of at most {field.most} characters" if field.most else "")


def _long(number: int) -> str:
    return f"{number:,}" if number >= 100_000 else str(number)


def as_meant(value: Any, cell: Cell) -> Any:
    """What a cell was read as, in the form in which a person would write it; a moment with a zone stays as it stood."""
    if isinstance(value, bool):
        return YES_NO[0] if value else YES_NO[1]
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return readers.as_text(cell)
    return value
