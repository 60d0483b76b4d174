from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.policy import Policy
from returnctl.values.request import UNREADABLE, ReturnRequest
from returnctl.values.text import inert, meant
from returnctl.views.flat import (
    COLUMNS,
    WORKLIST_COLUMNS,
    flagged_row,
    flagged_worklist_row,
    flat_row,
    missing_text,
    urgency,
    worklist_row,
)
from returnctl.views.record import record

Ask = Callable[..., ReturnRequest]
Decide = Callable[..., Decision]
FINDING = Finding(Code.BLANK_SKU, Location("report.txt", None, 3, 1, "Merchant SKU"), "the SKU is blank")


def test_a_row_holds_the_scalars_in_order_then_what_is_joined(decide: Decide, desk: Desk) -> None:
    row = dict(zip(COLUMNS, flat_row(decide(), desk, [FINDING]), strict=True))
    shown = record(decide(), desk)
    scalars = [name for name, value in shown.items() if not isinstance(value, list)]
    assert list(COLUMNS[: len(scalars)]) == scalars
    assert row["row"] == "14"
    assert row["overdue"] == "yes"
    assert row["because"] == shown["because"]
    assert row["note"] == ""
    assert row["rules"] == "faulty"
    assert row["cites"].startswith("report.txt:14 (Return Reason); built-in:reasons (CR-DEFECTIVE); ")
    assert row["finding"] == "blank-sku: the SKU is blank"


def test_alternatives_are_joined_by_semicolons_and_fields_by_plus(undecided: Decision, desk: Desk) -> None:
    row = dict(zip(COLUMNS, flat_row(undecided, desk), strict=True))
    assert (row["rule"], row["rules"]) == ("", "late; unwanted")
    assert row["missing"] == "delivery_date; estimated_delivery_date; in_policy"
    assert missing_text((("delivery_date", "store"), ("in_policy",))) == "delivery_date+store; in_policy"


def test_a_flagged_row_names_itself_and_recommends_nothing() -> None:
    request = ReturnRequest("", "CR-DEFECTIVE", order_id="111-1", row=3, quantity=UNREADABLE)
    row = dict(zip(COLUMNS, flagged_row(request, [FINDING]), strict=True))
    filled = {name: cell for name, cell in row.items() if cell}
    assert filled == {
        "row": "3",
        "order_id": "111-1",
        "reason": "CR-DEFECTIVE",
        "finding": "blank-sku: the SKU is blank",
    }
    listed = dict(zip(WORKLIST_COLUMNS, flagged_worklist_row(request, [FINDING]), strict=True))
    assert (listed["recommendation"], listed["row"], listed["done"]) == (None, 3, None)
    assert (listed["because"], listed["finding"]) == ("not decided: the SKU is blank", "blank-sku: the SKU is blank")


def test_the_worklist_has_days_counts_and_amounts_and_room_to_write(decide: Decide, desk: Desk) -> None:
    decision = decide(quantity=2, order_quantity=2, item_name="Mug", asin="B00", status="Pending")
    row = dict(zip(WORKLIST_COLUMNS, worklist_row(decision, desk), strict=True))
    assert (row["respond_by"], row["as_of"]) == (date(2026, 11, 11), date(2026, 11, 23))
    assert (row["quantity"], row["amount"]) == (2, Decimal("24.90"))
    assert (row["item_name"], row["asin"], row["status"], row["overdue"]) == ("Mug", "B00", "Pending", "yes")
    assert (row["done"], row["by"], row["remarks"]) == (None, None, None)


def test_the_worklist_has_every_column_of_the_flat_row_once() -> None:
    assert set(COLUMNS) <= set(WORKLIST_COLUMNS)
    assert len(set(WORKLIST_COLUMNS)) == len(WORKLIST_COLUMNS)


def test_a_moment_becomes_the_local_time_of_the_store(decide: Decide, desk: Desk) -> None:
    asked = datetime(2026, 11, 10, 20, 0, tzinfo=timezone(timedelta(0)))
    row = dict(zip(WORKLIST_COLUMNS, worklist_row(decide(request_date=asked), desk), strict=True))
    assert row["respond_by"] == datetime(2026, 11, 11, 12, 0)  # noqa: DTZ001 - a sheet has no zones


@pytest.mark.parametrize("store", ["US", "DE", "unheard of"])
def test_the_moment_of_the_answer_is_the_same_in_all_rows_and_names_its_zone(
    policy: Policy, ask: Ask, store: str
) -> None:
    moment = datetime(2026, 11, 24, 22, 12, 18, tzinfo=timezone(timedelta(0)))
    late = Desk(policy, moment)
    row = dict(zip(WORKLIST_COLUMNS, worklist_row(late.decide(ask(store=store)), late), strict=True))
    assert row["as_of"] == "2026-11-24 22:12 (UTC)"
    german = Desk(policy, moment, "DE")
    row = dict(zip(WORKLIST_COLUMNS, worklist_row(german.decide(ask(store=store)), german), strict=True))
    assert row["as_of"] == "2026-11-24 23:12 (Europe/Berlin)"


def test_what_waits_for_an_answer_comes_first_and_the_longest_waiting_before(decide: Decide) -> None:
    early = decide(request_date=date(2026, 11, 5))
    late = decide(request_date=date(2026, 11, 10))
    done = decide(request_date=date(2026, 11, 3), status="Approved")
    amazons = decide(request_date=date(2026, 11, 2), fulfilment="amazon")
    assert sorted([amazons, done, late, early], key=urgency) == [early, late, amazons, done]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("+49 170", "'+49 170"),
        ("-5.00-x", "'-5.00-x"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("-5.00", "-5.00"),
        ("-5", "-5"),
        ("24.90", "24.90"),
        ("", ""),
        ("'", "'"),
        ("'tis", "'tis"),
        ("A-1", "A-1"),
        ("1E5", "1E5"),
        ("00123", "00123"),
        ("a=b", "a=b"),
    ],
)
def test_only_what_could_become_a_formula_gets_a_quote(text: str, written: str) -> None:
    assert inert(text) == written
    assert meant(written) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝a5."), max_size=6) | st.text())
def test_inert_text_starts_no_formula_and_can_be_read_back(text: str) -> None:
    written = inert(text)
    assert meant(written) == text
    assert written[:1] not in tuple("=+@\t\r\n＝＋－＠")
