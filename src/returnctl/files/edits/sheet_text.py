"""Text as a cell of a workbook can hold it, whatever it was in the file that it comes from."""

import re
from typing import Final

from returnctl.values.visible import visible

# So many UTF-16 units fit into one cell.
LONGEST: Final = 32_767
# What XML cannot hold, and what a reader of workbooks would take for such an escape.
_ESCAPED: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """The text as XML can hold it: control characters in the workbook's own escapes, which Excel reads back."""
    if text.isascii() and text.isprintable() and "_x" not in text:
        return text
    return _ESCAPED.sub(_escape, _SURROGATES.sub(lambda match: visible(match[0]), text))


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def stored_length(text: str) -> int:
    """As a workbook counts: in UTF-16 units, escapes included."""
    return len(storable(text).encode("utf-16-le")) // 2
