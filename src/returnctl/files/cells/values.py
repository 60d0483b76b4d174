"""What a cell of a sheet holds once it is read; a cell that holds nothing usable says so itself."""

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple, TypeAlias

from returnctl.values.finding import Code
from returnctl.values.pattern import pattern


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
