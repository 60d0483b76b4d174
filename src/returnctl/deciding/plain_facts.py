"""The facts that read a single mark: fulfilment, claim, repeat, family, returnable, replacement."""

from collections.abc import Callable
from typing import Final

from returnctl.deciding.fact import Fact, Measured, Problem, measured
from returnctl.values.finding import Code, Severity
from returnctl.values.policy import Layer, Reason, Terms
from returnctl.values.request import UNREADABLE, ReturnRequest
from returnctl.values.visible import visible

_EITHER: Final = ("available", "unavailable")


def who_ships(request: ReturnRequest, _terms: Terms) -> Measured:
    """Who fulfils the order; blank is the seller himself."""
    if request.fulfilment is UNREADABLE:
        return measured(("merchant", "amazon"), (), ("fulfilment",), (), (("fulfilment",),))
    answer = request.fulfilment or "merchant"
    return measured((answer,), (), ("fulfilment",), ordinary=request.fulfilment is None)


def claim_state(request: ReturnRequest, _terms: Terms) -> Measured:
    """Whether an A-to-z claim is open; blank is none."""
    if request.claim is UNREADABLE:
        return measured(("none", "open"), (), ("claim",), (), (("claim",),))
    return measured(("open" if request.claim else "none",), (), ("claim",), ordinary=request.claim is None)


def asked_before(request: ReturnRequest, _terms: Terms) -> Measured:
    """Whether requests with different RMAs ask back more units of one order line than were ordered."""
    seen, problem = request.asked_back, _too_many(request)
    if seen is None:
        return measured(("no",), (), ("order_id", "sku"), problem=problem, ordinary=True)
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


def can_come_back(_request: ReturnRequest, terms: Terms) -> Measured:
    """Whether the goods may be returned at all."""
    term = terms.returnable
    ground = terms.not_returnable_because.value
    said = f" because of {ground}" if ground and not term.value else ""
    uses = ("returnable", "not_returnable_because") if ground else ("returnable",)
    answer = "yes" if term.value else "no"
    return measured((answer,), (said,), uses=uses, ordinary=term.layer is Layer.BUILT_IN)


def can_be_replaced(request: ReturnRequest, terms: Terms) -> Measured:
    """Whether a new one can be sent: the override says so, else the stock covers the returned units."""
    term = terms.replacement
    if term.value is not None:
        said = "the seller's own setting says so"
        return measured(("available" if term.value else "unavailable",), (said,), uses=("replacement",))
    if request.stock is None:
        return measured(("available",), ("stock is assumed",), uses=("replacement",), ordinary=True)
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


def family_fact(families: tuple[str, ...], look_up: Callable[[str, str | None], Reason | None]) -> Fact:
    """The fact `family`: what kind of trouble the reason names. `look_up` finds a reason by its text and store."""

    def measure(request: ReturnRequest, terms: Terms) -> Measured:
        reason = look_up(request.reason, terms.store)
        if reason is None:
            return measured(
                families, (f"`{visible(request.reason)}`",), ("reason",), (), (("reason",),), _unmatched(request)
            )
        said = f"{reason.code} ({reason.label})" if reason.label else f"`{visible(reason.code)}`"
        problem = _misspelt(reason) if reason.meant else None
        return measured((reason.family,), (said,), ("reason",), problem=problem, also=(reason.cite,))

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
    return Fact("family", families, ("reason",), ("store",), measure, (*says, unknown), few=True)


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


FULFILMENT: Final = Fact(
    "fulfilment",
    ("merchant", "amazon"),
    ("fulfilment",),
    (),
    who_ships,
    ("the seller ships the order", "Amazon ships the order", "who ships the order is not known"),
    quiet=("merchant",),
    few=True,
)
CLAIM: Final = Fact(
    "claim",
    ("none", "open"),
    ("claim",),
    (),
    claim_state,
    ("no A-to-z claim is open", "an A-to-z claim is open", "whether an A-to-z claim is open is not known"),
    quiet=("none",),
    few=True,
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
    quiet=("no",),
    few=True,
)
RETURNABLE: Final = Fact(
    "returnable",
    ("yes", "no"),
    (),
    ("returnable", "not_returnable_because"),
    can_come_back,
    ("it can be returned", "it is marked as not returnable{0}", "whether it can be returned is not known"),
    quiet=("yes",),
    few=True,
)
REPLACEMENT: Final = Fact(
    "replacement",
    ("available", "unavailable"),
    ("stock", "quantity", "order_quantity"),
    ("replacement",),
    can_be_replaced,
    ("a new one can be sent: {0}", "no new one can be sent: {0}", "whether a new one can be sent is not known: {0}"),
    quiet=("available",),
    few=True,
)
