"""The facts that read a single mark: fulfilment, claim, repeat, family, returnable, replacement."""

from collections.abc import Iterator, Sequence
from typing import Final

from returnctl.deciding.fact import YES_OR_NO, Case, Evidence, Fact, Measured, Problem, measured
from returnctl.values.finding import Code, Severity
from returnctl.values.policy import Layer, Reason
from returnctl.values.request import FULFILMENTS, UNREADABLE, ReturnRequest
from returnctl.values.text import visible

_EITHER: Final = ("available", "unavailable")
# What the mark of a report says; blank is the seller himself, and no claim.
_SHIPS: Final[dict[object, Measured]] = {
    None: measured(("merchant",), (), ("fulfilment",), ordinary=True),
    UNREADABLE: measured(FULFILMENTS, (), ("fulfilment",), (), (("fulfilment",),)),
    **{name: measured((name,), (), ("fulfilment",)) for name in FULFILMENTS},
}
_CLAIMED: Final[dict[object, Measured]] = {
    None: measured(("none",), (), ("claim",), ordinary=True),
    UNREADABLE: measured(("none", "open"), (), ("claim",), (), (("claim",),)),
    False: measured(("none",), (), ("claim",)),
    True: measured(("open",), (), ("claim",)),
}
_CAN_COME_BACK, _STAYS = Measured(("yes",)), Measured(("no",))
_ONCE: Final = measured(("no",), (), ("order_id", "sku"), ordinary=True)
_ASSUMED: Final = measured(("available",), ("stock is assumed",), uses=("replacement",), ordinary=True)
_BY_SETTING: Final = {
    able: measured((answer,), ("the seller's own setting says so",), uses=("replacement",))
    for able, answer in zip((True, False), _EITHER, strict=True)
}


def who_ships(case: Case) -> Measured:
    """Who fulfils the order."""
    return _SHIPS[case.request.fulfilment]


def claim_state(case: Case) -> Measured:
    """Whether an A-to-z claim is open."""
    return _CLAIMED[case.request.claim]


def asked_before(case: Case) -> Measured:
    """Whether requests with different RMAs ask back more units of one order line than were ordered."""
    request = case.request
    seen, problem = request.asked_back, _too_many(request)
    if seen is None:
        return _ONCE if problem is None else _ONCE._replace(problem=problem)
    places = "; ".join(str(place) for place in seen.at[:3])
    ordered = request.order_quantity
    reads = ("rma_id", "order_quantity")
    if seen.units is None:
        unit_known = isinstance(request.quantity, int) or (request.quantity is None and ordered in (None, 1))
        return measured(("no", "yes"), (places,), reads, (), (("rma_id" if unit_known else "quantity",),), problem)
    if not isinstance(ordered, int):
        return measured(("no", "yes"), (places,), reads, (), (("order_quantity",),))
    return measured(("yes" if seen.units > ordered else "no",), (places,), reads, problem=problem)


def _too_many(request: ReturnRequest) -> Problem | None:
    """One request asks back more units than were ordered."""
    units, ordered = request.quantity, request.order_quantity
    if not isinstance(units, int) or not isinstance(ordered, int) or units <= ordered:
        return None
    return Problem(
        Code.MORE_THAN_ORDERED,
        "quantity",
        f"{units} units are asked back, but {ordered} {'was' if ordered == 1 else 'were'} ordered: its worth is taken"
        " to be that of all ordered ones",
        "correct the numbers, or look the order up: never refund more than was paid",
        Severity.WARNING,
    )


def can_come_back(case: Case) -> Measured:
    """Whether the goods may be returned at all."""
    return _CAN_COME_BACK if case.terms.returnable.value else _STAYS


def _why_back(case: Case, _measured: Measured) -> Evidence:
    term, ground = case.terms.returnable, case.terms.not_returnable_because.value
    said = f" because of {ground}" if ground and not term.value else ""
    uses = ("returnable", "not_returnable_because") if ground else ("returnable",)
    return Evidence((said,), uses=uses, ordinary=term.layer is Layer.BUILT_IN)


def can_be_replaced(case: Case) -> Measured:
    """Whether a new one can be sent: the override says so, else the stock covers the returned units."""
    term, request = case.terms.replacement, case.request
    if term.value is not None:
        return _BY_SETTING[term.value]
    if request.stock is None:
        return _ASSUMED
    fewest, most = _wanted(request)
    if request.stock is UNREADABLE:
        fields = ("stock",) if fewest == most else ("stock", "quantity")
        return measured(_EITHER, ("the stock is not readable",), ("stock",), (), (fields,))
    said = f"{request.stock} in stock"
    if most is not None and request.stock >= most:
        return measured(("available",), (said,), ("stock",))
    if request.stock < fewest:
        return measured(("unavailable",), (said,), ("stock",))
    return measured(_EITHER, (said,), ("stock", "quantity"), (), (("quantity",),))


def _wanted(request: ReturnRequest) -> tuple[int, int | None]:
    """The fewest and the most units that a replacement takes; both quantities blank is one unit."""
    units, ordered = request.quantity, request.order_quantity
    if isinstance(units, int):
        return max(units, 1), max(units, 1)
    if isinstance(ordered, int):
        return 1, max(ordered, 1)
    return 1, 1 if units is None and ordered is None else None


def family_fact(families: tuple[str, ...]) -> Fact:
    """The fact `family`: what kind of trouble the reason names, of those that the policy knows."""
    of_family = {name: Measured((name,)) for name in families}

    def measure(case: Case) -> Measured:
        reason = case.reason
        if reason is None:
            return Measured(families, problem=_unmatched(case.request))
        return Measured((reason.family,), problem=_misspelt(reason)) if reason.meant else of_family[reason.family]

    kinds = {
        "product-fault": "{0} is a fault of the product",
        "wrong-item": "{0} means that another item was sent",
        "misdescribed": "{0} means that the description was not true",
        "change-of-mind": "{0} is a change of mind",
        "parcel": "{0} is about the parcel, not the product",
        "other": "{0} is any other reason",
    }
    says = tuple(kinds.get(name, "{0} belongs to the family " + name) for name in families)
    unknown = "what {0} means is not known"
    return Fact(
        "family", families, ("reason",), ("store",), measure, (*says, unknown), rank=0, evidence=_reason_evidence
    )


def _reason_evidence(case: Case, _measured: Measured) -> Evidence:
    reason = case.reason
    if reason is None:
        return Evidence((f"`{visible(case.request.reason)}`",), ("reason",), settled_by=(("reason",),))
    said = f"{reason.code} ({reason.label})" if reason.label else f"`{visible(reason.code)}`"
    return Evidence((said,), ("reason",), also=(reason.cite,))


def _misspelt(reason: Reason) -> Problem:
    return Problem(
        Code.MISSPELT_REASON,
        "reason",
        f"the code `{visible(reason.code)}` is not listed; it is handled as any other reason",
        f"did you mean `{visible(reason.meant)}`? correct it, or add the code to the sheet Reasons of your policy",
        Severity.WARNING,
    )


def _unmatched(request: ReturnRequest) -> Problem:
    return Problem(
        Code.UNKNOWN_REASON_TEXT,
        "reason",
        f"the reason `{visible(request.reason)}` is neither a code nor a label that is known",
        "write one of Amazon's codes, or add the text to the sheet Reasons of your policy",
    )


def _more_lines(field: str, case: Case, _units: Sequence[int]) -> Iterator[int]:
    seen = case.request.asked_back
    if field == "order_quantity" and seen is not None and seen.units is not None:
        yield seen.units - 1


def _counted_with_others(fields: frozenset[str], case: Case) -> bool:
    """Whether what one of the fields says depends on other requests for the order line."""
    request = case.request
    counting = {"quantity"} if isinstance(request.quantity, int) else {"quantity", "order_quantity"}
    return request.asked_back is not None and not counting.isdisjoint(fields)


def _stock_turns(field: str, case: Case, units: Sequence[int]) -> Iterator[int]:
    request = case.request
    if field == "stock":
        yield from [number - 1 for number in units]
    if field == "quantity" and request.order_quantity is None and isinstance(request.stock, int):
        yield request.stock


def _stock_and_units(fields: frozenset[str], case: Case) -> bool:
    return fields >= {"quantity", "stock"} and not isinstance(case.request.order_quantity, int)


FULFILMENT: Final = Fact(
    "fulfilment",
    FULFILMENTS,
    ("fulfilment",),
    (),
    who_ships,
    ("the seller ships the order", "Amazon ships the order", "who ships the order is not known"),
    rank=9,
    quiet=("merchant",),
    of_desk=True,
    samples={"fulfilment": tuple([(name, name) for name in FULFILMENTS])},
)
CLAIM: Final = Fact(
    "claim",
    ("none", "open"),
    ("claim",),
    (),
    claim_state,
    ("no A-to-z claim is open", "an A-to-z claim is open", "whether an A-to-z claim is open is not known"),
    rank=7,
    quiet=("none",),
    of_desk=True,
    samples={"claim": YES_OR_NO},
)
REPEAT: Final = Fact(
    "repeat",
    ("no", "yes"),
    ("asked_back", "quantity", "order_quantity"),
    (),
    asked_before,
    (
        "the order line is asked back once",
        "more units are asked back than were ordered, see also {0}",
        "whether more units are asked back than were ordered is not known, see also {0}",
    ),
    rank=8,
    quiet=("no",),
    of_desk=True,
    turns=_more_lines,
    crossed=_counted_with_others,
)
RETURNABLE: Final = Fact(
    "returnable",
    ("yes", "no"),
    (),
    ("returnable", "not_returnable_because"),
    can_come_back,
    ("it can be returned", "it is marked as not returnable{0}", "whether it can be returned is not known"),
    rank=3,
    quiet=("yes",),
    evidence=_why_back,
)
REPLACEMENT: Final = Fact(
    "replacement",
    _EITHER,
    ("stock", "quantity", "order_quantity"),
    ("replacement",),
    can_be_replaced,
    ("a new one can be sent: {0}", "no new one can be sent: {0}", "whether a new one can be sent is not known: {0}"),
    rank=5,
    quiet=("available",),
    turns=_stock_turns,
    crossed=_stock_and_units,
)
