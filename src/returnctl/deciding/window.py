"""The fact `window`: whether the return was asked for inside the window, inside the guarantee, or outside."""

from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from returnctl.deciding.axis import Cuts, cuts
from returnctl.deciding.date_problems import date_problem
from returnctl.deciding.days import (
    Between,
    Dates,
    Days,
    asked_on,
    dates_of,
    days_between,
    delivered_between,
    earliest_start,
    first_of,
)
from returnctl.deciding.fact import Evidence, Fact, Measured
from returnctl.values.policy import Holiday, Terms
from returnctl.values.request import ReturnRequest

# What may start a window, and the field that says when that was.
STARTS: Final = {
    "delivery": "delivery_date",
    "estimated-delivery": "estimated_delivery_date",
    "shipment": "ship_date",
    "order": "order_date",
}
READS: Final = (
    "order_date",
    "ship_date",
    "estimated_delivery_date",
    "delivery_date",
    "request_date",
)


NO_SEASON: Final[tuple[Holiday | None, bool]] = (None, False)


class Start(NamedTuple):
    """When the window began, and the fields that say so (the known one, or those that would)."""

    span: Between
    fields: tuple[str, ...]
    known: bool


def window_cuts(terms: Terms) -> Cuts:
    """Turning points of the window in days since its start; each last day is inclusive."""
    return _cut_at(terms.return_window_days.value, terms.guarantee_days.value)


@lru_cache(maxsize=1_000)
def _cut_at(window: int, guarantee: int) -> Cuts:
    return cuts(("inside", window), ("guarantee", guarantee), otherwise="outside")


def days_since_start(request: ReturnRequest, terms: Terms) -> Measured:
    """Fewest and most days between the start of the window and the request; days won by a holiday do not count.

    The first of `window_starts` that has a date starts the window; only when none has one do bounds
    take its place. A holiday row only ever lengthens: a request it covers counts as made on the last
    day of the window at the latest.
    """
    dates = dates_of(request, terms)
    start, asked = window_start(dates, terms), asked_on(dates)
    counted = days_between(start.span, asked)
    covering = season(dates, terms.holidays, asked) if terms.holidays else NO_SEASON
    days = less_won(counted, terms.return_window_days.value, covering)
    return Measured(days, Basis(dates, start, counted, *covering), date_problem(request, dates))


class Basis(NamedTuple):
    """From what the evidence of the window is told; `sure` says whether the season surely covers the request."""

    dates: Dates
    start: Start
    counted: Days
    holiday: Holiday | None
    sure: bool


def _evidence(request: ReturnRequest, terms: Terms, measured: Measured) -> Evidence:
    basis: Basis = measured.basis
    holiday, counted = basis.holiday, basis.counted
    won = holiday if measured.value != counted else None
    longer = f", longer for orders of the season until {won.request_by.isoformat()}" if won else ""
    return Evidence(
        (counted, terms.return_window_days.value, terms.guarantee_days.value, longer),
        (*start_reads(request, basis.start), *_holiday_reads(holiday), "request_date"),
        ("return_window_days", "guarantee_days", "window_starts"),
        _settled_by(basis.dates, basis.start, None if basis.sure else holiday),
        (won.cite,) if won else (),
    )


def window_start(dates: Dates, terms: Terms, starts: tuple[str, ...] | None = None) -> Start:
    """The day on which the window began: the first date that is there by the seller or by `starts`, else bounds."""
    fields = tuple([STARTS[kind] for kind in starts or terms.window_starts.value])
    for field in fields:
        day = getattr(dates, field)
        if day is not None:
            return Start(Between(day, day), (field,), known=True)
        if field in dates.unread:  # there is such a date, so that no other one starts the window
            fields = (field,)
            break
    longest = terms.longest_delivery_days.value
    spans = [_bounds(dates, longest, field) for field in fields]
    firsts, lasts = [span.first for span in spans], [span.last for span in spans]
    return Start(
        Between(
            None if None in firsts else min(day for day in firsts if day),
            None if None in lasts else max(day for day in lasts if day),
        ),
        tuple(sorted(fields, key=READS.index, reverse=True)),
        known=False,
    )


def _bounds(dates: Dates, longest: int | None, field: str) -> Between:
    """Between which days an unknown start must lie. An estimate has no last day."""
    asked = asked_on(dates).last
    if field == "estimated_delivery_date":
        return Between(earliest_start(dates), None)
    if field == "order_date":
        return Between(None, first_of(dates.ship_date, dates.delivery_date, asked))
    if field == "ship_date":
        return Between(dates.order_date, first_of(dates.delivery_date, asked))
    return delivered_between(dates, longest)


def start_reads(request: ReturnRequest, start: Start) -> tuple[str, ...]:
    """The fields on which the start rests: the one that started it, or those that bound it."""
    if start.known:
        return start.fields
    bounding = tuple(name for name in ("order_date", "ship_date") if getattr(request, name) is not None)
    return (*bounding, *start.fields)


def season(dates: Dates, holidays: tuple[Holiday, ...], asked: Between) -> tuple[Holiday | None, bool]:
    """The holiday row that may cover the request, the longest first, and whether it certainly does."""
    possible = None
    for holiday in holidays:
        if asked.first is not None and asked.last is not None and holiday.request_by < min(asked.first, asked.last):
            break  # the others end even earlier
        began = _began(dates, holiday)
        if _surely_within(began, holiday.first, holiday.last) and _by(asked.last, holiday.request_by):
            return holiday, True
        if _maybe_within(began, holiday.first, holiday.last) and (
            asked.first is None or asked.first <= holiday.request_by
        ):
            possible = possible or holiday
    return possible, False


def _began(dates: Dates, holiday: Holiday) -> Between:
    """The day that the holiday row asks about, or its bounds."""
    day = getattr(dates, STARTS[holiday.counted_from])
    if day is not None:
        return Between(day, day)
    return Between(dates.order_date, first_of(dates.ship_date, dates.delivery_date, asked_on(dates).last))


def _surely_within(span: Between, first: date, last: date) -> bool:
    return span.first is not None and span.last is not None and first <= span.first and span.last <= last


def _maybe_within(span: Between, first: date, last: date) -> bool:
    return (span.first is None or span.first <= last) and (span.last is None or span.last >= first)


def _by(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def less_won(days: Days, window: int, covering: tuple[Holiday | None, bool]) -> Days:
    """The days that count: not those that a holiday row wins. `covering` is what `season` says."""
    holiday, sure = covering
    if holiday is None:
        return days
    low = None if days.low is None else min(days.low, window)
    if not sure:
        return Days(low, days.high)
    return Days(low, window if days.high is None else min(days.high, window))


def _holiday_reads(holiday: Holiday | None) -> tuple[str, ...]:
    return () if holiday is None else (STARTS[holiday.counted_from],)


def _settled_by(dates: Dates, start: Start, unsure: Holiday | None) -> tuple[tuple[str, ...], ...]:
    """The alternatives that would make the day known: a start, and the request date and season where unknown."""
    more: tuple[str, ...] = ()
    if unsure is not None:
        field = STARTS[unsure.counted_from]
        more = (field,) if getattr(dates, field) is None else ()
    if dates.request_date is None:
        more = (*more, "request_date")
    if start.known:
        return (more,) if more else ()
    return tuple((field, *(name for name in more if name != field)) for field in start.fields)


WINDOW: Final = Fact(
    name="window",
    answers=("inside", "guarantee", "outside"),
    reads=READS,
    uses=(
        "return_window_days",
        "guarantee_days",
        "window_starts",
        "longest_delivery_days",
        "holidays",
        "zone",
        "as_of",
    ),
    measure=days_since_start,
    says=(
        "asked for {0} of a {1}-day window{3}",
        "asked for {0}, after the {1}-day window{3} but within the guarantee of {2} days",
        "asked for {0}, after the {1}-day window{3}",
        "whether the window of {1} days{3} was over is not known: asked for {0}",
    ),
    cuts=window_cuts,
    evidence=_evidence,
)
