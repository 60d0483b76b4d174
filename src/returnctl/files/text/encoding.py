"""In which encoding a whole text file is written, decided by looking at all of it."""

import codecs
from typing import Final, NamedTuple

from returnctl.files.document import Document, once
from returnctl.files.text.file import line_ends, unreadable
from returnctl.files.text.legacy import NAMES, candidates, sample_of
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location

_CHUNK: Final = 1024 * 1024
_HEAD: Final = 64 * 1024
# UTF-32's mark begins with UTF-16's, so it is looked for first.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS: Final = "in Excel choose File, Save As, `CSV UTF-8` or `Unicode Text`; or download the report again"


class Decoding(NamedTuple):
    """How to turn the bytes of a file into text: the codec, and the length of the byte order mark to skip."""

    codec: str
    bom: int = 0
    findings: tuple[Finding, ...] = ()


@once
def decide_encoding(document: Document) -> Decoding | Finding:
    """The encoding in which every byte of the file is text; a guess is a warning, no fit an error."""
    try:
        head = document.stream().read(_HEAD)
        for decoding in _unicode_encodings(head):
            bad = first_bad_byte(document, decoding)
            if bad is None:
                return decoding
        return _unknown(document, decoding, bad) if decoding.bom else _guess(document, bad or 0)
    except OSError:
        return unreadable(document.shown)


def first_bad_byte(document: Document, decoding: Decoding) -> int | None:
    """The offset of the first byte that cannot be text in this encoding; None when all of the file can."""
    decoder = codecs.getincrementaldecoder(decoding.codec)()
    wide = decoding.codec.startswith(("utf-16", "utf-32"))
    offset, held = decoding.bom, 0
    file = document.stream()
    file.seek(decoding.bom)
    try:
        while chunk := file.read(_CHUNK):
            if held or wide or not chunk.isascii():
                decoder.decode(chunk)
                held = len(decoder.getstate()[0])
            offset += len(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        return offset - held + error.start
    return None


def _unicode_encodings(head: bytes) -> list[Decoding]:
    """What a byte order mark or the pattern of NUL bytes says; without either UTF-8, the last to try."""
    marked = [Decoding(codec, len(mark)) for mark, codec in _MARKS if head.startswith(mark)]
    if marked:
        return marked
    wide = _wide(head)
    return [*([Decoding(wide)] if wide else []), Decoding("utf-8")]


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: where Latin letters leave their NUL bytes."""
    quarters = len(head) // 4
    if not quarters or b"\0" not in head:
        return None
    a, b, c, d = (head[place : quarters * 4 : 4].count(0) / quarters for place in range(4))
    if d == 1 and c > 0.9 and a < 0.5:
        return "utf-32-le"
    if a == 1 and b > 0.9 and d < 0.5:
        return "utf-32-be"
    if b + d > 0.5 and (a + c) * 10 < b + d:
        return "utf-16-le"
    return "utf-16-be" if a + c > 0.5 and (b + d) * 10 < a + c else None


def _guess(document: Document, bad: int) -> Decoding | Finding:
    for codec in candidates(sample_of(document)):
        if first_bad_byte(document, Decoding(codec)) is None:
            line = _line_of(document, Decoding(codec), bad)
            message = f"the file is not UTF-8 (byte {bad:,}, line {line:,}), and was read as {NAMES[codec]}"
            hint = f"look whether accents and umlauts are right in the answer; if not, {_SAVE_AS}"
            at = Location(document.shown, row=line)
            return Decoding(codec, 0, (Finding(Code.ENCODING_GUESSED, at, message, hint, Severity.WARNING),))
    return _unknown(document, Decoding("utf-8"), bad)


def _unknown(document: Document, decoding: Decoding, bad: int | None) -> Finding:
    line = _line_of(document, decoding, bad or 0)
    where = f"byte {bad or 0:,}, line {line:,}"
    message = f"the file is not text in an encoding that can be told: {where} is not {decoding.codec.upper()}"
    return Finding(Code.UNKNOWN_ENCODING, Location(document.shown, row=line), message, _SAVE_AS)


def _line_of(document: Document, decoding: Decoding, offset: int) -> int:
    """The physical line in which the byte stands, from 1."""
    decoder = codecs.getincrementaldecoder(decoding.codec)("replace")
    left, lines, ended = offset - decoding.bom, 1, ""
    file = document.stream()
    file.seek(decoding.bom)
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        left -= len(chunk)
        text = decoder.decode(chunk)
        # CR and LF of one line end may have come in two pieces.
        lines += line_ends(text) - (ended == "\r" and text.startswith("\n"))
        ended = text[-1:]
    return lines
