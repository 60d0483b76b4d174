"""Text that no spreadsheet takes for a formula, and the way back."""

import re
from typing import Final

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
