"""What the number format of a cell makes of its number: a date, a time, a span, a percentage, a sum in a currency."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final, NamedTuple

from returnctl.schema.cells import CellValue, Percent, Trouble, number
from returnctl.values.finding import Code

_DOLLARS: Final = ("USD", "CAD", "AUD", "MXN", "SGD", "NZD", "HKD")
_SIGNS: Final = {
    "$": _DOLLARS,
    "US$": ("USD",),
    "CA$": ("CAD",),
    "A$": ("AUD",),
    "MX$": ("MXN",),
    "S$": ("SGD",),
    "R$": ("BRL",),
    "€": ("EUR",),
    "£": ("GBP", "EGP"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "円": ("JPY",),
    "₹": ("INR",),
    "₺": ("TRY",),
    "TL": ("TRY",),
    "kr": ("SEK", "NOK", "DKK"),
    "zł": ("PLN",),
    "R": ("ZAR",),
}
_CODES: Final = frozenset(
    {code for codes in _SIGNS.values() for code in codes} | {"AED", "SAR", "CHF", "CZK"},
)
# Excel writes the language of a sign behind it; some of these tell one dollar from another.
_LANGUAGES: Final = {
    "409": "USD",
    "1009": "CAD",
    "C0C": "CAD",
    "C09": "AUD",
    "80A": "MXN",
    "4809": "SGD",
    "809": "GBP",
    "411": "JPY",
    "804": "CNY",
    "41D": "SEK",
    "414": "NOK",
    "406": "DKK",
}
_BRACKET: Final = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?\]")
_QUOTED: Final = re.compile(r'"([^"]*)"|\\(.)')
_PLAIN: Final = re.compile(r"[$€£¥￥₹₺]")


class ShownCurrency(NamedTuple):
    """A currency sign in a number format, and the currencies that it may stand for."""

    sign: str
    codes: tuple[str, ...]


class Money(float):
    """A number that its cell shows as an amount in a currency."""

    __slots__ = ("shown",)

    shown: ShownCurrency


def currency_shown(code: str) -> ShownCurrency | None:
    """The currency that a format code such as `[$€-407]#,##0.00` or `#,##0.00 "USD"` shows, if it shows one."""
    first = code.split(";", maxsplit=1)[0]
    for sign, language in _BRACKET.findall(first):
        known = _known(sign.strip())
        if known is not None:
            exact = _LANGUAGES.get(language.lstrip("0").upper(), "")
            return known._replace(codes=(exact,)) if exact in known.codes else known
    rest = _BRACKET.sub("", first)
    texts = [quoted or single for quoted, single in _QUOTED.findall(rest)]
    plain = _PLAIN.findall(_QUOTED.sub("", rest))
    return next((known for text in (*texts, *plain) if (known := _known(text.strip())) is not None), None)


def _known(sign: str) -> ShownCurrency | None:
    if sign in _CODES:
        return ShownCurrency(sign, (sign,))
    codes = _SIGNS.get(sign)
    return None if codes is None else ShownCurrency(sign, codes)


class Format(Enum):
    """What a number format shows; plain numbers have none."""

    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    SPAN = "span"
    PERCENT = "percent"


# The formats that Excel knows by number, and that no workbook spells out.
BUILT_IN: Final = (
    dict.fromkeys((9, 10), Format.PERCENT)
    | dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58), Format.DATE)
    | dict.fromkeys((*range(18, 22), *range(32, 36), 45, 47, 55, 56), Format.TIME)
    | {22: Format.MOMENT, 46: Format.SPAN}
)
_SILENT: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|AM/PM|A/P', re.IGNORECASE | re.DOTALL)
_SPAN: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31


def format_of(code: str) -> Format | None:
    """What a format code such as `dd/mm/yyyy` or `0.0%` shows; None for a plain number or text."""
    shown = _SILENT.sub("", code).split(";")[0].lower()
    if shown == "general":
        return None
    if _SPAN.search(shown):
        return Format.SPAN
    days, hours = re.search("[dy]", shown), re.search("[hs]", shown)
    if days or (not hours and "m" in shown):
        return Format.MOMENT if hours else Format.DATE
    if hours:
        return Format.TIME
    return Format.PERCENT if "%" in shown else None


def reader_of(shown_as: Format | ShownCurrency, mac: bool) -> Callable[[str], CellValue]:
    """How to read the stored text of a cell with this format. `mac`: the workbook counts days from 1904."""

    def read(text: str) -> CellValue:
        value = number(text)
        if not isinstance(value, int | float):
            return value
        if isinstance(shown_as, ShownCurrency):
            return _money(value, shown_as)
        if shown_as is Format.PERCENT:
            return Percent(value)
        return _span(value, text) if shown_as is Format.SPAN else _moment(value, text, shown_as, mac)

    return read


def _money(value: float, shown: ShownCurrency) -> CellValue:
    try:
        money = Money(value)
    except OverflowError:
        return value
    money.shown = shown
    return money


def _span(value: float, text: str) -> CellValue:
    try:
        return timedelta(milliseconds=round(value * 86_400_000))
    except OverflowError:
        return Trouble(Code.NUMBER_OUT_OF_RANGE, text)


def _moment(serial: float, text: str, shown_as: Format, mac: bool) -> CellValue:
    if not mac and 0 <= serial < 1 and shown_as is Format.TIME:
        seconds, rest = divmod(min(round(serial * 86_400_000), 86_399_999), 1000)
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest * 1000)
    # Excel has a day 0 and a 29 February 1900, which never were.
    last = _LAST_SERIAL - 1462 if mac else _LAST_SERIAL
    if not (0 if mac else 1) <= serial < last + 1 or (not mac and 60 <= serial < 61):
        return Trouble(Code.IMPOSSIBLE_DATE, text)
    epoch = datetime(1904, 1, 1) if mac else datetime(1899, 12, 30 if serial > 60 else 31)  # noqa: DTZ001
    try:
        moment = epoch + timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return Trouble(Code.IMPOSSIBLE_DATE, text)
    whole = shown_as is Format.DATE and moment.time() == time()
    return date(moment.year, moment.month, moment.day) if whole else moment
