"""What can be fixed in a cell without any doubt: it says afterwards what it said before, only plainly."""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from returnctl.schema.figures import plain_amount
from returnctl.schema.folding import folded
from returnctl.schema.readers import Cell, Notation, Read, is_none
from returnctl.schema.settings import Field, Kind
from returnctl.values.finding import Severity
from returnctl.values.text import pattern

WHOLE: Final = frozenset({Kind.DAYS, Kind.HOURS, Kind.UNITS})
_INVISIBLE: Final = pattern("[\xad\u200b-\u200f\u2060\ufeff]")
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGITS: Final = pattern("[0-9]{1,15}")
_FULL_WIDTH_DIGITS: Final = pattern("[0-9０-９]{1,15}")
_ISO: Final = pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Why(StrEnum):
    """Why a cell was fixed, in the merchant's words."""

    SPACES = "spaces and signs that cannot be seen taken away"
    SPELLING = "written as it is spelled in the list of choices"
    FULL_WIDTH = "full-width digits written as plain ones"
    NUMBER = "a number that was stored as text"
    DATE = "a date that was stored as text"
    QUOTES = "quotes that Excel added taken away"
    TAB = "a tab behind the action taken away"
    BLANK_ROW = "blank row taken away"


class Fix(NamedTuple):
    """What a cell holds, what it is to hold, and why."""

    before: str
    after: Cell
    why: Why


def fix_of(field: Field, value: str, notation: Notation, read: Callable[[Cell, Notation], Read[Any]]) -> Fix | None:
    """What a cell of a column is to hold; None where there is nothing to fix beyond doubt.

    `notation` is how the table is written, and whether it can hold numbers and dates. Whatever is proposed
    is read again by `read`, which reads the table, and is dropped unless it is the same value, with nothing
    more against it.
    """
    if not (field.is_closed or field.is_amount or field.kind in WHOLE or field.kind is Kind.DAY) and (
        value.isascii() and value == value.strip()
    ):
        return None  # there is nothing else that could be fixed in a text
    before = read(value, notation)
    for after, why in _proposals(field, value, notation.typed):
        if after != value and _is_same(before, read(after, notation), why):
            return Fix(value, after, why)
    return None


def _proposals(field: Field, value: str, typed: bool) -> Iterator[tuple[Cell, Why]]:
    """From the farthest-going to the smallest."""
    exact = field.is_closed or field.is_amount or field.kind in (*WHOLE, Kind.DAY, Kind.SKU)
    text = _INVISIBLE().sub("", value).strip() if exact else value.strip()
    if not text:
        return
    if field.none and is_none(text):
        yield "none", Why.SPELLING if text != "none" else Why.SPACES
        return
    if field.is_closed:
        wanted = next((choice for choice in field.choices if folded(choice) == folded(text)), text)
        yield wanted, Why.SPELLING if wanted != text else Why.SPACES
    elif field.kind is Kind.DAY and typed and (day := _day(text)):
        yield day, Why.DATE
    elif field.is_amount or field.kind in WHOLE:
        yield from _numbers(field, text, typed)
    yield text, Why.SPACES


def _numbers(field: Field, text: str, typed: bool) -> Iterator[tuple[Cell, Why]]:
    plain = text.translate(_FULL_WIDTH) if _FULL_WIDTH_DIGITS().fullmatch(text) else text
    why = Why.NUMBER if plain == text else Why.FULL_WIDTH
    if typed and _DIGITS().fullmatch(plain):
        yield int(plain), why
    elif typed and field.is_amount and (amount := plain_amount(plain)) is not None:
        yield amount, why
    if why is Why.FULL_WIDTH:
        yield plain, why


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO().fullmatch(text) else None
    except ValueError:
        return None


def _is_same(before: Read[Any], after: Read[Any], why: Why) -> bool:
    """Whether the cell still says the same, with nothing more against it.

    A cell that cannot be read becomes readable by its digits only; its spaces may go.
    """
    codes = [read.problem and read.problem.code for read in (before, after)]
    if _is_error(before):
        return codes[0] == codes[1] if why is Why.SPACES else why is Why.FULL_WIDTH and not _is_error(after)
    return codes[1] in (None, codes[0]) and bool(before.value == after.value)


def _is_error(read: Read[Any]) -> bool:
    return read.problem is not None and read.problem.severity is Severity.ERROR
