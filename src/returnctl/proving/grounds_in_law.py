"""Goods that are not to be returned without a ground in law, where the law asks for one."""

from collections.abc import Iterable, Iterator
from typing import Final

from returnctl.deciding.warnings import WITHOUT_GROUND
from returnctl.proving.places import Place
from returnctl.proving.rows import Row, Told, by_days
from returnctl.proving.scope import Scope
from returnctl.values.finding import Code

NAME_IT: Final = "name the ground in `not_returnable_because`; without one nobody has to accept a refusal"


def not_returnable_without_ground(row: Row) -> Iterator[Told]:
    """The term `returnable` of a row of overrides, where it says no."""
    cell = row.cell("returnable")
    if cell is not None and cell.value is False:
        message = without_ground_in(row.held(cell), row.scope)
        if message:
            yield Told(Code.NO_LEGAL_GROUND, cell, message, NAME_IT)


def without_ground_in(places: Iterable[Place], scope: Scope) -> str:
    """What is said of goods that are marked as not returnable in these places; blank where a ground is named.

    That a category has a ground does not help the goods of all others.
    """
    days: dict[int, list[str]] = {}
    for place in places:
        withdrawal = place.sample.withdrawal_days.value
        if withdrawal > 0 and any(term.value is None for term in place.possible["not_returnable_because"]):
            days.setdefault(withdrawal, []).extend(place.codes)
    if not days:
        return ""
    those = ", and ".join(f"for {count} days in {scope.where(codes)}" for count, codes in by_days(days))
    return f"by law a customer may change his mind {those}: {WITHOUT_GROUND}"
