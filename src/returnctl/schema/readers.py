"""Strict reading of one cell, whether from a workbook, a text file or JSON. Nothing is ever guessed.

Every reader returns a value and what is wrong with the cell; None is a blank cell, `UNREADABLE` one
that holds something from which nothing can be read.
"""

from collections.abc import Collection
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from returnctl.schema.cells import (
    BLANK,
    Cell,
    CellProblem,
    Percent,
    Read,
    Trouble,
    as_text,
    below,
    kind_of,
    located,
    shown,
    troubled,
    unread,
)
from returnctl.schema.dates import DateOrder, date_order_of, day
from returnctl.schema.figures import DecimalMark, amount, count, decimal_mark_of, percent
from returnctl.schema.folding import bare, folded, nearest
from returnctl.values.finding import Code, Severity
from returnctl.values.text import compared, pattern, visible

__all__ = [
    "Cell",
    "CellProblem",
    "DateOrder",
    "DecimalMark",
    "Notation",
    "Read",
    "amount",
    "as_text",
    "choice",
    "count",
    "date_order_of",
    "day",
    "decimal_mark_of",
    "is_none",
    "located",
    "percent",
    "sku",
    "text",
    "unread",
    "yes_no",
]


class Notation(NamedTuple):
    """How the cells of a table are written: the order of its dates, its decimal mark, whether they have types."""

    order: DateOrder = DateOrder.ISO
    mark: DecimalMark = DecimalMark.UNDECIDED
    typed: bool = True


_LOST: Final = 10**15  # Excel keeps fifteen digits and turns the others into zeros
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_LIKE_EMPTY: Final = frozenset({"-", "--", "n/a", "na", "null", "nan", "none", "nil", "?", "."})
_AS_TEXT: Final = "choose Home > Number Format > Text for the column, then type or paste the SKU again"
_YES: Final = {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}


def is_none(value: Cell) -> bool:
    """Whether the cell says *explicitly nothing*: the word `none` in any case."""
    return isinstance(value, str) and len(value) < 60 and bare(value).lower() == "none"


def text(value: Cell, most: int = 0) -> Read[str]:
    """Free text without surrounding space, at most `most` characters long; 0 is without bound."""
    if value is None or (isinstance(value, str) and not bare(value)):
        return BLANK
    if isinstance(value, str) and not most:
        return Read(value.strip())
    if isinstance(value, Trouble):
        return troubled(value)
    if _beyond_digits(value):
        message = f"is a number of more than 15 digits, of which Excel has lost some: `{shown(value)}`"
        return unread(Code.DIGITS_LOST, message, "choose Home > Number Format > Text, then paste it again")
    found = as_text(value).strip()
    if most and len(found) > most:
        message = f"must be text of at most {most} characters, found {len(found)}"
        return unread(Code.TEXT_TOO_LONG, message, "shorten the text")
    return Read(found)


def _beyond_digits(value: Cell) -> bool:
    """Also NaN and what JSON lets pass as a number."""
    return isinstance(value, int | float | Decimal) and not below(value, _LOST)


def sku(value: Cell) -> Read[str]:  # noqa: PLR0911 - one kind of cell each
    """A SKU as it stands; numbers as Excel shows them. What Excel has turned into something else is refused."""
    if isinstance(value, str):
        return _sku_text(value)
    if value is None:
        return BLANK
    if isinstance(value, Trouble):
        return troubled(value)
    if isinstance(value, date | time | timedelta):
        message = f"must be a SKU, found {kind_of(value)}, `{shown(value)}`: Excel has changed what was typed"
        return unread(Code.SKU_IS_A_DATE, message, _AS_TEXT)
    if isinstance(value, bool | Percent):
        return unread(Code.BROKEN_CELL, f"must be a SKU, found {kind_of(value)}, `{shown(value)}`", _AS_TEXT)
    if _beyond_digits(value):
        return _lost(shown(value))
    return Read(as_text(value))


def _sku_text(value: str) -> Read[str]:  # noqa: PLR0911 - one kind of text each
    wanted = compared(value)
    if not wanted:
        return BLANK
    if wanted.upper() in _ERRORS:
        return troubled(Trouble(Code.ERROR_CELL, wanted))
    if "E+" in wanted and _SHORTENED().fullmatch(wanted):
        return _lost(wanted)
    if is_shown_date(wanted):
        message = f"holds `{visible(wanted)}`, which looks like a date that Excel made of a SKU"
        return _remark(value, Code.SKU_IS_A_DATE, message, f"{_AS_TEXT}; leave it if it is one of yours")
    if wanted.lower() in _LIKE_EMPTY:
        message = f"holds `{visible(wanted)}`, which is read as a SKU"
        return _remark(value, Code.SKU_LOOKS_EMPTY, message, "leave the row out if it is none")
    if wanted != value:
        message = f"holds spaces or signs that cannot be seen; read as `{visible(wanted)}`"
        return _remark(value, Code.SKU_CLEANED, message, "type the SKU again")
    return Read(value)


def _lost(found: str) -> Read[str]:
    message = f"must be a SKU, found a long number of which Excel has lost digits, `{visible(found)}`"
    return unread(Code.SKU_LOST_DIGITS, message, _AS_TEXT)


def _remark(value: str, code: Code, message: str, hint: str) -> Read[str]:
    return Read(value, CellProblem(code, message, hint, Severity.WARNING))


def yes_no(value: Cell) -> Read[bool]:
    """Yes or no: `Y`, `yes`, `true`, their opposites, or a cell that is TRUE or FALSE."""
    if isinstance(value, bool):
        return Read(value)
    if value is None or (isinstance(value, str) and not bare(value)):
        return Read(None)
    if isinstance(value, Trouble):
        return troubled(value)
    found = _YES.get(bare(value).lower()) if isinstance(value, str) else None
    if found is None:
        return unread(Code.NOT_YES_OR_NO, f"must be yes or no, found `{shown(value)}`", "write yes or no")
    return Read(found)


def choice(value: Cell, choices: Collection[str]) -> Read[str]:
    """One of a closed list, whatever its case, spaces, `-` and `_`; as the list writes it."""
    if value is None or (isinstance(value, str) and not bare(value)):
        return BLANK
    if isinstance(value, Trouble):
        return troubled(value)
    wanted = folded(as_text(value))
    found = next((name for name in choices if folded(name) == wanted), None)
    if found is not None:
        return Read(found)
    near = nearest(as_text(value), choices)
    listed = ", ".join(f"`{name}`" for name in choices)
    message = f"must be one of {listed}, found `{shown(value)}`"
    return unread(Code.NOT_A_CHOICE, message, f"did you mean `{near}`?" if near else "write one of these")


# `4.01235E+12`: two digits and more behind the mark at any size, fewer only where a number is so long that the
# format General shows it so. `1E5` and `12E34` are SKUs: Excel always writes the sign, and two digits behind it.
_SHORTENED: Final = pattern(r"[0-9][.,][0-9]{2,}E\+[0-9]{2,3}|[1-9](?:[.,][0-9])?E\+(?:1[1-9]|[2-9][0-9]|[0-9]{3})")

_DAY: Final = r"(?:0[1-9]|[12][0-9]|3[01])"
_ENGLISH: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_GERMAN: Final = "Jan|Jän|Feb|Mrz|Mär|Apr|Mai|Jun|Jul|Aug|Sept?|Okt|Nov|Dez"
# French, Italian and Spanish write months small. Left out are `set`, `mag`, `lug` and `may`: `10-set` is ten of a kind.
_SMALL: Final = (
    "janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc|gen|feb|mar|apr|giu|ago|ott|dic|ene|abr|jun|jul|sep"
)
_DATE: Final = pattern(
    rf"(?:[1-9]|{_DAY})-(?:{_ENGLISH})|(?:{_ENGLISH})-[0-9]{{2}}"
    rf"|{_DAY}\. ?(?:{_GERMAN})|(?:{_GERMAN}) [0-9]{{2}}"
    rf"|{_DAY}-(?:{_SMALL})\.?|(?:{_SMALL})\.?-[0-9]{{2}}"
)
_LONGEST: Final = 8  # `03. Sept`, `févr.-26`


def is_shown_date(sku: str) -> bool:
    """Whether a SKU is what Excel shows of a day or a month: `01-Mar`, `Mar-26`, `03. Jan`, `Mrz 26`, `01-mars`."""
    return len(sku) <= _LONGEST and not sku.isalnum() and not sku.isupper() and _DATE().fullmatch(sku) is not None
