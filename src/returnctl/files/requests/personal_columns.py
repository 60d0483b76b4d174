"""Which columns hold buyers' personal data, told from the words of their headers; in doubt a column does."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from returnctl.schema.data import data_rows
from returnctl.schema.folding import bare
from returnctl.values.pattern import pattern

# `ShipCity` and `VATNumber` are two words each.
_SEAM: Final = pattern(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD: Final = pattern(r"[^\W\d_]+|\d+")
# Letters that are not another letter with a mark.
_ALIKE: Final = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "ı": "i"})


def holds_personal_data(header: str) -> bool:
    """Whether a header speaks of a buyer: his name, how to reach him, his tax number, what he wrote.

    A name, or a text, may be that of goods or of the shop; a buyer may be somebody who pays or does something.
    """
    kinds = _kinds(_plain(header))
    if "contact" in kinds or {"tax", "number"} <= kinds or {"to", "area"} <= kinds:
        return True
    about = kinds & {"name", "text", "number"}
    if "person" in kinds:
        return bool(about) or "deed" not in kinds
    return ("name" in about and not kinds & {"goods", "own"}) or ("text" in about and "own" not in kinds)


def _kinds(header: str) -> set[str]:
    """The kinds of words that a header has."""
    return {kind for kind, (parts, whole) in _words().items() if parts.search(header) or whole.search(header)}


@lru_cache(maxsize=1)
def _words() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """For each kind the words that stand anywhere in another one, and those that stand alone."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in data_rows("personal_words.csv"):
        found.setdefault(row["kind"], ([], []))[row["match"] == "word"].append(re.escape(_plain(row["words"]).strip()))
    return {kind: (_any("{}", parts), _any(" (?:{}) ", whole)) for kind, (parts, whole) in found.items()}


def _any(around: str, words: list[str]) -> re.Pattern[str]:
    """A pattern that fits any of the words; where there are none, nothing."""
    return re.compile(around.format("|".join(words)) if words else "(?!)")


def _plain(text: str) -> str:
    """Its words in small letters without accents, a blank around each."""
    apart = _SEAM().sub(" ", bare(text)).casefold()
    letters = "".join(each for each in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(each))
    return f" {' '.join(_WORD().findall(letters.translate(_ALIKE)))} "
