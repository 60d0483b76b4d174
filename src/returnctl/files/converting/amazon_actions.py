"""Which action Amazon's file gets for each SKU, and what of the overrides it cannot express."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from returnctl.files.converting.amazon_writing import refused_by_amazon
from returnctl.files.converting.carrying import UNREADABLE
from returnctl.files.policies.override_rows import amazons_rows
from returnctl.files.policies.overrides import Overrides
from returnctl.files.tables.headers import match_columns
from returnctl.files.tables.kinds import ACTIONS, AMAZONS, OVERRIDES, Found
from returnctl.schema.folding import bare
from returnctl.schema.readers import as_text
from returnctl.values.conversion import Lost
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.override_table import OverrideCell, OverrideEntry, OverrideTerms
from returnctl.values.visible import visible

_AUTHORIZATION: Final = "authorization"
_DELETE: Final = ACTIONS[2]
_DELETED: Final = OverrideCell(_AUTHORIZATION, _DELETE, 2, "action", _DELETE)
_NO_PLACE: Final = "has no place in Amazon's file"
_YOURS: Final = "kept in your own overrides, which `returnctl decide --overrides` reads"
_HINTS: Final = {
    "store": "upload the file in the account of that store",
    "valid_from": "Amazon's file knows no dates: convert and upload again when the period begins",
    "valid_to": "Amazon's file knows no dates: convert and upload again when the period ends",
}
# Why a row is not in the file, in the order in which they are told.
_NO_ACTION: Final = "without `authorization`"
_OTHER_DAY: Final = "for another day"
_OTHER_STORE: Final = "for another store"
_OVERRULED: Final = "overruled by a row for the store"
_CONFLICT: Final = "that contradict another row"
_TWICE: Final = "saying again what another row says"
_DIFFER: Final = "different between stores"
_REFUSED: Final = "with a SKU that Amazon refuses"
_UNCHANGED: Final = "unchanged since the last upload"

RowKey = tuple[str, str | None, int]


class Asked(NamedTuple):
    """For which store and which day the actions are wanted."""

    store: str | None
    day: date


class Actions(NamedTuple):
    """The rows of Amazon's file in their order, and what became of everything else.

    `held` are the SKUs whose action is in doubt, for which nothing may be deleted. `added` are the rows that
    stand in no table: DELETE for what was uploaded before.
    """

    rows: dict[str, str]
    left_out: Counter[str]
    lost: list[Lost]
    findings: list[Finding]
    held: frozenset[str]
    seen: int
    added: int = 0


def actions_of(overrides: Overrides, tables: Sequence[Found], asked: Asked) -> Actions:
    """The action of each SKU in a store on a day. A SKU whose rows cannot be used has none, and is held.

    DELETE in Amazon's own file is an action like the others.
    """
    choice = _Choice(asked, _places(tables), _deletions(tables))
    for sku in overrides.table:
        choice.take(sku, overrides.table.entries(sku), overrides.broken.get(sku, ()))
    unread = _unread(overrides, choice.keys)
    if unread:
        choice.left_out[UNREADABLE] += len(unread)
    return Actions(
        choice.rows,
        choice.left_out,
        choice.lost,
        choice.findings,
        frozenset(choice.held),
        len(choice.keys) + len(unread),
    )


def nameless(overrides: Overrides) -> int:
    """How many errors stand in rows of which not even the SKU is known."""
    named = {finding for findings in overrides.broken.values() for finding in findings}
    return sum(f.severity is Severity.ERROR and f.at.row is not None and f not in named for f in overrides.findings)


def _unread(overrides: Overrides, keys: set[RowKey]) -> set[RowKey]:
    """The rows with an error that are no entry."""
    wrong = (f for f in overrides.findings if f.severity is Severity.ERROR)
    errors = (f.at for f in wrong if f.code is not Code.UNKNOWN_COLUMN)  # that stands in the header
    return {(at.file, at.sheet, at.row) for at in errors if at.row is not None} - keys


def _places(tables: Sequence[Found]) -> dict[tuple[str, str | None], Mapping[str, int]]:
    """Where each table has the columns that hold for a whole row."""
    found: dict[tuple[str, str | None], Mapping[str, int]] = {}
    for kind, table in tables:
        if kind.name == OVERRIDES:
            columns = match_columns(table.header, kind.known, kind.required, table.at).known
            found[table.file, table.sheet] = {name: column.place for name, column in columns.items()}
    return found


def _deletions(tables: Sequence[Found]) -> frozenset[RowKey]:
    """The rows of Amazon's own files that take an action away."""
    return frozenset(
        (table.file, table.sheet, row.number)
        for kind, table in tables
        if kind.name == AMAZONS
        for row in amazons_rows(table, [])
        if row.problem is None and bare(as_text(row.cells[1])).upper() == _DELETE
    )


class _Choice:
    """The actions while the SKUs are gone through."""

    def __init__(
        self,
        asked: Asked,
        places: Mapping[tuple[str, str | None], Mapping[str, int]],
        deletions: frozenset[RowKey],
    ) -> None:
        self.asked, self.places, self.deletions = asked, places, deletions
        self.rows: dict[str, str] = {}
        self.left_out: Counter[str] = Counter()
        self.lost: list[Lost] = []
        self.findings: list[Finding] = []
        self.held: set[str] = set()
        self.keys: set[RowKey] = set()

    def take(self, sku: str, entries: Sequence[OverrideEntry], broken: Sequence[Finding]) -> None:
        """Choose the action of one SKU; `broken` are the errors of its rows."""
        self.keys.update(_key(entry) for entry in entries)
        if broken:
            self.held.add(sku)
            contradicting = all(finding.code is Code.CONFLICTING_ROWS for finding in broken)
            self.left_out[_CONFLICT if contradicting else UNREADABLE] += len(entries)
            return
        rivals: list[tuple[OverrideEntry, OverrideCell]] = []
        for entry in entries:
            self._lose_terms(entry)
            cell = self._action(entry)
            if cell is None:
                self.left_out[_NO_ACTION] += 1
            elif self._applies(entry, cell):
                rivals.append((entry, cell))
        if self.asked.store and any(entry.terms.store for entry, _ in rivals):
            self.left_out[_OVERRULED] += sum(entry.terms.store is None for entry, _ in rivals)
            rivals = [(entry, cell) for entry, cell in rivals if entry.terms.store]
        if rivals:
            self._choose(sku, rivals)

    def _action(self, entry: OverrideEntry) -> OverrideCell | None:
        cell = next((cell for cell in entry.terms.cells if cell.name == _AUTHORIZATION), None)
        return _DELETED if cell is None and _key(entry) in self.deletions else cell

    def _choose(self, sku: str, rivals: Sequence[tuple[OverrideEntry, OverrideCell]]) -> None:
        first_entry, first = rivals[0]
        other = next((rival for rival in rivals if rival[1].value != first.value), None)
        refused = refused_by_amazon(sku)
        if other is not None and _DELETED in (first, other[1]):
            self._hold(sku, _CONFLICT, len(rivals), _deleted_and_not(sku, rivals[0], other))
        elif other is not None:
            self._hold(sku, _DIFFER, len(rivals), _stores_differ(sku, rivals[0], other))
        elif refused is not None:
            at = first_entry.at(first)
            place = self.places.get((at.file, at.sheet), {}).get("sku", 1)
            finding = Finding(
                Code.SKU_NOT_FOR_AMAZON, at._replace(column=place, name="sku"), f"the SKU `{visible(sku)}` {refused[0]}"
            )
            self._hold(sku, _REFUSED, len(rivals), finding._replace(hint=refused[1]))
        else:
            self.rows[sku] = str(first.value).upper()
            self.left_out[_TWICE] += len(rivals) - 1

    def _hold(self, sku: str, why: str, rows: int, finding: Finding) -> None:
        self.held.add(sku)
        self.left_out[why] += rows
        self.findings.append(finding)

    def _applies(self, entry: OverrideEntry, cell: OverrideCell) -> bool:
        """Whether the row holds on the day and in the store; where not, its action is lost."""
        terms, (store, day) = entry.terms, self.asked
        if not _holds(terms, day):
            self._lose(entry, cell, f"does not hold on {day.isoformat()}", "give another day with --as-of", _OTHER_DAY)
            return False
        if store and terms.store not in (None, store):
            self._lose(entry, cell, f"holds in {terms.store}, and --store is {store}", "", _OTHER_STORE)
            return False
        return True

    def _lose(self, entry: OverrideEntry, cell: OverrideCell, why: str, hint: str, reason: str) -> None:
        self.left_out[reason] += 1
        self.lost.append(Lost(entry.at(cell), cell.name, cell.shown, why, hint))

    def _lose_terms(self, entry: OverrideEntry) -> None:
        """All that the row says beside the action."""
        acts = any(cell.name == _AUTHORIZATION for cell in entry.terms.cells)
        for cell in entry.cells():
            if cell.name != _AUTHORIZATION:
                self.lost.append(Lost(entry.at(cell), cell.name, cell.shown, _NO_PLACE, _YOURS))
        for name, value in _of_row(entry.terms):
            if name != "store" or self.asked.store is None:
                place = self.places.get((entry.file.file, entry.file.sheet), {}).get(name)
                at = Location(entry.file.file, entry.file.sheet, entry.row, place, name)
                self.lost.append(Lost(at, name, value, _NO_PLACE, _HINTS[name] if acts else ""))


def _key(entry: OverrideEntry) -> RowKey:
    return entry.file.file, entry.file.sheet, entry.row


def _of_row(terms: OverrideTerms) -> Iterator[tuple[str, str]]:
    if terms.store:
        yield "store", terms.store
    if terms.first:
        yield "valid_from", terms.first.isoformat()
    if terms.last:
        yield "valid_to", terms.last.isoformat()


def _holds(terms: OverrideTerms, day: date) -> bool:
    return (terms.first is None or terms.first <= day) and (terms.last is None or day <= terms.last)


def _stores_differ(
    sku: str, one: tuple[OverrideEntry, OverrideCell], other: tuple[OverrideEntry, OverrideCell]
) -> Finding:
    (first, cell), (second, against) = one, other
    said = (
        f"`{visible(sku)}` is {str(cell.value).upper()} in {first.terms.store or 'all stores'}, and "
        f"{str(against.value).upper()} in {second.terms.store or 'all stores'} ({second.at(against)}): "
        "Amazon's file knows no store"
    )
    return Finding(Code.STORES_DIFFER, first.at(cell), said, "choose with --store, for example --store US")


def _deleted_and_not(
    sku: str, one: tuple[OverrideEntry, OverrideCell], other: tuple[OverrideEntry, OverrideCell]
) -> Finding:
    (first, cell), (second, against) = one, other
    said = (
        f"`{visible(sku)}` is {str(cell.value).upper()} here, and {str(against.value).upper()} in {second.at(against)}"
    )
    return Finding(Code.CONFLICTING_ROWS, first.at(cell), said, "delete the row that does not hold")


def earlier_actions(overrides: Overrides, asked: Asked) -> dict[str, set[str | None]]:
    """What Amazon may hold for each SKU of the file uploaded last: one action, or several where it cannot be told.

    A row whose period has begun may have been uploaded, whether or not it has ended since.
    """
    found: dict[str, set[str | None]] = {}
    for sku in overrides.table:
        for entry in overrides.table.entries(sku):
            terms = entry.terms
            if (terms.first and terms.first > asked.day) or (asked.store and terms.store not in (None, asked.store)):
                continue
            cell = next((cell for cell in terms.cells if cell.name == _AUTHORIZATION), None)
            found.setdefault(sku, set()).add(str(cell.value).upper() if cell else None)
        if sku in overrides.broken:
            found.setdefault(sku, set()).update((None, "?"))
    return found


def difference(now: Actions, before: Mapping[str, set[str | None]], *, deleting: bool) -> Actions:
    """Only what differs from the last upload, with DELETE for SKUs that no longer have an action."""
    changed = {sku: action for sku, action in now.rows.items() if before.get(sku, {None}) != {_known_as(action)}}
    left_out = now.left_out.copy()
    left_out[_UNCHANGED] += len(now.rows) - len(changed)
    gone = [sku for sku, was in before.items() if was != {None} and sku not in now.rows and sku not in now.held]
    deleted = {sku: "DELETE" for sku in gone if deleting and refused_by_amazon(sku) is None}
    return now._replace(rows={**changed, **deleted}, left_out=left_out, added=len(deleted))


def _known_as(action: str) -> str | None:
    """What Amazon holds for a SKU after this action."""
    return None if action == _DELETE else action


def nothing_left(found: Actions) -> tuple[str, str] | None:
    """Why no row is left although some set an action, and what to do; None where none does, or nothing has changed."""
    wrong = [why for why in (UNREADABLE, _CONFLICT, _DIFFER, _REFUSED) if found.left_out[why]]
    other = [why for why in (_OTHER_DAY, _OTHER_STORE) if found.left_out[why]]
    if found.rows or found.left_out[_UNCHANGED] or not (wrong or other):
        return None
    counts = ", ".join(f"{found.left_out[why]:,} {why}" for why in (*wrong, *other))
    hint = "mend what is named above, and convert again" if wrong else "choose with --as-of and --store"
    return f"every row with an action is left out ({counts})", hint
