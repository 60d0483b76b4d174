"""What follows from a decision: who authorises, who pays the label, what the seller should know, by when to answer."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from returnctl.deciding.amazons_window import amazons_days, counts_the_same
from returnctl.deciding.axis import Range
from returnctl.deciding.days import dates_of, day_of_answer, local_day
from returnctl.deciding.rules import Verdict
from returnctl.deciding.warnings import Case, warnings_of
from returnctl.values.decision import Item, Recommendation, Response, Warn
from returnctl.values.policy import Reason, Terms
from returnctl.values.request import ReturnRequest

AUTOMATIC: Final = "automatic"
MANUAL: Final = "manual"
_ALL: Final = "automatic-all"
_AUTHORISE_NOW: Final = "it has to be accepted: authorise it now and decide the rest later"
_NO_LABEL: Final = frozenset({Recommendation.NO_ACTION, Recommendation.DECLINE, Recommendation.REFUND_ONLY})


class Handling(NamedTuple):
    """What follows from a decision beside its recommendation. `missing` are the fields that would settle it."""

    authorization: str | None
    label_paid_by: str | None
    fault: str
    warnings: tuple[Warn, ...]
    note: str
    missing: tuple[tuple[str, ...], ...]


def fault_of(reason: Reason | None, terms: Terms) -> str:
    """Who bears the cost by the store's own table, else by what is inferred: seller, carrier, buyer, undecided."""
    if reason is None:
        return "undecided"
    return reason.faults.get(terms.fault_table.value) or reason.faults.get("inferred") or "undecided"


def label_payer(terms: Terms, fault: str, recommendation: Recommendation, item: Item | None) -> str | None:
    """Who pays the label; None where nothing is sent back. Our own or the carrier's fault is never the buyer's cost.

    Doubt goes in the customer's favour: an undecided fault is paid by the seller.
    """
    if recommendation in _NO_LABEL or item in (Item.KEEP, Item.ARRIVED):
        return None
    if fault in ("seller", "carrier") or terms.label_paid_by.value == "seller":
        return "seller"
    if terms.label_paid_by.value == "fault":
        return "buyer" if fault == "buyer" else "seller"
    return "buyer"


def authorization(request: ReturnRequest, several: tuple[Terms, ...], days: object) -> str | None:
    """Who authorises the request: `manual`, `automatic`, or None where that cannot be known.

    `days` are those that the window measured.
    """
    setting, terms = several[0].authorization.value, several[0]
    if setting == AUTOMATIC:
        return AUTOMATIC
    if setting == "authorize-each" or (setting == MANUAL and not terms.authorizes_itself.value):
        return MANUAL
    if isinstance(request.in_policy, bool) and setting != _ALL:
        marked: bool | None = request.in_policy
    else:
        marked = in_time(request, several, days)
    if setting == MANUAL:
        return MANUAL if marked is False else AUTOMATIC
    return _named(marked)


def _named(automatic: bool | None) -> str | None:
    return None if automatic is None else AUTOMATIC if automatic else MANUAL


def in_time(request: ReturnRequest, several: tuple[Terms, ...], days: object) -> bool | None:
    """`automatic_by_date` under every set of terms that may apply; None where they differ.

    `days` are those that the window measured; of several sets they are those under the first.
    """
    measured = days if len(several) == 1 else None
    found = {automatic_by_date(request, terms, measured) for terms in several}
    return found.pop() if len(found) == 1 else None


def automatic_by_date(request: ReturnRequest, terms: Terms, days: object) -> bool | None:
    """Whether the request came within the time in which it is authorised automatically; the last day is inside.

    That is Amazon's own window, or under `automatic-all` the seller's days counted from the order date.
    `days` are those measured for the seller's window, where they are at hand: mostly both count the same.
    """
    if terms.authorization.value == _ALL:
        return _within_automatic_window(request, terms)
    window = terms.amazon_window_days.value
    measured = days if isinstance(days, Range) and counts_the_same(terms) else amazons_days(request, terms)
    low, high = measured
    if high is not None and high <= window:
        return True
    return False if low is not None and low > window else None


def _within_automatic_window(request: ReturnRequest, terms: Terms) -> bool | None:
    longest = terms.automatic_window_days.value
    if longest is None:
        return True
    dates = dates_of(request, terms)
    ordered, asked = dates.order_date, dates.request_date
    if ordered is None or asked is None:
        return None
    return (asked - ordered).days <= longest


def handled(
    request: ReturnRequest,
    verdict: Verdict,
    several: tuple[Terms, ...],
    reason: Reason | None,
    days: object,
    possible: Mapping[str, tuple[str, ...]],
    missing: tuple[tuple[str, ...], ...],
) -> Handling:
    """What follows from a verdict under the sets of terms that may apply.

    `days` are those that the window measured, `possible` the answers of the facts, `missing` what would settle it.
    """
    terms = several[0]
    fault, who = fault_of(reason, terms), authorization(request, several, days)
    advice, item = verdict.recommendation, verdict.item
    return Handling(
        who,
        _agreed([label_payer(one, fault, advice, item) for one in several]),
        fault,
        warnings_of(Case(request, terms, reason, fault, advice, possible, who, item)),
        note_of(verdict, terms, reason, possible),
        missing,
    )


def _agreed(payers: Iterable[str | None]) -> str | None:
    """What holds under all terms that may apply; None where they differ."""
    found = set(payers)
    return found.pop() if len(found) == 1 else None


def note_of(verdict: Verdict, terms: Terms, reason: Reason | None, possible: Mapping[str, tuple[str, ...]]) -> str:
    """Advice for the seller: the rule's, the reason's and the override's own note."""
    quiet = verdict.recommendation is Recommendation.NO_ACTION
    notes: Iterable[str | None] = (
        verdict.rules[0].note if verdict.rule else "",
        reason.note if reason and not quiet else "",
        terms.note.value,
        _AUTHORISE_NOW
        if verdict.recommendation is Recommendation.REVIEW
        and possible["duty"] == ("must-accept",)
        and "new" in possible["stage"]
        else "",
    )
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
    by = asked + timedelta(hours=hours) if exact else _whole_days(local_day(asked, None), hours)
    if new is not True:
        return Response(by, False if new is False else None)
    return Response(by, is_past(by, as_of, terms.zone))


def _whole_days(day: date | None, hours: int) -> date | None:
    return None if day is None else day + timedelta(days=-(-hours // 24))


def is_past(moment: date | None, as_of: date, zone: str | None) -> bool | None:
    """Whether a moment lies before the as-of one; compared as days where either is a bare date."""
    if moment is None:
        return None
    if isinstance(moment, datetime) and isinstance(as_of, datetime) and as_of.tzinfo is not None:
        return moment < as_of
    day = local_day(moment, zone)
    return None if day is None else day < day_of_answer(as_of, zone)
