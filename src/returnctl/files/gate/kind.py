"""What kind of file is this? The first bytes decide, never the ending; nothing here can hang."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location

if TYPE_CHECKING:
    from zipfile import ZipFile

HEAD: Final = 4096


class FileForm(StrEnum):
    """The kinds of file that have a reader."""

    WORKBOOK = "workbook"
    XML = "xml"
    JSON = "json"
    TEXT = "text"


class Refusal(NamedTuple):
    """Why a file of some other kind cannot be read, and what to do about it."""

    code: Code
    message: str
    hint: str


_SAVE: Final = "open it in Excel and save it with File > Save As > Excel Workbook (*.xlsx)"
_EXPORT: Final = "export the table itself, as .xlsx, .csv or .txt"
_UNPACK: Final = "unpack it first and give the file inside"
_OLD: Final = Refusal(Code.OLD_WORKBOOK, "an old Excel workbook (.xls)", _SAVE)
_LOCKED: Final = Refusal(
    Code.PASSWORD_PROTECTED,
    "a password-protected workbook",
    "in Excel: File > Info > Protect Workbook > Encrypt with Password, clear the password, save",
)
_HTML: Final = Refusal(Code.NOT_A_WORKBOOK, "a web page (HTML), whatever its ending says", _SAVE)
_XML_2003: Final = Refusal(Code.WORKBOOK_VARIANT, "an XML Spreadsheet 2003", _SAVE)
_XLSB: Final = Refusal(Code.WORKBOOK_VARIANT, "a binary workbook (.xlsb)", _SAVE)
_ODS: Final = Refusal(Code.WORKBOOK_VARIANT, "an OpenDocument spreadsheet (.ods)", "save it as Excel 2007-365 (.xlsx)")
_ZIP: Final = Refusal(Code.NOT_A_WORKBOOK, "a zip file without a workbook in it", _UNPACK)
_BINARY: Final = Refusal(Code.NOT_A_WORKBOOK, "not a table: it holds bytes that are no text", _EXPORT)

_MAGIC: Final[tuple[tuple[bytes, Refusal], ...]] = (
    *(
        (magic, Refusal(Code.NOT_A_WORKBOOK, f"a compressed file ({name})", _UNPACK))
        for magic, name in (
            (b"\x1f\x8b", "gzip"),
            (b"BZh", "bzip2"),
            (b"\xfd7zXZ\x00", "xz"),
            (b"7z\xbc\xaf\x27\x1c", "7z"),
            (b"Rar!\x1a\x07", "rar"),
        )
    ),
    *(
        (magic, Refusal(Code.NOT_A_WORKBOOK, name, _EXPORT))
        for magic, name in (
            (b"%PDF", "a PDF document"),
            (b"\x89PNG", "a picture (PNG)"),
            (b"\xff\xd8\xff", "a picture (JPEG)"),
            (b"GIF8", "a picture (GIF)"),
        )
    ),
    (b"{\\rtf", Refusal(Code.WRONG_REPORT, "a formatted text (RTF)", "save it as `Text (Tab delimited)`")),
    # How a raw stream of Excel 2, 3, 4, 5 or 97 begins, before workbooks were kept in containers.
    *((bytes((9, version, length, 0)), _OLD) for version, length in ((0, 4), (2, 6), (4, 6), (8, 8), (8, 16))),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_ENDINGS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
_TEXT_ENDINGS: Final = (".csv", ".tsv", ".txt", ".tab", ".json", ".jsonl", ".ndjson", ".xml")
_HTML_START: Final = re.compile(
    r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE | re.DOTALL
)
_XML_START: Final = re.compile(r"<(?:\?xml\b|!--|!DOCTYPE\b|[A-Za-z_][\w.:-]*[\s/>])")
_JSON_START: Final = re.compile(r'\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]\-0-9]|null|true|false|NaN|$)')
_SPREADSHEET_2003: Final = ("urn:schemas-microsoft-com:office:spreadsheet", 'progid="Excel.Sheet"')


def recognise(stream: BinaryIO, name: str) -> "tuple[FileForm | None, tuple[Finding, ...], ZipFile | None]":
    """What kind of file it is, None where it cannot be read, what the user should know, and a workbook's parts.

    `name` is the one for messages.
    """
    head = stream.read(HEAD)
    if not head:
        return None, (Finding(Code.FILE_EMPTY, Location(name), "the file is empty", "save or download it again"),), None
    found = _by_magic(stream, name, head)
    if isinstance(found, Refusal):
        found = Finding(found.code, Location(name), f"this file is {found.message}", found.hint)
    if isinstance(found, Finding):
        return None, (found,), None
    if isinstance(found, FileForm):
        return found, tuple(_remarks(name, found)), None
    remarks = [*_remarks(name, FileForm.WORKBOOK)]
    if any(part.lower().endswith("vbaproject.bin") for part in found.namelist()):
        message = "the workbook has macros; they are never run"
        remarks.append(Finding(Code.MACROS_IGNORED, Location(name), message, "", Severity.NOTE))
    return FileForm.WORKBOOK, tuple(remarks), found


def _by_magic(stream: BinaryIO, name: str, head: bytes) -> "FileForm | Refusal | Finding | ZipFile":
    """What the first bytes say; a zip and an OLE container have to be looked into."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(stream, name)
    if head.startswith(_OLE):
        return _in_ole(stream)
    text = _as_text(head)
    refused = next((refusal for magic, refusal in _MAGIC if head.startswith(magic)), None if text else _BINARY)
    if refused is not None or text is None:
        return refused or _BINARY
    start = text.lstrip("\ufeff \t\r\n")
    if _HTML_START.match(start):
        return _HTML
    if _XML_START.match(start):
        return _XML_2003 if any(mark in text for mark in _SPREADSHEET_2003) else FileForm.XML
    return FileForm.JSON if _JSON_START.match(start) else FileForm.TEXT


def _in_zip(stream: BinaryIO, name: str) -> "Refusal | Finding | ZipFile":
    from returnctl.files.gate.parts import BROKEN, broken, open_archive, parts_of

    try:
        archive = open_archive(stream, name)
        if isinstance(archive, Finding):
            return archive
        parts = {name.lower(): part for name, part in parts_of(archive).items()}
        of_kind = parts.get("mimetype")
        kind = archive.read(of_kind)[:100] if of_kind is not None and of_kind.file_size < HEAD else b""
    except BROKEN as error:
        return broken(name, error)
    if b"opendocument.spreadsheet" in kind:
        return _ODS
    if "xl/workbook.bin" in parts:
        return _XLSB
    return archive if "xl/workbook.xml" in parts or any("/worksheets/" in name for name in parts) else _ZIP


def _in_ole(stream: BinaryIO) -> Refusal:
    """An OLE container names its streams in UTF-16, in a directory that may stand anywhere."""
    names = {"EncryptedPackage": _LOCKED, "Workbook": _OLD, "Book": _OLD}
    found: set[str] = set()
    carry = b""
    stream.seek(0)
    while chunk := stream.read(1 << 20):
        data = carry + chunk
        found |= {name for name in names if name.encode("utf-16-le") in data}
        carry = chunk[-64:]
    other = Refusal(Code.NOT_A_WORKBOOK, "an old Office document, not a workbook", _EXPORT)
    return next((refusal for name, refusal in names.items() if name in found), other)


def _as_text(head: bytes) -> str | None:
    """The beginning as text, only to look at; None where the bytes are no text in any encoding."""
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return head.decode("utf-32", "replace")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if sum(zeros) > len(head) // 3:
        # Every other byte zero: UTF-16 without its mark. Three of four: UTF-32. Else it is no text.
        if min(zeros) * 20 > max(zeros) and sum(zeros) * 10 < len(head) * 7:
            return None
        bare = head.replace(b"\0", b"")
        return bare.decode("latin-1") if bare else None
    controls = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1a\x1b" for byte in head)
    return None if controls > max(8, len(head) // 25) else head.decode("utf-8", "replace")


def _remarks(name: str, kind: FileForm) -> Iterator[Finding]:
    """That a name's ending says something else."""
    if name.lower().endswith(_TEXT_ENDINGS if kind is FileForm.WORKBOOK else _WORKBOOK_ENDINGS):
        what = {
            FileForm.WORKBOOK: "an Excel workbook",
            FileForm.XML: "XML",
            FileForm.JSON: "JSON",
            FileForm.TEXT: "plain text",
        }[kind]
        message = f"the file is {what}, not what its ending says; it is read as {what}"
        hint = "rename it, so that Excel opens it"
        yield Finding(Code.WRONG_ENDING, Location(name), message, hint, Severity.WARNING)
