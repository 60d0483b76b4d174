"""A file given in the place of another is named, with the place where it belongs."""

import shutil
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from running import EXAMPLES, Run

ONE = ("decide", "--sku", "A-1", "--reason", "defective", "--as-of", "2026-11-23")
EXPECTED: Final = {
    "FILE": "return requests",
    "--orders": "an orders report",
    "--inventory": "a listing report",
    "--deliveries": "a table of deliveries",
    "--overrides": "overrides",
    "--policy": "a policy",
}
# What each example is called, and which option takes it.
FILES: Final = {
    "orders.txt": ("an orders report", "--orders"),
    "inventory.txt": ("a listing or inventory report", "--inventory"),
    "deliveries.csv": ("a table of deliveries", "--deliveries"),
    "returns-report.txt": ("Amazon's returns report", "FILE"),
    "variants/requests.csv": ("your return requests", "FILE"),
    "overrides.xlsx": ("your overrides", "--overrides"),
    "amazon-overrides.txt": ("Amazon's SKU override file", "--overrides"),
    "policy.xlsx": ("your policy", "--policy"),
    "amazon-processing-report.txt": ("a processing report", ""),
}
# A policy may hold overrides, and those alone are one.
TAKEN: Final = {("--policy", "overrides.xlsx"), ("--policy", "amazon-overrides.txt")}
WRONG: Final = [
    (option, name)
    for option, name in product(EXPECTED, FILES)
    if FILES[name][1] != option and (option, name) not in TAKEN
]
RIGHT: Final = [(option, name) for option, name in product(EXPECTED, FILES) if (option, name) not in WRONG]


def given(option: str, file: object) -> tuple[object, ...]:
    return ("decide", file, "--as-of", "2026-11-23") if option == "FILE" else (*ONE, option, file)


@pytest.mark.parametrize(("option", "name"), WRONG)
def test_a_wrong_file_is_named_with_the_option_that_takes_it(run: Run, option: str, name: str) -> None:
    told = run(*given(option, EXAMPLES / name))
    what, takes = FILES[name]
    assert told.code == 3
    assert f": expected {EXPECTED[option]}, found {what}" in told.err
    assert takes == "FILE" or takes in told.err
    assert told.err.count("error[") == 1
    assert not told.out


@pytest.mark.parametrize(("option", "name"), RIGHT)
def test_the_right_file_is_taken(run: Run, option: str, name: str) -> None:
    told = run(*given(option, EXAMPLES / name))
    assert told.code == 0
    assert "found" not in told.err.replace("was found", "")


def book(path: Path, *rows: tuple[object, ...], sheet: str = "Sheet1") -> Path:
    from openpyxl import Workbook

    made = Workbook()
    assert made.active is not None
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def test_a_wrong_workbook_is_named_too(run: Run, tmp_path: Path) -> None:
    listing = book(tmp_path / "l.xlsx", ("seller-sku", "quantity", "asin1"), ("A-1", 1, "B0"))
    assert "expected an orders report, found a listing or inventory report" in run(*ONE, "--orders", listing).err
    days = book(tmp_path / "d.xlsx", ("Order ID", "Delivered"), ("1", "2026-10-01"))
    told = run(*ONE, "--inventory", days).err
    assert "expected a listing report, found a table of deliveries\n  hint: give it with --deliveries" in told


def test_what_is_none_of_the_files_that_are_known_is_shown_by_its_columns(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(",".join(f"column number {n}" for n in range(1, 40)) + "\n1\n", encoding="utf-8")
    told = run(*ONE, "--orders", path).err
    assert "(`amazon-order-id`, `sku`, `purchase-date`), found the columns `column number 1`, `column" in told
    assert "`column number 10`, …\n" in told


@pytest.mark.parametrize(
    ("option", "header", "said"),
    [
        # the right kind of file, which lacks a column, is not called another
        ("--orders", "amazon-order-id,purchase-date", "found the columns `amazon-order-id`, `purchase-date`"),
        ("--inventory", "seller-sku,asin1", "found the columns `seller-sku`, `asin1`"),
        ("FILE", "order_id,sku,category,note,request_date", "no column `Return Reason` (or `reason`)"),
        ("FILE", "Order ID,Merchant SKU,Return request date,Label type", "no column `Return Reason` (or `reason`)"),
    ],
)
def test_a_file_that_lacks_a_column_is_told_which(
    run: Run, tmp_path: Path, option: str, header: str, said: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n", encoding="utf-8")
    told = run(*given(option, path))
    assert told.code == 3
    assert said in told.err


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("sku,quantity", True),
        ("seller-sku,quantity,price", True),
        ("sku,quantity,order_id", False),
        ("sku,quantity,reason", False),
        ("sku,asin,quantity,fnsku,license-plate-number,order-id", False),
    ],
)
def test_a_quantity_beside_an_order_or_a_reason_is_no_stock(run: Run, tmp_path: Path, header: str, taken: bool) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n", encoding="utf-8")
    assert (run(*ONE, "--inventory", path).code == 0) is taken


def test_requests_on_a_sheet_of_their_own_are_taken_whatever_else_is_called_tests(run: Run, tmp_path: Path) -> None:
    mine = book(tmp_path / "mine.xlsx", ("sku", "reason"), ("A-1", "defective"), sheet="Requests")
    assert run("decide", mine).code == 0
    mine = book(tmp_path / "mine.xlsx", ("sku", "reason", "expect"), ("A-1", "defective", "replace"), sheet="Tests")
    assert "expected return requests, found your policy" in run("decide", mine).err


def test_a_wrong_file_on_standard_input_is_named(run: Run) -> None:
    told = run("decide", "-", stdin=(EXAMPLES / "deliveries.csv").read_bytes())
    assert "<stdin>: error[wrong-report]: expected return requests, found a table of deliveries" in told.err


def test_the_name_of_a_file_plays_no_part(run: Run, tmp_path: Path) -> None:
    orders = shutil.copy(EXAMPLES / "inventory.txt", tmp_path / "orders.txt")
    assert "found a listing or inventory report" in run(*ONE, "--orders", orders).err
