"""The safety gate of a workbook: a zip of XML parts is looked through before any of it is believed.

Every part is inflated once and counted while it inflates, because declared sizes lie; its checksum is
verified, and its XML is read by the bare parser, which must find no DOCTYPE in any encoding.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final, NamedTuple
from xml.parsers import expat

from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.text import visible

CHUNK: Final = 1 << 16
# The namespaces of a workbook's tags, the second in Strict ones.
SPACES: Final = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
SAVE_AS: Final = "open it in Excel and save it with File > Save As > Excel Workbook (*.xlsx)"
INCOMPLETE: Final = "perhaps the download was cut off: download it again, or open it in Excel and save it anew"

# What a zip or its XML can raise when its bytes are wrong; each of them means: a broken workbook.
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,  # what ElementTree raises on broken XML
    ValueError,
    LookupError,
    OverflowError,
)


class Limits(NamedTuple):
    """How much a workbook may hold; sizes in bytes."""

    parts: int = 1_000
    directory: int = 1 << 20
    inflated: int = 512 << 20
    ratio: int = 100
    ratio_from: int = 100 << 10
    tag: int = 256 << 10
    text: int = 1 << 20
    depth: int = 256
    tags: int = 2_000_000  # in a part that is read whole; sheets and texts are streamed
    merged: int = 200_000


LIMITS: Final = Limits()


class Merged(NamedTuple):
    """A merged range of cells; all four ends inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    name: str


class Tail(NamedTuple):
    """What stands behind the cells of a sheet: its merged ranges, and whether a filter is active."""

    merged: tuple[Merged, ...] = ()
    filtered: bool = False


class Inspected(NamedTuple):
    """What the gate found: `refused` closes it; `problems` matter only if that part has to be read."""

    refused: tuple[Finding, ...]
    problems: Mapping[str, Finding]
    tails: Mapping[str, Tail]


def unsafe(shown: str, message: str, code: Code = Code.UNSAFE_WORKBOOK) -> Finding:
    """A refusal of the whole file; the remedy is to let Excel write it anew."""
    return Finding(code, Location(shown), message, SAVE_AS)


def broken(shown: str, error: BaseException | str) -> Finding:
    """The one place where whatever a broken workbook raises becomes a finding."""
    text = str(error) if isinstance(error, str) else str(error).strip() or type(error).__name__
    return Finding(Code.BROKEN_WORKBOOK, Location(shown), f"the workbook is damaged: {visible(text, 100)}", INCOMPLETE)


def open_archive(stream: BinaryIO, shown: str, limits: Limits = LIMITS) -> zipfile.ZipFile | Finding:
    """The zip in `stream`, if its list of parts is short enough to be read at all."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 22 - 0xFFFF))
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        return Finding(Code.BROKEN_WORKBOOK, Location(shown), "the end of the workbook is missing", INCOMPLETE)
    if limits.directory < int.from_bytes(tail[end + 12 : end + 16], "little") < 0xFFFFFFFF:
        return unsafe(shown, "the workbook lists far more parts than any workbook has")
    try:
        return zipfile.ZipFile(stream)
    except BROKEN as error:
        return broken(shown, error)


def parts_of(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts by name, with the slashes as the standard has them (some writers put backslashes)."""
    return {info.filename.replace("\\", "/"): info for info in archive.infolist() if not info.is_dir()}


def inspect(archive: zipfile.ZipFile, shown: str, limits: Limits = LIMITS) -> Inspected:
    """Look through every part of an open workbook."""
    refused = _directory(archive, shown, limits)
    problems: dict[str, Finding] = {}
    tails: dict[str, Tail] = {}
    budget = limits.inflated
    for name, info in parts_of(archive).items() if refused is None else ():
        scan = _Scan(name, shown, limits)
        try:
            for chunk in _inflated(archive, info, budget, limits):
                budget -= len(chunk)
                scan.feed(chunk)
            scan.close()
        except _RefusedError as error:
            refused = unsafe(shown, f"{error}, in its part `{visible(name)}`", error.code)
            break
        except BROKEN as error:
            refused = broken(shown, error)
            break
        if scan.problem is not None:
            problems[name] = scan.problem
        if scan.merged or scan.filtered:
            tails[name] = Tail(tuple(scan.merged), scan.filtered)
    return Inspected((refused,) if refused else (), problems, tails)


class _RefusedError(Exception):
    def __init__(self, message: str, code: Code = Code.UNSAFE_WORKBOOK) -> None:
        super().__init__(message)
        self.code = code


def _directory(archive: zipfile.ZipFile, shown: str, limits: Limits) -> Finding | None:  # noqa: PLR0911 - one each
    infos = archive.infolist()
    if len(infos) > limits.parts:
        return unsafe(shown, f"the workbook has {len(infos)} parts, at most {limits.parts} are read")
    seen: set[str] = set()
    for info in infos:
        name = info.filename.replace("\\", "/")
        quoted = visible(info.filename)
        if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/"):
            return unsafe(shown, f"the workbook has a part that points outside of it, `{quoted}`")
        if name.casefold() in seen:
            return unsafe(shown, f"the workbook has the part `{quoted}` twice")
        seen.add(name.casefold())
        if info.flag_bits & 0x1:
            return Finding(
                Code.PASSWORD_PROTECTED,
                Location(shown),
                "the workbook is encrypted",
                "in Excel: File > Info > Protect Workbook > Encrypt with Password, clear the password, save",
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return unsafe(shown, f"the part `{quoted}` is compressed in a way that no workbook uses")
    # Parts that overlap in the file are how a small zip pretends to be a huge one.
    size = archive.fp.seek(0, 2) if archive.fp else 0
    if sum(info.compress_size for info in infos) > size:
        return unsafe(shown, "the workbook's parts claim more bytes than the file has")
    return None


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: int, limits: Limits) -> Iterator[bytes]:
    most = min(budget, max(limits.ratio_from, limits.ratio * info.compress_size))
    size = 0
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise _RefusedError(f"the workbook unpacks to more than {most >> 10} KiB and looks like a zip bomb")
            yield chunk


class _Scan:
    """One part on its way through the gate. Only the end of a sheet is looked at tag by tag."""

    def __init__(self, name: str, shown: str, limits: Limits) -> None:
        self.shown, self.name, self.limits = shown, name, limits
        self.problem: Finding | None = None
        self.merged: list[Merged] = []
        self.filtered = False
        self.carry = self.cut = b""
        self.depth = self.run = self.tags = 0
        self.inside = False
        self.streamed = False  # sheets and texts are, and may be long
        self.parser = expat.ParserCreate() if name.lower().endswith((".xml", ".rels", ".vml")) else None
        if self.parser is not None:
            self.parser.StartDoctypeDeclHandler = self._doctype
            self.parser.XmlDeclHandler = self._declared

    def _doctype(self, *_: object) -> None:
        raise _RefusedError("the workbook declares a document type (DOCTYPE), which Excel never does", Code.UNSAFE_XML)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf-16", "us-ascii", "iso-8859-1"):
            raise _RefusedError(f"the workbook uses the unusual encoding `{visible(encoding)}`", Code.UNSAFE_XML)

    def feed(self, chunk: bytes) -> None:
        if self.parser is None:
            return
        problem = self._measure(chunk)
        if problem is None:
            if self.parser.StartElementHandler is None and self._reaches_tail(chunk):
                self.parser.StartElementHandler = self._element
            try:
                self.parser.Parse(chunk, False)
            except expat.ExpatError as error:
                problem = f"its XML is broken: {error}"
        if problem is not None:
            self._stop(problem)

    def close(self) -> None:
        try:
            if self.parser is not None:
                self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            self._stop(f"its XML is broken: {error}")
        self.parser = None  # its handlers hold this scan: without this the two would keep each other alive

    def _stop(self, problem: str) -> None:
        code = Code.BROKEN_WORKBOOK if "broken" in problem else Code.UNSAFE_XML
        message = f"the workbook's part `{visible(self.name)}` cannot be read, {problem}"
        self.problem = Finding(code, Location(self.shown), message, SAVE_AS)
        self.parser = None

    def _measure(self, chunk: bytes) -> str | None:
        """What is too much for the part's reader, by counting bytes: cheaper than parsing, and before it."""
        if b"\0" in chunk:
            chunk = chunk.replace(b"\0", b"")  # UTF-16: its markup is plain once the zeros are gone
        chunk = self.cut + chunk  # `</` or `/>` in two pieces would be counted as something else
        self.cut = chunk[-1:] if chunk.endswith((b"<", b"/")) else b""
        chunk = chunk.removesuffix(self.cut)
        start, end = chunk.rfind(b"<"), chunk.rfind(b">")
        self.inside = end < start if start >= 0 else self.inside and end < 0
        self.run = len(chunk) - start if start >= 0 else self.run + len(chunk)
        if self.run > (self.limits.tag if self.inside else self.limits.text):
            return "one of its tags or texts is longer than any that Excel writes"
        opened = chunk.count(b"<")
        self.tags += opened
        self.streamed = self.streamed or b"sheetData" in chunk or b"sst" in chunk[:1024]
        if self.tags > self.limits.tags and not self.streamed:
            return "it holds more than can be read in reasonable time"
        self.depth += opened - 2 * chunk.count(b"</") - chunk.count(b"/>") - chunk.count(b"<?") - chunk.count(b"<!")
        return "its tags are nested too deeply" if self.depth > self.limits.depth else None

    def _reaches_tail(self, chunk: bytes) -> bool:
        data = self.carry + chunk
        self.carry = chunk[-16:]
        # A prefix or UTF-16 hides the end tag: such a sheet is looked at tag by tag from its beginning.
        return b"/sheetData>" in data or b":sheetData" in data or b"sheetData/" in data or b"\0" in data[:64]

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "filterColumn":
            self.filtered = True
        elif name == "mergeCell":
            self.merged.append(_merged(attributes.get("ref", "")))
            if len(self.merged) > self.limits.merged:
                raise _RefusedError("the workbook has more merged cells than can be read in reasonable time")


def column_number(letters: str) -> int:
    """The number of a sheet's column, counted from 1; 0 where there is no such column."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64 if "A" <= letter <= "Z" else 1 << 20
    return number if len(letters) <= 3 and number <= 16_384 else 0


def _merged(ref: str) -> Merged:
    first, _, last = ref.replace("$", "").partition(":")
    ends: list[int] = []
    for end in (first, last or first):
        letters = end.rstrip("0123456789")
        digits = end[len(letters) :]
        row = int(digits) if 0 < len(digits) <= 7 else 0
        if not (column_number(letters) and 1 <= row <= 1_048_576):
            raise _RefusedError(f"the workbook has a merged range that is none, `{visible(ref)}`", Code.BROKEN_WORKBOOK)
        ends += (row, column_number(letters))
    return Merged(min(ends[0], ends[2]), min(ends[1], ends[3]), max(ends[0], ends[2]), max(ends[1], ends[3]), ref)
