"""How a cell of each kind of column or setting is read, and how what it means is written."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final

from returnctl.schema import readers
from returnctl.schema.data import built_in_stores
from returnctl.schema.folding import bare, folded, nearest
from returnctl.schema.readers import Cell, CellProblem, Notation, Read, as_text
from returnctl.schema.settings import CONSTANTS, POLICY_SETTINGS, SETTINGS, YES_NO, Field, Kind
from returnctl.values.finding import Code
from returnctl.values.request import UNREADABLE
from returnctl.values.text import visible


class Nothing(Enum):
    """The word `none` in a cell: not blank, which inherits, but *explicitly nothing*."""

    NOTHING = "none"


NOTHING: Final = Nothing.NOTHING


def read_cell(field: Field, value: Cell, notation: Notation) -> Read[Any]:
    """What a cell of a column or setting says; None where it is blank, `NOTHING` where a setting says `none`."""
    if (field.policy or field.override) and readers.is_none(value):
        if field.none:
            return Read(NOTHING)
        hint = "leave the cell blank to let what is set below it apply"
        return readers.unread(Code.NONE_NOT_ALLOWED, "must hold a value, `none` is not possible here", hint)
    return _READERS[field.kind](field, value, notation)


def _count(field: Field, value: Cell, notation: Notation) -> Read[Any]:
    return readers.count(value, field.least, field.most, field.kind.value, typed=notation.typed)


def _starts(field: Field, value: Cell, _notation: Notation) -> Read[Any]:
    """An order of preference: names with commas between them."""
    if value is None or not bare(as_text(value)):
        return Read(None)
    names = []
    for part in as_text(value).split(",") if isinstance(value, str) else [value]:
        read = readers.choice(part, field.choices)
        if read.problem is not None or read.value is None:
            problem = read.problem or CellProblem(Code.NOT_A_CHOICE, "has a comma too many", "delete it")
            return Read(UNREADABLE, problem)
        names.append(read.value)
    return Read(tuple(dict.fromkeys(names)))


def _recommendation(field: Field, value: Cell, _notation: Notation) -> Read[Any]:
    read = readers.choice(value, field.choices)
    if read.problem is None or read.problem.code is not Code.NOT_A_CHOICE:
        return read
    return Read(read.value, read.problem._replace(code=Code.UNKNOWN_RECOMMENDATION))


def _day(_field: Field, value: Cell, notation: Notation) -> Read[date]:
    """The first or last day of a period; a time beside it plays no part."""
    read = readers.day(value, notation.order)
    return Read(read.value.date(), read.problem) if isinstance(read.value, datetime) else read


def as_written(value: Any) -> Any:
    """What a cell was read as, in the form in which a person would write it."""
    if isinstance(value, bool):
        return YES_NO[0] if value else YES_NO[1]
    if value is NOTHING:
        return NOTHING.value
    return ", ".join(value) if isinstance(value, tuple) else value


def setting_name(value: Cell) -> Read[str]:
    """The setting that a cell names; what cannot be set for all SKUs is said so."""
    read = readers.text(value)
    if not isinstance(read.value, str):
        return read
    wanted, found = folded(read.value), visible(read.value)
    name = next((name for name in (*SETTINGS, *CONSTANTS) if folded(name) == wanted), None)
    if name in POLICY_SETTINGS:
        return Read(name)
    if name in CONSTANTS:
        message = f"must be a setting of yours, `{found}` is Amazon's or the law's"
        return readers.unread(Code.NOT_ALLOWED_HERE, message, "delete the row")
    if name is not None:
        message = f"must be a setting for all SKUs, `{found}` is set for one SKU or category"
        return readers.unread(Code.NOT_ALLOWED_HERE, message, "set it in the sheet `Overrides` or `Categories`")
    near = nearest(read.value, POLICY_SETTINGS)
    hint = f"did you mean `{near}`?" if near else f"the settings are {', '.join(POLICY_SETTINGS)}"
    return readers.unread(Code.UNKNOWN_SETTING, f"must be a setting, found `{found}`", hint)


@cache
def _stores_by_name() -> Mapping[str, str]:
    """Amazon's stores by every name they have."""
    return {folded(name): store.code for store in built_in_stores() for name in (*store.aliases, store.code)}


def read_store(value: Cell) -> Read[str]:
    """The store that a cell names; None where it is blank."""
    if value is None or not bare(as_text(value)):
        return Read(None)
    read = readers.text(value)
    if not isinstance(read.value, str):
        return read
    code = _stores_by_name().get(folded(read.value))
    if code is not None:
        return Read(code)
    near = nearest_store(read.value)
    hint = f"did you mean `{near}`?" if near else "write its short name, for example US, UK or DE"
    message = f"must be one of Amazon's stores, found `{visible(read.value)}`"
    return readers.unread(Code.UNKNOWN_STORE, message, hint)


def nearest_store(text: str) -> str | None:
    """The short name of the store that was most likely meant."""
    near = nearest(text, _stores_by_name())
    return _stores_by_name()[near] if near else None


_READERS: Final[Mapping[Kind, Callable[[Field, Cell, Notation], Read[Any]]]] = {
    **dict.fromkeys(
        (Kind.TEXT, Kind.LABEL, Kind.NAME, Kind.WORDS, Kind.ANSWERS),
        lambda field, value, _notation: readers.text(value, field.most),
    ),
    **dict.fromkeys((Kind.DAYS, Kind.HOURS, Kind.UNITS), _count),
    Kind.MONEY: lambda field, value, notation: readers.amount(
        value, notation.mark, field.least, field.most, typed=notation.typed
    ),
    Kind.PERCENT: lambda _field, value, notation: readers.percent(value, notation.mark, typed=notation.typed),
    Kind.YES_NO: lambda _field, value, _notation: readers.yes_no(value),
    Kind.SKU: lambda _field, value, _notation: readers.sku(value),
    Kind.STORE: lambda _field, value, _notation: read_store(value),
    Kind.CHOICE: lambda field, value, _notation: readers.choice(value, field.choices),
    Kind.STARTS: _starts,
    Kind.RECOMMENDATION: _recommendation,
    Kind.SETTING: lambda _field, value, _notation: setting_name(value),
    Kind.DAY: _day,
}
