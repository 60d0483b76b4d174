"""What is wrong with a policy and with overrides beyond the type and range of each cell."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final

from returnctl.deciding.terms import DESK_TERMS
from returnctl.proving import skus
from returnctl.proving.checks import CHECKS, Check, Look, Remark, idle, idle_row
from returnctl.proving.places import Books, Place, joined, possible_of
from returnctl.schema.settings import SETTINGS
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location, Origin
from returnctl.values.policy import Layer, OverrideCell, OverrideEntry, OverrideTable, Policy, Setting, SkuList
from returnctl.values.text import visible

# What was said of so many different rows is kept at most: memory stays bounded whatever the files hold.
_LARGEST: Final = 20_000
_IDLE: Final = {
    name: Check(name, idle, under=("authorizes_itself",)) for name, kind in SETTINGS.items() if kind.override
}
_OF_TERM: Final = {name: [check for check in CHECKS if check.term == name] for name in _IDLE}
_LASTING: Final = ("guarantee_days", "longest_delivery_days", "return_window_days")
# Where the seller has not said how long a delivery may take, the longest that he could say.
_LONGEST_DELIVERY: Final = SETTINGS["longest_delivery_days"].most
_CELL: Final = "clear the cell: blank means that what is set below applies"
_LATER: Final = "delete the row, or write a later day into `valid_to`"
_APART: Final = "write a later day into `valid_to`, or put it into a row of its own"

# What is said of a row: of one of its cells, or of the whole row where the cell is None.
_Remarks = tuple[tuple[OverrideCell | None, Remark], ...]


def audit_policy(policy: Policy, as_of: date, store: str | None = None) -> tuple[Finding, ...]:
    """All warnings and notes about the settings and categories of a seller, in the order of their places.

    A setting for every store is looked at where it is the one that applies: in `store`, else in those that the
    policy names, else in all.
    """
    books = Books(policy, as_of, store)
    found = [
        Finding(told.code, row.cite.at or Location(""), told.message, told.hint, told.severity)
        for row in policy.settings
        if row.layer is Layer.POLICY
        for check in CHECKS
        if check.policy and check.term == row.name
        for told in check.says(_setting(row, check, books))
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (finding.at.order, finding.code)))


def _setting(row: Setting, check: Check, books: Books) -> Look:
    """A setting in the stores in which it is the one that applies, on any day of its period."""
    scope, reach = books.scope_within(row.store), (row.store, row.first, row.last)

    def held() -> Iterator[Place]:
        for store in scope.stores:
            terms = books.terms(store, reach, row.category)
            if own := [each for each in terms if getattr(each, row.name).cite == row.cite]:
                yield Place((store.code,), possible_of(check.reads, own), own[0])

    return Look(row.name, row.value, row.cite.value, scope, cache(lambda: tuple(held())))


def audit_overrides(
    policy: Policy, as_of: date, store: str | None = None, listed: SkuList | None = None
) -> tuple[Finding, ...]:
    """All warnings and notes about the overrides of a policy, in the order of their places.

    skus.Rows for every store are looked at for `store`, else for the policy's only store, else for those that the
    policy names, else for all. `listed` are the SKUs that the seller has. SKUs whose rows hold an error are
    looked at only as SKUs. Nothing depends on the order of the rows.
    """
    table = policy.overrides
    rows = {sku: table.entries(sku) for sku in table} if isinstance(table, OverrideTable) else {}
    sound = {sku: entries for sku, entries in rows.items() if sku not in policy.broken}
    found = [
        *_of_terms(_Audit(policy, as_of, store), sound),
        *skus.in_several_rows(sound),
        *skus.without_terms(sound),
        *skus.longer_than_amazons(rows),
        *skus.eaten_by_excel(rows),
        # What a list says of SKUs is better than what they say of one another.
        *(skus.not_listed(rows, listed) if listed is not None and listed.usable else skus.similar(rows)),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.at.order, finding.code, finding.message)))


def _of_terms(audit: "_Audit", rows: skus.Rows) -> Iterator[Finding]:
    """What is said of rows with the same terms is worked out once, and said at each of them."""
    known: dict[object, tuple[_Remarks, ...]] = {}
    for entries in rows.values():
        # Of a note only whether it says anything counts.
        key = tuple((each.terms, each.note and (each.note.value is None, each.note.place)) for each in entries)
        if key not in known:
            known[key] = tuple(audit.said(entry, entries) for entry in entries)
        for entry, said in zip(entries, known[key], strict=True):
            for cell, told in said:
                at = entry.sku_at if cell is None else entry.at(cell)
                yield Finding(told.code, at, told.message, told.hint, told.severity)


class _Audit:
    """The policy as it is looked at, for one row of overrides after the other.

    What a check says depends on few cells of a row: it is kept for all rows that have the same in these.
    """

    def __init__(self, policy: Policy, as_of: date, store: str | None) -> None:
        self.books = Books(policy, as_of, store)
        self.as_of = as_of
        self.last_season = max((season.request_by for season in policy.holidays), default=None)
        self.own_rules = any(rule.cite is not None and rule.cite.origin is Origin.FILE for rule in policy.rules)
        self.own = frozenset(row.name for row in policy.settings if row.layer is not Layer.BUILT_IN)
        self.known: dict[object, tuple[Remark, ...]] = {}

    def said(self, entry: OverrideEntry, entries: Sequence[OverrideEntry]) -> _Remarks:
        """All that is said of one row of a SKU. Of a row that is over as a whole nothing else is worth saying."""
        over = self._ended(entry, entries)
        if any(cell is None for cell, _ in over):
            return over
        cells = entry.cells()
        same: list[tuple[OverrideCell | None, Remark]]
        same = [(cell, told) for cell in cells for told in self._told(_IDLE[cell.name], cell, entry, entries)]
        if len(same) == len(cells) > 1:
            same = [(None, idle_row(self.books.scope_within(entry.terms.store)))]
        elif len(cells) > 1:
            same = [(cell, told._replace(hint=_CELL, severity=Severity.NOTE)) for cell, told in same]
        checks = ((cell, check) for cell in cells for check in _OF_TERM[cell.name])
        others = ((cell, told) for cell, check in checks for told in self._told(check, cell, entry, entries))
        return (*over, *same, *others)

    def _told(
        self, check: Check, cell: OverrideCell, entry: OverrideEntry, entries: Sequence[OverrideEntry]
    ) -> tuple[Remark, ...]:
        names = (check.term, check.beside)
        if check.both and check.beside not in self.own and not any(_cells(each, (check.beside,)) for each in entries):
            return ()
        key = (check.says, _seen(entry, names), *[_seen(each, names) for each in entries if each is not entry])
        if key not in self.known:
            if len(self.known) >= _LARGEST:
                self.known.clear()
            self.known[key] = tuple(check.says(self._look(check, cell, entry, entries)))
        return self.known[key]

    def _look(self, check: Check, cell: OverrideCell, entry: OverrideEntry, entries: Sequence[OverrideEntry]) -> Look:
        """A term of a row with only those of the SKU's other terms that matter to the check."""
        names, reach = (check.term, check.beside), entry.terms.reach
        wider = [each for each in entries if each.terms.store is None] if reach[0] is not None else []

        def laid(rows: Sequence[OverrideEntry]) -> tuple[Place, ...]:
            return self.books.laid(check.reads, reach, tuple(one for each in rows for one in each.settings(names)))

        def counts(place: Place) -> bool:
            terms = place.possible[cell.name]
            return any(term.layer is Layer.OVERRIDE and term.value == cell.value for term in terms)

        return Look(
            cell.name,
            cell.value,
            cell.shown,
            self.books.scope_within(reach[0]),
            held=cache(lambda: tuple(place for place in laid(entries) if place.codes and counts(place))),
            below=cache(lambda: laid(wider)),
            override=True,
            beside=bool(_cells(entry, (check.beside,))),
            own_rules=self.own_rules,
        )

    def _ended(self, entry: OverrideEntry, entries: Sequence[OverrideEntry]) -> _Remarks:
        """What of a row that ended before the as-of day no new request can come under.

        Terms of the desk go by the day for which we answer, promises by the day of the order: a customer who
        ordered on the last day of the row may still ask within his window, or for a fault within the guarantee.
        """
        cells, last = entry.cells(), entry.terms.last
        if not cells or last is None or last >= self.as_of:
            return ()
        desk = [cell for cell in cells if cell.name in DESK_TERMS]
        if len(desk) == len(cells):
            named, go = joined(tuple(f"`{cell.name}`" for cell in desk)), "goes" if len(desk) == 1 else "go"
            why = f"{named} {go} by the day you decide, not by that of the order"
            return ((None, Remark(Code.OVERRIDE_ENDED, f"the row ended on {last} and holds no more: {why}", _LATER)),)
        if self._last_request(last, entry, entries) < self.as_of:
            message = f"the row ended on {last}: for orders until then every window and guarantee is over"
            return ((None, Remark(Code.OVERRIDE_ENDED, message, _LATER)),)
        why = f"ended on {last}: it goes by the day on which you decide, not by the order's"
        return tuple(
            (cell, Remark(Code.OVERRIDE_ENDED, f"`{cell.name}` {visible(cell.shown)} {why}", _APART, Severity.NOTE))
            for cell in desk
        )

    def _last_request(self, last: date, entry: OverrideEntry, entries: Sequence[OverrideEntry]) -> date:
        """The last day on which a customer who ordered on the last day of the row could ask for anything."""
        settings = tuple(one for each in entries for one in each.settings(_LASTING))
        days = max(_longest(place) for place in self.books.laid(_LASTING, entry.terms.reach, settings))
        try:
            return max(last + timedelta(days=days), self.last_season or date.min)
        except OverflowError:
            return date.max


def _longest(place: Place) -> int:
    """Delivery, then the longer of window and guarantee, in days."""
    guarantee, delivery, window = (
        max(_LONGEST_DELIVERY if term.value is None else int(term.value) for term in place.possible[name])
        for name in _LASTING
    )
    return delivery + max(guarantee, window)


def _cells(entry: OverrideEntry, names: Sequence[str]) -> tuple[OverrideCell, ...]:
    return tuple(cell for cell in entry.cells() if cell.name in names)


def _seen(entry: OverrideEntry, names: Sequence[str]) -> object:
    """What a check sees of a row. Cells that say the same are one and the same object as long as the policy lives."""
    return (*entry.terms.reach, *_cells(entry, names))
