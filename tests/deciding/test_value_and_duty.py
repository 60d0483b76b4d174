"""What comes back in worth, and what Amazon or the law demands."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import AS_OF, POLICY, answers, ask, before, decided, policy_of, setting, term

from returnctl.deciding.axis import Range
from returnctl.deciding.desk import Desk
from returnctl.deciding.if_known import if_known
from returnctl.deciding.value import money, paid_for
from returnctl.values.decision import Span
from returnctl.values.finding import Code
from returnctl.values.policy import Setting
from returnctl.values.request import UNREADABLE

UNWANTED = "CR-UNWANTED_ITEM"


def limits(small: str | None = None, modest: str | None = "50", high: str | None = None) -> tuple[Setting, ...]:
    named = {"returnless_up_to": small, "keep_up_to": modest, "review_above": high}
    return tuple(setting(name, None if text is None else Decimal(text)) for name, text in named.items())


@pytest.mark.parametrize(
    ("set_to", "amount", "answer"),
    [
        (("5", "50", "100"), "4.99", "small"),
        (("5", "50", "100"), "5.00", "small"),
        (("5", "50", "100"), "5.01", "modest"),
        (("5", "50", "100"), "5.001", "modest"),
        (("5", "50", "100"), "50", "modest"),
        (("5", "50", "100"), "50.01", "normal"),
        (("5", "50", "100"), "100.00", "normal"),
        (("5", "50", "100"), "100.01", "high"),
        (("60", "50", None), "55", "small"),
        (("60", "50", None), "60.01", "normal"),
        (("60", "50", "40"), "40", "small"),
        (("60", "50", "40"), "40.01", "high"),
        ((None, "50", "20"), "20", "modest"),
        ((None, "50", "20"), "20.01", "high"),
        ((None, None, None), "0", "normal"),
        ((None, None, "10"), "10", "normal"),
        ((None, None, "10"), "10.01", "high"),
        (("0", None, None), "0", "small"),
        (("0", None, None), "0.01", "normal"),
    ],
)
def test_each_limit_is_inclusive_and_high_wins_over_small_over_modest(
    set_to: tuple[str | None, str | None, str | None], amount: str, answer: str
) -> None:
    assert answers(decided(*limits(*set_to), amount=Decimal(amount)), "value") == (answer,)


@pytest.mark.parametrize(
    ("quantity", "ordered", "expected"),
    [
        (None, None, ("90", "90")),
        (1, None, ("90", "90")),
        (3, None, ("90", "90")),
        (UNREADABLE, None, ("90", "90")),
        (1, 3, ("30", "30")),
        (2, 3, ("60", "60")),
        (3, 3, ("90", "90")),
        (None, 1, ("90", "90")),
        (None, 3, ("30", "90")),
        (UNREADABLE, 3, ("30", "90")),
        (1, 0, ("90", "90")),
        (1, UNREADABLE, (None, "90")),
        (None, UNREADABLE, (None, "90")),
        (2, UNREADABLE, (None, None)),
    ],
)
def test_the_returned_units_have_their_share_of_what_was_paid(
    quantity: Any, ordered: Any, expected: tuple[str | None, str | None]
) -> None:
    low, high = (None if text is None else Decimal(text) for text in expected)
    assert paid_for(Decimal(90), quantity, ordered) == Range(low, high)


def test_a_third_of_a_price_is_compared_exactly() -> None:
    fields: dict[str, Any] = {"quantity": 1, "order_quantity": 3}
    assert answers(decided(*limits("5"), amount=Decimal("15.00"), **fields), "value") == ("small",)
    assert answers(decided(*limits("5"), amount=Decimal("15.01"), **fields), "value") == ("modest",)


def test_forty_digits_are_not_rounded_away() -> None:
    amount = Decimal("50." + "0" * 37 + "1")
    assert answers(decided(amount=amount), "value") == ("normal",)


@pytest.mark.parametrize("amount", [None, UNREADABLE])
def test_without_an_amount_every_answer_that_a_limit_allows_is_possible(amount: Any) -> None:
    assert answers(decided(amount=amount), "value") == ("modest", "normal")
    assert answers(decided(*limits("5", "50", "100"), amount=amount), "value") == ("small", "modest", "normal", "high")
    assert answers(decided(*limits(None, None, None), amount=amount), "value") == ("normal",)


def test_without_any_limit_no_amount_is_told() -> None:
    desk = Desk(policy_of(*limits(None, None, None)), AS_OF)
    for amount in (Decimal(10), Decimal(500), None):
        decision = desk.decide(ask(amount=amount))
        assert decision.known.words(9) == ("any amount is neither small nor high (no limit is set)")


def test_an_unknown_quantity_and_amount_are_missing_together_and_every_share_turns() -> None:
    decision = decided(amount=None, quantity=None, order_quantity=4)
    assert decision.missing == (("amount", "quantity"),)
    boxes = if_known(decision, Desk(POLICY, AS_OF))
    lasts = [box.given[0][1].last for box in boxes if isinstance(box.given[0][1], Span)]
    assert {Decimal(50), Decimal("66.66"), Decimal(100), Decimal(200), None} == set(lasts)


def test_an_unreadable_ordered_quantity_has_boxes_of_whole_numbers() -> None:
    decision = decided(amount=Decimal(90), quantity=1, order_quantity=UNREADABLE)
    assert decision.missing == (("order_quantity",),)
    assert [(box.given[0][1], str(box.item)) for box in if_known(decision, Desk(POLICY, AS_OF))] == [
        (Span(1, 1), "send-back"),
        (Span(2, None), "keep"),
    ]


def test_a_refund_below_nothing_turns_nothing() -> None:
    decision = decided(amount=None, refunded_amount=Decimal(-5))
    assert [box.given[0][1] for box in if_known(decision, Desk(POLICY, AS_OF))] == [
        Span(Decimal(0), Decimal(50)),
        Span(Decimal("50.01"), None),
    ]


def test_too_many_unknown_numbers_have_no_boxes() -> None:
    decision = decided(amount=None, quantity=None, order_quantity=UNREADABLE)
    assert decision.missing == (("amount", "quantity", "order_quantity"),)
    assert if_known(decision, Desk(POLICY, AS_OF)) == ()


def test_another_currency_makes_the_value_unknown_and_a_finding() -> None:
    decision = decided(currency="EUR")
    assert answers(decision, "value") == ("modest", "normal")
    assert [problem.code for problem in decision.problems] == [Code.OTHER_CURRENCY]
    assert decided(currency="usd").problems == ()


def test_an_amount_in_another_currency_is_told_with_both_currencies() -> None:
    desk = Desk(POLICY, AS_OF)
    place = desk.fact_names.index("value")
    assert (
        decided(currency="EUR")
        .known.words(place)
        .startswith("an amount in EUR, not in USD, may lie on either side of the limits (")
    )


def test_a_blank_currency_is_the_store_s_own_and_noted() -> None:
    decision = decided(currency=None)
    assert answers(decision, "value") == ("modest",)
    assert [problem.code for problem in decision.problems] == [Code.CURRENCY_ASSUMED]
    assert decided(currency=None, amount=None).problems == ()
    assert decided(currency=None, store=None).problems == ()


@pytest.mark.parametrize(
    ("amount", "text"), [("24.9", "24.90"), ("5", "5.00"), ("0.125", "0.125"), ("100", "100.00"), ("1E+2", "100.00")]
)
def test_money_has_at_least_two_decimals(amount: str, text: str) -> None:
    assert money(Decimal(amount)) == text


def test_a_currency_that_cannot_be_read_leaves_the_worth_open_and_is_what_is_missing() -> None:
    decision = decided(currency=UNREADABLE)
    assert answers(decision, "value") == ("modest", "normal")
    assert decision.missing == (("currency",),)
    assert decision.problems == ()


# Duty.


@pytest.mark.parametrize(
    ("fields", "possible"),
    [
        ({"in_policy": True}, ("must-accept",)),
        ({"in_policy": False}, ("may-refuse",)),
        ({}, ("silent",)),
        ({"in_policy": UNREADABLE}, ("must-accept", "may-refuse", "silent")),
        ({"reason": UNWANTED}, ("silent",)),
    ],
)
def test_in_the_us_only_amazon_s_mark_demands_anything(fields: dict[str, Any], possible: tuple[str, ...]) -> None:
    assert answers(decided(**fields), "duty") == possible


@pytest.mark.parametrize("store", ["DE", "UK", "NL", "IE", "TR"])
@pytest.mark.parametrize(("days", "answer"), [(-2, "must-accept"), (14, "must-accept"), (15, "silent")])
def test_a_change_of_mind_within_fourteen_days_has_to_be_accepted(store: str, days: int, answer: str) -> None:
    decision = decided(store=store, currency=None, reason=UNWANTED, delivery_date=before(days))
    assert answers(decision, "duty") == (answer,)


@pytest.mark.parametrize(
    ("fields", "possible"),
    [
        ({"in_policy": False}, ("must-accept",)),
        ({"in_policy": False, "delivery_date": before(15)}, ("may-refuse",)),
        ({"reason": "CR-DEFECTIVE"}, ("silent",)),
        ({"reason": "pigs fly"}, ("must-accept", "silent")),
        ({"reason": "pigs fly", "in_policy": False}, ("must-accept", "may-refuse")),
        ({"delivery_date": None, "order_date": before(14)}, ("must-accept",)),
        ({"delivery_date": None, "order_date": before(15)}, ("must-accept", "silent")),
        ({"delivery_date": before(15), "in_policy": UNREADABLE}, ("must-accept", "may-refuse", "silent")),
        ({"delivery_date": None, "request_date": None}, ("must-accept", "silent")),
        ({"delivery_date": None, "in_policy": UNREADABLE}, ("must-accept", "may-refuse", "silent")),
    ],
)
def test_the_law_counts_as_far_as_reason_and_dates_are_known(fields: dict[str, Any], possible: tuple[str, ...]) -> None:
    decision = decided(**({"store": "DE", "currency": "EUR", "reason": UNWANTED} | fields))
    assert answers(decision, "duty") == possible


def test_a_ground_in_law_leaves_only_the_mark() -> None:
    ground = [term("not_returnable_because", "perishable")]
    fields: dict[str, Any] = {"store": "DE", "currency": "EUR", "reason": UNWANTED, "override": ground}
    assert answers(decided(**fields), "duty") == ("silent",)
    assert answers(decided(in_policy=True, **fields), "duty") == ("must-accept",)


@pytest.mark.parametrize(("days", "possible"), [(14, ("must-accept", "silent")), (15, ("silent",))])
def test_without_a_store_nobody_is_declined_by_ignorance(days: int, possible: tuple[str, ...]) -> None:
    fixed = [term("returnable", value=False)]
    decision = decided(store=None, currency=None, reason=UNWANTED, delivery_date=before(days), override=fixed)
    assert answers(decision, "duty") == possible
    if len(possible) == 1:
        assert str(decision.verdict.recommendation) == "decline"
        return
    assert str(decision.verdict.recommendation) == "review"
    assert decision.missing == (("store",), ("in_policy",))
    boxes = if_known(decision, Desk(policy_of(override=fixed), AS_OF))
    by_store = {name: str(box.recommendation) for box in boxes for name in box.given[0][1]}
    assert (by_store["US"], by_store["DE"], len(by_store)) == ("decline", "return-and-refund", len(POLICY.stores))


def test_without_a_store_and_a_delivery_date_both_are_missing_and_the_longest_period_turns() -> None:
    policy = policy_of(override=[term("returnable", value=False)])
    decision = decided(
        policy=policy, store=None, currency=None, reason=UNWANTED, delivery_date=None, order_date=before(40)
    )
    assert decision.missing == (("delivery_date", "store"), ("in_policy",))
    firsts = {box.given[0][1].first for box in if_known(decision, Desk(policy, AS_OF))}  # type: ignore[union-attr]
    assert before(14) in firsts


@pytest.mark.parametrize(
    ("currency", "days", "possible"),
    [
        ("EUR", 14, ("must-accept",)),
        ("EUR", 15, ("silent",)),
        ("XYZ", 14, ("must-accept", "silent")),
        ("XYZ", 15, ("silent",)),
    ],
)
def test_what_all_stores_with_the_currency_demand_is_demanded(
    currency: str, days: int, possible: tuple[str, ...]
) -> None:
    decision = decided(store=None, currency=currency, reason=UNWANTED, delivery_date=before(days))
    assert decision.terms.store is None
    assert answers(decision, "duty") == possible


def test_only_the_stores_with_the_currency_are_possible() -> None:
    policy = policy_of(override=[term("returnable", value=False)])
    fields: dict[str, Any] = {"store": None, "currency": "EUR", "reason": UNWANTED, "delivery_date": None}
    decision = decided(policy=policy, order_date=before(40), **fields)
    assert decision.missing[0] == ("delivery_date", "store")
    named = {name for box in if_known(decision, Desk(policy, AS_OF)) for name in box.given[1][1]}
    assert named == {store.code for store in POLICY.stores if store.currency == "EUR"}


@pytest.mark.parametrize(
    ("ordered", "missing"),
    [
        (before(7), ("store",)),
        (before(8), ("delivery_date", "store")),
        (before(14), ("delivery_date", "store")),
        (before(15), ("delivery_date", "store")),
    ],
)
def test_the_store_alone_is_enough_only_where_the_dates_leave_nothing_open_in_any_store(
    ordered: date, missing: tuple[str, ...]
) -> None:
    fields = {"store": None, "currency": None, "reason": UNWANTED, "in_policy": False, "delivery_date": None}
    assert decided(**fields, order_date=ordered).missing == (missing,)


@pytest.mark.parametrize(("days", "missing"), [(8, ("store",)), (14, ("store",))])
def test_with_the_dates_known_the_store_alone_is_enough(days: int, missing: tuple[str, ...]) -> None:
    fields = {"store": None, "currency": None, "reason": UNWANTED, "in_policy": False}
    assert decided(**fields, delivery_date=before(days)).missing == (missing,)


def test_among_stores_with_one_period_the_store_alone_is_enough_within_it() -> None:
    fields = {"store": None, "currency": "XYZ", "reason": UNWANTED, "in_policy": False, "delivery_date": None}
    stores = tuple(store for store in POLICY.stores if store.code in {"US", "DE", "UK"})
    policy = POLICY._replace(stores=stores)
    assert decided(policy=policy, **fields, order_date=before(14)).missing == (("store",),)


def test_without_a_store_but_with_a_ground_the_law_demands_nothing() -> None:
    ground = [term("returnable", value=False), term("not_returnable_because", "digital")]
    decision = decided(store=None, currency=None, reason=UNWANTED, delivery_date=before(3), override=ground)
    assert str(decision.verdict.recommendation) == "decline"
