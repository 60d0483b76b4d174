"""What follows from a decision: authorisation, label, response, warnings, notes, old constants."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from builders import AS_OF, ASKED, POLICY, ask, before, decided, handling, holiday, policy_of, setting, term, warned

from returnctl.deciding.desk import Desk, waits
from returnctl.deciding.handling import is_past
from returnctl.deciding.warnings import CODES
from returnctl.values.finding import Code
from returnctl.values.location import Cite, Origin
from returnctl.values.policy import NOWHERE, Holiday, Reason
from returnctl.values.request import UNREADABLE

UNWANTED = "CR-UNWANTED_ITEM"
ALL = setting("authorization", "automatic-all")
IN_POLICY = setting("authorization", "automatic-in-policy")
EACH = setting("authorization", "authorize-each")


# Authorisation.


@pytest.mark.parametrize(
    ("own", "fields", "who"),
    [
        ((EACH,), {"store": "CA", "currency": "CAD"}, "manual"),
        ((IN_POLICY,), {"in_policy": True, "delivery_date": before(99)}, "automatic"),
        ((IN_POLICY,), {"in_policy": False}, "manual"),
        ((IN_POLICY,), {"delivery_date": before(30)}, "automatic"),
        ((IN_POLICY,), {"delivery_date": before(31)}, "manual"),
        ((IN_POLICY,), {"delivery_date": None}, None),
        ((IN_POLICY,), {"delivery_date": before(31), "in_policy": UNREADABLE}, "manual"),
        ((IN_POLICY, setting("return_window_days", 60)), {"delivery_date": before(31)}, "manual"),
        ((ALL,), {"order_date": before(30)}, "automatic"),
        ((ALL,), {"order_date": before(31)}, "manual"),
        ((ALL,), {"order_date": None}, None),
        ((ALL,), {"order_date": before(3), "request_date": None}, None),
        ((ALL, setting("automatic_window_days", 10)), {"order_date": before(10)}, "automatic"),
        ((ALL, setting("automatic_window_days", 10)), {"order_date": before(11)}, "manual"),
        ((ALL, setting("automatic_window_days", None)), {"order_date": before(300)}, "automatic"),
    ],
)
def test_the_setting_says_who_authorises(own: Any, fields: dict[str, Any], who: str | None) -> None:
    assert decided(*own, **fields).authorization == who


STARTS_WITH_ORDER = setting("window_starts", ("order",))
SIXTY = setting("return_window_days", 60)
AUTUMN = holiday("2026-09-01", "2026-09-30", "2026-12-31", store="US")
IN_AUTUMN: Any = {"order_date": date(2026, 9, 5), "delivery_date": date(2026, 9, 10)}
IN_WINTER: Any = {"order_date": date(2025, 11, 5), "delivery_date": date(2025, 11, 8)}
BY_JANUARY_10 = holiday("2025-11-01", "2025-12-31", "2026-01-10", store="US", category="lamps")


@pytest.mark.parametrize(
    ("own", "seasons", "asked", "fields", "who"),
    [
        # A season of the seller's own is none of Amazon's, and one that he cuts short is still Amazon's.
        ((), [AUTUMN], date(2026, 11, 10), IN_AUTUMN, "manual"),
        ((), [AUTUMN], date(2026, 10, 10), IN_AUTUMN, "automatic"),
        ((), [AUTUMN], date(2026, 10, 11), IN_AUTUMN, "manual"),
        ((), [AUTUMN._replace(cite=Cite(Origin.BUILT_IN))], date(2026, 12, 31), IN_AUTUMN, "automatic"),
        ((), [AUTUMN._replace(cite=Cite(Origin.BUILT_IN))], date(2027, 1, 1), IN_AUTUMN, "manual"),
        ((), [BY_JANUARY_10], date(2026, 1, 31), {**IN_WINTER, "category": "lamps"}, "automatic"),
        ((), [BY_JANUARY_10], date(2026, 2, 1), {**IN_WINTER, "category": "lamps"}, "manual"),
        # Nor does his own window bear on what counts as the last day of Amazon's season.
        ((), [], date(2026, 1, 31), IN_WINTER, "automatic"),
        ((SIXTY,), [], date(2026, 1, 20), IN_WINTER, "automatic"),
        ((SIXTY,), [], date(2026, 1, 31), IN_WINTER, "automatic"),
        ((SIXTY,), [], date(2026, 2, 1), IN_WINTER, "manual"),
        ((SIXTY,), [], date(2026, 1, 31), {**IN_WINTER, "order_date": None}, None),
        # Amazon counts from its own start.
        ((STARTS_WITH_ORDER,), [], date(2026, 11, 10), {"estimated_delivery_date": date(2026, 10, 16)}, "automatic"),
        ((STARTS_WITH_ORDER,), [], date(2026, 11, 10), {"estimated_delivery_date": date(2026, 10, 11)}, "automatic"),
        ((STARTS_WITH_ORDER,), [], date(2026, 11, 10), {"estimated_delivery_date": date(2026, 10, 10)}, "manual"),
        ((STARTS_WITH_ORDER,), [], date(2026, 10, 31), {"delivery_date": None}, "automatic"),
        ((STARTS_WITH_ORDER,), [], date(2026, 11, 10), {"delivery_date": None}, None),
        # What is counted from the order is the seller's alone.
        ((STARTS_WITH_ORDER, ALL), [], date(2026, 10, 31), {"estimated_delivery_date": date(2026, 9, 1)}, "automatic"),
        ((STARTS_WITH_ORDER, ALL), [], date(2026, 11, 1), {"estimated_delivery_date": date(2026, 10, 16)}, "manual"),
    ],
)
def test_what_amazon_authorises_is_measured_by_its_own_window_start_and_seasons(
    own: Any, seasons: list[Holiday], asked: date, fields: dict[str, Any], who: str | None
) -> None:
    fields = {"order_date": date(2026, 10, 1), "request_date": asked, **fields}
    assert decided(*own, holidays=seasons, as_of=date(2027, 2, 1), **fields).authorization == who


def test_each_category_that_is_possible_is_measured_by_its_own_season() -> None:
    fields: Any = {**IN_WINTER, "store": "DE", "currency": "EUR"}
    found = [decided(request_date=date(2026, 1, day), **fields).authorization for day in (15, 16, 31)]
    assert found == ["automatic", None, None]
    assert decided(request_date=date(2026, 2, 1), **fields).authorization == "manual"


@pytest.mark.parametrize(
    ("value", "fields", "who", "warns"),
    [
        ("automatic", {"in_policy": False}, "automatic", False),
        ("manual", {"in_policy": True}, "automatic", True),
        ("manual", {"delivery_date": before(30)}, "automatic", True),
        ("manual", {"delivery_date": before(31)}, "manual", False),
        ("manual", {"in_policy": False}, "manual", False),
        ("manual", {"in_policy": True, "store": "CA", "currency": "CAD"}, "manual", False),
        ("automatic", {"store": "CA", "currency": "CAD"}, "automatic", False),
    ],
)
def test_an_override_wins_except_where_amazon_authorises_itself(
    value: str, fields: dict[str, Any], who: str, warns: bool
) -> None:
    decision = decided(override=[term("authorization", value)], **fields)
    assert decision.authorization == who
    assert ("amazon-authorises-anyway" in warned(decision)) == warns
    if warns:
        assert str(decision.warnings[0].cites[0]) == "overrides.xlsx:Overrides!C14"


def test_two_requests_with_the_same_day_in_the_window_are_authorised_by_their_own_dates() -> None:
    desk = Desk(policy_of(ALL), AS_OF)
    early = ask(order_date=before(20), delivery_date=before(9))
    late = ask(order_date=before(40), delivery_date=before(9))
    assert desk.decide(early).authorization == "automatic"
    assert desk.decide(late).authorization == "manual"


# The label.


@pytest.mark.parametrize(
    ("payer", "reason", "expected"),
    [
        ("seller", UNWANTED, "seller"),
        ("buyer", UNWANTED, "buyer"),
        ("fault", UNWANTED, "buyer"),
        ("buyer", "CR-MISSED_ESTIMATED_DELIVERY", "seller"),
        ("fault", "CR-MISSED_ESTIMATED_DELIVERY", "seller"),
        ("buyer", "CR-QUALITY_UNACCEPTABLE", "seller"),
        ("fault", "CR-ODD_ONE", "seller"),
        ("buyer", "CR-ODD_ONE", "buyer"),
        ("buyer", "pigs fly", "buyer"),
    ],
)
def test_the_label_is_paid_by_setting_and_fault(payer: str, reason: str, expected: str) -> None:
    assert decided(setting("label_paid_by", payer), reason=reason).label_paid_by == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),  # he keeps it
        ({"amount": Decimal(749)}, "seller"),
        ({"fulfilment": "amazon"}, None),
        ({"return_delivery_date": AS_OF}, None),
        ({"override": [term("returnable", value=False)], "reason": UNWANTED}, None),
        ({"override": [term("returnless_up_to", Decimal(99))], "reason": UNWANTED}, None),
        ({"claim": True}, "seller"),
    ],
)
def test_where_nothing_is_sent_back_nobody_pays_a_label(fields: dict[str, Any], expected: str | None) -> None:
    assert decided(**fields).label_paid_by == expected


@pytest.mark.parametrize(
    ("store", "reason", "fault"),
    [
        ("DE", "CR-NOT_COMPATIBLE", "buyer"),
        ("US", "CR-NOT_COMPATIBLE", "seller"),
        ("BR", "CR-NOT_COMPATIBLE", "undecided"),
        ("DE", "CR-DAMAGED_BY_CARRIER", "seller"),
        ("BR", "CR-DAMAGED_BY_CARRIER", "carrier"),
        ("DE", "CR-NO_REASON_GIVEN", "buyer"),
        ("US", "pigs fly", "undecided"),
        ("US", "CR-ODD_ONE", "undecided"),
    ],
)
def test_the_fault_is_the_store_s_own_table_s_else_inferred(store: str, reason: str, fault: str) -> None:
    assert decided(store=store, currency=None, reason=reason).fault == fault


def test_who_pays_is_open_where_it_turns_on_an_order_date_that_is_not_known() -> None:
    buyer = setting("label_paid_by", "buyer", first=date(2026, 9, 1))
    fields: dict[str, Any] = {"reason": UNWANTED, "delivery_date": before(9)}
    assert decided(buyer, order_date=None, **fields).label_paid_by is None
    assert decided(buyer, order_date=date(2026, 9, 1), **fields).label_paid_by == "buyer"
    assert decided(buyer, order_date=date(2026, 8, 31), **fields).label_paid_by == "seller"


# The response.


@pytest.mark.parametrize(
    ("as_of", "asked", "hours", "by", "overdue"),
    [
        (date(2026, 11, 11), ASKED, 24, date(2026, 11, 11), False),
        (date(2026, 11, 12), ASKED, 24, date(2026, 11, 11), True),
        (date(2026, 11, 12), ASKED, 25, date(2026, 11, 12), False),
        (date(2026, 11, 13), ASKED, 25, date(2026, 11, 12), True),
        (date(2026, 11, 12), ASKED, 48, date(2026, 11, 12), False),
        (date(2026, 11, 12), datetime(2026, 11, 10, 23, 59), 24, date(2026, 11, 11), True),  # noqa: DTZ001
        (
            datetime(2026, 11, 11, 12, 0, tzinfo=UTC),
            datetime(2026, 11, 10, 12, 0, tzinfo=UTC),
            24,
            datetime(2026, 11, 11, 12, 0, tzinfo=UTC),
            False,
        ),
        (
            datetime(2026, 11, 11, 12, 0, 1, tzinfo=UTC),
            datetime(2026, 11, 10, 12, 0, tzinfo=UTC),
            24,
            datetime(2026, 11, 11, 12, 0, tzinfo=UTC),
            True,
        ),
        (
            date(2026, 11, 12),
            datetime(2026, 11, 12, 1, 0, tzinfo=UTC),
            24,
            datetime(2026, 11, 13, 1, 0, tzinfo=UTC),
            False,
        ),
        (date(9999, 12, 31), date(9999, 12, 31), 24, None, None),
    ],
)
def test_a_new_request_is_overdue_once_its_hours_are_over(
    as_of: date, asked: date, hours: int, by: date | None, overdue: bool | None
) -> None:
    decision = decided(setting("respond_within_hours", hours), as_of=as_of, request_date=asked, delivery_date=None)
    assert decision.response == (by, overdue)


@pytest.mark.parametrize(
    ("fields", "response"),
    [
        ({"status": "Approved"}, (date(2026, 11, 11), False)),
        ({"status": "Closed"}, (date(2026, 11, 11), False)),
        ({"fulfilment": "amazon"}, (date(2026, 11, 11), False)),
        ({"status": "Mystery"}, (date(2026, 11, 11), None)),
        ({"request_date": None}, (None, None)),
        ({"request_date": UNREADABLE}, (None, None)),
        ({"request_date": None, "status": "Approved"}, (None, False)),
        ({"request_date": date.max, "status": "Approved"}, (None, False)),
    ],
)
def test_only_a_request_that_waits_is_overdue(fields: dict[str, Any], response: Any) -> None:
    decision = decided(**fields)
    assert decision.response == response
    assert waits(decision.verdict) is (True if "status" not in fields and "fulfilment" not in fields else response[1])


def test_a_moment_and_a_day_are_compared_as_days() -> None:
    moment = datetime(2026, 11, 11, 7, 59, tzinfo=UTC)
    assert is_past(None, AS_OF, None) is None
    assert is_past(moment, date(2026, 11, 11), "America/Los_Angeles") is True
    assert is_past(moment, date(2026, 11, 11), None) is False
    assert is_past(date(2026, 11, 10), datetime(2026, 11, 11, 7, 59, tzinfo=UTC), "America/Los_Angeles") is False


# Warnings: each must fire, and must not fire beside it.

FIVE: dict[str, Any] = {"quantity": 5, "order_quantity": 5, "amount": Decimal(100)}
SHORT = [term("return_window_days", 29)]
KEPT = [term("returnable", value=False)]
BUYER = setting("label_paid_by", "buyer")
OURS = Reason("CR-OURS", "", "other", {}, "", Cite(Origin.FILE), None)
LISTED = policy_of(reasons=(OURS, *POLICY.reasons))


@pytest.mark.parametrize(
    ("code", "fires", "own", "fields"),
    [
        ("window-below-minimum", True, (), {"override": SHORT}),
        ("window-below-minimum", True, (setting("return_window_days", 29),), {}),
        ("window-below-minimum", False, (setting("return_window_days", 30),), {}),
        ("window-below-minimum", False, (), {}),
        ("window-below-minimum", False, (), {"override": SHORT, "fulfilment": "amazon"}),
        ("window-below-minimum", False, (), {"override": SHORT, "store": None, "currency": None}),
        ("window-below-minimum", False, (), {"override": SHORT, "store": "SG", "currency": "SGD"}),
        ("window-below-minimum", True, (setting("return_window_days", 13),), {"store": "TR", "currency": "TRY"}),
        ("window-below-minimum", False, (setting("return_window_days", 14),), {"store": "TR", "currency": "TRY"}),
        ("amazon-window-wins", True, (), {"in_policy": True, "delivery_date": before(31)}),
        ("amazon-window-wins", False, (), {"in_policy": True, "delivery_date": before(30)}),
        ("amazon-window-wins", False, (), {"in_policy": None, "delivery_date": before(31)}),
        ("amazon-window-wins", False, (), {"in_policy": True, "delivery_date": before(31), "status": "Closed"}),
        (
            "amazon-window-wins",
            True,
            (setting("return_window_days", 10),),
            {"store": "DE", "currency": "EUR", "reason": UNWANTED, "delivery_date": before(11)},
        ),
        ("no-legal-ground", True, (), {"override": KEPT, "reason": UNWANTED}),
        ("no-legal-ground", False, (), {"override": KEPT}),
        ("no-legal-ground", False, (), {"reason": UNWANTED}),
        (
            "no-legal-ground",
            False,
            (),
            {"override": [*KEPT, term("not_returnable_because", "hazmat")], "reason": UNWANTED},
        ),
        ("no-legal-ground", True, (), {"override": KEPT, "reason": UNWANTED, "in_policy": True}),
        ("no-legal-ground", False, (), {"override": KEPT, "reason": UNWANTED, "claim": True}),
        ("label-must-be-seller", True, (BUYER,), {"amount": Decimal(749)}),
        ("label-must-be-seller", False, (BUYER,), {"reason": UNWANTED}),
        ("label-must-be-seller", False, (BUYER,), {"amount": Decimal(20)}),
        ("label-must-be-seller", False, (), {"amount": Decimal(749)}),
        ("label-must-be-seller", False, (setting("label_paid_by", "fault"),), {"amount": Decimal(749)}),
        ("label-must-be-seller", False, (BUYER,), {"claim": True}),
        ("buyer-charged-for-our-fault", True, (), {"label_paid_by": "Customer"}),
        ("buyer-charged-for-our-fault", True, (), {"label_paid_by": " buyer "}),
        ("buyer-charged-for-our-fault", False, (), {"label_paid_by": "Seller"}),
        ("buyer-charged-for-our-fault", False, (), {"label_paid_by": "Customer", "reason": UNWANTED}),
        ("buyer-charged-for-our-fault", False, (), {"label_paid_by": "Customer", "reason": "CR-ODD_ONE"}),
        ("unknown-reason", True, (), {"reason": "CR-OURS"}),
        ("unknown-reason", False, (), {"reason": "CR-OURS", "policy": LISTED}),
        ("unknown-reason", False, (), {"reason": "pigs fly"}),
        ("unknown-reason", False, (), {}),
        ("double-payout", True, (), {"status": "Approved", "label_paid_by": "Seller"}),
        ("double-payout", True, (), {"status": "Approved", "label_paid_by": "Amazon"}),
        ("double-payout", True, (), {"status": "Approved", "label_type": "MerchantPrePaidLabel"}),
        ("double-payout", False, (), {"status": "Approved", "label_paid_by": "Customer"}),
        ("double-payout", False, (), {"status": "Approved"}),
        ("double-payout", False, (), {"status": "PendingApproval", "label_paid_by": "Seller"}),
        ("double-payout", False, (), {"status": "Approved", "label_paid_by": "Seller", "reason": UNWANTED}),
        ("double-payout", False, (), {"status": "Approved", "label_type": "AmazonPrePaidLabel"}),
        (
            "double-payout",
            True,
            (setting("returnless_up_to", Decimal(99)),),
            {"status": "Approved", "label_type": "AmazonPrePaidLabel", "reason": UNWANTED},
        ),
        ("many-units-faulty", True, (), FIVE),
        ("many-units-faulty", False, (), FIVE | {"quantity": 4, "order_quantity": 4}),
        ("many-units-faulty", False, (), FIVE | {"order_quantity": 6}),
        ("many-units-faulty", True, (), FIVE | {"order_quantity": None}),
        ("many-units-faulty", False, (), FIVE | {"quantity": 4, "order_quantity": None}),
        ("many-units-faulty", False, (), FIVE | {"order_quantity": UNREADABLE}),
        ("many-units-faulty", False, (), FIVE | {"quantity": UNREADABLE, "order_quantity": None}),
        ("many-units-faulty", False, (), FIVE | {"quantity": None}),
        ("many-units-faulty", False, (), FIVE | {"reason": UNWANTED}),
    ],
)
def test_each_warning_fires_where_it_must_and_nowhere_else(
    code: str, fires: bool, own: Any, fields: dict[str, Any]
) -> None:
    decision = decided(*own, **fields)
    assert (code in warned(decision)) == fires


def test_every_warning_has_a_name_and_a_test() -> None:
    assert len(set(CODES)) == 9
    assert NOWHERE.origin is Origin.DEFAULT


def test_a_warning_by_law_cites_the_law() -> None:
    (window, law) = (
        decided(
            setting("return_window_days", 10), store="DE", currency="EUR", reason=UNWANTED, delivery_date=before(11)
        )
        .warnings[-1]
        .cites
    )
    assert (str(window), law.name) == ("policy.xlsx:Settings!B4", "withdrawal_days (DE)")


@pytest.mark.parametrize(
    ("fields", "item", "advice"),
    [
        ({}, "keep", "nothing has to be sent back, so refund a label only if he has already paid for one"),
        ({"amount": Decimal(749)}, "send-back", "refund what it cost him"),
        ({"amount": None}, "undecided", "refund what it cost him if he sends the item back"),
        ({"return_delivery_date": ASKED}, "arrived", "refund what it cost him"),
        ({"claim": True}, None, "refund what it cost him"),
    ],
)
def test_the_advice_on_a_label_that_the_buyer_pays_fits_what_becomes_of_the_item(
    fields: dict[str, Any], item: str | None, advice: str
) -> None:
    decision = decided(label_paid_by="Customer", **fields)
    (warn,) = [warn for warn in decision.warnings if warn.code == "buyer-charged-for-our-fault"]
    assert decision.verdict.item == item
    assert warn.message == f"the report lets the buyer pay the label, but the fault is the seller's: {advice}"


# Notes and constants.


def test_the_notes_of_rule_reason_and_override_stand_together() -> None:
    decision = decided(override=[term("note", "look twice")], reason="CR-MISSING_PARTS", amount=Decimal(749))
    assert decision.note == (
        "ship the replacement when the return label is scanned; "
        "send the missing part rather than a whole new item; look twice"
    )


def test_a_review_of_a_request_in_policy_says_authorise_now() -> None:
    late = {"in_policy": True, "reason": "NEVER_ARRIVED"}
    assert "authorise it now" in decided(**late).note
    assert "authorise it now" not in decided(status="Approved", **late).note
    assert "authorise it now" not in decided(reason="NEVER_ARRIVED").note


def test_where_nothing_is_to_do_the_reason_gives_no_advice() -> None:
    assert decided(reason="CR-MISSING_PARTS", fulfilment="amazon").note == ""


@pytest.mark.parametrize(
    ("as_of", "old"), [(date(2027, 11, 23), False), (date(2027, 11, 24), True), (date(2026, 11, 23), False)]
)
def test_a_constant_is_old_after_more_than_a_year(as_of: date, old: bool) -> None:
    desk = Desk(POLICY, as_of)
    assert desk.old_constants() == ()
    desk.decide(ask())
    assert bool(desk.old_constants()) == old


def test_old_constants_are_told_of_all_requests_however_little_a_desk_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("returnctl.deciding.desk._LARGEST", 1)
    desk, other = Desk(POLICY, date(2028, 1, 1)), Desk(POLICY, date(2028, 1, 1))
    for store in ("DE", "US", "UK", "CA"):
        desk.decide(ask(store=store, currency=None))
    other.decide(ask(store="DE", currency=None))
    assert set(other.old_constants()) <= set(desk.old_constants())
    assert len(desk.old_constants()) > len(other.old_constants()) > 0


def test_the_decision_on_an_older_row_says_so_and_finds_nothing_itself() -> None:
    newest = decided(override=[term("note", "ask first")], request_date=date(2027, 1, 1))
    older = newest.of_older(ask(rma_id="R-1"))
    assert newest.problems
    assert (older.older, older.note, older.problems) == (ask(rma_id="R-1"), "ask first; superseded", ())
    assert (newest.older, newest.note) == (None, "ask first")


# SKUs.


@pytest.mark.parametrize(
    ("sku", "said"),
    [
        ("A-1", None),
        (" A-1\u00a0", None),
        ("A\u20111", None),
        ("a-1", "only upper and lower case differ"),
        ("00A-1", "leading zeros lost?"),
        ("A-I", "letters that look alike or spaces differ"),
        ("B-1", None),
    ],
)
def test_a_near_miss_of_an_override_is_a_hint_and_never_a_match(sku: str, said: str | None) -> None:
    decision = decided(override=KEPT, sku=sku)
    matches = said is None and sku != "B-1"
    assert (str(decision.verdict.recommendation) == "refund-only") == matches
    assert [problem.code for problem in decision.problems] == ([] if said is None else [Code.SKU_NEAR_MISS])
    assert said is None or said in decision.problems[0].message


def test_a_broken_override_flags_its_sku_only() -> None:
    from returnctl.values.finding import Finding
    from returnctl.values.location import Location

    wrong = Finding(Code.NOT_A_WHOLE_NUMBER, Location("overrides.xlsx", "Overrides", 14, 3), "not a number")
    desk = Desk(policy_of(broken={"A-1": (wrong,)}), AS_OF)
    assert desk.flagged("A-1 ") == (wrong,)
    assert desk.flagged("B-1") == ()
    assert Desk(POLICY, AS_OF).flagged("A-1") == ()


def test_what_a_desk_keeps_stays_bounded_and_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("returnctl.deciding.desk._LARGEST", 2)
    monkeypatch.setattr("returnctl.deciding.reasons._MOST_KEPT", 2)
    desk = Desk(policy_of(override=KEPT), AS_OF)
    for number in range(6):
        request = ask(
            sku=f"S-{number}",
            store=("US", "DE", "UK", "CA", "MX", "BR")[number],
            currency=None,
            reason=("CR-DEFECTIVE", UNWANTED, "CR-SWITCHEROO", "pigs fly")[number % 4],
            request_date=ASKED - timedelta(days=number),
            amount=None if number % 2 else Decimal(number),
            quantity=number + 1,
            order_quantity=number + 1,
            delivery_date=before(number * 9),
        )
        alone = Desk(desk.policy, AS_OF).decide(request)
        again = desk.decide(request)
        assert (again.verdict, handling(again), again.response) == (alone.verdict, handling(alone), alone.response)
        assert desk.tellable(again.verdict) == Desk(desk.policy, AS_OF).tellable(alone.verdict)
        for amount in range(4):
            desk.decide(request._replace(amount=Decimal(amount)))
        for payer in ("Customer", "Seller", "nobody", None):
            paid = request._replace(label_paid_by=payer)
            assert handling(desk.decide(paid)) == handling(Desk(desk.policy, AS_OF).decide(paid))
        for extra in ("1", "2", "3", "4"):
            assert desk.decide(request._replace(label_paid_by=extra)).verdict == alone.verdict
    for category in ("a", "b", "c", "d"):
        assert desk.decide(ask(category=category)).verdict == decided(override=KEPT).verdict
    for reason in ("CR-DEFECTIVE", "CR-MISSING_PARTS", "CR-DAMAGED_BY_FC", "AMZ-PG-DAMAGED"):
        assert handling(desk.decide(ask(reason=reason))) == handling(decided(override=KEPT, reason=reason))
    for currency in ("AAA", "BBB", "CCC", "DDD"):  # without a store each has a ground of its own
        unknown = {"store": None, "currency": currency}
        assert handling(desk.decide(ask(**unknown))) == handling(decided(override=KEPT, **unknown))
    tables = {name: table for name, table in vars(desk).items() if isinstance(table, dict)}
    assert {name: len(table) for name, table in tables.items() if len(table) > 2} == {}
    assert {"_contexts", "_skus", "_verdicts", "_responses"} <= set(tables)


@pytest.mark.parametrize(
    ("days", "who"), [(10, "automatic"), (14, "automatic"), (15, None), (30, None), (31, "manual")]
)
def test_who_authorises_is_not_known_where_amazons_window_is_not(days: int, who: str | None) -> None:
    found = decided(reason="no longer needed", store="DE", currency="EUR", delivery_date=before(days))
    assert found.authorization == who
