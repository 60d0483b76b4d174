"""The text of a file: its encoding, decided by looking at all of it, and its whole lines.

What is not Unicode is judged by whether its words look like words.
"""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import IncrementalNewlineDecoder, TextIOWrapper
from typing import Final, NamedTuple

from returnctl.files.document import Document, once
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location

_CHUNK: Final = 1024 * 1024
_HEAD: Final = 64 * 1024
_SAMPLE: Final = 256 * 1024
# UTF-32's mark begins with UTF-16's, so it is looked for first.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How the codecs that may be guessed are called.
_NAMES: Final = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "mac_roman": "Mac Roman",
    "cp932": "Shift-JIS (Japanese)",
    "gb18030": "GB18030 (Chinese)",
    "big5": "Big5 (Chinese, traditional)",
    "euc_kr": "EUC-KR (Korean)",
}
_SAVE_AS: Final = "in Excel choose File, Save As, `CSV UTF-8` or `Unicode Text`; or download the report again"
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_IN_WORD: Final = re.compile(rb"[A-Za-z]([\x80-\xff])(?=[a-z])")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
# Dashes, dots and quotes of Windows code pages: within a word they say nothing about its letters.
_PUNCTUATION: Final = frozenset((0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97))
# Fewer bytes than this may be a few capitals in a row just as well as Chinese.
_ENOUGH: Final = 12
_LIKELY: Final = 0.7
# Which characters of a codec, and their bytes, are everyday ones in its language. The first of equals wins:
# Korean syllables also look like everyday Chinese, hardly the other way round.
_EVERYDAY: Final[dict[str, Callable[[str, bytes], bool]]] = {
    "cp932": lambda char, raw: "\u3000" <= char <= "\u30ff" or b"\x88\x9f" <= raw <= b"\x98\x72",
    "euc_kr": lambda char, _: "\uac00" <= char <= "\ud7a3",
    "gb18030": lambda _, raw: len(raw) == 2 and raw[1] >= 0xA1 and (0xB0 <= raw[0] <= 0xD7 or raw[0] in {0xA1, 0xA3}),
    "big5": lambda _, raw: len(raw) == 2 and (0xA4 <= raw[0] <= 0xC6 or raw[0] == 0xA1),
}


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
        marked = [Decoding(codec, len(mark)) for mark, codec in _MARKS if head.startswith(mark)]
        wide = _wide(head)
        bad = 0
        for decoding in marked or [*([Decoding(wide)] if wide else []), Decoding("utf-8")]:
            found = _first_bad_byte(document, decoding)
            if found is None:
                return decoding
            bad = found
        return (None if marked else _guess(document, bad)) or _unknown(document, decoding, bad)
    except OSError:
        return document.cannot_be_read()


def _first_bad_byte(document: Document, decoding: Decoding) -> int | None:
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


def _guess(document: Document, bad: int) -> Decoding | None:
    for codec in _candidates(_sample(document)):
        if _first_bad_byte(document, Decoding(codec)) is None:
            line = _line_of(document, Decoding(codec), bad)
            message = f"the file is not UTF-8 (byte {bad:,}, line {line:,}), and was read as {_NAMES[codec]}"
            hint = f"look whether accents and umlauts are right in the answer; if not, {_SAVE_AS}"
            at = Location(document.shown, row=line)
            return Decoding(codec, 0, (Finding(Code.ENCODING_GUESSED, at, message, hint, Severity.WARNING),))
    return None


def _unknown(document: Document, decoding: Decoding, bad: int) -> Finding:
    line = _line_of(document, decoding, bad)
    where = f"byte {bad:,}, line {line:,}"
    message = f"the file is not text in an encoding that can be told: {where} is not {decoding.codec.upper()}"
    return Finding(Code.UNKNOWN_ENCODING, Location(document.shown, row=line), message, _SAVE_AS)


def _line_of(document: Document, decoding: Decoding, offset: int) -> int:
    """The physical line in which the byte stands, from 1."""
    decoder = IncrementalNewlineDecoder(codecs.getincrementaldecoder(decoding.codec)("replace"), True)
    file = document.stream()
    lines, left = 1, offset - file.seek(decoding.bom)
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        left -= len(chunk)
        lines += decoder.decode(chunk).count("\n")
    return lines + decoder.decode(b"", True).count("\n")


def _sample(document: Document) -> bytes:
    """The first 256 KiB of lines that hold a byte beyond ASCII."""
    sample = bytearray()
    file = document.stream()
    while len(sample) < _SAMPLE and (line := file.readline(65536)):
        if not line.isascii():
            sample += line
    return bytes(sample)


def _candidates(sample: bytes) -> Iterator[str]:
    """The codecs to try, the likeliest first; none where the bytes look like no text at all."""
    if len(_CONTROL.findall(sample)) * 100 > len(sample):
        return
    runs = [len(run) for run in _HIGH.findall(sample)]
    singly = runs.count(1) * 2 >= sum(runs)
    if singly or sum(runs) < _ENOUGH:
        found = Counter(match[0] for match in _IN_WORD.findall(sample))
        yield from dict.fromkeys((max(("cp1252", "cp1250", "mac_roman"), key=lambda c: _letters(found, c)), "cp1252"))
    scores = {codec: _share(sample, codec) for codec in _EVERYDAY}
    yield from sorted((codec for codec in scores if scores[codec] >= _LIKELY), key=lambda codec: -scores[codec])


def _letters(found: Counter[int], codec: str) -> int:
    """How many of the bytes within words are small letters in a codec."""
    small = (byte for byte in found if byte not in _PUNCTUATION and bytes((byte,)).decode(codec, "ignore").islower())
    return sum(found[byte] for byte in small)


def _share(sample: bytes, codec: str) -> float:
    """The share of characters beyond ASCII that are everyday ones in the language of the codec."""
    text = sample.decode(codec, "ignore")
    beyond = [char for char in text if char > "\x7f"]
    lost = len(sample) - len(text.encode(codec, "ignore"))
    usual = sum(_EVERYDAY[codec](char, char.encode(codec, "ignore")) for char in beyond)
    return usual / (len(beyond) + lost) if beyond else 0.0


# Characters kept of one line; the rest of a longer one is passed over, so that memory stays bounded.
LONGEST_LINE: Final = 4 * 1024 * 1024
_PIECE: Final = 256 * 1024


def line_ends(text: str) -> int:
    """How many lines end within the text, whether with LF, CR or both."""
    ends = text.count("\n")
    return ends + text.count("\r") - text.count("\r\n") if "\r" in text else ends


def split_lines(text: str) -> list[str]:
    """The lines without their ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n").split("\n")


class LineSource:
    """The text of a file in pieces that end where a line ends; only the file's last line may lack its end.

    A line longer than `longest` characters is cut to a little more than that, never less.
    """

    def __init__(self, document: Document, decoding: Decoding, longest: int = LONGEST_LINE) -> None:
        stream = document.stream()
        stream.seek(decoding.bom)
        self._file = TextIOWrapper(stream, decoding.codec, newline="")
        self._longest = longest + 1
        self._rest = ""
        self.at_end = False

    def read(self, characters: int) -> str:
        """So many characters, wherever they end."""
        return self._file.read(characters)

    def take(self, size: int = _PIECE) -> str:
        """The next piece, of about `size` characters or one line where that is longer; empty at the end."""
        text, self._rest = self._rest + self._file.read(size), ""
        last = self._file.readline(self._longest)
        text += last
        while len(last) == self._longest and last[-1] not in "\r\n":
            last = self._file.readline(self._longest)
            text += last[-1:] if last[-1:] in "\r\n" else ""
        self.at_end = not last.endswith(("\n", "\r"))
        return text

    def give_back(self, text: str) -> None:
        """Put whole lines back; they come first in the next piece."""
        self._rest = text


def physical_lines(document: Document, decoding: Decoding, longest: int = LONGEST_LINE) -> Iterator[str]:
    """The physical lines without their ends."""
    source = LineSource(document, decoding, longest)
    while text := source.take():
        yield from split_lines(text)
