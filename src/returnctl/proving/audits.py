"""What is wrong with overrides beyond the type and range of each cell, found by the layers that decide."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from returnctl.proving.contradictions import (
    ground_of_returnable_goods,
    keep_above_review,
    longer_yet_not_returnable,
    returnless_above_review,
    returnless_yet_not_returnable,
)
from returnctl.proving.excel import eaten_by_excel
from returnctl.proving.grounds_in_law import not_returnable_without_ground
from returnctl.proving.minimums import short_windows
from returnctl.proving.never import ended, is_over, manual_holds_nothing
from returnctl.proving.nothing import idle_term, idle_terms, rows_without_terms, where_idle
from returnctl.proving.places import Books, Place, Reach
from returnctl.proving.rows import Row, Told
from returnctl.proving.skus import Rows, in_order, in_several_rows, longer_than_amazons, not_listed, similar
from returnctl.schema.settings import SETTINGS
from returnctl.values.cite import Origin
from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.override_table import OverrideCell, OverrideEntry, OverrideTable, OverrideTerms
from returnctl.values.policy import Layer, Policy, Setting
from returnctl.values.sku_list import SkuList

# What was said of so many different rows is kept at most: memory stays bounded whatever the files hold.
_LARGEST: Final = 20_000


class Check(NamedTuple):
    """Something that is looked at in each row that sets `term`.

    `beside` is another of the row's terms that matters to it, `under` are those that only stand below it.
    With `both` there is nothing to say where nobody has set the other one; `below` looks only below the row.
    """

    look: Callable[[Row], Iterator[Told]]
    term: str
    beside: str = ""
    under: tuple[str, ...] = ()
    both: bool = False
    below: bool = False


_CHECKS: Final = (
    Check(manual_holds_nothing, "authorization", under=("authorizes_itself",)),
    Check(
        short_windows,
        "return_window_days",
        under=("amazon_window_days", "minimum_window_days", "withdrawal_days"),
    ),
    Check(ground_of_returnable_goods, "not_returnable_because", "returnable"),
    Check(longer_yet_not_returnable, "return_window_days", "returnable", both=True),
    Check(returnless_yet_not_returnable, "returnless_up_to", "returnable", both=True),
    Check(keep_above_review, "keep_up_to", "review_above", both=True),
    Check(returnless_above_review, "returnless_up_to", "review_above", both=True),
    Check(not_returnable_without_ground, "returnable", "not_returnable_because", ("withdrawal_days",)),
)
_BY_TERM: Final = {
    name: (
        Check(idle_term, name, under=("authorizes_itself",), below=True),
        *(check for check in _CHECKS if check.term == name),
    )
    for name, kind in SETTINGS.items()
    if kind.override
}


def audit_overrides(
    policy: Policy, as_of: date, store: str | None = None, listed: SkuList | None = None
) -> tuple[Finding, ...]:
    """All warnings and notes about the overrides of a policy, in the order of their places.

    Rows for every store are looked at for `store`, else for the policy's only store, else for those that the
    policy names, else for all. `listed` are the SKUs that the seller has. SKUs whose rows hold an error are
    looked at only as SKUs. Nothing depends on the order of the rows.
    """
    rows = rows_of(policy.overrides)
    found = [*_of_terms(policy, as_of, store, rows)]
    sound = {sku: entries for sku, entries in rows.items() if sku not in policy.broken}
    found += in_several_rows(sound)
    found += rows_without_terms(sound)
    found += longer_than_amazons(rows)
    found += similar(rows, listed)
    found += eaten_by_excel(rows)
    if listed is not None and listed.usable:
        found += not_listed(rows, listed)
    return tuple(sorted(found, key=lambda finding: (in_order(finding.at), finding.code, finding.message)))


def rows_of(overrides: Mapping[str, tuple[Setting, ...]]) -> Rows:
    """The rows of each SKU; settings that were put together without a file count as rows by their cells."""
    if isinstance(overrides, OverrideTable):
        return {sku: overrides.entries(sku) for sku in overrides}
    return {sku: _as_rows(settings) for sku, settings in overrides.items() if settings}


def _as_rows(settings: tuple[Setting, ...]) -> Sequence[OverrideEntry]:
    rows: dict[object, OverrideEntry] = {}
    for one in settings:
        at = one.cite.at or Location("")
        key = (at.file, at.sheet, at.row, one.store, one.first, one.last)
        entry = rows.get(key) or OverrideEntry(OverrideTerms(), None, at.row or 0, Location(at.file, at.sheet))
        cell = OverrideCell(one.name, one.value, at.column or 0, at.name or one.name, one.cite.value)
        entry.terms.cells = (*entry.terms.cells, cell)
        entry.terms.store, entry.terms.first, entry.terms.last = one.store, one.first, one.last
        rows[key] = entry
    return tuple(rows.values())


def _of_terms(policy: Policy, as_of: date, store: str | None, rows: Rows) -> Iterator[Finding]:
    """What is said of rows with the same terms is worked out once, and said at each of them."""
    audit = _Audit(policy, as_of, store)
    known: dict[object, tuple[tuple[Told, ...], ...]] = {}
    for sku, entries in rows.items():
        if sku in policy.broken:
            continue
        key = tuple((entry.terms, _kind(entry.note)) for entry in entries)
        told = known.get(key)
        if told is None:
            told = known[key] = tuple(audit.told(entry, entries) for entry in entries)
        for entry, several in zip(entries, told, strict=True):
            for one in several:
                at = entry.sku_at if one.cell is None else entry.at(one.cell)
                yield Finding(one.code, at, one.message, one.hint, one.severity)


def _kind(note: OverrideCell | None) -> object:
    """Of a note only whether it says anything counts."""
    return note and (note.value is None, note.place)


class _Audit:
    """The policy as it is looked at, for one row after the other.

    What a check says depends on few cells of a row: it is kept for all rows that have the same in these.
    """

    def __init__(self, policy: Policy, as_of: date, store: str | None) -> None:
        self.books = Books(policy, as_of, store)
        self.as_of = as_of
        self.last_season = max((season.request_by for season in policy.holidays), default=None)
        self.own_rules = any(rule.cite is not None and rule.cite.origin is Origin.FILE for rule in policy.rules)
        self.own = frozenset(row.name for row in policy.settings if row.layer is not Layer.BUILT_IN)
        self.known: dict[object, tuple[Told, ...]] = {}

    def told(self, entry: OverrideEntry, entries: Sequence[OverrideEntry]) -> tuple[Told, ...]:
        """All that is said of one row of a SKU."""
        cells = entry.cells()
        over: tuple[Told, ...] = ()
        last = entry.terms.last
        if cells and last is not None and last < self.as_of:
            over = tuple(ended(self._row(entry, entries, None, _END), last, self.last_season))
            if any(map(is_over, over)):
                return over
        idle: list[Told] = []
        others: list[Told] = []
        for cell in cells:
            first, *checks = _BY_TERM[cell.name]
            idle += self._said(first, cell, entry, entries)
            others += [told for check in checks for told in self._said(check, cell, entry, entries)]
        scope = self.books.scope_within(entry.terms.store)
        return (*over, *(idle_terms(cells, tuple(idle), where_idle(scope)) if idle else ()), *others)

    def _said(
        self, check: Check, cell: OverrideCell, entry: OverrideEntry, entries: Sequence[OverrideEntry]
    ) -> tuple[Told, ...]:
        names = (check.term, check.beside)
        if check.both and check.beside not in self.own and not any(_sets(each, check.beside) for each in entries):
            return ()
        key = (check.look, _relevant(entry, names), *[_relevant(each, names) for each in entries if each is not entry])
        known = self.known.get(key)
        if known is None:
            if len(self.known) >= _LARGEST:
                self.known.clear()
            known = self.known[key] = tuple(check.look(self._row(entry, entries, names, check)))
        return known

    def _row(
        self,
        entry: OverrideEntry,
        entries: Sequence[OverrideEntry],
        names: tuple[str, ...] | None,
        check: Check,
    ) -> Row:
        """A row with only some of its terms; all where `names` is None."""
        store, first, last = reach = entry.terms.store, entry.terms.first, entry.terms.last
        cells = tuple(cell for cell in entry.cells() if names is None or cell.name in names)
        wider = [each for each in entries if each.terms.store is None] if store is not None else []
        lower = tuple(one for each in wider for one in each.settings(names))
        read = _reads(entries, names, check.under)
        below = self.books.laid(read, reach, lower)
        return Row(
            cells,
            first,
            last,
            self.books.scope_within(store),
            below,
            below if check.below else self._merged(read, reach, entries, names),
            self.as_of,
            self.own_rules,
        )

    def _merged(
        self, read: tuple[str, ...], reach: Reach, entries: Sequence[OverrideEntry], names: tuple[str, ...] | None
    ) -> tuple[Place, ...]:
        """What applies with all rows of the SKU on top."""
        every = tuple(one for each in entries for one in each.settings(names))
        return self.books.laid(read, reach, every)


def _reads(entries: Sequence[OverrideEntry], names: tuple[str, ...] | None, under: tuple[str, ...]) -> tuple[str, ...]:
    """The terms that a check looks at."""
    own = names if names is not None else (cell.name for each in entries for cell in each.cells())
    return tuple(sorted({name for name in (*own, *under) if name}))


_END: Final = Check(idle_term, "", under=("return_window_days", "guarantee_days", "longest_delivery_days"))


def _sets(entry: OverrideEntry, name: str) -> bool:
    return any(cell.name == name for cell in entry.terms.cells)


def _relevant(entry: OverrideEntry, names: tuple[str, ...]) -> object:
    """What a check sees of a row. Cells that say the same are one and the same object as long as the policy lives."""
    terms = entry.terms
    return (terms.store, terms.first, terms.last, *[cell for cell in entry.cells() if cell.name in names])
