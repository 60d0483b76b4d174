"""Lists of the seller's SKUs, from all that he may have at hand."""

from pathlib import Path

import pytest
from policy_tables import workbook

from returnctl.files.document import open_document
from returnctl.files.policies.sku_list import read_sku_list
from returnctl.values.location import Location
from returnctl.values.policy import SkuList

EXAMPLES = Path(__file__).parents[2] / "examples"


def read(path: Path, content: str) -> SkuList:
    path.write_text(content, encoding="utf-8")
    return read_sku_list([open_document(str(path))])


def codes(listed: SkuList) -> list[str]:
    return [f"{each.severity}[{each.code}] {each.at.cell or each.at.row or ''}".strip() for each in listed.findings]


@pytest.mark.parametrize(
    ("name", "count", "whole"),
    [
        ("inventory.txt", 26, True),
        ("returns-report.txt", 26, False),
        ("orders.txt", 26, False),
        ("variants/requests.csv", 7, False),
        ("variants/resaved.xlsx", 7, False),
        ("overrides.csv", 20, True),
        ("overrides.xlsx", 20, True),
    ],
)
def test_reports_and_our_own_tables_are_read(name: str, count: int, whole: bool) -> None:
    listed = read_sku_list([open_document(str(EXAMPLES / name))])
    assert (len(listed.skus), listed.usable, listed.whole, listed.findings) == (count, True, whole, ())


@pytest.mark.parametrize("header", ["sku", "SKU", "seller-sku", "Merchant SKU", "\ufeffsku"])
def test_a_single_column_with_a_header_is_read(tmp_path: Path, header: str) -> None:
    listed = read(tmp_path / "list.txt", f"{header}\n0004711\n A-1 \n\n0004711\n")
    assert list(listed.skus) == ["0004711", "A-1"]
    assert listed.skus["A-1"].row == 3


def test_a_single_column_without_a_header_is_read_with_a_note(tmp_path: Path) -> None:
    listed = read(tmp_path / "list.csv", "0004711\nA-1\n")
    assert list(listed.skus) == ["0004711", "A-1"]
    assert codes(listed) == ["note[list-without-header] 1"]
    path = workbook(tmp_path / "list.xlsx", {"Tabelle1": [["0004711"], ["A-1"], [4712]]})
    sheet = read_sku_list([open_document(path)])
    assert list(sheet.skus) == ["0004711", "A-1", "4712"]
    assert sheet.skus["4712"] == Location(path, "Tabelle1", 3, 1, "sku")
    assert codes(sheet) == ["note[list-without-header] 1"]


def test_columns_without_a_known_one_are_an_error(tmp_path: Path) -> None:
    listed = read(tmp_path / "list.csv", "Artikel,Preis\nA-1,3\n")
    assert (listed.usable, codes(listed)) == (False, ["error[missing-column] 1"])
    near = read(tmp_path / "near.csv", "skus,Preis\nA-1,3\n")
    assert near.findings[0].hint == "did you mean `skus`? rename it to `sku`"


def test_a_workbook_is_read_from_the_sheet_that_has_skus(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "l.xlsx", {"Notes": [["a", "b"]], "Empty": [], "Stock": [["x"], ["sku", "b"], ["A-1", 3]]}
    )
    assert list(read_sku_list([open_document(path)]).skus) == ["A-1"]
    none = workbook(tmp_path / "n.xlsx", {"One": [["a", "b"]], "Two": [["c", "d"]]})
    listed = read_sku_list([open_document(none)])
    assert (listed.usable, codes(listed)) == (False, ["error[missing-column]"])
    hidden = workbook(tmp_path / "h.xlsx", {"Old": [["sku"], ["A-9"]], "Stock": [["sku"], ["A-1"]]}, hidden=["Old"])
    assert list(read_sku_list([open_document(hidden)]).skus) == ["A-1"]
    wide = workbook(tmp_path / "w.xlsx", {"One": [["a", "b"], ["c", "d"]]})
    assert codes(read_sku_list([open_document(wide)]))[0].startswith("error[missing-column]")


def test_cells_that_hold_no_sku_are_told_once(tmp_path: Path) -> None:
    rows = [["sku"], ["A-1"], ["#REF!"], ["#REF!"], [40123456789012345], [None], ["A-2"]]
    listed = read_sku_list([open_document(workbook(tmp_path / "l.xlsx", {"Stock": rows}))])
    assert list(listed.skus) == ["A-1", "A-2"]
    assert codes(listed) == ["warning[error-cell] A3", "warning[sku-lost-digits] A5"]
    assert listed.findings[0].message.endswith("; so do 1 more cells of the column")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("nowhere.txt", None, "file-missing"),
        ("list.txt", b"", "file-empty"),
        ("list.txt", b"sku\n", "no-data-rows"),
        ("list.json", b'[{"sku": "A-1"}]', "unknown-table"),
        ("list.xlsx", b"PK\x03\x04broken", "broken-workbook"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    listed = read_sku_list([open_document(str(tmp_path / name))])
    assert not listed.skus
    assert code in [each.code for each in listed.findings]


def test_several_files_are_one_list(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("sku,order_id\nA-1,1\n", encoding="utf-8")
    two.write_text("sku\nA-1\nA-2\n", encoding="utf-8")
    listed = read_sku_list([open_document(str(one)), open_document(str(two))])
    assert {sku: Path(at.file).name for sku, at in listed.skus.items()} == {"A-1": "one.csv", "A-2": "two.csv"}
    assert listed.whole
    assert read_sku_list([open_document(str(two)), open_document(str(two))]).findings == ()
