"""Overrides that can never apply: those that have ended, and `MANUAL` where Amazon authorises by itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from returnctl.deciding.terms import DESK_TERMS
from returnctl.deciding.warnings import authorised_anyway
from returnctl.proving.places import Place
from returnctl.proving.rows import Row, Told, joined_names, quoted
from returnctl.schema.settings import SETTINGS
from returnctl.values.finding import Code, Severity

_LATER: Final = "delete the row, or write a later day into `valid_to`"
_NOT_HELD: Final = "clear the cell; to be asked before a request is accepted is not possible there"
_ELSEWHERE: Final = "it counts in your other stores; say where you sell with --store, for example --store {}"
# Where the seller has not said how long a delivery may take, the longest that he could say.
_LONGEST_DELIVERY: Final = SETTINGS["longest_delivery_days"].most


def ended(row: Row, last: date, last_season: date | None) -> Iterator[Told]:
    """What of a row that ended before the as-of day no new request can come under.

    `last` is its last day, `last_season` is the last day on which any season takes requests.

    Terms of the desk go by the day for which we answer, promises by the day of the order: a customer who
    ordered on the last day of the row may still ask within his window, or for a fault within the guarantee.
    """
    desk = tuple(cell for cell in row.cells if cell.name in DESK_TERMS)
    promises = len(desk) < len(row.cells)
    day = last.isoformat()
    if not promises:
        why = f"{joined_names(desk)} go{_s(desk)} by the day you decide, not by that of the order"
        message = f"the row ended on {day} and holds no more: {why}"
        yield Told(Code.OVERRIDE_ENDED, None, message, _LATER)
    elif _last_request(row, last, last_season) < row.as_of:
        message = f"the row ended on {day}: for orders until then every window and guarantee is over"
        yield Told(Code.OVERRIDE_ENDED, None, message, _LATER)
    else:
        for cell in desk:
            message = f"{quoted(cell)} ended on {day}: it goes by the day on which you decide, not by the order's"
            hint = "write a later day into `valid_to`, or put it into a row of its own"
            yield Told(Code.OVERRIDE_ENDED, cell, message, hint, Severity.NOTE)


def is_over(told: Told) -> bool:
    """Whether a row as a whole has ended, so that nothing else need be said of it."""
    return told.code is Code.OVERRIDE_ENDED and told.cell is None


def _s(cells: tuple[object, ...]) -> str:
    return "es" if len(cells) == 1 else ""


def _last_request(row: Row, last: date, last_season: date | None) -> date:
    """The last day on which a customer who ordered on the last day of the row could ask for anything."""
    days = max((_reach(place) for place in row.merged), default=0)
    try:
        latest = last + timedelta(days=days)
    except OverflowError:
        return date.max
    return max(latest, last_season) if last_season is not None else latest


def _reach(place: Place) -> int:
    """Delivery, then the longer of window and guarantee, in days."""
    possible = place.possible
    delivery = max(
        _LONGEST_DELIVERY if term.value is None else term.value for term in possible["longest_delivery_days"]
    )
    promised = (term.value for name in ("return_window_days", "guarantee_days") for term in possible[name])
    return int(delivery + max(promised))


def manual_holds_nothing(row: Row) -> Iterator[Told]:
    """`MANUAL` in stores where Amazon authorises every in-policy request by itself."""
    cell = row.cell("authorization")
    if cell is None or cell.value != "manual":
        return
    held = tuple(row.held(cell))
    idle = tuple(code for place in held if _by_itself(place) for code in place.codes)
    if not idle:
        return
    everywhere = all(_by_itself(place) for place in held)
    message = f"{quoted(cell)} holds hardly anything back: {authorised_anyway(row.where(idle), 'the override')}"
    if everywhere:
        yield Told(Code.AMAZON_AUTHORISES_ANYWAY, cell, message, _NOT_HELD)
    else:
        yield Told(Code.AMAZON_AUTHORISES_ANYWAY, cell, message, _ELSEWHERE.format(idle[0]), Severity.NOTE)


def _by_itself(place: Place) -> bool:
    return all(term.value for term in place.possible["authorizes_itself"])
