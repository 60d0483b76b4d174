import os
import socket
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from workbook_parts import SHEET1, XML, parts, relations, saved, sheet, strings, workbook, zipped

from returnctl.files.books.workbooks import open_workbook
from returnctl.files.document import Document, open_document
from returnctl.files.gate.kind import FileForm
from returnctl.files.gate.parts import LIMITS, Inspected, Limits, inspect, open_archive
from returnctl.values.finding import Code, Finding, Severity


def refusal(path: str) -> Finding:
    found = open_document(path)
    assert found.kind is None
    (finding,) = found.findings
    assert finding.severity is Severity.ERROR
    return finding


def kind(path: str) -> Document:
    found = open_document(path)
    assert found.kind is not None, found.findings
    return found


def inspected(path: str, limits: Limits = LIMITS) -> Inspected:
    with Path(path).open("rb") as stream:
        archive = open_archive(stream, path, limits)
        if isinstance(archive, Finding):
            return Inspected((archive,), {}, {})
        return inspect(archive, path, limits)


def gate(path: str, limits: Limits = LIMITS) -> Finding:
    found = open_workbook(open_document(path), limits=limits)
    assert isinstance(found, tuple), found
    assert not hasattr(found, "sheets"), found
    return found[0]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", Code.FILE_EMPTY, "empty"),
        (OLE + "Workbook".encode("utf-16-le"), Code.OLD_WORKBOOK, ".xls"),
        (OLE + "Book".encode("utf-16-le"), Code.OLD_WORKBOOK, ".xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Code.PASSWORD_PROTECTED, "password"),
        (OLE + "WordDocument".encode("utf-16-le"), Code.NOT_A_WORKBOOK, "Office"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", Code.OLD_WORKBOOK, ".xls"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00", Code.OLD_WORKBOOK, ".xls"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", Code.OLD_WORKBOOK, ".xls"),
        (b"<html><table><tr><td>sku</td></tr></table></html>", Code.NOT_A_WORKBOOK, "HTML"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML>\n<html>", Code.NOT_A_WORKBOOK, "HTML"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', Code.NOT_A_WORKBOOK, "HTML"),
        ("<table><tr>".encode("utf-16"), Code.NOT_A_WORKBOOK, "HTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', Code.WORKBOOK_VARIANT, "2003"),
        (zipped({"xl/workbook.bin": b"x", "[Content_Types].xml": ""}), Code.WORKBOOK_VARIANT, ".xlsb"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), Code.WORKBOOK_VARIANT, ".ods"),
        (zipped({"report.csv": "sku,reason"}), Code.NOT_A_WORKBOOK, "zip"),
        (zipped({"word/document.xml": "<a/>", "[Content_Types].xml": "<a/>"}), Code.NOT_A_WORKBOOK, "zip"),
        (zipped({}), Code.NOT_A_WORKBOOK, "zip"),
        (b"\x1f\x8b\x08\x00sku", Code.NOT_A_WORKBOOK, "gzip"),
        (b"{\\rtf1 sku", Code.WRONG_REPORT, "RTF"),
        (b"%PDF-1.7", Code.NOT_A_WORKBOOK, "PDF"),
        (b"\x89PNG\r\n\x1a\n", Code.NOT_A_WORKBOOK, "PNG"),
        (bytes(range(256)) * 8, Code.NOT_A_WORKBOOK, "no text"),
        (bytes(4096), Code.NOT_A_WORKBOOK, "no text"),
    ],
)
@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".xls"])
def test_a_file_of_another_kind_is_named_whatever_its_ending(
    tmp_path: Path, content: bytes, code: Code, word: str, ending: str
) -> None:
    found = refusal(saved(tmp_path, content, f"file{ending}"))
    assert found.code is code
    assert word in found.message
    assert found.hint


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"sku,reason\nA-1,defective\n", FileForm.TEXT),
        (b"\xef\xbb\xbfsku\treason\n", FileForm.TEXT),
        ("sku,reason\n".encode("utf-16"), FileForm.TEXT),
        ("sku,reason\n".encode("utf-16-le"), FileForm.TEXT),
        ("sku,reason\n".encode("utf-16-be"), FileForm.TEXT),
        ("sku,reason\n".encode("utf-32"), FileForm.TEXT),
        ("sku,reason\nGr\xf6\xdfe,x\n".encode("cp1252"), FileForm.TEXT),
        ("理由,型番\n".encode("shift-jis"), FileForm.TEXT),
        (b"sku,note\nA-1,one\x00zero\n", FileForm.TEXT),
        (b"[red],sku\n", FileForm.TEXT),
        (b"{store},sku\n", FileForm.TEXT),
        (b"<3,sku\n", FileForm.TEXT),
        (b"P", FileForm.TEXT),
        (b'{"sku": "A-1"}\n', FileForm.JSON),
        (b'\xef\xbb\xbf \n[\n {"sku": 1}]', FileForm.JSON),
        (b"[]", FileForm.JSON),
        (b"[1, 2]", FileForm.JSON),
        ('{"sku": "A-1"}'.encode("utf-16"), FileForm.JSON),
        (b'<?xml version="1.0"?><AmazonEnvelope>', FileForm.XML),
        (b"<return_details />", FileForm.XML),
        (zipped(parts()), FileForm.WORKBOOK),
    ],
)
def test_the_first_bytes_decide_the_kind(tmp_path: Path, content: bytes, expected: FileForm) -> None:
    found = kind(saved(tmp_path, content, "file"))
    assert (found.kind, found.findings) == (expected, ())


@pytest.mark.parametrize(
    ("name", "content", "warned"),
    [
        ("a.xlsx", b"sku,reason\n", True),
        ("a.XLS", b"sku\treason\n", True),
        ("a.csv", zipped(parts()), True),
        ("a.txt", b'{"sku": 1}', False),
        ("a.xlsx", zipped(parts()), False),
        ("a.csv", b"sku,reason\n", False),
        ("a", b"sku,reason\n", False),
    ],
)
def test_a_wrong_ending_is_a_warning_and_a_right_one_is_not(
    tmp_path: Path, name: str, content: bytes, warned: bool
) -> None:
    found = kind(saved(tmp_path, content, name)).findings
    assert [(f.code, f.severity) for f in found] == ([(Code.WRONG_ENDING, Severity.WARNING)] if warned else [])


def test_a_workbook_with_macros_is_read_and_noted(tmp_path: Path) -> None:
    path = saved(tmp_path, zipped(parts() | {"xl/vbaProject.bin": b"x"}), "book.xlsm")
    assert [f.code for f in kind(path).findings] == [Code.MACROS_IGNORED]
    opened = open_workbook(open_document(path))
    assert not isinstance(opened, tuple) or hasattr(opened, "sheets")


def test_a_path_that_is_no_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    assert refusal(str(tmp_path)).code is Code.NOT_A_FILE
    assert refusal(str(tmp_path / "none.csv")).code is Code.FILE_MISSING
    assert refusal(str(tmp_path / "zero\0.csv")).code is Code.FILE_UNREADABLE
    assert refusal(str(tmp_path / ("long" * 100))).code is Code.FILE_UNREADABLE
    assert refusal(saved(tmp_path, b"x", "~$book.xlsx")).code is Code.NOT_A_FILE
    assert refusal(saved(tmp_path, b"PK\x03\x04", "book.xlsx.crdownload")).code is Code.NOT_A_FILE


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices have no path there")
def test_pipes_devices_sockets_and_dead_links_do_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(str(tmp_path / "pipe")).code is Code.NOT_A_FILE
    assert refusal("/dev/zero").code is Code.NOT_A_FILE
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    assert "link" in refusal(str(tmp_path / "link")).message
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert refusal(str(tmp_path / "loop")).code is Code.FILE_UNREADABLE
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{short}/s")
        assert refusal(f"{short}/s").code is Code.NOT_A_FILE


def test_messages_carry_the_name_they_are_given(tmp_path: Path) -> None:
    (found,) = open_document(saved(tmp_path, b""), "standard input").findings
    assert found.at.file == "standard input"


@pytest.mark.parametrize("percent", [1, 10, 50, 90, 99])
def test_a_truncated_workbook_is_named_an_incomplete_download(tmp_path: Path, percent: int) -> None:
    whole = zipped(parts())
    found = gate(saved(tmp_path, whole[: max(5, len(whole) * percent // 100)]))
    assert found.code is Code.BROKEN_WORKBOOK
    assert "download" in found.hint


def test_no_flipped_bit_changes_a_value_unnoticed(tmp_path: Path) -> None:
    whole = zipped(parts(), zipfile.ZIP_STORED)
    at = whole.index(b"<v>1</v>") + 3
    found = gate(saved(tmp_path, whole[:at] + b"7" + whole[at + 1 :]))
    assert found.code is Code.BROKEN_WORKBOOK


@pytest.mark.parametrize("name", ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET1])
def test_a_missing_part_is_named(tmp_path: Path, name: str) -> None:
    found = gate(saved(tmp_path, zipped({n: c for n, c in parts().items() if n != name})))
    assert found.code is Code.BROKEN_WORKBOOK
    assert name in found.message


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl/../../evil", "..\\evil.xml", "C:\\evil.xml"])
def test_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert gate(saved(tmp_path, zipped(parts() | {name: "x"}))).code is Code.UNSAFE_WORKBOOK
    assert list(tmp_path.iterdir()) == [tmp_path / "book.xlsx"]


def test_backslashes_between_folders_are_read_as_some_writers_put_them(tmp_path: Path) -> None:
    odd = {name.replace("/", "\\") if "workbook" in name else name: content for name, content in parts().items()}
    assert hasattr(open_workbook(open_document(saved(tmp_path, zipped(odd)))), "sheets")


@pytest.mark.parametrize("twin", [SHEET1, SHEET1.upper()])
def test_a_part_that_is_there_twice_is_refused(tmp_path: Path, twin: str) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
        if twin == SHEET1:
            archive.writestr("xl/worksheets/sheet9.xml", sheet())
        else:
            archive.writestr(twin, sheet())
    path.write_bytes(path.read_bytes().replace(b"sheet9.xml", b"sheet1.xml"))
    found = gate(str(path))
    assert found.code is Code.UNSAFE_WORKBOOK
    assert "twice" in found.message


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    many = parts() | {f"xl/media/{number}": b"" for number in range(5)}
    path = saved(tmp_path, zipped(many))
    assert hasattr(open_workbook(open_document(path), limits=LIMITS._replace(parts=12)), "sheets")
    assert "12 parts, at most 11" in gate(path, LIMITS._replace(parts=11)).message
    assert inspected(path, LIMITS._replace(directory=100)).refused[0].code is Code.UNSAFE_WORKBOOK


def test_an_encrypted_part_asks_for_the_password_to_be_removed(tmp_path: Path) -> None:
    whole = bytearray(zipped(parts()))
    at = whole.rindex(b"PK\x01\x02")
    whole[at + 8] |= 1
    assert gate(saved(tmp_path, bytes(whole))).code is Code.PASSWORD_PROTECTED


def test_a_compression_that_no_workbook_uses_is_refused(tmp_path: Path) -> None:
    assert gate(saved(tmp_path, zipped(parts(), zipfile.ZIP_LZMA))).code is Code.UNSAFE_WORKBOOK


@pytest.mark.parametrize("name", [SHEET1, "xl/sharedStrings.xml", "xl/media/image1.png"])
def test_a_zip_bomb_is_refused_long_before_it_is_unpacked(tmp_path: Path, name: str) -> None:
    found = gate(saved(tmp_path, zipped(parts() | {name: b" " * 8_000_000})))
    assert found.code is Code.UNSAFE_WORKBOOK
    assert "zip bomb" in found.message


def test_a_part_that_lies_about_its_size_is_counted_while_it_unpacks(tmp_path: Path) -> None:
    whole = bytearray(zipped(parts() | {"xl/last.bin": b" " * 3_000_000}))
    at = whole.rindex(b"PK\x01\x02")
    struct.pack_into("<I", whole, at + 24, 10)
    assert gate(saved(tmp_path, bytes(whole))).code in {Code.UNSAFE_WORKBOOK, Code.BROKEN_WORKBOOK}


def test_the_whole_workbook_has_a_size_that_it_may_unpack_to(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    assert gate(path, LIMITS._replace(inflated=2_000)).code is Code.UNSAFE_WORKBOOK


def test_overlapping_parts_are_refused(tmp_path: Path) -> None:
    whole = bytearray(zipped(parts()))
    at = whole.rindex(b"PK\x01\x02")
    struct.pack_into("<I", whole, at + 20, 900_000)
    assert gate(saved(tmp_path, bytes(whole))).code in {Code.UNSAFE_WORKBOOK, Code.BROKEN_WORKBOOK}


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
EVIL = {
    "billion laughs": LAUGHS,
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"x" * 50_000}">]>',
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]>',
    "a parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
    "an outer type": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
}


@pytest.mark.parametrize("doctype", EVIL.values(), ids=EVIL.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_every_doctype_is_refused_in_any_encoding(tmp_path: Path, doctype: str, encoding: str) -> None:
    text = sheet().replace(XML, doctype)
    content = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    assert gate(workbook(tmp_path, sheet=content)).code is Code.UNSAFE_XML


def test_a_doctype_is_refused_in_parts_that_are_never_read(tmp_path: Path) -> None:
    path = saved(tmp_path, zipped(parts() | {"xl/theme/theme1.xml": f"{EVIL['a file']}<x/>"}))
    assert gate(path).code is Code.UNSAFE_XML
    assert inspected(path).refused


@pytest.mark.parametrize("encoding", ["cp037", "utf-7", "windows-1252"])
def test_an_unusual_encoding_cannot_hide_anything(tmp_path: Path, encoding: str) -> None:
    text = sheet().replace("UTF-8", encoding)
    assert gate(workbook(tmp_path, sheet=text)).code is Code.UNSAFE_XML


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("<a>" * 100_000 + "</a>" * 100_000, Code.UNSAFE_XML),
        ("<row " + " ".join(f'a{number}="{number}"' for number in range(50_000)) + "/>", Code.UNSAFE_XML),
        (f'<row r="1"><c r="A1" t="str"><v>{os.urandom(600_000).hex()}</v></c></row>', Code.UNSAFE_XML),
        (f'<row r="{os.urandom(200_000).hex()}"/>', Code.UNSAFE_XML),
        ('<row r="1"><c r="A1"><v>1</v></row>', Code.BROKEN_WORKBOOK),
        ('<row r="1"><c r="A1"><v>\x01</v></c></row>', Code.BROKEN_WORKBOOK),
        ('<row r="1"><c r="A1"><v>&undefined;</v></c></row>', Code.BROKEN_WORKBOOK),
        ('<row r="1"><c r="A1"><v>1</v></c></row', Code.BROKEN_WORKBOOK),
    ],
    ids=["nested", "attributes", "long text", "long attribute", "unclosed", "control", "entity", "unfinished tag"],
)
def test_hostile_or_broken_xml_is_refused(tmp_path: Path, rows: str, code: Code) -> None:
    content = zipped(parts(rows))
    assert gate(saved(tmp_path, content), LIMITS._replace(ratio=10_000)).code is code


def test_invalid_utf_8_is_refused(tmp_path: Path) -> None:
    content = sheet('<row r="1"><c r="A1" t="str"><v>@</v></c></row>').encode().replace(b"@", b"\xff\xfe")
    assert gate(workbook(tmp_path, sheet=content)).code is Code.BROKEN_WORKBOOK


def test_broken_xml_in_a_part_that_nobody_reads_does_no_harm(tmp_path: Path) -> None:
    path = saved(tmp_path, zipped(parts() | {"xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"}))
    assert hasattr(open_workbook(open_document(path)), "sheets")
    assert set(inspected(path).problems) == {"xl/drawings/vmlDrawing1.vml"}


def test_a_part_read_whole_may_not_hold_millions_of_tags(tmp_path: Path) -> None:
    path = workbook(tmp_path, book=sheet("<a/>" * 3_000).replace("worksheet", "workbook").replace("sheetData", "x"))
    assert gate(path, LIMITS._replace(tags=1_000, ratio=10_000)).code is Code.UNSAFE_XML


def test_links_to_the_outside_are_never_followed(tmp_path: Path) -> None:
    away = relations(("rId1", "worksheet", "http://127.0.0.1:9/sheet1.xml")).replace("/>", ' TargetMode="External"/>')
    found = gate(saved(tmp_path, zipped(parts() | {"xl/_rels/workbook.xml.rels": away})))
    assert found.code is Code.BROKEN_WORKBOOK
    link = {"xl/externalLinks/externalLink1.xml": strings(), "xl/connections.xml": strings()}
    assert hasattr(open_workbook(open_document(saved(tmp_path, zipped(parts() | link)))), "sheets")


def test_tags_cut_between_two_pieces_are_not_taken_for_deeper_nesting(tmp_path: Path) -> None:
    unit = '<si><t a="1"/><t>\u00e9xxxx</t></si>'.encode()
    assert len(unit) == 32
    for shift in (13, 24, 28):
        start = f'{XML}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'.encode()
        start += b" " * (65_536 - len(start) - shift)
        texts = start + unit * (2048 * 12) + b"</sst>"
        path = saved(tmp_path, zipped(parts() | {"xl/sharedStrings.xml": texts}))
        found = inspected(path, limits=LIMITS._replace(depth=8, ratio=10_000))
        assert (found.refused, dict(found.problems)) == ((), {}), shift
