"""Which currency the number format of a cell shows. A sum is a plain number: its format changes nothing."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from returnctl.files.cells.values import CellValue, number

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


def money_reader(shown: ShownCurrency) -> Callable[[str], CellValue]:
    """How to read the stored text of a cell with this format."""

    def read(text: str) -> CellValue:
        value = number(text)
        if not isinstance(value, int | float):
            return value
        try:
            money = Money(value)
        except OverflowError:
            return value
        money.shown = shown
        return money

    return read
