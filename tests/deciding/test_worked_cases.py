"""The worked cases: what a merchant in the US store is told, with the built-in policy unless said."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import ASKED, POLICY, before, decided, holiday, outcome, policy_of, rule, setting, term, warned

from returnctl.deciding.desk import Desk, decide
from returnctl.deciding.if_known import if_known
from returnctl.values.decision import Box, Item, Recommendation, Span
from returnctl.values.finding import Code, Severity
from returnctl.values.location import Origin
from returnctl.values.request import ReturnRequest

UNWANTED = "CR-UNWANTED_ITEM"
NOT_RETURNABLE = term("returnable", value=False)
LITTLE = setting("returnless_up_to", Decimal("5.00"))


@pytest.mark.parametrize(
    ("fields", "recommendation", "item", "hit"),
    [
        ({}, "replace", "keep", "faulty"),
        ({"amount": None}, "replace", "undecided", "faulty"),
        ({"amount": Decimal(749)}, "replace", "send-back", "faulty-valuable"),
        ({"reason": UNWANTED, "delivery_date": before(30)}, "return-and-refund", "send-back", "unwanted"),
        ({"reason": UNWANTED, "delivery_date": before(31)}, "review", None, "late"),
        (
            {"reason": UNWANTED, "delivery_date": before(31), "in_policy": True},
            "return-and-refund",
            "send-back",
            "unwanted",
        ),
        ({"reason": "CR-MISSED_ESTIMATED_DELIVERY"}, "accept", "send-back", "any-other-reason"),
        ({"claim": True}, "review", None, "claim-open"),
        ({"claim": True, "status": "Closed"}, "review", None, "claim-open"),
        ({"claim": True, "fulfilment": "merchant", "reason": UNWANTED}, "review", None, "claim-open"),
        ({"fulfilment": "amazon"}, "no-action", None, "fulfilled-by-amazon"),
        (
            {"reason": UNWANTED, "delivery_date": None, "order_date": before(12)},
            "return-and-refund",
            "send-back",
            "unwanted",
        ),
        ({"reason": UNWANTED, "delivery_date": None, "order_date": before(40)}, "review", None, None),
        ({"delivery_date": None, "order_date": before(40), "claim": True}, "review", None, "claim-open"),
        ({"reason": "CR-QUIRKY_NEW_CODE"}, "accept", "send-back", "any-other-reason"),
    ],
)
def test_each_case_with_the_built_in_policy_has_its_recommendation_item_and_rule(
    fields: dict[str, Any], recommendation: str, item: str | None, hit: str | None
) -> None:
    decision = decided(**fields)
    assert (*outcome(decision), rule(decision)) == (recommendation, item, hit)


@pytest.mark.parametrize(
    ("override", "fields", "recommendation", "item", "hit", "warning"),
    [
        ([NOT_RETURNABLE], {}, "refund-only", "keep", "faulty-not-returnable", None),
        ([NOT_RETURNABLE], {"reason": UNWANTED}, "decline", "keep", "not-returnable", "no-legal-ground"),
        (
            [NOT_RETURNABLE],
            {"reason": UNWANTED, "store": "DE", "currency": "EUR", "delivery_date": before(8)},
            "return-and-refund",
            "send-back",
            "must-take-back",
            "no-legal-ground",
        ),
        (
            [NOT_RETURNABLE, term("not_returnable_because", "hygiene-unsealed", (14, 4))],
            {"reason": UNWANTED, "store": "DE", "currency": "EUR", "delivery_date": before(8)},
            "decline",
            "keep",
            "not-returnable",
            None,
        ),
        ([NOT_RETURNABLE], {"reason": "AMZ-PG-BAD-DESC"}, "review", None, "not-returnable-other", None),
        ([term("replacement", value=False)], {}, "return-and-refund", "send-back", "no-replacement", None),
    ],
)
def test_each_case_with_an_override_has_its_recommendation_item_rule_and_warning(
    override: Any, fields: dict[str, Any], recommendation: str, item: str, hit: str, warning: str | None
) -> None:
    decision = decided(override=override, **fields)
    assert (*outcome(decision), rule(decision)) == (recommendation, item, hit)
    assert warned(decision) == ((warning,) if warning else ())


@pytest.mark.parametrize(
    ("amount", "recommendation", "item", "hit"),
    [
        ("4.99", "refund-only", "keep", "unwanted-small"),
        ("5.00", "refund-only", "keep", "unwanted-small"),
        ("5.01", "return-and-refund", "send-back", "unwanted"),
    ],
)
def test_up_to_the_returnless_limit_the_money_goes_back_and_the_goods_stay(
    amount: str, recommendation: str, item: str, hit: str
) -> None:
    decision = decided(LITTLE, reason="CR-ORDERED_WRONG_ITEM", amount=Decimal(amount))
    assert (*outcome(decision), rule(decision)) == (recommendation, item, hit)


def test_a_claim_wins_whatever_the_rest_even_over_a_closed_request_but_not_over_amazon_s_own_orders() -> None:
    assert rule(decided(claim=True, status="Closed", reason="nonsense at all", amount=None)) == "claim-open"
    assert rule(decided(claim=True, status="Completed")) == "claim-open"
    assert rule(decided(claim=True, fulfilment="amazon")) == "fulfilled-by-amazon"


def test_without_an_amount_only_the_item_is_open_and_the_amount_would_settle_it() -> None:
    decision = decided(amount=None)
    assert decision.missing == (("amount",),)
    assert if_known(decision, Desk(POLICY, decision.as_of)) == (
        Box((("amount", Span(Decimal(0), Decimal("50.00"))),), Recommendation.REPLACE, Item.KEEP),
        Box((("amount", Span(Decimal("50.01"), None)),), Recommendation.REPLACE, Item.SEND_BACK),
    )


def test_on_day_30_the_seller_pays_the_label() -> None:
    assert decided(reason=UNWANTED, delivery_date=before(30)).label_paid_by == "seller"


def test_amazon_s_mark_wins_over_the_window_and_both_places_are_cited() -> None:
    decision = decided(reason=UNWANTED, delivery_date=before(31), in_policy=True)
    (warn,) = decision.warnings
    assert warn.code == "amazon-window-wins"
    assert [cite.name for cite in warn.cites] == ["return_window_days (US)"]
    assert warn.fields == ("in_policy",)


def test_a_holiday_row_lengthens_the_window_to_its_last_day() -> None:
    season = holiday("2026-11-01", "2026-12-31", "2027-01-31")
    decision = decided(
        holidays=[season],
        as_of=date(2027, 1, 26),
        reason=UNWANTED,
        order_date=date(2026, 11, 20),
        delivery_date=date(2026, 11, 24),
        request_date=date(2027, 1, 25),
    )
    assert (*outcome(decision), rule(decision)) == ("return-and-refund", "send-back", "unwanted")
    assert decision.known[7].also == (season.cite,)


def test_a_shorter_window_for_one_sku_is_warned_of_with_its_cell() -> None:
    decision = decided(override=[term("return_window_days", 10)], reason=UNWANTED, delivery_date=before(12))
    assert (*outcome(decision), rule(decision)) == ("review", None, "late")
    (warn,) = decision.warnings
    assert warn.code == "window-below-minimum"
    assert [str(cite) for cite in warn.cites] == ["overrides.xlsx:Overrides!C14", "built-in:minimum_window_days (US)"]


def test_a_faulty_item_that_cannot_come_back_wants_a_photo_first() -> None:
    assert "photo" in decided(override=[NOT_RETURNABLE]).note


def test_a_decline_without_a_ground_is_warned_of_and_cites_the_override() -> None:
    (warn,) = decided(override=[NOT_RETURNABLE], reason=UNWANTED).warnings
    assert (warn.code, [str(cite) for cite in warn.cites]) == ("no-legal-ground", ["overrides.xlsx:Overrides!C14"])


def test_forty_days_after_the_order_the_delivery_date_decides_and_the_turning_day_is_told() -> None:
    decision = decided(reason=UNWANTED, delivery_date=None, order_date=before(40))
    assert decision.verdict.rule is None
    assert decision.missing == (("delivery_date",), ("estimated_delivery_date",), ("in_policy",))
    turn = before(30)
    assert if_known(decision, Desk(POLICY, decision.as_of)) == (
        Box((("delivery_date", Span(None, before(31))),), Recommendation.REVIEW, None),
        Box((("delivery_date", Span(turn, None)),), Recommendation.RETURN_AND_REFUND, Item.SEND_BACK),
    )
    assert turn == date(2026, 10, 11)


def test_an_open_claim_leaves_nothing_missing_whatever_is_unknown() -> None:
    decision = decided(delivery_date=None, order_date=before(40), claim=True, amount=None, reason="nonsense at all")
    assert decision.missing == ()
    assert if_known(decision, Desk(POLICY, decision.as_of)) == ()


def test_an_unlisted_code_is_kept_as_it_came() -> None:
    decision = decided(reason="CR-QUIRKY_NEW_CODE")
    assert warned(decision) == ("unknown-reason",)
    assert decision.reason is not None
    assert (decision.reason.code, decision.reason.family) == ("CR-QUIRKY_NEW_CODE", "other")
    assert decision.note == ""
    assert decision.problems == ()


@pytest.mark.parametrize(
    ("code", "meant"),
    [("CR-DEFECTVE", "CR-DEFECTIVE"), ("cr-unwanted-itm", None), ("CR-UNWANTED_ITM", "CR-UNWANTED_ITEM")],
)
def test_a_slip_of_the_pen_in_a_code_is_told_and_not_put_right(code: str, meant: str | None) -> None:
    decision = decided(reason=code)
    if meant is None:  # lower case is no code at all
        assert decision.reason is None
        return
    assert (outcome(decision), warned(decision)) == (("accept", "send-back"), ("unknown-reason",))
    (problem,) = decision.problems
    assert (problem.code, problem.severity) == (Code.MISSPELT_REASON, Severity.WARNING)
    assert problem.hint.startswith(f"did you mean `{meant}`?")


def test_the_shortest_question_is_answered_without_any_file() -> None:
    request = ReturnRequest(
        "A-1", "defective", delivery_date=date(2026, 11, 1), request_date=date(2026, 11, 10), amount=Decimal("24.90")
    )
    decision = decide(request, POLICY, ASKED)
    assert outcome(decision) == ("replace", "keep")
    assert decision.terms.store is None


def test_an_override_for_another_sku_or_store_or_time_is_no_override() -> None:
    other = policy_of(override=[NOT_RETURNABLE], sku="B-9")
    assert rule(decided(policy=other)) == "faulty"
    assert rule(decided(override=[NOT_RETURNABLE._replace(store="DE")])) == "faulty"
    gone = NOT_RETURNABLE._replace(last=before(100))
    assert rule(decided(override=[gone], order_date=before(20))) == "faulty"


def test_every_term_that_was_used_cites_its_place() -> None:
    decision = decided(override=[term("return_window_days", 45)])
    assert str(decision.terms.return_window_days.cite) == "overrides.xlsx:Overrides!C14"
    assert decision.terms.keep_up_to.cite.origin is Origin.BUILT_IN
    assert decision.terms.keep_up_to.cite.source
