"""The fact `window`: whether the return was asked for inside the window, inside the guarantee, or outside."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from returnctl.deciding.axis import Cuts, cuts
from returnctl.deciding.date_problems import date_problem
from returnctl.deciding.days import Between, Dates, Days, days_between, delivered_between, earliest_start, first_of
from returnctl.deciding.fact import Case, Evidence, Fact, Measured
from returnctl.values.policy import Holiday, Terms

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
# The days of an order before its delivery; the earliest day of the request rests on them where it is not known.
_UNDER_WAY: Final = frozenset({"order_date", "ship_date"})


class Start(NamedTuple):
    """Between which days the window began, and the fields that say so (the known one, or those that would)."""

    first: date | None
    last: date | None
    fields: tuple[str, ...]
    known: bool


def window_cuts(terms: Terms) -> Cuts:
    """Turning points of the window in days since its start; each last day is inclusive."""
    return _cut_at(terms.return_window_days.value, terms.guarantee_days.value)


@lru_cache(maxsize=1_000)
def _cut_at(window: int, guarantee: int) -> Cuts:
    return cuts(("inside", window), ("guarantee", guarantee), otherwise="outside")


def days_since_start(case: Case) -> Measured:
    """Fewest and most days between the start of the window and the request; days won by a holiday do not count.

    The first of `window_starts` that has a date starts the window; only when none has one do bounds
    take its place. A holiday row only ever lengthens: a request it covers counts as made on the last
    day of the window at the latest.
    """
    dates, terms = case.dates, case.terms
    start, asked = window_start(dates, terms), dates.asked
    counted = days_between(start.first, start.last, asked)
    covering = season(dates, terms.holidays, asked) if terms.holidays else NO_SEASON
    days = less_won(counted, terms.return_window_days.value, covering)
    return Measured(days, (start, counted, *covering), date_problem(case.request, dates))


def _evidence(case: Case, measured: Measured) -> Evidence:
    start, counted, holiday, sure = measured.basis
    terms = case.terms
    won = holiday if measured.value != counted else None
    longer = f", longer for orders of the season until {won.request_by.isoformat()}" if won else ""
    return Evidence(
        (counted, terms.return_window_days.value, terms.guarantee_days.value, longer),
        (*_start_reads(case, start), *((STARTS[holiday.counted_from],) if holiday else ()), "request_date"),
        ("return_window_days", "guarantee_days", "window_starts"),
        _settled_by(case.dates, start, None if sure else holiday),
        (won.cite,) if won else (),
    )


def window_start(dates: Dates, terms: Terms, starts: tuple[str, ...] | None = None) -> Start:
    """The day on which the window began: the first date that is there by the seller or by `starts`, else bounds."""
    fields, latest_first = _fields_of(starts or terms.window_starts.value)
    for field in fields:
        day = getattr(dates, field)
        if day is not None:
            return Start(day, day, (field,), True)
        if field in dates.unread:  # there is such a date, so that no other one starts the window
            fields = latest_first = (field,)
            break
    longest = terms.longest_delivery_days.value
    first, last = _bounds(dates, longest, fields[0])
    for field in fields[1:]:
        low, high = _bounds(dates, longest, field)
        first = None if first is None or low is None else min(first, low)
        last = None if last is None or high is None else max(last, high)
    return Start(first, last, latest_first, False)


@lru_cache(maxsize=100)
def _fields_of(kinds: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that may start a window, by preference, and what happens last of them first."""
    fields = tuple([STARTS[kind] for kind in kinds])
    return fields, tuple(sorted(fields, key=READS.index, reverse=True))


def _bounds(dates: Dates, longest: int | None, field: str) -> Between:
    """Between which days an unknown start must lie. An estimate has no last day."""
    if field == "delivery_date":
        return delivered_between(dates, longest)
    if field == "estimated_delivery_date":
        return Between(earliest_start(dates), None)
    if field == "order_date":
        return Between(None, first_of(dates.ship_date, dates.delivery_date, dates.asked.last))
    return Between(dates.order_date, first_of(dates.delivery_date, dates.asked.last))


def _start_reads(case: Case, start: Start) -> tuple[str, ...]:
    """The fields on which the start rests: the one that started it, or those that bound it."""
    if start.known:
        return start.fields
    bounding = tuple(name for name in ("order_date", "ship_date") if getattr(case.request, name) is not None)
    return (*bounding, *start.fields)


def season(dates: Dates, holidays: tuple[Holiday, ...], asked: Between) -> tuple[Holiday | None, bool]:
    """The holiday row that may cover the request, the longest first, and whether it certainly does."""
    first_asked, last_asked = asked
    soonest = min(first_asked, last_asked) if first_asked is not None and last_asked is not None else None
    possible = None
    unknown = dates.order_date, first_of(dates.ship_date, dates.delivery_date, last_asked)
    for holiday in holidays:
        if soonest is not None and holiday.request_by < soonest:
            break  # the others end even earlier
        day = getattr(dates, STARTS[holiday.counted_from])
        if day is not None and not holiday.first <= day <= holiday.last:
            continue
        first, last = (day, day) if day is not None else unknown
        within = first is not None and last is not None and holiday.first <= first and last <= holiday.last
        if within and last_asked is not None and last_asked <= holiday.request_by:
            return holiday, True
        may_be = (first is None or first <= holiday.last) and (last is None or last >= holiday.first)
        if may_be and possible is None and (first_asked is None or first_asked <= holiday.request_by):
            possible = holiday
    return possible, False


def less_won(days: Days, window: int, covering: tuple[Holiday | None, bool]) -> Days:
    """The days that count: not those that a holiday row wins. `covering` is what `season` says."""
    holiday, sure = covering
    if holiday is None:
        return days
    low = None if days.low is None else min(days.low, window)
    if not sure:
        return Days(low, days.high)
    return Days(low, window if days.high is None else min(days.high, window))


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


def days_counted_from(fields: Collection[str], case: Case) -> bool:
    """Whether days to the request may be counted from one of these fields, or from a day that it bounds.

    Otherwise the day of an order, a shipment or an estimate only tells whether a season or a period covers it.
    """
    starting = {"delivery_date", *(STARTS[kind] for kind in case.terms.window_starts.value)}
    dates = case.dates
    known = dates.delivery_date is not None and window_start(dates, case.terms).known
    return not starting.isdisjoint(fields) or (not known and not _UNDER_WAY.isdisjoint(fields))


def last_days(field: str, case: Case, lasts: Sequence[int]) -> Iterator[date]:
    """The last days of a field's parts, where so many days from a start to the request turn a fact.

    Counted from the window's start and from the delivery: of a request the last days that are not too late, of what
    starts the days the last one before they are fewer; of an order also that of its latest delivery.
    """
    dates, terms = case.dates, case.terms
    if field != "request_date" and not days_counted_from((field,), case):
        return
    if field == "request_date" or (field in _UNDER_WAY and dates.request_date is None):
        for start in (*window_start(dates, terms)[:2], *delivered_between(dates, terms.longest_delivery_days.value)):
            yield from _moved(start, lasts)
    if field != "request_date":
        longest = (terms.longest_delivery_days.value if field == "order_date" else None) or 0
        for asked in dates.asked:
            yield from _moved(asked, [-last - under_way - 1 for last in lasts for under_way in (0, longest)])


def _turns(field: str, case: Case, _units: Sequence[int]) -> Iterator[date]:
    yield from last_days(field, case, window_cuts(case.terms).lasts)
    for holiday in case.terms.holidays:
        counted_from = STARTS[holiday.counted_from]
        if field == "request_date" or case.dates.request_date is None:
            yield from _moved(holiday.request_by, [0])
        if field == counted_from or getattr(case.dates, counted_from) is None:
            yield from _moved(holiday.first, [-1])
            yield from _moved(holiday.last, [0])


def _moved(day: date | None, by: Iterable[int]) -> Iterator[date]:
    for days in by:
        if day is not None and 0 < day.toordinal() + days < date.max.toordinal() - 1:
            yield day + timedelta(days=days)


def _crossed(fields: frozenset[str], case: Case) -> bool:
    return "request_date" in fields and days_counted_from(fields, case)


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
    rank=1,
    says=(
        "asked for {0} of a {1}-day window{3}",
        "asked for {0}, after the {1}-day window{3} but within the guarantee of {2} days",
        "asked for {0}, after the {1}-day window{3}",
        "whether the window of {1} days{3} was over is not known: asked for {0}",
    ),
    cuts=window_cuts,
    evidence=_evidence,
    turns=_turns,
    crossed=_crossed,
)
