"""The fact `duty`: what Amazon or the law demands of the request."""

from typing import Final

from returnctl.deciding.days import Dates, Days, asked_on, dates_of, days_between, delivered_between
from returnctl.deciding.fact import Fact, Measured, measured
from returnctl.deciding.reasons import LookUp
from returnctl.values.policy import Terms
from returnctl.values.request import UNREADABLE, ReturnRequest

DUTIES: Final = ("must-accept", "may-refuse", "silent")
_READS: Final = ("in_policy", "reason", "delivery_date", "ship_date", "order_date", "request_date")


def duty_fact(look_up: LookUp) -> Fact:
    """The fact, with the function that finds a reason by its text and store."""

    def measure(request: ReturnRequest, terms: Terms) -> Measured:
        reason = look_up(request.reason, terms.store)
        mind = None if reason is None else reason.family == "change-of-mind"
        return what_is_demanded(request, terms, changed_mind=mind)

    return Fact(
        name="duty",
        answers=DUTIES,
        reads=(*_READS, "currency"),
        uses=(
            "longest_delivery_days",
            "withdrawal_days",
            "shortest_withdrawal_days",
            "longest_withdrawal_days",
            "withdrawal_periods",
            "not_returnable_because",
            "store",
            "zone",
            "as_of",
        ),
        measure=measure,
        says=(
            "{0}",
            "Amazon does not hold the request to be in policy",
            "neither Amazon's mark nor the law demands anything",
            "whether Amazon or the law demands it is not known: {0}",
        ),
        quiet=("silent",),
    )


def what_is_demanded(request: ReturnRequest, terms: Terms, *, changed_mind: bool | None) -> Measured:
    """Amazon's mark `In policy`, or a change of mind within the statutory withdrawal period from delivery.

    Source: Directive 2011/83/EU art. 9 and the UK Consumer Contracts Regulations 2013: 14 days from
    possession, the last day included, unless a ground in law excludes the goods.
    """
    by_mark = _BY_MARK[request.in_policy]
    if request.in_policy is True or changed_mind is False:
        return by_mark
    dates = dates_of(request, terms)
    within, days = within_withdrawal(dates, terms)
    if within is False:
        return by_mark
    uses = ("withdrawal_days",)
    reads = ("delivery_date", "request_date", "reason", "in_policy")
    name = "withdrawal_days" if terms.store is not None else "shortest_withdrawal_days"
    surely = getattr(terms, name).value
    if within and changed_mind and days.high is not None and days.high <= surely:
        said = f"a change of mind {days} of the {surely}-day withdrawal period in law"
        return measured(("must-accept",), (said,), reads if terms.store else (*reads, "currency"), (name,))
    otherwise = by_mark.value
    possible = ("must-accept", *otherwise) if "must-accept" not in otherwise else tuple(otherwise)
    said = "a change of mind may lie within the withdrawal period in law"
    return measured(possible, (said,), reads, uses, _settled_by(request, dates, terms, changed_mind, days))


# What the mark says where no withdrawal period is at stake.
_BY_MARK: Final[dict[object, Measured]] = {
    True: measured(("must-accept",), ("Amazon marks it as in policy",), ("in_policy",)),
    False: measured(("may-refuse",), ("",), ("in_policy",), ("withdrawal_days",)),
    None: measured(("silent",), ("",), ("in_policy",), ("withdrawal_days",), ordinary=True),
    UNREADABLE: measured(
        DUTIES, ("the mark `In policy` cannot be read",), ("in_policy",), ("withdrawal_days",), (("in_policy",),)
    ),
}


def within_withdrawal(dates: Dates, terms: Terms) -> tuple[bool | None, Days]:
    """Whether the request came within the store's withdrawal period; without a store, the longest there is."""
    longest = _longest(terms)
    days = days_between(delivered_between(dates, terms.longest_delivery_days.value), asked_on(dates))
    if longest == 0 or terms.not_returnable_because.value is not None:
        return False, days
    if days.low is not None and days.low > longest:
        return False, days
    return (True if days.high is not None and days.high <= longest else None), days


def _longest(terms: Terms) -> int:
    return terms.withdrawal_days.value if terms.store is not None else terms.longest_withdrawal_days.value


def _periods(terms: Terms) -> tuple[int, ...]:
    """The withdrawal periods that there may be."""
    return (terms.withdrawal_days.value,) if terms.store is not None else terms.withdrawal_periods.value


def _left_open(days: Days, period: int) -> bool:
    """Whether it is not known if the request came within so many days; no period at all leaves nothing open."""
    surely = days.high is not None and days.high <= period
    return period > 0 and not surely and (days.low is None or days.low <= period)


def _settled_by(
    request: ReturnRequest, dates: Dates, terms: Terms, changed_mind: bool | None, days: Days
) -> tuple[tuple[str, ...], ...]:
    """The store where none is known, the dates where they leave it open there, the reason where it cannot be read."""
    fields: tuple[str, ...] = ()
    if any(_left_open(days, period) for period in _periods(terms)):
        fields = ("delivery_date",) if dates.delivery_date is None else ()
        if dates.request_date is None:
            fields = (*fields, "request_date")
    if terms.store is None:
        fields = (*fields, "store")
    if changed_mind is None:
        fields = (*fields, "reason")
    if request.in_policy is UNREADABLE and fields:
        return ((*fields, "in_policy"),)
    return (fields,) if fields else (("in_policy",),)
