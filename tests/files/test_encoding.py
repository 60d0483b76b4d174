"""The encoding is decided by the whole file: read, guessed with a warning, or refused with the place."""

from pathlib import Path

import pytest

from returnctl.files.document import open_document
from returnctl.files.tables.table import Table, text_table
from returnctl.files.text.encoding import Decoding, decide_encoding
from returnctl.values.finding import Code, Finding, Severity

TEXT = "SKU\tReason\tName\nA-1\tCR-DEFECTIVE\tBücherregal für Käufer\nA-2\tCR-DEFECTIVE\tpequeño café\n"


def _decide(path: Path, data: bytes) -> Decoding | Finding:
    path = path / "report.txt"
    path.write_bytes(data)
    return decide_encoding(open_document(str(path), "report.txt"))


def _names(path: Path) -> list[str]:
    table = text_table(open_document(str(path / "report.txt"), "report.txt"), lambda _cells: True)
    assert isinstance(table, Table)
    return [row[-1] for block in table.read() for row in block.rows]


@pytest.mark.parametrize(
    ("written", "codec", "bom"),
    [
        ("utf-8", "utf-8", 0),
        ("utf-8-sig", "utf-8", 3),
        ("utf-16", "utf-16-le", 2),
        ("utf-16-le", "utf-16-le", 0),
        ("utf-16-be", "utf-16-be", 0),
        ("utf-32", "utf-32-le", 4),
        ("utf-32-le", "utf-32-le", 0),
        ("utf-32-be", "utf-32-be", 0),
    ],
)
def test_every_unicode_encoding_is_read_alike_and_without_a_word(
    tmp_path: Path, written: str, codec: str, bom: int
) -> None:
    assert _decide(tmp_path, TEXT.encode(written)) == Decoding(codec, bom)
    assert _names(tmp_path) == ["Bücherregal für Käufer", "pequeño café"]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("cp1252", TEXT),
        ("cp1252", "SKU\tName\nA\tdon’t – “use”\n"),
        ("cp1252", "SKU\tName\nA\tÄÖÜ\n"),
        ("mac_roman", "SKU\tName\nA\tBücher für Käufer, café señor\n"),
        ("cp1250", "SKU\tName\nA\tgłośnik większy, żółty, książka\n"),
        ("cp932", "SKU\t商品名\nA\tワイヤレスイヤホンと充電器のセット\n"),
        ("gb18030", "订单号\t商品名称\t退货原因\nA\t无线耳机和充电器的套装\t不想要的商品\n"),
        ("big5", "訂單號\t商品名稱\t退貨原因\nA\t無線耳機和充電器的組合\t不想要的商品\n"),
        ("euc_kr", "주문번호\t상품명\t반품사유\nA\t무선 이어폰과 충전기 세트\t단순 변심\n"),
    ],
)
def test_a_legacy_encoding_is_guessed_with_a_warning_that_names_byte_and_line(
    tmp_path: Path, written: str, text: str
) -> None:
    data = text.encode(written)
    first = next(place for place, byte in enumerate(data) if byte > 0x7F)
    found = _decide(tmp_path, data)
    assert isinstance(found, Decoding)
    assert data.decode(found.codec) == text
    (warning,) = found.findings
    assert (warning.code, warning.severity) == (Code.ENCODING_GUESSED, Severity.WARNING)
    assert warning.at.row == data[:first].count(b"\n") + 1
    assert f"byte {first:,}, line" in warning.message


def test_a_first_bad_byte_far_behind_the_beginning_is_seen(tmp_path: Path) -> None:
    data = b"SKU\tName\n" + b"A-1\tplain name\n" * 200_000 + b"A-2\tcaf\xe9 bar\n"
    found = _decide(tmp_path, data)
    assert isinstance(found, Decoding)
    assert found.codec == "cp1252"
    assert found.findings[0].at.row == 200_002


@pytest.mark.parametrize("size", [1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1])
def test_a_character_across_two_pieces_of_the_file_is_no_bad_byte(tmp_path: Path, size: int) -> None:
    assert _decide(tmp_path, b"a" * (size - 1) + "€".encode() + b"\n") == Decoding("utf-8")


@pytest.mark.parametrize(
    ("data", "row", "byte"),
    [
        (b"SKU\tName\nA\t\x81\x20\x8d\x20\x8f\n", 2, 11),
        (b"SKU\tName\r\rA\t\x81\x20\x8d\x20\x8f\r", 3, 12),
        ("SKU\tName\nA\tпривет как дела друзья\n".encode("cp1251"), 2, 11),
        ("SKU\n".encode("utf-16") + b"\x00\xd8", 2, 10),
        (b"\xef\xbb\xbfSKU\nA\xe9 b\n", 2, 8),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, 1, 0),
    ],
)
def test_what_fits_no_encoding_is_refused_with_byte_and_row(tmp_path: Path, data: bytes, row: int, byte: int) -> None:
    found = _decide(tmp_path, data)
    assert isinstance(found, Finding)
    assert found.code is Code.UNKNOWN_ENCODING
    assert found.at.row == row
    assert f"byte {byte:,}, line {row}" in found.message


def test_a_stray_nul_does_not_make_a_file_utf_16(tmp_path: Path) -> None:
    assert _decide(tmp_path, b"SKU\tName\nA\t\0b\n" + b"A\tplain\n" * 50) == Decoding("utf-8")
