"""A request completed with what the files beside the report know of it."""

from collections import Counter
from typing import Any

from returnctl.deciding.repeats import line_key
from returnctl.files.requests.given_rows import Given
from returnctl.files.requests.side_tables import SideTables, line_price
from returnctl.values.cite import Cite
from returnctl.values.request import ReturnRequest
from returnctl.values.sku import compared


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
                changes[field] = given.values[field]
                cites[field] = given.cite(field)
                supplied[f"{kind}:{field}"] += 1
    return request._replace(**changes, supplied=cites) if changes else request


def _found(request: ReturnRequest, side: SideTables) -> list[tuple[str, Given, tuple[str, ...]]]:
    found: list[tuple[str, Given, tuple[str, ...]]] = []
    if side.orders and (given := order_line(request, side)):
        price = ("amount", "order_quantity", "currency") if line_price(given) is not None else ()
        blank = [name for name in ("fulfilment", "sales_channel", "order_date") if getattr(request, name) is None]
        found.append(("orders", given, (*price, *blank)))
    if side.inventory and (given := side.inventory.get((compared(request.sku),))):
        found.append(("inventory", given, ("stock",)))
    if side.deliveries and request.order_id and (given := side.deliveries.get((request.order_id,))):
        blank = [name for name in ("delivery_date", "ship_date") if getattr(request, name) is None]
        found.append(("deliveries", given, tuple(blank)))
    return found


def order_line(request: ReturnRequest, side: SideTables) -> Given | None:
    """The row of an orders report for a request, by order item id, else by order id and SKU."""
    key = line_key(request)
    found = side.orders.get(key) if key is not None else None
    if found is None and request.order_id:
        found = side.orders.get((request.order_id, compared(request.sku)))
    return found
