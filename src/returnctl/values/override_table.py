"""The overrides of very many SKUs, kept small: a SKU's settings are made when they are asked for."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from returnctl.values.cite import Cite, Origin
from returnctl.values.location import Location
from returnctl.values.policy import Layer, Setting

if TYPE_CHECKING:
    from datetime import date


class OverrideCell(NamedTuple):
    """One term of an override row: what it says, and where in the row it stands."""

    name: str
    value: object
    place: int
    header: str
    shown: str


class OverrideTerms:
    """What an override row says beside its SKU; rows that say the same share it."""

    __slots__ = ("cells", "first", "last", "store")

    def __init__(self) -> None:
        self.store: str | None = None
        self.first: date | None = None
        self.last: date | None = None
        self.cells: tuple[OverrideCell, ...] = ()


class OverrideEntry(NamedTuple):
    """One row of an override file. `note` stands apart because it may differ where all else is the same.

    `file` is where its table stands, with the column of the SKUs.
    """

    terms: OverrideTerms
    note: OverrideCell | None
    row: int
    file: Location

    def cells(self) -> tuple[OverrideCell, ...]:
        """All that the row sets."""
        return self.terms.cells if self.note is None else (*self.terms.cells, self.note)

    def at(self, cell: OverrideCell) -> Location:
        """Where a term of the row stands."""
        return Location(self.file.file, self.file.sheet, self.row, cell.place, cell.header)

    @property
    def sku_at(self) -> Location:
        """Where the SKU of the row stands."""
        return self.file._replace(row=self.row)

    def settings(self, names: Container[str] | None = None) -> Iterator[Setting]:
        """The row as settings of one SKU; with `names` only those."""
        store, first, last = self.terms.store, self.terms.first, self.terms.last
        for cell in self.cells():
            if names is not None and cell.name not in names:
                continue
            cite = Cite(Origin.FILE, self.at(cell), cell.name, cell.shown)
            yield Setting(cell.name, cell.value, cite, Layer.OVERRIDE, store, None, first, last)


class OverrideTable(Mapping[str, tuple[Setting, ...]]):
    """The settings of each SKU under its compared form, made from its rows at each look-up.

    `only` holds the row of each SKU, `more` all rows of the few that have several.
    """

    __slots__ = ("_more", "_only")

    def __init__(self, only: Mapping[str, OverrideEntry], more: Mapping[str, Sequence[OverrideEntry]]) -> None:
        self._only: Final = only
        self._more: Final = more

    def __getitem__(self, sku: str) -> tuple[Setting, ...]:
        return tuple(setting for entry in self.entries(sku) for setting in entry.settings())

    def __iter__(self) -> Iterator[str]:
        return iter(self._only)

    def __len__(self) -> int:
        return len(self._only)

    def __contains__(self, sku: object) -> bool:
        return sku in self._only

    def entries(self, sku: str) -> Sequence[OverrideEntry]:
        """The rows of a SKU as they were read."""
        return self._more.get(sku) or (self._only[sku],)
