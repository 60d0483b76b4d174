"""The fact `stage`: how far the request has come on Amazon's side."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from itertools import product
from math import floor
from typing import Any, Final, NamedTuple

from returnctl.deciding.axis import Range
from returnctl.deciding.fact import Case, Fact, Measured, Problem, measured
from returnctl.deciding.value import CENT, paid_for, shared_among, unknown_parts
from returnctl.values.finding import Code, Severity
from returnctl.values.request import UNREADABLE, Amount, Choice, ReturnRequest
from returnctl.values.text import visible

STAGES: Final = ("new", "authorised", "refund-on-scan", "arrived", "part-refunded", "refunded", "closed")

# How far a request has come, for two rows of which nothing else tells which one is the newer.
_FURTHER: Final = ("new", "authorised", "refund-on-scan", "arrived", "closed", "part-refunded", "refunded")

# Status texts of Amazon's report, of its web page and of known misspellings, folded to letters only.
# PendingRefund does not mean that anything has arrived.
_NEW, _AUTHORISED, _COMPLETED, _CLOSED = "new", "authorised", "completed", "closed"
STATUSES: Final = {
    "": _NEW,
    "pending": _NEW,
    "pendingapproval": _NEW,
    "pendingactions": _NEW,
    "pendingauthorization": _NEW,
    "pendingauthorisation": _NEW,
    "authorizationrequired": _NEW,
    "authorisationrequired": _NEW,
    "authorizationrequried": _NEW,
    "approved": _AUTHORISED,
    "authorized": _AUTHORISED,
    "authorised": _AUTHORISED,
    "pendinglabel": _AUTHORISED,
    "pendingrefund": _AUTHORISED,
    "completed": _COMPLETED,
    "closed": _CLOSED,
    "rejected": _CLOSED,
    "denied": _CLOSED,
    "declined": _CLOSED,
    "cancelled": _CLOSED,
    "canceled": _CLOSED,
}
_ON_SCAN: Final = frozenset({"refundatfirstscan", "refundonfirstscan"})
_DONE: Final = frozenset({"returnlessrefund", "automatedrefund", "replacement", "replacementissued"})
# On a request that nobody has answered yet the others may be what the buyer asks for.
_DONE_WHEN_NEW: Final = frozenset({"replacementissued"})
# What a cell that cannot be read may have held, as far as it makes a difference.
_MAY_BE: Final[dict[str, tuple[Any, ...]]] = {
    "status": ("Pending", "Approved", "Completed", "Closed"),
    "resolution": (None, "ReplacementIssued", "ReturnlessRefund", "RefundAtFirstScan"),
    "label_type": (None, "AmazonPrePaidLabel"),
    "return_delivery_date": (None, True),
}
# A longer text is none of a report; so many distinct ones would take much memory.
_LONGEST_KEPT: Final = 60
_READS: Final = (
    "status",
    "resolution",
    "label_type",
    "return_delivery_date",
    "refunded_amount",
    "amount",
    "quantity",
    "order_quantity",
)


def folded(text: Choice) -> str:
    """A status or resolution as letters only, in lower case; nothing where it cannot be read."""
    if not isinstance(text, str):
        return ""
    return _letters_kept(text) if len(text) <= _LONGEST_KEPT else _letters(text)


def _letters(text: str) -> str:
    return "".join([sign for sign in text.lower() if sign.isalpha()])


_letters_kept: Final = lru_cache(maxsize=500)(_letters)


def how_far(request: ReturnRequest) -> Measured:
    """The stage, first that fits from the right of the list. An unlisted status leaves every answer open."""
    refunded, returned, money = request.refunded_amount, request.return_delivery_date, money_of(request)
    return _reached(
        request.status,
        request.resolution,
        request.label_type,
        isinstance(returned, date) or returned,
        refunded > 0 if isinstance(refunded, Decimal) else refunded,
        money,
        _unsettled(request) if len(money) > 1 else (),
    )


class Marks(NamedTuple):
    """What a report says of how far a request has come. True stands for a day on which it came back, or for money."""

    status: Choice
    resolution: Choice
    label_type: Choice
    return_delivery_date: object
    refunded_amount: object


@lru_cache(maxsize=500)
def _reached(
    status: Choice,
    resolution: Choice,
    label_type: Choice,
    returned: object,
    refunded: object,
    money: tuple[str, ...],
    unsettled: tuple[str, ...],
) -> Measured:
    """The stage by the marks and by how much of what is due has been refunded."""
    marks = Marks(status, resolution, label_type, returned, refunded)
    if marks.status is not UNREADABLE and folded(marks.status) not in STATUSES:
        said = f"`{visible(str(marks.status))}`"
        return measured(STAGES, (said,), ("status",), (), (("status", *unsettled),), _unlisted(str(marks.status)))
    reads = tuple(name for name, mark in zip(marks._fields, marks, strict=True) if mark is not None) or ("status",)
    ordinary = reads == ("status",) and marks.status is None
    settled = (*_unread(marks), *unsettled)
    return measured(_possible(marks, money), (_words(marks),), reads, (), (settled,), ordinary=ordinary)


def is_closed(request: ReturnRequest) -> bool:
    """Whether the request is certainly closed without money."""
    return how_far(request).value == ("closed",)


def progress(request: ReturnRequest) -> int:
    """How far a request has come at least, as a number that grows with it."""
    possible = how_far(request).value
    return 0 if possible == STAGES else min(map(_FURTHER.index, possible))


def _unread(marks: Marks) -> tuple[str, ...]:
    return tuple([name for name in _MAY_BE if getattr(marks, name) is UNREADABLE])


def _possible(marks: Marks, money: tuple[str, ...]) -> tuple[str, ...]:
    """The stages that are possible, for every amount that may have been refunded and all that cannot be read."""
    found = {_stage(each, refunded) for each in _readings(marks) for refunded in money}
    return tuple([name for name in STAGES if name in found])


def _readings(marks: Marks) -> Iterator[Marks]:
    """The marks with everything that the unreadable ones may have been."""
    unread = _unread(marks)
    for values in product(*[_MAY_BE[name] for name in unread]):
        yield marks._replace(**dict(zip(unread, values, strict=True))) if unread else marks


def _stage(marks: Marks, money: str) -> str:
    """The stage for no, part or all of the money."""
    status = STATUSES[folded(marks.status)]
    resolution, came_back = folded(marks.resolution), marks.return_delivery_date is not None
    if money == "none" and (status == _COMPLETED or (status == _CLOSED and not came_back)):
        return "closed"
    done = _DONE_WHEN_NEW if status == _NEW else _DONE
    if money == "all" or (money == "part" and status == _COMPLETED) or resolution in done:
        return "refunded"
    if money == "part":
        return "part-refunded"
    if came_back:
        return "arrived"
    if status == _AUTHORISED and (folded(marks.label_type) == "amazonprepaidlabel" or resolution in _ON_SCAN):
        return "refund-on-scan"
    return _NEW if status == _NEW else _AUTHORISED


def money_of(request: ReturnRequest) -> tuple[str, ...]:
    """How much of what is due has been refunded: none, part, all, or several of these where it is not known."""
    refunded: Amount = request.refunded_amount
    if refunded is None:
        return ("none",)
    if not isinstance(refunded, Decimal):
        return ("none", "part", "all")
    if refunded <= 0:
        return ("none",)
    due = paid_for(request.amount, request.quantity, request.order_quantity)
    return _share_of(refunded, due)


def _share_of(refunded: Decimal, due: Range) -> tuple[str, ...]:
    possible = []
    if due.high is None or refunded < _to_the_cent(due.high):
        possible.append("part")
    if due.low is None or refunded >= _to_the_cent(due.low):
        possible.append("all")
    return tuple(possible)


def _to_the_cent(due: Decimal) -> Decimal:
    """What is due of a share such as 33.333…: nobody can refund a part of a cent."""
    return due.quantize(CENT, ROUND_FLOOR)


def _unsettled(request: ReturnRequest) -> tuple[str, ...]:
    """The fields without which it is not known how much of what is due has been refunded."""
    parts = unknown_parts(request)
    return parts if isinstance(request.refunded_amount, Decimal) else ("refunded_amount", *parts)


def _words(marks: Marks) -> str:
    parts = [
        f"{label} {visible(str(value))}"
        for label, value in (("status", marks.status), ("resolution", marks.resolution), ("label", marks.label_type))
        if value and value is not UNREADABLE
    ]
    if unread := _unread(marks):
        parts.append(f"{' and '.join(unread)} cannot be read")
    if marks.return_delivery_date is True:
        parts.append("the return has been delivered")
    if marks.refunded_amount is True:
        parts.append("money has been refunded")
    return ", ".join(parts) or "no status is given"


def _unlisted(status: str) -> Problem:
    return Problem(
        Code.UNKNOWN_STATUS,
        "status",
        f"the status `{visible(status)}` is not one that is known",
        "look the request up on Manage Returns",
        Severity.WARNING,
    )


def _turns(field: str, case: Case, units: Sequence[int]) -> Iterator[Decimal | int]:
    """What has been refunded is a part of what is due, or all of it; parts of a cent are not due."""
    request, ordered = case.request, shared_among(case.request)
    refunded, amount = request.refunded_amount, request.amount
    if field == "refunded_amount":
        paid = amount if isinstance(amount, Decimal) else Decimal(0)
        yield Decimal("0.00")
        for number in units:
            yield _to_the_cent(paid * min(number, ordered) / ordered) - CENT
    elif isinstance(refunded, Decimal) and refunded > 0:
        more = _to_the_cent(refunded) + CENT
        if field == "amount":
            for number in units:
                yield (more * ordered / min(number, ordered)).quantize(CENT, ROUND_CEILING) - CENT
        if field == "order_quantity" and isinstance(amount, Decimal) and isinstance(request.quantity, int):
            yield floor(amount * request.quantity / more)


def _crossed(fields: frozenset[str], _case: Case) -> bool:
    return "refunded_amount" in fields and not fields.isdisjoint({"amount", "order_quantity"})


STAGE: Final = Fact(
    name="stage",
    answers=STAGES,
    reads=_READS,
    uses=(),
    measure=lambda case: how_far(case.request),
    rank=6,
    says=(
        "nobody has answered it yet ({0})",
        "it is authorised ({0})",
        "Amazon refunds it at the first scan of the parcel ({0})",
        "the goods have come back ({0})",
        "a part has been refunded ({0})",
        "it has been refunded or replaced ({0})",
        "it is closed without money ({0})",
        "how far it has come is not known ({0})",
    ),
    quiet=("new", "authorised"),
    of_desk=True,
    turns=_turns,
    samples={"status": tuple([(name, name) for name in ("PendingApproval", "Approved", "Completed", "Closed")])},
    crossed=_crossed,
)
