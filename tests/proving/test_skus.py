"""SKUs that nearly are another, that stand in several rows, that are not listed, and what Excel makes of them."""

from pathlib import Path

import pytest
from auditing import skus, told
from builders import AS_OF
from policy_tables import Rows, text_file, workbook

from returnctl.files.policies.loading import load_policy
from returnctl.proving.audits import audit_overrides
from returnctl.proving.skus import becomes
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.policy import SkuList


def of_file(path: str, *more: str, listed: SkuList | None = None) -> tuple[Finding, ...]:
    loaded = load_policy([], [path, *more])
    assert loaded.policy is not None
    return audit_overrides(loaded.policy, AS_OF, "US", listed)


def in_sheet(folder: Path, *rows: list[object], name: str = "o.xlsx") -> str:
    return workbook(folder / name, {"Overrides": [["sku", "store", "keep_up_to", "note", "valid_to"], *rows]})


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("0004711", "4711", "leading zeros lost?"),
        ("lamp-1", "LAMP-1", "only upper and lower case differ"),
        ("LAMP-O1", "LAMP-01", "letters that look alike or spaces differ"),
        ("LAMP 1", "LAMP-1", "letters that look alike or spaces differ"),
        ("ＬＡＭＰ-1", "LAMP-1", "letters that look alike or spaces differ"),
    ],
)
def test_skus_that_nearly_are_one_another_are_told(tmp_path: Path, one: str, other: str, why: str) -> None:
    path = in_sheet(tmp_path, [one, "US", 20], [other, "US", 25])
    (finding,) = of_file(path)
    assert told([finding]) == ["note[similar-skus] A3"]
    assert finding.message == f"`{other}` is nearly `{one}` in {path}:Overrides!A2: {why}"


def test_skus_that_differ_in_earnest_are_not_told(tmp_path: Path) -> None:
    assert of_file(in_sheet(tmp_path, ["LAMP-1", "US", 20], ["LAMP-2", "US", 25], ["LAMP-12", "US", 25])) == ()


def test_a_list_settles_which_skus_there_are(tmp_path: Path) -> None:
    path = in_sheet(tmp_path, ["0004711", "US", 20], ["4711", "US", 25])
    assert of_file(path, listed=skus("0004711", "4711")) == ()
    (finding,) = of_file(path, listed=skus("0004711", "x"))
    assert told([finding]) == ["warning[sku-not-listed] A3"]
    assert finding.message == (
        "`4711` is not among the listed SKUs, so that no request will come for it; `0004711` is: leading zeros lost?"
    )
    assert finding.hint == "write `0004711` if that is what you mean"


def test_a_sku_that_is_not_listed_is_told_at_each_of_its_rows(tmp_path: Path) -> None:
    path = in_sheet(tmp_path, ["A", "US", 20], ["A", "DE", 25], ["B", "US", 20])
    assert told(of_file(path, listed=skus("B"))) == ["warning[sku-not-listed] A2", "warning[sku-not-listed] A3"]


def test_a_report_of_orders_or_returns_proves_little(tmp_path: Path) -> None:
    path = in_sheet(tmp_path, ["GONE-9", "US", 20], ["4711", "US", 20])
    assert told(of_file(path, listed=skus("0004711", whole=False))) == [
        "note[sku-not-listed] A2",
        "warning[sku-not-listed] A3",
    ]


@pytest.mark.parametrize(
    ("whole", "where"), [(True, "among the listed SKUs"), (False, "among the SKUs that were given")]
)
def test_a_sku_for_which_there_are_requests_is_right_whatever_the_list_says(
    tmp_path: Path, whole: bool, where: str
) -> None:
    path = in_sheet(tmp_path, ["4711", "US", 20], ["4712", "US", 20], ["X", "US", 20])
    listed = skus("0004711", "X", whole=whole)._replace(
        requested={"4711": Location("r.txt", None, 14), "X": Location("r")}
    )
    first, second = of_file(path, listed=listed)
    assert told([first, second]) == ["note[sku-not-listed] A2", f"{'warning' if whole else 'note'}[sku-not-listed] A3"]
    assert first.message == f"`4711` is not {where}, yet there are requests for it, see r.txt:14"
    assert "delete" not in first.hint
    assert "delete" in second.hint


def test_a_list_that_could_not_be_read_proves_nothing(tmp_path: Path) -> None:
    path = in_sheet(tmp_path, ["0004711", "US", 20], ["4711", "US", 25])
    assert told(of_file(path, listed=skus("x")._replace(usable=False))) == ["note[similar-skus] A3"]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ([None, 20, None, None], [None, None, "x", None], ["note[sku-in-several-rows] A3"]),
        (["US", 20, None, None], ["US", None, "x", None], ["note[sku-in-several-rows] A3"]),
        ([None, 20, None, None], ["US", None, "x", None], []),
        (["DE", 20, None, None], ["US", None, "x", None], []),
        ([None, 20, None, None], [None, 20, None, None], []),  # told as a repeated row already
    ],
)
def test_rows_laid_over_one_another_are_told(
    tmp_path: Path, one: list[object], other: list[object], said: list[str]
) -> None:
    assert told(of_file(in_sheet(tmp_path, ["A-1", *one], ["A-1", *other]))) == said


def test_rows_of_two_files_or_two_times_are_no_matter(tmp_path: Path) -> None:
    first = in_sheet(tmp_path, ["A-1", None, 20])
    second = in_sheet(tmp_path, ["A-1", None, None, "x"], name="p.xlsx")
    assert told(of_file(first, second)) == []
    dated: Rows = [["sku", "keep_up_to", "note", "valid_from", "valid_to"],
                   ["A-1", 20, None, None, "2026-12-01"], ["A-1", None, "x", "2026-12-02", None]]  # fmt: skip
    assert told(of_file(text_file(tmp_path / "d.csv", [["" if c is None else c for c in r] for r in dated]))) == []


@pytest.mark.parametrize(
    ("sku", "what"),
    [
        ("1E5", "a power of ten"),
        ("12e34", "a power of ten"),
        ("1.5E3", "a power of ten"),
        ("00123", "a number without its zeros"),
        ("1234567890123456", "a number that has lost digits"),
        ("-12", "a number"),
        ("(12)", "a number"),
        ("15%", "a number"),
        ("1.10", "a number without its last zero"),
        ("3-1", "a date"),
        ("31/12", "a date"),
        ("3-2026", "a date"),
        ("1-2-03", "a date"),
        ("MAR-1", "a date"),
        ("Sept 5", "a date"),
        ("1-MAI", "a date"),
        ("12:30", "a time"),
        ("true", "a yes or no"),
    ],
)
def test_excel_changes_what_looks_like_a_number_a_date_or_a_time(sku: str, what: str) -> None:
    assert becomes(sku) == what


@pytest.mark.parametrize(
    "sku",
    ["LAMP-1", "123", "123456789012345", "A1E5", "1E5X", "E5", "0", "32-13", "MARS-X", "MARKER-1", "1.15", "3-1-A",
     "TRUE-1", "x_1", "", "Übung", "DECK-100"],
)  # fmt: skip
def test_other_skus_stay_as_they_are(sku: str) -> None:
    assert becomes(sku) == ""


def test_a_text_file_is_told_once_with_the_first_of_its_skus(tmp_path: Path) -> None:
    names = ["00123", "1E5", "3-1", "MAR-1", "LAMP-1", "4711"]
    path = text_file(tmp_path / "o.csv", [["sku", "keep_up_to"], *([name, 20] for name in names)])
    (finding,) = of_file(path)
    assert told([finding]) == ["warning[sku-excel-changes] 2"]
    assert finding.message == (
        "Excel changes 4 SKUs of this column when it opens the file: `00123` in row 2 becomes a number without its "
        "zeros, `1E5` in row 3 becomes a power of ten, `3-1` in row 4 becomes a date, 1 more change too"
    )


def test_text_cells_of_a_workbook_are_safe(tmp_path: Path) -> None:
    assert of_file(in_sheet(tmp_path, ["00123", "US", 20], ["1E5", "US", 20])) == ()
    both = of_file(
        in_sheet(tmp_path, ["00123", "US", 20]), text_file(tmp_path / "o.csv", [["sku", "note"], ["00123", "x"]])
    )
    assert told(both) == ["warning[sku-excel-changes] 2"]


@pytest.mark.parametrize(("length", "told_of"), [(40, 0), (41, 1)])
def test_a_sku_that_amazons_file_cannot_hold_is_told_before_the_upload(
    tmp_path: Path, length: int, told_of: int
) -> None:
    path = in_sheet(tmp_path, ["L" * length, "US", 20, None, None])
    found = [finding for finding in of_file(path) if finding.code is Code.TEXT_TOO_LONG]
    assert [str(finding.at.cell) for finding in found] == ["A2"] * told_of
