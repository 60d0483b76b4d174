"""What is said of overrides, and what is not."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from auditing import found, laid_over, row, table, told
from builders import AS_OF, POLICY, setting
from policy_tables import text_file, workbook

from returnctl.files.policies.loading import load_policy
from returnctl.proving.audits import audit_overrides
from returnctl.values.finding import Code, Severity
from returnctl.values.location import Location
from returnctl.values.policy import Holiday

OURS = ("US", "DE")
SHORT_ANYWHERE = (
    "the 30 days that hold in 6 of Amazon's stores (for example US), "
    "and the 14 days that hold in 12 of Amazon's stores (for example UK)"
)


def ours(code: str) -> tuple[Any, ...]:
    """A policy that has columns for the stores US and DE."""
    return tuple(setting("respond_within_hours", 24, store=store) for store in OURS)


# Windows.


@pytest.mark.parametrize(
    ("store", "days", "said"),
    [
        ("US", 29, ["warning[window-below-minimum] D2"]),
        ("US", 30, ["warning[changes-nothing] D2"]),
        ("US", 31, []),
        ("DE", 13, ["warning[window-below-minimum] D2"]),
        ("DE", 14, ["note[window-below-amazons] D2"]),
        ("DE", 29, ["note[window-below-amazons] D2"]),
        ("DE", 30, []),  # some categories have 14 days there, so that 30 does change something
        ("DE", 31, []),
        ("TR", 13, ["warning[window-below-minimum] D2"]),  # only the law says so
        ("TR", 14, ["note[window-below-amazons] D2"]),
        ("AE", 29, ["note[window-below-amazons] D2"]),
        ("AE", 31, []),
    ],
)
def test_a_window_is_held_against_the_least_of_its_store(store: str, days: int, said: list[str]) -> None:
    assert told(found(row(store=store, return_window_days=days))) == said


def test_a_window_says_what_a_decision_would_warn_of() -> None:
    (finding,) = found(row(store="US", return_window_days=10))
    assert finding.message == (
        "the return window of 10 days is shorter than the 30 days that hold in US: Amazon goes by its own"
    )
    assert finding.hint == "write at least 30 days, or leave the cell blank"


@pytest.mark.parametrize(
    ("own", "store", "where"),
    [
        ((), None, SHORT_ANYWHERE),
        (ours("US"), None, "the 30 days that hold in US, and the 14 days that hold in DE"),
        (ours("US"), "DE", "the 14 days that hold in DE"),
        ((), "amazon.de", "the 14 days that hold in DE"),
    ],
)
def test_a_row_for_every_store_names_those_that_matter(own: tuple[Any, ...], store: str | None, where: str) -> None:
    (finding,) = found(row(return_window_days=10), own=own, store=store)
    assert finding.message == f"the return window of 10 days is shorter than {where}: Amazon goes by its own"


def test_all_stores_are_not_listed() -> None:
    (finding,) = found(row(not_returnable_because="digital"))
    assert finding.message == (
        "`not_returnable_because` digital is a ground, yet the goods are returnable in all of Amazon's stores: "
        "they still come back"
    )


def test_of_many_stores_three_are_named() -> None:
    own = [setting("respond_within_hours", 24, store=store) for store in ("US", "UK", "DE", "FR", "IT")]
    (finding,) = found(row(return_window_days=13), own=own)
    assert "the 14 days that hold in UK, DE, FR and 1 more:" in finding.message


def test_a_window_that_is_no_number_of_days_is_not_compared() -> None:
    assert told(found(row(store="US", return_window_days=None))) == []


def test_the_only_store_of_a_policy_is_the_one_looked_at() -> None:
    (finding,) = found(row(return_window_days=10), own_stores=("UK",))
    assert "hold in UK:" in finding.message


def test_a_window_that_a_row_for_the_store_replaces_is_not_told_for_that_store() -> None:
    both = row(2, return_window_days=20), row(3, "US", return_window_days=40)
    assert told(found(*both, own=ours(""))) == ["note[window-below-amazons] D2"]
    assert told(found(both[0], own=ours(""))) == ["warning[window-below-minimum] D2"]


# Terms that change nothing.


@pytest.mark.parametrize(
    ("terms", "idle"),
    [
        ({"keep_up_to": Decimal("50.00")}, True),
        ({"keep_up_to": Decimal(51)}, False),
        ({"keep_up_to": None}, False),
        ({"review_above": None}, True),
        ({"returnable": True}, True),
        ({"returnable": False, "not_returnable_because": "digital"}, False),
        ({"replacement": True}, False),  # stronger than the stock
        ({"label_paid_by": "seller"}, True),
        ({"label_paid_by": "fault"}, False),
        ({"note": None}, True),
        ({"note": "look twice"}, False),
        ({"restocking_fee_percent": Decimal(15)}, False),
        ({"authorization": "automatic"}, False),
    ],
)
def test_a_term_changes_nothing_where_the_same_holds_without_it(terms: dict[str, Any], idle: bool) -> None:
    said = [each for each in found(row(store="US", **terms)) if each.code is Code.CHANGES_NOTHING]
    assert [each.severity for each in said] == ([Severity.WARNING] if idle else [])


@pytest.mark.parametrize(("store", "idle"), [("CA", True), ("US", False)])
def test_manual_changes_nothing_only_where_every_request_is_authorised_by_hand(store: str, idle: bool) -> None:
    codes = [each.code for each in found(row(store=store, authorization="manual"))]
    assert codes == [Code.CHANGES_NOTHING if idle else Code.AMAZON_AUTHORISES_ANYWAY]


def test_manual_is_no_authorising_by_hand_where_amazon_authorises_itself() -> None:
    by_hand = [setting("authorization", "authorize-each", store="US")]
    assert told(found(row(store="US", authorization="manual"), own=by_hand)) == ["warning[amazon-authorises-anyway] C2"]


def test_a_row_that_changes_nothing_is_told_once_and_single_terms_are_notes() -> None:
    assert told(found(row(store="US", return_window_days=30, keep_up_to=Decimal(50)))) == ["warning[changes-nothing] 2"]
    assert told(found(row(store="US", return_window_days=45, keep_up_to=Decimal(50)))) == ["note[changes-nothing] I2"]


def test_it_is_named_who_says_the_same() -> None:
    (built_in,) = found(row(store="US", keep_up_to=Decimal(50)))
    assert built_in.message == "`keep_up_to` 50 changes nothing in US: what is built in says the same"
    (own,) = found(row(keep_up_to=Decimal(40)), own=[setting("keep_up_to", Decimal(40))])
    assert own.message == "`keep_up_to` 40 changes nothing in any store: policy.xlsx:Settings!B4 says the same"
    both = [setting("keep_up_to", Decimal(50), store="DE")]
    (several,) = found(row(keep_up_to=Decimal(50)), own=[*both, setting("respond_within_hours", 24, store="UK")])
    assert several.message == "`keep_up_to` 50 changes nothing in UK and DE: what is set below says the same"


def test_a_row_for_a_store_is_held_against_the_row_for_all_stores() -> None:
    everywhere, there = row(2, return_window_days=45), row(3, "US", return_window_days=45)
    assert told(found(everywhere, there)) == ["warning[changes-nothing] D3"]
    assert told(found(row(2, return_window_days=60), there)) == []
    back = row(3, "US", return_window_days=30)  # without it 45 would hold
    assert told(found(everywhere, back)) == []


def test_a_dated_row_is_held_against_what_holds_on_each_day_of_its_period() -> None:
    turn = date(2026, 12, 1)
    own = [setting("keep_up_to", Decimal(20), last=turn - timedelta(days=1)),
           setting("keep_up_to", Decimal(40), first=turn)]  # fmt: skip
    until = row(last=turn - timedelta(days=1), keep_up_to=Decimal(20))
    over = row(last=turn, keep_up_to=Decimal(20))
    assert told(found(until, own=own)) == ["warning[changes-nothing] I2"]
    assert told(found(over, own=own)) == []
    assert told(found(row(first=turn, keep_up_to=Decimal(40)), own=own)) == ["warning[changes-nothing] I2"]


# Rows that have ended.


@pytest.mark.parametrize(
    ("last", "terms", "said"),
    [
        (AS_OF, {"keep_up_to": Decimal(60)}, []),
        (AS_OF - timedelta(days=1), {"keep_up_to": Decimal(60)}, ["warning[override-ended] 2"]),
        (AS_OF - timedelta(days=1), {"return_window_days": 60}, []),
        (AS_OF - timedelta(days=1), {"return_window_days": 60, "keep_up_to": Decimal(60)}, ["note[override-ended] I2"]),
        # delivered after a year at most, then 30 days: US has no guarantee in law
        (AS_OF - timedelta(days=395), {"returnable": False}, []),
        (AS_OF - timedelta(days=396), {"returnable": False}, ["warning[override-ended] 2"]),
        (AS_OF - timedelta(days=396), {"return_window_days": 31}, []),
        (AS_OF - timedelta(days=397), {"return_window_days": 31}, ["warning[override-ended] 2"]),
    ],
)
def test_a_row_has_ended_where_nothing_can_come_under_it_any_more(
    last: date, terms: dict[str, Any], said: list[str]
) -> None:
    assert told(found(row(store="US", last=last, **terms), holidays=())) == said


def test_the_guarantee_and_a_season_keep_a_row_alive() -> None:
    last = AS_OF - timedelta(days=400)
    assert told(found(row(store="US", last=last, returnable=False), holidays=())) == ["warning[override-ended] 2"]
    assert "override-ended" not in str(told(found(row(store="DE", last=last, returnable=False), holidays=())))
    season = Holiday(last, last, AS_OF, POLICY.holidays[0].cite)
    assert told(found(row(store="US", last=last, returnable=False), holidays=(season,))) == []


def test_the_seller_says_himself_how_long_a_delivery_may_take() -> None:
    own = [setting("longest_delivery_days", 10)]
    last = AS_OF - timedelta(days=41)
    assert told(found(row(store="US", last=last, returnable=False), own=own, holidays=())) == [
        "warning[override-ended] 2"
    ]


def test_rows_without_terms_are_one_note_for_each_file(tmp_path: Path) -> None:
    header = ["sku", "store", "keep_up_to", "valid_to", "note"]
    rows = [["A-1", "", "", "2020-01-01", ""], ["A-2", "US", "", "", ""], ["A-3", "", "20", "", ""],
            ["A-4", "", "", "", "look"], ["A-5", "", "$5", "", ""], ["Total: 5", "", " ", "", ""]]  # fmt: skip
    one = text_file(tmp_path / "o.csv", [header, *rows])
    other = workbook(tmp_path / "p.xlsx", {"Overrides": [header, ["B-1"], ["B-2", None, 30]]})
    loaded = load_policy([], [one, other])
    assert loaded.policy is not None
    said = audit_overrides(loaded.policy, AS_OF)
    assert [(each.code, each.severity, str(each.at).rpartition("/")[2]) for each in said] == [
        (Code.CHANGES_NOTHING, Severity.NOTE, "o.csv:2 (sku)"),
        (Code.CHANGES_NOTHING, Severity.NOTE, "p.xlsx:Overrides!A2"),
    ]
    assert said[0].message == "the row of `A-1` sets no term and says nothing; so do 2 more rows"
    assert said[1].message == "the row of `B-1` sets no term and says nothing"


def test_of_two_rows_without_terms_the_first_one_is_named(tmp_path: Path) -> None:
    loaded = load_policy([], [text_file(tmp_path / "o.csv", [["sku", "note"], ["A-1", "x"], ["Z", ""], ["A", ""]])])
    assert loaded.policy is not None
    (said,) = audit_overrides(loaded.policy, AS_OF)
    assert (said.at.row, said.message.partition("; ")[2]) == (3, "so does 1 more row")


def test_a_row_without_terms_is_no_second_row_of_its_sku_and_full_rows_are_not_told_of(tmp_path: Path) -> None:
    rows = [["sku", "keep_up_to"], ["A-1", "20"], ["A-1", ""]]
    loaded = load_policy([], [text_file(tmp_path / "o.csv", rows)])
    assert loaded.policy is not None
    assert told(audit_overrides(loaded.policy, AS_OF)) == ["note[changes-nothing] 3"]
    loaded = load_policy([], [text_file(tmp_path / "o.csv", rows[:2])])
    assert loaded.policy is not None
    assert told(audit_overrides(loaded.policy, AS_OF)) == []


def test_a_row_until_the_end_of_time_has_not_ended() -> None:
    assert told(found(row(store="US", last=date.max, return_window_days=60))) == []
    assert told(found(row(store="US", last=date.max - timedelta(days=1), returnable=False), as_of=date.max)) == []


# MANUAL where Amazon authorises by itself.


def test_manual_is_a_warning_where_it_holds_back_nothing_and_a_note_where_it_does_elsewhere() -> None:
    (there,) = found(row(store="US", authorization="manual"))
    assert there.severity is Severity.WARNING
    assert there.message == (
        "`authorization` manual holds hardly anything back: in US Amazon authorises every in-policy request itself, "
        "whatever the override says"
    )
    (anywhere,) = found(row(authorization="manual"))
    assert anywhere.severity is Severity.NOTE
    assert "in 12 of Amazon's stores (for example US) Amazon" in anywhere.message
    assert anywhere.hint.endswith("for example --store US")
    assert told(found(row(authorization="automatic"))) == []


# Contradictions.


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"not_returnable_because": "digital"}, ["warning[contradicting-terms] F2"]),
        ({"not_returnable_because": "digital", "returnable": False}, []),
        ({"returnable": False, "return_window_days": 60}, ["warning[contradicting-terms] D2"]),
        ({"returnable": False, "returnless_up_to": Decimal(5)}, ["warning[contradicting-terms] H2"]),
        ({"returnable": False, "keep_up_to": Decimal(5)}, []),
        ({"keep_up_to": Decimal("100.01"), "review_above": Decimal(100)}, ["warning[contradicting-terms] I2"]),
        ({"keep_up_to": Decimal(100), "review_above": Decimal(100)}, []),
        ({"returnless_up_to": Decimal(9), "review_above": Decimal(8)}, ["warning[contradicting-terms] H2"]),
        ({"review_above": Decimal(40)}, []),  # below the built-in keep_up_to: that is its purpose
        ({"keep_up_to": Decimal(100)}, []),
        ({"label_paid_by": "buyer", "restocking_fee_percent": Decimal(20)}, []),
        ({"label_paid_by": "buyer", "not_returnable_because": None}, ["note[changes-nothing] F2"]),
        ({"returnable": True, "returnless_up_to": Decimal(5)}, ["note[changes-nothing] E2"]),
        ({"returnable": False, "returnless_up_to": None}, ["note[changes-nothing] H2"]),
        ({"returnable": False, "return_window_days": 30}, ["note[changes-nothing] D2"]),
        ({"keep_up_to": None, "review_above": Decimal(100)}, []),
    ],
)
def test_only_terms_that_contradict_are_told(terms: dict[str, Any], said: list[str]) -> None:
    assert told(found(row(store="US", **terms))) == said


def test_terms_of_other_rows_and_of_the_policy_contradict_too() -> None:
    (rows,) = found(row(2, "US", keep_up_to=Decimal(90)), row(3, review_above=Decimal(80)))
    assert rows.at.cell == "I2"
    assert rows.message == (
        "`keep_up_to` 90 is above `review_above` 80.00 of another row: what is worth more than that goes to a person"
    )
    (policy,) = found(row(keep_up_to=Decimal(90)), own=[setting("review_above", Decimal(80))])
    assert "`review_above` 80.00 (policy.xlsx:Settings!B4)" in policy.message
    assert told(found(row(review_above=Decimal(20)), own=[setting("keep_up_to", Decimal(30))])) == []


def test_a_ground_may_belong_to_a_category_that_is_not_returnable() -> None:
    own = [setting("returnable", False, category="music")]
    assert told(found(row(store="US", not_returnable_because="digital"), own=own)) == []


def test_nothing_is_said_of_what_follows_from_rules_of_the_sellers_own() -> None:
    own = POLICY.rules[0]._replace(cite=setting("rule", "x").cite)
    terms = {"returnable": False, "return_window_days": 60, "returnless_up_to": Decimal(5)}
    assert told(found(row(store="US", **terms), rules=(own, *POLICY.rules))) == []


# Grounds in law.


@pytest.mark.parametrize(
    ("store", "ground", "said"),
    [
        ("DE", None, ["warning[no-legal-ground] E2"]),
        ("UK", None, ["warning[no-legal-ground] E2"]),
        ("BR", None, ["warning[no-legal-ground] E2"]),
        ("US", None, []),
        ("DE", "perishable", []),
    ],
)
def test_what_cannot_come_back_needs_a_ground_where_the_law_asks_for_one(
    store: str, ground: str | None, said: list[str]
) -> None:
    terms = {"returnable": False} | ({"not_returnable_because": ground} if ground else {})
    assert told(found(row(store=store, **terms))) == said


def test_a_ground_in_another_row_counts_where_that_row_holds() -> None:
    rows = row(2, returnable=False), row(3, "DE", not_returnable_because="digital")
    (finding,) = found(*rows, own=[*ours(""), setting("respond_within_hours", 24, store="UK")])
    assert finding.message == (
        "by law a customer may change his mind for 14 days in UK: without a ground in `not_returnable_because` the "
        "goods have to be taken back"
    )


# Where it stands, and how often.


def test_rows_with_the_same_terms_are_each_told_at_their_own_cell(tmp_path: Path) -> None:
    rows = [["sku", "store", "return_window_days", "note"], *([f"A-{n}", "US", 10, f"n{n}"] for n in range(3))]
    loaded = load_policy([], [workbook(tmp_path / "o.xlsx", {"Overrides": rows})])
    assert loaded.policy is not None
    assert told(audit_overrides(loaded.policy, AS_OF)) == [f"warning[window-below-minimum] C{n}" for n in (2, 3, 4)]


def test_the_row_as_a_whole_is_told_at_its_sku(tmp_path: Path) -> None:
    rows = [["store", "sku", "keep_up_to", "returnable"], ["US", "A-1", 50, "yes"]]
    loaded = load_policy([], [text_file(tmp_path / "o.csv", rows)])
    assert loaded.policy is not None
    (finding,) = audit_overrides(loaded.policy, AS_OF)
    assert finding.at == Location(str(tmp_path / "o.csv"), None, 2, 2, "sku")


def test_a_sku_with_an_error_is_left_to_that_error(tmp_path: Path) -> None:
    rows = [["sku", "store", "return_window_days", "keep_up_to"], ["A-1", "US", 10, "12 USD"], ["A-2", "US", 10, None]]
    loaded = load_policy([], [workbook(tmp_path / "o.xlsx", {"Overrides": rows})])
    assert loaded.policy is not None
    assert told(audit_overrides(loaded.policy, AS_OF)) == ["warning[window-below-minimum] C3"]


def test_nothing_depends_on_the_order_of_the_rows(tmp_path: Path) -> None:
    first = row(2, returnable=False, return_window_days=60), row(3, "US", return_window_days=10)
    one, other = found(*first), found(*reversed(first))
    assert one == other
    assert len(one) > 2


def test_a_policy_without_overrides_says_nothing() -> None:
    assert audit_overrides(POLICY, AS_OF) == ()
    assert audit_overrides(laid_over(), AS_OF) == ()


def test_what_was_kept_is_dropped_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {f"A_{n}": [row(n, "US", return_window_days=n)] for n in range(2, 9)}
    policy = POLICY._replace(overrides=table(**rows))
    whole = audit_overrides(policy, AS_OF)
    monkeypatch.setattr("returnctl.proving.audits._LARGEST", 2)
    assert audit_overrides(policy, AS_OF) == whole
