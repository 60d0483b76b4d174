"""Currency signs, SKUs as numbers, hidden columns: what the formats and the shape of a sheet tell."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from policy_tables import text_file, told

from returnctl.files.books.number_formats import currency_shown
from returnctl.files.policies.loading import load_policy
from returnctl.files.policies.second_look import second_look
from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.policy import SkuList

DOLLAR, EURO = "[$$-409]#,##0.00", '#,##0.00 "€"'


def made(path: Path, sheets: Mapping[str, list[list[Any]]], formats: Mapping[str, str] | None = None,
         then: Callable[[Any], None] | None = None) -> str:  # fmt: skip
    """A workbook whose first sheet has some number formats."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cell, code in (formats or {}).items():
        book.worksheets[0][cell].number_format = code
    if then is not None:
        then(book.worksheets[0])
    book.save(path)
    return str(path)


def looked(policies: list[str], overrides: list[str], store: str | None = None,
           listed: SkuList | None = None) -> tuple[Finding, ...]:  # fmt: skip
    loaded = load_policy(policies, overrides)
    assert loaded.policy is not None
    return second_look(loaded.tables, loaded.policy, store, listed)


def marks(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{each.severity}[{each.code}] {each.at.cell}" for each in findings]


@pytest.mark.parametrize(
    ("code", "sign", "currencies"),
    [
        ("[$$-409]#,##0.00", "$", ("USD",)),
        ("[$$-1009]#,##0.00", "$", ("CAD",)),
        ("[$€-407] #,##0.00", "€", ("EUR",)),
        ("#,##0.00\\ [$€-1]", "€", ("EUR",)),
        ("[$£-809]#,##0.00", "£", ("GBP",)),
        ("[$¥-411]#,##0", "¥", ("JPY",)),
        ("[$kr-41D] #,##0", "kr", ("SEK",)),
        ("[$USD] #,##0.00", "USD", ("USD",)),
        ('#,##0.00 "EUR"', "EUR", ("EUR",)),
        ('#,##0.00 "zł"', "zł", ("PLN",)),
        ("£#,##0.00", "£", ("GBP", "EGP")),
        ("#,##0.00\\€", "€", ("EUR",)),
        ("0.00;[$$-409]0.00", None, ()),
        ("0.00", None, ()),
        ("General", None, ()),
        ('0 "days"', None, ()),
        ("[$-409]d mmm yyyy", None, ()),
        ("[Red]0.00", None, ()),
        ("[$XYZ] 0", None, ()),
    ],
)
def test_a_format_shows_a_currency(code: str, sign: str | None, currencies: tuple[str, ...]) -> None:
    shown = currency_shown(code)
    assert (shown and shown.sign, shown.codes if shown else ()) == (sign, currencies)


def test_a_plain_dollar_may_be_any_dollar() -> None:
    shown = currency_shown('"$"#,##0.00')
    assert shown is not None
    assert {"USD", "CAD", "AUD"} <= set(shown.codes)


@pytest.mark.parametrize(
    ("store", "code", "said"),
    [
        ("DE", DOLLAR, ["warning[currency-in-format] C2"]),
        ("US", DOLLAR, []),
        ("DE", EURO, []),
        ("UK", EURO, ["warning[currency-in-format] C2"]),
        (None, EURO, ["note[currency-in-format] C2"]),
        ("DE", "0.00", []),
        ("CA", '"$"#,##0.00', []),
    ],
)
def test_the_sign_of_an_override_is_held_against_its_store(
    tmp_path: Path, store: str | None, code: str, said: list[str]
) -> None:
    path = made(tmp_path / "o.xlsx", {"Overrides": [["sku", "store", "keep_up_to"], ["A-1", store, 25]]}, {"C2": code})
    assert marks(looked([], [path])) == said


@pytest.mark.parametrize(("store", "said"), [("DE", []), ("UK", ["warning[currency-in-format] B2"])])
def test_a_row_for_all_stores_is_held_against_the_store_that_is_named(
    tmp_path: Path, store: str, said: list[str]
) -> None:
    path = made(tmp_path / "o.xlsx", {"Overrides": [["sku", "keep_up_to"], ["A-1", 25]]}, {"B2": EURO})
    assert marks(looked([], [path], store)) == said


def test_a_column_is_told_once_with_the_number_of_its_cells(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["sku", "store", "keep_up_to"], *([f"A-{n}", "DE", 25] for n in range(4))]
    rows.append(["A-5", "nowhere", 25])
    path = made(tmp_path / "o.xlsx", {"Overrides": rows}, {f"C{n}": DOLLAR for n in range(2, 7)})
    (finding,) = looked([], [path])
    assert finding.message == (
        "`keep_up_to` is shown in `$`, but read in EUR, the currency of DE: nothing is converted; "
        "so are 3 more of the column"
    )
    two = made(tmp_path / "p.xlsx", {"Overrides": rows[:3]}, {f"C{n}": DOLLAR for n in range(2, 4)})
    assert looked([], [two])[0].message.endswith("; so is 1 more of the column")


def test_settings_are_held_against_the_store_of_their_column(tmp_path: Path) -> None:
    rows = [["setting", "default", "US", "DE"], ["keep_up_to", 25, 30, 40], ["return_window_days", 30, 30, 30]]
    formats = {f"{column}{row}": EURO for column in "BCD" for row in (2, 3)}
    path = made(
        tmp_path / "p.xlsx", {"Settings": rows, "Categories": [["category", "returnable"], ["books", "no"]]}, formats
    )
    said = looked([path], [])
    assert marks(said) == ["note[currency-in-format] B2", "warning[currency-in-format] C2"]
    assert said[0].hint == "write the amounts into a column for each store"


def test_what_is_no_amount_in_a_currency_is_left_to_the_reader(tmp_path: Path) -> None:
    rows = [["sku", "store", "keep_up_to", "note"], ["A-1", "DE", "none", 5], ["A-2", "DE", "=1+1", None]]
    path = made(tmp_path / "o.xlsx", {"Overrides": rows}, {"C2": DOLLAR, "C3": DOLLAR, "D2": DOLLAR})
    assert looked([], [path]) == ()


def test_numbers_among_skus_are_told_once(tmp_path: Path) -> None:
    rows = [["sku", "keep_up_to"], ["A-1", 5], [4711, 5], [815, 6], [816, 6], [817, 6]]
    path = made(tmp_path / "o.xlsx", {"Overrides": rows})
    (finding,) = looked([], [path])
    assert marks((finding,)) == ["warning[sku-is-a-number] A3"]
    assert finding.message == (
        "4 SKUs of this column are numbers for Excel (`4711` in A3, `815` in A4, `816` in A5 and 1 more): "
        "zeros in front would be gone"
    )
    listed = SkuList({name: Location("list.txt") for name in ("4711", "815", "816", "817")})
    assert looked([], [path], listed=listed) == ()


def test_amazons_own_file_and_text_files_are_looked_at_too(tmp_path: Path) -> None:
    rows = [["TemplateType=ReturnRequestAuthorization", "v"], ["SKU", "Action"], [4711, "MANUAL"], ["A-1", "MANUAL"]]
    assert marks(looked([], [made(tmp_path / "a.xlsx", {"Upload": rows})])) == ["warning[sku-is-a-number] A3"]
    assert looked([], [text_file(tmp_path / "o.csv", [["sku", "keep_up_to"], [4711, 5]])]) == ()


def hide(*columns: str) -> Callable[[Any], None]:
    def do(sheet: Any) -> None:
        for column in columns:
            sheet.column_dimensions[column].hidden = True

    return do


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (("B",), "the hidden column B is read too"),
        (("B", "D"), "the hidden columns B, D are read too"),
        (("G", "XFD"), None),  # nothing stands there
        ((), None),
    ],
)
def test_hidden_columns_are_read_and_told(tmp_path: Path, columns: tuple[str, ...], message: str | None) -> None:
    rows = [["sku", "keep_up_to", "note", "review_above"], ["A-1", 5, "x", 90]]
    loaded = load_policy([], [made(tmp_path / "o.xlsx", {"Overrides": rows}, then=hide(*columns))])
    assert [each.message for each in loaded.findings] == ([message] if message else [])
    assert loaded.policy is not None
    assert len(loaded.policy.overrides["A-1"]) == 3


def test_what_is_done_to_a_sheet_in_excel_is_told_of_overrides(tmp_path: Path) -> None:
    def maltreat(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.auto_filter.ref = "A1:C9"
        sheet.auto_filter.add_filter_column(0, ["A-1"])
        sheet.merge_cells("C4:C5")

    rows = [["sku", "return_window_days", "keep_up_to", "remarks"],
            ["A-1", "45", 5, None], ["A-2", 45, 5, None], ["A-3", 45, 5, None], ["A-4", 45, None, None],
            ["A-5", "=1+1", 5, None], ["A-6", "#N/A", 5, None]]  # fmt: skip
    loaded = load_policy([], [made(tmp_path / "o.xlsx", {"Overrides": rows}, then=maltreat)])
    assert sorted(mark for mark, _ in told(loaded)) == [
        "error[error-cell]",
        "error[formula-without-value]",
        "error[merged-cell]",
        "note[hidden-rows]",
        "warning[number-as-text]",
        "warning[unknown-column]",
    ]
    hidden = next(each for each in loaded.findings if each.code == "hidden-rows")
    assert hidden.message == "1 hidden row is read too (hidden by a filter or by hand)"


def test_an_amount_in_the_column_of_remarks_is_no_amount(tmp_path: Path) -> None:
    sheets = {"Settings": [["setting", "default", "note"], ["keep_up_to", 5, 7]]}
    assert looked([made(tmp_path / "policy.xlsx", sheets, {"C2": EURO})], []) == ()
