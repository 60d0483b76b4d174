"""What would follow if the unknown were known: never a box that is false at one of its points."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import Any

import pytest
from builders import AS_OF, LAW, POLICY, ask, before, decided, holiday, outcome, policy_of, setting, term
from generating import Own, blanks, owns, requests
from hypothesis import assume, example, given
from hypothesis import strategies as st

from returnctl.deciding.desk import Desk
from returnctl.deciding.if_known import if_known
from returnctl.values.decision import Box, Span
from returnctl.values.location import Location
from returnctl.values.policy import Policy
from returnctl.values.request import UNREADABLE, AskedBack, ReturnRequest
from witness import met, must_meet

UNWANTED = "CR-UNWANTED_ITEM"
AFTER = AS_OF + timedelta(days=1000)
MEANS = {"Y": True, "N": False}


def corners(field: str, given_: Any, request: ReturnRequest) -> list[Any]:
    """Values of one field of a box: the ends of an interval and its middle, all members of a list."""
    if not isinstance(given_, Span):
        listed = {"in_policy": MEANS.get, "claim": MEANS.get, "quantity": int}
        return [
            request.currency if value == "any other currency" else listed.get(field, str)(value) for value in given_
        ]
    first: Any = given_.first
    last: Any = given_.last
    if field.endswith("_date"):
        low = first or min(last or AS_OF, AS_OF) - timedelta(days=900)
        # What lies in the future has not happened.
        happened = field in {"order_date", "ship_date", "delivery_date"}
        high = min(last or date.max, AS_OF if happened else AS_OF + timedelta(days=90))
        return sorted({low, low + (high - low) // 2, high}) if low <= high else []
    end = last if last is not None else first + 500
    return [first, end, first + Decimal(int((end - first) * 50)) / 100 if isinstance(first, Decimal) else end]


def filled(request: ReturnRequest, box: Box, most: int = 12) -> Iterator[ReturnRequest]:
    """The request with values from a box."""
    fields = [field for field, _ in box.given]
    for values in islice(product(*(corners(field, given_, request) for field, given_ in box.given)), most):
        yield request._replace(**dict(zip(fields, values, strict=True)))


def boxes_of(policy: Policy = POLICY, **fields: Any) -> tuple[Box, ...]:
    desk = Desk(policy, AS_OF)
    return if_known(desk.decide(ask(**fields)), desk)


def shown(boxes: tuple[Box, ...]) -> list[tuple[Any, ...]]:
    """Boxes over one field, as (given, recommendation, item)."""
    return [
        (tuple(box.given[0][1]), str(box.recommendation), None if box.item is None else str(box.item)) for box in boxes
    ]


BARE = Own((), ())
LATE = {
    "reason": UNWANTED,
    "order_date": date(2026, 8, 19),
    "estimated_delivery_date": date(2026, 8, 27),
    "delivery_date": date(2026, 8, 30),
}


@must_meet("point")
@LAW
@given(requests(), blanks(), owns(), st.sampled_from(["US", "DE", None, None]), st.sampled_from([None, "EUR", "XYZ"]))
@example(ask(**LATE), {"request_date": None}, BARE, None, None)
@example(ask(store="CA", order_date=before(90)), {"delivery_date": None, "request_date": None}, BARE, "CA", "CAD")
@example(ask(quantity=1), {"order_quantity": UNREADABLE, "amount": Decimal(5100)}, BARE, "US", None)
def test_every_point_of_a_box_given_to_the_request_has_the_outcome_of_the_box(
    request: ReturnRequest, unknown: dict[str, Any], own: Own, store: str | None, currency: str | None
) -> None:
    part = request._replace(store=store, currency=currency, **unknown)
    desk = Desk(own.policy, AS_OF)
    decision = desk.decide(part)
    assume(decision.missing)
    boxes = if_known(decision, desk)
    for box in boxes[:: max(1, len(boxes) // 20)]:
        for whole in filled(part, box):
            met("point")
            assert outcome(desk.decide(whole)) == (box.recommendation, box.item), (box, whole)


# Dates that only count together.


@pytest.mark.parametrize(
    "fields",
    [
        {"delivery_date": None, "request_date": None, "order_date": before(60)},
        {"delivery_date": None, "request_date": None, "order_date": before(60), "reason": UNWANTED},
        {"delivery_date": None, "request_date": None, "store": "CA", "currency": "CAD"},
    ],
)
def test_two_unknown_dates_of_which_only_the_difference_counts_have_no_boxes(fields: dict[str, Any]) -> None:
    assert {"delivery_date", "request_date"} <= set(decided(**fields).missing[0])
    assert boxes_of(**fields) == ()


def test_a_day_of_the_request_that_is_unknown_alone_has_boxes() -> None:
    boxes = boxes_of(request_date=None, reason=UNWANTED, delivery_date=date(2026, 10, 1), order_date=date(2026, 9, 1))
    assert shown(boxes) == [
        ((None, date(2026, 10, 31)), "return-and-refund", "send-back"),
        ((date(2026, 11, 1), None), "review", None),
    ]


def test_a_day_of_the_order_that_only_tells_the_season_has_boxes_beside_that_of_the_request() -> None:
    season = holiday("2026-09-01", "2026-09-30", "2026-11-15", store="CA")
    policy = policy_of(holidays=[season])
    fields: dict[str, Any] = {"store": "CA", "currency": "CAD", "reason": UNWANTED, "delivery_date": date(2026, 10, 1)}
    boxes = boxes_of(policy, **fields, order_date=None, request_date=None)
    in_season = Span(date(2026, 9, 1), date(2026, 9, 30))
    turns = [box.given[1][1] for box in boxes if box.given[0] == ("order_date", in_season)]
    assert turns == [Span(date(2026, 11, 1), date(2026, 11, 15))]
    own = policy_of(setting("window_starts", ("order", "delivery")), holidays=[season])
    assert boxes_of(own, **fields, order_date=None, request_date=None) == ()


def test_no_order_was_made_in_the_future() -> None:
    policy = policy_of(
        setting("return_window_days", 60, first=date(2026, 9, 1)), setting("label_paid_by", "buyer", first=AFTER)
    )
    boxes = boxes_of(policy, reason=UNWANTED, delivery_date=before(40), order_date=None)
    assert shown(boxes)[-1] == ((date(2026, 9, 1), None), "return-and-refund", "send-back")


def test_a_season_of_other_orders_is_no_turn_of_the_delivery() -> None:
    policy = policy_of(holidays=[holiday("2026-09-01", "2026-09-30", "2026-11-30", store="CA")])
    fields: dict[str, Any] = {"store": "CA", "currency": "CAD", "reason": UNWANTED, "order_date": date(2026, 8, 20)}
    assert shown(boxes_of(policy, **fields, delivery_date=UNREADABLE)) == [
        ((None, before(31)), "review", None),
        ((before(30), None), "return-and-refund", "send-back"),
    ]


def test_a_day_of_the_request_turns_on_the_estimate_where_no_other_day_is_known() -> None:
    fields: dict[str, Any] = {"estimated_delivery_date": date(2026, 10, 1), "delivery_date": None}
    policy = POLICY._replace(holidays=())
    assert shown(boxes_of(policy, **fields, request_date=None)) == [
        ((None, date(2026, 10, 31)), "replace", "keep"),
        ((date(2026, 11, 1), None), "review", None),
    ]


# A store that is not known.


def test_each_possible_store_turns_on_its_own_days() -> None:
    decision = decided(**LATE, store=None, currency=None, request_date=None)
    assert decision.missing[0] == ("request_date", "store")
    last_in_time = {
        name: given_.last
        for box in boxes_of(**LATE, store=None, currency=None, request_date=None)
        for (_, given_), (_, names) in [box.given]
        for name in names
        if isinstance(given_, Span) and str(box.recommendation) == "return-and-refund"
    }
    assert len(last_in_time) == len(POLICY.stores)
    assert last_in_time["US"] == date(2026, 9, 26)  # 30 days from the estimate
    assert last_in_time["CA"] == date(2026, 9, 29)  # 30 days from delivery


def test_what_is_missing_with_the_store_settles_it_in_every_store() -> None:
    fields = {"store": None, "currency": None, "reason": UNWANTED, "in_policy": False, "delivery_date": None}
    desk, points = Desk(POLICY, AS_OF), 0
    for ordered in (before(6), before(11), before(20)):
        for box in boxes_of(**fields, order_date=ordered):
            for whole in filled(ask(**fields, order_date=ordered), box, 60):
                assert desk.decide(whole).missing == ()
                points += 1
    assert points > 100


def test_a_window_of_no_known_store_turns_on_neutral_days() -> None:
    fields: dict[str, Any] = {"store": None, "currency": None, "delivery_date": None, "order_date": before(40)}
    assert decided(**fields).missing[0] == ("delivery_date",)
    assert shown(boxes_of(**fields)) == [
        ((None, before(31)), "review", None),
        ((before(30), None), "replace", "keep"),
    ]


# Money, numbers, currency.


def test_a_refund_that_cannot_be_read_turns_at_nothing_and_at_what_is_due() -> None:
    assert shown(boxes_of(refunded_amount=UNREADABLE)) == [
        ((Decimal(0), Decimal(0)), "replace", "keep"),
        ((Decimal("0.01"), Decimal("24.89")), "review", None),
        ((Decimal("24.90"), None), "no-action", None),
    ]


def test_of_one_unit_out_of_three_a_third_is_due() -> None:
    boxes = shown(boxes_of(refunded_amount=UNREADABLE, amount=Decimal(10), quantity=1, order_quantity=3))
    assert [given_ for given_, *_ in boxes] == [
        (Decimal(0), Decimal(0)),
        (Decimal("0.01"), Decimal("3.32")),
        (Decimal("3.33"), None),
    ]


@pytest.mark.parametrize("amount", [None, UNREADABLE])
def test_a_refund_has_no_boxes_where_what_is_due_is_not_known_either(amount: Any) -> None:
    fields: dict[str, Any] = {"refunded_amount": UNREADABLE, "amount": amount}
    assert decided(**fields).missing[0] == ("refunded_amount", "amount")
    assert boxes_of(**fields) == ()


def test_a_refund_of_nothing_due_turns_at_nothing_only() -> None:
    fields: dict[str, Any] = {"refunded_amount": UNREADABLE, "status": "Completed", "amount": None}
    assert decided(**fields).missing == ()
    assert len(boxes_of(refunded_amount=UNREADABLE, amount=Decimal(0))) == 2


def test_an_amount_in_another_currency_has_boxes_for_the_store_s_own_and_any_other() -> None:
    assert shown(boxes_of(currency="EUR")) == [
        (("USD",), "replace", "keep"),
        (("any other currency",), "replace", "undecided"),
    ]


def test_in_another_currency_the_amount_is_missing_too_where_it_is_unknown() -> None:
    assert decided(currency="EUR", amount=None).missing == (("currency", "amount"),)
    by_currency = {box.given[0][1]: box for box in boxes_of(currency="EUR", amount=None)}
    assert by_currency["any other currency",].given[1][1] == Span(Decimal(0), None)


@pytest.mark.parametrize(("amount", "last"), [(90, 1), (100, 1), (101, 2), (5100, 101), (5101, 102)])
def test_the_ordered_quantity_turns_where_the_share_does_however_many_there_are(amount: int, last: int) -> None:
    assert shown(boxes_of(amount=Decimal(amount), quantity=1, order_quantity=UNREADABLE)) == [
        ((1, last), "replace", "send-back"),
        ((last + 1, None), "replace", "keep"),
    ]


def test_what_is_asked_back_turns_the_ordered_quantity() -> None:
    twice = AskedBack(3, (Location("report.txt", None, 7),))
    assert shown(boxes_of(asked_back=twice, quantity=1)) == [
        ((1, 2), "review", None),
        ((3, None), "replace", "keep"),
    ]


def test_what_is_asked_back_turns_the_ordered_quantity_also_where_the_amount_is_not_known() -> None:
    policy = policy_of(setting("keep_up_to", None))
    twice = AskedBack(3, (Location("report.txt", None, 7),))
    assert shown(boxes_of(policy, asked_back=twice, quantity=1, amount=None))[0] == ((1, 2), "review", None)


def test_stock_that_cannot_be_read_turns_at_the_units_that_come_back() -> None:
    assert shown(boxes_of(stock=UNREADABLE, quantity=2, order_quantity=2, amount=Decimal(10))) == [
        ((0, 1), "return-and-refund", "send-back"),
        ((2, None), "replace", "keep"),
    ]


def test_a_quantity_turns_at_the_stock_where_nobody_knows_how_many_were_ordered() -> None:
    assert shown(boxes_of(stock=3, quantity=UNREADABLE)) == [
        ((1, 3), "replace", "keep"),
        ((4, None), "return-and-refund", "send-back"),
    ]


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"stock": UNREADABLE, "quantity": UNREADABLE}, ("stock", "quantity")),
        ({"quantity": None, "order_quantity": 51, "amount": Decimal(60)}, ("quantity",)),
        ({"quantity": UNREADABLE, "order_quantity": UNREADABLE, "amount": Decimal(60)}, ("quantity", "order_quantity")),
        ({"order_quantity": UNREADABLE, "quantity": 1, "amount": None}, ("amount", "order_quantity")),
        ({"asked_back": AskedBack(None, (Location("report.txt", None, 7),))}, ("rma_id",)),
        ({"asked_back": AskedBack(None, ()), "quantity": UNREADABLE, "order_quantity": 2}, ("quantity",)),
        ({"asked_back": AskedBack(2, ()), "quantity": None}, ("order_quantity",)),
    ],
)
def test_numbers_that_only_count_together_and_what_other_rows_say_have_no_boxes(
    fields: dict[str, Any], missing: tuple[str, ...]
) -> None:
    assert decided(**fields).missing[0] == missing
    assert boxes_of(**fields) == ()


def test_who_else_asks_back_the_line_takes_no_boxes_from_what_is_none_of_numbers() -> None:
    twice = AskedBack(2, (Location("report.txt", None, 7),))
    assert len(boxes_of(asked_back=twice, order_quantity=2, quantity=1, fulfilment=UNREADABLE)) == 2
    assert len(boxes_of(asked_back=twice, order_quantity=2, quantity=None, fulfilment=UNREADABLE)) == 2


def test_a_family_without_a_code_has_no_box() -> None:
    kept = tuple(reason for reason in POLICY.reasons if reason.family != "parcel")
    policy = policy_of(reasons=kept, override=[term("returnable", value=False)])
    listed = [name for box in boxes_of(policy, reason="pigs fly") for name in box.given[0][1]]
    families = {reason.code: reason.family for reason in kept}
    assert sorted(families[name] for name in listed) == sorted(set(POLICY.families) - {"parcel"})
