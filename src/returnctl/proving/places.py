"""What applies where a term holds: the terms of each store, over every category and every day of a period."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, Final, NamedTuple

from returnctl.deciding.contexts import policy_rows, possible_categories
from returnctl.deciding.stores import list_stores
from returnctl.deciding.terms import Occasion, base_terms, overlaid, rank
from returnctl.values.policy import Layer, Policy, Setting, Store, Term, Terms

# For each term all that it may be: a request's category and day are not known beforehand.
Possible = Mapping[str, tuple[Term[Any], ...]]
# The stores and the period of a row: its store, and both ends, inclusive.
Reach = tuple[str | None, date | None, date | None]
_A_DAY: Final = timedelta(1)
_NAMED: Final = 3  # stores that are named before the rest is counted


class Place(NamedTuple):
    """Stores in which the same applies; without any where it is the store that is not known.

    `sample` are the terms of one of them.
    """

    codes: tuple[str, ...]
    possible: Possible
    sample: Terms


class Scope(NamedTuple):
    """The stores where the seller sells, as far as that is known.

    `everywhere` says that it is not known, so that these are all of Amazon's. `unnamed` says that requests
    may come whose store is not known: neutral terms apply to them.
    """

    stores: tuple[Store, ...]
    everywhere: bool = False
    unnamed: bool = False

    def where(self, codes: tuple[str, ...]) -> str:
        """Some of the stores in a few words: `US`, `DE and UK`, `12 of Amazon's stores (for example UK)`."""
        codes = tuple(each.code for each in self.stores if each.code in codes)
        if self.everywhere and len(codes) == len(self.stores):
            return "all of Amazon's stores"
        if self.everywhere and len(codes) > _NAMED:
            return f"{len(codes)} of Amazon's stores (for example {codes[0]})"
        if len(codes) > _NAMED:
            return f"{', '.join(codes[:_NAMED])} and {len(codes) - _NAMED} more"
        return joined(codes)


def joined(words: tuple[str, ...]) -> str:
    """Words with commas and a last `and`."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def scope_of(policy: Policy, store: str | None) -> Scope:
    """The store that is given, else the policy's only one, else those that the seller's policy names, else all."""
    stores = list_stores(policy.stores, store, policy.own_stores)
    single = stores.given or stores.only
    if single is not None:
        return Scope((single,))
    named = {row.store for row in (*policy.settings, *policy.recorded) if row.layer is not Layer.BUILT_IN}
    own = tuple(each for each in policy.stores if each.code in named)
    return Scope(own or policy.stores, everywhere=not own, unnamed=True)


class Books:
    """A policy as it is looked at: what applies where, worked out once for all that ask again."""

    def __init__(self, policy: Policy, as_of: date, store: str | None) -> None:
        self.as_of = as_of
        self.scope = scope_of(policy, store)
        self.work = policy_rows(policy, as_of)
        self.turns = _turning_days(policy.settings)
        self.by_code = {each.code: each for each in policy.stores}
        self._base = cache(partial(base_terms, self.work.settings, self.work.holidays, self.work.withdrawals[""]))
        self._below = cache(self._worked_out)
        self._nowhere = self._base(Occasion(None, None, None, as_of))

    def scope_within(self, store: str | None) -> Scope:
        """The stores for which a row holds: its own, else all that are looked at."""
        return self.scope if store is None else Scope((self.by_code[store],))

    def terms(self, store: Store | None, reach: Reach, category: str | None = None) -> list[Terms]:
        """The terms below every override, on each day of a period, of a category or of all."""
        names = (category,) if category else (None, *possible_categories(self.work, store))
        days = _days_within(reach, self.turns, self.as_of)
        return [self._base(Occasion(store, name, day, day)) for day in days for name in names]

    def laid(self, names: tuple[str, ...], reach: Reach, override: tuple[Setting, ...] = ()) -> tuple[Place, ...]:
        """What applies in the stores and over the period of a row, for some terms, with settings of a SKU on top.

        What these set does not depend on what is below them: it is worked out once for each store that they
        name, and once for all others.
        """
        below = self._below(names, reach)
        if not override:
            return below
        days = _days_within(reach, _turning_days(override), self.as_of)
        named = {row.store for row in override if row.store is not None}
        tops = {code: self._top(code, override, days) for code in (None, *named)}
        found: list[Place] = []
        for place in below:
            others = tuple(code for code in place.codes if code not in named)
            if others or not place.codes:
                found.append(_topped(place, others, tops[None]))
            found += [_topped(place, (code,), tops[code]) for code in place.codes if code in named]
        return tuple(found)

    def _top(self, code: str | None, override: tuple[Setting, ...], days: tuple[date, ...]) -> Possible:
        """What settings of a SKU set in a store on the days of a period; a term is as below on days without any."""
        store = self.by_code[code] if code is not None else None
        rows = tuple(sorted(override, key=rank))
        tops = [overlaid(self._nowhere, rows, Occasion(store, None, day, day)) for day in days]
        return {
            name: tuple(dict.fromkeys(getattr(top, name) for top in tops)) for name in {row.name for row in override}
        }

    def _worked_out(self, names: tuple[str, ...], reach: Reach) -> tuple[Place, ...]:
        """Stores with the same terms put together; the store that is not known stands alone."""
        scope = self.scope_within(reach[0])
        stores: Iterable[Store | None] = (*scope.stores, None) if scope.unnamed else scope.stores
        groups: dict[Any, Place] = {}
        for store in stores:
            several = self.terms(store, reach)
            possible = possible_of(names, several)
            values = tuple(tuple((term.value, term.layer) for term in terms) for terms in possible.values())
            place = groups.setdefault((store is None, values), Place((), possible, several[0]))
            if store is not None:
                groups[False, values] = place._replace(codes=(*place.codes, store.code))
        return tuple(groups.values())


def possible_of(names: Iterable[str], several: Iterable[Terms]) -> Possible:
    """All that some terms may be; of those that say the same on the same layer the first."""
    found: dict[str, dict[Any, Term[Any]]] = {name: {} for name in names}
    for each in several:
        for name, terms in found.items():
            term: Term[Any] = getattr(each, name)
            terms.setdefault((term.value, term.layer), term)
    return {name: tuple(terms.values()) for name, terms in found.items()}


def _topped(place: Place, codes: tuple[str, ...], top: Possible) -> Place:
    possible = dict(place.possible)
    for name, terms in top.items():
        below = place.possible[name]
        possible[name] = tuple(each for term in terms for each in ((term,) if term.layer is Layer.OVERRIDE else below))
    return Place(codes, possible, place.sample)


def _turning_days(settings: Iterable[Setting]) -> frozenset[date]:
    """The days on which any row begins to hold, or has ceased to."""
    rows = list(settings)
    ends = [row.last for row in rows if row.last is not None and row.last < date.max]
    return frozenset([*(row.first for row in rows if row.first is not None), *(day + _A_DAY for day in ends)])


def _days_within(reach: Reach, turns: Iterable[date], as_of: date) -> tuple[date, ...]:
    """One day for each part of a period in which the same rows hold; both ends of the period are inclusive."""
    _, first, last = reach
    inside = {day for day in turns if (first is None or first <= day) and (last is None or day <= last)}
    if first is not None:
        inside.add(first)
    else:
        edge = min([*inside, *([last] if last else []), as_of])
        inside.add(date.fromordinal(max(1, edge.toordinal() - 1)))
    return tuple(sorted(inside))
