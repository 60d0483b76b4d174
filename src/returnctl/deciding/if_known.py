"""What would be recommended if the unknown fields were known: disjoint boxes that cover what is open."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, Final, NamedTuple

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.fact import Case
from returnctl.deciding.stores import possible_stores
from returnctl.deciding.value import CENT
from returnctl.deciding.window import READS
from returnctl.values.decision import OTHER_CATEGORY, OTHER_CURRENCY, Box, Item, Recommendation, Span
from returnctl.values.policy import Reason
from returnctl.values.request import AMOUNTS, ReturnRequest

_HAPPENED: Final = frozenset({"order_date", "ship_date", "delivery_date"})
# More boxes than these tell a person nothing.
_MOST: Final = 400
# Nor do units beyond these.
_MOST_UNITS: Final = 50
# With which point an axis begins, and how far the next one is; days go back without end.
_AXES: Final[dict[str, tuple[Any, Any]]] = {
    **dict.fromkeys(READS, (None, timedelta(days=1))),
    **dict.fromkeys(AMOUNTS, (Decimal("0.00"), CENT)),
    "order_quantity": (1, 1),
    "quantity": (1, 1),
    "stock": (0, 1),
}


class Piece(NamedTuple):
    """A part of a field's axis on which nothing turns: what is given, and a value within it."""

    given: Span | tuple[str, ...]
    value: Any


Way = tuple[Piece, ...]


def if_known(decision: Decision, desk: Desk) -> tuple[Box, ...]:
    """The boxes over the fields of the first alternative of `missing`; none if nothing is missing.

    Every part of a field's axis between two turning points is decided by the same desk with a value
    from it. There are none where two fields are open that only count together, as a difference or a
    quotient does: no box of them would be true at all its points. Nor where there would be too many.
    """
    if not decision.missing:
        return ()
    fields = decision.missing[0]
    requests = list(_by_store(decision.request, fields, desk))
    if any(_crossed(desk, case, frozenset(fields)) for request in requests for case in desk.cases(request)):
        return ()
    each = [(request, [tuple(_pieces(field, fields, request, desk)) for field in fields]) for request in requests]
    if not 0 < sum(prod(len(axis) for axis in axes) for _, axes in each) <= _MOST:
        return ()
    boxes: list[Box] = []
    for request, axes in each:
        for box in _boxes(request, fields, product(*axes), desk):
            _append(boxes, box)
    return tuple(boxes)


def _crossed(desk: Desk, case: Case, fields: frozenset[str]) -> bool:
    """Whether what one of the fields says depends on another one, or more units than anybody looks at are open."""
    ordered = case.request.order_quantity
    if "quantity" in fields and isinstance(ordered, int) and ordered > _MOST_UNITS:
        return True
    return any(fact.crossed(fields, case) for fact in desk.facts)


def _by_store(request: ReturnRequest, fields: tuple[str, ...], desk: Desk) -> Iterator[ReturnRequest]:
    """The request in each store that it may belong to: what turns where is a matter of the store's own terms."""
    if "store" not in fields:
        yield request
        return
    for store in possible_stores(request, desk.stores):
        yield request._replace(store=store.code)


def _boxes(request: ReturnRequest, fields: tuple[str, ...], ways: Iterable[Way], desk: Desk) -> list[Box]:
    boxes: list[Box] = []
    for way in ways:
        outcome = _outcome(request, fields, way, desk)
        given = tuple((field, piece.given) for field, piece in zip(fields, way, strict=True))
        _append(boxes, Box(given, *outcome))
    return boxes


def _outcome(
    request: ReturnRequest, fields: tuple[str, ...], way: Way, desk: Desk
) -> tuple[Recommendation, Item | None]:
    known = {field: piece.value for field, piece in zip(fields, way, strict=True)}
    verdict = desk.decide(request._replace(**known)).verdict
    return verdict.recommendation, verdict.item


def _append(boxes: list[Box], box: Box, place: int | None = None) -> None:
    """Add a box at its place, else at the end, joined with those that say the same and differ in one field only.

    Parts of an axis must be neighbours for that, members of a list need not be.
    """
    for at, other in enumerate(boxes):
        joined = _together(other, box)
        if joined is not None:
            del boxes[at]
            _append(boxes, joined, at)
            return
    boxes.insert(len(boxes) if place is None else place, box)


def _together(one: Box, other: Box) -> Box | None:
    if one.recommendation is not other.recommendation or one.item is not other.item:
        return None
    differing = [place for place, given in enumerate(one.given) if given != other.given[place]]
    if len(differing) != 1:
        return None
    place = differing[0]
    field, before, after = one.given[place][0], one.given[place][1], other.given[place][1]
    if isinstance(before, Span) and isinstance(after, Span) and not _neighbours(before, after):
        return None
    return one._replace(given=(*one.given[:place], (field, _joined(before, after)), *one.given[place + 1 :]))


def _neighbours(before: Span, after: Span) -> bool:
    """Whether the second part of an axis begins right after the first."""
    last: Any = before.last
    step: Any = timedelta(days=1) if isinstance(last, date) else CENT if isinstance(last, Decimal) else 1
    return last is not None and last + step == after.first


def _joined(one: Span | tuple[str, ...], other: Span | tuple[str, ...]) -> Span | tuple[str, ...]:
    """Two neighbouring parts of one field's axis."""
    if isinstance(one, Span) and isinstance(other, Span):
        return Span(one.first, other.last)
    return (*map(str, one), *map(str, other))


def _pieces(field: str, fields: tuple[str, ...], request: ReturnRequest, desk: Desk) -> Iterator[Piece]:
    """The parts of one field's axis between its turning points, or the members of its closed list."""
    cases = desk.cases(request)
    if field not in _AXES or (field == "quantity" and request.order_quantity is not None):
        return (Piece((shown,), value) for shown, value in _listed(field, cases[0], desk))
    units = sorted(_units(request, fields))
    turning = [fact.turns for fact in desk.facts if fact.turns is not None and field in fact.reads]
    lasts = {last for case in cases for turns in turning for last in turns(field, case, units)}
    if field == "order_date":
        lasts.update(turn - timedelta(days=1) for turn in desk.turns(request) if turn > date.min)
    if field in _HAPPENED:  # one in the future is no date
        dates = cases[0].dates
        lasts = {last for last in lasts if last < max(dates.as_of, dates.request_date or dates.as_of)}
    return _between(sorted(lasts), *_AXES[field])


def _between(lasts: Iterable[Any], first: Any, step: Any) -> Iterator[Piece]:
    for last in lasts:
        if first is None or last >= first:
            yield Piece(Span(first, last), last)
            first = last + step
    yield Piece(Span(first, None), first)


def _units(request: ReturnRequest, fields: tuple[str, ...]) -> set[int]:
    """The numbers of units that may come back; where that stays open, the fewest and the most."""
    if isinstance(request.quantity, int):
        return {max(request.quantity, 1)}
    most = max(request.order_quantity, 1) if isinstance(request.order_quantity, int) else 1
    return set(range(1, most + 1)) if "quantity" in fields else {1, most}


def _listed(field: str, case: Case, desk: Desk) -> Iterable[tuple[str, Any]]:
    """The members of a closed list as they are shown, and a value of each."""
    request = case.request
    for fact in desk.facts:
        if field in fact.samples:
            return fact.samples[field]
    ordered = request.order_quantity if isinstance(request.order_quantity, int) else 0
    lists: dict[str, Iterable[tuple[str, Any]]] = {
        "store": [(str(request.store), request.store)],
        "currency": _currencies(case),
        "category": [(name, name) for name in (*desk.categories(request), OTHER_CATEGORY)],
        "quantity": [(str(number), number) for number in range(1, ordered + 1)],
        "reason": [(reason.code, reason.code) for reason in _one_of_each_family(desk)],
    }
    return lists.get(field, ())


def _currencies(case: Case) -> list[tuple[str, Any]]:
    """The store's own currency and any other, where neither tells another store."""
    request, terms = case.request, case.terms
    if not isinstance(request.store, str) or not isinstance(request.currency, str):
        return []
    return [(str(terms.currency), terms.currency), (OTHER_CURRENCY, request.currency)]


def _one_of_each_family(desk: Desk) -> Iterator[Reason]:
    found: dict[str, Reason] = {}
    for reason in desk.policy.reasons:
        found.setdefault(reason.family, reason)
    return (found[family] for family in desk.policy.families if family in found)
