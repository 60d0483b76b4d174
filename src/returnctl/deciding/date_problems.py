"""Dates of a request that cannot be, or that stand in the wrong order."""

from datetime import date
from typing import Final

from returnctl.deciding.days import TOMORROW, Dates
from returnctl.deciding.fact import Problem
from returnctl.values.finding import Code, Severity
from returnctl.values.request import ReturnRequest

# What is over on the day for which we answer, and what follows one another.
_HAPPENED: Final = {"order_date": "order date", "ship_date": "shipping date", "delivery_date": "delivery date"}
_STEPS: Final = (
    ("order_date", "ship_date"),
    ("order_date", "delivery_date"),
    ("ship_date", "delivery_date"),
    ("order_date", "request_date"),
    ("delivery_date", "request_date"),
)
_THINGS: Final = {"order_date": "the order", "ship_date": "the shipment", "delivery_date": "the delivery"}
_DONE: Final = {
    "ship_date": "the goods were shipped",
    "delivery_date": "the goods were delivered",
    "request_date": "the return was asked for",
}
_RIGHT_DAY: Final = "correct the date, or give the right day with --as-of"
_WRONG: Final = "correct the dates: days and months may have changed places"


def date_problem(request: ReturnRequest, dates: Dates) -> Problem | None:
    """A purchase, shipment or delivery in the future is no date; dates out of order are worth a look."""
    return _in_the_future(request, dates) or _before_its_time(dates)


def _in_the_future(request: ReturnRequest, dates: Dates) -> Problem | None:
    for field, name in _HAPPENED.items():
        day = getattr(request, field)
        if day is not None and getattr(dates, field) is None and isinstance(day, date):
            said = f"the {name} `{day.isoformat()}` lies after {dates.as_of.isoformat()}, the day for which we answer"
            severity = Severity.ERROR if field == "order_date" else Severity.WARNING
            return Problem(Code.FUTURE_DATE, field, said, _RIGHT_DAY, severity)
    asked = dates.request_date
    if asked is None or (asked - dates.as_of).days <= TOMORROW:
        return None
    return Problem(
        Code.FUTURE_DATE,
        "request_date",
        f"the return was asked for on {asked.isoformat()}, after {dates.as_of.isoformat()}, the day for which"
        " we answer: until when to answer cannot be right",
        _RIGHT_DAY,
        Severity.WARNING,
    )


def _before_its_time(dates: Dates) -> Problem | None:
    """The first of the things that follow one another, one of which has a date before the other's."""
    known = [day for day in (dates.order_date, dates.ship_date, dates.delivery_date, dates.request_date) if day]
    if known == sorted(known):
        return None
    for earlier, later in _STEPS:
        before, after = getattr(dates, earlier), getattr(dates, later)
        if before is not None and after is not None and after < before:
            said = f"{_DONE[later]} on {after.isoformat()}, before {_THINGS[earlier]} on {before.isoformat()}"
            late = (earlier, later) == ("delivery_date", "request_date")
            hint = "nothing to do if the parcel came late; otherwise correct the dates" if late else _WRONG
            return Problem(Code.DATES_OUT_OF_ORDER, later, said, hint, Severity.WARNING)
    return None
