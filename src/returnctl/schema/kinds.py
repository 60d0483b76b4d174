"""Cells that hold settings and terms: their values, their periods, and the words for what Pydantic refuses."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from returnctl.schema import readers
from returnctl.schema.folding import bare, folded, nearest
from returnctl.schema.readers import Cell, CellProblem, DateOrder, DecimalMark, Read, as_text
from returnctl.schema.settings import OVERRIDE_AUTHORIZATIONS, SETTINGS, Kind, SettingKind
from returnctl.values.finding import Code
from returnctl.values.policy import Store
from returnctl.values.request import UNREADABLE
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from pydantic import BaseModel


class Nothing(Enum):
    """The word `none` in a cell: not blank, which inherits, but *explicitly nothing*."""

    NOTHING = "none"


NOTHING: Final = Nothing.NOTHING


class Manner(NamedTuple):
    """How the cells of a table are written: the order of its dates, its decimal mark, whether they have types."""

    order: DateOrder = DateOrder.ISO
    mark: DecimalMark = DecimalMark.UNDECIDED
    typed: bool = True


def override_setting(name: str) -> SettingKind:
    """A term as an override writes it: Amazon has two actions where the policy has three choices."""
    kind = SETTINGS[name]
    return kind._replace(choices=OVERRIDE_AUTHORIZATIONS) if name == "authorization" else kind


def setting_value(kind: SettingKind, value: Cell, manner: Manner) -> Read[Any]:
    """The value of a setting; None where the cell is blank, `NOTHING` where it says `none`."""
    if readers.is_none(value):
        if kind.none:
            return Read(NOTHING)
        hint = "leave the cell blank to let what is set below it apply"
        return readers.unread(Code.NONE_NOT_ALLOWED, "must hold a value, `none` is not possible here", hint)
    return _READERS[kind.kind](kind, value, manner)


def _starts(kind: SettingKind, value: Cell, _manner: Manner) -> Read[Any]:
    """An order of preference: names with commas between them."""
    if value is None or not bare(as_text(value)):
        return Read(None)
    names = []
    for part in as_text(value).split(",") if isinstance(value, str) else [value]:
        read = readers.choice(part, kind.choices)
        if read.problem is not None or read.value is None:
            problem = read.problem or CellProblem(Code.NOT_A_CHOICE, "has a comma too many", "delete it")
            return Read(UNREADABLE, problem)
        names.append(read.value)
    return Read(tuple(dict.fromkeys(names)))


_READERS: Final[Mapping[Kind, Callable[[SettingKind, Cell, Manner], Read[Any]]]] = {
    Kind.DAYS: lambda kind, value, manner: readers.count(value, kind.least, kind.most, "days", typed=manner.typed),
    Kind.HOURS: lambda kind, value, manner: readers.count(value, kind.least, kind.most, "hours", typed=manner.typed),
    Kind.MONEY: lambda kind, value, manner: readers.amount(
        value, manner.mark, kind.least, kind.most, typed=manner.typed
    ),
    Kind.PERCENT: lambda _kind, value, manner: readers.percent(value, manner.mark, typed=manner.typed),
    Kind.YES_NO: lambda _kind, value, _manner: readers.yes_no(value),
    Kind.CHOICE: lambda kind, value, _manner: readers.choice(value, kind.choices),
    Kind.STARTS: _starts,
    Kind.TEXT: lambda kind, value, _manner: readers.text(value, kind.most),
}


def period_day(value: Cell, manner: Manner) -> Read[date]:
    """The first or last day of a period; a time beside it plays no part."""
    read = readers.day(value, manner.order)
    return Read(read.value.date(), read.problem) if isinstance(read.value, datetime) else read


class StoreNames:
    """The stores by every name they have."""

    def __init__(self, stores: Iterable[Store]) -> None:
        self.stores = tuple(stores)
        self.by_name = {folded(name): store.code for store in self.stores for name in (*store.aliases, store.code)}

    def read(self, value: Cell) -> Read[str]:
        """The store that a cell names; None where it is blank."""
        if value is None or not bare(as_text(value)):
            return Read(None)
        read = readers.text(value)
        if not isinstance(read.value, str):
            return read
        code = self.by_name.get(folded(read.value))
        if code is not None:
            return Read(code)
        near = self.nearest(read.value)
        hint = f"did you mean `{near}`?" if near else "write its short name, for example US, UK or DE"
        message = f"must be one of Amazon's stores, found `{visible(read.value)}`"
        return readers.unread(Code.UNKNOWN_STORE, message, hint)

    def nearest(self, text: str) -> str | None:
        """The short name of the store that was most likely meant."""
        near = nearest(text, [name for store in self.stores for name in (store.code, *store.aliases)])
        return self.by_name[folded(near)] if near else None


def category_name(value: Cell) -> Read[str]:
    """A category as it is compared: lower case, with single spaces."""
    read = readers.text(value, 1000)
    return Read(" ".join(read.value.casefold().split())) if isinstance(read.value, str) else read


_SENTENCES: Final[Mapping[str, tuple[Code, str, str]]] = {
    "period_backwards": (Code.PERIOD_BACKWARDS, "ends before it begins", "put the earlier date first"),
    "greater_than_equal": (Code.NUMBER_OUT_OF_RANGE, "is too small", "write a larger number"),
    "less_than_equal": (Code.NUMBER_OUT_OF_RANGE, "is too large", "write a smaller number"),
    "literal_error": (Code.NOT_A_CHOICE, "is none of the words that may stand here", "write one of them"),
    "string_too_short": (Code.INCOMPLETE_ROW, "must not be blank", "fill it in, or delete the row"),
    "string_too_long": (Code.TEXT_TOO_LONG, "is too long", "shorten the text"),
}


class Refused(NamedTuple):
    """What a model refuses: in which field (empty: the row as a whole), and why."""

    field: str
    problem: CellProblem


def check(model: "type[BaseModel]", values: Mapping[str, object]) -> tuple[Refused, ...]:
    """What the model of a row has against its values, in our words."""
    from pydantic import ValidationError

    try:
        model.model_validate(dict(values))
    except ValidationError as error:
        return tuple(_refused(item["type"], item["loc"]) for item in error.errors(include_url=False))
    return ()


def _refused(kind: str, place: tuple[int | str, ...]) -> Refused:
    """A sentence for each of Pydantic's kinds of error; one that is not listed is a fault of the program."""
    code, message, hint = _SENTENCES[kind]
    return Refused(str(place[0]) if place else "", CellProblem(code, message, hint))
