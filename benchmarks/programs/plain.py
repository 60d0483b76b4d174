"""The rules as a good programmer writes them by hand for this one shop: no reasons, no unknowns.

Covers the report and the overrides that `make_shop` writes, with the shop's policy as constants. What is not known
is read as the worse for the customer's wish to be decided at once (an unknown day is out of the window), which gives
`review` where returnctl says that it cannot know.
"""

import csv
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

STORES = {"GBP": "UK", "EUR": "DE", "USD": "US", "CAD": "CA"}
# Stores that grant fourteen days by law to change one's mind.
BY_LAW = ("UK", "DE")
AS_OF = date(2026, 11, 23)
# Windows and limits before and from the day of the order on which they change.
LONGER_WINDOW, HIGHER_RETURNLESS = date(2026, 9, 1), date(2026, 11, 1)
WINDOW = {"UK": (45, 60), "DE": (30, 45), "US": (60, 60), "CA": (30, 30)}
RETURNLESS_UP_TO = {"UK": (4, 7), "DE": (5, 8), "US": (6, 9), "CA": (5, 8)}
KEEP_UP_TO = {"UK": 30, "DE": 35, "US": 40, "CA": 40}
REVIEW_ABOVE = {"UK": 200, "DE": 250, "US": 300, "CA": 250}
# By store, or for every store where that is blank.
CATEGORY_WINDOW = {
    ("", "home lamps 0"): 60,
    ("DE", "travel kitchen 1"): 14,
    ("DE", "kids audio 3"): 60,
    ("", "pro toys 4"): 14,
    ("", "desk office 6"): 60,
    ("DE", "mini pets 7"): 14,
    ("DE", "eco tools 9"): 60,
}
NOT_RETURNABLE = {("", "outdoor garden 2"), ("DE", "wall shoes 5"), ("", "smart sports 8")}
# Orders from these days on may be returned until the end of January.
UK_SEASON, SEASON = date(2026, 10, 1), date(2026, 11, 1)
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
    "Merchant SKU",
)
NAMES = ("Order ID", "Order Item ID", "Amazon RMA ID", "Merchant SKU", "Return Reason")


class Facts(NamedTuple):
    """The answers to the questions that the rules ask; fulfilment is always the same."""

    stage: str
    claim: str
    repeat: str
    family: str
    returnable: str
    duty: str
    window: str
    replacement: str
    value: str


class Override(NamedTuple):
    """The terms of one SKU, from the day of an order to another, in one store or in all; None is not set."""

    store: str
    first: date | None
    last: date | None
    window: int | None
    returnable: bool | None
    lawful: bool
    replacement: bool | None
    returnless_up_to: Decimal | None
    keep_up_to: Decimal | None
    review_above: Decimal | None

    def holds(self, store: str, day: date) -> bool:
        """Whether it holds in that store on that day."""
        return (
            self.store in ("", store)
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


class Terms(NamedTuple):
    """What holds for one request: policy, category and override together."""

    window: int
    returnable: bool
    lawful: bool
    replacement: bool
    returnless_up_to: Decimal | int
    keep_up_to: Decimal | int
    review_above: Decimal | int


def overrides(path: str) -> dict[str, Override]:
    """The overrides by SKU, of which the file has one row each."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return {
            row["sku"]: Override(
                row["store"],
                date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                int(row["return_window_days"]) if row["return_window_days"] else None,
                _yes(row["returnable"]),
                bool(row["not_returnable_because"]),
                _yes(row["replacement"]),
                money(row["returnless_up_to"]),
                money(row["keep_up_to"]),
                money(row["review_above"]),
            )
            for row in csv.DictReader(file)
        }


def _yes(text: str) -> bool | None:
    return text == "yes" if text else None


def terms(store: str, category: str, ordered: date, override: Override | None) -> Terms:
    """The terms of a request: promises as on the day of the order, the rest as of today."""
    category = category.lower()
    window = CATEGORY_WINDOW.get((store, category)) or CATEGORY_WINDOW.get(("", category))
    found = Terms(
        window or WINDOW[store][ordered >= LONGER_WINDOW],
        (store, category) not in NOT_RETURNABLE and ("", category) not in NOT_RETURNABLE,
        False,
        True,
        RETURNLESS_UP_TO[store][ordered >= HIGHER_RETURNLESS],
        KEEP_UP_TO[store],
        REVIEW_ABOVE[store],
    )
    if override is None:
        return found
    changes: dict[str, object] = {}
    if override.holds(store, ordered):
        changes = {
            "window": override.window,
            "returnable": override.returnable,
            "lawful": override.lawful or None,
            "returnless_up_to": override.returnless_up_to,
        }
    if override.holds(store, AS_OF):
        changes["replacement"] = override.replacement
        changes["keep_up_to"] = override.keep_up_to
        changes["review_above"] = override.review_above
    return found._replace(**{name: value for name, value in changes.items() if value is not None})


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
    override: Override | None,
    repeated: bool,
) -> Facts:
    """All facts of one request."""
    store = STORES[currency]
    found = terms(store, category, ordered, override)
    family = FAMILIES.get(reason, "other")
    days = (asked - ordered).days
    worth = None if amount is None else amount * quantity / order_quantity
    season = ordered >= SEASON or (store == "UK" and ordered >= UK_SEASON)
    return Facts(
        stage(status, resolution, label, returned, refunded, worth),
        "open" if claim == "Y" else "none",
        "yes" if repeated else "no",
        family,
        "yes" if found.returnable else "no",
        duty(in_policy, family == MIND and store in BY_LAW and not found.lawful, days, found.returnable),
        "inside" if season or days <= found.window else "outside",
        "available" if found.replacement else "unavailable",
        value(worth, found),
    )


def duty(in_policy: str, law: bool, days: int, returnable: bool) -> str:
    """What Amazon or the law demands; `open` where the day of the delivery would tell, and it matters."""
    if in_policy == "Y" or (law and days <= 14):
        return "must-accept"
    if law and not returnable:
        return "open"
    return "may-refuse" if in_policy == "N" else "silent"


def value(worth: Decimal | None, found: Terms) -> str:
    """What comes back is worth, by the limits."""
    if worth is None:
        return "normal"
    if worth > found.review_above:
        return "high"
    if worth <= found.returnless_up_to:
        return "small"
    return "modest" if worth <= found.keep_up_to else "normal"


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


def recommend(known: Facts) -> tuple[str, str]:  # noqa: PLR0911, PLR0912 - as one writes it by hand
    """The recommendation and what becomes of the item."""
    stage, claim, repeat, family, returnable, duty, window, replacement, value = known
    faulty = family in (FAULT, WRONG)
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
    if family == PARCEL or (faulty and value == "high"):
        return "review", ""
    if returnable == "no":
        if faulty and window == "inside" and value in ("small", "modest"):
            return "refund-only", "keep"
        if family != MIND or duty == "open":
            return "review", ""
        return ("return-and-refund", "send-back") if duty == "must-accept" else ("decline", "keep")
    if duty != "must-accept" and (window == "outside" or (family == MIND and duty == "may-refuse")):
        return "review", ""
    if faulty:
        if stage == "refund-on-scan":
            return "return-and-refund", "send-back"
        if replacement == "unavailable":
            return ("refund-only", "keep") if value == "small" else ("return-and-refund", "send-back")
        if family == WRONG:
            return "replace", "undecided"
        return "replace", "keep" if value in ("small", "modest") else "send-back"
    if value == "small":
        return "refund-only", "keep"
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
