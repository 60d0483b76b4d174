"""How headers, names and choices are compared and listed: signs that people write differently do not count."""

from collections.abc import Iterable, Mapping
from typing import Final

from returnctl.values.text import pattern, visible

# White space, no-break and zero-width spaces, BOM, soft hyphen, and all kinds of hyphen and underscore.
_UNCOUNTED: Final = pattern("[\\s\xad\u200b-\u200f\u2060\ufeff_\u2010-\u2015-]+")
_INVISIBLE: Final = pattern("[\xad\u200b-\u200f\u2060\ufeff]")
_CAMEL: Final = pattern("(?<=[a-z])(?=[A-Z])")
_SAME_LETTERS: Final = 0.85  # `retrun_window_days` and `return_windows_days`, not `return label` and `returnable`
_SAME_WORDS: Final = 0.65  # `return window` and `store name`, not `label` for `label_paid_by`


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


def slip_for(text: str, known: Iterable[str]) -> str | None:
    """The known name that the text is but for a slip: a few letters, or a word left out or added.

    Much narrower than `nearest`, for where a column of somebody's own must not be taken for a misspelt one.
    """
    from difflib import SequenceMatcher

    words = _words(text[:100])
    best, found = 0.0, None
    for name in known:
        others = _words(name)
        likeness = SequenceMatcher(None, " ".join(words), " ".join(others)).ratio()
        least = _SAME_WORDS if set(words) <= set(others) or set(words) >= set(others) else _SAME_LETTERS
        if likeness >= max(least, best):
            best, found = likeness, name
    return found


def _words(text: str) -> list[str]:
    return _UNCOUNTED().sub(" ", _CAMEL().sub(" ", text)).casefold().split()


_ROOM: Final = 200


def listed(names: Iterable[str], room: int = _ROOM) -> str:
    """The names that are not blank, each in backticks, as many as fit into the room; `…` stands for the others."""
    shown: list[str] = []
    for name in filter(None, map(bare, names)):
        shown.append(f"`{visible(name)}`")
        if len(", ".join(shown)) > room:
            return ", ".join([*shown[:-1], "…"])
    return ", ".join(shown)
