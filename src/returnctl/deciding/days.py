"""Days of a request: calendar dates in the store's own time zone, and how they are bounded."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple

from returnctl.deciding.axis import Range
from returnctl.values.policy import Terms
from returnctl.values.request import UNREADABLE, Day, ReturnRequest

# Somewhere on earth it is tomorrow already.
TOMORROW: Final = 1
# The fields that say when a window may start.
STARTING: Final = ("order_date", "ship_date", "estimated_delivery_date", "delivery_date")
_DAYS: Final = (*STARTING, "request_date")
_days_of: Final = attrgetter(*_DAYS)


class Days(Range):
    """A number of days that is known, or known to lie within bounds (inclusive, None without bound)."""

    __slots__ = ()

    def __str__(self) -> str:
        """`on day 19`, `on day 12 at the latest`, `on day 3 or later`, `between day 3 and day 12`.

        Before the day from which is counted: `2 days before the start`.
        """
        if self.high is not None and self.high < 0:
            surely = "" if self.low == self.high else "at least "
            return f"{surely}{_days_before(self.high)} the start"
        if self.low == self.high and self.low is not None:
            return f"on day {self.low}"
        if self.low is None or (self.low <= 0 and self.high is not None):
            return f"on day {self.high} at the latest" if self.high is not None else "on an unknown day"
        if self.high is None and self.low < 0:
            return f"{_days_before(self.low)} the start or later"
        return f"on day {self.low} or later" if self.high is None else f"between day {self.low} and day {self.high}"


def _days_before(day: int) -> str:
    return "1 day before" if day == -1 else f"{-day} days before"


class Between(NamedTuple):
    """A day that is known to lie between two days, both inclusive; None without bound."""

    first: date | None
    last: date | None


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """The time zone of that name."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def local_day(value: Day, zone_name: str | None) -> date | None:
    """The calendar date in the store's zone; a bare date (or a time without zone) stands as it is.

    Without a store it is that of UTC, so that one moment is one day however it is written. None for a
    blank or unreadable value: a missing date never becomes a guess.
    """
    if not isinstance(value, date):
        return None
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is not None and date.min.year < value.year < date.max.year:
        value = value.astimezone(zone(zone_name) if zone_name is not None else UTC)
    return value.date()


def day_of_answer(as_of: date, zone_name: str | None) -> date:
    """The day for which we answer, by the store's calendar; without a store by that of the moment itself."""
    day = local_day(as_of, zone_name) if zone_name is not None else None
    return day or (as_of.date() if isinstance(as_of, datetime) else as_of)


class Dates(NamedTuple):
    """The days of a request by the store's calendar, and the day for which we answer; None where one is not known.

    `asked` says when the customer asked; where the report does not say, between the order and the as-of day.
    `unread` are fields that hold something which cannot be read.
    """

    order_date: date | None
    ship_date: date | None
    estimated_delivery_date: date | None
    delivery_date: date | None
    request_date: date | None
    as_of: date
    asked: Between
    unread: tuple[str, ...] = ()


def dates_of(request: ReturnRequest, terms: Terms) -> Dates:
    """The request's dates by the store's calendar.

    A purchase in the future is no date at all, nor are a shipment and a delivery of which it is too early to know.
    """
    zone_name, as_of = terms.zone, terms.as_of
    days = _days_of(request)
    local = [day if day is None or type(day) is date else local_day(day, zone_name) for day in days]
    ordered, shipped, estimated, delivered, asked = local
    unread: tuple[str, ...] = ()
    if UNREADABLE in days:
        unread = tuple([field for field, day in zip(STARTING, days, strict=False) if day is UNREADABLE])
    if ordered is not None and ordered > as_of:
        ordered = None
    if shipped is not None or delivered is not None:
        latest = max(as_of, asked or as_of).toordinal() + TOMORROW
        shipped, delivered = _until(latest, shipped), _until(latest, delivered)
    between = Between(shipped or ordered, as_of) if asked is None else Between(asked, asked)
    return Dates(ordered, shipped, estimated, delivered, asked, as_of, between, unread)


def _until(latest: int, day: date | None) -> date | None:
    return None if day is not None and day.toordinal() > latest else day


def earliest_start(dates: Dates) -> date | None:
    """The earliest day on which the goods can have been under way: shipped, else ordered."""
    return dates.ship_date or dates.order_date


def delivered_between(dates: Dates, longest: int | None) -> Between:
    """When the goods were delivered; where that is not known, after they were under way and before the request.

    At most `longest` days after the order, where the seller has set them.
    """
    if dates.delivery_date is not None:
        return Between(dates.delivery_date, dates.delivery_date)
    latest = dates.asked.last
    if dates.order_date is not None and longest is not None:
        latest = first_of(latest, dates.order_date + timedelta(days=longest))
    return Between(earliest_start(dates), latest)


def first_of(*days: date | None) -> date | None:
    """The first of the days that are known."""
    return min([day for day in days if day is not None], default=None)


def days_between(first: date | None, last: date | None, end: Between) -> Days:
    """The fewest and the most days from a start between two days to an end.

    Dates that contradict one another leave open all between.
    """
    if first is not None and first is last and end.first is end.last and end.first is not None:
        days = (end.first - first).days
        return Days(days, days)
    low, high = _days(last, end.first), _days(first, end.last)
    return Days(high, low) if low is not None and high is not None and low > high else Days(low, high)


def _days(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days
