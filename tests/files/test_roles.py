"""What a file is to us, told by its content whatever its name."""

from pathlib import Path

import pytest

from returnctl.files.document import open_document
from returnctl.files.recognising.roles import Role, role_of
from returnctl.values.finding import Code

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("policy.xlsx", Role.POLICY),
        ("policy-own-rules.xlsx", Role.POLICY),
        ("settings.csv", Role.POLICY),
        ("overrides.xlsx", Role.OVERRIDES),
        ("overrides.csv", Role.OVERRIDES),
        ("amazon-overrides.txt", Role.AMAZON_OVERRIDES),
        ("returns-report.txt", Role.RETURNS_REPORT),
        ("variants/amazon.xml", Role.RETURNS_REPORT),
        ("variants/resaved.xlsx", Role.RETURNS_REPORT),
        ("variants/columns-34-india.csv", Role.RETURNS_REPORT),
        ("variants/snake-case.txt", Role.RETURNS_REPORT),
        ("variants/requests.csv", Role.REQUESTS),
        ("variants/requests.jsonl", Role.REQUESTS),
    ],
)
def test_every_example_is_known_for_what_it_is(name: str, role: Role) -> None:
    assert role_of(open_document(str(EXAMPLES / name), name)).role is role


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("sku,return_window_days", Role.OVERRIDES),
        ("sku,returnabel", Role.OVERRIDES),
        ("return_window_days,keep_up_to", Role.OVERRIDES),
        ("sku,reason", Role.REQUESTS),
        ("sku,reason,label_paid_by", Role.REQUESTS),
        ("order_id,sku,order_date", Role.REQUESTS),
        ("sku,reason,expect", Role.POLICY),
        ("setting,defalt", Role.POLICY),
        ("code,family", Role.POLICY),
        ("original-record-number,error-code,error-type,error-message", Role.PROCESSING_REPORT),
    ],
)
def test_a_header_tells_also_where_it_lacks_something(tmp_path: Path, header: str, role: Role) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"{header}\n" + ",".join("1" for _ in header.split(",")) + "\n", encoding="utf-8")
    assert role_of(open_document(str(path), "file.csv")).role is role


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("amazon-order-id\tpurchase-date\tsku\n1\t2\t3\n", Code.WRONG_REPORT),
        ("return-date\tfnsku\tlicense-plate-number\n1\t2\t3\n", Code.WRONG_REPORT),
        ("name,telephone\nEva,1\n", Code.UNKNOWN_TABLE),
        ("<html><table></table></html>", Code.NOT_A_WORKBOOK),
        ("", Code.FILE_EMPTY),
    ],
)
def test_what_is_none_of_ours_is_refused_by_name(tmp_path: Path, content: str, code: Code) -> None:
    path = tmp_path / "overrides.csv"
    path.write_text(content, encoding="utf-8")
    told = role_of(open_document(str(path), "overrides.csv"))
    assert told.role is None
    assert [finding.code for finding in told.findings] == [code]


def test_a_sheet_of_requests_does_not_hide_a_policy(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Tests"
    first.append(("sku", "reason", "expect"))
    settings = book.create_sheet("Settings")
    settings.append(("setting", "default"))
    path = tmp_path / "mine.xlsx"
    book.save(path)
    assert role_of(open_document(str(path), "mine.xlsx")).role is Role.POLICY
