"""Text: safe to show, safe in a spreadsheet, as a table writes it; and SKUs, which are text, compared."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Final, NamedTuple


def pattern(source: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """A function that gives the compiled pattern, compiled at its first call."""
    return cache(partial(re.compile, source, flags))


# C0 and C1 controls, soft hyphen, Arabic letter mark, zero-width and bidi marks, line and paragraph
# separators, bidi embeddings and isolates, BOM, interlinear marks, lone surrogates, tag characters.
_UNSAFE: Final = pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str, longest: int | None = 60) -> str:
    r"""The text with every character that could act on a terminal shown as an escape such as `\x1b`.

    Cut to `longest` characters with `…`, behind a word where one ends in the latter half; None keeps the whole.
    """
    if longest is not None and len(text) > longest:
        kept = text[:longest].rpartition(" ")[0].rstrip()
        text = (kept if 2 * len(kept) >= longest else text[: longest - 1]) + "…"
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE().sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def plural(what: str, count: int) -> str:
    """`row` for one, `rows` for any other number."""
    return what if count == 1 else f"{what}s"


def counted(count: int, what: str) -> str:
    """`1 row`, `2,000 rows`."""
    return f"{count:,} {plural(what, count)}"


def either(names: Sequence[str]) -> str:
    """The names as a choice: `a`, `a or b`, `a, b or c`."""
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def typed(file: str) -> str:
    """The name of a file as it is typed on a command line, safe to show."""
    name = visible(file, None)
    return f'"{name}"' if " " in name else name


_PLAIN_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
STARTERS: Final = frozenset("=+-@\t\r\n＝＋－＠")


def inert(text: str) -> str:
    """The text of a CSV cell so that no spreadsheet takes it for a formula: a leading `'` where it could.

    Plain numbers such as `-5.00` stay. Texts that begin with `'` and would be such after it get one
    more, so that `meant` gives back every text exactly.
    """
    if not text or (text[0] not in STARTERS and text[0] != "'"):
        return text
    rest = text.lstrip("'")
    if not rest or rest[0] not in STARTERS or (rest is text and _PLAIN_NUMBER.fullmatch(text)):
        return text
    return "'" + text


def meant(text: str) -> str:
    """The text of a cell as it was before `inert`."""
    rest = text.lstrip("'")
    return text[1:] if text[:1] == "'" and rest[:1] in STARTERS and rest else text


# No-break and zero-width spaces, BOM, soft hyphen, word joiner: they look like nothing and mean nothing.
_INVISIBLE: Final = pattern("[\xad\u200b-\u200f\u2060\ufeff]")
_SPACES: Final = "\u00a0\u2007\u202f\u3000"
# Signs that are taken for one another on a label or in a font.
_LOOKALIKES: Final = str.maketrans("OIL", "011")


def compared(sku: str) -> str:
    """The SKU as it is compared: trimmed, invisible characters dropped, U+2011 as `-`, NFC; case counts."""
    if sku.isascii():
        return sku.strip()
    for space in _SPACES:
        sku = sku.replace(space, " ")
    sku = _INVISIBLE().sub("", sku).replace("\u2011", "-")
    return unicodedata.normalize("NFC", sku).strip()


def nearly(sku: str) -> str:
    """A form that near misses share: case, leading zeros, width and look-alike letters do not count."""
    text = unicodedata.normalize("NFKC", compared(sku)).upper().translate(_LOOKALIKES)
    return re.sub(r"[\s_-]+", "-", text).lstrip("0") or "0"


def difference(one: str, other: str) -> str:
    """Why two SKUs that nearly match do not match, in a few words."""
    if one.casefold() == other.casefold():
        return "only upper and lower case differ"
    if one.lstrip("0") == other.lstrip("0"):
        return "leading zeros lost?"
    return "letters that look alike or spaces differ"


# With a comma or a point in it, such a number could be thousands.
_LIKE_THOUSANDS: Final = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


class TextForm(NamedTuple):
    """The sign between cells, and the decimal mark: a point or a comma."""

    delimiter: str = ","
    mark: str = "."

    def number(self, value: Decimal) -> str:
        """An amount that can be read in one way only: `1.234` gets a zero, as it could be thousands."""
        text = format(value, "f")
        if _LIKE_THOUSANDS.fullmatch(text):
            text += "0"
        return text.replace(".", self.mark)


CSV: Final = TextForm()
TSV: Final = TextForm("\t")
