"""The limits of a template's cells as Excel knows them: drop-downs, bounds, and what it says when they are broken."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from returnctl.files.books.workbooks import CHOICES
from returnctl.files.templates.fields import Advised, Field, Holds, may_hold
from returnctl.values.location import column_letters

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

# What Excel takes: the title and the text of a message, and a list or a formula written into the limit itself.
MOST_TITLE: Final = 32
MOST_MESSAGE: Final = 255
MOST_FORMULA: Final = 255
LAST_ROW: Final = 1_048_576
# A longer list of words is not read out once more: the drop-down shows it.
_LONG: Final = 160
_EPOCH: Final = date(1899, 12, 30)
_OPEN: Final = frozenset({Holds.SEVERAL, Holds.WORDS})

Ranges = Mapping[tuple[str, ...], str]


def inline(choices: Sequence[str]) -> bool:
    """Whether a list can be written into the limit itself; longer ones stand on a sheet of their own."""
    return len(",".join(choices)) + 2 <= MOST_FORMULA and not any("," in choice for choice in choices)


def ranges_of(lists: Sequence[tuple[str, ...]]) -> Ranges:
    """Where the lists stand on the sheet of choices, one in each column below a header."""
    places = {}
    for place, choices in enumerate(lists, 1):
        letters = column_letters(place)
        places[choices] = f"{CHOICES}!${letters}$2:${letters}${len(choices) + 1}"
    return places


def limit(
    field: Field, cells: str, first: str, ranges: Ranges, *, said: str = "", currency: str | None = None
) -> "DataValidation | None":
    """The limit of some cells, of which `first` is the topmost left; None where anything may stand.

    `said` is shown with what may stand there when a cell is selected.
    """
    rule = _rule(field, first, ranges)
    if rule is None and not said and field.holds is not Holds.NAME:
        return None
    from openpyxl.worksheet.datavalidation import DataValidation

    words = _sentence(field, may_hold(field, currency))
    made = DataValidation(allow_blank=True)
    for name, value in (rule or {}).items():
        setattr(made, name, value)
    made.showInputMessage, made.showErrorMessage = True, rule is not None and field.holds not in _OPEN
    made.errorStyle = "warning" if field.advised else "stop"
    made.promptTitle = made.errorTitle = field.name[:MOST_TITLE]
    made.prompt = _joined(words, said)
    made.error = _joined(_below(field, field.advised) if field.advised else words, _remedy(field))
    for part in cells.split():
        made.add(part)
    return made


def _below(field: Field, days: Advised) -> str:
    """What is said of a value that is allowed and has no effect."""
    law = f", and fewer than {days.least} are less than Amazon or the law grants" if 0 < days.least < days.own else ""
    return (
        f"From {days.own} to {field.most} {field.unit}. Fewer do not bind Amazon, whose own window is {days.own} "
        f"{field.unit}{law}. Choose Yes to keep it all the same."
    )


def _remedy(field: Field) -> str:
    return "Press Alt+Down for the list." if field.choices else ""


def _sentence(field: Field, words: str) -> str:
    """What to do with the cell."""
    if field.holds is Holds.WORDS:
        return "Choose from the list, or write a text of your own."
    if field.holds is Holds.CHOICE:
        return f"Choose {words}." if len(words) <= _LONG else "Choose from the list."
    return f"Write {words}."


def _joined(*parts: str) -> str:
    """As many of the sentences as a message holds."""
    text = ""
    for part in parts:
        longer = f"{text} {part}".strip()
        if len(longer) <= MOST_MESSAGE:
            text = longer
    return text


def _rule(field: Field, first: str, ranges: Ranges) -> dict[str, str] | None:
    """The rule in Excel's terms."""
    if field.holds in (Holds.CHOICE, Holds.SEVERAL, Holds.WORDS):
        choices = offered(field)
        listed = f'"{",".join(choices)}"' if inline(choices) else ranges[choices]
        return {"type": "list", "formula1": listed}
    if field.holds is Holds.DAY:
        return _between("date", _serial(date(field.least, 1, 1)), _serial(date(field.most, 12, 31)))
    least = field.advised.own if field.advised else field.least
    if field.holds in (Holds.WHOLE, Holds.MONEY, Holds.PERCENT):
        if field.none:
            return {"type": "custom", "formula1": _or_none(field, first, least)}
        return _between("whole" if field.holds is Holds.WHOLE else "decimal", least, field.most)
    if field.holds is Holds.TEXT and field.most:
        return {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(field.most)}
    return None


def offered(field: Field) -> tuple[str, ...]:
    """What the drop-down of a column offers."""
    return (*field.choices, "none") if field.none and field.holds is Holds.CHOICE else field.choices


def _between(kind: str, least: int, most: int) -> dict[str, str]:
    return {"type": kind, "operator": "between", "formula1": str(least), "formula2": str(most)}


def _or_none(field: Field, first: str, least: int) -> str:
    whole = f",{first}=INT({first})" if field.holds is Holds.WHOLE else ""
    return f'IF(ISNUMBER({first}),AND({first}>={least},{first}<={field.most}{whole}),LOWER(TRIM({first}))="none")'


def _serial(day: date) -> int:
    return (day - _EPOCH).days
