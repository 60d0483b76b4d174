"""The built-in data: every row says where it comes from, and every word of a closed list is on that list."""

import csv
import re
import zoneinfo
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

import returnctl
from returnctl.values.decision import Item, Recommendation
from returnctl.values.policy import FAMILIES

FOLDER: Final = Path(returnctl.__file__).parent / "data"
HEADERS: Final = {
    "stores": "store,currency,zone,aliases,source,checked",
    "settings": "setting,store,category,value,source,checked",
    "holidays": "store,category,counted_from,from,to,request_by,source,checked",
    "reasons": "code,canonical,channel,family,label,other_labels,words,"
    "fault_eu,fault_programme,fault_inferred,note,source,checked",
    "amazon_codes": "code,severity,column,meaning,remedy,source,checked",
    "rules": "rule,fulfilment,stage,claim,repeat,family,returnable,duty,window,replacement,value,"
    "recommendation,item,note,source,checked",
}
TABLES: Final = tuple(HEADERS)
ANSWERS: Final = {
    "fulfilment": {"merchant", "amazon"},
    "stage": {"new", "authorised", "refund-on-scan", "arrived", "part-refunded", "refunded", "closed"},
    "claim": {"none", "open"},
    "repeat": {"no", "yes"},
    "family": set(FAMILIES),
    "returnable": {"yes", "no"},
    "duty": {"must-accept", "may-refuse", "silent"},
    "window": {"inside", "guarantee", "outside"},
    "replacement": {"available", "unavailable"},
    "value": {"small", "modest", "normal", "high"},
}
FAULTS: Final = {"seller", "carrier", "buyer", "undecided"}
DAYS: Final = r"[1-9]\d{0,3}"
AMOUNT: Final = r"[1-9]\d*"
VALUES: Final = {
    "authorization": "authorize-each|automatic-in-policy|automatic-all",
    "automatic_window_days": "[1-9]|[12][0-9]|30",
    "return_window_days": DAYS,
    "minimum_window_days": f"{DAYS}|none",
    "withdrawal_days": f"0|{DAYS}",
    "guarantee_days": f"0|{DAYS}",
    "window_starts": r"(order|shipment|estimated-delivery|delivery)(, (order|shipment|estimated-delivery|delivery))*",
    "longest_delivery_days": f"{DAYS}|none",
    "returnable": "yes|no",
    "returnless_up_to": f"{AMOUNT}|none",
    "keep_up_to": f"{AMOUNT}|none",
    "review_above": f"{AMOUNT}|none",
    "label_paid_by": "seller|buyer|fault",
    "fault_table": "eu|programme|inferred",
    "authorizes_itself": "yes|no",
    "respond_within_hours": DAYS,
    "restocking_fee_percent": f"{AMOUNT}|none",
}
EU: Final = ("DE", "FR", "IT", "ES", "NL", "BE", "SE", "PL", "IE")
ELSEWHERE: Final = ("US", "CA", "MX", "BR", "UK", "TR", "AE", "SA", "EG", "IN", "JP", "AU", "SG", "ZA")
ALL_STORES: Final = {*EU, *ELSEWHERE}


def rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def setting(name: str, store: str = "", category: str = "") -> str:
    """What the most particular row says."""
    found = {(row["store"], row["category"]): row["value"] for row in rows("settings") if row["setting"] == name}
    for key in ((store, category), (store, ""), ("", "")):
        if key in found:
            return found[key]
    raise KeyError(name)


def folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip().casefold()


def meaning(row: dict[str, str]) -> tuple[str, str, str, str]:
    """Family and faults; where a table says nothing the inferred fault holds."""
    inferred = row["fault_inferred"]
    return row["family"], row["fault_eu"] or inferred, row["fault_programme"] or inferred, inferred


# Every table


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_utf8_with_plain_line_ends_and_its_own_header(table: str) -> None:
    raw = (FOLDER / f"{table}.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8").splitlines()[0] == HEADERS[table]
    assert raw.endswith(b"\n")


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_as_many_cells_as_the_header(table: str) -> None:
    for row in rows(table):
        assert None not in row
        assert None not in row.values()


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_has_blanks_around_it_or_a_line_break_in_it(table: str) -> None:
    for row in rows(table):
        for cell in row.values():
            assert cell == cell.strip()
            assert "\n" not in cell


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_who_published_it_and_when_it_was_checked(table: str) -> None:
    for row in rows(table):
        assert row["source"]
        assert date.fromisoformat(row["checked"]) <= date(2026, 11, 23)


# Stores


def test_every_store_stands_once() -> None:
    stores = [row["store"] for row in rows("stores")]
    assert set(stores) == ALL_STORES
    assert len(stores) == len(ALL_STORES)


def test_a_currency_is_three_capital_letters() -> None:
    assert all(re.fullmatch(r"[A-Z]{3}", row["currency"]) for row in rows("stores"))


def test_a_zone_is_one_that_the_computer_knows() -> None:
    known = zoneinfo.available_timezones()
    if not known:
        pytest.skip("this computer has no time zones")
    for row in rows("stores"):
        assert zoneinfo.ZoneInfo(row["zone"]).key == row["zone"]


def test_a_name_belongs_to_one_store() -> None:
    owner: dict[str, str] = {}
    for row in rows("stores"):
        for name in {row["store"].casefold(), *row["aliases"].split("|")}:
            assert name == name.casefold()
            assert name
            assert owner.setdefault(name, row["store"]) == row["store"]


def test_only_the_euro_is_the_currency_of_several_stores() -> None:
    stores = defaultdict(list)
    for row in rows("stores"):
        stores[row["currency"]].append(row["store"])
    assert [currency for currency, of in stores.items() if len(of) > 1] == ["EUR"]


# Settings


def test_a_setting_stands_once_for_a_store_and_a_category() -> None:
    keys = [(row["setting"], row["store"], row["category"]) for row in rows("settings")]
    assert len(keys) == len(set(keys))


def test_settings_name_known_stores_and_lower_case_categories() -> None:
    for row in rows("settings"):
        assert row["store"] in {"", *ALL_STORES}
        assert row["category"] == row["category"].casefold()
        assert row["store"] or not row["category"]


def test_every_setting_has_a_value_for_every_store_and_no_other_setting_is_there() -> None:
    assert {row["setting"] for row in rows("settings")} == set(VALUES)
    assert {row["setting"] for row in rows("settings") if not row["store"]} == set(VALUES)


def test_a_value_is_one_that_its_setting_allows() -> None:
    for row in rows("settings"):
        assert re.fullmatch(VALUES[row["setting"]], row["value"]), row


def test_no_built_in_window_is_shorter_than_its_own_minimum_or_the_law_allows() -> None:
    for row in rows("settings"):
        if row["setting"] == "return_window_days" and row["store"]:
            minimum = setting("minimum_window_days", row["store"], row["category"])
            assert minimum == "none" or int(row["value"]) >= int(minimum)
            assert int(row["value"]) >= int(setting("withdrawal_days", row["store"]))


@pytest.mark.parametrize("store", [*EU, "UK"])
def test_the_law_gives_fourteen_days_and_two_years_in_the_eu_and_not_less_in_the_uk(store: str) -> None:
    assert setting("withdrawal_days", store) == "14"
    assert int(setting("guarantee_days", store)) >= 730
    assert int(setting("minimum_window_days", store)) >= 14
    assert setting("fault_table", store) == "eu"


@pytest.mark.parametrize("store", ["US", "CA", "IN", "JP", "AU", "SG"])
def test_no_withdrawal_right_is_claimed_where_none_is_known(store: str) -> None:
    assert setting("withdrawal_days", store) == "0"


def test_a_camera_has_fourteen_days_in_germany_and_thirty_in_the_united_states() -> None:
    assert setting("return_window_days", "DE", "camera") == "14"
    assert setting("return_window_days", "DE") == "30"
    assert setting("return_window_days", "US", "camera") == "30"


def test_amazon_authorises_by_itself_exactly_where_the_choice_is_automatic_in_policy() -> None:
    for store in ALL_STORES:
        automatic = setting("authorization", store) == "automatic-in-policy"
        assert automatic == (setting("authorizes_itself", store) == "yes")


@pytest.mark.parametrize("store", ["US", "UK", "DE"])
def test_goods_up_to_fifty_stay_with_the_customer_in_dollars_pounds_and_euros(store: str) -> None:
    assert Decimal(setting("keep_up_to", store)) == 50


def test_only_the_united_states_start_the_window_at_the_estimate() -> None:
    starts = {store: setting("window_starts", store) for store in ALL_STORES}
    assert starts.pop("US") == "estimated-delivery, delivery"
    assert set(starts.values()) == {"delivery"}


# Holidays


def test_a_holiday_row_runs_forwards_in_a_known_store() -> None:
    for row in rows("holidays"):
        first, last, by = (date.fromisoformat(row[name]) for name in ("from", "to", "request_by"))
        assert first <= last < by
        assert row["store"] in ALL_STORES
        assert row["category"] == row["category"].casefold()
        assert row["counted_from"] in {"order", "shipment"}


def test_no_season_stands_twice_for_one_store_and_category() -> None:
    keys = [(row["store"], row["category"], row["from"]) for row in rows("holidays")]
    assert len(keys) == len(set(keys))


def test_no_season_that_nobody_has_announced_is_built_in() -> None:
    assert max(row["from"] for row in rows("holidays")) == "2025-11-01"


def test_every_season_of_a_category_holds_the_whole_of_a_general_one_and_so_stands_in_for_it() -> None:
    general = [row for row in rows("holidays") if not row["category"]]
    for row in rows("holidays"):
        alike = [each for each in general if all(each[name] == row[name] for name in ("store", "counted_from"))]
        assert any(row["from"] <= each["from"] and each["to"] <= row["to"] for each in alike), row


def test_every_category_of_a_german_season_is_a_fourteen_day_category() -> None:
    for row in rows("holidays"):
        if row["category"]:
            assert setting("return_window_days", row["store"], row["category"]) == "14"


# Reasons


def test_the_82_codes_stand_once_each() -> None:
    codes = [row["code"] for row in rows("reasons")]
    assert len(codes) == len(set(codes)) == 82


def test_family_channel_and_faults_are_of_their_closed_lists() -> None:
    for row in rows("reasons"):
        assert row["family"] in FAMILIES
        assert row["channel"] in {"FBM", "FBA", "both"}
        assert row["fault_inferred"] in FAULTS
        assert {row["fault_eu"], row["fault_programme"]} <= {"", *FAULTS}
        assert row["label"]


def test_codes_of_one_base_name_belong_to_one_family() -> None:
    families = defaultdict(set)
    for row in rows("reasons"):
        families[row["canonical"]].add(row["family"])
    assert all(len(of) == 1 for of in families.values())


def test_a_word_stands_once_and_in_lower_case() -> None:
    words = [word for row in rows("reasons") if row["words"] for word in row["words"].split("|")]
    assert all(word and word == word.strip().casefold() for word in words)
    assert len({folded(word) for word in words}) == len(words)


def test_a_word_or_label_means_one_thing() -> None:
    meant = defaultdict(set)
    for row in rows("reasons"):
        for text in {row["label"], *row["other_labels"].split("|"), *row["words"].split("|")} - {""}:
            meant[folded(text)].add(meaning(row))
    assert {text: of for text, of in meant.items() if len(of) > 1} == {}


def test_a_word_that_reads_like_a_code_means_what_the_code_means() -> None:
    codes = {folded(row["code"]): row for row in rows("reasons")}
    codes |= {folded(row["canonical"]): row for row in reversed(rows("reasons"))}
    for row in rows("reasons"):
        for text in {row["label"], *row["words"].split("|")} - {""}:
            twin = codes.get(folded(text), row)
            assert twin["canonical"] == row["canonical"] or meaning(twin) == meaning(row), text


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("defective", "CR-DEFECTIVE"),
        ("doesn't work", "CR-DEFECTIVE"),
        ("damaged", "CR-DAMAGED_BY_FC"),
        ("damaged in transit", "CR-DAMAGED_BY_CARRIER"),
        ("missing parts", "CR-MISSING_PARTS"),
        ("wrong item", "CR-SWITCHEROO"),
        ("wrong item sent", "CR-SWITCHEROO"),
        ("wrong description", "AMZ-PG-BAD-DESC"),
        ("no longer needed", "CR-UNWANTED_ITEM"),
        ("changed mind", "CR-UNWANTED_ITEM"),
        ("bought by mistake", "CR-ORDERED_WRONG_ITEM"),
        ("better price", "CR-FOUND_BETTER_PRICE"),
        ("arrived too late", "CR-MISSED_ESTIMATED_DELIVERY"),
        ("too big", "AMZ-PG-APP-TOO-LARGE"),
        ("wrong size", "AMZ-PG-MISORDERED"),
        ("doesn't fit", "POOR_FIT"),
        ("not compatible", "CR-NOT_COMPATIBLE"),
        ("poor quality", "CR-QUALITY_UNACCEPTABLE"),
        ("no reason", "CR-NO_REASON_GIVEN"),
        ("unauthorized purchase", "CR-UNAUTHORIZED_PURCHASE"),
        ("never arrived", "NEVER_ARRIVED"),
        ("lost", "LOST_IN_TRANSIT"),
        ("refused", "UNDELIVERABLE_REFUSED"),
        ("extra item", "CR-EXTRA_ITEM"),
    ],
)
def test_a_plain_word_stands_for_the_code_of_a_seller_fulfilled_order(word: str, code: str) -> None:
    assert [row["code"] for row in rows("reasons") if word in row["words"].split("|")] == [code]


@pytest.mark.parametrize("code", ["CR-QUALITY_UNACCEPTABLE", "CR-NOT_COMPATIBLE"])
def test_the_two_disputed_codes_are_the_buyers_in_the_eu_and_the_sellers_elsewhere(code: str) -> None:
    row = next(row for row in rows("reasons") if row["code"] == code)
    assert meaning(row)[1:] == ("buyer", "seller", "undecided")


# Rules


def test_the_26_rules_stand_in_order_and_the_last_fits_everything() -> None:
    table = rows("rules")
    names = [row["rule"] for row in table]
    assert len(names) == len(set(names)) == 26
    assert names[0] == "fulfilled-by-amazon"
    assert not any(table[-1][fact] for fact in ANSWERS)


def test_every_answer_belongs_to_its_fact() -> None:
    for row in rows("rules"):
        for fact, answers in ANSWERS.items():
            named = row[fact].split(", ") if row[fact] else []
            assert set(named) <= answers, (row["rule"], fact)
            assert len(named) == len(set(named)) < len(answers)


def test_every_recommendation_and_item_is_one_of_ours() -> None:
    for row in rows("rules"):
        assert row["recommendation"] in set(Recommendation)
        assert row["item"] in {"", *Item}


@pytest.mark.parametrize("table", ["rules", "reasons"])
def test_a_note_is_one_plain_sentence_without_a_full_stop(table: str) -> None:
    for row in rows(table):
        assert not row["note"].endswith(".")
        assert len(row["note"]) <= 120
