"""Text from a file made safe to show: control, bidi and invisible characters are written as escapes."""

import re
from collections.abc import Sequence
from typing import Final

from returnctl.values.pattern import pattern

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
