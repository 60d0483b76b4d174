"""Days of a request: calendar dates in the store's own time zone, and how they are bounded."""

from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from returnctl.values.policy import Terms
from returnctl.values.request import Day, ReturnRequest


class Days(NamedTuple):
    """A number of days that is known, or known to lie within bounds (inclusive, None without bound)."""

    low: int | None
    high: int | None

    def __str__(self) -> str:
        """`on day 19`, `on day 12 at the latest`, `on day 3 or later`, `between day 3 and day 12`."""
        if self.low == self.high and self.low is not None:
            return f"on day {self.low}"
        if self.low is None or (self.low <= 0 and self.high is not None):
            return f"on day {self.high} at the latest" if self.high is not None else "on an unknown day"
        return f"on day {self.low} or later" if self.high is None else f"between day {self.low} and day {self.high}"


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

    None for a blank or unreadable value: a missing date never becomes a guess.
    """
    if not isinstance(value, date):
        return None
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is not None and zone_name is not None and date.min.year < value.year < date.max.year:
        value = value.astimezone(zone(zone_name))
    return value.date()


class Dates(NamedTuple):
    """The days of a request by the store's calendar, and the day for which we answer; None where one is not known."""

    order_date: date | None
    ship_date: date | None
    estimated_delivery_date: date | None
    delivery_date: date | None
    request_date: date | None
    as_of: date


def dates_of(request: ReturnRequest, terms: Terms) -> Dates:
    """The request's dates by the store's calendar. A purchase in the future is no date at all."""
    zone_name, ordered = terms.zone, local_day(request.order_date, terms.zone)
    return Dates(
        None if ordered is not None and ordered > terms.as_of else ordered,
        local_day(request.ship_date, zone_name),
        local_day(request.estimated_delivery_date, zone_name),
        local_day(request.delivery_date, zone_name),
        local_day(request.request_date, zone_name),
        terms.as_of,
    )


def asked_on(dates: Dates) -> Between:
    """When the customer asked; where the report does not say, between the order and the as-of day."""
    asked = dates.request_date
    if asked is not None:
        return Between(asked, asked)
    return Between(dates.ship_date if dates.ship_date is not None else dates.order_date, dates.as_of)


def earliest_start(dates: Dates) -> date | None:
    """The earliest day on which the goods can have been under way: shipped, else ordered."""
    return dates.ship_date or dates.order_date


def delivered_between(dates: Dates, longest: int | None) -> Between:
    """When the goods were delivered; where that is not known, after they were under way and before the request.

    At most `longest` days after the order, where the seller has set them.
    """
    if dates.delivery_date is not None:
        return Between(dates.delivery_date, dates.delivery_date)
    latest = asked_on(dates).last
    if dates.order_date is not None and longest is not None:
        latest = first_of(latest, dates.order_date + timedelta(days=longest))
    return Between(earliest_start(dates), latest)


def first_of(*days: date | None) -> date | None:
    """The first of the days that are known."""
    return min([day for day in days if day is not None], default=None)


def days_between(start: Between, end: Between) -> Days:
    """The fewest and the most days from start to end; dates that contradict one another leave open all between."""
    low, high = _days(start.last, end.first), _days(start.first, end.last)
    return Days(high, low) if low is not None and high is not None and low > high else Days(low, high)


def _days(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days
