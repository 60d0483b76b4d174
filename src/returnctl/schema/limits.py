"""What Excel is told of the cells of a column: in words, as a list, as bounds, and how they are shown."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from returnctl.schema.settings import Field, Kind

WHOLE: Final = frozenset({Kind.DAYS, Kind.HOURS, Kind.UNITS})
SEVERAL: Final = frozenset({Kind.STARTS, Kind.ANSWERS})
NAMES: Final = frozenset({Kind.SKU, Kind.NAME})
# What Excel takes of a list or a formula that is written into the limit itself.
MOST_FORMULA: Final = 255
# A longer list of words is not read out once more: the drop-down shows it.
_LONG: Final = 160
_EPOCH: Final = date(1899, 12, 30)
_AMOUNT: Final = "0.00"


class Advised(NamedTuple):
    """Days of return that a store has anyway: Amazon's own window, and the least that Amazon or the law grants."""

    own: int
    least: int


def may_hold(field: Field, currency: str | None = None) -> str:
    """What may stand in a cell, in words for the person who fills it in."""
    said = _said(field, currency)
    return f"{said}, or none" if field.none else said


def _said(field: Field, currency: str | None) -> str:  # noqa: PLR0911 - one kind of column each
    if field.kind in WHOLE:
        most = f"{field.most:,}" if field.most >= 100_000 else str(field.most)
        return f"a whole number of {field.kind} from {field.least} to {most}"
    if field.kind is Kind.MONEY:
        where = f" in {currency}" if currency else ""
        return f"an amount{where} from {field.least} to {field.most:,}, without a currency sign"
    if field.kind is Kind.PERCENT:
        return f"a number from {field.least} to {field.most}"
    if field.kind is Kind.DAY:
        return f"a date from {field.least} to {field.most}, such as 2026-11-23"
    if field.is_closed:
        return f"{', '.join(field.choices[:-1])} or {field.choices[-1]}"
    if field.kind in SEVERAL:
        return f"one or several of {', '.join(field.choices)}, with commas between them"
    if field.kind is Kind.WORDS:
        return "one of the list, or a text of your own"
    if field.kind in NAMES:
        return "text, in which Excel changes nothing"
    return f"text of at most {field.most} characters" if _is_bounded(field) else "text"


def to_do(field: Field, currency: str | None) -> str:
    """What to do with a cell."""
    words = may_hold(field, currency)
    if field.kind is Kind.WORDS:
        return "Choose from the list, or write a text of your own."
    if field.is_closed:
        return f"Choose {words}." if len(words) <= _LONG else "Choose from the list."
    return f"Write {words}."


def offered(field: Field) -> tuple[str, ...]:
    """What the drop-down of a column offers."""
    return (*field.choices, "none") if field.none and field.is_closed else field.choices


def inline(choices: Sequence[str]) -> bool:
    """Whether a list can be written into the limit itself; longer ones stand on a sheet of their own."""
    return len(",".join(choices)) + 2 <= MOST_FORMULA and not any("," in choice for choice in choices)


def limit_of(field: Field, first: str, advised: Advised | None, lists: dict[tuple[str, ...], str]) -> dict[str, str]:
    """The limit of some cells, of which `first` is the topmost left, in Excel's terms; none where all may stand.

    `lists` says where the longer lists stand.
    """
    if field.choices:
        choices = offered(field)
        listed = f'"{",".join(choices)}"' if inline(choices) else lists[choices]
        return {"type": "list", "formula1": listed}
    if field.kind is Kind.DAY:
        first_day, last_day = date(field.least, 1, 1), date(field.most, 12, 31)
        return _between("date", (first_day - _EPOCH).days, (last_day - _EPOCH).days)
    if field.kind in WHOLE or field.is_amount:
        least = advised.own if advised else field.least
        if not field.none:
            return _between("whole" if field.kind in WHOLE else "decimal", least, field.most)
        whole = f",{first}=INT({first})" if field.kind in WHOLE else ""
        number = f"AND({first}>={least},{first}<={field.most}{whole})"
        return {"type": "custom", "formula1": f'IF(ISNUMBER({first}),{number},LOWER(TRIM({first}))="none")'}
    if _is_bounded(field):
        return {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(field.most)}
    return {}


def _between(kind: str, least: int, most: int) -> dict[str, str]:
    return {"type": kind, "operator": "between", "formula1": str(least), "formula2": str(most)}


def _is_bounded(field: Field) -> bool:
    return field.kind is Kind.TEXT and field.most > 0


def number_format(field: Field, currency: str | None) -> str:
    """How Excel shows the cells of a column."""
    if field.kind is Kind.MONEY:
        return f'{_AMOUNT} "{currency}"' if currency else _AMOUNT
    if field.kind in WHOLE:
        return "0"
    if field.kind in NAMES:
        return "@"
    return "yyyy-mm-dd" if field.kind is Kind.DAY else "General"


def width_of(field: Field) -> int:
    """How wide a column is, in characters."""
    wide = {Kind.TEXT: 24, Kind.LABEL: 24, Kind.WORDS: 24, Kind.DAY: 16}.get(field.kind, 12)
    if field.name in ("note", "item_name", "reason"):
        wide = 40
    elif field.kind in SEVERAL:
        wide = 18
    elif field.kind in NAMES:
        wide = 22
    elif field.is_closed:
        wide = max(14, *(len(choice) + 3 for choice in field.choices))
    return max(wide, len(field.name) + 3)
