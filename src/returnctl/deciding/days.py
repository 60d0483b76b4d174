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


def day_of(request: ReturnRequest, field: str, terms: Terms) -> date | None:
    """One of the request's dates by the store's calendar. A purchase in the future is no date at all."""
    day = local_day(getattr(request, field), terms.zone)
    if field == "order_date" and day is not None and day > terms.as_of:
        return None
    return day


def asked_on(request: ReturnRequest, terms: Terms) -> Between:
    """When the customer asked; where the report does not say, between the order and the as-of day."""
    asked = day_of(request, "request_date", terms)
    if asked is not None:
        return Between(asked, asked)
    known = (day_of(request, name, terms) for name in ("ship_date", "order_date"))
    return Between(next((day for day in known if day is not None), None), terms.as_of)


def earliest_start(request: ReturnRequest, terms: Terms) -> date | None:
    """The earliest day on which the goods can have been under way: shipped, else ordered."""
    return day_of(request, "ship_date", terms) or day_of(request, "order_date", terms)


def delivered_between(request: ReturnRequest, terms: Terms) -> Between:
    """When the goods were delivered; where that is not known, after they were under way and before the request.

    At most `longest_delivery_days` after the order, where the seller has set them.
    """
    delivered = day_of(request, "delivery_date", terms)
    if delivered is not None:
        return Between(delivered, delivered)
    asked, ordered = asked_on(request, terms).last, day_of(request, "order_date", terms)
    longest = terms.longest_delivery_days.value
    latest = ordered + timedelta(days=longest) if ordered is not None and longest is not None else None
    return Between(
        earliest_start(request, terms), min((day for day in (latest, asked) if day is not None), default=None)
    )


def days_between(start: Between, end: Between) -> Days:
    """The fewest and the most days from start to end; dates that contradict one another leave open all between."""
    low, high = _days(start.last, end.first), _days(start.first, end.last)
    return Days(high, low) if low is not None and high is not None and low > high else Days(low, high)


def _days(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days
