from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import ReturnRequest
from returnctl.views.summary import Tally, cause_lines

BAD_DAYS = Finding(Code.NOT_A_WHOLE_NUMBER, Location("o.xlsx", "Overrides", 14, 3), "must be a number, found `thirty`")
BAD_LIMIT = Finding(Code.NOT_AN_AMOUNT, Location("o.xlsx", "Overrides", 15, 4), "must be an amount, found `x`")


def flagged(*rows: tuple[str, tuple[Finding, ...], tuple[Finding, ...]]) -> list[str]:
    tally = Tally()
    for sku, findings, override in rows:
        tally.add_flagged(ReturnRequest(sku, "CR-DEFECTIVE"), findings, override)
    return list(cause_lines(tally))


def blank(row: int, said: str = "the SKU is blank") -> tuple[str, tuple[Finding, ...], tuple[Finding, ...]]:
    return "", (Finding(Code.BLANK_SKU, Location("r.csv", None, row, 1, "sku"), said),), ()


def test_requests_on_one_sku_are_one_cause_with_the_cell_of_its_override() -> None:
    rows = [("X", (), (BAD_DAYS,))] * 10
    assert flagged(*rows) == [
        "10 requests on SKU X: o.xlsx:Overrides!C14: must be a number, found `thirty`",
    ]
    assert flagged(rows[0]) == ["1 request on SKU X: o.xlsx:Overrides!C14: must be a number, found `thirty`"]


def test_several_bad_cells_of_one_override_are_named_and_not_explained() -> None:
    several = (BAD_DAYS, BAD_LIMIT, BAD_DAYS, BAD_DAYS, BAD_DAYS)
    assert flagged(("X", (), (BAD_DAYS, BAD_LIMIT)), ("X", (), (BAD_DAYS, BAD_LIMIT))) == [
        "2 requests on SKU X: o.xlsx:Overrides!C14 · o.xlsx:Overrides!D15"
    ]
    (line,) = flagged(("X", (), several))
    assert line.endswith("o.xlsx:Overrides!C14 · o.xlsx:Overrides!D15 · o.xlsx:Overrides!C14 · 2 more")


def test_rows_with_the_same_wrong_are_one_cause_with_their_own_cells() -> None:
    assert flagged(*map(blank, range(2, 7))) == [
        "5 rows: the SKU is blank: r.csv:2 (sku) · r.csv:3 (sku) · r.csv:4 (sku) · 2 more"
    ]


def test_what_is_said_differently_of_each_row_is_called_by_its_name() -> None:
    assert flagged(blank(2, "found `1`"), blank(3, "found `2`"), blank(4, "found `2`")) == [
        "3 rows: blank-sku: r.csv:2 (sku) · r.csv:3 (sku) · r.csv:4 (sku)"
    ]


def test_a_note_on_a_flagged_row_is_not_its_cause() -> None:
    note = Finding(Code.NUMBER_AS_TEXT, Location("r.csv", None, 2), "a note", severity=Severity.NOTE)
    sku, errors, none = blank(2)
    assert flagged((sku, (note, *errors), none)) == ["1 row: the SKU is blank: r.csv:2 (sku)"]


def test_the_most_frequent_comes_first_and_a_long_list_ends_in_a_count() -> None:
    rows = [(f"S-{number}", (), (BAD_DAYS,)) for number in range(300)]
    lines = flagged(*rows, rows[2])
    assert len(lines) == 9
    assert lines[0].startswith("2 requests on SKU S-2:")
    assert lines[-1] == "292 for other reasons"


def test_what_a_file_calls_its_skus_is_safe_to_show() -> None:
    (line,) = flagged(("\x1b[31mX", (), (BAD_DAYS,)))
    assert "\x1b" not in line
