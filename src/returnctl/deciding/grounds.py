"""The grounds on which requests are decided: a store, its terms, and what was established under them."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple

from returnctl.deciding.axis import Cuts, Range
from returnctl.deciding.days import day_of_answer
from returnctl.deciding.fact import Established, Fact, Group, Measured, Problem, closed_list, establish
from returnctl.deciding.terms import (
    TERM_NAMES,
    Wanted,
    Withdrawal,
    base_terms,
    index,
    overlaid,
    rank,
    term_of,
    turning_days,
    withdrawals,
)
from returnctl.values.cite import Cite
from returnctl.values.override_table import OverrideTable
from returnctl.values.policy import Holiday, Layer, Policy, Setting, Store, Term, Terms
from returnctl.values.request import ReturnRequest

_TERMS: Final = tuple(name for name in Terms._fields if name in TERM_NAMES)
_PLACES: Final = {name: place for place, name in enumerate(Terms._fields)}
_terms_of: Final = attrgetter(*_TERMS)


class Together(NamedTuple):
    """The facts of a group, established together, and their problems.

    `answers` and `established` have a place for every fact; those of other groups are 0 and None.
    """

    answers: tuple[int, ...]
    established: tuple[Established | None, ...]
    problems: tuple[Problem, ...]


Table = dict[Any, Together]


class Candidate(NamedTuple):
    """Terms that may apply, and the category and the day of the order for which they are those; None is not known."""

    category: str | None
    ordered: date | None
    terms: Terms


class Ground(NamedTuple):
    """What requests of one store, category, SKU and period have in common.

    Usually one set of terms; several where the category or the day of the order is not known and would matter:
    then `varies` names those fields. `kept` has for each group of facts what was established of them, by what they
    read, `cuts` the turning points of all others under the first set; `own` are the terms that an override set.
    """

    store: Store | None
    candidates: tuple[Candidate, ...]
    terms: tuple[Terms, ...]
    varies: tuple[str, ...]
    kept: tuple[Table, ...]
    cuts: tuple[Cuts, ...]
    own: tuple[tuple[str, Term[Any]], ...] = ()


class Grouped(NamedTuple):
    """The facts of a group by their places, what they read of a request, and which terms they use."""

    facts: tuple[int, ...]
    reading: Callable[[ReturnRequest], Any]
    uses: tuple[str, ...]


def _grouped(group: Group, facts: tuple[Fact, ...]) -> Grouped:
    places = tuple([place for place, fact in enumerate(facts) if fact.group is group])
    reads = dict.fromkeys(name for place in places for name in facts[place].reads)
    return Grouped(places, attrgetter(*reads), tuple(dict.fromkeys(name for p in places for name in facts[p].uses)))


class Groundwork(NamedTuple):
    """All that grounds are laid from: the policy's rows in order of rank, the stores, the facts.

    `turns` are the days of the order from which on other promises of the policy hold.
    """

    facts: tuple[Fact, ...]
    settings: Mapping[str, tuple[Setting, ...]]
    holidays: tuple[Holiday, ...]
    withdrawals: Mapping[str, Withdrawal]
    turns: tuple[date, ...]
    categories: Mapping[str | None, tuple[str, ...]]
    as_of: date
    measured: tuple[Fact, ...]
    turning: frozenset[str]
    groups: tuple[Grouped, ...]
    tables: dict[Hashable, Table]


def groundwork(policy: Policy, facts: tuple[Fact, ...], as_of: date) -> Groundwork:
    """Sort the policy's rows once for a run."""
    settings = index(policy.settings)
    return Groundwork(
        facts,
        settings,
        policy.holidays,
        withdrawals(settings, policy.stores, as_of),
        turning_days(policy.settings),
        _categories(policy),
        as_of,
        tuple(fact for fact in facts if fact.group is None),
        frozenset(name for fact in facts if fact.group is None and fact.cuts is not closed_list for name in fact.uses),
        tuple([_grouped(group, facts) for group in Group]) if facts else (),
        {},
    )


def dated_overrides(overrides: Mapping[str, tuple[Setting, ...]]) -> Iterable[Setting]:
    """The settings of overrides that hold for a period only."""
    if isinstance(overrides, OverrideTable):
        return overrides.dated()
    return (row for rows in overrides.values() for row in rows if row.first or row.last)


def _categories(policy: Policy) -> Mapping[str | None, tuple[str, ...]]:
    """The categories that any row names, by store."""
    found: dict[str | None, set[str]] = {}
    rows: Iterable[Setting | Holiday] = (*policy.settings, *policy.holidays)
    for row in rows:
        if row.category is not None:
            found.setdefault(row.store, set()).add(row.category)
    return {store: tuple(sorted(names)) for store, names in found.items()}


class Override(NamedTuple):
    """One SKU's override, ready to be laid on top: the rows that win last, and the days from which on it differs.

    `always` are its terms, in the order of all terms and with their places among these, where they hold in every
    store and on every day; `names` are those of all.
    """

    rows: tuple[Setting, ...]
    names: frozenset[str]
    turns: tuple[date, ...]
    always: tuple[tuple[int, str, Term[Any]], ...] | None

    @classmethod
    def of(cls, settings: Sequence[Setting]) -> "Override":
        """The override that these rows of one SKU make."""
        rows = tuple(sorted(settings, key=rank)) if len(settings) > 1 else tuple(settings)
        names = frozenset([row.name for row in rows])
        if any(row.store or row.first or row.last for row in rows):
            return cls(rows, names, turning_days(rows), None)
        terms = {row.name: term_of(row) for row in rows}
        return cls(rows, names, (), tuple(sorted([(_PLACES[name], name, term) for name, term in terms.items()])))


def lay_ground(
    work: Groundwork, store: Store | None, currency: str, category: str | None, ordered: date | None
) -> Ground:
    """The ground for a store, a category (None: not known) and an order day (None: not known), without any override.

    Where the store is not known the `currency` may tell which ones are possible.
    """
    candidates = _distinct(_candidates(work, store, currency, category, ordered, work.turns))
    return _ground(work, store, candidates)


def overlay(
    work: Groundwork, base: Ground, override: Override, currency: str, category: str | None, ordered: date | None
) -> Ground:
    """The ground with one SKU's override on top of it."""
    below: Sequence[Candidate] = base.candidates
    if override.turns:  # a promise of the override itself turns on the day of the order
        turns = tuple(sorted({*work.turns, *override.turns}))
        below = _candidates(work, base.store, currency, category, ordered, turns)
    if override.always is None:
        as_of = _as_of(work, base.store)
        laid = [
            Candidate(name, day, overlaid(terms, override.rows, Wanted(base.store, name, day, as_of)))
            for name, day, terms in below
        ]
    else:
        laid = [Candidate(name, day, _topped(terms, override.always)) for name, day, terms in below]
    candidates = _distinct(laid)
    if len(candidates) > 1:
        return _ground(work, base.store, candidates)
    names, terms = override.names, candidates[0].terms
    own = tuple([(name, term) for _, name, term in override.always]) if override.always else _own(terms)
    kept = tuple(
        [
            table if names.isdisjoint(group.uses) else _table(work, group, (terms,))
            for group, table in zip(work.groups, base.kept, strict=True)
        ]
    )
    cuts = base.cuts if names.isdisjoint(work.turning) else _cuts(work, terms)
    return Ground(base.store, candidates, (terms,), (), kept, cuts, own)


def _topped(base: Terms, always: Iterable[tuple[int, str, Term[Any]]]) -> Terms:
    """The terms with those of an override on top that hold everywhere."""
    terms: list[Any] = [*base]
    for place, _, term in always:
        terms[place] = term
    return Terms._make(terms)


def _ground(work: Groundwork, store: Store | None, candidates: tuple[Candidate, ...]) -> Ground:
    first = candidates[0]
    varies = [
        name
        for name, place in (("category", 0), ("order_date", 1))
        if any(each[place] != first[place] for each in candidates[1:])
    ]
    terms = tuple([each.terms for each in candidates])
    kept = tuple([_table(work, group, terms) for group in work.groups])
    return Ground(store, candidates, terms, tuple(varies), kept, _cuts(work, first.terms), _own(first.terms))


def _cuts(work: Groundwork, terms: Terms) -> tuple[Cuts, ...]:
    return tuple([fact.cuts(terms) for fact in work.measured])


def _own(terms: Terms) -> tuple[tuple[str, Term[Any]], ...]:
    named = zip(_TERMS, _terms_of(terms), strict=True)
    return tuple([(name, term) for name, term in named if term.layer is Layer.OVERRIDE])


def _candidates(
    work: Groundwork,
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
        Candidate(name, day, base_terms(work.settings, work.holidays, withdrawal, Wanted(store, name, day, as_of)))
        for name in categories
        for day in orders
    ]


def _distinct(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first candidate of each set of terms that say the same."""
    if len(found) == 1:
        return tuple(found)
    different: dict[Hashable, Candidate] = {}
    for each in found:
        different.setdefault(_values(each.terms), each)
    return tuple(different.values())


def _as_of(work: Groundwork, store: Store | None) -> date:
    return day_of_answer(work.as_of, store.zone if store else None)


def possible_categories(work: Groundwork, store: Store | None) -> tuple[str, ...]:
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
    return (*map(_value, rest), _periods(terms.holidays), _periods(terms.amazon_holidays))


def _periods(holidays: tuple[Holiday, ...]) -> Hashable:
    """What seasons say, wherever it is written."""
    return tuple([(row.first, row.last, row.request_by, row.counted_from) for row in holidays])


def _value(term: Any) -> Hashable:
    if isinstance(term, Term):
        return (term.value, str(term.value), term.layer)
    said: Hashable = term
    return said


def _table(work: Groundwork, group: Grouped, several: tuple[Terms, ...]) -> Table:
    """What all grounds share whose terms say the same to a group of facts; their own where they differ."""
    said = {tuple([_value(getattr(terms, name)) for name in group.uses]) for terms in several}
    return work.tables.setdefault((group.facts, said.pop()), {}) if len(said) == 1 else {}


def established(fact: Fact, request: ReturnRequest, ground: Ground, found: Measured | None = None) -> Established:
    """The answers to a fact under every set of terms that may apply, united; the varying fields would settle them.

    `found` is what was measured under the first set.
    """
    if len(ground.terms) == 1:
        return establish(fact, request, ground.terms[0], found)
    results = [establish(fact, request, terms) for terms in ground.terms]
    first = results[0]
    possible = 0
    for result in results:
        possible |= result.possible
    if possible & (possible - 1) == 0 or not _turns_on_terms(fact, ground.terms):
        return first
    alternatives = next((result.settled_by for result in results if result.settled_by), ((),))
    settled = tuple((*fields, *(name for name in ground.varies if name not in fields)) for fields in alternatives)
    args = tuple(_or(column) for column in zip(*(result.args for result in results), strict=True))
    also = (*first.also, *_differing(fact, ground.terms))
    return first._replace(possible=possible, args=args, settled_by=settled, also=also)


class Known(Sequence[Established]):
    """All facts of a request in the order of the rules table; the evidence of one is told when it is asked for."""

    __slots__ = ("_facts", "_found", "_ground", "_request")

    def __init__(self, facts: tuple[Fact, ...], request: ReturnRequest, ground: Ground, found: list[Any]) -> None:
        self._facts, self._request, self._ground, self._found = facts, request, ground, found

    def __getitem__(self, place: Any) -> Any:
        """The fact of that place, or those of several."""
        if isinstance(place, slice):
            return tuple([self[each] for each in range(*place.indices(len(self)))])
        found = self._found[place]
        if type(found) is Measured:
            found = self._found[place] = established(self._facts[place], self._request, self._ground, found)
        return found

    def measured(self, place: int) -> Range | tuple[str, ...]:
        """What was measured of a fact, under the first set of terms."""
        found = self._found[place]
        value: Range | tuple[str, ...] = found.value if type(found) is Measured else found.measured
        return value

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        """Whether the same was established."""
        return isinstance(other, Known) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """The same where the same was established."""
        return hash(tuple(self))


def _turns_on_terms(fact: Fact, several: tuple[Terms, ...]) -> bool:
    """Whether the sets of terms differ in anything that this fact uses."""
    return len({tuple(_value(getattr(terms, name)) for name in fact.uses) for terms in several}) > 1


def _or(args: tuple[object, ...]) -> object:
    """What the words say under every set of terms: `30`, or `30 or 14`."""
    said = tuple(dict.fromkeys(str(arg) for arg in args))
    return args[0] if len(said) == 1 else " or ".join(said)


def _differing(fact: Fact, several: tuple[Terms, ...]) -> Iterable[Cite]:
    """The places of the terms in which the further sets differ from the first."""
    for terms in several[1:]:
        for name in fact.uses:
            one, other = getattr(several[0], name), getattr(terms, name)
            if isinstance(other, Term) and other.value != one.value:
                yield other.cite
