"""Return windows that are shorter than Amazon or the law lets them be."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from returnctl.deciding.warnings import least_window, those_days, too_short
from returnctl.proving.places import Place
from returnctl.proving.rows import Row, Told, by_days
from returnctl.proving.scope import Scope
from returnctl.values.finding import Code, Severity

_LONGER: Final = "write at least {} days, or leave the cell blank"
_AMAZONS: Final = "nothing to do if you only want to see these requests; a shorter window than Amazon's never binds it"


class Short(NamedTuple):
    """What is said of a window that is too short."""

    code: Code
    message: str
    hint: str
    severity: Severity


def short_windows(row: Row) -> Iterator[Told]:
    """The window of a row of overrides."""
    cell = row.cell("return_window_days")
    if cell is not None and isinstance(cell.value, int):
        for short in too_short_in(cell.value, row.held(cell), row.scope):
            yield Told(short.code, cell, short.message, short.hint, short.severity)


def too_short_in(days: int, places: Iterable[Place], scope: Scope) -> Iterator[Short]:
    """A window of so many days, held against the least of each store, and against Amazon's own where that is longer.

    Amazon's own window is that of goods whose category has no window of its own.
    """
    least: dict[int, list[str]] = {}
    amazons: dict[int, list[str]] = {}
    fewer = False
    for place in places:
        floor, usual = least_window(place.sample).value, place.sample.amazon_window_days.value
        if days < floor:
            least.setdefault(floor, []).extend(place.codes)
        elif days < usual:
            amazons.setdefault(usual, []).extend(place.codes)
            fewer = fewer or any(term.value < usual for term in place.possible["amazon_window_days"])
    if least:
        those = ", and ".join(those_days(floor, scope.where(codes)) for floor, codes in by_days(least))
        yield Short(Code.WINDOW_BELOW_MINIMUM, too_short(days, those), _LONGER.format(max(least)), Severity.WARNING)
    elif amazons:
        own = ", and ".join(f"{usual} days in {scope.where(codes)}" for usual, codes in by_days(amazons))
        but = " (fewer in some categories)" if fewer else ""
        message = f"the return window of {days} days is shorter than Amazon's own of {own}{but}: Amazon goes by its own"
        yield Short(Code.WINDOW_BELOW_AMAZONS, message, _AMAZONS, Severity.NOTE)
