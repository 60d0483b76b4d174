# ruff: noqa: DTZ001 - a cell knows no zone
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnctl.schema.cells import Percent, Trouble
from returnctl.schema.figures import plain_amount
from returnctl.schema.readers import (
    Cell,
    DateOrder,
    DecimalMark,
    amount,
    choice,
    count,
    date_order_of,
    day,
    decimal_mark_of,
    is_none,
    percent,
    sku,
    text,
    yes_no,
)
from returnctl.values.finding import Code, Severity
from returnctl.values.request import UNREADABLE

HUGE = 10**5000  # Python refuses to write it out
ANYTHING = st.one_of(
    st.none(),
    st.text(),
    st.from_regex(r"[0-9.,/:+ TZ-]{1,24}", fullmatch=True),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.decimals(),
    st.floats(allow_nan=False).map(Percent),
    st.just(Trouble(Code.ERROR_CELL, "#N/A")),
)


@pytest.mark.parametrize("value", ["30", " 30 ", "030", "30\u00a0", "\ufeff30", 30, 30.0, Decimal(30)])
def test_plain_digits_are_a_count(value: Cell) -> None:
    assert count(value, 1, 3650) == (30, None)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("30 days", "perhaps 30"),
        ("30,0", "perhaps 30"),
        ("30.0", "perhaps 30"),
        ("30%", "perhaps 30"),
        ("3O", "perhaps 30"),
        ("٣٠", "perhaps 30"),
        ("3²", "plain digits"),
        ("½", "plain digits"),
        ("1_0", "plain digits"),
        ("0x1E", "plain digits"),
        ("3e1", "plain digits"),
        ("unlimited", "plain digits"),
        ("14-30", "one number"),
        (30.5, "round"),
        (True, "General"),
        (Percent(0.3), "General"),
        (timedelta(30), "General"),
        (float("nan"), "round"),
        (float("inf"), "round"),
        (date(1900, 1, 30), "then it shows 30"),
        (date(1900, 3, 1), "then it shows 61"),
        (datetime(2026, 1, 30), "General"),
    ],
)
def test_what_is_no_count_is_flagged_with_a_suggestion_and_never_guessed(value: Cell, hint: str) -> None:
    read = count(value, 1, 3650, "days")
    assert read.value is UNREADABLE
    assert read.problem is not None
    assert (read.problem.code, read.problem.severity) == (Code.NOT_A_WHOLE_NUMBER, Severity.ERROR)
    assert hint in read.problem.hint


@pytest.mark.parametrize(
    "value", [0, -1, "-5", "−5", "0", 3651, "3651", 10**10, "9" * 5000, HUGE, -HUGE], ids=lambda _: ""
)
def test_a_count_outside_its_bounds_is_flagged(value: Cell) -> None:
    read = count(value, 1, 3650)
    assert read.value is UNREADABLE
    assert read.problem is not None
    assert read.problem.code is Code.NUMBER_OUT_OF_RANGE


@pytest.mark.parametrize("value", [1, 3650, "1", "3650"])
def test_the_bounds_of_a_count_are_inside(value: Cell) -> None:
    assert count(value, 1, 3650).value == int(str(value))


def test_a_number_stored_as_text_is_read_and_in_a_workbook_warned_of() -> None:
    typed = count("30", 1, 3650, typed=True)
    assert typed.value == 30
    assert typed.problem is not None
    assert (typed.problem.code, typed.problem.severity) == (Code.NUMBER_AS_TEXT, Severity.WARNING)
    assert count("30", 1, 3650).problem is None
    money = amount("5.00", DecimalMark.POINT, 0, 100, typed=True)
    assert money.value == 5
    assert money.problem is not None
    assert money.problem.code is Code.NUMBER_AS_TEXT


@pytest.mark.parametrize(
    ("value", "mark", "wanted"),
    [
        ("1234.50", ".", "1234.50"),
        ("1,234.50", ".", "1234.50"),
        ("0,125", ",", "0.125"),
        ("1,2345", ",", "1.2345"),
        ("1234,567", ",", "1234.567"),
        ("1,23", ",", "1.23"),
        ("1.234.567", ",", "1234567"),
        ("1.234,56", ",", "1234.56"),
        ("77,98", ",", "77.98"),
        ("1 234,56", ",", "1234.56"),
        ("1\u202f234,56", ",", "1234.56"),
        ("1’234.50", ".", "1234.50"),
        (".5", ".", "0.5"),
        ("-0.00", ".", "0.00"),
        ("77,98", "", "77.98"),
        ("5.00", "", "5.00"),
        ("12", "", "12"),
        (12, "", "12"),
        (24.900000000000002, "", "24.9"),
        (1 / 3, "", "0.333333"),
        (Decimal("1E+2"), "", "100"),
    ],
)
def test_an_amount_is_exact_under_the_decimal_mark_of_its_column(value: Cell, mark: str, wanted: str) -> None:
    read = amount(value, DecimalMark(mark), 0, 10**9)
    assert str(read.value) == wanted
    assert read.problem is None


@pytest.mark.parametrize(
    "value",
    ["$12", "12 USD", "€12,50", "(12.00)", "12.00-", "NaN", "sNaN", "Infinity", "1E+400", "1" * 16, "9" * 40, "12.",
     "1,23,456.00", "1.1234567", ".", "-", "abc", True, Percent(0.2), date(2026, 1, 1), float("nan"), float("inf"),
     1e300, 10**16, Decimal("NaN"), Decimal("sNaN"), Decimal("1E+400")],
)  # fmt: skip
def test_what_is_no_amount_is_flagged(value: Cell) -> None:
    read = amount(value, DecimalMark.POINT, 0, 10**9)
    assert read.value is UNREADABLE
    assert read.problem is not None
    assert read.problem.code is Code.NOT_AN_AMOUNT


@pytest.mark.parametrize(
    ("value", "mark", "hint"),
    [
        ("8,-", "", "`8,-` is not read; write 8.00"),
        ("8,--", ".", "`8,--` is not read; write 8.00"),
        ("8.-", "", "`8.-` is not read; write 8.00"),
        ("8,\u2013", "", "`8,\u2013` is not read; write 8.00"),
        ("8,-", ",", "`8,-` is not read; write 8,00"),
        ("8,- €", "", "`8,- €` is not read; write 8.00"),
        ("CHF 8.-", "", "`CHF 8.-` is not read; write 8.00"),
        ("1.234,-", "", "`1.234,-` is not read; write 1234.00"),
        ("8-", "", "a negative amount is written with `-` before it: -8"),
        ("8,50-", "", "a negative amount is written with `-` before it: -8,50"),
        ("8.50 -", "", "a negative amount is written with `-` before it: -8.50"),
        ("(8.50)", "", "a negative amount is written with `-` before it: -8.50"),
        ("8,---", "", "write an amount with a point before the cents, for example 12.50"),
        (",-", "", "write an amount with a point before the cents, for example 12.50"),
        ("1,2,-", "", "write an amount with a point before the cents, for example 12.50"),
    ],
)
def test_a_price_without_cents_is_told_how_to_be_written_and_only_a_minus_behind_digits_is_negative(
    value: str, mark: str, hint: str
) -> None:
    for typed in (True, False):
        read = amount(value, DecimalMark(mark), 0, 10**9, typed=typed)
        assert read.problem is not None
        assert (read.problem.code, read.problem.hint) == (Code.NOT_AN_AMOUNT, hint)


@pytest.mark.parametrize(("value", "mark"), [("77,98", "."), ("1.234,56", "."), ("5.00", ","), ("1234.5", ",")])
def test_an_amount_against_the_decimal_mark_of_its_column_is_flagged(value: str, mark: str) -> None:
    read = amount(value, DecimalMark(mark), 0, 10**9)
    assert read.problem is not None
    assert read.problem.code is Code.NOT_AN_AMOUNT


@pytest.mark.parametrize("mark", ["", ".", ","])
@pytest.mark.parametrize("value", ["1,234", "1.234", "12,345", "999.000", " 1,234 ", "-1,234"])
def test_an_amount_that_can_be_two_is_flagged_whatever_its_column_tells(value: str, mark: str) -> None:
    read = amount(value, DecimalMark(mark), -(10**9), 10**9)
    assert read.value is UNREADABLE
    assert read.problem is not None
    assert read.problem.code is Code.AMBIGUOUS_AMOUNT


@pytest.mark.parametrize(("value", "mark", "wanted"), [("1,234", ",", "1.234"), ("12.345", ".", "12.345")])
def test_a_percentage_can_be_no_thousands(value: str, mark: str, wanted: str) -> None:
    assert str(percent(value, DecimalMark(mark)).value) == wanted


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("30", "select the cell, click the green corner and choose Convert to Number"),
        ("8,50", "choose Home > Number Format > General and type it anew: 8.50 (8,50 where your Excel writes a comma)"),
        ("5.00", "choose Home > Number Format > General and type it anew: 5.00 (5,00 where your Excel writes a comma)"),
        ("1 234", "choose Home > Number Format > General and type it anew: 1234"),
    ],
)
def test_excel_is_left_to_turn_text_into_a_number_only_where_it_cannot_make_another_of_it(text: str, hint: str) -> None:
    problem = amount(text, DecimalMark.UNDECIDED, 0, 10**9, typed=True).problem
    assert problem is not None
    assert (problem.code, problem.hint) == (Code.NUMBER_AS_TEXT, hint)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("1.234,50", "1234.50"), ("8,5", "8.5"), ("7", "7"), ("-0.00", "0.00"), ("1,234", None), ("", None), ("x", None)],
)
def test_a_plain_amount_needs_no_column_to_tell_its_mark(text: str, wanted: str | None) -> None:
    found = plain_amount(text)
    assert found is None if wanted is None else str(found) == wanted


@pytest.mark.parametrize("value", ["-3", -3, -0.01, "1000000001"])
def test_an_amount_outside_its_bounds_is_flagged(value: Cell) -> None:
    read = amount(value, DecimalMark.POINT, 0, 10**9)
    assert read.problem is not None
    assert read.problem.code is Code.NUMBER_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        ([], ""),
        (["12", "1,234"], ""),
        (["1,234", "5.00"], "."),
        (["1.234", "5,00"], ","),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["0,125"], ","),
        (["1234,567"], ","),
        (["5.00", "5,00"], ""),
        (["$5.00"], ""),
    ],
)
def test_the_decimal_mark_is_that_of_the_whole_column(texts: list[str], mark: str) -> None:
    assert decimal_mark_of(texts) == mark


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("05-Oct-2026", date(2026, 10, 5)),
        ("5-Oct-26", date(2026, 10, 5)),
        ("5 OCT 2026", date(2026, 10, 5)),
        ("Oct 5, 2026", date(2026, 10, 5)),
        ("2026-10-05", date(2026, 10, 5)),
        ("2026/10/05", date(2026, 10, 5)),
        ("2024-02-29", date(2024, 2, 29)),
        ("05/05/2026", date(2026, 5, 5)),
        ("21-Aug-2026 10:11:12", datetime(2026, 8, 21, 10, 11, 12)),
        ("2026-10-05 10:11", datetime(2026, 10, 5, 10, 11)),
        ("2026-10-05T10:11:12Z", datetime(2026, 10, 5, 10, 11, 12, tzinfo=UTC)),
        ("2026-10-05T10:11:12.250+02:00", datetime(2026, 10, 5, 10, 11, 12, tzinfo=timezone(timedelta(hours=2)))),
        ("2026-10-05 10:11:12 PDT", datetime(2026, 10, 5, 10, 11, 12, tzinfo=timezone(timedelta(hours=-7)))),
        ("46300", date(2026, 10, 5)),
        (46300, date(2026, 10, 5)),
        (46300.5, datetime(2026, 10, 5, 12)),
        (36526, date(2000, 1, 1)),
        (73415, date(2100, 12, 31)),
        (date(2026, 10, 5), date(2026, 10, 5)),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_day_beyond_doubt_is_read(value: Cell, wanted: date | None) -> None:
    read = day(value)
    assert read == (wanted, None)
    assert type(read.value) is type(wanted)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2024-02-30", Code.IMPOSSIBLE_DATE),
        ("2023-02-29", Code.IMPOSSIBLE_DATE),
        ("31-Feb-2024", Code.IMPOSSIBLE_DATE),
        ("2024-13-01", Code.IMPOSSIBLE_DATE),
        ("0000-01-01", Code.IMPOSSIBLE_DATE),
        ("13/13/2024", Code.IMPOSSIBLE_DATE),
        ("2026-10-05 25:00", Code.IMPOSSIBLE_DATE),
        ("9999-12-31", Code.IMPOSSIBLE_DATE),
        ("0001-01-01", Code.IMPOSSIBLE_DATE),
        ("1999-12-31", Code.IMPOSSIBLE_DATE),
        (date(9999, 12, 31), Code.IMPOSSIBLE_DATE),
        ("05-Okt-2026", Code.NOT_A_DATE),
        ("2026-10-05 10:00 CST", Code.NOT_A_DATE),
        (60, Code.NOT_A_DATE),
        (0, Code.NOT_A_DATE),
        (-1, Code.NOT_A_DATE),
        (36525, Code.NOT_A_DATE),
        (73416, Code.NOT_A_DATE),
        (2958466, Code.NOT_A_DATE),
        ("60", Code.NOT_A_DATE),
        ("20261005", Code.NOT_A_DATE),
        pytest.param(HUGE, Code.NOT_A_DATE, id="huge"),
        (float("nan"), Code.NOT_A_DATE),
        (True, Code.NOT_A_DATE),
        (time(10), Code.NOT_A_DATE),
        (Percent(46300), Code.NOT_A_DATE),
        ("yesterday", Code.NOT_A_DATE),
        ("x" * 10_000, Code.NOT_A_DATE),
        ("03/04/2024", Code.AMBIGUOUS_DATE),
    ],
)
def test_what_is_no_day_beyond_doubt_is_flagged(value: Cell, code: Code) -> None:
    read = day(value)
    assert read.value is UNREADABLE
    assert read.problem is not None
    assert read.problem.code is code


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["2026-10-05", "05-Oct-2026", ""], DateOrder.ISO),
        (["03/04/2024"], DateOrder.AMBIGUOUS),
        (["03/04/2024", "13/04/2024"], DateOrder.DMY),
        (["03/04/2024", "04/13/2024"], DateOrder.MDY),
        (["13/04/2024", "04/13/2024"], DateOrder.AMBIGUOUS),
        (["99/99/2024"], DateOrder.AMBIGUOUS),
    ],
)
def test_the_order_of_a_date_is_that_of_the_whole_column(texts: list[str], order: DateOrder) -> None:
    assert date_order_of(texts) is order


def test_a_decided_order_reads_the_dates_of_its_column() -> None:
    assert day("03/04/2024", DateOrder.DMY).value == date(2024, 4, 3)
    assert day("03/04/2024", DateOrder.MDY).value == date(2024, 3, 4)
    assert day("3.4.24 3:04 PM", DateOrder.DMY).value == datetime(2024, 4, 3, 15, 4)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(123.0, "123"), (100000, "100000"), (999999999999999, "999999999999999"), ("1E5", "1E5"), ("12E34", "12E34"),
     ("00123", "00123"), ("../../etc/passwd", "../../etc/passwd"), ("{0.__class__}", "{0.__class__}"), ("", None),
     (" ", None), ("\u200b", None), (None, None)],
)  # fmt: skip
def test_a_sku_stands_as_it_came(value: Cell, wanted: str | None) -> None:
    assert sku(value) == (wanted, None)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (10**15, Code.SKU_LOST_DIGITS),
        (12345678901234567.0, Code.SKU_LOST_DIGITS),
        ("1.23457E+15", Code.SKU_LOST_DIGITS),
        ("4,01235E+12", Code.SKU_LOST_DIGITS),
        ("1.2E+13", Code.SKU_LOST_DIGITS),
        ("1,2E+11", Code.SKU_LOST_DIGITS),
        ("1E+13", Code.SKU_LOST_DIGITS),
        ("1.00E+05", Code.SKU_LOST_DIGITS),
        ("1.00E+100", Code.SKU_LOST_DIGITS),
        (date(2024, 3, 1), Code.SKU_IS_A_DATE),
        (datetime(2024, 3, 1), Code.SKU_IS_A_DATE),
        (time(1), Code.SKU_IS_A_DATE),
        (True, Code.BROKEN_CELL),
        (Percent(0.3), Code.BROKEN_CELL),
        ("#N/A", Code.ERROR_CELL),
        (Trouble(Code.ERROR_CELL, "#REF!"), Code.ERROR_CELL),
        (Trouble(Code.FORMULA_WITHOUT_VALUE, "=A1"), Code.FORMULA_WITHOUT_VALUE),
        (Trouble(Code.MERGED_CELL, "A1:A3"), Code.MERGED_CELL),
    ],
)
def test_what_excel_made_of_a_sku_is_refused(value: Cell, code: Code) -> None:
    read = sku(value)
    assert read.value is UNREADABLE
    assert read.problem is not None
    assert read.problem.code is code


@pytest.mark.parametrize(
    "value",
    ["1E5", "12E3", "7E10-A", "1E13", "1.2E13", "1.2E+5", "1.2E+05", "1.2E+10", "1E+5", "12.3E+13", "1.2E+13-A",
     "A1.2E+13", "1.2E-13", "0.5E+13"],
)  # fmt: skip
def test_a_sku_that_only_resembles_a_long_number_stands_as_it_came(value: str) -> None:
    assert sku(value) == (value, None)


@pytest.mark.parametrize(
    "value",
    ["01-Mar", "1-Mar", "Mar-01", "Sept-26", "03. Jan", "01. Mrz", "31.Dez", "Mrz 26", "01. Mär", "01-mars", "03-janv.",
     "08-août", "févr.-26", "01-mar", "03-gen", "03-ene", "15-dic.", "mars-26", " 03. Jan\u200b"],
)  # fmt: skip
def test_a_sku_that_excel_shows_as_a_date_is_read_as_it_stands_with_a_warning(value: str) -> None:
    read = sku(value)
    assert read.value == value
    assert read.problem is not None
    assert (read.problem.code, read.problem.severity) == (Code.SKU_IS_A_DATE, Severity.WARNING)


@pytest.mark.parametrize(
    "value",
    ["A-01. Jan", "Jan-Kit", "01-MAR", "MAR-01", "JAN-26", "32-Mar", "00-Mar", "32. Jan", "01-March", "01. Januar",
     "Mar-2026", "10-set", "20-lug", "12-mag", "10-may", "3-mars", "01-Mar-A", "Jan. 26", "Mars-26", "mrz 26",
     "3. Jan"],
)  # fmt: skip
def test_a_sku_that_is_not_just_what_excel_shows_of_a_date_stands_as_it_came(value: str) -> None:
    assert sku(value) == (value, None)


@pytest.mark.parametrize(
    ("value", "code"),
    [("-", Code.SKU_LOOKS_EMPTY), ("N/A", Code.SKU_LOOKS_EMPTY), ("null", Code.SKU_LOOKS_EMPTY),
     ("nan", Code.SKU_LOOKS_EMPTY), ("A-1 ", Code.SKU_CLEANED), ("A\u20111", Code.SKU_CLEANED),
     ("A\u200b1", Code.SKU_CLEANED), ("cafe\u0301", Code.SKU_CLEANED)],
)  # fmt: skip
def test_an_odd_sku_is_read_as_it_stands_with_a_warning(value: str, code: Code) -> None:
    read = sku(value)
    assert read.value == value
    assert read.problem is not None
    assert (read.problem.code, read.problem.severity) == (code, Severity.WARNING)


@pytest.mark.parametrize(
    ("value", "wanted"), [("20", 20), ("20%", 20), ("20 %", 20), ("12.5%", "12.5"), (Percent(0.2), 20), (20, 20)]
)
def test_a_share_may_be_written_as_a_percentage(value: Cell, wanted: Any) -> None:
    assert percent(value).value == Decimal(wanted)


@pytest.mark.parametrize("value", ["101%", -1, Percent(1.01), "%", "20%%"])
def test_a_share_outside_a_whole_is_flagged(value: Cell) -> None:
    assert percent(value).value is UNREADABLE


@pytest.mark.parametrize(
    ("value", "wanted"), [("Y", True), ("no", False), ("TRUE", True), (False, False), (" ", None), (None, None)]
)
def test_yes_and_no_are_read(value: Cell, wanted: bool | None) -> None:
    assert yes_no(value) == (wanted, None)


@pytest.mark.parametrize("value", ["1", 1, 0, "maybe", "ja", 0.0])
def test_any_other_yes_or_no_is_flagged(value: Cell) -> None:
    assert yes_no(value).value is UNREADABLE


def test_a_choice_is_found_whatever_its_case_and_hyphens_and_the_nearest_is_told() -> None:
    choices = ("authorize-each", "automatic-in-policy")
    assert choice("Automatic in_Policy", choices).value == "automatic-in-policy"
    problem = choice("automatic-in-polcy", choices).problem
    assert problem is not None
    assert "`automatic-in-policy`" in problem.hint
    assert choice(None, choices) == (None, None)


def test_only_the_word_none_is_none() -> None:
    assert all(map(is_none, ("none", " None ", "NONE")))
    assert not any(map(is_none, ("nothing", "", None, 0, "nones")))


def test_free_text_is_trimmed_and_bounded() -> None:
    assert text(" ask for a photo ").value == "ask for a photo"
    assert text(12.0).value == "12"
    assert text("abc", 2).value is UNREADABLE
    assert text(10**15).value is UNREADABLE


def test_text_of_a_file_is_made_visible_and_cut_in_messages() -> None:
    problem = count("\x1b[31m" + "x" * 100, 1, 9).problem
    assert problem is not None
    assert "\\x1b" in problem.message
    assert "…" in problem.message


@given(ANYTHING)
def test_every_reader_answers_to_every_cell(value: Cell) -> None:
    reads = [text(value), sku(value), day(value, DateOrder.DMY), count(value, 0, 9), percent(value), yes_no(value)]
    reads += [amount(value, mark, 0, 10**9) for mark in DecimalMark]
    for read in reads:
        assert (read.value is UNREADABLE) == (read.problem is not None and read.problem.severity is Severity.ERROR)


@given(st.decimals(min_value=0, max_value=10**8, places=2))
def test_an_amount_means_the_same_with_either_decimal_mark(value: Decimal) -> None:
    plain = f"{value:,.2f}"
    swapped = plain.translate(str.maketrans(",.", ".,"))
    assert amount(plain, DecimalMark.POINT, 0, 10**9).value == value
    assert amount(swapped, DecimalMark.COMMA, 0, 10**9).value == value


@pytest.mark.parametrize(
    ("texts", "order"), [(("21.11.2026", "11/03/2026"), DateOrder.AMBIGUOUS), (("21.11.2026",), DateOrder.ISO)]
)
def test_dates_with_dots_say_nothing_about_dates_with_slashes(texts: tuple[str, ...], order: DateOrder) -> None:
    assert date_order_of(texts) is order
    assert day("04.03.2024", DateOrder.MDY).value == date(2024, 3, 4)
