"""How headers, names and choices are compared: signs that people write differently do not count."""

from collections.abc import Iterable, Mapping
from typing import Final

from returnctl.values.pattern import pattern

# White space, no-break and zero-width spaces, BOM, soft hyphen, and all kinds of hyphen and underscore.
_UNCOUNTED: Final = pattern("[\\s\xad\u200b-\u200f\u2060\ufeff_\u2010-\u2015-]+")
_INVISIBLE: Final = pattern("[\xad\u200b-\u200f\u2060\ufeff]")


def folded(text: str) -> str:
    """A name as it is compared: case, spaces, `-` and `_` do not count, nor what cannot be seen."""
    return _UNCOUNTED().sub("", text).casefold()


def bare(text: str) -> str:
    """A text without surrounding space and without characters that cannot be seen."""
    return text.strip() if text.isascii() else _INVISIBLE().sub("", text).strip()


def nearest(text: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that the text was most likely meant to be; None where none is near."""
    from difflib import get_close_matches

    names: Mapping[str, str] = {folded(name): name for name in reversed(list(known))}
    close = get_close_matches(folded(text[:100]), names, n=1, cutoff=cutoff)
    return names[close[0]] if close else None
