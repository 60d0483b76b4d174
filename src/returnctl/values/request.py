"""A return request: one order line that a customer wants to return, as it was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias

from returnctl.values.location import Cite, Location, Origin
from returnctl.values.text import visible


class Unreadable(Enum):
    """A cell that holds something, but nothing that can be read: not blank, not known."""

    UNREADABLE = "unreadable"


UNREADABLE: Final = Unreadable.UNREADABLE
Unread: TypeAlias = Literal[Unreadable.UNREADABLE]

# A date, or a moment with or without a zone (a datetime is a date too).
Day: TypeAlias = date | Unread | None
Count: TypeAlias = int | Unread | None
Amount: TypeAlias = Decimal | Unread | None
YesNo: TypeAlias = bool | Unread | None
Text: TypeAlias = str | None
Choice: TypeAlias = str | Unread | None


class Column(NamedTuple):
    """A column of a table: its place counted from 1, and its header as it stands."""

    place: int
    header: str


@dataclass(frozen=True)
class Source:
    """A table of requests (or the options of one request) and which column holds which field."""

    file: str
    sheet: str | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    origin: Origin = Origin.FILE

    def at(self, row: int | None = None, field: str | None = None) -> Location:
        """The place of a row, or of one field of it."""
        column = self.columns.get(field) if field else None
        if column is None:
            return Location(self.file, self.sheet, row)
        return Location(self.file, self.sheet, row, column.place, column.header)

    @cached_property
    def around_row(self) -> Mapping[str, tuple[str, str]]:
        """For each field what stands before and after the number of the row in the text of its cell's place."""
        found = {}
        for name in self.columns:
            before, after = self.at(1, name).around_row
            found[name] = visible(before, None), visible(after, None)
        return found


class AskedBack(NamedTuple):
    """Several requests for one order line, seen together.

    `units` is how many units they ask back, None where that cannot be known; `at` are the places of
    the other requests.
    """

    units: int | None
    at: tuple[Location, ...]


class ReturnRequest(NamedTuple):
    """One return request. None is a blank or absent cell, `UNREADABLE` one that could not be read.

    Fields that may be `UNREADABLE` decide something; of the others such a cell is a blank one.
    `sku` and `reason` are always there and stand as they came. `amount` is what was paid for the
    ordered quantity. `stock` is the seller's stock of the SKU. `asked_back` is set where other
    requests for the same order line were seen. `raw` are the cells of the row as they stood,
    `supplied` says for fields that another file gave where they stand.
    """

    sku: str
    reason: str
    order_id: Text = None
    order_item_id: Text = None
    rma_id: Text = None
    store: Choice = None
    order_date: Day = None
    ship_date: Day = None
    estimated_delivery_date: Day = None
    delivery_date: Day = None
    request_date: Day = None
    return_delivery_date: Day = None
    status: Choice = None
    resolution: Choice = None
    quantity: Count = None
    order_quantity: Count = None
    amount: Amount = None
    refunded_amount: Amount = None
    currency: Choice = None
    in_policy: YesNo = None
    claim: YesNo = None
    fulfilment: Choice = None
    category: Text = None
    label_type: Choice = None
    label_paid_by: Text = None
    condition: Text = None
    item_name: Text = None
    asin: Text = None
    sales_channel: Text = None
    stock: Count = None
    asked_back: AskedBack | None = None
    source: Source = Source("")
    row: int | None = None
    raw: Sequence[object] = ()
    supplied: Mapping[str, Cite] | None = None


# Without these a row is no request.
REQUIRED: Final = ("sku", "reason")
# What a request is asked for, in the order of our own table: its ids, what every request has, all else.
FIELDS: Final = (
    *ReturnRequest._fields[2:5],
    *REQUIRED,
    *ReturnRequest._fields[5 : ReturnRequest._fields.index("sales_channel")],
)
# How the cells of some fields are written, and their bounds, both inclusive.
DAYS: Final = tuple(name for name in FIELDS if name.endswith("_date"))
UNITS: Final = ("quantity", "order_quantity")
LEAST_UNITS: Final = 1
MOST_UNITS: Final = 1_000_000
AMOUNTS: Final = ("amount", "refunded_amount")
MOST_AMOUNT: Final = 1_000_000_000
MARKS: Final = ("in_policy", "claim")
FULFILMENTS: Final = ("merchant", "amazon")


def cite_of(request: ReturnRequest, field: str) -> Cite:
    """The evidence for one field of a request: its cell, its option, or that it was left at its default."""
    if request.supplied and field in request.supplied:
        return request.supplied[field]
    column = request.source.columns.get(field)
    if column is None:
        return Cite(Origin.DEFAULT, name=field)
    if request.source.origin is not Origin.FILE:
        return Cite(request.source.origin, None, column.header, _shown(getattr(request, field)))
    raw = request.raw[column.place - 1] if column.place <= len(request.raw) else None
    return Cite(Origin.FILE, request.source.at(request.row, field), column.header, _shown(raw))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
