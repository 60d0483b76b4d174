"""What Excel shows where it has made a number or a date of a SKU, when its cells were saved or pasted as text."""

from typing import Final

from returnctl.values.pattern import pattern

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


def is_shortened_number(sku: str) -> bool:
    """Whether a SKU is what Excel shows of a long number: `1.2E+13`."""
    return "E+" in sku and _SHORTENED().fullmatch(sku) is not None


def is_shown_date(sku: str) -> bool:
    """Whether a SKU is what Excel shows of a day or a month: `01-Mar`, `Mar-26`, `03. Jan`, `Mrz 26`, `01-mars`."""
    return len(sku) <= _LONGEST and not sku.isalnum() and not sku.isupper() and _DATE().fullmatch(sku) is not None
