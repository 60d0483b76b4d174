"""The grounds on which one kind of request is decided: its store, its terms, and tables of what was established."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from returnctl.deciding.days import day_of_answer
from returnctl.deciding.fact import Established, Fact, Problem, establish
from returnctl.deciding.terms import Wanted, Withdrawal, base_terms, index, overlaid, turning_days, withdrawals
from returnctl.values.cite import Cite
from returnctl.values.override_table import OverrideTable
from returnctl.values.policy import Holiday, Layer, Policy, Setting, Store, Term, Terms
from returnctl.values.request import ReturnRequest

Table = dict[Any, Established]
Key = Callable[[ReturnRequest], Any]

# A table that has grown beyond this is emptied: memory stays bounded whatever the report holds.
_LARGEST: Final = 20_000
_PLACES: Final = {field: place for place, field in enumerate(ReturnRequest._fields)}


class Ground(NamedTuple):
    """What requests of one store, category, SKU and period have in common.

    Usually one set of terms; several where the category or the day of the order is not known and would
    matter: then `varies` names those fields. `plan` has for each fact its table and the key into it,
    `reads` the fields that it reads under these terms. `own` names those of the first set that an override gave.
    """

    store: Store | None
    terms: tuple[Terms, ...]
    varies: tuple[str, ...]
    plan: tuple[tuple[Table, Key], ...]
    reads: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]
    handled: dict[Any, Any]
    own: tuple[tuple[str, Term[Any]], ...]


class Groundwork(NamedTuple):
    """All that grounds are laid from: the policy's rows in order of rank, the stores, the facts."""

    facts: tuple[Fact, ...]
    settings: Mapping[str, tuple[Setting, ...]]
    holidays: tuple[Holiday, ...]
    withdrawals: Mapping[str, Withdrawal]
    turns: tuple[date, ...]
    categories: Mapping[str | None, tuple[str, ...]]
    as_of: date
    tables: dict[Hashable, Table]


def groundwork(policy: Policy, facts: tuple[Fact, ...], as_of: date) -> Groundwork:
    """Sort the policy's rows once for a run."""
    settings = index(policy.settings)
    return Groundwork(
        facts,
        settings,
        policy.holidays,
        withdrawals(settings, policy.stores, as_of),
        turning_days((*policy.settings, *dated_overrides(policy.overrides))),
        _categories(policy),
        as_of,
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


def lay_ground(
    work: Groundwork,
    store: Store | None,
    currency: str,
    category: str | None,
    ordered: date | None,
    override: tuple[Setting, ...],
    problems: tuple[Problem, ...],
) -> Ground:
    """The ground for a store, a category (None: not known), an order day (None: not known) and a SKU's override.

    Where the store is not known the `currency` may tell which ones are possible.
    """
    as_of = day_of_answer(work.as_of, store.zone if store else None)
    if ordered is not None and ordered > as_of:
        ordered = None  # a purchase in the future is no date
    categories = (category,) if category is not None else (None, *possible_categories(work, store))
    orders = (ordered,) if ordered is not None or not work.turns else _possible_days(work.turns, as_of)
    withdrawal = work.withdrawals.get(currency, work.withdrawals[""])
    found: dict[Hashable, Terms] = {}
    varying: set[str] = set()
    for name in categories:
        for day in orders:
            wanted = Wanted(store, name, day, as_of)
            terms = overlaid(base_terms(work.settings, work.holidays, withdrawal, wanted), override, wanted)
            key = _values(terms)
            if key not in found:
                varying.update(_new_ways(name, day, categories, orders, first=not found))
                found[key] = terms
    several = tuple(found.values())
    varies = tuple(name for name in ("category", "order_date") if name in varying)
    reads = tuple(_reads(fact, several) for fact in work.facts)
    return Ground(store, several, varies, _plan(work, several, varies, reads), reads, problems, {}, _own(several[0]))


def _own(terms: Terms) -> tuple[tuple[str, Term[Any]], ...]:
    named = zip(terms._fields, terms, strict=True)
    return tuple((name, term) for name, term in named if isinstance(term, Term) and term.layer is Layer.OVERRIDE)


def alike(ground: Ground) -> Hashable:
    """Equal for grounds from which the same follows, down to the places that are cited."""
    terms = tuple(_exact(term) for terms in ground.terms for term in terms)
    return (ground.store.code if ground.store else None, terms, ground.varies, ground.problems)


def _exact(term: object) -> Hashable:
    return (_value(term), term.cite) if isinstance(term, Term) else _value(term)


def _reads(fact: Fact, several: tuple[Terms, ...]) -> tuple[str, ...]:
    return fact.reads_under(several[0]) if fact.reads_under and len(several) == 1 else fact.reads


def _new_ways(
    name: str | None, day: date | None, names: tuple[str | None, ...], days: tuple[date | None, ...], *, first: bool
) -> set[str]:
    """Which of the unknown fields made for other terms."""
    if first:
        return set()
    return ({"category"} if name != names[0] else set()) | ({"order_date"} if day != days[0] else set())


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


def _value(term: object) -> Hashable:
    if isinstance(term, Term):
        return (term.value, str(term.value), term.layer)
    return term if isinstance(term, Hashable) else id(term)


def _plan(
    work: Groundwork, several: tuple[Terms, ...], varies: tuple[str, ...], reads: tuple[tuple[str, ...], ...]
) -> tuple[tuple[Table, Key], ...]:
    """For each fact the table shared by all grounds with the same terms for it, and what it reads."""
    plan = []
    for place, fact in enumerate(work.facts):
        shared = tuple(tuple(_value(getattr(terms, name)) for name in fact.uses) for terms in several)
        table = work.tables.setdefault((place, shared, reads[place], varies), {})
        key = fact.key_under(several) if fact.key_under else fact.key or _key(reads[place])
        plan.append((table, key))
    return tuple(plan)


def _key(reads: tuple[str, ...]) -> Key:
    if not reads:
        return attrgetter("claim")
    return itemgetter(*(_PLACES[field] for field in reads))


def established(fact: Fact, place: int, request: ReturnRequest, ground: Ground) -> Established:
    """Establish one fact and keep it for all requests that read the same."""
    table, key = ground.plan[place]
    result = _united(fact, request, ground)
    if len(table) >= _LARGEST:
        table.clear()
    table[key(request)] = result
    return result


def _turns_on_terms(fact: Fact, several: tuple[Terms, ...]) -> bool:
    """Whether the sets of terms differ in anything that this fact uses."""
    return len({tuple(_value(getattr(terms, name)) for name in fact.uses) for terms in several}) > 1


def _united(fact: Fact, request: ReturnRequest, ground: Ground) -> Established:
    """The answers under every set of terms that may apply, united; the varying fields would settle them."""
    results = [establish(fact, request, terms) for terms in ground.terms]
    first = results[0]
    if len(results) == 1:
        return first
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
