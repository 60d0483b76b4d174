"""What would be recommended if the unknown fields were known: disjoint boxes that cover what is open."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import product
from math import prod
from typing import Any, Final, NamedTuple

from returnctl.deciding.days import asked_on, dates_of
from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.stores import possible_stores
from returnctl.deciding.value import value_cuts
from returnctl.deciding.window import STARTS, window_cuts, window_start
from returnctl.values.decision import OTHER_CATEGORY, Box, Item, Recommendation, Span
from returnctl.values.policy import Terms
from returnctl.values.request import ReturnRequest

_START_FIELDS: Final = frozenset(STARTS.values())
_CENT: Final = Decimal("0.01")
# More boxes than these tell a person nothing.
_MOST: Final = 400
# Nor do units beyond these.
_MOST_UNITS: Final = 50


class Piece(NamedTuple):
    """A part of a field's axis on which nothing turns: what is given, and a value within it."""

    given: Span | tuple[str, ...]
    value: Any


def if_known(decision: Decision, desk: Desk) -> tuple[Box, ...]:
    """The boxes over the fields of the first alternative of `missing`; none if nothing is missing.

    Every part of a field's axis between two turning points is decided by the same desk with a value
    from it. There are none where a start and the request date are both open: a window turns on the days
    between them, and no box of days would be true at all its points.
    """
    if not decision.handling.missing:
        return ()
    fields = decision.handling.missing[0]
    if "request_date" in fields and not _START_FIELDS.isdisjoint(fields):
        return ()
    axes = [tuple(_pieces(field, fields, decision, desk)) for field in fields]
    if not 0 < prod(len(axis) for axis in axes) <= _MOST:
        return ()
    boxes: list[Box] = []
    for way in product(*axes):
        outcome = _outcome(decision.request, fields, way, desk)
        given = tuple((field, piece.given) for field, piece in zip(fields, way, strict=True))
        _append(boxes, Box(given, *outcome))
    return tuple(boxes)


def _outcome(
    request: ReturnRequest, fields: tuple[str, ...], way: tuple[Piece, ...], desk: Desk
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
    step: Any = timedelta(days=1) if isinstance(last, date) else _CENT if isinstance(last, Decimal) else 1
    return last is not None and last + step == after.first


def _joined(one: Span | tuple[str, ...], other: Span | tuple[str, ...]) -> Span | tuple[str, ...]:
    """Two neighbouring parts of one field's axis."""
    if isinstance(one, Span) and isinstance(other, Span):
        return Span(one.first, other.last)
    return (*map(str, one), *map(str, other))


def _pieces(field: str, fields: tuple[str, ...], decision: Decision, desk: Desk) -> Iterator[Piece]:
    """The parts of one field's axis between its turning points."""
    request = decision.request
    if field in _START_FIELDS or field == "request_date":
        turns = _turning_days(field, decision)
        yield from _day_pieces(sorted(turns.union(desk.turns) if field == "order_date" else turns))
    elif field == "amount":
        yield from _amount_pieces(sorted(_turning_amounts(decision, fields)))
    elif field == "order_quantity":
        yield from _count_pieces()
    else:
        yield from _listed_pieces(field, request, desk)


def _turning_days(field: str, decision: Decision) -> set[date]:
    """The first day of each part: on it a fact has another answer than the day before."""
    request, turns = decision.request, set[date]()
    for terms in decision.ground.terms:
        lasts = [*window_cuts(terms).lasts, terms.withdrawal_days.value]
        if terms.store is None:
            lasts += [terms.shortest_withdrawal_days.value, terms.longest_withdrawal_days.value]
        if field == "request_date":
            turns.update(_after_start(request, terms, lasts))
        else:
            asked = asked_on(dates_of(request, terms))
            turns.update(_moved(asked.first, [-last for last in lasts]), _moved(asked.last, [-last for last in lasts]))
        turns.update(_season_days(field, terms))
    return turns


def _after_start(request: ReturnRequest, terms: Terms, lasts: list[int]) -> Iterator[date]:
    """The first request days that are too late, counted from the window's start and from delivery."""
    dates = dates_of(request, terms)
    span = window_start(dates, terms).span
    for start in (span.first, span.last, dates.delivery_date):
        yield from _moved(start, [last + 1 for last in lasts])


def _moved(day: date | None, by: list[int]) -> Iterator[date]:
    for days in by:
        if day is not None and 1 < day.toordinal() + days < date.max.toordinal():
            yield day + timedelta(days=days)


def _season_days(field: str, terms: Terms) -> Iterator[date]:
    for holiday in terms.holidays:
        if field == "request_date":
            yield from _moved(holiday.request_by, [1])
        elif field == STARTS[holiday.counted_from]:
            yield from _moved(holiday.first, [0])
            yield from _moved(holiday.last, [1])


def _day_pieces(turns: list[date]) -> Iterator[Piece]:
    first: date | None = None
    for turn in turns:
        last = turn - timedelta(days=1)
        yield Piece(Span(first, last), last)
        first = turn
    yield Piece(Span(first, None), first)


def _turning_amounts(decision: Decision, fields: tuple[str, ...]) -> set[Decimal]:
    """The last amounts, in hundredths, of each part of the axis: limits and refunds, seen over all ordered units."""
    request = decision.request
    points: set[Decimal] = set()
    for terms in decision.ground.terms:
        points.update(value_cuts(terms).lasts)
    if isinstance(request.refunded_amount, Decimal):
        points.add(request.refunded_amount)
    return {
        (point * ordered / units).quantize(_CENT, rounding=ROUND_FLOOR)
        for point in points
        for units, ordered in _shares(request, fields)
    }


def _shares(request: ReturnRequest, fields: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Every returned and ordered quantity that there may be."""
    units, ordered = request.quantity, request.order_quantity
    if "order_quantity" in fields:
        numbers: Iterable[int] = range(1, _MOST_UNITS + 1)
    elif isinstance(ordered, int) and ordered > 0:
        numbers = (ordered,)
    else:
        yield 1, 1
        return
    for number in numbers:
        yield from ((one, number) for one in ([units] if isinstance(units, int) and units else range(1, number + 1)))


def _amount_pieces(lasts: list[Decimal]) -> Iterator[Piece]:
    first = Decimal("0.00")
    for last in lasts:
        if last >= first:
            yield Piece(Span(first, last), last)
            first = last + _CENT
    yield Piece(Span(first, None), first)


def _count_pieces() -> Iterator[Piece]:
    for number in range(1, _MOST_UNITS):
        yield Piece(Span(number, number), number)
    yield Piece(Span(_MOST_UNITS, None), _MOST_UNITS)


def _listed_pieces(field: str, request: ReturnRequest, desk: Desk) -> Iterator[Piece]:
    """The members of a closed list, each on its own."""
    ordered = request.order_quantity if isinstance(request.order_quantity, int) else 0
    lists: dict[str, list[tuple[str, Any]]] = {
        "in_policy": [("Y", True), ("N", False)],
        "claim": [("Y", True), ("N", False)],
        "fulfilment": [("merchant", "merchant"), ("amazon", "amazon")],
        "store": [(store.code, store.code) for store in possible_stores(request, desk.stores)],
        "category": [(name, name) for name in (*desk.categories(request), OTHER_CATEGORY)],
        "status": [(name, name) for name in ("PendingApproval", "Approved", "Completed", "Closed")],
        "quantity": [(str(number), number) for number in range(1, min(ordered, _MOST_UNITS) + 1)],
        "reason": [(reason.code, reason.code) for reason in _one_of_each_family(desk)],
    }
    for shown, value in lists.get(field, []):
        yield Piece((shown,), value)


def _one_of_each_family(desk: Desk) -> Iterator[Any]:
    for family in desk.policy.families:
        yield next(reason for reason in desk.policy.reasons if reason.family == family)
