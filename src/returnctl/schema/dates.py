"""Dates in cells: what is a day beyond doubt is read, what could be two days is not."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Final

from returnctl.schema.cells import Cell, Percent, Read, Trouble, below, kind_of, shown, troubled, unread
from returnctl.schema.folding import bare
from returnctl.schema.settings import FIRST_YEAR, LAST_YEAR
from returnctl.values.finding import Code
from returnctl.values.text import pattern, visible

_TIME: Final = (
    r"(?:(?:\s*,?\s+|T)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"\s*(?P<half>[AP]\.?M\.?)?\s*(?P<zone>Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-][0-9]{2}:?[0-9]{2})?)?"
)
_YEAR_FIRST: Final = pattern(
    r"(?P<year>[0-9]{4})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})" + _TIME, re.IGNORECASE
)
_NAMED: Final = pattern(
    r"(?:(?P<day>[0-9]{1,2})[-/. ]\s*(?P<name>[A-Z]{3,9})|(?P<name_first>[A-Z]{3,9})\.?\s+(?P<day_second>[0-9]{1,2}))"
    r"[-/., ]\s*(?P<year>[0-9]{4}|[0-9]{2})" + _TIME,
    re.IGNORECASE,
)
_NUMBERS: Final = pattern(
    r"(?P<first>[0-9]{1,2})(?P<sign>[-/.])(?P<second_>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4}|[0-9]{2})" + _TIME,
    re.IGNORECASE,
)
_SERIAL: Final = pattern(r"[0-9]{1,7}(?:\.[0-9]{1,12})?")
_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS: Final = {form: n for n, name in enumerate(_MONTH_NAMES, 1) for form in (name, name[:3])} | {"sept": 9}
# Names of zones that mean one thing only; `CST` and `IST` do not.
_ZONES: Final = {"z": 0, "utc": 0, "gmt": 0, "pst": -8, "pdt": -7, "cet": 1, "met": 1, "cest": 2, "mest": 2, "jst": 9}
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_415  # the days of those years, as Excel counts them
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones
OF_COLUMN: Final = ", and no other date in its column tells which"
_WRITE: Final = "write the date as 2026-10-05 or 05-Oct-2026"


class DateOrder(StrEnum):
    """How dates of numbers are written in a whole column; ISO where it has none that could mean two days."""

    ISO = "iso"
    DMY = "day-month-year"
    MDY = "month-day-year"
    AMBIGUOUS = "ambiguous"


def date_order_of(texts: Iterable[str]) -> DateOrder:
    """The order that the dates of a column show: one day beyond 12 tells it, two that contradict do not.

    Dates with dots say nothing about those with slashes: nobody writes the month first before a dot.
    """
    shows: set[DateOrder] = set()
    for text in texts:
        match = _NUMBERS().fullmatch(bare(text))
        if match and not _dotted(match):
            shows.add(_order_in(int(match["first"]), int(match["second_"])))
    decided = shows - {DateOrder.AMBIGUOUS}
    if not shows:
        return DateOrder.ISO
    return decided.pop() if len(decided) == 1 else DateOrder.AMBIGUOUS


def _order_in(first: int, second: int) -> DateOrder:
    if 12 < first <= 31 and second <= 12:
        return DateOrder.DMY
    return DateOrder.MDY if first <= 12 < second <= 31 else DateOrder.AMBIGUOUS


def day(value: Cell, order: DateOrder = DateOrder.ISO) -> Read[date]:
    """A day, or a moment where the cell has a time, with a zone where it has one.

    Accepted: 2026-10-05, 05-Oct-2026, 5-Oct-26, each with a time; Excel's day numbers; dates of numbers
    such as 03/04/2026 only when `order` is decided, which is asked for them only. Years from 2000 to 2100.
    """
    if isinstance(value, str):
        return _day_text(bare(value), order)
    if value is None:
        return Read(None)
    if isinstance(value, Trouble):
        return troubled(value)
    if isinstance(value, date):
        return _plausible(value, shown(value))
    if isinstance(value, bool | Percent) or not isinstance(value, int | float | Decimal):
        return unread(Code.NOT_A_DATE, f"must be a date, found {kind_of(value)}, `{shown(value)}`", _WRITE)
    return _serial(float(value) if below(value, 10**7) else 0.0, shown(value))


def _day_text(text: str, order: DateOrder) -> Read[date]:  # noqa: PLR0911 - one form of date each
    if not text:
        return Read(None)
    if len(text) > 60:
        return unread(Code.NOT_A_DATE, f"must be a date, found `{visible(text)}`", _WRITE)
    if _SERIAL().fullmatch(text):
        return _serial(float(text), text)
    match = _YEAR_FIRST().fullmatch(text)
    if match:
        return _made(match, int(match["year"]), int(match["month"]), int(match["day"]))
    match = _NAMED().fullmatch(text)
    if match:
        return _named(match)
    match = _NUMBERS().fullmatch(text)
    if match:
        return _by_order(match, order)
    return unread(Code.NOT_A_DATE, f"must be a date, found `{visible(text)}`", _WRITE)


def _named(match: re.Match[str]) -> Read[date]:
    month = _MONTHS.get((match["name"] or match["name_first"]).lower())
    if month is None:
        message = f"must be a date with an English month, found `{visible(match[0])}`"
        return unread(Code.NOT_A_DATE, message, _WRITE)
    return _made(match, _year(match["year"]), month, int(match["day"] or match["day_second"]))


def _dotted(match: re.Match[str]) -> bool:
    return match[0].count(".") >= 2


def _by_order(match: re.Match[str], order: DateOrder) -> Read[date]:
    first, second = int(match["first"]), int(match["second_"])
    if order is DateOrder.MDY and not _dotted(match):
        return _made(match, _year(match["year"]), first, second)
    if order is DateOrder.DMY or first == second or _dotted(match):
        return _made(match, _year(match["year"]), second, first)
    if first > 12 and second > 12:
        return _impossible(match[0])
    message = f"may mean two days, found `{visible(match[0])}`{OF_COLUMN}"
    return unread(Code.AMBIGUOUS_DATE, message, _WRITE)


def _year(digits: str) -> int:
    return int(digits) + (FIRST_YEAR if len(digits) == 2 else 0)


def _made(match: re.Match[str], year: int, month: int, of_month: int) -> Read[date]:
    """The day or moment that the parts make, if there is such a one."""
    zone = _zone(match["zone"])
    if match["zone"] and zone is None:
        message = f"must be a date with a zone that is known, found `{visible(match[0])}`"
        return unread(Code.NOT_A_DATE, message, "write the time with Z or +02:00, or leave it out")
    try:
        if match["hour"] is None:
            return _plausible(date(year, month, of_month), match[0])
        hour = _hour(int(match["hour"]), match["half"])
        moment = datetime(year, month, of_month, hour, int(match["minute"]), int(match["second"] or 0), tzinfo=zone)
    except ValueError:
        return _impossible(match[0])
    return _plausible(moment, match[0])


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("a clock of twelve hours has no such hour")
    return hour % 12 + (12 if half[0] in "Pp" else 0)


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.lower() in _ZONES:
        return timezone(timedelta(hours=_ZONES[text.lower()]))
    match = re.fullmatch(r"(?:UTC|GMT)?([+-])([0-9]{2}):?([0-9]{2})", text, re.IGNORECASE)
    if match is None or int(match[2]) > 15 or int(match[3]) > 59:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-offset if match[1] == "-" else offset)


def _serial(number: float, found: str) -> Read[date]:
    """Excel's number of a day, read only where no other number is meant."""
    if not _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        return unread(Code.NOT_A_DATE, f"must be a date, found the number `{visible(found)}`", _WRITE)
    moment = _EPOCH + timedelta(seconds=round(number * 86_400))
    return Read(moment.date() if number == int(number) else moment)


def _plausible(value: date, found: str) -> Read[date]:
    if FIRST_YEAR <= value.year <= LAST_YEAR:
        return Read(value)
    message = f"must be a date from {FIRST_YEAR} to {LAST_YEAR}, found `{visible(found)}`"
    return unread(Code.IMPOSSIBLE_DATE, message, "correct the year; where there is no end, leave the cell blank")


def _impossible(found: str) -> Read[date]:
    return unread(Code.IMPOSSIBLE_DATE, f"must be a date, and `{visible(found)}` is no day of the calendar", _WRITE)
