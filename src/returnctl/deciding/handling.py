"""What follows from a decision: who authorises, who pays the label, what the seller should know, by when to answer."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from returnctl.deciding.axis import Range
from returnctl.deciding.days import day_of_answer, days_between, local_day
from returnctl.deciding.fact import Case
from returnctl.deciding.rules import Verdict
from returnctl.deciding.window import less_won, season, window_start
from returnctl.values.decision import Item, Recommendation, Response
from returnctl.values.policy import Terms
from returnctl.values.request import ReturnRequest

V = TypeVar("V")

AUTOMATIC: Final = "automatic"
MANUAL: Final = "manual"
_ALL: Final = "automatic-all"
_AUTHORISE_NOW: Final = "it has to be accepted: authorise it now and decide the rest later"
_NO_LABEL: Final = frozenset({Recommendation.NO_ACTION, Recommendation.DECLINE, Recommendation.REFUND_ONLY})


def fault_of(case: Case) -> str:
    """Who bears the cost by the store's own table, else by what is inferred: seller, carrier, buyer, undecided."""
    if case.reason is None:
        return "undecided"
    faults = case.reason.faults
    return faults.get(case.terms.fault_table.value) or faults.get("inferred") or "undecided"


def label_payer(cases: Sequence[Case], fault: str, verdict: Verdict) -> str | None:
    """Who pays the label; None where nothing is sent back. Our own or the carrier's fault is never the buyer's cost.

    Doubt goes in the customer's favour: an undecided fault is paid by the seller.
    """
    if verdict.recommendation in _NO_LABEL or verdict.item in (Item.KEEP, Item.ARRIVED):
        return None
    if fault in ("seller", "carrier"):
        return "seller"
    return _agreed(lambda case: _payer(case.terms.label_paid_by.value, fault), cases)


def _payer(setting: str, fault: str) -> str:
    if setting == "fault":
        return "buyer" if fault == "buyer" else "seller"
    return setting


def authorization(cases: Sequence[Case]) -> str | None:
    """Who authorises the request: `manual`, `automatic`, or None where that cannot be known."""
    request, terms = cases[0].request, cases[0].terms
    setting = terms.authorization.value
    if setting == AUTOMATIC:
        return AUTOMATIC
    if setting == "authorize-each" or (setting == MANUAL and not terms.authorizes_itself.value):
        return MANUAL
    if isinstance(request.in_policy, bool) and setting != _ALL:
        marked: bool | None = request.in_policy
    else:
        marked = _agreed(automatic_by_date, cases)
    if setting == MANUAL:
        return MANUAL if marked is False else AUTOMATIC
    return None if marked is None else AUTOMATIC if marked else MANUAL


def automatic_by_date(case: Case) -> bool | None:
    """Whether the request came within the time in which it is authorised automatically; the last day is inside.

    That is Amazon's own window, or under `automatic-all` the seller's days counted from the order date.
    """
    if case.terms.authorization.value == _ALL:
        return _within_automatic_window(case)
    window = case.terms.amazon_window_days.value
    low, high = _amazons_days(case)
    if high is not None and high <= window:
        return True
    return False if low is not None and low > window else None


def _amazons_days(case: Case) -> Range:
    """Fewest and most days between the start of Amazon's own window and the request; its own seasons count as won."""
    dates, terms = case.dates, case.terms
    start = window_start(dates, terms, terms.amazon_window_starts.value)
    covering = season(dates, terms.amazon_holidays, dates.asked)
    return less_won(days_between(start.first, start.last, dates.asked), terms.amazon_window_days.value, covering)


def _within_automatic_window(case: Case) -> bool | None:
    longest = case.terms.automatic_window_days.value
    if longest is None:
        return True
    ordered, asked = case.dates.order_date, case.dates.request_date
    if ordered is None or asked is None:
        return None
    return (asked - ordered).days <= longest


def _agreed(of: Callable[[Case], V], cases: Sequence[Case]) -> V | None:
    """What holds under all terms that may apply; None where they differ."""
    first = of(cases[0])
    return first if len(cases) == 1 or all(of(case) == first for case in cases) else None


def note_of(case: Case, verdict: Verdict) -> str:
    """Advice for the seller: the rule's, the reason's and the override's own note."""
    reason, notes = case.reason, []
    if verdict.rule is not None:
        notes.append(verdict.rules[0].note)
    if reason is not None and verdict.recommendation is not Recommendation.NO_ACTION:
        notes.append(reason.note)
    if case.terms.note.value:
        notes.append(case.terms.note.value)
    if verdict.recommendation is Recommendation.REVIEW:
        possible = verdict.possible
        if possible["duty"] == ("must-accept",) and "new" in possible["stage"]:
            notes.append(_AUTHORISE_NOW)
    return "; ".join([note for note in notes if note])


def response(request: ReturnRequest, terms: Terms, as_of: date, *, new: bool | None) -> Response:
    """By when to answer. For a bare request date that many hours later, rounded up to whole days.

    A request that nobody has answered is overdue once that moment (for a bare date: that day) is past.
    `new` says whether it still waits for an answer, None where that is not known.
    """
    asked = request.request_date
    hours = terms.respond_within_hours.value
    if not isinstance(asked, date):
        return Response(None, False if new is False else None)
    exact = isinstance(asked, datetime) and asked.tzinfo is not None
    if asked.year == date.max.year:
        return Response(None, False if new is False else None)  # there may be no day after it
    day = asked.date() if isinstance(asked, datetime) else asked
    by = asked + timedelta(hours=hours) if exact else day + timedelta(days=-(-hours // 24))
    if new is not True:
        return Response(by, False if new is False else None)
    return Response(by, is_past(by, as_of, terms.zone))


def is_past(moment: date | None, as_of: date, zone: str | None) -> bool | None:
    """Whether a moment lies before the as-of one; compared as days where either is a bare date."""
    if moment is None:
        return None
    if isinstance(moment, datetime) and isinstance(as_of, datetime) and as_of.tzinfo is not None:
        return moment < as_of
    day = local_day(moment, zone)
    return None if day is None else day < day_of_answer(as_of, zone)
