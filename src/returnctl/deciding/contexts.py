"""The contexts in which requests are decided: a store and the terms that apply there."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from returnctl.deciding.days import day_of_answer
from returnctl.deciding.terms import (
    Occasion,
    Withdrawal,
    applies,
    base_terms,
    index,
    rank,
    term_of,
    turning_days,
    withdrawals,
)
from returnctl.values.policy import Holiday, Layer, Policy, Setting, Store, Term, Terms

_PLACES: Final = {name: place for place, name in enumerate(Terms._fields)}


class Candidate(NamedTuple):
    """Terms that may apply, and the category and the day of the order for which they are those; None is not known."""

    category: str | None
    ordered: date | None
    terms: Terms


class Context(NamedTuple):
    """What requests of one store, category and period have in common, or those of one SKU among them.

    Usually one set of terms; several where the category or the day of the order is not known and would matter:
    then `varies` names those fields. `own` are the terms that an override set.
    """

    store: Store | None
    candidates: tuple[Candidate, ...]
    terms: tuple[Terms, ...]
    varies: tuple[str, ...] = ()
    own: tuple[tuple[str, Term[Any]], ...] = ()


class PolicyRows(NamedTuple):
    """All that contexts are made from: the policy's rows in order of rank, and the stores.

    `turns` are the days of the order from which on other promises of the policy hold.
    """

    settings: Mapping[str, tuple[Setting, ...]]
    holidays: tuple[Holiday, ...]
    withdrawals: Mapping[str, Withdrawal]
    turns: tuple[date, ...]
    categories: Mapping[str | None, tuple[str, ...]]
    as_of: date


def policy_rows(policy: Policy, as_of: date) -> PolicyRows:
    """Sort the policy's rows once for a run."""
    settings = index(policy.settings)
    return PolicyRows(
        settings,
        policy.holidays,
        withdrawals(settings, policy.stores, as_of),
        turning_days(policy.settings),
        _categories(policy),
        as_of,
    )


def _categories(policy: Policy) -> Mapping[str | None, tuple[str, ...]]:
    """The categories that any row names, by store."""
    found: dict[str | None, set[str]] = {}
    rows: Iterable[Setting | Holiday] = (*policy.settings, *policy.holidays)
    for row in rows:
        if row.category is not None:
            found.setdefault(row.store, set()).add(row.category)
    return {store: tuple(sorted(names)) for store, names in found.items()}


class Override(NamedTuple):
    """One SKU's override, ready to be laid on top: its rows, those that win last, each with its term and its place.

    `turns` are the days of the order from which on it differs. `own` are its terms, in the order of all terms, where
    they hold in every store, always.
    """

    rows: tuple[tuple[int, Term[Any], Setting], ...]
    turns: tuple[date, ...]
    own: tuple[tuple[str, Term[Any]], ...]

    @classmethod
    def of(cls, settings: Sequence[Setting]) -> "Override":
        """The override that these rows of one SKU make."""
        rows = sorted(settings, key=rank) if len(settings) > 1 else settings
        laid = tuple([(_PLACES[row.name], term_of(row), row) for row in rows])
        if any([row.store or row.first or row.last for row in rows]):  # noqa: C419 - twice as fast
            return cls(laid, turning_days(rows), ())
        terms = {place: term for place, term, _ in laid}
        return cls(laid, (), tuple([(Terms._fields[place], terms[place]) for place in sorted(terms)]))

    def over(self, terms: Terms, wanted: Occasion) -> Terms:
        """The terms with the override on top."""
        topped: list[Any] = [*terms]
        for place, term, row in self.rows:
            if self.own or applies(row, wanted):
                topped[place] = term
        return Terms._make(topped)


def base_context(
    work: PolicyRows, store: Store | None, currency: str, category: str | None, ordered: date | None
) -> Context:
    """The context for a store, a category (None: not known) and an order day (None: not known), without any override.

    Where the store is not known the `currency` may tell which ones are possible.
    """
    return _context(store, _candidates(work, store, currency, category, ordered, work.turns))


def overlay(
    work: PolicyRows, base: Context, override: Override, currency: str, category: str | None, ordered: date | None
) -> Context:
    """The context with one SKU's override on top of it."""
    below: tuple[Candidate, ...] = base.candidates
    as_of = _as_of(work, base.store)
    if override.own and len(below) == 1:
        terms = override.over(base.terms[0], Occasion(base.store, category, ordered, as_of))
        return Context(base.store, below, (terms,), (), override.own)
    if ordered is not None:
        below = tuple([each._replace(ordered=ordered) for each in below])
    elif override.turns:  # a promise of the override itself turns on the day of the order
        turns = tuple(sorted({*work.turns, *override.turns}))
        below = tuple(_candidates(work, base.store, currency, category, None, turns))
    laid = [
        each._replace(terms=override.over(each.terms, Occasion(base.store, each.category, each.ordered, as_of)))
        for each in below
    ]
    context = _context(base.store, laid)
    first: Any = context.terms[0]
    own = [(Terms._fields[place], first[place]) for place in sorted({place for place, _, _ in override.rows})]
    return context._replace(own=tuple([(name, term) for name, term in own if term.layer is Layer.OVERRIDE]))


def _context(store: Store | None, found: Sequence[Candidate]) -> Context:
    if len(found) == 1:
        return Context(store, (found[0],), (found[0].terms,))
    different: dict[Hashable, Candidate] = {}
    for each in found:
        different.setdefault(_values(each.terms), each)
    candidates = tuple(different.values())
    first = candidates[0]
    varies = [
        name
        for name, place in (("category", 0), ("order_date", 1))
        if any(each[place] != first[place] for each in candidates[1:])
    ]
    return Context(store, candidates, tuple([each.terms for each in candidates]), tuple(varies))


def _candidates(
    work: PolicyRows,
    store: Store | None,
    currency: str,
    category: str | None,
    ordered: date | None,
    turns: tuple[date, ...],
) -> list[Candidate]:
    """The terms that may apply, for every category and period that is possible."""
    as_of = _as_of(work, store)
    categories = (category,) if category is not None else (None, *possible_categories(work, store))
    orders = (ordered,) if ordered is not None or not turns else _possible_days(turns, as_of)
    withdrawal = work.withdrawals.get(currency, work.withdrawals[""])
    return [
        Candidate(name, day, base_terms(work.settings, work.holidays, withdrawal, Occasion(store, name, day, as_of)))
        for name in categories
        for day in orders
    ]


def _as_of(work: PolicyRows, store: Store | None) -> date:
    return day_of_answer(work.as_of, store.zone if store else None)


def possible_categories(work: PolicyRows, store: Store | None) -> tuple[str, ...]:
    """The categories that matter in a store, one of which a request without a category may have."""
    own = work.categories.get(store.code, ()) if store is not None else ()
    return tuple(sorted({*own, *work.categories.get(None, ())}))


def _possible_days(turns: tuple[date, ...], as_of: date) -> tuple[date, ...]:
    """A day of each period in which an order may have been placed: nobody has ordered yet what holds from tomorrow."""
    before = turns[0].toordinal() - 1
    past = tuple([turn for turn in turns if turn <= as_of])
    return (min(date.fromordinal(before), as_of), *past) if before > 0 else past


def _values(terms: Terms) -> Hashable:
    rest = terms._replace(holidays=(), amazon_holidays=())
    return (*map(value_of, rest), _periods(terms.holidays), _periods(terms.amazon_holidays))


def _periods(holidays: tuple[Holiday, ...]) -> Hashable:
    """What seasons say, wherever it is written."""
    return tuple([(row.first, row.last, row.request_by, row.counted_from) for row in holidays])


def value_of(term: Any) -> Hashable:
    """What a term says, wherever it is written."""
    if isinstance(term, Term):
        return (term.value, str(term.value), term.layer)
    said: Hashable = term
    return said
