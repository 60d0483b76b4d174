"""The built-in rules as a good programmer writes them by hand for this one kind of file: no reasons, no unknowns.

Covers a report without any file beside it under the built-in policy. What is not known is read as the worse
for the customer's wish to be decided at once (an unknown day is out of the window), which gives `review` where
returnctl says that it cannot know.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

STORES = {"GBP": "UK", "USD": "US", "CAD": "CA"}
# Every store with one of these grants fourteen days to change one's mind.
BY_LAW = ("GBP", "EUR")
KEEP_UP_TO = {"CA": Decimal(70)}
SHORT_WINDOW = {"electronics", "kitchen", "pc", "camera", "books", "toys", "tools", ""}
NAMES_OF_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: number for number, name in enumerate(NAMES_OF_MONTHS, 1)}
FAULT, WRONG, MISDESCRIBED, MIND, PARCEL = "product-fault", "wrong-item", "misdescribed", "change-of-mind", "parcel"
FAMILIES = {
    "CR-NOT_COMPATIBLE": MIND,
    "CR-UNWANTED_ITEM": MIND,
    "CR-NO_REASON_GIVEN": MIND,
    "CR-ORDERED_WRONG_ITEM": MIND,
    "CR-FOUND_BETTER_PRICE": MIND,
    "AMZ-PG-APP-TOO-LARGE": MIND,
    "AMZ-PG-BAD-DESC": MISDESCRIBED,
    "NOT_AS_DESCRIBED": MISDESCRIBED,
    "CR-DEFECTIVE": FAULT,
    "CR-DAMAGED_BY_FC": FAULT,
    "CR-DAMAGED_BY_CARRIER": FAULT,
    "CR-MISSING_PARTS": FAULT,
    "CR-SWITCHEROO": WRONG,
    "CR-EXTRA_ITEM": PARCEL,
    "UNDELIVERABLE_UNKNOWN": PARCEL,
    "UNDELIVERABLE_REFUSED": PARCEL,
}
NEW, AUTHORISED = {"", "Pending", "PendingApproval"}, {"Approved", "PendingLabel", "PendingRefund"}
DONE = {"ReturnlessRefund", "AutomatedRefund", "Replacement", "ReplacementIssued"}
ON_SCAN = {"RefundAtFirstScan", "RefundOnFirstScan"}

# The columns that decide, in the order of the arguments of `facts`; then those that name the order line.
COLUMNS = (
    "Currency code",
    "Category",
    "Return request status",
    "Resolution",
    "Label type",
    "Return Reason",
    "In policy",
    "A-to-Z Claim",
    "Order date",
    "Return request date",
    "Return delivery date",
    "Order Amount",
    "Refunded Amount",
    "Return quantity",
    "Order quantity",
)
NAMES = ("Order ID", "Order Item ID", "Amazon RMA ID", "Merchant SKU", "Return Reason")


class Facts(NamedTuple):
    """The answers to the questions that the rules ask; fulfilment, returnable and replacement are always the same."""

    stage: str
    claim: str
    repeat: str
    family: str
    duty: str
    window: str
    value: str


@lru_cache(maxsize=1000)
def day(text: str) -> date | None:
    """`05-Oct-2026`."""
    return date(int(text[7:]), MONTHS[text[3:6]], int(text[:2])) if text else None


def money(text: str) -> Decimal | None:
    """`34.99`."""
    return Decimal(text) if text else None


def closed(status: str, returned: object, refunded: Decimal | None) -> bool:
    """Closed without money."""
    if refunded:
        return False
    return status == "Completed" or (not returned and status not in NEW and status not in AUTHORISED)


def facts(
    currency: str,
    category: str,
    status: str,
    resolution: str,
    label: str,
    reason: str,
    in_policy: str,
    claim: str,
    ordered: date,
    asked: date,
    returned: date | None,
    amount: Decimal | None,
    refunded: Decimal | None,
    quantity: int,
    order_quantity: int,
    repeated: bool,
) -> Facts:
    """All facts of one request."""
    store = STORES.get(currency)
    family = FAMILIES.get(reason, "other")
    days = (asked - ordered).days
    worth = None if amount is None else amount * quantity / order_quantity
    if in_policy == "Y" or (family == MIND and currency in BY_LAW and days <= 14):
        duty = "must-accept"
    else:
        duty = "may-refuse" if in_policy == "N" else "silent"
    return Facts(
        stage(status, resolution, label, returned, refunded, worth),
        "open" if claim == "Y" else "none",
        "yes" if repeated else "no",
        family,
        duty,
        "inside" if days <= (14 if store == "UK" and category.lower() in SHORT_WINDOW else 30) else "outside",
        "modest" if worth is not None and worth <= KEEP_UP_TO.get(store, 50) else "normal",
    )


def stage(  # noqa: PLR0911 - as one writes it by hand
    status: str, resolution: str, label: str, returned: object, refunded: Decimal | None, due: Decimal | None
) -> str:
    """How far the request has come."""
    if closed(status, returned, refunded):
        return "closed"
    if refunded and (status == "Completed" or (due is not None and refunded >= due)):
        return "refunded"
    if resolution == "ReplacementIssued" or (resolution in DONE and status not in NEW):
        return "refunded"
    if refunded:
        return "part-refunded"
    if returned:
        return "arrived"
    if status in AUTHORISED and (label == "AmazonPrePaidLabel" or resolution in ON_SCAN):
        return "refund-on-scan"
    return "new" if status in NEW else "authorised"


def recommend(known: Facts) -> tuple[str, str]:  # noqa: PLR0911 - as one writes it by hand
    """The recommendation and what becomes of the item."""
    stage, claim, repeat, family, duty, window, value = known
    if stage == "refunded":
        return "no-action", ""
    if claim == "open":
        return "review", ""
    if stage == "closed":
        return "no-action", ""
    if repeat == "yes" or stage == "part-refunded":
        return "review", ""
    if stage == "arrived":
        return "return-and-refund", "arrived"
    if family == PARCEL:
        return "review", ""
    if duty != "must-accept" and (window == "outside" or (family == MIND and duty == "may-refuse")):
        return "review", ""
    if family in (FAULT, WRONG):
        if stage == "refund-on-scan":
            return "return-and-refund", "send-back"
        if family == WRONG:
            return "replace", "undecided"
        return "replace", "keep" if value == "modest" else "send-back"
    return ("return-and-refund" if family == MIND else "accept"), "send-back"


class Lines:
    """Order lines that different RMAs ask back more often than they were ordered; filled in a first pass."""

    def __init__(self) -> None:
        self.first: dict[object, tuple[str, int]] = {}
        self.more: dict[object, tuple[set[str], list[int]]] = {}

    def add(self, line: object, rma: str, units: int) -> None:
        """One request that is not closed."""
        if line not in self.first:
            self.first[line] = (rma, units)
            return
        if line not in self.more:
            self.more[line] = ({self.first[line][0]}, [self.first[line][1]])
        self.more[line][0].add(rma)
        self.more[line][1].append(units)

    def repeated(self, line: object, ordered: int) -> bool:
        """Whether more is asked back than was ordered."""
        rmas, units = self.more.get(line, ((), ()))
        return len(rmas) > 1 and sum(units) > ordered


def line_of(order: str, item: str, sku: str) -> object:
    """What names the order line."""
    return item or (order, sku)
