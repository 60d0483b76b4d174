"""Numbers in cells: counts, amounts of money and percentages, read strictly and never guessed."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from returnctl.schema.cells import Cell, CellProblem, Percent, Read, Trouble, below, kind_of, shown, troubled, unread
from returnctl.schema.folding import bare
from returnctl.values.finding import Code, Severity
from returnctl.values.text import pattern, visible

N = TypeVar("N", int, Decimal)
_MOST_DIGITS: Final = 15  # as many as Excel keeps
_DECIMALS: Final = Decimal("0.000001")
_AS_TEXT: Final = "select the cell, click the green corner and choose Convert to Number"
_GENERAL: Final = "choose Home > Number Format > General and type the number again"
_THOUSAND: Final = 1000
_UNITS: Final = pattern(r"([0-9]{1,6})\s*(?:%|[A-Za-z\u00c0-\uffff][\w. ]*)", re.IGNORECASE)
_RANGE: Final = pattern(r"[0-9]+\s*(?:-|–|to|bis)\s*[0-9]+", re.IGNORECASE)
_WHOLE: Final = pattern(r"[0-9]+")
_SIGNED: Final = pattern(r"[-+\u2212\u2013]\s*[0-9]+")
_ROUND: Final = pattern(r"([0-9]{1,6})[.,]0+")
# Thousands in groups of three, all parted by the same sign; then the decimals.
# Nearly every amount of a report; the long way finds the same.
_CENTS: Final = pattern(r"[0-9]{1,9}\.[0-9]{2}")
_SHAPES: Final = {
    ".": pattern(r"-?(?:[0-9]+|[0-9]{1,3}([, '’\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})*)?(?:\.[0-9]+)?"),
    ",": pattern(r"-?(?:[0-9]+|[0-9]{1,3}([. '’\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})*)?(?:,[0-9]+)?"),
}
_GROUPING: Final = pattern(r"[ '’\u00a0\u202f]")
_MONEY: Final = pattern(
    r"(?:[A-Z]{3}|\w?[$€£¥₹]|zł|kr)?\s*([0-9][0-9.,]*)\s*(?:[A-Z]{3}|[$€£¥₹]|zł|kr)?", re.IGNORECASE
)
# How German and Swiss price tags write that there are no cents: `8,-`, `8,--`, `Fr. 8.-`, `1.234,–`.
_NO_CENTS: Final = pattern(
    r"(?:[A-Z]{3}|Fr\.?|[€£])?\s*([0-9]+|[0-9]{1,3}(?:[., '’\u00a0\u202f][0-9]{3})+)[.,](?:--?|[\u2012-\u2015\u2212])"
    r"\s*(?:[A-Z]{3}|Fr\.?|[€£])?",
    re.IGNORECASE,
)
_NEGATIVE: Final = pattern(r"\(([0-9.,]+)\)|([0-9.,]*[0-9])\s*-|\u2212\s*([0-9.,]+)")


class DecimalMark(StrEnum):
    """The decimal mark of a whole column; undecided where nothing in it tells."""

    POINT = "."
    COMMA = ","
    UNDECIDED = ""


def decimal_mark_of(texts: Iterable[str]) -> DecimalMark:
    """The decimal mark that the texts of a column show; undecided where none does or they contradict."""
    marks = {mark for text in texts if (mark := _mark_in(bare(text)))}
    return DecimalMark(marks.pop()) if len(marks) == 1 else DecimalMark.UNDECIDED


def _mark_in(text: str) -> str | None:
    """What one amount tells of its decimal mark: `1,234` and `1234` tell nothing."""
    if not re.fullmatch(r"-?[0-9.,]*[0-9.,]", _GROUPING().sub("", text)):
        return None
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return "." if text.rfind(".") > text.rfind(",") else ","
    if points + commas != 1:
        return "," if points > 1 else "." if commas > 1 else None
    mark = "." if points else ","
    whole, _, decimals = text.lstrip("-").partition(mark)
    thousands = len(decimals) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
    return None if thousands else mark


def count(value: Cell, least: int, most: int, unit: str = "", *, typed: bool = False) -> Read[int]:  # noqa: PLR0911 - one kind of cell each
    """A whole number within the bounds, both inclusive, in plain digits.

    `unit` is named in messages, such as `days`. `typed`: the cell could have held a number, so text is warned of.
    """
    wanted = f"a whole number of {unit}" if unit else "a whole number"
    if isinstance(value, str):
        return _count_text(bare(value), least, most, wanted, typed)
    if value is None:
        return Read(None)
    if isinstance(value, Trouble):
        return troubled(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _bounded(value, shown(value), least, most, wanted)
    if isinstance(value, float | Decimal) and not isinstance(value, Percent):
        if not below(value, 10**_MOST_DIGITS) or value != int(value):
            return unread(Code.NOT_A_WHOLE_NUMBER, f"must be {wanted}, found `{shown(value)}`", "round it")
        return _bounded(int(value), shown(value), least, most, wanted)
    hint = _date_hint(value) if isinstance(value, date) else _GENERAL
    return unread(Code.NOT_A_WHOLE_NUMBER, f"must be {wanted}, found {kind_of(value)}, `{shown(value)}`", hint)


def _date_hint(value: date) -> str:
    """What number the cell would show if it were not formatted as a date."""
    days = value.toordinal() - date(1899, 12, 30).toordinal()
    serial = days - 1 if days <= 60 else days  # Excel counts a 29 February 1900
    hint = "the cell is formatted as a date: choose Home > Number Format > General"
    return hint if isinstance(value, datetime) or not 0 < serial < 10_000 else f"{hint}, then it shows {serial}"


def _count_text(text: str, least: int, most: int, wanted: str, typed: bool) -> Read[int]:
    if not text:
        return Read(None)
    if not _WHOLE().fullmatch(text):
        if _SIGNED().fullmatch(text):
            return _bounded(least - 1, visible(text), least, most, wanted)
        return unread(
            Code.NOT_A_WHOLE_NUMBER, f"must be {wanted}, found `{visible(text)}`", _count_hint(text, least, most)
        )
    digits = text.lstrip("0")
    number = int(digits or "0") if len(digits) <= _MOST_DIGITS else most + 1
    result = _bounded(number, visible(text), least, most, wanted)
    if typed and result.problem is None:
        problem = CellProblem(Code.NUMBER_AS_TEXT, f"holds the number {number} as text", _AS_TEXT, Severity.WARNING)
        return Read(number, problem)
    return result


def _bounded(number: N, found: str, least: Decimal | int, most: Decimal | int, wanted: str = "an amount") -> Read[N]:
    if least <= number <= most:
        return Read(number or abs(number))
    bounds, what = f"from {least} to {most}", "an amount" if wanted == "an amount" else "a number"
    return unread(Code.NUMBER_OUT_OF_RANGE, f"must be {wanted} {bounds}, found `{found}`", f"write {what} {bounds}")


def _count_hint(text: str, least: int, most: int) -> str:
    """What may have been meant; the number itself is never taken from it."""
    if _RANGE().fullmatch(text):
        return "write one number, the longer one where both may apply"
    digits = "".join(str(unicodedata.digit(sign, "")) for sign in text)
    looks = text.upper().replace("O", "0").replace("L", "1").replace("I", "1")
    for candidate in (digits if len(digits) == len(text) and text.isdecimal() else "", looks):
        if candidate.isascii() and candidate.isdecimal() and len(candidate) <= 6 and candidate != text:
            return f"write it in plain digits, perhaps {candidate}"
    with_unit = _UNITS().fullmatch(text) or _ROUND().fullmatch(text)
    if with_unit and not re.match(r"[0-9]+[xXeE][0-9A-Fa-f]", text):
        return f"write only the number, perhaps {with_unit[1]}"
    return f"write a number in plain digits, from {least} to {most}"


def amount(
    value: Cell, mark: DecimalMark, least: Decimal | int, most: Decimal | int, *, typed: bool = False
) -> Read[Decimal]:
    """An amount of money within the bounds, exact to the last digit, without a currency sign.

    A number of a workbook is taken with the 15 digits that Excel keeps, and at most 6 decimals. `1,234` may
    be two amounts whatever the mark of its column: no currency of Amazon's stores has three decimals, and
    tables are put together from several countries.
    """
    if isinstance(value, str):
        return _amount_text(bare(value), mark, least, most, typed)
    if value is None:
        return Read(None)
    if isinstance(value, Trouble):
        return troubled(value)
    if isinstance(value, bool | Percent) or not isinstance(value, int | float | Decimal):
        return unread(Code.NOT_AN_AMOUNT, f"must be an amount, found {kind_of(value)}, `{shown(value)}`", _GENERAL)
    return _exact(value, least, most)


def _exact(value: float | Decimal, least: Decimal | int, most: Decimal | int) -> Read[Decimal]:
    if not below(value, 10**_MOST_DIGITS):
        message = f"must be an amount of at most {_MOST_DIGITS} digits, found `{shown(value)}`"
        return unread(Code.NOT_AN_AMOUNT, message, "type the amount again")
    number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and (exponent < -6 or exponent > 0):
        number = number.quantize(_DECIMALS if exponent < -6 else Decimal(1))
    return _bounded(number, shown(value), least, most)


def _amount_text(text: str, mark: DecimalMark, least: Decimal | int, most: Decimal | int, typed: bool) -> Read[Decimal]:
    if not text:
        return Read(None)
    if not typed and mark is not DecimalMark.COMMA and _CENTS().fullmatch(text):
        return _bounded(Decimal(text), text, least, most)
    fits = [sign for sign, shape in _SHAPES.items() if shape().fullmatch(text) and text[-1].isdecimal()]
    number = _digits(text, fits, mark, may_be_thousands=most >= _THOUSAND)
    if not isinstance(number, Decimal):
        return number
    result = _bounded(number, visible(text), least, most)
    if typed and result.problem is None:
        message, hint = f"holds the amount {number} as text", _as_number(text, number)
        return Read(result.value, CellProblem(Code.NUMBER_AS_TEXT, message, hint, Severity.WARNING))
    return result


def _as_number(text: str, number: Decimal) -> str:
    """How a text becomes a number: Excel itself may take the mark in it for another, and `8,50` for 850."""
    if text.isdecimal():
        return _AS_TEXT
    with_comma = str(number).replace(".", ",")
    other = f" ({with_comma} where your Excel writes a comma)" if with_comma != str(number) else ""
    return f"choose Home > Number Format > General and type it anew: {number}{other}"


def plain_amount(text: str) -> Decimal | None:
    """The amount that a text is whatever its column; None where it is none, or may be another."""
    fits = [sign for sign, shape in _SHAPES.items() if shape().fullmatch(text) and text[-1:].isdecimal()]
    number = _digits(text, fits, DecimalMark.UNDECIDED, may_be_thousands=True)
    return (number or abs(number)) if isinstance(number, Decimal) else None


def _digits(text: str, fits: list[str], mark: DecimalMark, *, may_be_thousands: bool) -> Decimal | Read[Decimal]:
    """The number that the digits are under this decimal mark, which of `1,234` tells only what it cannot be."""
    if not fits or (mark and mark not in fits):
        hint = f"write it with `{mark}` before the decimals, as in the other cells"
        hint = hint if fits else _amount_hint(text, mark)
        return unread(Code.NOT_AN_AMOUNT, f"must be an amount in plain digits, found `{visible(text)}`", hint)
    own = DecimalMark(_mark_in(text) or "")
    if not own and ("." in text or "," in text) and (may_be_thousands or not mark):
        message = f"may mean two amounts, found `{visible(text)}`"
        hint = f"write it without thousands separator and with two decimals, for example 1234{mark or '.'}50"
        return unread(Code.AMBIGUOUS_AMOUNT, message, hint)
    mark = mark or own  # what can be but one amount needs no column to tell
    grouped = _GROUPING().sub("", text)
    plain = grouped.replace(".", "").replace(",", ".") if mark is DecimalMark.COMMA else grouped.replace(",", "")
    whole, _, decimals = plain.lstrip("-").partition(".")
    if len(whole.lstrip("0")) + len(decimals) > _MOST_DIGITS or len(decimals) > 6:
        message = f"must be an amount of at most {_MOST_DIGITS} digits and 6 decimals, found `{visible(text)}`"
        return unread(Code.NOT_AN_AMOUNT, message, "round it to cents")
    return Decimal(plain)


def _amount_hint(text: str, mark: DecimalMark) -> str:
    no_cents = _NO_CENTS().fullmatch(text)
    if no_cents:
        return f"`{visible(text)}` is not read; write {re.sub('[^0-9]', '', no_cents[1])}{mark or '.'}00"
    negative = _NEGATIVE().fullmatch(text)
    if negative:
        return f"a negative amount is written with `-` before it: -{negative[negative.lastindex or 1]}"
    money = _MONEY().fullmatch(text)
    if money:
        return f"write only the number, perhaps {money[1]}; the currency is the store's own"
    return "write an amount with a point before the cents, for example 12.50"


def percent(value: Cell, mark: DecimalMark = DecimalMark.POINT, *, typed: bool = False) -> Read[Decimal]:
    """A share from 0 to 100: `20`, `20%`, or a cell that Excel shows as a percentage."""
    if isinstance(value, Percent):
        return _exact(float(value) * 100, 0, 100)
    if isinstance(value, str) and bare(value).endswith("%"):
        return _amount_text(bare(value)[:-1].rstrip() or "%", mark, 0, 100, typed=False)
    return amount(value, mark, 0, 100, typed=typed)
