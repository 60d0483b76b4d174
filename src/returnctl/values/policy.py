"""A seller's policy and overrides, and Amazon's built-in constants, as one frozen value."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Final, Generic, NamedTuple, TypeVar

from returnctl.values.decision import Rule
from returnctl.values.finding import Finding
from returnctl.values.location import Cite, Location, Origin

V = TypeVar("V")


class Layer(IntEnum):
    """Who says it; the higher wins."""

    BUILT_IN = 0
    POLICY = 1
    OVERRIDE = 2


class Setting(NamedTuple):
    """One value of one setting: for every store or one, for every category or one, for a period or always.

    `value` None is *explicitly nothing*. `first` and `last` are inclusive.
    """

    name: str
    value: object
    cite: Cite
    layer: Layer = Layer.BUILT_IN
    store: str | None = None
    category: str | None = None
    first: date | None = None
    last: date | None = None


class Holiday(NamedTuple):
    """A season in which the return window is longer: bought or shipped from–to, request by; all inclusive."""

    first: date
    last: date
    request_by: date
    cite: Cite
    store: str | None = None
    category: str | None = None
    counted_from: str = "order"

    @property
    def layer(self) -> Layer:
        """Who says it: Amazon, whose past seasons are built in, or the seller."""
        return Layer.BUILT_IN if self.cite.origin is Origin.BUILT_IN else Layer.POLICY


class Reason(NamedTuple):
    """A reason code and its family. `faults` says per fault table who bears the cost.

    Of a code that nobody has listed `meant` is the listed one of which it may be a slip of the pen.
    """

    code: str
    label: str
    family: str
    faults: Mapping[str, str]
    note: str
    cite: Cite
    store: str | None = None
    meant: str = ""


class Store(NamedTuple):
    """An Amazon marketplace. `aliases` are its other names, such as `Amazon.de`, in lower case."""

    code: str
    currency: str
    zone: str
    aliases: tuple[str, ...]
    cite: Cite


class Term(NamedTuple, Generic[V]):
    """What applies for one setting, and where it was set."""

    value: V
    cite: Cite
    layer: Layer


class Terms(NamedTuple):
    """What applies to one request after all layers have been laid over one another.

    `store` is None where no store is known: then neutral terms apply and minimums are unchecked.
    Windows and periods are in days, inclusive; limits in the store's currency. Amazon's own window, starts
    and holidays are what is built in, whatever the seller has set. The shortest, the longest and all
    `withdrawal_periods` are those of the stores that are possible where none is known.
    """

    store: str | None
    currency: str | None
    zone: str | None
    as_of: date
    authorization: Term[str]
    automatic_window_days: Term[int | None]
    return_window_days: Term[int]
    amazon_window_days: Term[int]
    minimum_window_days: Term[int | None]
    withdrawal_days: Term[int]
    shortest_withdrawal_days: Term[int]
    longest_withdrawal_days: Term[int]
    withdrawal_periods: Term[tuple[int, ...]]
    guarantee_days: Term[int]
    window_starts: Term[tuple[str, ...]]
    amazon_window_starts: Term[tuple[str, ...]]
    longest_delivery_days: Term[int | None]
    returnable: Term[bool]
    not_returnable_because: Term[str | None]
    replacement: Term[bool | None]
    returnless_up_to: Term[Decimal | None]
    keep_up_to: Term[Decimal | None]
    review_above: Term[Decimal | None]
    label_paid_by: Term[str]
    fault_table: Term[str]
    authorizes_itself: Term[bool]
    respond_within_hours: Term[int]
    restocking_fee_percent: Term[Decimal | None]
    note: Term[str | None]
    holidays: tuple[Holiday, ...] = ()
    amazon_holidays: tuple[Holiday, ...] = ()


class PolicyTest(NamedTuple):
    """A row of the sheet `Tests`: a request and what the seller expects of it."""

    fields: Mapping[str, str]
    expect: str
    rule: str | None
    cite: Cite


class Policy(NamedTuple):
    """All that decides: settings of every layer, holidays, reasons, rules, stores and overrides.

    `overrides` holds the settings of each SKU under its compared form; `broken` the findings that
    flag every request on a SKU. `families` lists the families in the order of their answers.
    `recorded` are settings that are kept for letters and for the record and decide nothing. `own_stores`
    are those for which the seller's settings have a column.
    """

    settings: tuple[Setting, ...]
    holidays: tuple[Holiday, ...]
    reasons: tuple[Reason, ...]
    words: Mapping[str, str]
    rules: tuple[Rule, ...]
    stores: tuple[Store, ...]
    families: tuple[str, ...]
    overrides: Mapping[str, tuple[Setting, ...]] = {}
    broken: Mapping[str, tuple[Finding, ...]] = {}
    recorded: tuple[Setting, ...] = ()
    tests: tuple[PolicyTest, ...] = ()
    own_stores: tuple[str, ...] = ()
    hash: str = ""


NOWHERE: Final = Cite(Origin.DEFAULT)
FAULTS: Final = ("seller", "carrier", "buyer", "undecided")
# From which day of a request a season counts.
COUNTED_FROM: Final = ("order", "shipment")
FAMILIES: Final = ("product-fault", "wrong-item", "misdescribed", "change-of-mind", "parcel", "other")


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

    @property
    def reach(self) -> tuple[str | None, date | None, date | None]:
        """Its store, and both ends of its period."""
        return self.store, self.first, self.last


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
        store, first, last = self.terms.reach
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


class SkuList(NamedTuple):
    """The seller's SKUs as some files list them, under their compared form, each where it stands first.

    `usable` is whether every file could be read: what is not listed can only be said of a list that was read
    to its end. `whole` is whether any file lists all that the seller has; reports of orders and returns do not.
    `requested` are SKUs for which return requests were given besides, and where the first of them stands.
    """

    skus: Mapping[str, Location]
    findings: tuple[Finding, ...] = ()
    usable: bool = True
    whole: bool = True
    requested: Mapping[str, Location] = {}
