"""Terms that contradict one another, in one row or with what else applies to the SKU."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from returnctl.deciding.value import money
from returnctl.proving.places import Place
from returnctl.proving.rows import Row, Told, quoted
from returnctl.values.cite import Origin
from returnctl.values.finding import Code
from returnctl.values.override_table import OverrideCell
from returnctl.values.policy import Layer, Term
from returnctl.values.visible import visible

_ONE: Final = "clear one of the two cells"


def ground_of_returnable_goods(row: Row) -> Iterator[Told]:
    """A ground in law for goods that may be returned."""
    cell = row.cell("not_returnable_because")
    if cell is None or cell.value is None:
        return
    if codes := _codes(row, cell, lambda place: all(term.value for term in place.possible["returnable"])):
        message = (
            f"{quoted(cell)} is a ground, yet the goods are returnable in {row.where(codes)}: they still come back"
        )
        yield _told(cell, message, "write no into `returnable`, or clear the cell")


def longer_yet_not_returnable(row: Row) -> Iterator[Told]:
    """A longer window for goods that do not come back: the days count for faults only."""
    cell = row.cell("return_window_days")
    if row.own_rules or cell is None or not isinstance(cell.value, int):
        return
    usual = max((term.value for place in row.below for term in place.possible[cell.name]), default=0)
    codes = _codes(row, cell, _not_returnable)
    if codes and cell.value > usual:
        message = (
            f"{quoted(cell)} is longer, yet the goods are not returnable in {row.where(codes)}: "
            "the days count for faults only"
        )
        yield _told(cell, message, _ONE)


def returnless_yet_not_returnable(row: Row) -> Iterator[Told]:
    """Money without a return for goods that do not come back: who changes his mind gets nothing."""
    cell = row.cell("returnless_up_to")
    if row.own_rules or cell is None or not cell.value:
        return
    if codes := _codes(row, cell, _not_returnable):
        message = (
            f"{quoted(cell)} gives no money back to who changes his mind, as the goods are not returnable in "
            f"{row.where(codes)}: it counts for faults only"
        )
        yield _told(cell, message, _ONE)


def keep_above_review(row: Row) -> Iterator[Told]:
    """`keep_up_to` above the worth from which a person decides."""
    return _above_review(row, "keep_up_to")


def returnless_above_review(row: Row) -> Iterator[Told]:
    """`returnless_up_to` above the worth from which a person decides."""
    return _above_review(row, "returnless_up_to")


def _above_review(row: Row, name: str) -> Iterator[Told]:
    """A limit above the one from which a person decides: between the two it never counts.

    Only where both are the seller's own: that a lower `review_above` cuts off what is built in is its purpose.
    """
    cell = row.cell(name)
    if cell is None or not isinstance(cell.value, Decimal):
        return
    limit = cell.value
    if not _codes(row, cell, lambda place: bool(_ceiling(place, limit))):
        return
    ceilings = [_ceiling(place, limit) for place in row.held(cell)]
    least = min((term for terms in ceilings for term in terms), key=lambda term: Decimal(term.value))
    message = (
        f"{quoted(cell)} is above `review_above` {money(least.value)}{_whose(least, row)}: "
        "what is worth more than that goes to a person"
    )
    yield _told(cell, message, "write the smaller of the two limits here, or raise `review_above`")


def _ceiling(place: Place, limit: Decimal) -> tuple[Term[Any], ...]:
    """The seller's own `review_above`, where in every case it is below a limit."""
    terms = place.possible["review_above"]
    below = all(term.value is not None and term.layer > Layer.BUILT_IN and term.value < limit for term in terms)
    return terms if below else ()


def _whose(term: Term[Any], row: Row) -> str:
    if term.layer is not Layer.OVERRIDE:
        return f" ({visible(str(term.cite.at), None)})" if term.cite.origin is Origin.FILE else ""
    return "" if row.cell("review_above") else " of another row"


def _not_returnable(place: Place) -> bool:
    return not any(term.value for term in place.possible["returnable"])


def _codes(row: Row, cell: OverrideCell, holds: Callable[[Place], bool]) -> tuple[str, ...]:
    """The stores in which the term counts and something holds."""
    return tuple(code for place in row.held(cell) if holds(place) for code in place.codes)


def _told(cell: OverrideCell, message: str, hint: str) -> Told:
    return Told(Code.CONTRADICTING_TERMS, cell, message, hint)
