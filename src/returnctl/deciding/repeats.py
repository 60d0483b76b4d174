"""Several requests for one order line: what they ask back together, and which of two is the newer."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from returnctl.deciding.days import local_day
from returnctl.deciding.stage import is_closed, progress
from returnctl.values.location import Location
from returnctl.values.request import UNREADABLE, AskedBack, ReturnRequest
from returnctl.values.text import compared

LineKey = tuple[str, ...]
# So many other places are named; a broken export may give thousands of rows the same order id.
_MOST_PLACES: Final = 3


class Occurrence(NamedTuple):
    """A request and where it was seen: the place of its file on the command line, and of its row there, from 0."""

    file: int
    row: int
    request: ReturnRequest


def line_key(request: ReturnRequest, *, by_order: bool = False) -> LineKey | None:
    """What names the order line: the order item id, else order id and SKU; None where neither is there.

    `by_order` the other way round, for files of which not all have order item ids.
    """
    item = (request.order_item_id,) if request.order_item_id else None
    order = (request.order_id, compared(request.sku)) if request.order_id else None
    return order or item if by_order else item or order


def lines_of(seen: Sequence[Occurrence]) -> Iterable[Sequence[Occurrence]]:
    """The order lines among requests with the same order id and SKU: several only where all have order item ids."""
    if not all(each.request.order_item_id for each in seen):
        return (seen,)
    lines: dict[LineKey | None, list[Occurrence]] = {}
    for each in seen:
        lines.setdefault(line_key(each.request), []).append(each)
    return lines.values()


def superseded(line: Sequence[Occurrence]) -> dict[tuple[int, int], Occurrence]:
    """The older of requests with the same RMA in different files, and the newest that stands for them.

    The newest is the one asked for last; where that is equal, the one that has come further, and else the
    one in the later file. Rows of one file are never merged.
    """
    if len({seen.file for seen in line}) < 2:
        return {}
    by_rma: dict[str, list[Occurrence]] = {}
    for seen in line:
        if seen.request.rma_id:
            by_rma.setdefault(seen.request.rma_id, []).append(seen)
    found: dict[tuple[int, int], Occurrence] = {}
    for same in by_rma.values():
        exact = all(getattr(seen.request.request_date, "tzinfo", None) for seen in same)
        newest = max(same, key=lambda seen: _age(seen, exact=exact))
        found.update(((seen.file, seen.row), newest) for seen in same if seen.file != newest.file)
    return found


def _age(seen: Occurrence, *, exact: bool) -> tuple[object, int, int, int]:
    asked = seen.request.request_date
    return (asked if exact else local_day(asked, None) or date.min), progress(seen.request), seen.file, seen.row


def asked_back(line: Sequence[Occurrence]) -> dict[tuple[int, int], AskedBack]:
    """What requests with different RMAs ask back of one order line; nothing where there is only one RMA.

    Those closed without money do not count. Without RMAs it cannot be known whether two rows are two
    requests. A blank quantity is one unit, unless more were ordered: then nobody can know.
    """
    gone = superseded(line)
    counting = [seen for seen in line if (seen.file, seen.row) not in gone and not is_closed(seen.request)]
    known = {seen.request.rma_id for seen in counting if seen.request.rma_id}
    unnamed = sum(1 for seen in counting if not seen.request.rma_id)
    if len(known) + unnamed < 2:
        return {}
    units = None if unnamed else _units(seen.request for seen in counting)
    first = [(seen, seen.request.source.at(seen.request.row)) for seen in counting[: _MOST_PLACES + 1]]
    return {
        (seen.file, seen.row): AskedBack(units, tuple([at for other, at in first if other is not seen])[:_MOST_PLACES])
        for seen in counting
    }


class OrderLine(NamedTuple):
    """What was asked back of one order line so far: RMAs, requests without one, units, and the first places."""

    rmas: frozenset[str] = frozenset()
    unnamed: int = 0
    units: int | None = 0
    first: tuple[Location, ...] = ()


def asked_again(before: OrderLine, request: ReturnRequest) -> tuple[OrderLine, AskedBack | None]:
    """One more request for an order line, as `asked_back` sees it with only those before it."""
    if is_closed(request):
        return before, None
    units = _units((request,))
    now = OrderLine(
        before.rmas | {request.rma_id} if request.rma_id else before.rmas,
        before.unnamed + (not request.rma_id),
        None if before.units is None or units is None else before.units + units,
        (*before.first, request.source.at(request.row))[:_MOST_PLACES],
    )
    if len(now.rmas) + now.unnamed < 2:
        return now, None
    return now, AskedBack(None if now.unnamed else now.units, before.first)


def _units(requests: Iterable[ReturnRequest]) -> int | None:
    """How many units they ask back together; None where that cannot be known of one of them."""
    units = 0
    for request in requests:
        ordered = request.order_quantity
        if request.quantity is UNREADABLE or (request.quantity is None and ordered is not None and ordered != 1):
            return None
        units += 1 if request.quantity is None else request.quantity
    return units
