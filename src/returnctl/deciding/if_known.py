"""What would be recommended if the unknown fields were known: disjoint boxes that cover what is open."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from math import prod
from typing import Any, Final, NamedTuple

from returnctl.deciding.days import dates_of
from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.stores import possible_stores
from returnctl.deciding.turning import (
    CENT,
    days_counted_from,
    turning_amounts,
    turning_days,
    turning_orders,
    turning_refunds,
)
from returnctl.deciding.window import STARTS
from returnctl.values.decision import OTHER_CATEGORY, OTHER_CURRENCY, Box, Item, Recommendation, Span
from returnctl.values.policy import Reason, Terms
from returnctl.values.request import ReturnRequest

_START_FIELDS: Final = frozenset(STARTS.values())
_HAPPENED: Final = frozenset({"order_date", "ship_date", "delivery_date"})
# What is compared with one another: on either axis the turning points depend on the other field.
_CROSSING: Final = {
    frozenset({"amount", "order_quantity"}),
    frozenset({"amount", "refunded_amount"}),
    frozenset({"order_quantity", "refunded_amount"}),
    frozenset({"order_quantity", "quantity"}),
}
# More boxes than these tell a person nothing.
_MOST: Final = 400
# Nor do units beyond these.
_MOST_UNITS: Final = 50


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
    if not decision.handling.missing:
        return ()
    fields = decision.handling.missing[0]
    requests = list(_by_store(decision.request, fields, desk))
    if any(_crossed(request, fields, desk.ground(request).terms) for request in requests):
        return ()
    each = [(request, [tuple(_pieces(field, fields, request, desk)) for field in fields]) for request in requests]
    if not 0 < sum(prod(len(axis) for axis in axes) for _, axes in each) <= _MOST:
        return ()
    boxes: list[Box] = []
    for request, axes in each:
        for box in _boxes(request, fields, product(*axes), desk):
            _append(boxes, box)
    return tuple(boxes)


def _crossed(request: ReturnRequest, fields: tuple[str, ...], several: tuple[Terms, ...]) -> bool:
    """Whether what one of the fields says depends on another one, or on other requests for the order line."""
    counting = {"quantity"} if isinstance(request.quantity, int) else {"quantity", "order_quantity"}
    if request.asked_back is not None and not counting.isdisjoint(fields):
        return True
    if "quantity" in fields and not _few_units(request, fields):
        return True
    if "request_date" in fields and any(days_counted_from(fields, request, each) for each in several):
        return True
    return any(frozenset(pair) in _CROSSING for pair in combinations(fields, 2))


def _few_units(request: ReturnRequest, fields: tuple[str, ...]) -> bool:
    """Whether each unit that may come back can be looked at, or only the stock counts."""
    if isinstance(request.order_quantity, int):
        return request.order_quantity <= _MOST_UNITS
    return "stock" not in fields


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
    """The parts of one field's axis between its turning points."""
    several = desk.ground(request).terms
    units = sorted(_units(request, fields))
    if field in _START_FIELDS or field == "request_date":
        turns = set().union(*(turning_days(field, request, terms) for terms in several))
        turns = turns.union(desk.turns) if field == "order_date" else turns
        if field in _HAPPENED:
            turns = {day for day in turns if day <= _latest(request, several[0])}
        yield from _day_pieces(sorted(turns))
    elif field == "amount":
        yield from _amount_pieces(sorted(set().union(*(turning_amounts(request, each, units) for each in several))))
    elif field == "refunded_amount":
        yield from _amount_pieces(sorted(turning_refunds(request, units)))
    elif field == "order_quantity":
        yield from _count_pieces(1, sorted(set().union(*(turning_orders(request, each) for each in several))))
    elif field == "stock":
        yield from _count_pieces(0, [number - 1 for number in units])
    elif field == "quantity" and request.order_quantity is None:
        yield from _count_pieces(1, [request.stock] if isinstance(request.stock, int) else [])
    else:
        yield from _listed_pieces(field, request, several[0], desk)


def _latest(request: ReturnRequest, terms: Terms) -> date:
    """The last day on which anything can have happened: one in the future is no date."""
    dates = dates_of(request, terms)
    return max(dates.as_of, dates.request_date or dates.as_of)


def _units(request: ReturnRequest, fields: tuple[str, ...]) -> set[int]:
    """The numbers of units that may come back; where that stays open, the fewest and the most."""
    if isinstance(request.quantity, int):
        return {max(request.quantity, 1)}
    most = max(request.order_quantity, 1) if isinstance(request.order_quantity, int) else 1
    return set(range(1, most + 1)) if "quantity" in fields else {1, most}


def _day_pieces(turns: list[date]) -> Iterator[Piece]:
    first: date | None = None
    for turn in turns:
        last = turn - timedelta(days=1)
        yield Piece(Span(first, last), last)
        first = turn
    yield Piece(Span(first, None), first)


def _amount_pieces(lasts: list[Decimal]) -> Iterator[Piece]:
    first = Decimal("0.00")
    for last in lasts:
        if last >= first:
            yield Piece(Span(first, last), last)
            first = last + CENT
    yield Piece(Span(first, None), first)


def _count_pieces(first: int, lasts: list[int]) -> Iterator[Piece]:
    for last in lasts:
        if last >= first:
            yield Piece(Span(first, last), last)
            first = last + 1
    yield Piece(Span(first, None), first)


def _listed_pieces(field: str, request: ReturnRequest, terms: Terms, desk: Desk) -> Iterator[Piece]:
    """The members of a closed list, each on its own."""
    ordered = request.order_quantity if isinstance(request.order_quantity, int) else 0
    lists: dict[str, list[tuple[str, Any]]] = {
        "in_policy": [("Y", True), ("N", False)],
        "claim": [("Y", True), ("N", False)],
        "fulfilment": [("merchant", "merchant"), ("amazon", "amazon")],
        "store": [(str(request.store), request.store)],
        "currency": _currencies(request, terms),
        "category": [(name, name) for name in (*desk.categories(request), OTHER_CATEGORY)],
        "status": [(name, name) for name in ("PendingApproval", "Approved", "Completed", "Closed")],
        "quantity": [(str(number), number) for number in range(1, ordered + 1)],
        "reason": [(reason.code, reason.code) for reason in _one_of_each_family(desk)],
    }
    for shown, value in lists.get(field, []):
        yield Piece((shown,), value)


def _currencies(request: ReturnRequest, terms: Terms) -> list[tuple[str, Any]]:
    """The store's own currency and any other, where neither tells another store."""
    if not isinstance(request.store, str) or not isinstance(request.currency, str):
        return []
    return [(str(terms.currency), terms.currency), (OTHER_CURRENCY, request.currency)]


def _one_of_each_family(desk: Desk) -> Iterator[Reason]:
    found: dict[str, Reason] = {}
    for reason in desk.policy.reasons:
        found.setdefault(reason.family, reason)
    return (found[family] for family in desk.policy.families if family in found)
