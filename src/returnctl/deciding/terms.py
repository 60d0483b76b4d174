"""Terms: what applies to one request after all layers have been laid over one another."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, Final, NamedTuple

from returnctl.schema.settings import CONSTANTS, SETTINGS
from returnctl.values.location import Cite, Origin
from returnctl.values.policy import Holiday, Layer, Setting, Store, Term, Terms

# Promises to the customer are those valid on the day of the order, the desk's own settings those
# valid on the day for which we answer.
DESK_TERMS: Final = frozenset(field.name for field in SETTINGS.values() if field.desk)
# What the seller sets of these never touches what Amazon itself grants.
_AMAZONS: Final = {"return_window_days": "amazon_window_days", "window_starts": "amazon_window_starts"}
_FALLBACK: Final[Mapping[str, object]] = {
    **{field.name: field.default for field in (*SETTINGS.values(), *CONSTANTS.values())},
    **{amazons: SETTINGS[own].default for own, amazons in _AMAZONS.items()},
    **dict.fromkeys(("shortest_withdrawal_days", "longest_withdrawal_days"), CONSTANTS["withdrawal_days"].default),
}
_NOT_SET: Final = frozenset({"store", "currency", "zone", "as_of", "holidays", "amazon_holidays"})
TERM_NAMES: Final = tuple(name for name in Terms._fields if name not in _NOT_SET)
_EMPTY: Final[tuple[Setting, ...]] = ()


class Occasion(NamedTuple):
    """For what terms are wanted: a store, a category, the day of the order (None: not known), the as-of day."""

    store: Store | None
    category: str | None
    ordered: date | None
    as_of: date


class Withdrawal(NamedTuple):
    """The shortest, the longest and every statutory withdrawal period of several stores, in days."""

    shortest: Term[int]
    longest: Term[int]
    every: Term[tuple[int, ...]]


def index(settings: Iterable[Setting]) -> Mapping[str, tuple[Setting, ...]]:
    """Settings by name, those that win first: by layer, then category, then store."""
    found: dict[str, list[Setting]] = {}
    for setting in settings:
        found.setdefault(setting.name, []).append(setting)
        if setting.name in _AMAZONS and setting.layer is Layer.BUILT_IN:
            found.setdefault(_AMAZONS[setting.name], []).append(setting)
    return {name: tuple(sorted(rows, key=rank, reverse=True)) for name, rows in found.items()}


def rank(setting: Setting) -> tuple[int, bool, bool]:
    """What orders rows of which several hold: the greatest wins."""
    return setting.layer, setting.category is not None, setting.store is not None


def applies(setting: Setting, wanted: Occasion) -> bool:
    """Whether a row holds for this store, category and day."""
    if setting.store is not None and (wanted.store is None or setting.store != wanted.store.code):
        return False
    if setting.category is not None and setting.category != wanted.category:
        return False
    if setting.first is None and setting.last is None:
        return True
    day = wanted.as_of if setting.name in DESK_TERMS else wanted.ordered
    if day is None:
        return False
    return (setting.first is None or setting.first <= day) and (setting.last is None or day <= setting.last)


def base_terms(
    settings: Mapping[str, tuple[Setting, ...]],
    holidays: tuple[Holiday, ...],
    withdrawal: Withdrawal,
    wanted: Occasion,
) -> Terms:
    """The terms without any override. `withdrawal` are the periods of all stores that are possible."""
    found: dict[str, Any] = {}
    for name in TERM_NAMES:
        row = next((row for row in settings.get(name, _EMPTY) if applies(row, wanted)), None)
        found[name] = term_of(row) if row is not None else _default(name)
    found["shortest_withdrawal_days"], found["longest_withdrawal_days"], found["withdrawal_periods"] = withdrawal
    store, covering = wanted.store, [holiday for holiday in holidays if _covers(holiday, wanted)]
    return Terms(
        store=store.code if store else None,
        currency=store.currency if store else None,
        zone=store.zone if store else None,
        as_of=wanted.as_of,
        holidays=_standing(covering),
        amazon_holidays=_standing([holiday for holiday in covering if holiday.layer is Layer.BUILT_IN]),
        **found,
    )


def overlaid(base: Terms, override: tuple[Setting, ...], wanted: Occasion) -> Terms:
    """The terms with one SKU's override on top, of which the last row by `rank` wins: one for the store."""
    changes: dict[str, Any] = {row.name: term_of(row) for row in override if applies(row, wanted)}
    return base._replace(**changes) if changes else base


def term_of(row: Setting) -> Term[Any]:
    """What a row sets."""
    return Term(row.value, row.cite, row.layer)


def _default(name: str) -> Term[Any]:
    value = _FALLBACK.get(name)
    return Term(value, Cite(Origin.BUILT_IN, None, name, "" if value is None else str(value)), Layer.BUILT_IN)


class Seasons(tuple[Holiday, ...]):  # noqa: SLOT001 - it keeps its hash
    """Seasons that are compared often: what names them in a table is worked out once."""

    @cached_property
    def _named(self) -> int:
        return super().__hash__()

    def __hash__(self) -> int:
        """The same for equal seasons."""
        return self._named


def _standing(rows: list[Holiday]) -> tuple[Holiday, ...]:
    """Of the seasons of a store and category those for which no other stands in, the longest first."""
    standing = [row for row in rows if not any(_replaces(other, row) for other in rows)]
    return Seasons(sorted(standing, key=attrgetter("request_by"), reverse=True))


def _replaces(special: Holiday, general: Holiday) -> bool:
    """Whether a row for a category stands in for a general one: of no lower layer, and over all of its period."""
    return (
        special.category is not None
        and general.category is None
        and special.layer >= general.layer
        and (special.store == general.store or general.store is None)
        and special.counted_from == general.counted_from
        and special.first <= general.first
        and general.last <= special.last
    )


def _covers(holiday: Holiday, wanted: Occasion) -> bool:
    if holiday.store is not None and (wanted.store is None or holiday.store != wanted.store.code):
        return False
    return holiday.category is None or holiday.category == wanted.category


def withdrawals(
    settings: Mapping[str, tuple[Setting, ...]], stores: tuple[Store, ...], as_of: date
) -> Mapping[str, Withdrawal]:
    """The withdrawal periods of the stores with one currency, and of all stores under no currency.

    They are for requests whose store is not known: what all stores demand is demanded of each.
    """
    found: dict[str, list[Term[int]]] = {"": []}
    for store in stores:
        term = _withdrawal(settings, Occasion(store, None, None, as_of))
        for currency in ("", store.currency):
            found.setdefault(currency, []).append(term)
    return {currency: _bounds(terms) for currency, terms in found.items()}


def _withdrawal(settings: Mapping[str, tuple[Setting, ...]], wanted: Occasion) -> Term[int]:
    rows = settings.get("withdrawal_days", _EMPTY)
    row = next((row for row in rows if applies(row, wanted)), None)
    return term_of(row) if row is not None else _default("longest_withdrawal_days")


def _bounds(terms: list[Term[int]]) -> Withdrawal:
    ordered = sorted(terms, key=_days) or [_default("longest_withdrawal_days")]
    every = tuple(dict.fromkeys(map(_days, ordered)))
    return Withdrawal(ordered[0], ordered[-1], Term(every, ordered[-1].cite, ordered[-1].layer))


def _days(term: Term[int]) -> int:
    return term.value


def turning_days(settings: Iterable[Setting]) -> tuple[date, ...]:
    """The first days of all periods in which promises differ, for orders whose day is not known."""
    days: set[date] = set()
    for row in settings:
        if row.name not in DESK_TERMS:
            days.update(day for day in (row.first, _after(row.last)) if day is not None)
    return tuple(sorted(days))


def _after(day: date | None) -> date | None:
    return None if day is None or day == date.max else date.fromordinal(day.toordinal() + 1)
