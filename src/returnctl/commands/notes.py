"""What was assumed or left out for a whole run, each told once; and why, where side tables could have told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from returnctl.deciding.days import day_of_answer
from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.files.requests.rows import SideTables, order_line
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text import compared, plural, visible
from returnctl.views.summary import Tally, Unlisted, stock_assumed

if TYPE_CHECKING:
    from returnctl.files.tables.table import Table

# The option that stands in for a day of the request that was not given.
AS_OF: Final = "--as-of"
_NEUTRAL: Final = "neutral terms of 30 days, minimums unchecked, amounts compared as they stand"
_STORE: Final = "give an orders report with --orders, or --store with the store of the requests that name none"
_NAMED: Final = 2
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


@dataclass(slots=True)
class Unfound:
    """What is looked up in the side tables and not found; only those that were given count.

    `skus` and `stock` have for each SKU whether it stands in the listing report, without a quantity; `orders`
    have for each order whether it stands in the orders report, without the sales channel of a store.
    """

    side: SideTables = field(default_factory=SideTables)
    requests: int = 0
    skus: dict[str, bool] = field(default_factory=dict)
    stock: dict[str, bool] = field(default_factory=dict)
    orders: dict[str, bool] = field(default_factory=dict)

    def add(self, decision: Decision) -> None:
        """Look at one decided request."""
        request = decision.request
        if self.side.inventory and request.stock is None:
            sku = compared(request.sku)
            self.requests += 1
            self.skus[sku] = (sku,) in self.side.inventory
            if stock_assumed(decision):
                self.stock[sku] = self.skus[sku]
        if self.side.orders and decision.context.store is None:
            self.orders[request.order_id or ""] = order_line(request, self.side) is not None

    def unlisted(self) -> Unlisted:
        """The numbers of requests without stock and of their SKUs."""
        blank = sum(self.skus.values())
        return Unlisted(self.requests, len(self.skus) - blank, blank)

    def notes(self, tally: Tally, desk: Desk) -> list[Finding]:
        """The notes on the run, and on a value of ours that was not checked for long."""
        notes = []
        if tally.stock_assumed:
            why, hint = self._why_stock()
            notes.append(
                _note(Code.STOCK_ASSUMED, f"stock was assumed for {_requests(tally.stock_assumed)}{why}", hint)
            )
        if tally.store_unknown:
            why, hint = self._why_store()
            said = f"the store of {_requests(tally.store_unknown)} is not known: {why}{_NEUTRAL}"
            notes.append(_note(Code.STORE_UNKNOWN, said, hint))
        if old := desk.old_constants():
            day = day_of_answer(desk.as_of, None)
            said = f"{old[0].name} was last checked on {old[0].checked}, more than a year before {day}"
            more = f" (and {len(old) - 1} more)" if len(old) > 1 else ""
            hint = "install a newer version, or set the value in your policy"
            notes.append(_note(Code.CONSTANT_OLD, said + more, hint))
        return notes

    def _why_stock(self) -> tuple[str, str]:
        """Why stock was assumed though a listing report was given, and the remedy."""
        if not self.stock:
            return "", "give a listing report with --inventory"
        there = all(self.stock.values())
        remedy = "write the quantity into the report" if there else "download the report of all listings again"
        return f": {_standing(self.stock, 'SKU', _IN_LISTING)}", f"{remedy}, or set `replacement` in an override"

    def _why_store(self) -> tuple[str, str]:
        """Why no store is known though an orders report was given, and the remedy."""
        if not self.orders:
            return "", _STORE
        if "" in self.orders:
            what = "without an order id it cannot be looked up in the orders report; "
            return what, "give the order id, or the store with --store"
        hint = "give an orders report with these orders and their sales channel, or the store with --store"
        return f"{_standing(self.orders, 'order', _IN_ORDERS)}; ", hint


def day_assumed(decision: Decision) -> list[Finding]:
    """The note that the day of the request was taken to be that of the answer."""
    asked = decision.request.source.columns.get("request_date")
    if asked is None or asked.header != AS_OF:
        return []
    said = f"the return is taken to be asked for on {decision.request.request_date}, the day for which we answer"
    return [_note(Code.REQUEST_DATE_ASSUMED, said, "give its own day with --requested")]


def columns_left_out(tables: "Sequence[Table]") -> list[Finding]:
    """The note on the columns with buyers' data, which are not among the input's columns that are kept."""
    left = dict.fromkeys(table.header[place - 1] for table in tables for place in sorted(table.personal))
    if not left:
        return []
    columns = "1 column that holds" if len(left) == 1 else f"{len(left)} columns that hold"
    named = ", ".join(f"`{visible(header, 40)}`" for header in left)
    hint = "a column that holds none is kept under another header, for example `remark`"
    return [_note(Code.BUYERS_DATA_LEFT_OUT, f"{columns} data of buyers, by the header, left out: {named}", hint)]


def _standing(found: Mapping[str, bool], what: str, said: Sequence[tuple[str, str]]) -> str:
    """The first two that were looked up, how many there are besides, and whether they stand there."""
    kind = 2 if len(set(found.values())) > 1 else int(next(iter(found.values())))
    shown, more = [f"`{visible(name)}`" for name in list(found)[:_NAMED]], len(found) - _NAMED
    names = f"{', '.join(shown)} and {more:,} more {plural(what, more)}" if more > 0 else " and ".join(shown)
    return f"{names} {said[kind][len(found) > 1]}"


def _requests(count: int) -> str:
    return f"{count} {plural('request', count)}"


def _note(code: Code, said: str, hint: str) -> Finding:
    return Finding(code, Location("this run"), said, hint, Severity.NOTE)
