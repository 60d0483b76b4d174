from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from policy_tables import Rows, text_file, told, with_policy, workbook

from returnctl.deciding.desk import Desk
from returnctl.files.built_in import built_in_policy
from returnctl.files.policies.loading import load_policy
from returnctl.files.policies.policy_hash import policy_hash
from returnctl.values.decision import Item, Recommendation
from returnctl.values.finding import Severity
from returnctl.values.location import Cite, Location, Origin
from returnctl.values.policy import Layer, Policy, Setting
from returnctl.values.request import ReturnRequest

AS_OF = date(2026, 11, 23)
SETTINGS = ["setting", "valid_from", "valid_to", "default", "DE", "US"]
RULES = ["rule", "family", "value", "recommendation", "item", "note"]


def own(policy: Policy | None, layer: Layer = Layer.POLICY) -> list[Setting]:
    assert policy is not None
    return [setting for setting in policy.settings if setting.layer is layer]


def decided(policy: Policy | None, **fields: Any) -> Recommendation:
    assert policy is not None
    given = {"sku": "A-1", "reason": "CR-UNWANTED_ITEM", "store": "US", "request_date": date(2026, 11, 20), **fields}
    return Desk(policy, AS_OF).decide(ReturnRequest(**given)).verdict.recommendation


def test_no_file_at_all_is_the_built_in_policy() -> None:
    loaded = load_policy()
    assert loaded.policy is not None
    assert loaded.policy._replace(hash="") == built_in_policy()._replace(
        rules=loaded.policy.rules, overrides=loaded.policy.overrides, hash=""
    )
    assert len(loaded.policy.hash) == 16


def test_a_setting_is_the_sellers_and_cites_its_cell(tmp_path: Path) -> None:
    loaded = with_policy(tmp_path, {"Settings": [SETTINGS, ["keep_up_to", None, None, 10, 25.5, None]]})
    default, store = own(loaded.policy)
    assert (default.name, default.value, default.store) == ("keep_up_to", Decimal(10), None)
    assert (store.value, store.store) == (Decimal("25.5"), "DE")
    assert Path(str(store.cite.at)).name == "policy.xlsx:Settings!E2"
    assert (store.cite.name, store.cite.value) == ("keep_up_to", "25.5")


def test_blank_inherits_and_none_is_explicitly_nothing(tmp_path: Path) -> None:
    rows = [SETTINGS, ["keep_up_to", None, None, "none", None, ""], ["return_address", None, None, "None", None, None]]
    loaded = with_policy(tmp_path, {"Settings": rows})
    assert [(s.name, s.value, s.store) for s in own(loaded.policy)] == [("keep_up_to", None, None)]
    assert loaded.policy is not None
    assert [(s.name, s.value) for s in loaded.policy.recorded] == [("return_address", None)]


@pytest.mark.parametrize(
    ("setting", "cell", "value"),
    [
        ("authorization", "Automatic all", "automatic-all"),
        ("automatic_window_days", 30, 30),
        ("return_window_days", "45", 45),
        ("guarantee_days", 0, 0),
        ("window_starts", "Estimated Delivery, delivery", ("estimated-delivery", "delivery")),
        ("longest_delivery_days", "none", None),
        ("returnless_up_to", 5, Decimal(5)),
        ("review_above", 500.0, Decimal(500)),
        ("label_paid_by", "fault", "fault"),
        ("respond_within_hours", 48, 48),
    ],
)
def test_every_setting_that_decides_is_read(tmp_path: Path, setting: str, cell: object, value: object) -> None:
    loaded = with_policy(tmp_path, {"Settings": [["setting", "default"], [setting, cell]]})
    assert [(s.name, s.value) for s in own(loaded.policy)] == [(setting, value)]


@pytest.mark.parametrize(
    ("setting", "cell", "value"),
    [("label", "own prepaid", "own-prepaid"), ("rma_number", "Own", "own"), ("notify_by_email", True, True),
     ("return_instructions", "  pack it well ", "pack it well"), ("return_address", 1234, "1234")],
)  # fmt: skip
def test_what_decides_nothing_is_recorded(tmp_path: Path, setting: str, cell: object, value: object) -> None:
    loaded = with_policy(tmp_path, {"Settings": [["setting", "default"], [setting, cell]]})
    assert own(loaded.policy) == []
    assert loaded.policy is not None
    assert [(s.name, s.value) for s in loaded.policy.recorded] == [(setting, value)]


def test_the_seller_s_own_stores_are_those_that_have_a_column(tmp_path: Path) -> None:
    one = with_policy(tmp_path, {"Settings": [["setting", "default", "Amazon.de"], ["keep_up_to", 5, 6]]})
    two = with_policy(tmp_path, {"Settings": [["setting", "DE", "UK"], ["keep_up_to", 5, 6]]})
    assert one.policy is not None
    assert one.policy.own_stores == ("DE",)
    assert two.policy is not None
    assert two.policy.own_stores == ("DE", "UK")


def test_rows_of_one_setting_may_hold_for_periods_that_do_not_overlap(tmp_path: Path) -> None:
    rows = [
        ["setting", "valid_from", "valid_to", "US"],
        ["return_window_days", date(2026, 1, 1), date(2026, 6, 30), 40],
        ["return_window_days", "2026-07-01", None, 50],
    ]
    loaded = with_policy(tmp_path, {"Settings": rows})
    assert told(loaded) == []
    assert [(s.value, s.first, s.last) for s in own(loaded.policy)] == [
        (40, date(2026, 1, 1), date(2026, 6, 30)),
        (50, date(2026, 7, 1), None),
    ]


@pytest.mark.parametrize(
    ("reason", "advice"),
    [("CR-UNWANTED_ITEM", "refund-only"), ("CR-QUALITY_UNACCEPTABLE", "refund-only"),
     ("CR-DEFECTIVE", "replace"), ("CR-SWITCHEROO", "replace")],
)  # fmt: skip
def test_a_small_amount_is_given_back_without_the_goods_but_for_a_fault_only_where_no_new_one_can_be_sent(
    tmp_path: Path, reason: str, advice: str
) -> None:
    policy = with_policy(tmp_path, {"Settings": [["setting", "default"], ["returnless_up_to", 10]]}).policy
    bought = {"reason": reason, "delivery_date": date(2026, 11, 10), "amount": Decimal(5), "currency": "USD"}
    assert decided(policy, **bought) == advice
    assert decided(policy, **bought, stock=0) == "refund-only"


BROKEN: list[tuple[str, Rows, str, str]] = [
    ("Settings", [["setting", "default"], ["return_windw_days", 30]], "unknown-setting", "A2"),
    ("Settings", [["setting", "default"], ["withdrawal_days", 30]], "not-allowed-here", "A2"),
    ("Settings", [["setting", "default"], ["replacement", "yes"]], "not-allowed-here", "A2"),
    ("Settings", [["setting", "default"], [None, 30]], "incomplete-row", "A2"),
    ("Settings", [["setting", "default"], ["return_window_days", "thirty"]], "not-a-whole-number", "B2"),
    ("Settings", [["setting", "default"], ["return_window_days", 0]], "number-out-of-range", "B2"),
    ("Settings", [["setting", "default"], ["automatic_window_days", 31]], "number-out-of-range", "B2"),
    ("Settings", [["setting", "default"], ["return_window_days", "none"]], "none-not-allowed", "B2"),
    ("Settings", [["setting", "default"], ["return_window_days", True]], "not-a-whole-number", "B2"),
    ("Settings", [["setting", "default"], ["authorization", "automatic"]], "not-a-choice", "B2"),
    ("Settings", [["setting", "default"], ["window_starts", "delivery, birth"]], "not-a-choice", "B2"),
    ("Settings", [["setting", "default"], ["keep_up_to", "$5"]], "not-an-amount", "B2"),
    ("Settings", [["setting", "default"], ["keep_up_to", "1,234"]], "ambiguous-amount", "B2"),
    ("Settings", [["setting", "default"], ["keep_up_to", "=1/0"]], "formula-without-value", "B2"),
    ("Settings", [["setting", "default"], ["notify_by_email", 1]], "not-yes-or-no", "B2"),
    ("Settings", [["setting", "default"], ["return_address", "x" * 10_001]], "text-too-long", "B2"),
    ("Settings", [["setting", "default", "DEE"], ["keep_up_to", 5, 6]], "unknown-column", "C1"),
    ("Settings", [["setting", "default", "Default"], ["keep_up_to", 5, 6]], "duplicate-column", "C1"),
    ("Settings", [["setting", "note"], ["keep_up_to", 5]], "missing-column", "row 1"),
    ("Settings", [["settings", "default"], ["keep_up_to", 5]], "missing-column", "row 1"),
    (
        "Settings",
        [["setting", "default"], ["keep_up_to", 5], ["keep_up_to", 6]],
        "conflicting-rows",
        "B3",
    ),
    (
        "Settings",
        [["setting", "valid_from", "valid_to", "default"], ["keep_up_to", date(2026, 2, 1), date(2026, 1, 1), 5]],
        "period-backwards",
        "C2",
    ),
    (
        "Settings",
        [["setting", "valid_from", "default"], ["keep_up_to", "03/04/2026", 5]],
        "ambiguous-date",
        "B2",
    ),
    ("Rules", [RULES, ["a", "product-falt", None, "replace"]], "unknown-answer", "B2"),
    ("Rules", [RULES, ["a", "product-fault", "tiny", "replace"]], "unknown-answer", "C2"),
    ("Rules", [RULES, ["a", None, None, "replce"]], "unknown-recommendation", "D2"),
    ("Rules", [RULES, ["a", None, None, None]], "incomplete-row", "D2"),
    ("Rules", [RULES, [None, None, None, "replace"]], "incomplete-row", "A2"),
    ("Rules", [RULES, ["a", None, None, "replace", "throw away"]], "not-a-choice", "E2"),
    ("Rules", [["rule", "famly", "recommendation"], ["a", None, "replace"]], "unknown-column", "B1"),
    ("Reasons", [["code", "family"], ["CR-OWN", None]], "incomplete-row", "B2"),
    ("Reasons", [["code", "family"], ["CR-OWN", "two, words"]], "unknown-family", "B2"),
    ("Reasons", [["code", "family", "fault"], ["CR-OWN", "other", "me"]], "not-a-choice", "C2"),
    ("Reasons", [["code", "family", "store"], ["CR-OWN", "other", "Mars"]], "unknown-store", "C2"),
    ("Reasons", [["code", "family"], ["CR-OWN", "other"], ["OWN", "parcel"]], "conflicting-rows", "A3"),
    ("Holidays", [["from", "to", "request_by"], ["2026-11-01", None, "2027-01-31"]], "incomplete-row", "B2"),
    ("Holidays", [["from", "to", "request_by"], ["2026-11-01", "2026-10-01", "2027-01-31"]], "period-backwards", "B2"),
    ("Holidays", [["from", "to", "request_by"], ["2026-11-01", "2026-12-01", "2026-10-31"]], "period-backwards", "C2"),
    ("Holidays", [["from", "to", "request_by"], ["2026-02-30", "2026-12-01", "2026-12-31"]], "impossible-date", "A2"),
    ("Holidays", [["from", "to"], ["2026-11-01", "2026-12-01"]], "missing-column", "row 1"),
    ("Categories", [["category", "returnable"], ["books", "perhaps"]], "not-yes-or-no", "B2"),
    ("Categories", [["category", "returnable"], [None, "no"]], "incomplete-row", "A2"),
    ("Categories", [["category", "not_returnable_because"], ["food", "perishd"]], "not-a-choice", "B2"),
    ("Tests", [["sku", "reason", "expect"], ["A-1", "CR-DEFECTIVE", "send it"]], "unknown-recommendation", "C2"),
]


@pytest.mark.parametrize(("sheet", "rows", "code", "place"), BROKEN)
def test_a_broken_policy_is_no_policy_and_has_one_finding(
    tmp_path: Path, sheet: str, rows: Rows, code: str, place: str
) -> None:
    loaded = with_policy(tmp_path, {sheet: rows})
    assert loaded.policy is None
    errors = [finding for finding in loaded.findings if finding.severity is Severity.ERROR]
    where = f"policy.xlsx:{sheet}!{place}"
    assert [(f.code, Path(str(f.at)).name) for f in errors][:1] == [(code, where)]
    assert len({f.code for f in errors}) == 1
    assert errors[0].hint


@pytest.mark.parametrize("header", ["note", "Notes", "remark", "Remarks"])
def test_a_column_of_remarks_in_settings_is_no_store(tmp_path: Path, header: str) -> None:
    rows = [["setting", "default", "DE", header], ["keep_up_to", 5, 6, "as agreed"], ["review_above", 90, None, 7]]
    loaded = with_policy(tmp_path, {"Settings": rows})
    assert told(loaded) == []
    assert [(s.name, s.store) for s in own(loaded.policy)] == [
        ("keep_up_to", None), ("keep_up_to", "DE"), ("review_above", None)]  # fmt: skip
    assert loaded.policy is not None
    assert loaded.policy.own_stores == ("DE",)


@pytest.mark.parametrize(
    ("sheet", "rows", "hint"),
    [
        ("Settings", [["setting", "default", "Notiz"], ["keep_up_to", 5, "x"]], "did you mean `note`?"),
        ("Settings", [["setting", "default", "Bemerkung"], ["keep_up_to", 5, "x"]],
         "every further column is a store's: delete it, or move your remarks to a column `note`"),
        ("Settings", [["setting", "default", "DEE"], ["keep_up_to", 5, 6]],
         "did you mean `DE`? every further column is a store's: delete it, or move your remarks to a column `note`"),
        ("Rules", [["rule", "Kommentar von Eva", "recommendation"], ["a", "x", "replace"]],
         "every further column is a fact's: delete it, or move your remarks to a column `note`"),
    ],
)  # fmt: skip
def test_an_unknown_column_of_a_strict_sheet_has_a_remedy_that_can_be_followed(
    tmp_path: Path, sheet: str, rows: Rows, hint: str
) -> None:
    loaded = with_policy(tmp_path, {sheet: rows})
    assert [finding.hint for finding in loaded.findings] == [hint]


def test_the_rows_below_an_unknown_column_are_looked_at_in_the_same_run(tmp_path: Path) -> None:
    rows = [["setting", "default", "Bemerkung"], ["keep_up_to", "$5", "x"], ["return_windw_days", 30, None]]
    loaded = with_policy(tmp_path, {"Settings": rows})
    assert loaded.policy is None
    assert {code for code, _ in told(loaded)} == {
        "error[unknown-column]", "error[not-an-amount]", "error[unknown-setting]"}  # fmt: skip


NEAR: list[tuple[str, list[str], list[object]]] = [
    ("Holidays", ["from", "to", "request_by", "countd_from"], ["2026-11-01", "2026-12-31", "2027-01-31", "shipment"]),
    ("Categories", ["category", "returnable", "return window"], ["books", "no", 14]),
    ("Reasons", ["code", "family", "stores"], ["CR-OWN", "other", "DE"]),
    ("Tests", ["sku", "reason", "expect", "delivery"], ["A-1", "CR-DEFECTIVE", "replace", "2026-11-01"]),
]


@pytest.mark.parametrize(("sheet", "header", "row"), NEAR)
def test_a_filled_column_of_a_policy_with_a_misspelt_header_is_an_error(
    tmp_path: Path, sheet: str, header: list[str], row: list[object]
) -> None:
    loaded = with_policy(tmp_path, {sheet: [header, row]})
    place = f"policy.xlsx:{sheet}!{'ABCD'[len(header) - 1]}1"
    assert told(loaded) == [("error[unknown-column]", place)]
    assert loaded.policy is None
    blank = with_policy(tmp_path, {sheet: [header, [*row[:-1], None]]})
    assert told(blank) == [("warning[unknown-column]", place)]
    assert blank.policy is not None
    own = with_policy(tmp_path, {sheet: [[*header[:-1], "Bearbeiter"], row]})
    assert told(own) == [("warning[unknown-column]", place)]


def test_a_finding_on_a_setting_names_the_setting(tmp_path: Path) -> None:
    loaded = with_policy(tmp_path, {"Settings": [["setting", "DE"], ["return_window_days", "thirty"]]})
    assert loaded.findings[0].message == "`return_window_days` must be a whole number of days, found `thirty`"


def test_own_rules_stand_under_the_built_in_rows_about_the_desk(tmp_path: Path) -> None:
    rows = [
        RULES,
        ["money-back", "product-fault, Wrong Item", "small,modest", "Refund only", "keep", "send a voucher"],
        ["rest", None, None, "accept", "send-back", None],
    ]
    loaded = with_policy(tmp_path, {"Rules": rows})
    assert loaded.policy is not None
    names = [rule.name for rule in loaded.policy.rules]
    assert names[:2] == ["fulfilled-by-amazon", "refunded"]
    assert names[-2:] == ["money-back", "rest"]
    assert [rule.number for rule in loaded.policy.rules] == list(range(1, len(names) + 1))
    money_back = loaded.policy.rules[-2]
    assert (money_back.recommendation, money_back.item) == (Recommendation.REFUND_ONLY, Item.KEEP)
    assert money_back.note == "send a voucher"
    assert money_back.cite is not None
    assert Path(str(money_back.cite.at)).name == "policy.xlsx:Rules!A2"
    given = {"reason": "CR-DEFECTIVE", "amount": Decimal(20), "currency": "USD", "delivery_date": date(2026, 11, 1)}
    assert decided(loaded.policy, **given) is Recommendation.REFUND_ONLY


def test_rules_with_a_header_only_leave_the_built_in_ones(tmp_path: Path) -> None:
    loaded = with_policy(tmp_path, {"Rules": [RULES]})
    assert loaded.policy is not None
    assert loaded.policy.rules == built_in_policy().rules
    assert told(loaded) == [("warning[no-data-rows]", "policy.xlsx:Rules!row 1")]


def test_own_reasons_come_first_and_bring_their_own_families(tmp_path: Path) -> None:
    sheets = {
        "Reasons": [
            ["code", "label", "family", "fault", "note"],
            ["CR-DEFECTIVE", None, None, "carrier", None],
            ["X-GONE_OFF", "gone off", "Spoiled Goods", "seller", "ask for a photo"],
        ],
        "Rules": [["rule", "family", "recommendation"], ["spoiled", "spoiled-goods", "refund-only"]],
    }
    loaded = with_policy(tmp_path, sheets)
    assert loaded.policy is not None
    assert loaded.policy.families[-1] == "spoiled-goods"
    first, second = loaded.policy.reasons[:2]
    assert (first.family, first.faults["eu"], first.label) == (
        "product-fault",
        "carrier",
        "Item defective or doesn't work",
    )
    assert (second.family, second.note) == ("spoiled-goods", "ask for a photo")
    assert decided(loaded.policy, reason="Gone Off") is Recommendation.REFUND_ONLY
    assert decided(loaded.policy, reason="X-GONE_OFF") is Recommendation.REFUND_ONLY


def test_an_own_family_that_looks_like_a_slip_is_warned_of(tmp_path: Path) -> None:
    loaded = with_policy(tmp_path, {"Reasons": [["code", "family"], ["CR-OWN", "product-falt"]]})
    assert told(loaded) == [("warning[unknown-family]", "policy.xlsx:Reasons!B2")]
    assert loaded.policy is not None


def test_holidays_and_categories_are_read(tmp_path: Path) -> None:
    sheets = {
        "Holidays": [
            ["store", "category", "counted_from", "from", "to", "request_by"],
            ["Amazon.com", "Video  Games", "shipment", "01-Nov-2026", 46387, date(2027, 1, 31)],
        ],
        "Categories": [
            ["store", "category", "return_window_days", "returnable", "not_returnable_because"],
            [None, " Fresh Food", 14, "no", "perishable"],
        ],
    }
    loaded = with_policy(tmp_path, sheets)
    assert loaded.policy is not None
    holiday = loaded.policy.holidays[-1]
    assert holiday._replace(cite=holiday.cite)[:3] == (date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 31))
    assert (holiday.store, holiday.category, holiday.counted_from) == ("US", "video games", "shipment")
    assert [(s.name, s.value, s.category) for s in own(loaded.policy)] == [
        ("return_window_days", 14, "fresh food"),
        ("returnable", False, "fresh food"),
        ("not_returnable_because", "perishable", "fresh food"),
    ]


def test_tests_are_kept_as_they_stand(tmp_path: Path) -> None:
    rows = [
        ["sku", "reason", "delivery_date", "expect", "rule"],
        ["A-1", "CR-DEFECTIVE", date(2026, 11, 1), "replace", "x"],
    ]
    loaded = with_policy(tmp_path, {"Tests": rows})
    assert loaded.policy is not None
    (test,) = loaded.policy.tests
    assert test.fields == {"sku": "A-1", "reason": "CR-DEFECTIVE", "delivery_date": "2026-11-01"}
    assert (test.expect, test.rule) == ("replace", "x")


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_file_with_the_same_header_is_read_as_the_sheet(tmp_path: Path, delimiter: str) -> None:
    path = text_file(tmp_path / "any.csv", [["setting", "default", "DE"], ["keep_up_to", "5.00", ""]], delimiter)
    loaded = load_policy([path])
    assert [(s.name, s.value) for s in own(loaded.policy)] == [("keep_up_to", Decimal(5))]
    assert Path(str(own(loaded.policy)[0].cite.at)).name == "any.csv:2 (default)"
    assert [source.kind for source in loaded.sources] == ["Settings"]


def test_a_decimal_comma_is_read_where_the_column_tells(tmp_path: Path) -> None:
    path = text_file(
        tmp_path / "a.csv", [["setting", "default"], ["keep_up_to", "7,50"], ["review_above", "1.500,00"]], ";"
    )
    assert [s.value for s in own(load_policy([path]).policy)] == [Decimal("7.50"), Decimal(1500)]


def test_a_sheet_of_another_name_is_told_by_its_header_below_titles(tmp_path: Path) -> None:
    rows = [["Our policy 2026"], [], ["setting", "default"], ["keep_up_to", 5]]
    loaded = with_policy(tmp_path, {"Cover": [["Welcome"]], "Mine": rows})
    assert [s.value for s in own(loaded.policy)] == [Decimal(5)]
    assert told(loaded) == [
        ("note[sheet-chosen]", "policy.xlsx:Cover"),
        ("note[sheet-chosen]", "policy.xlsx:Mine"),
    ]


def test_a_hidden_sheet_is_read_only_because_of_its_name(tmp_path: Path) -> None:
    rows = [["setting", "default"], ["keep_up_to", 5]]
    sheets = {"Notes": [["x"]], "Settings": rows, "Old": [["rule", "family", "recommendation"], ["a", None, "accept"]]}
    path = workbook(tmp_path / "p.xlsx", sheets, hidden=("Settings", "Old"))
    loaded = load_policy([path])
    assert len(own(loaded.policy)) == 1
    assert loaded.policy is not None
    assert loaded.policy.rules == built_in_policy().rules
    assert told(loaded).count(("note[hidden-sheet]", "p.xlsx:Settings")) == 1
    assert told(loaded).count(("note[hidden-sheet]", "p.xlsx:Old")) == 1


def test_two_sheets_that_can_be_the_same_are_an_error(tmp_path: Path) -> None:
    rows = [["setting", "default"], ["keep_up_to", 5]]
    loaded = with_policy(tmp_path, {"One": rows, "Two": rows})
    assert loaded.policy is None
    assert ("error[sheet-not-found]", "policy.xlsx:Two") in told(loaded)


def test_settings_of_two_files_that_contradict_name_both_cells(tmp_path: Path) -> None:
    one = workbook(tmp_path / "a.xlsx", {"Settings": [["setting", "default"], ["keep_up_to", 5]]})
    two = workbook(tmp_path / "b.xlsx", {"Settings": [["setting", "default"], ["keep_up_to", 6]]})
    loaded = load_policy([one, two])
    assert loaded.policy is None
    (finding,) = loaded.findings
    assert finding.code == "conflicting-rows"
    assert "a.xlsx:Settings!B2" in finding.message
    assert Path(str(finding.at)).name == "b.xlsx:Settings!B2"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "file-empty"),
        ("a.json", b'{"a": 1}', "unknown-table"),
        ("a.csv", b"order_id,sku\n1,2\n", "unknown-table"),
        ("a.xlsx", b"PK\x03\x04broken", "broken-workbook"),
    ],
)
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    loaded = load_policy([str(tmp_path / name)])
    assert loaded.policy is None
    assert loaded.findings[-1].code == code
    assert load_policy([str(tmp_path / "missing.xlsx")]).findings[0].code == "file-missing"


def test_the_hash_tells_whether_a_season_is_the_sellers_or_amazons() -> None:
    policy = built_in_policy()
    first, *others = policy.holidays
    own = first._replace(cite=Cite(Origin.FILE, Location("policy.xlsx", "Holidays", 2, 6)))
    assert policy_hash(policy._replace(holidays=(own, *others))) != policy_hash(policy)
    assert policy_hash(policy._replace(holidays=(*others, first))) == policy_hash(policy)


def test_the_hash_is_that_of_what_is_said_not_of_the_file(tmp_path: Path) -> None:
    one = with_policy(tmp_path, {"Settings": [["setting", "default"], ["keep_up_to", 5]]})
    same = load_policy([text_file(tmp_path / "x.csv", [["default", "setting"], ["5.00", "keep_up_to"]])])
    other = with_policy(tmp_path, {"Settings": [["setting", "default"], ["keep_up_to", 6]]})
    assert one.policy is not None
    assert same.policy is not None
    assert other.policy is not None
    assert one.policy.hash == same.policy.hash != other.policy.hash
    assert one.policy.hash != load_policy().policy.hash  # type: ignore[union-attr]
