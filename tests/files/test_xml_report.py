"""Amazon's XML returns report: one row an item, and nothing hostile is ever parsed."""

from pathlib import Path

import pytest

from returnctl.files.document import open_document
from returnctl.files.requests.xml_report import Read, read_xml_report
from returnctl.values.finding import Code, Finding

ITEM = """      <item_details>
        <item_name>Lamp &amp; shade</item_name><asin>B000000001</asin>
        <return_reason_code>CR-DEFECTIVE</return_reason_code>
        <merchant_sku>A-1</merchant_sku><in_policy>Y</in_policy>
        <return_quantity>1</return_quantity><resolution>StandardRefund</resolution>
      </item_details>
"""
RETURN = """    <return_details>
{items}      <order_id>111-1111111-1111111</order_id>
      <order_date>2026-11-03T17:08:47Z</order_date>
      <a_to_z_claim>false</a_to_z_claim>
      <label_details><label_cost>4.14</label_cost><label_type>AmazonUnPaidLabel</label_type></label_details>
    </return_details>
"""
REPORT = """<?xml version="1.0" encoding="{encoding}"?>
<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">
  <Header><DocumentVersion>1.00</DocumentVersion></Header>
  <MessageType>{kind}</MessageType>
  <Message>
{returns}  </Message>
</AmazonEnvelope>
"""


def _report(returns: str, kind: str = "Returns-Report", encoding: str = "UTF-8") -> str:
    return REPORT.format(returns=returns, kind=kind, encoding=encoding)


def _read(folder: Path, data: bytes | str) -> list[Read]:
    path = folder / "r.xml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_xml_report(open_document(str(path), "r.xml")))


def _only(found: list[Read]) -> Finding:
    ((line, finding),) = found
    assert line == 0
    assert isinstance(finding, Finding)
    return finding


def test_the_same_item_twice_is_two_rows_with_the_fields_of_their_return(tmp_path: Path) -> None:
    found = _read(tmp_path, _report(RETURN.format(items=ITEM * 2)))
    assert [line for line, _ in found] == [7, 13]
    row = found[0][1]
    assert (
        row
        == found[1][1]
        == {
            "item_name": "Lamp & shade",
            "asin": "B000000001",
            "return_reason_code": "CR-DEFECTIVE",
            "merchant_sku": "A-1",
            "in_policy": "Y",
            "return_quantity": "1",
            "resolution": "StandardRefund",
            "order_id": "111-1111111-1111111",
            "order_date": "2026-11-03T17:08:47Z",
            "a_to_z_claim": "false",
            "label_cost": "4.14",
            "label_type": "AmazonUnPaidLabel",
        }
    )


def test_fields_of_one_return_do_not_reach_the_next(tmp_path: Path) -> None:
    bare = "<return_details><item_details><merchant_sku>B</merchant_sku></item_details></return_details>"
    found = _read(tmp_path, _report(RETURN.format(items=ITEM) + bare))
    assert found[1][1] == {"merchant_sku": "B"}


def test_a_return_without_items_is_still_a_row(tmp_path: Path) -> None:
    ((line, row),) = _read(tmp_path, _report(RETURN.format(items="")))
    assert line == 6
    assert isinstance(row, dict)
    assert row["order_id"] == "111-1111111-1111111"


def test_a_field_that_is_there_twice_with_two_values_flags_its_item(tmp_path: Path) -> None:
    twice = ITEM.replace("<asin>", "<merchant_sku>A-2</merchant_sku><asin>")
    found = _read(tmp_path, _report(RETURN.format(items=twice + ITEM)))
    assert isinstance(found[0][1], Finding)
    assert (found[0][1].code, found[0][1].at.row) == (Code.DUPLICATE_COLUMN, 7)
    assert isinstance(found[1][1], dict)


def test_other_roots_and_prefixes_of_the_same_style_are_read(tmp_path: Path) -> None:
    data = f'<m:report xmlns:m="urn:m">{RETURN.format(items=ITEM)}</m:report>'.replace("<asin>", "<m:asin>")
    ((_, row),) = _read(tmp_path, data.replace("</asin>", "</m:asin>"))
    assert isinstance(row, dict)
    assert row["asin"] == "B000000001"


@pytest.mark.parametrize(
    ("declared", "written"),
    [("UTF-8", "utf-8-sig"), ("UTF-16", "utf-16"), ("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252")],
)
def test_every_declared_encoding_is_read(tmp_path: Path, declared: str, written: str) -> None:
    data = _report(RETURN.format(items=ITEM.replace("Lamp", "Fön")), encoding=declared).encode(written)
    ((_, row),) = _read(tmp_path, data)
    assert isinstance(row, dict)
    assert row["item_name"] == "Fön & shade"


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "declaration",
    [
        LAUGHS,
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://localhost/x"> %x;]>',
        '<!DOCTYPE a SYSTEM "http://localhost/a.dtd">',
        "<!DOCTYPE a>",
        "<!doctype a>",
    ],
)
def test_a_document_type_is_refused_in_any_encoding(tmp_path: Path, written: str, declaration: str) -> None:
    data = f'<?xml version="1.0"?>{" " * 70_000}{declaration}<AmazonEnvelope/>'
    assert _only(_read(tmp_path, data.encode(written))).code is Code.UNSAFE_XML


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("<x>" * 100_000, "within one another"),
        ("<x " + " ".join(f"a{n}=''" for n in range(50_000)) + "/>", "attributes"),
        (f'<x a="{"y" * 20_000_000}"/>', "characters"),
        (f"<x>{'y' * 3_000_000}</x>", "characters"),
        (f"<!-- {'y' * 3_000_000} -->", "characters"),
        (f"<{'y' * 3_000_000}/>", "characters"),
    ],
    ids=["depth", "attributes", "attribute", "text", "comment", "name"],
)
def test_what_is_too_large_is_refused(tmp_path: Path, body: str, word: str) -> None:
    finding = _only(_read(tmp_path, _report(body)))
    assert finding.code is Code.UNSAFE_XML
    assert word in finding.message


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("</Message>", "", 19),
        ("<order_id>", "<order_id>\x0b", 13),
        ("Lamp &amp; shade", "Lamp & shade", 8),
        ("Lamp &amp; shade", "&laugh;", 8),
    ],
)
def test_broken_xml_names_its_line(tmp_path: Path, old: str, new: str, row: int) -> None:
    found = _read(tmp_path, _report(RETURN.format(items=ITEM)).replace(old, new))
    finding = found[-1][1]
    assert isinstance(finding, Finding)
    assert (found[-1][0], finding.code) == (0, Code.BROKEN_XML)
    assert finding.at.row is not None
    assert abs(finding.at.row - row) <= 1


@pytest.mark.parametrize("share", [1, 10, 50, 90, 99])
def test_a_report_cut_short_is_broken(tmp_path: Path, share: int) -> None:
    data = _report(RETURN.format(items=ITEM * 3)).encode()
    finding = _read(tmp_path, data[: len(data) * share // 100])[-1][1]
    assert isinstance(finding, Finding)
    assert finding.code is Code.BROKEN_XML


def test_bytes_that_are_not_the_declared_encoding_are_broken(tmp_path: Path) -> None:
    data = _report(RETURN.format(items=ITEM)).encode().replace(b"Lamp", b"F\xf6n")
    finding = _read(tmp_path, data)[-1][1]
    assert isinstance(finding, Finding)
    assert finding.code is Code.BROKEN_XML


def test_an_unknown_encoding_is_named_as_such(tmp_path: Path) -> None:
    finding = _only(_read(tmp_path, _report("", encoding="klingon")))
    assert finding.code in {Code.UNKNOWN_ENCODING, Code.BROKEN_XML}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_report("", kind="OrderReport"), Code.WRONG_REPORT),
        (_report(""), Code.NO_DATA_ROWS),
        ("<html><body/></html>", Code.WRONG_REPORT),
        ('<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', Code.WRONG_REPORT),
    ],
)
def test_another_document_is_named(tmp_path: Path, data: str, code: Code) -> None:
    assert _only(_read(tmp_path, data)).code is code
