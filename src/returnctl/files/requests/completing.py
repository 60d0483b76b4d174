"""What side tables say of requests, and the requests completed from them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from returnctl.deciding.repeats import line_key
from returnctl.values.location import Cite, Origin
from returnctl.values.request import UNREADABLE, ReturnRequest, Source
from returnctl.values.text import compared


class Given(NamedTuple):
    """What one row of a file gives: values by field, and where they stand."""

    values: Mapping[str, Any]
    source: Source
    row: int

    def cite(self, field: str) -> Cite:
        """The place of one of the values."""
        value = self.values[field]
        shown = "" if value is UNREADABLE else str(value)
        return Cite(Origin.FILE, self.source.at(self.row, field), self.source.columns[field].header, shown)


class SideTables(NamedTuple):
    """What the files beside the report give: by order line, by SKU, by order id."""

    orders: Mapping[tuple[str, ...], Given] = {}
    inventory: Mapping[tuple[str, ...], Given] = {}
    deliveries: Mapping[tuple[str, ...], Given] = {}


def completed(request: ReturnRequest, side: SideTables, supplied: Counter[str]) -> ReturnRequest:
    """The request with the fields that other files give; `supplied` counts them by file kind and field.

    The orders report's price and quantity are exact and stand in for the report's own; everything else
    fills blanks only.
    """
    changes: dict[str, Any] = {}
    cites: dict[str, Cite] = {}
    for kind, given, fields in _found(request, side):
        for field in fields:
            if field in given.values:
                changes[field], cites[field] = given.values[field], given.cite(field)
                supplied[f"{kind}:{field}"] += 1
    return request._replace(**changes, supplied=cites) if changes else request


def _found(request: ReturnRequest, side: SideTables) -> Iterator[tuple[str, Given, Sequence[str]]]:
    """The rows of other files that give something to a request, and the fields that are taken."""
    if side.orders and (given := order_line(request, side)):
        price = ("amount", "order_quantity", "currency") if isinstance(given.values.get("amount"), Decimal) else ()
        blank = [name for name in ("fulfilment", "sales_channel", "order_date") if getattr(request, name) is None]
        yield "orders", given, (*price, *blank)
    if side.inventory and (given := side.inventory.get((compared(request.sku),))):
        yield "inventory", given, ("stock",)
    if side.deliveries and request.order_id and (given := side.deliveries.get((request.order_id,))):
        yield "deliveries", given, [name for name in ("delivery_date", "ship_date") if getattr(request, name) is None]


def order_line(request: ReturnRequest, side: SideTables) -> Given | None:
    """The row of an orders report for a request, by order item id, else by order id and SKU."""
    key = line_key(request)
    found = side.orders.get(key) if key is not None else None
    if found is None and request.order_id:
        found = side.orders.get((request.order_id, compared(request.sku)))
    return found
