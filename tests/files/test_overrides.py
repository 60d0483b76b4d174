import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from policy_tables import Rows, text_file, told, with_overrides, workbook

from returnctl.deciding.desk import Desk
from returnctl.files.policies.loading import Loaded, load_policy
from returnctl.values.finding import Code, Severity
from returnctl.values.policy import Layer, Setting
from returnctl.values.request import ReturnRequest

AS_OF = date(2026, 11, 23)


def settings(loaded: Loaded, sku: str = "A-1") -> dict[str, Any]:
    assert loaded.policy is not None
    return {setting.name: setting.value for setting in loaded.policy.overrides[sku]}


def rows_of(loaded: Loaded, sku: str = "A-1") -> tuple[Setting, ...]:
    assert loaded.policy is not None
    return loaded.policy.overrides[sku]


def broken(loaded: Loaded) -> list[str]:
    assert loaded.policy is not None
    return sorted(loaded.policy.broken)


@pytest.mark.parametrize(
    ("term", "cell", "value"),
    [
        ("authorization", "automatic", "automatic"),
        ("authorization", "MANUAL", "manual"),
        ("return_window_days", 10, 10),
        ("returnable", "no", False),
        ("not_returnable_because", "Hygiene unsealed", "hygiene-unsealed"),
        ("not_returnable_because", "none", None),
        ("replacement", False, False),
        ("returnless_up_to", 5, Decimal(5)),
        ("keep_up_to", "none", None),
        ("review_above", 100.25, Decimal("100.25")),
        ("label_paid_by", "buyer", "buyer"),
        ("restocking_fee_percent", 20, Decimal(20)),
        ("note", "ask for a photo", "ask for a photo"),
    ],
)
def test_every_term_is_read_and_cites_its_cell(tmp_path: Path, term: str, cell: object, value: object) -> None:
    loaded = with_overrides(tmp_path, [["sku", "store", term], ["A-1", "de", cell]])
    (setting,) = rows_of(loaded)
    assert (setting.name, setting.value, setting.layer, setting.store) == (term, value, Layer.OVERRIDE, "DE")
    assert Path(str(setting.cite.at)).name == "overrides.xlsx:Overrides!C2"
    assert setting.cite.name == term


def test_a_row_with_only_a_sku_sets_nothing(tmp_path: Path) -> None:
    loaded = with_overrides(tmp_path, [["sku", "replacement"], ["A-1", None]])
    assert settings(loaded) == {}
    assert told(loaded) == []


@pytest.mark.parametrize(
    ("term", "cell", "code"),
    [
        ("return_window_days", "thirty", "not-a-whole-number"),
        ("return_window_days", 0, "number-out-of-range"),
        ("return_window_days", 3651, "number-out-of-range"),
        ("return_window_days", "none", "none-not-allowed"),
        ("return_window_days", True, "not-a-whole-number"),
        ("return_window_days", date(1900, 1, 30), "not-a-whole-number"),
        ("returnable", "none", "none-not-allowed"),
        ("returnable", 1, "not-yes-or-no"),
        ("authorization", "DELETE", "not-a-choice"),
        ("authorization", "none", "none-not-allowed"),
        ("authorization", "authorize-each", "not-a-choice"),
        ("keep_up_to", "12 USD", "not-an-amount"),
        ("keep_up_to", -1, "number-out-of-range"),
        ("keep_up_to", "=A1", "formula-without-value"),
        ("not_returnable_because", "smelly", "not-a-choice"),
        ("label_paid_by", "amazon", "not-a-choice"),
        ("restocking_fee_percent", 101, "number-out-of-range"),
        ("store", "Mars", "unknown-store"),
        ("valid_from", "2026-02-30", "impossible-date"),
        ("valid_to", "03/04/2026", "ambiguous-date"),
        ("note", "x" * 10_001, "text-too-long"),
    ],
)
def test_a_bad_term_breaks_its_sku_and_no_other(tmp_path: Path, term: str, cell: object, code: str) -> None:
    rows: Rows = [["sku", "replacement", term], ["A-1", "yes", cell], ["B-2", "no", None]]
    loaded = with_overrides(tmp_path, rows)
    assert broken(loaded) == ["A-1"]
    assert told(loaded) == [(f"error[{code}]", "overrides.xlsx:Overrides!C2")]
    assert loaded.findings[0].hint
    assert settings(loaded, "B-2") == {"replacement": False}


def test_a_request_on_a_broken_sku_is_flagged(tmp_path: Path) -> None:
    loaded = with_overrides(tmp_path, [["sku", "return_window_days"], ["A-1 ", "ten"]])
    assert loaded.policy is not None
    desk = Desk(loaded.policy, AS_OF)
    assert [finding.code for finding in desk.flagged("A-1")] == ["not-a-whole-number"]
    assert desk.flagged("B-2") == ()


def test_a_period_that_ends_before_it_begins_breaks_its_sku(tmp_path: Path) -> None:
    header = ["sku", "replacement", "valid_from", "valid_to"]
    loaded = with_overrides(tmp_path, [header, ["A-1", "no", date(2026, 2, 1), date(2026, 1, 31)]])
    assert told(loaded) == [("error[period-backwards]", "overrides.xlsx:Overrides!D2")]
    same_day = with_overrides(tmp_path, [header, ["A-1", "no", date(2026, 2, 1), date(2026, 2, 1)]])
    assert told(same_day) == []


def test_rows_of_one_sku_are_laid_over_one_another_term_by_term(tmp_path: Path) -> None:
    header = ["sku", "store", "replacement", "keep_up_to"]
    rows: Rows = [header, ["A-1", None, "no", None], ["A-1", None, None, 5], ["A-1", "DE", "yes", None]]
    loaded = with_overrides(tmp_path, rows)
    assert told(loaded) == []
    assert {(s.name, s.value, s.store) for s in rows_of(loaded)} == {
        ("replacement", False, None),
        ("keep_up_to", Decimal(5), None),
        ("replacement", True, "DE"),
    }


def test_rows_that_contradict_break_the_sku_and_name_both_cells(tmp_path: Path) -> None:
    rows: Rows = [["sku", "keep_up_to"], ["A-1", 5], ["B-2", 5], ["A-1", 6]]
    loaded = with_overrides(tmp_path, rows)
    assert broken(loaded) == ["A-1"]
    assert told(loaded) == [("error[conflicting-rows]", "overrides.xlsx:Overrides!B4")]
    assert "overrides.xlsx:Overrides!B2" in loaded.findings[0].message


def test_rows_of_two_files_that_contradict_break_the_sku(tmp_path: Path) -> None:
    one = workbook(tmp_path / "a.xlsx", {"Overrides": [["sku", "keep_up_to"], ["A-1", 5]]})
    two = text_file(tmp_path / "b.csv", [["sku", "keep_up_to"], ["A-1", "6.00"]])
    loaded = load_policy([], [one, two])
    assert broken(loaded) == ["A-1"]
    assert told(loaded) == [("error[conflicting-rows]", "b.csv:2 (keep_up_to)")]
    assert "a.xlsx:Overrides!B2" in loaded.findings[0].message


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ((None, None), (None, None), True),
        ((None, date(2026, 6, 30)), (date(2026, 7, 1), None), False),
        ((None, date(2026, 7, 1)), (date(2026, 7, 1), None), True),
        ((date(2026, 1, 1), date(2026, 1, 31)), (None, None), True),
        ((date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28)), False),
    ],
)
def test_values_contradict_only_on_a_day_that_both_hold(
    tmp_path: Path, first: tuple[Any, Any], second: tuple[Any, Any], clash: bool
) -> None:
    header = ["sku", "keep_up_to", "valid_from", "valid_to"]
    loaded = with_overrides(tmp_path, [header, ["A-1", 5, *first], ["A-1", 6, *second]])
    assert broken(loaded) == (["A-1"] if clash else [])


def test_the_same_row_twice_is_one_warning(tmp_path: Path) -> None:
    header = ["sku", "keep_up_to", "replacement"]
    loaded = with_overrides(tmp_path, [header, ["A-1", 5, "no"], ["A-1", 5.0, "no"], ["A-1", "5", "No"]])
    assert [finding.severity for finding in loaded.findings if finding.code == "repeated-row"] == [Severity.WARNING]
    assert broken(loaded) == []
    assert settings(loaded) == {"keep_up_to": Decimal(5), "replacement": False}


def test_numbers_stored_as_text_are_one_warning_for_their_column(tmp_path: Path) -> None:
    rows: Rows = [["sku", "keep_up_to"], *([f"A-{number}", "5.00"] for number in range(20))]
    loaded = with_overrides(tmp_path, rows)
    assert told(loaded) == [("warning[number-as-text]", "overrides.xlsx:Overrides!B2")]
    assert "19 more cells" in loaded.findings[0].message


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (date(2024, 3, 1), "sku-is-a-date"),
        (12345678901234567, "sku-lost-digits"),
        (None, "blank-sku"),
        ("#N/A", "error-cell"),
    ],
)
def test_a_row_without_a_sku_that_can_be_read_is_an_error(tmp_path: Path, cell: object, code: str) -> None:
    loaded = with_overrides(tmp_path, [["note", "sku"], ["x", cell]])
    assert told(loaded) == [(f"error[{code}]", "overrides.xlsx:Overrides!B2")]
    assert loaded.policy is not None
    assert len(loaded.policy.overrides) == 0


def test_skus_are_found_under_their_compared_form(tmp_path: Path) -> None:
    loaded = with_overrides(tmp_path, [["sku", "keep_up_to"], [100000, 1], ["00123", 2], ["B\u20112 ", 3]])
    assert loaded.policy is not None
    assert list(loaded.policy.overrides) == ["100000", "00123", "B-2"]
    assert [code for code, _ in told(loaded)] == ["warning[sku-cleaned]"]
    assert "123" not in loaded.policy.overrides
    assert loaded.policy.overrides.get("123", ()) == ()


def test_a_totals_row_and_a_repeated_header_are_errors_and_no_skus(tmp_path: Path) -> None:
    rows: Rows = [["sku", "keep_up_to"], ["A-1", 5], ["SKU", "Keep up to"], ["sku", "keep_up_to"], ["Total", 5]]
    loaded = with_overrides(tmp_path, rows)
    found = told(loaded)
    assert ("error[repeated-header]", "overrides.xlsx:Overrides!row 5") not in found
    assert ("error[repeated-header]", "overrides.xlsx:Overrides!row 4") in found
    assert ("error[totals-row]", "overrides.xlsx:Overrides!row 5") in found


@pytest.mark.parametrize(
    ("row", "code"), [(["A-1"], "short-row"), (["A-1", "no", "5", "6"], "long-row"), (["A-1", "no", "5", ""], None)]
)
def test_a_row_of_a_text_file_with_too_few_or_too_many_cells_breaks_its_sku(
    tmp_path: Path, row: list[str], code: str | None
) -> None:
    path = text_file(tmp_path / "o.csv", [["sku", "replacement", "keep_up_to"], row])
    loaded = load_policy([], [path])
    assert [f.code for f in loaded.findings] == ([code] if code else [])
    assert broken(loaded) == (["A-1"] if code else [])


def test_a_missing_sku_column_is_an_unusable_file(tmp_path: Path) -> None:
    loaded = with_overrides(tmp_path, [["seller skus", "keep_up_to"], ["A-1", 5]])
    assert loaded.policy is None
    assert ("error[missing-column]", "overrides.xlsx:Overrides!row 1") in told(loaded)


@pytest.mark.parametrize("blank", [None, " ", "\u200b"])
def test_an_unknown_column_is_a_warning_with_the_nearest(tmp_path: Path, blank: str | None) -> None:
    loaded = with_overrides(tmp_path, [["sku", "keep_up_to", "return_windw_days"], ["A-1", 5, blank]])
    assert told(loaded) == [("warning[unknown-column]", "overrides.xlsx:Overrides!C1")]
    assert "`return_window_days`" in loaded.findings[0].hint
    assert broken(loaded) == []


@pytest.mark.parametrize(
    ("header", "meant"),
    [("return_windows_days", "return_window_days"), ("return window", "return_window_days"),
     ("ReturnWindow", "return_window_days"), ("Days of return window", "return_window_days"),
     ("vaild_to", "valid_to"), ("store name", "store"), ("restocking fee", "restocking_fee_percent")],
)  # fmt: skip
def test_what_stands_under_a_misspelt_header_is_never_taken_for_blank(tmp_path: Path, header: str, meant: str) -> None:
    rows = [["sku", header, "keep_up_to"], ["A-1", 6, None], ["A-2", None, 5], ["A-3", 7, 5], ["A-3", 7, 6]]
    loaded = with_overrides(tmp_path, rows)
    assert told(loaded)[0] == ("error[unknown-column]", "overrides.xlsx:Overrides!B1")
    first = loaded.findings[0]
    assert first.message == f"the column `{header}` is not known, yet is filled in row 2 and 2 more"
    assert first.hint.startswith(f"did you mean `{meant}`?")
    assert broken(loaded) == ["A-1", "A-3"]
    assert loaded.policy is not None
    assert [(s.name, s.value) for s in loaded.policy.overrides["A-2"]] == [("keep_up_to", Decimal(5))]


@pytest.mark.parametrize(
    "header",
    ["returns", "return rate", "return label", "returned", "stock", "label", "item name", "Notiz", "notes", "remarks",
     "order", "country", "Marke", "return_window_days (old policy, see Eva)"],
)  # fmt: skip
def test_a_column_of_the_sellers_own_stays_a_warning_however_full_it_is(tmp_path: Path, header: str) -> None:
    rows = [["sku", "return_window_days", header], ["A-1", 6, "x"], ["A-2", 7, 8]]
    loaded = with_overrides(tmp_path, rows)
    assert told(loaded) == [("warning[unknown-column]", "overrides.xlsx:Overrides!C1")]
    assert broken(loaded) == []


def test_a_request_on_a_sku_with_a_cell_under_a_misspelt_header_is_flagged_in_text_too(tmp_path: Path) -> None:
    path = text_file(tmp_path / "o.csv", [["sku", "return window"], ["A-1", "6"], ["A-2", ""], ["", "7"]])
    loaded = load_policy([], [path])
    assert told(loaded) == [("error[unknown-column]", "o.csv:1 (return window)"), ("error[blank-sku]", "o.csv:4 (sku)")]
    assert broken(loaded) == ["A-1"]


def amazons(path: Path, rows: Rows) -> str:
    head = [["TemplateType=ReturnRequestAuthorization", "Version=1"], ["Handelsartikelnummer", "Aktion"]]
    if path.suffix == ".xlsx":
        return workbook(path, {"Flat.File": [*head, *rows]})
    return text_file(path, [*head, *rows], "\t")


@pytest.mark.parametrize(
    "name", ["Flat.File.ReturnRequestAuthorization.txt", "Flat.File.ReturnRequestAuthorization.xlsx"]
)
def test_amazons_own_file_is_an_override_file_with_one_term(tmp_path: Path, name: str) -> None:
    rows = [["A-1", "AUTOMATIC"], ["B-2", "manual"], ["C-3", "DELETE"], ["A-1", "AUTOMATIC"]]
    loaded = load_policy([], [amazons(tmp_path / name, rows)])
    assert settings(loaded) == {"authorization": "automatic"}
    assert settings(loaded, "B-2") == {"authorization": "manual"}
    assert settings(loaded, "C-3") == {}
    assert [code for code, _ in told(loaded)][-1:] == ["warning[repeated-row]"]
    assert loaded.sources[0].kind == "ReturnRequestAuthorization"
    at = rows_of(loaded, "B-2")[0].cite.at
    assert at is not None
    assert (at.row, at.column) == (4, 2)


def test_a_bad_action_in_amazons_file_breaks_its_sku(tmp_path: Path) -> None:
    rows = [["A-1", "AUTOMATIC"], ["B-2", "AUTOMATC"], ["D-4", "none"]]
    loaded = load_policy([], [amazons(tmp_path / "f.txt", rows)])
    assert broken(loaded) == ["B-2", "D-4"]
    assert "`AUTOMATIC`" in loaded.findings[0].hint


@pytest.mark.parametrize(("length", "breaks"), [(40, False), (41, True)])
def test_a_sku_that_amazon_refuses_for_its_length_is_an_error(tmp_path: Path, length: int, breaks: bool) -> None:
    loaded = load_policy([], [amazons(tmp_path / "f.txt", [["A" * (length - 1) + "1", "MANUAL"]])])
    assert bool(broken(loaded)) is breaks


def test_rows_that_amazon_would_take_for_its_header_are_errors(tmp_path: Path) -> None:
    path = text_file(tmp_path / "f.txt", [["A-1", "AUTOMATIC"], ["B-2", "MANUAL"], ["C-3", "MANUAL"]], "\t")
    loaded = load_policy([], [path])
    assert broken(loaded) == ["A-1", "B-2"]
    assert {code for code, _ in told(loaded)} == {"error[data-in-header]"}
    assert settings(loaded, "C-3") == {"authorization": "manual"}


def test_the_order_of_rows_and_columns_changes_neither_the_hash_nor_a_decision(tmp_path: Path) -> None:
    header = ["sku", "store", "returnable", "keep_up_to", "note", "valid_from"]
    rows = [
        [f"A-{n % 30}", ["US", None][n % 2], ["no", None][n % 3 > 0], 5 + n % 30, f"n{n % 30}", None] for n in range(60)
    ]
    rows.append(["B-1", "US", "no", 5, None, date(2026, 1, 1)])
    shuffled = random.Random(7).sample(rows, len(rows))  # noqa: S311
    turned = [list(reversed(row)) for row in [header, *shuffled]]
    one, two = with_overrides(tmp_path, [header, *rows]), with_overrides(tmp_path, turned)
    assert one.policy is not None
    assert two.policy is not None
    assert one.policy.hash == two.policy.hash
    for number in range(30):
        request = ReturnRequest(f"A-{number}", "CR-UNWANTED_ITEM", store="US", request_date=AS_OF, delivery_date=AS_OF)
        decisions = [Desk(policy, AS_OF).decide(request) for policy in (one.policy, two.policy)]
        assert decisions[0].verdict == decisions[1].verdict
    less = with_overrides(tmp_path, [header, *rows[:-1]])
    assert less.policy is not None
    assert less.policy.hash != one.policy.hash


def test_overrides_may_stand_in_the_policy(tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", {"Overrides": [["sku", "keep_up_to"], ["A-1", 5]]})
    assert settings(load_policy([path])) == {"keep_up_to": Decimal(5)}


@pytest.mark.parametrize("name", ["o.xlsx", "o.csv"])
def test_what_excel_shows_of_a_sku_is_told_in_workbooks_and_text_alike(tmp_path: Path, name: str) -> None:
    skus = ["01-Mar", "Mar-01", "03. Jan", "01-mars", "mar-26", "1.2E+13", "1E5", "12-pack", "Jan-Kit-1", "10-set"]
    rows = [["sku", "keep_up_to"], *([sku, 20] for sku in skus)]
    path = tmp_path / name
    loaded = load_policy([], [workbook(path, {"Overrides": rows}) if path.suffix == ".xlsx" else text_file(path, rows)])
    assert [(f.code, f.severity, f.at.row) for f in loaded.findings] == [
        *((Code.SKU_IS_A_DATE, Severity.WARNING, row) for row in range(2, 7)),
        (Code.SKU_LOST_DIGITS, Severity.ERROR, 7),
    ]
    assert loaded.policy is not None
    assert set(loaded.policy.overrides) == {*skus} - {"1.2E+13"}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Lamps", "Sofas"], "`Lamps` and `Sofas` can both be `Overrides`: none is read"),
        (["Lamps", "Sofas", "Tables"], "`Lamps`, `Sofas` and `Tables` can all be `Overrides`: none is read"),
    ],
)
def test_overrides_in_several_sheets_are_told_once_with_all_of_them(
    tmp_path: Path, names: list[str], said: str
) -> None:
    rows = [["sku", "keep_up_to"], ["A-1", 20]]
    loaded = load_policy([], [workbook(tmp_path / "o.xlsx", dict.fromkeys(names, rows))])
    assert loaded.policy is None
    assert [(f.code, f.message) for f in loaded.findings] == [(Code.SHEET_NOT_FOUND, said)]
    one = load_policy([], [workbook(tmp_path / "p.xlsx", {**dict.fromkeys(names, rows), "Overrides": rows})])
    assert one.policy is not None
    assert told(one) == []


@pytest.mark.parametrize("name", ["o.xlsx", "o.csv"])
def test_a_file_with_none_of_our_columns_is_told_so_once(tmp_path: Path, name: str) -> None:
    rows = [["Artikel", "Rückgabefrist", "Bemerkung"], ["A-1", 20, "x"]]
    path = tmp_path / name
    loaded = load_policy([], [workbook(path, {"Liste": rows}) if name == "o.xlsx" else text_file(path, rows)])
    assert loaded.policy is None
    (finding,) = loaded.findings
    assert finding.code is Code.MISSING_COLUMN
    assert finding.message == "none of the columns is known, and `sku` is needed"
    assert finding.hint.startswith("the header has `Artikel`, `Rückgabefrist`, `Bemerkung`; ")
    assert "`returnctl template overrides`" in finding.hint


@pytest.mark.parametrize("header", [["Artikel", "keep_up_to"], ["skus", "Artikel"], ["Artikel", "return window"]])
def test_a_header_of_which_anything_is_known_or_nearly_is_told_column_by_column(
    tmp_path: Path, header: list[str]
) -> None:
    codes = [code for code, _ in told(with_overrides(tmp_path, [header, ["A-1", 20]]))]
    assert codes == ["error[missing-column]"] + ["warning[unknown-column]"] * (len(codes) - 1)
    assert len(codes) > 1
