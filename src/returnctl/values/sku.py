"""SKUs are text: how two of them are compared, when one may have been meant for another, and which ones there are."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple

from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.pattern import pattern

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


class SkuList(NamedTuple):
    """The seller's SKUs as some files list them, under their compared form, each where it stands first.

    `usable` is whether every file could be read: what is not listed can only be said of a list that was read
    to its end. `whole` is whether any file lists all that the seller has; reports of orders and returns do not.
    `requested` are SKUs for which return requests were given besides, and where the first of them stands.
    """

    skus: Mapping[str, Location]
    findings: tuple[Finding, ...] = ()
    usable: bool = True
    whole: bool = True
    requested: Mapping[str, Location] = {}
