"""The seller's own SKUs, as a listing report or another file has them."""

from collections.abc import Mapping
from typing import NamedTuple

from returnctl.values.finding import Finding
from returnctl.values.location import Location


class SkuList(NamedTuple):
    """Every SKU that was found, under its compared form, and where it stands first; `findings` of the files.

    `usable` is whether every file could be read: what is not listed can only be said of a list that was read
    to its end. `whole` is whether any file lists all that the seller has; reports of orders and returns do not.
    `requested` are SKUs for which return requests were given besides, and where the first of them stands.
    """

    skus: Mapping[str, Location]
    findings: tuple[Finding, ...] = ()
    usable: bool = True
    whole: bool = True
    requested: Mapping[str, Location] = {}
