"""What can be mended in a cell without any doubt: it says afterwards what it said before, only plainly."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from returnctl.schema.figures import plain_amount
from returnctl.schema.folding import folded
from returnctl.schema.kinds import Manner
from returnctl.schema.readers import Cell, Read, is_none
from returnctl.values.finding import Severity
from returnctl.values.pattern import pattern

_INVISIBLE: Final = pattern("[\xad\u200b-\u200f\u2060\ufeff]")
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGITS: Final = pattern("[0-9]{1,15}")
_FULL_WIDTH_DIGITS: Final = pattern("[0-9０-９]{1,15}")
_ISO: Final = pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Why(StrEnum):
    """Why a cell was mended, in the merchant's words."""

    SPACES = "spaces and signs that cannot be seen taken away"
    SPELLING = "written as it is spelled in the list of choices"
    FULL_WIDTH = "full-width digits written as plain ones"
    NUMBER = "a number that was stored as text"
    DATE = "a date that was stored as text"
    QUOTES = "quotes that Excel added taken away"
    TAB = "a tab behind the action taken away"
    BLANK_ROW = "blank row taken away"


class Holds(StrEnum):
    """What the cells of a column hold, as far as mending goes."""

    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    COUNT = "count"
    MONEY = "money"
    DAY = "day"


_AS_IT_STANDS: Final = (Holds.TEXT, Holds.CODE)


class Curable(NamedTuple):
    """A column whose cells may be mended: how it is read, what it holds, and how its choices are spelled.

    `none` says that the word `none` may stand in it.
    """

    name: str
    read: Callable[[Cell, Manner], Read[Any]]
    holds: Holds
    choices: Sequence[str] = ()
    none: bool = False


class Cure(NamedTuple):
    """What a cell holds, what it is to hold, and why."""

    before: str
    after: Cell
    why: Why


def cure(value: Cell, column: Curable, manner: Manner) -> Cure | None:
    """What the cell is to hold; None where there is nothing to mend beyond doubt.

    `manner` is how the table is written, and whether it can hold numbers and dates. Whatever is proposed
    is read again by the reader that reads the table, and is dropped unless it is the same value, with
    nothing more against it.
    """
    if not isinstance(value, str):
        return None
    if column.holds in _AS_IT_STANDS and value.isascii() and value == value.strip():
        return None
    before = column.read(value, manner)
    for after, why in _proposals(value, column, manner.typed):
        if after != value and _same(before, column.read(after, manner), why):
            return Cure(value, after, why)
    return None


def _proposals(value: str, column: Curable, typed: bool) -> list[tuple[Cell, Why]]:
    """From the farthest-going to the smallest."""
    text = value.strip() if column.holds is Holds.TEXT else _INVISIBLE().sub("", value).strip()
    if not text:
        return []
    spaces: list[tuple[Cell, Why]] = [(text, Why.SPACES)]
    if column.none and is_none(text):
        return [("none", Why.SPELLING if text != "none" else Why.SPACES)]
    if column.holds is Holds.CHOICE:
        wanted = next((choice for choice in column.choices if folded(choice) == folded(text)), None)
        return [(wanted, Why.SPELLING if wanted != text else Why.SPACES), *spaces] if wanted else spaces
    if column.holds is Holds.DAY:
        return [*([(date.fromisoformat(text), Why.DATE)] if typed and _is_day(text) else []), *spaces]
    if column.holds in (Holds.COUNT, Holds.MONEY):
        return [*_numbers(text, column.holds, typed), *spaces]
    return spaces


def _numbers(text: str, holds: Holds, typed: bool) -> list[tuple[Cell, Why]]:
    plain = text.translate(_FULL_WIDTH) if _FULL_WIDTH_DIGITS().fullmatch(text) else text
    why = Why.NUMBER if plain == text else Why.FULL_WIDTH
    found: list[tuple[Cell, Why]] = []
    if typed and _DIGITS().fullmatch(plain):
        found.append((int(plain), why))
    elif typed and holds is Holds.MONEY and (amount := plain_amount(plain)) is not None:
        found.append((amount, why))
    return [*found, (plain, why)] if why is Why.FULL_WIDTH else found


def _is_day(text: str) -> bool:
    if not _ISO().fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _same(before: Read[Any], after: Read[Any], why: Why) -> bool:
    """Whether the cell still says the same, with nothing more against it.

    A cell that cannot be read becomes readable by its digits only; its spaces may go.
    """
    if _is_error(before):
        same = before.problem is not None and after.problem is not None and before.problem.code == after.problem.code
        return (why is Why.SPACES and same) or (why is Why.FULL_WIDTH and not _is_error(after))
    if after.problem is not None and (before.problem is None or before.problem.code != after.problem.code):
        return False
    return bool(before.value == after.value)


def _is_error(read: Read[Any]) -> bool:
    return read.problem is not None and read.problem.severity is Severity.ERROR
