"""What a cell holds, and what reading one yields: a value, and what is wrong with the cell."""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Generic, NamedTuple, TypeAlias, TypeVar

from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import UNREADABLE, Unread
from returnctl.values.text import pattern, visible

V = TypeVar("V")


class Percent(float):
    """A number that its cell shows as a percentage: 30 % is 0.3."""

    __slots__ = ()


class Trouble(NamedTuple):
    """A cell that holds something, but no value: `shown` is what stands there."""

    code: Code
    shown: str


# None is a blank cell, and so is text of nothing but spaces.
CellValue: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | Percent | Trouble | None

_NUMBER: Final = pattern(r"[+-]?(?:\d+(\.\d*)?|(\.\d+))([eE][+-]?\d+)?", re.ASCII)
_ESCAPE: Final = pattern(r"_x((?![dD][89A-Fa-f])[0-9A-Fa-f]{4})_")  # lone surrogates are no text


def number(text: str) -> CellValue:
    """A stored number: whole ones are `int` as far as a float is exact; digits stay as they are."""
    match = _NUMBER().fullmatch(text.strip())
    if match is None or len(text) > 400:
        return Trouble(Code.BROKEN_CELL, text) if text.strip() else None
    if not any(match.groups()):
        return int(match[0])
    value = float(match[0])
    if math.isinf(value):
        return Trouble(Code.BROKEN_CELL, text)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def text_or_blank(text: str | None) -> str | None:
    """A text with Excel's own escapes such as `_x000D_` undone; None where nothing is to be seen."""
    if not text or text.isspace():
        return None
    return _ESCAPE().sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


# A cell of a workbook, a field of a text file, or a value of JSON.
Cell: TypeAlias = CellValue | Decimal

_TROUBLES: Final = {
    Code.FORMULA_WITHOUT_VALUE: (
        "holds a formula without a saved value, `{}`",
        "open the workbook in Excel, press F9, and save it",
    ),
    Code.ERROR_CELL: ("holds the error `{}`", "mend the formula in the cell, or type the value itself"),
    Code.MERGED_CELL: (
        "is covered by the merged cells `{}`",
        "select them, Home > Merge & Center > Unmerge Cells, then fill in each cell",
    ),
    Code.IMPOSSIBLE_DATE: ("is formatted as a date, but `{}` is no day", "Home > Number Format > General shows why"),
    Code.NUMBER_OUT_OF_RANGE: ("holds a number that is too large, `{}`", "type the value again"),
}


class CellProblem(NamedTuple):
    """What is wrong with one cell. `message` begins with a verb: the name of the column is put before it."""

    code: Code
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


class Read(NamedTuple, Generic[V]):
    """What was read from one cell: None for a blank one, `UNREADABLE` where nothing can be read from it."""

    value: V | Unread | None
    problem: CellProblem | None = None


BLANK: Final = Read[str](None)


def located(problem: CellProblem, at: Location, column: str) -> Finding:
    """The finding for a cell: its place, and the name of its column before the message."""
    return Finding(problem.code, at, f"`{visible(column)}` {problem.message}", problem.hint, problem.severity)


def unread(code: Code, message: str, hint: str = "") -> Read[V]:
    """Nothing can be read from the cell, and why."""
    return Read(UNREADABLE, CellProblem(code, message, hint))


def troubled(trouble: Trouble) -> Read[V]:
    """A cell whose workbook already says that it holds no value."""
    message, hint = _TROUBLES.get(trouble.code, ("cannot be read, it holds `{}`", "type the value again"))
    return unread(trouble.code, message.format(visible(trouble.shown)), hint)


def shown(value: Cell) -> str:
    """The cell as Excel would show it, safe to print."""
    return visible(as_text(value))


def as_text(value: Cell) -> str:  # noqa: PLR0911 - one kind of cell each
    """The cell as text: whole numbers without `.0`, dates as 2026-10-05, TRUE and FALSE."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Trouble):
        return value.shown
    if isinstance(value, Percent):
        return f"{_plain(value * 100)}%"
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, int) and value.bit_length() > 10_000:  # turning it into digits would be refused
        return f"a number of {value.bit_length() * 3 // 10} digits"
    return str(value)


def below(value: float | Decimal, limit: int) -> bool:
    """Whether a number is one at all, and its size is below the limit; NaN and infinite ones are not."""
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value) < limit
    return abs(value) < limit


def kind_of(value: Cell) -> str:
    """What the cell holds, in a word for a message."""
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, Percent):
        return "a percentage"
    if isinstance(value, date | datetime):
        return "a date"
    return "a time" if isinstance(value, time | timedelta) else "something else"


def _plain(value: float) -> str:
    text = format(value, ".15g")
    return str(int(float(text))) if "e" in text and float(text).is_integer() and abs(value) < 1e21 else text
