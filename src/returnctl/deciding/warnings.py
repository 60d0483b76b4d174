"""What the seller should know beside the recommendation."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from returnctl.deciding.stage import folded
from returnctl.values.decision import Item, Recommendation, Warn
from returnctl.values.policy import NOWHERE, Layer, Term, Terms
from returnctl.values.request import ReturnRequest
from returnctl.values.text import visible

if TYPE_CHECKING:
    from returnctl.deciding.decision import Decision

# Their names, for those who ask for them.
CODES: Final = (
    "window-below-minimum",
    "amazon-window-wins",
    "no-legal-ground",
    "label-must-be-seller",
    "buyer-charged-for-our-fault",
    "amazon-authorises-anyway",
    "unknown-reason",
    "double-payout",
    "many-units-faulty",
)


WITHOUT_GROUND: Final = "without a ground in `not_returnable_because` the goods have to be taken back"
_PAYERS: Final = {"customer": "buyer", "buyer": "buyer", "seller": "seller", "amazon": "seller"}
_MANY: Final = 5
_COST: Final = "refund what it cost him"
# What to do about a label that the buyer pays, by what becomes of the goods.
_LABEL_BACK: Final = {
    Item.KEEP: "nothing has to be sent back, so refund a label only if he has already paid for one",
    Item.UNDECIDED: f"{_COST} if he sends the item back",
    Item.SEND_BACK: _COST,
    Item.ARRIVED: _COST,
    None: _COST,
}


def _payer(request: ReturnRequest) -> str:
    """Who pays the label by the report: `buyer`, `seller` (or Amazon for him), or nobody that is known."""
    return _PAYERS.get((request.label_paid_by or "").strip().casefold(), "")


def _all_of_many(request: ReturnRequest) -> int:
    """How many units come back where these are all of five or more, else 0; blank ordered is as many as come back."""
    units, ordered = request.quantity, request.order_quantity
    if ordered is None:
        ordered = units
    if not isinstance(units, int) or not isinstance(ordered, int):
        return 0
    return units if units >= max(ordered, _MANY) else 0


def _window_below_minimum(decision: "Decision") -> Warn | None:
    """A seller's own window is shorter than what the store or the law grants."""
    window, terms = decision.terms.return_window_days, decision.terms
    if window.layer is Layer.BUILT_IN or terms.store is None:
        return None
    least = least_window(terms)
    if window.value >= least.value:
        return None
    said = too_short(window.value, those_days(least.value, terms.store))
    return Warn("window-below-minimum", said, (window.cite, least.cite))


def least_window(terms: Terms) -> Term[int]:
    """The shortest window in days that Amazon or the law lets a seller promise in a store; 0 where neither says."""
    least, withdrawal = terms.minimum_window_days, terms.withdrawal_days
    if least.value is None or withdrawal.value > least.value:
        return withdrawal
    return Term(least.value, least.cite, least.layer)


def those_days(days: int, where: str) -> str:
    """The days that hold in a store or in several."""
    return f"the {days} days that hold in {where}"


def too_short(days: int, those: str) -> str:
    """What is said of a window that is shorter than Amazon or the law lets it be."""
    return f"the return window of {days} days is shorter than {those}: Amazon goes by its own"


def _amazon_window_wins(decision: "Decision") -> Warn | None:
    """The request has to be accepted though the seller's own window is over."""
    possible = decision.verdict.possible
    if possible["duty"] != ("must-accept",) or "inside" in possible["window"]:
        return None
    marked = decision.request.in_policy is True
    window = decision.terms.return_window_days
    return Warn(
        "amazon-window-wins",
        f"the window of {window.value} days is over, yet the request has to be accepted",
        (window.cite,) if marked else (window.cite, decision.terms.withdrawal_days.cite),
        ("in_policy",) if marked else (),
    )


def _no_legal_ground(decision: "Decision") -> Warn | None:
    """Goods are marked as not returnable without a ground in law."""
    terms, possible = decision.terms, decision.verdict.possible
    if possible["returnable"] != ("no",) or terms.not_returnable_because.value is not None:
        return None
    declined = decision.verdict.recommendation is Recommendation.DECLINE
    if not declined and (possible["duty"] != ("must-accept",) or possible["family"] != ("change-of-mind",)):
        return None
    said = (
        "a request wrongly refused counts against the seller: name a ground in `not_returnable_because`"
        if declined
        else WITHOUT_GROUND
    )
    return Warn("no-legal-ground", said, (terms.returnable.cite,))


def _label_must_be_seller(decision: "Decision") -> Warn | None:
    """The setting says that the buyer pays the label where our fault forbids it."""
    if decision.terms.label_paid_by.value != "buyer" or decision.fault not in ("seller", "carrier"):
        return None
    if decision.verdict.item in (Item.KEEP, Item.ARRIVED):
        return None
    return Warn(
        "label-must-be-seller",
        f"the setting lets the buyer pay the label, but the fault is the {decision.fault}'s: the seller pays",
        (decision.terms.label_paid_by.cite,),
    )


def _buyer_charged_for_our_fault(decision: "Decision") -> Warn | None:
    """Amazon's report lets the buyer pay the label though the fault is ours."""
    if decision.fault not in ("seller", "carrier") or _payer(decision.request) != "buyer":
        return None
    said = f"the report lets the buyer pay the label, but the fault is the {decision.fault}'s"
    message = f"{said}: {_LABEL_BACK[decision.verdict.item]}"
    return Warn("buyer-charged-for-our-fault", message, fields=("label_paid_by",))


def _amazon_authorises_anyway(decision: "Decision") -> Warn | None:
    """A manual override holds nothing back where Amazon authorises in-policy requests itself."""
    setting = decision.terms.authorization
    if setting.value != "manual" or setting.layer is not Layer.OVERRIDE or decision.authorization != "automatic":
        return None
    said = authorised_anyway(str(decision.terms.store), "the override")
    return Warn("amazon-authorises-anyway", said, (setting.cite, decision.terms.authorizes_itself.cite))


def authorised_anyway(where: str, what: str) -> str:
    """What is said of `MANUAL` in stores where it holds nothing back."""
    return f"in {where} Amazon authorises every in-policy request itself, whatever {what} says"


def _unknown_reason(decision: "Decision") -> Warn | None:
    """A code that nobody has listed is handled as any other reason."""
    if decision.reason is None or decision.reason.cite != NOWHERE:
        return None
    return Warn(
        "unknown-reason",
        f"the code `{visible(decision.reason.code)}` is not listed; it is handled as any other reason",
        fields=("reason",),
    )


def _double_payout(decision: "Decision") -> Warn | None:
    """A replacement or money on top of a refund that is already under way."""
    request, stage = decision.request, decision.verdict.possible["stage"]
    prepaid, own_label = _payer(request) == "seller", folded(request.label_type) == "merchantprepaidlabel"
    if "refund-on-scan" not in stage and not ("authorised" in stage and (prepaid or own_label)):
        return None
    return Warn(
        "double-payout",
        "a paid label is out already: if the customer uses it he is paid twice; cancel it first",
        fields=("status", "label_paid_by" if prepaid else "label_type"),
    )


def _many_units_faulty(decision: "Decision") -> Warn | None:
    """All of five or more units are said to be faulty."""
    if decision.verdict.possible["family"] != ("product-fault",) or not (units := _all_of_many(decision.request)):
        return None
    return Warn(
        "many-units-faulty",
        f"all {units} units are said to be faulty: ask for photos, and look at the batch",
        fields=("quantity",),
    )


_ALWAYS: Final = frozenset(Recommendation)
_TO_DO: Final = _ALWAYS - {Recommendation.NO_ACTION}
_SENT_BACK: Final = frozenset({Recommendation.RETURN_AND_REFUND, Recommendation.ACCEPT, Recommendation.REPLACE})
# All warnings in their order, each with the recommendations beside which it may stand.
WARNINGS: Final[tuple[tuple[Callable[["Decision"], Warn | None], frozenset[Recommendation]], ...]] = (
    (_window_below_minimum, _TO_DO),
    (_amazon_window_wins, _TO_DO),
    (_no_legal_ground, frozenset({Recommendation.DECLINE, Recommendation.RETURN_AND_REFUND})),
    (_label_must_be_seller, _SENT_BACK),
    (_buyer_charged_for_our_fault, _ALWAYS),
    (_amazon_authorises_anyway, _TO_DO),
    (_unknown_reason, _ALWAYS),
    (_double_payout, frozenset({Recommendation.REPLACE, Recommendation.REFUND_ONLY})),
    (_many_units_faulty, _ALWAYS),
)
_BESIDE: Final = {
    advice: tuple([check for check, advices in WARNINGS if advice in advices]) for advice in Recommendation
}


def warnings_of(decision: "Decision") -> tuple[Warn, ...]:
    """All warnings of one decided request, in a fixed order."""
    found = [warn for check in _BESIDE[decision.verdict.recommendation] if (warn := check(decision))]
    return tuple(found)
