"""One row of overrides as it is looked at, and what can be told about it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from returnctl.proving.places import Place
from returnctl.proving.scope import Scope, joined
from returnctl.values.finding import Code, Severity
from returnctl.values.override_table import OverrideCell
from returnctl.values.policy import Layer
from returnctl.values.visible import visible


class Told(NamedTuple):
    """What is said of a row: at one of its cells, or at its SKU where `cell` is None.

    It holds nothing of the SKU, so that it can be said of every row with the same terms.
    """

    code: Code
    cell: OverrideCell | None
    message: str
    hint: str
    severity: Severity = Severity.WARNING


class Row(NamedTuple):
    """Terms of a row, and where it holds.

    `below` is what applies there without the row, `merged` with all rows of its SKU. `first` and `last`
    are the ends of its period, inclusive. `own_rules` says that the seller has rules of his own: then what
    follows from a term is his.
    """

    cells: tuple[OverrideCell, ...]
    first: date | None
    last: date | None
    scope: Scope
    below: tuple[Place, ...]
    merged: tuple[Place, ...]
    as_of: date
    own_rules: bool

    def cell(self, name: str) -> OverrideCell | None:
        """The cell of a term, None where the row does not set it."""
        return next((cell for cell in self.cells if cell.name == name), None)

    def held(self, cell: OverrideCell) -> Iterator[Place]:
        """The places with a store in which the term of this row is the one that counts."""
        for place in self.merged:
            terms = place.possible[cell.name]
            if place.codes and any(term.layer is Layer.OVERRIDE and term.value == cell.value for term in terms):
                yield place

    def where(self, codes: tuple[str, ...]) -> str:
        """Stores in a few words."""
        return self.scope.where(codes)


def quoted(cell: OverrideCell) -> str:
    """A term as the seller wrote it: `keep_up_to` 25."""
    return f"`{cell.name}` {visible(cell.shown)}"


def by_days(found: Mapping[int, list[str]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Numbers of days with their stores, the longest first."""
    return tuple((days, tuple(found[days])) for days in sorted(found, reverse=True))


def joined_names(cells: tuple[OverrideCell, ...]) -> str:
    """The names of some terms: `keep_up_to` and `replacement`."""
    return joined(tuple(f"`{cell.name}`" for cell in cells))
