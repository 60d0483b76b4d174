"""Rows of the files beside the report, and where one says something else than a row given before it."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from returnctl.values.cite import Cite, Origin
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.request import UNREADABLE, Source
from returnctl.values.visible import visible

# What a request takes from a row, by the kind of file. Of several deliveries the last one in time counts.
_TAKEN: Final[dict[str, tuple[str, ...]]] = {
    "orders": ("amount", "order_quantity", "currency", "fulfilment", "sales_channel"),
    "inventory": ("stock",),
    "deliveries": (),
}
_MORE: Final = {"orders": "order line", "inventory": "SKU"}
_ONE_FILE: Final = {
    "orders": "delete the row that no longer holds; two lines of an order with one SKU need the column `order-item-id`",
    "inventory": "delete the row that no longer holds",
}
_TWO_FILES: Final = "leave the older file out, or give the newer one last"


class Given(NamedTuple):
    """What one row of a file gives: values by field, and where they stand."""

    values: Mapping[str, Any]
    source: Source
    row: int

    def cite(self, field: str) -> Cite:
        """The place of one of the values."""
        column = self.source.columns[field]
        value = self.values[field]
        shown = "" if value is UNREADABLE else str(value)
        return Cite(Origin.FILE, self.source.at(self.row, field), column.header, shown)


# Of the tables of which rows differ: the first row that stands in for another, and how many do.
Differing = dict[tuple[str, str | None], tuple[Finding, int]]


def note_difference(table: str, before: Given | None, now: Given, differing: Differing) -> None:
    """Note where a row stands in for one that said something else of the same SKU or order line.

    Rows with different order item ids are different lines of an order, also where the SKU is the same.
    """
    if before is None or before.values.get("order_item_id") not in (None, now.values.get("order_item_id")):
        return
    field = next((name for name in _TAKEN[table] if _differ(before.values.get(name), now.values.get(name))), None)
    if field is not None:
        key = before.source.file, before.source.sheet
        first, count = differing.get(key) or (_finding(table, before, now, field), 0)
        differing[key] = first, count + 1


def differences(table: str, differing: Differing) -> list[Finding]:
    """One warning for each table whose rows another table's stand in for, with the number of such rows."""
    return [_counted(table, first, count) for first, count in differing.values()]


def _differ(before: object, now: object) -> bool:
    """Whether something is lost: what was blank before and is filled now is not."""
    return before not in (None, UNREADABLE) and before != now


def _finding(table: str, before: Given, now: Given, field: str) -> Finding:
    at, other = now.source.at(now.row, field), before.source.at(before.row, field)
    what = f"`{visible(str(other.name))}` of {_named(table, now)}"
    both = f"{_value(now, field)} here and {_value(before, field)} in {visible(str(other), None)}"
    message = f"{what} is {both}: this row counts, as it was given later"
    hint = _ONE_FILE[table] if now.source == before.source else _TWO_FILES
    return Finding(Code.LAST_ONE_COUNTS, at, message, hint, Severity.WARNING)


def _counted(table: str, first: Finding, count: int) -> Finding:
    if count == 1:
        return first
    return first._replace(
        message=f"{first.message}; so it is with {count - 1:,} more {_MORE[table]}{'s' * (count > 2)}"
    )


def _named(table: str, given: Given) -> str:
    sku, order = (f"`{visible(str(given.values.get(field, '')))}`" for field in ("sku", "order_id"))
    return sku if table == "inventory" else f"{sku} in order {order}"


def _value(given: Given, field: str) -> str:
    value = given.values.get(field)
    if value is UNREADABLE:
        return "not readable"
    return "blank" if value is None else f"`{visible(str(value))}`"
