"""For which requests the files beside the report have no stock or no store, and how that is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from returnctl.commands.run_notes import stock_assumed
from returnctl.deciding.desk import Decision
from returnctl.files.requests.completing import order_line
from returnctl.files.requests.side_tables import SideTables
from returnctl.values.sku import compared
from returnctl.values.visible import visible
from returnctl.views.unlisted import Unlisted

_NAMED: Final = 2


@dataclass(slots=True)
class Lacking:
    """What is looked up in the files beside the report and not found; only files that were given count.

    `skus` and `assumed` have for each SKU whether it stands in the listing report, without a quantity; `orders`
    have for each order whether it stands in the orders report, without the sales channel of a store.
    """

    side: SideTables
    requests: int = 0
    skus: dict[str, bool] = field(default_factory=dict)
    assumed: dict[str, bool] = field(default_factory=dict)
    orders: dict[str, bool] = field(default_factory=dict)

    def add(self, decision: Decision) -> None:
        """Look at one decided request."""
        request = decision.request
        if self.side.inventory and request.stock is None:
            sku = compared(request.sku)
            there = (sku,) in self.side.inventory
            self.requests += 1
            self.skus[sku] = there
            if stock_assumed(decision):
                self.assumed[sku] = there
        if self.side.orders and decision.ground.store is None:
            self.orders[request.order_id or ""] = order_line(request, self.side) is not None

    def unlisted(self) -> Unlisted:
        """The numbers of requests without stock and of their SKUs."""
        blank = sum(self.skus.values())
        return Unlisted(self.requests, len(self.skus) - blank, blank)

    def why_stock(self) -> tuple[str, str] | None:
        """Why stock was assumed though a listing report was given, and the remedy; None where none was given."""
        if not self.assumed:
            return None
        what = _standing(self.assumed, "SKU", _IN_LISTING)
        if all(self.assumed.values()):
            return what, "write the quantity into the report, or set `replacement` in an override"
        return what, "download the report of all listings again, or set `replacement` in an override"

    def why_store(self) -> tuple[str, str] | None:
        """Why no store is known though an orders report was given, and the remedy; None where none was given."""
        if not self.orders:
            return None
        if "" in self.orders:
            what = "without an order id it cannot be looked up in the orders report"
            return what, "give the order id, or the store with --store"
        hint = "give an orders report with these orders and their sales channel, or the store with --store"
        return _standing(self.orders, "order", _IN_ORDERS), hint


# Not there; there without what was looked for; some of both. Each for one and for several.
_IN_LISTING: Final = (
    ("does not stand in the listing report", "do not stand in the listing report"),
    ("stands in the listing report without a quantity", "stand in the listing report without a quantity"),
    ("", "have no quantity in the listing report"),
)
_IN_ORDERS: Final = (
    ("does not stand in the orders report", "do not stand in the orders report"),
    ("has no sales channel of a store in the orders report", "have no sales channel of a store in the orders report"),
    ("", "have no sales channel of a store in the orders report"),
)


def _standing(found: Mapping[str, bool], what: str, said: Sequence[tuple[str, str]]) -> str:
    several = len(found) > 1
    kind = 2 if len(set(found.values())) > 1 else int(next(iter(found.values())))
    return f"{_names(list(found), what)} {said[kind][several]}"


def _names(names: Sequence[str], what: str) -> str:
    """The first two, and how many there are besides."""
    shown, more = [f"`{visible(name)}`" for name in names[:_NAMED]], len(names) - _NAMED
    if more > 0:
        return f"{', '.join(shown)} and {more:,} more {what}{'s' if more > 1 else ''}"
    return " and ".join(shown)
