"""The fact `duty`: what Amazon or the law demands of the request."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from returnctl.deciding.days import Days, days_between, delivered_between
from returnctl.deciding.fact import YES_OR_NO, Case, Evidence, Fact, Measured, measured
from returnctl.deciding.window import last_days
from returnctl.values.request import UNREADABLE

DUTIES: Final = ("must-accept", "may-refuse", "silent")
_CHANGE_OF_MIND: Final = "change-of-mind"
_LAW_READS: Final = ("delivery_date", "request_date", "reason", "in_policy")


def what_is_demanded(case: Case) -> Measured:
    """Amazon's mark `In policy`, or a change of mind within the statutory withdrawal period from delivery.

    Source: Directive 2011/83/EU art. 9 and the UK Consumer Contracts Regulations 2013: 14 days from
    possession, the last day included, unless a ground in law excludes the goods.
    """
    request, reason = case.request, case.reason
    by_mark = _BY_MARK[request.in_policy]
    if request.in_policy is True or (reason is not None and reason.family != _CHANGE_OF_MIND):
        return by_mark
    within, days = within_withdrawal(case)
    if within is False:
        return by_mark if request.in_policy is UNREADABLE else Measured(by_mark.value, (by_mark.basis, days))
    terms = case.terms
    name = "withdrawal_days" if terms.store is not None else "shortest_withdrawal_days"
    surely = getattr(terms, name).value
    if within and reason is not None and days.high is not None and days.high <= surely:
        said = f"a change of mind {days} of the {surely}-day withdrawal period in law"
        return measured(("must-accept",), (said,), _LAW_READS if terms.store else (*_LAW_READS, "currency"), (name,))
    otherwise = by_mark.value
    possible = ("must-accept", *otherwise) if "must-accept" not in otherwise else tuple(otherwise)
    said = "a change of mind may lie within the withdrawal period in law"
    return measured(possible, (said,), _LAW_READS, ("withdrawal_days",), _settled_by(case, days))


def _evidence(_case: Case, measured: Measured) -> Evidence:
    if isinstance(measured.basis, Evidence):
        return measured.basis
    by_mark, days = measured.basis  # the days are said where another set of terms leaves the law open
    evidence: Evidence = by_mark._replace(args=(days,))
    return evidence


# What the mark says where no withdrawal period is at stake.
_BY_MARK: Final[dict[object, Measured]] = {
    True: measured(("must-accept",), ("Amazon marks it as in policy",), ("in_policy",)),
    False: measured(("may-refuse",), ("",), ("in_policy",), ("withdrawal_days",)),
    None: measured(("silent",), ("",), ("in_policy",), ("withdrawal_days",), ordinary=True),
    UNREADABLE: measured(
        DUTIES, ("the mark `In policy` cannot be read",), ("in_policy",), ("withdrawal_days",), (("in_policy",),)
    ),
}


def within_withdrawal(case: Case) -> tuple[bool | None, Days]:
    """Whether the request came within the store's withdrawal period; without a store, the longest there is."""
    terms, dates = case.terms, case.dates
    longest = (terms.longest_withdrawal_days if terms.store is None else terms.withdrawal_days).value
    days = days_between(*delivered_between(dates, terms.longest_delivery_days.value), dates.asked)
    excluded = longest == 0 or terms.not_returnable_because.value is not None
    if excluded or (days.low is not None and days.low > longest):
        return False, days
    return (True if days.high is not None and days.high <= longest else None), days


def _left_open(days: Days, period: int) -> bool:
    """Whether it is not known if the request came within so many days; no period at all leaves nothing open."""
    surely = days.high is not None and days.high <= period
    return period > 0 and not surely and (days.low is None or days.low <= period)


def _settled_by(case: Case, days: Days) -> tuple[tuple[str, ...], ...]:
    """The store where none is known, the dates where they leave it open there, the reason where it cannot be read."""
    request, terms = case.request, case.terms
    fields: tuple[str, ...] = ()
    periods = terms.withdrawal_periods.value if terms.store is None else (terms.withdrawal_days.value,)
    if any(_left_open(days, period) for period in periods):
        fields = ("delivery_date",) if case.dates.delivery_date is None else ()
        if case.dates.request_date is None:
            fields = (*fields, "request_date")
    if terms.store is None:
        fields = (*fields, "store")
    if case.reason is None:
        fields = (*fields, "reason")
    if request.in_policy is UNREADABLE and fields:
        return ((*fields, "in_policy"),)
    return (fields,) if fields else (("in_policy",),)


def _turns(field: str, case: Case, _units: Sequence[int]) -> Iterator[date]:
    terms = case.terms
    lasts = [terms.withdrawal_days.value]
    if terms.store is None:
        lasts += [terms.shortest_withdrawal_days.value, terms.longest_withdrawal_days.value]
    return last_days(field, case, lasts)


DUTY: Final = Fact(
    name="duty",
    answers=DUTIES,
    reads=("in_policy", "reason", "delivery_date", "ship_date", "order_date", "request_date", "currency"),
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
    measure=what_is_demanded,
    says=(
        "{0}",
        "Amazon does not hold the request to be in policy",
        "neither Amazon's mark nor the law demands anything",
        "whether Amazon or the law demands it is not known: {0}",
    ),
    rank=4,
    quiet=("silent",),
    evidence=_evidence,
    turns=_turns,
    samples={"in_policy": YES_OR_NO},
)
