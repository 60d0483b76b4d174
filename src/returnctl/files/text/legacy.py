"""Which encoding a text that is not Unicode probably has: judged by whether its words look like words."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from returnctl.files.document import Document

# What is shown to the seller for each codec that may be guessed.
NAMES: Final = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "mac_roman": "Mac Roman",
    "cp932": "Shift-JIS (Japanese)",
    "gb18030": "GB18030 (Chinese)",
    "big5": "Big5 (Chinese, traditional)",
    "euc_kr": "EUC-KR (Korean)",
}
_SAMPLE: Final = 256 * 1024
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_IN_WORD: Final = re.compile(rb"[A-Za-z]([\x80-\xff])(?=[a-z])")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
# Dashes, dots and quotes of Windows code pages: within a word they say nothing about its letters.
_PUNCTUATION: Final = frozenset((0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97))
# Fewer bytes than this may be a few capitals in a row just as well as Chinese.
_ENOUGH: Final = 12
_LIKELY: Final = 0.7


def sample_of(document: Document) -> bytes:
    """The first 256 KiB of lines that hold a byte beyond ASCII."""
    sample = bytearray()
    file = document.stream()
    while len(sample) < _SAMPLE and (line := file.readline(65536)):
        if not line.isascii():
            sample += line
    return bytes(sample)


def candidates(sample: bytes) -> tuple[str, ...]:
    """The codecs to try, the likeliest first; none where the bytes look like no text at all."""
    if len(_CONTROL.findall(sample)) * 100 > len(sample):
        return ()
    runs = [len(run) for run in _HIGH.findall(sample)]
    pairs = sum(run for run in runs if run > 1)
    asian = _asian(sample)
    if pairs * 2 <= sum(runs):
        return (*_western(sample), *asian)
    return asian if sum(runs) >= _ENOUGH else (*_western(sample), *asian)


def _western(sample: bytes) -> tuple[str, ...]:
    found = Counter(match[0] for match in _IN_WORD.findall(sample))
    letters = {codec: _letters(found, codec) for codec in ("cp1252", "cp1250", "mac_roman")}
    best = max(letters, key=lambda codec: letters[codec])
    return ("cp1252",) if best == "cp1252" else (best, "cp1252")


def _letters(found: Counter[int], codec: str) -> int:
    return sum(n for byte, n in found.items() if byte not in _PUNCTUATION and _is_letter(byte, codec))


def _is_letter(byte: int, codec: str) -> bool:
    return bytes((byte,)).decode(codec, "ignore").islower()


def _asian(sample: bytes) -> tuple[str, ...]:
    scores = {codec: _score(sample, codec, common) for codec, common in _COMMON.items()}
    likely = [codec for codec, score in scores.items() if score >= _LIKELY]
    return tuple(sorted(likely, key=lambda codec: -scores[codec]))


def _score(sample: bytes, codec: str, common: Callable[[str, bytes], bool]) -> float:
    """The share of characters beyond ASCII that are everyday ones in the language of the codec."""
    text = [char for char in sample.decode(codec, "ignore") if char > "\x7f"]
    lost = len(sample) - len(sample.decode(codec, "ignore").encode(codec, "ignore"))
    usual = sum(common(char, char.encode(codec, "ignore")) for char in text)
    return usual / (len(text) + lost) if text else 0.0


def _japanese(char: str, raw: bytes) -> bool:
    return "\u3000" <= char <= "\u30ff" or (len(raw) == 2 and b"\x88\x9f" <= raw <= b"\x98\x72")


def _korean(char: str, _raw: bytes) -> bool:
    return "\uac00" <= char <= "\ud7a3"


def _chinese(_char: str, raw: bytes) -> bool:
    return len(raw) == 2 and raw[1] >= 0xA1 and (0xB0 <= raw[0] <= 0xD7 or raw[0] in {0xA1, 0xA3})


def _traditional(_char: str, raw: bytes) -> bool:
    return len(raw) == 2 and (0xA4 <= raw[0] <= 0xC6 or raw[0] == 0xA1)


# The first of equals wins: Korean syllables also look like everyday Chinese, hardly the other way round.
_COMMON: Final = {"cp932": _japanese, "euc_kr": _korean, "gb18030": _chinese, "big5": _traditional}
