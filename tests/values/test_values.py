"""The words themselves: places, SKUs, what is safe to show, where evidence stands."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from returnctl.schema.models import OverrideRow, Row, SettingsRow, model_of, row_of
from returnctl.schema.settings import SETTINGS
from returnctl.schema.tables import policy_kinds
from returnctl.values.finding import Code
from returnctl.values.location import Cite, Location, Origin, column_letters
from returnctl.values.policy import Layer, OverrideCell, OverrideEntry, OverrideTable, OverrideTerms
from returnctl.values.request import Column, ReturnRequest, Source, cite_of
from returnctl.values.text import compared, difference, either, nearly, plural, visible

LAW = settings(derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Location("a.xlsx"), "a.xlsx"),
        (Location("a.xlsx", "Sheet"), "a.xlsx:Sheet"),
        (Location("a.xlsx", "Sheet", 14), "a.xlsx:Sheet!row 14"),
        (Location("a.xlsx", "Sheet", 14, 3), "a.xlsx:Sheet!C14"),
        (Location("a.txt", None, 14), "a.txt:14"),
        (Location("a.txt", None, 14, 3, "Return Reason"), "a.txt:14 (Return Reason)"),
        (Location("a.txt", None, None, None, "SKU"), "a.txt (SKU)"),
    ],
)
def test_a_place_is_written_as_a_person_writes_it(place: Location, text: str) -> None:
    assert str(place) == text


def test_a_cell_is_of_a_workbook_and_a_line_of_a_text() -> None:
    assert (Location("a", "S", 14, 3).cell, Location("a", "S", 14, 3).line) == ("C14", None)
    assert (Location("a", None, 14, 3).cell, Location("a", None, 14, 3).line) == (None, 14)


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_are_counted_in_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters


@pytest.mark.parametrize(
    ("sku", "same"),
    [
        ("A-1", "A-1"),
        (" A-1\t", "A-1"),
        ("\u00a0A-1\u202f", "A-1"),
        ("A\u200b-1\ufeff", "A-1"),
        ("A\xad-1", "A-1"),
        ("A\u20111", "A-1"),
        ("Ärger", "A\u0308rger"),
        ("a b", "a\u00a0b"),
    ],
)
def test_what_looks_like_nothing_does_not_count(sku: str, same: str) -> None:
    assert compared(sku) == compared(same)


@pytest.mark.parametrize("other", ["a-1", "A-01", "0A-1", "A-l", "Ａ-1", "A 1", "А-1"])
def test_case_zeros_and_look_alikes_never_match(other: str) -> None:
    assert compared(other) != compared("A-1")


@LAW
@given(st.text(max_size=30))
def test_comparing_twice_changes_nothing(sku: str) -> None:
    assert compared(compared(sku)) == compared(sku)
    assert unicodedata.is_normalized("NFC", compared(sku))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("A-1", "a-1", "only upper and lower case differ"),
        ("00123", "123", "leading zeros lost?"),
        ("A-I", "A-1", "letters that look alike or spaces differ"),
        ("A 1", "A_1", "letters that look alike or spaces differ"),
    ],
)
def test_near_misses_share_a_form_and_are_told_apart(one: str, other: str, why: str) -> None:
    assert nearly(one) == nearly(other)
    assert difference(one, other) == why


def test_only_zeros_are_still_a_sku() -> None:
    assert nearly("000") == "0"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [red] :bomb: ünï", "plain [red] :bomb: ünï"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\u202eb\u200bc", "a\\u202eb\\u200bc"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        (f"{'x' * 40} {'y' * 19}", f"{'x' * 40} {'y' * 19}"),
        (f"{'x' * 40} {'y' * 20}", "x" * 40 + "…"),
        (f"{'x' * 30} {'y' * 60}", "x" * 30 + "…"),
        (f"{'x' * 29} {'y' * 60}", f"{'x' * 29} {'y' * 29}…"),  # too little would be left
        (f"{'x' * 59} {'y' * 60}", "x" * 59 + "…"),
        (f"{'x' * 50}  {'y' * 60}", "x" * 50 + "…"),
    ],
)
def test_text_from_a_file_is_shown_with_escapes_and_cut(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_text_may_be_shown_whole() -> None:
    assert visible("x" * 99, None) == "x" * 99


@LAW
@given(st.text(max_size=80))
def test_nothing_that_is_shown_can_act(text: str) -> None:
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in visible(text))


# Evidence.

TABLE = Source("r.txt", None, {"amount": Column(3, "Order Amount"), "claim": Column(9, "A-to-Z Claim")})


@pytest.mark.parametrize(
    ("cite", "text"),
    [
        (Cite(Origin.FILE, Location("a.xlsx", "S", 1, 1)), "a.xlsx:S!A1"),
        (Cite(Origin.OPTION, None, "--delivered", "2026-11-01"), "--delivered"),
        (Cite(Origin.BUILT_IN, None, "return_window_days"), "built-in:return_window_days"),
        (Cite(Origin.ENVIRONMENT, None, "RETURNCTL_STORE"), "environment:RETURNCTL_STORE"),
    ],
)
def test_evidence_is_named_in_one_word(cite: Cite, text: str) -> None:
    assert str(cite) == text


def test_a_field_cites_its_cell_its_option_its_side_table_or_its_default() -> None:
    request = ReturnRequest("A-1", "x", amount=Decimal(5), source=TABLE, row=7, raw=("A-1", "x", "5,00"))
    assert cite_of(request, "amount") == Cite(
        Origin.FILE, Location("r.txt", None, 7, 3, "Order Amount"), "Order Amount", "5,00"
    )
    assert cite_of(request, "claim").value == ""  # a short row
    assert cite_of(request, "status") == Cite(Origin.DEFAULT, None, "status")
    other = Cite(Origin.FILE, Location("orders.txt", None, 2))
    assert cite_of(request._replace(supplied={"amount": other}), "amount") is other
    assert cite_of(request._replace(supplied={"status": other}), "amount").name == "Order Amount"
    options = Source("", None, {"claim": Column(1, "--claim"), "amount": Column(2, "--amount")}, Origin.OPTION)
    given = ReturnRequest("A-1", "x", claim=True, source=options)
    assert cite_of(given, "claim") == Cite(Origin.OPTION, None, "--claim", "yes")
    assert cite_of(given._replace(claim=False), "claim").value == "no"
    assert cite_of(given, "amount").value == ""


def test_a_table_knows_its_places() -> None:
    assert TABLE.at(7, "amount") == Location("r.txt", None, 7, 3, "Order Amount")
    assert TABLE.at(7, "status") == Location("r.txt", None, 7)
    assert TABLE.at() == Location("r.txt")


# Overrides of very many SKUs.


def entry(row: int, value: int, note: str | None = None, first: date | None = None) -> OverrideEntry:
    terms = OverrideTerms()
    terms.cells = (OverrideCell("return_window_days", value, 3, "return_window_days", str(value)),)
    terms.first = first
    said = None if note is None else OverrideCell("note", note, 9, "note", note)
    return OverrideEntry(terms, said, row, Location("o.xlsx", "Overrides"))


def test_an_override_table_makes_settings_with_their_cells_when_asked() -> None:
    one, two, three = entry(2, 10), entry(3, 20, "ask first", date(2026, 1, 1)), entry(4, 30)
    table = OverrideTable({"A": one, "B": two}, {"A": [one, three]})
    assert (len(table), list(table), "A" in table, "C" in table) == (2, ["A", "B"], True, False)
    assert [(row.value, str(row.cite), row.layer) for row in table["A"]] == [
        (10, "o.xlsx:Overrides!C2", Layer.OVERRIDE),
        (30, "o.xlsx:Overrides!C4", Layer.OVERRIDE),
    ]
    assert [(row.name, row.first) for row in table["B"]] == [
        ("return_window_days", date(2026, 1, 1)),
        ("note", date(2026, 1, 1)),
    ]


# Models.


@pytest.mark.parametrize("days", [1, 3650])
def test_bounds_are_inclusive(days: int) -> None:
    assert OverrideRow(return_window_days=days)["return_window_days"] == days


@pytest.mark.parametrize("days", [0, 3651, True, "10", 10.0])
def test_what_is_out_of_bounds_or_of_another_kind_is_refused(days: object) -> None:
    with pytest.raises(ValidationError):
        OverrideRow(return_window_days=days)


def test_a_period_runs_forwards() -> None:
    day = date(2026, 1, 1)
    assert SettingsRow(valid_from=day, valid_to=day)["valid_to"] == day
    with pytest.raises(ValidationError, match="before it begins"):
        SettingsRow(valid_from=day, valid_to=date(2025, 12, 31))
    assert OverrideRow(valid_from=day)["valid_to"] is None


def model(name: str) -> type[Row]:
    return model_of(name, next(kind.fields for kind in policy_kinds({"window": ("inside",)}) if kind.name == name))


@pytest.mark.parametrize(
    ("last", "by", "wrong"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), None),
        (date(2026, 2, 1), date(2026, 1, 1), None),
        (date(2025, 12, 31), date(2026, 1, 1), "to"),
        (date(2026, 2, 1), date(2025, 12, 31), "request_by"),
    ],
)
def test_a_season_ends_after_it_begins(last: date, by: date, wrong: str | None) -> None:
    made = row_of(model("Holidays"), {"from": date(2026, 1, 1), "to": last, "request_by": by, "row": 7})
    if isinstance(made, Row):
        assert (made["to"], made["request_by"], made.row, wrong) == (last, by, 7, None)
    else:
        assert (made[0], made[1].code) == (wrong, Code.PERIOD_BACKWARDS)


def test_names_must_be_there_and_other_fields_not() -> None:
    with pytest.raises(ValidationError):
        model("Categories")(category="")
    with pytest.raises(ValidationError):
        model("Reasons")(code="X", family="other", colour="red")
    assert model("Rules")(rule="late", recommendation="review")["window"] is None


@pytest.mark.parametrize("made", [OverrideRow, SettingsRow])
def test_the_schema_of_a_row_says_what_each_column_is_for_and_what_it_may_hold(made: type[Row]) -> None:
    columns = made.model_json_schema()["properties"]
    assert "row" not in made(store="DE").model_dump()
    assert all(column["description"] and column["examples"] for name, column in columns.items() if name != "row")
    assert (columns["return_window_days"]["minimum"], columns["return_window_days"]["maximum"]) == (1, 3650)
    assert columns["authorization"]["enum"][0] == ("AUTOMATIC" if made is OverrideRow else "authorize-each")


def test_every_money_limit_may_be_explicitly_nothing_and_overridden() -> None:
    for name in ("returnless_up_to", "keep_up_to", "review_above"):
        assert SETTINGS[name].none
        assert SETTINGS[name].override


@pytest.mark.parametrize(("names", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a or b"), ("abc", "a, b or c")])
def test_a_choice_is_said_in_words(names: Sequence[str], said: str) -> None:
    assert either(names) == said


def test_one_is_no_plural() -> None:
    assert [plural("row", count) for count in (0, 1, 2)] == ["rows", "row", "rows"]
