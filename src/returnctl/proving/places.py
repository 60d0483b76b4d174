"""What applies where a row holds: the terms of each store, over every category and every day of a period."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from returnctl.deciding.grounds import Groundwork, groundwork, possible_categories
from returnctl.deciding.terms import Wanted, base_terms, overlaid, rank
from returnctl.proving.scope import Scope, scope_of, within
from returnctl.values.policy import Layer, Policy, Setting, Store, Term, Terms

# For each term all that it may be: a request's category and day are not known beforehand.
Possible = Mapping[str, tuple[Term[Any], ...]]


class Place(NamedTuple):
    """Stores in which the same applies; without any where it is the store that is not known.

    `sample` are the terms of one of them.
    """

    codes: tuple[str, ...]
    possible: Possible
    sample: Terms


# The stores and the period of a row: its store, and both ends, inclusive.
Reach = tuple[str | None, date | None, date | None]


class Books:
    """A policy as it is looked at: its rows sorted once, and what applies where, kept for all that ask again."""

    def __init__(self, policy: Policy, as_of: date, store: str | None) -> None:
        self.policy = policy
        self.as_of = as_of
        self.scope = scope_of(policy, store)
        self.work: Groundwork = groundwork(policy._replace(overrides={}), (), as_of)
        self.turns = turning_days(policy.settings)
        self.by_code = {each.code: each for each in policy.stores}
        self._base: dict[Wanted, Terms] = {}
        self._places: dict[tuple[tuple[str, ...], Reach], tuple[Place, ...]] = {}
        self.nowhere = self.base(Wanted(None, None, None, as_of))

    def scope_within(self, store: str | None) -> Scope:
        """The stores for which a row holds."""
        return within(self.scope, self.policy, store)

    def places(self, names: tuple[str, ...], reach: Reach) -> tuple[Place, ...]:
        """What applies without any override in the stores and over the period of a row, for some of the terms."""
        key = names, reach
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = self._worked_out(names, *reach)
        return known

    def laid(self, names: tuple[str, ...], reach: Reach, override: tuple[Setting, ...]) -> tuple[Place, ...]:
        """The same with settings of a SKU on top.

        What these set does not depend on what is below them: it is worked out once for each store that they
        name, and once for all others.
        """
        below = self.places(names, reach)
        if not override:
            return below
        days = days_within(reach[1], reach[2], turning_days(override), self.as_of)
        named = {row.store for row in override if row.store is not None}
        tops = {code: self._top(code, override, days) for code in (None, *named)}
        found: list[Place] = []
        for place in below:
            others = tuple(code for code in place.codes if code not in named) if named else place.codes
            if others or not place.codes:
                found.append(_topped(place, others, tops[None]))
            found += [_topped(place, (code,), tops[code]) for code in place.codes if code in named]
        return tuple(found)

    def _top(
        self, code: str | None, override: tuple[Setting, ...], days: tuple[date, ...]
    ) -> Mapping[str, tuple[Term[Any], ...]]:
        """What settings of a SKU set in a store on the days of a period; a term is as below on days without any."""
        store = self.by_code.get(code) if code is not None else None
        rows = tuple(sorted(override, key=rank))
        tops = [overlaid(self.nowhere, rows, Wanted(store, None, day, day)) for day in days]
        return {
            name: tuple(dict.fromkeys(getattr(top, name) for top in tops)) for name in {row.name for row in override}
        }

    def _worked_out(
        self, names: tuple[str, ...], store: str | None, first: date | None, last: date | None
    ) -> tuple[Place, ...]:
        days = days_within(first, last, self.turns, self.as_of)
        scope = self.scope_within(store)
        stores: Iterable[Store | None] = (*scope.stores, None) if scope.unnamed else scope.stores
        found: list[tuple[str | None, Possible, Terms]] = []
        for each in stores:
            terms = [self.base(wanted) for wanted in self._wanted(each, days)]
            found.append((each.code if each else None, _possible(names, terms), terms[0]))
        return tuple(_alike(found))

    def base(self, wanted: Wanted) -> Terms:
        """The terms below every override."""
        known = self._base.get(wanted)
        if known is None:
            work = self.work
            known = self._base[wanted] = base_terms(work.settings, work.holidays, work.withdrawals[""], wanted)
        return known

    def _wanted(self, store: Store | None, days: Iterable[date]) -> Iterator[Wanted]:
        names = (None, *possible_categories(self.work, store))
        for day in days:
            for name in names:
                yield Wanted(store, name, day, day)


def _topped(place: Place, codes: tuple[str, ...], top: Possible) -> Place:
    possible = dict(place.possible)
    for name, terms in top.items():
        below = place.possible[name]
        possible[name] = tuple(each for term in terms for each in ((term,) if term.layer is Layer.OVERRIDE else below))
    return Place(codes, possible, place.sample)


def turning_days(settings: Iterable[Setting]) -> frozenset[date]:
    """The days on which any row begins to hold, or has ceased to."""
    days = {row.first for row in settings if row.first is not None}
    return frozenset(days | {_after(row.last) for row in settings if row.last is not None and row.last < date.max})


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def days_within(first: date | None, last: date | None, turns: Iterable[date], as_of: date) -> tuple[date, ...]:
    """One day for each part of a period in which the same rows hold; both ends of the period are inclusive."""
    inside = {day for day in turns if (first is None or first <= day) and (last is None or day <= last)}
    if first is not None:
        inside.add(first)
    else:
        edge = min([*inside, *([last] if last else []), as_of])
        inside.add(date.fromordinal(max(1, edge.toordinal() - 1)))
    return tuple(sorted(inside))


def _possible(names: tuple[str, ...], several: list[Terms]) -> Possible:
    found: dict[str, tuple[Term[Any], ...]] = {}
    for name in names:
        terms: dict[Any, Term[Any]] = {}
        for each in several:
            term: Term[Any] = getattr(each, name)
            terms.setdefault((term.value, term.layer), term)
        found[name] = tuple(terms.values())
    return found


def _alike(found: Iterable[tuple[str | None, Possible, Terms]]) -> Iterator[Place]:
    """Stores with the same terms put together; the store that is not known stands alone."""
    groups: dict[Any, Place] = {}
    for code, possible, sample in found:
        values = tuple(tuple((term.value, term.layer) for term in terms) for terms in possible.values())
        known = groups.get((code is None, values))
        codes = () if code is None else (code,)
        groups[code is None, values] = (
            Place((*known.codes, *codes), known.possible, known.sample) if known else Place(codes, possible, sample)
        )
    yield from groups.values()
