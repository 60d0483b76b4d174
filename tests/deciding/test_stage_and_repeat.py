"""How far a request has come, and whether one order line is asked back twice."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from builders import AS_OF, ASKED, POLICY, answers, ask, before, decided, rule

from returnctl.deciding.desk import Desk
from returnctl.deciding.if_known import if_known
from returnctl.deciding.repeats import Occurrence, OrderLine, asked_again, asked_back, line_key, lines_of, superseded
from returnctl.deciding.stage import STATUSES, progress
from returnctl.values.finding import Code, Severity
from returnctl.values.location import Location
from returnctl.values.request import UNREADABLE, AskedBack, ReturnRequest, Source

BACK = {"return_delivery_date": date(2026, 11, 20)}
NEW = (
    "",
    " ",
    "Pending",
    "PendingApproval",
    "Pending approval",
    "AuthorizationRequired",
    "AuthorizationRequried",
    "PendingActions",
)
AUTHORISED = ("Approved", "approved", "PendingLabel", "PendingRefund", "Authorized")
CLOSED = ("Completed", "Closed", "Rejected", "Denied", "Declined", "Cancelled", "Canceled", "CANCELLED")


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        *((text, "new") for text in NEW),
        *((text, "authorised") for text in AUTHORISED),
        *((text, "closed") for text in CLOSED),
    ],
)
def test_each_status_text_names_its_stage(status: str, stage: str) -> None:
    assert answers(decided(status=status), "stage") == (stage,)


def test_every_listed_status_is_folded_to_letters() -> None:
    assert all(name == "" or (name.isalpha() and name.islower()) for name in STATUSES)


def test_an_unlisted_status_leaves_all_open_and_is_warned_of() -> None:
    decision = decided(status="Lost in [space]")
    assert len(answers(decision, "stage")) == 7
    assert [(p.code, p.severity) for p in decision.problems] == [(Code.UNKNOWN_STATUS, Severity.WARNING)]
    assert ("status",) in decision.missing
    assert if_known(decision, Desk(POLICY, AS_OF))


@pytest.mark.parametrize(
    ("status", "fields", "stage"),
    [
        ("Approved", {"label_type": "AmazonPrePaidLabel"}, "refund-on-scan"),
        ("Approved", {"label_type": "AmazonUnPaidLabel"}, "authorised"),
        ("Approved", {"resolution": "RefundAtFirstScan"}, "refund-on-scan"),
        ("Approved", {"resolution": "RefundOnFirstScan"}, "refund-on-scan"),
        ("Approved", {"resolution": "StandardRefund"}, "authorised"),
        ("PendingApproval", {"resolution": "RefundAtFirstScan"}, "new"),
        ("PendingApproval", {"label_type": "AmazonPrePaidLabel"}, "new"),
        ("PendingApproval", {"resolution": "StandardRefund"}, "new"),
        ("PendingApproval", {"resolution": "Replacement"}, "new"),
        ("PendingApproval", {"resolution": "ReturnlessRefund"}, "new"),
        ("PendingApproval", {"resolution": "ReplacementIssued"}, "refunded"),
        ("Approved", {"resolution": "Replacement"}, "refunded"),
        ("Approved", {"resolution": "ReturnlessRefund"}, "refunded"),
        ("Approved", {"resolution": "AutomatedRefund"}, "refunded"),
        ("Approved", BACK, "arrived"),
        ("PendingRefund", {}, "authorised"),
        ("Closed", BACK, "arrived"),
        ("Completed", BACK, "closed"),
        ("Closed", {"resolution": "ReturnlessRefund"}, "closed"),
        (None, BACK, "arrived"),
        ("Approved", {"label_type": "AmazonPrePaidLabel", **BACK}, "arrived"),
    ],
)
def test_resolution_label_and_return_say_more(status: str | None, fields: dict[str, Any], stage: str) -> None:
    assert answers(decided(status=status, **fields), "stage") == (stage,)


@pytest.mark.parametrize(
    ("status", "refunded", "possible"),
    [
        ("Approved", "0", ("authorised",)),
        ("Approved", "24.89", ("part-refunded",)),
        ("Approved", "24.90", ("refunded",)),
        ("Approved", "30", ("refunded",)),
        ("Completed", "0.01", ("refunded",)),
        ("Closed", "0.01", ("part-refunded",)),
        ("Closed", "24.90", ("refunded",)),
        ("PendingApproval", "1", ("part-refunded",)),
    ],
)
def test_money_decides_what_is_done(status: str, refunded: str, possible: tuple[str, ...]) -> None:
    assert answers(decided(status=status, refunded_amount=Decimal(refunded)), "stage") == possible
    back = decided(status=status, refunded_amount=Decimal(refunded), **BACK)
    assert answers(back, "stage") == (("arrived",) if refunded == "0" else possible)


@pytest.mark.parametrize(
    ("fields", "possible", "missing"),
    [
        ({"refunded_amount": Decimal(5), "amount": None}, ("part-refunded", "refunded"), ("amount",)),
        ({"refunded_amount": Decimal(5), "amount": UNREADABLE}, ("part-refunded", "refunded"), ("amount",)),
        (
            {"refunded_amount": Decimal(10), "quantity": None, "order_quantity": 3},
            ("part-refunded", "refunded"),
            ("quantity",),
        ),
        ({"refunded_amount": Decimal(5), "quantity": None, "order_quantity": 3}, ("part-refunded",), None),
        ({"refunded_amount": UNREADABLE}, ("authorised", "part-refunded", "refunded"), ("refunded_amount",)),
        (
            {"refunded_amount": UNREADABLE, "amount": None},
            ("authorised", "part-refunded", "refunded"),
            ("refunded_amount", "amount"),
        ),
        ({"refunded_amount": UNREADABLE, "status": "Completed"}, ("refunded", "closed"), None),
    ],
)
def test_unknown_amounts_leave_open_how_much_was_refunded(
    fields: dict[str, Any], possible: tuple[str, ...], missing: tuple[str, ...] | None
) -> None:
    decision = decided(**({"status": "Approved"} | fields))
    assert answers(decision, "stage") == possible
    assert decision.missing[:1] == ((missing,) if missing else ())


def test_an_unlisted_status_with_an_unreadable_refund_needs_both() -> None:
    decision = decided(status="Mystery", refunded_amount=UNREADABLE)
    assert decision.missing[0] == ("status", "refunded_amount")


@pytest.mark.parametrize(
    ("fields", "possible"),
    [
        ({"status": UNREADABLE}, ("new", "authorised", "closed")),
        ({"status": UNREADABLE, "return_delivery_date": before(1)}, ("arrived", "closed")),
        ({"status": "Approved", "resolution": UNREADABLE}, ("authorised", "refund-on-scan", "refunded")),
        ({"status": "Pending", "resolution": UNREADABLE}, ("new", "refunded")),
        ({"status": "Approved", "label_type": UNREADABLE}, ("authorised", "refund-on-scan")),
        ({"status": "Pending", "label_type": UNREADABLE}, ("new",)),
        ({"status": "Approved", "return_delivery_date": UNREADABLE}, ("authorised", "arrived")),
        ({"status": "Closed", "return_delivery_date": UNREADABLE}, ("arrived", "closed")),
        ({"status": "Completed", "return_delivery_date": UNREADABLE}, ("closed",)),
    ],
)
def test_what_cannot_be_read_may_have_been_anything(fields: dict[str, Any], possible: tuple[str, ...]) -> None:
    decision = decided(**fields)
    assert answers(decision, "stage") == possible
    unread = {name for name, value in fields.items() if value is UNREADABLE}
    assert decision.verdict.settled or unread <= set(decision.missing[0])
    assert (progress(ask(**fields)) == 0) == ("new" in possible)


@pytest.mark.parametrize(
    ("refunded", "stage"), [("33.32", "part-refunded"), ("33.33", "refunded"), ("33.34", "refunded")]
)
def test_nobody_can_refund_a_part_of_a_cent(refunded: str, stage: str) -> None:
    fields: dict[str, Any] = {"amount": Decimal(100), "order_quantity": 3, "quantity": 1}
    assert answers(decided(status="Approved", refunded_amount=Decimal(refunded), **fields), "stage") == (stage,)


# Repeats.


def seen(file: int, row: int, **fields: Any) -> Occurrence:
    given = {"order_id": "111", "rma_id": "R1", "quantity": 1, "source": Source(f"{file}.txt"), "row": row} | fields
    return Occurrence(file, row, ask(**given))


@pytest.mark.parametrize(
    ("units", "ordered", "possible"),
    [
        (2, 1, ("yes",)),
        (2, 2, ("no",)),
        (3, 2, ("yes",)),
        (2, None, ("no", "yes")),
        (2, UNREADABLE, ("no", "yes")),
        (None, 2, ("no", "yes")),
    ],
)
def test_more_units_than_were_ordered_are_asked_back_twice(
    units: int | None, ordered: Any, possible: tuple[str, ...]
) -> None:
    again = AskedBack(units, (Location("b.txt", None, 7),))
    decision = decided(asked_back=again, order_quantity=ordered, quantity=1)
    assert answers(decision, "repeat") == possible
    assert (rule(decision) == "asked-twice") == (possible == ("yes",))


def test_two_rmas_of_one_line_are_added_up_and_name_one_another() -> None:
    found = asked_back([seen(0, 1), seen(0, 2, rma_id="R2", quantity=2)])
    assert found[0, 1] == AskedBack(3, (Location("0.txt", None, 2),))
    assert found[0, 2] == AskedBack(3, (Location("0.txt", None, 1),))


@pytest.mark.parametrize(
    ("rows", "units"),
    [
        ([seen(0, 1), seen(0, 2)], {}),  # one RMA
        ([seen(0, 1), seen(0, 2, rma_id="R2", status="Closed")], {}),
        ([seen(0, 1), seen(0, 2, rma_id="R2", status="Closed", refunded_amount=Decimal(1))], {1: 2, 2: 2}),
        ([seen(0, 1), seen(0, 2, rma_id="R2", status="Completed")], {}),
        ([seen(0, 1, quantity=None), seen(0, 2, rma_id="R2", quantity=None)], {1: 2, 2: 2}),
        ([seen(0, 1, quantity=UNREADABLE), seen(0, 2, rma_id="R2")], {1: None, 2: None}),
        ([seen(0, 1), seen(0, 2, rma_id=None)], {1: None, 2: None}),
        ([seen(0, 1, rma_id=None), seen(0, 2, rma_id=None)], {1: None, 2: None}),
        ([seen(0, 1, rma_id=None)], {}),
        ([seen(0, 1), seen(0, 2, rma_id="R2", status="Mystery")], {1: 2, 2: 2}),
    ],
)
def test_what_counts_as_asked_back(rows: list[Occurrence], units: dict[int, int | None]) -> None:
    assert {row: found.units for (_, row), found in asked_back(rows).items()} == units


def test_an_unreadable_quantity_is_what_is_missing() -> None:
    again = AskedBack(None, (Location("b.txt", None, 7),))
    assert decided(asked_back=again, quantity=UNREADABLE, order_quantity=2).missing == (("quantity",),)
    assert decided(asked_back=again, quantity=1, order_quantity=2).missing == (("rma_id",),)


@pytest.mark.parametrize(
    ("one", "other", "newest"),
    [
        (date(2026, 11, 1), date(2026, 11, 2), (1, 1)),
        (date(2026, 11, 2), date(2026, 11, 1), (0, 1)),
        (date(2026, 11, 1), date(2026, 11, 1), (1, 1)),
        (None, date(2026, 11, 1), (1, 1)),
        (date(2026, 11, 1), None, (0, 1)),
    ],
)
def test_of_one_rma_in_two_files_the_newest_row_stands(
    one: date | None, other: date | None, newest: tuple[int, int]
) -> None:
    found = superseded([seen(0, 1, request_date=one), seen(1, 1, request_date=other)])
    assert [(place, (stands.file, stands.row)) for place, stands in found.items()] == [((1 - newest[0], 1), newest)]


@pytest.mark.parametrize(
    ("one", "other", "newest"),
    [
        ({"status": "Approved"}, {"status": "Pending"}, 0),
        ({"status": "Pending"}, {"status": "Approved"}, 1),
        ({"status": "Completed", "refunded_amount": Decimal(20)}, {"status": "Approved"}, 0),
        ({"status": "Completed", "refunded_amount": Decimal(20)}, {"status": "Completed"}, 0),
        ({"status": "Approved"}, {"status": "Mystery"}, 0),
        ({"status": "Approved"}, {"status": "Approved"}, 1),
    ],
)
def test_of_two_rows_of_one_day_the_one_that_has_come_further_stands(
    one: dict[str, Any], other: dict[str, Any], newest: int
) -> None:
    found = superseded([seen(0, 1, **one), seen(1, 1, **other)])
    assert [stands.file for stands in found.values()] == [newest]


def test_of_two_moments_of_one_day_the_later_one_stands() -> None:
    noon = datetime(2026, 11, 10, 12, tzinfo=UTC)
    found = superseded([seen(0, 1, request_date=noon), seen(1, 1, request_date=noon.replace(hour=9))])
    assert [stands.file for stands in found.values()] == [0]
    found = superseded([seen(0, 1, request_date=noon), seen(1, 1, request_date=ASKED)])
    assert [stands.file for stands in found.values()] == [1]


def test_a_blank_quantity_of_several_ordered_units_is_not_known() -> None:
    several: dict[str, Any] = {"quantity": None, "order_quantity": 3}
    found = asked_back([seen(0, 1, **several), seen(0, 2, rma_id="R2", **several)])
    assert {asked.units for asked in found.values()} == {None}
    decision = decided(asked_back=found[0, 1], **several)
    assert answers(decision, "repeat") == ("no", "yes")
    assert decision.missing[0] == ("quantity",)


def test_order_item_ids_part_what_has_the_same_order_and_sku_where_all_have_them() -> None:
    rows = [seen(0, 1, order_item_id="7"), seen(1, 1, order_item_id="8"), seen(1, 2, order_item_id="7")]
    assert [len(line) for line in lines_of(rows)] == [2, 1]
    assert [len(line) for line in lines_of([*rows, seen(1, 3)])] == [4]
    assert {line_key(each.request, by_order=True) for each in rows} == {("111", "A-1")}
    assert line_key(ReturnRequest("A-1", "x", order_item_id="7"), by_order=True) == ("7",)


@pytest.mark.parametrize(("units", "ordered", "told"), [(3, 2, True), (2, 2, False), (2, 1, True), (3, None, False)])
def test_more_units_than_were_ordered_are_told_and_worth_no_more_than_was_paid(
    units: int, ordered: int | None, told: bool
) -> None:
    decision = decided(quantity=units, order_quantity=ordered, amount=Decimal(40))
    assert [problem.code for problem in decision.problems] == [Code.MORE_THAN_ORDERED] * told
    assert answers(decision, "value") == ("modest",)
    again = AskedBack(units, (Location("b.txt", None, 7),))
    both = decided(quantity=units, order_quantity=ordered, asked_back=again)
    assert [problem.code for problem in both.problems] == [Code.MORE_THAN_ORDERED] * told


def test_rows_of_one_file_or_without_an_rma_are_never_merged() -> None:
    assert superseded([seen(0, 1), seen(0, 2)]) == {}
    assert superseded([seen(0, 1, rma_id=None), seen(1, 1, rma_id=None)]) == {}


def test_a_superseded_row_is_not_asked_back_again() -> None:
    assert asked_back([seen(0, 1), seen(1, 1)]) == {}
    found = asked_back([seen(0, 1), seen(1, 1), seen(1, 2, rma_id="R2")])
    assert sorted(found) == [(1, 1), (1, 2)]
    assert found[1, 1].units == 2


def test_an_order_line_is_its_item_id_else_order_and_sku() -> None:
    assert line_key(ReturnRequest("A-1", "x", order_id="1", order_item_id="77")) == ("77",)
    assert line_key(ReturnRequest(" A-1 ", "x", order_id="1")) == ("1", "A-1")
    assert line_key(ReturnRequest("A-1", "x")) is None


def test_a_request_closed_without_money_is_not_asked_again() -> None:
    first, seen = asked_again(OrderLine(), ask(rma_id="R1", order_quantity=1))
    assert seen is None
    assert asked_again(first, ask(rma_id="R2", status="Closed")) == (first, None)
    now, seen = asked_again(first, ask(rma_id="R2"))
    assert seen is not None
    assert (now.units, seen.units, len(seen.at)) == (2, 2, 1)


def test_thousands_of_rows_of_one_order_line_name_only_a_few_places() -> None:
    line = [Occurrence(0, row, ask(rma_id=f"R{row}", order_id="1")) for row in range(2000)]
    found = asked_back(line)
    assert len(found) == 2000
    assert {len(asked.at) for asked in found.values()} == {3}
    assert {asked.units for asked in found.values()} == {2000}
