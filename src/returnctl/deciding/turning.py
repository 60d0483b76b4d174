"""On which values of one unknown field the answer to a request may turn, the other fields being as they are."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil, floor
from typing import Final

from returnctl.deciding.days import Dates, dates_of, delivered_between
from returnctl.deciding.value import value_cuts
from returnctl.deciding.window import STARTS, window_cuts, window_start
from returnctl.values.policy import Terms
from returnctl.values.request import Amount, ReturnRequest

CENT: Final = Decimal("0.01")
# The days of an order before its delivery; the earliest day of the request rests on them where it is not known.
_UNDER_WAY: Final = frozenset({"order_date", "ship_date"})


def turning_days(field: str, request: ReturnRequest, terms: Terms) -> set[date]:
    """The first day of each part: on it a fact may have another answer than the day before."""
    dates, turns = dates_of(request, terms), set(_season_days(field, request, terms))
    if field != "request_date" and not days_counted_from((field,), request, terms):
        return turns
    lasts = [*window_cuts(terms).lasts, terms.withdrawal_days.value]
    if terms.store is None:
        lasts += [terms.shortest_withdrawal_days.value, terms.longest_withdrawal_days.value]
    if field == "request_date" or (field in _UNDER_WAY and dates.request_date is None):
        turns.update(_after_start(dates, terms, lasts))
    if field != "request_date":
        turns.update(_before_request(field, dates, terms, lasts))
    return turns


def days_counted_from(fields: Collection[str], request: ReturnRequest, terms: Terms) -> bool:
    """Whether days to the request may be counted from one of these fields, or from a day that it bounds.

    Otherwise the day of an order, a shipment or an estimate only tells whether a season or a period covers it.
    """
    starting = {"delivery_date", *(STARTS[kind] for kind in terms.window_starts.value)}
    dates = dates_of(request, terms)
    known = dates.delivery_date is not None and window_start(dates, terms).known
    return not starting.isdisjoint(fields) or (not known and not _UNDER_WAY.isdisjoint(fields))


def _after_start(dates: Dates, terms: Terms, lasts: list[int]) -> Iterator[date]:
    """The first request days that are too late, counted from the window's start and from delivery."""
    for span in (window_start(dates, terms).span, delivered_between(dates, terms.longest_delivery_days.value)):
        for start in span:
            yield from _moved(start, [last + 1 for last in lasts])


def _before_request(field: str, dates: Dates, terms: Terms, lasts: list[int]) -> Iterator[date]:
    """The first days from which on the request was not too late; of an order, also that of its latest delivery."""
    longest = terms.longest_delivery_days.value if field == "order_date" else None
    for asked in dates.asked:
        yield from _moved(asked, [-last - under_way for last in lasts for under_way in (0, longest or 0)])


def _season_days(field: str, request: ReturnRequest, terms: Terms) -> Iterator[date]:
    dates = dates_of(request, terms)
    for holiday in terms.holidays:
        counted_from = STARTS[holiday.counted_from]
        if field == "request_date" or dates.request_date is None:
            yield from _moved(holiday.request_by, [1])
        if field == counted_from or getattr(dates, counted_from) is None:
            yield from _moved(holiday.first, [0])
            yield from _moved(holiday.last, [1])


def _moved(day: date | None, by: Iterable[int]) -> Iterator[date]:
    for days in by:
        if day is not None and 1 < day.toordinal() + days < date.max.toordinal():
            yield day + timedelta(days=days)


def turning_amounts(request: ReturnRequest, terms: Terms, units: Iterable[int]) -> set[Decimal]:
    """The last amounts, in hundredths, of each part: by limits and refund, seen over all ordered units.

    `units` are the numbers of units that may come back.
    """
    ordered, less = _ordered(request), _more_than(request.refunded_amount)
    lasts = set[Decimal]()
    for number in units:
        share = min(number, ordered)
        lasts.update((limit * ordered / share).quantize(CENT, ROUND_FLOOR) for limit in value_cuts(terms).lasts)
        lasts.update((refund * ordered / share).quantize(CENT, ROUND_CEILING) - CENT for refund in less)
    return lasts


def turning_refunds(request: ReturnRequest, units: Iterable[int]) -> set[Decimal]:
    """The last refunded amounts, in hundredths, of each part: nothing, and just less than what is due."""
    paid, ordered = request.amount if isinstance(request.amount, Decimal) else Decimal(0), _ordered(request)
    dues = (paid * min(number, ordered) / ordered for number in units)
    return {Decimal("0.00"), *(due.quantize(CENT, ROUND_FLOOR) - CENT for due in dues)}


def turning_orders(request: ReturnRequest, terms: Terms) -> set[int]:
    """The last numbers of ordered units of each part: by limits, refund and what is asked back."""
    lasts = set[int]()
    if request.asked_back is not None and request.asked_back.units is not None:
        lasts.add(request.asked_back.units - 1)
    if isinstance(request.amount, Decimal) and isinstance(request.quantity, int):
        paid = request.amount * request.quantity
        lasts.update(ceil(paid / limit) - 1 for limit in value_cuts(terms).lasts if limit > 0)
        lasts.update(floor(paid / refund) for refund in _more_than(request.refunded_amount))
    return lasts


def _more_than(refund: Amount) -> tuple[Decimal, ...]:
    """What has to be due for a refund to be a part of it only: a cent more than it, as parts of a cent are not due."""
    return (refund.quantize(CENT, ROUND_FLOOR) + CENT,) if isinstance(refund, Decimal) and refund > 0 else ()


def _ordered(request: ReturnRequest) -> int:
    """How many units were ordered, as an amount is shared out among them; one where that is not known."""
    return request.order_quantity if isinstance(request.order_quantity, int) and request.order_quantity else 1
