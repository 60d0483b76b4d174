"""Requests and settings for the laws: whole ones whose dates go together, and what may be unknown of them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from builders import AS_OF, POLICY, policy_of, setting, term
from hypothesis import strategies as st

from returnctl.deciding.window import STARTS
from returnctl.values.location import Location
from returnctl.values.policy import Policy, Setting, Terms
from returnctl.values.request import UNREADABLE, AskedBack, ReturnRequest

REASONS: Final = (
    "CR-DEFECTIVE",
    "CR-SWITCHEROO",
    "AMZ-PG-BAD-DESC",
    "CR-UNWANTED_ITEM",
    "NEVER_ARRIVED",
    "CR-MISSED_ESTIMATED_DELIVERY",
    "CR-BRAND_NEW",
    "pigs fly",
)
STATUSES: Final = (None, "PendingApproval", "Approved", "Completed", "Closed", "Mystery")
RESOLUTIONS: Final = (None, "StandardRefund", "RefundAtFirstScan", "ReturnlessRefund", "ReplacementIssued")
STORES: Final = ("US", "DE", "UK", "BR", None)
SPANS: Final = (0, 1, 5, 13, 14, 15, 29, 30, 31, 60, 400, 740)
AMOUNTS: Final = tuple(Decimal(text) for text in ("0", "4.99", "5", "5.01", "24.90", "50", "50.01", "99.99", "400"))

day_counts = st.one_of(st.sampled_from(SPANS), st.integers(0, 50))
marks = st.sampled_from([True, False, None])


@st.composite
def requests(draw: st.DrawFn) -> ReturnRequest:
    """A request of which all is known, and whose dates follow one another."""
    asked = AS_OF - timedelta(days=draw(st.integers(0, 30)))
    delivered = asked - timedelta(days=draw(day_counts))
    shipped = delivered - timedelta(days=draw(st.integers(0, 15)))
    ordered_on = shipped - timedelta(days=draw(st.integers(0, 5)))
    ordered = draw(st.integers(1, 6))
    return ReturnRequest(
        sku="A-1",
        reason=draw(st.sampled_from(REASONS)),
        store=draw(st.sampled_from(STORES)),
        order_date=ordered_on,
        ship_date=shipped,
        estimated_delivery_date=draw(st.sampled_from([None, shipped, delivered, delivered + timedelta(days=40)])),
        delivery_date=delivered,
        request_date=asked,
        return_delivery_date=draw(st.sampled_from([None, None, None, AS_OF])),
        status=draw(st.sampled_from(STATUSES)),
        resolution=draw(st.sampled_from(RESOLUTIONS)),
        quantity=draw(st.integers(1, ordered)),
        order_quantity=ordered,
        amount=draw(st.sampled_from(AMOUNTS)),
        refunded_amount=draw(st.sampled_from([None, None, None, Decimal(0), Decimal(5), Decimal(400)])),
        in_policy=draw(marks),
        claim=draw(st.sampled_from([None, False, False, True])),
        fulfilment=draw(st.sampled_from([None, "merchant", "merchant", "amazon"])),
        category=draw(st.sampled_from(["books", "shoes", "no such"])),
        label_type=draw(st.sampled_from([None, "AmazonPrePaidLabel", "MerchantPrePaidLabel"])),
        label_paid_by=draw(st.sampled_from([None, "Customer", "Seller"])),
        stock=draw(st.sampled_from([None, None, 0, 1, 9])),
        asked_back=draw(st.sampled_from([None, None, None, AskedBack(2, (Location("other.txt", None, 7),))])),
    )


def faulty_of_unknown_value() -> st.SearchStrategy[ReturnRequest]:
    """A request that is answered with a replacement, and only the amount tells whether the customer keeps the item."""
    return requests().map(
        lambda request: request._replace(
            reason="CR-DEFECTIVE",
            return_delivery_date=None,
            status=None,
            resolution=None,
            amount=None,
            refunded_amount=None,
            claim=False,
            fulfilment="merchant",
            stock=None,
            asked_back=None,
        )
    )


UNKNOWNS: Final[dict[str, tuple[Any, ...]]] = {
    "order_date": (None, UNREADABLE),
    "ship_date": (None,),
    "estimated_delivery_date": (None,),
    "delivery_date": (None, UNREADABLE),
    "request_date": (None,),
    "amount": (None, UNREADABLE),
    "quantity": (None, UNREADABLE),
    "order_quantity": (UNREADABLE,),
    "refunded_amount": (UNREADABLE,),
    "in_policy": (UNREADABLE,),
    "claim": (UNREADABLE,),
    "fulfilment": (UNREADABLE,),
    "category": (None,),
    "stock": (UNREADABLE,),
    "status": ("Mystery",),
    "reason": ("pigs fly",),
}


@st.composite
def blanks(draw: st.DrawFn) -> dict[str, Any]:
    """Fields of a request that shall not be known."""
    names = draw(st.lists(st.sampled_from(sorted(UNKNOWNS)), max_size=5, unique=True))
    return {name: draw(st.sampled_from(UNKNOWNS[name])) for name in names}


limits = st.sampled_from([None, Decimal(5), Decimal("24.90"), Decimal(50), Decimal(100)])
TERM_VALUES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "return_window_days": st.sampled_from([1, 10, 14, 30, 45, 365]),
    "returnable": st.booleans(),
    "not_returnable_because": st.sampled_from([None, "digital"]),
    "replacement": st.booleans(),
    "returnless_up_to": limits,
    "keep_up_to": limits,
    "review_above": limits,
    "label_paid_by": st.sampled_from(["seller", "buyer", "fault"]),
    "authorization": st.sampled_from(["automatic", "manual"]),
    "note": st.sampled_from([None, "look twice"]),
}
SETTING_VALUES: Final[dict[str, st.SearchStrategy[Any]]] = {
    **{name: TERM_VALUES[name] for name in ("return_window_days", "returnless_up_to", "keep_up_to", "review_above")},
    "label_paid_by": TERM_VALUES["label_paid_by"],
    "authorization": st.sampled_from(["authorize-each", "automatic-in-policy", "automatic-all"]),
    "automatic_window_days": st.integers(1, 30),
    "guarantee_days": st.sampled_from([0, 45, 730]),
    "longest_delivery_days": st.sampled_from([None, 20, 60]),
    "window_starts": st.sampled_from(
        [(*kinds,) for kinds in (["delivery"], ["order"], ["shipment", "order"], ["estimated-delivery", "delivery"])]
    ),
    "respond_within_hours": st.sampled_from([24, 48]),
}
HALVES: Final = (
    {},
    {"first": AS_OF - timedelta(days=35)},
    {"last": AS_OF - timedelta(days=36)},
    {"first": date(2030, 1, 1)},
)


@st.composite
def overrides(draw: st.DrawFn) -> tuple[Setting, ...]:
    """An override of one SKU: each term once, for every store or one, always or for a time."""
    names = draw(st.lists(st.sampled_from(sorted(TERM_VALUES)), max_size=4, unique=True))
    return tuple(
        term(
            name,
            draw(TERM_VALUES[name]),
            (14, column),
            store=draw(st.sampled_from([None, None, "US", "DE"])),
            **draw(st.sampled_from(HALVES)),
        )
        for column, name in enumerate(names, 3)
    )


@st.composite
def own_settings(draw: st.DrawFn) -> tuple[Setting, ...]:
    """The seller's own settings, some for one store, one category or a time."""
    names = draw(st.lists(st.sampled_from(sorted(SETTING_VALUES)), max_size=4, unique=True))
    return tuple(
        setting(
            name,
            draw(SETTING_VALUES[name]),
            store=draw(st.sampled_from([None, None, "US", "DE"])),
            **draw(st.sampled_from([{}, {}, {}, *HALVES, {"category": "books"}])),
        )
        for name in names
    )


class Own(NamedTuple):
    """What a seller has set: his own settings, and the override of the SKU A-1."""

    settings: tuple[Setting, ...]
    override: tuple[Setting, ...]

    @property
    def policy(self) -> Policy:
        """The built-in policy with these on top."""
        return policy_of(*self.settings, override=self.override, base=POLICY)


def owns() -> st.SearchStrategy[Own]:
    """A few settings and an override."""
    return st.builds(Own, own_settings(), overrides())


def goes_together(request: ReturnRequest, terms: Terms) -> bool:
    """Whether the dates of a whole request keep what the terms promise about them."""
    longest = terms.longest_delivery_days.value
    if longest is None:
        return True
    return bool((request.delivery_date - request.order_date).days <= longest)  # type: ignore[operator]


def same_start(part: ReturnRequest, whole: ReturnRequest, terms: Terms) -> bool:
    """Whether the date that starts the window in part of a request starts it in the whole too.

    A blank that stands for a default (the next date in the list) is no unknown.
    """
    fields = [STARTS[kind] for kind in terms.window_starts.value]
    first = next((field for field in fields if isinstance(getattr(part, field), date)), None)
    return first is None or first == next(field for field in fields if getattr(whole, field) is not None)
