"""Which action Amazon's file gets for each SKU, and what of the overrides it cannot express."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from returnctl.files.converting.amazon_file import refused_by_amazon
from returnctl.files.converting.carrying import UNREADABLE
from returnctl.files.policies.override_rows import amazons_rows
from returnctl.files.policies.overrides import Overrides
from returnctl.files.tables.headers import match_columns
from returnctl.files.tables.kinds import RecognisedTable
from returnctl.schema.folding import bare
from returnctl.schema.readers import as_text
from returnctl.schema.tables import ACTIONS, AMAZONS, OVERRIDES
from returnctl.values.amazon import Lost
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import OverrideCell, OverrideEntry
from returnctl.values.text import visible

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
# A row that has an action, and the cell of it.
Rival = tuple[OverrideEntry, OverrideCell]


class Target(NamedTuple):
    """For which store and which day the actions are wanted."""

    store: str | None
    day: date


class Actions(NamedTuple):
    """The rows of Amazon's file in their order, and what became of everything else.

    `held` are the SKUs whose action is in doubt, for which nothing may be deleted. `seen` counts the rows that
    were read, `added` those that stand in no table: DELETE for what was uploaded before.
    """

    rows: dict[str, str]
    left_out: Counter[str]
    lost: list[Lost]
    findings: list[Finding]
    held: set[str]
    seen: int = 0
    added: int = 0


def actions_of(overrides: Overrides, tables: Sequence[RecognisedTable], asked: Target) -> Actions:
    """The action of each SKU in a store on a day. A SKU whose rows cannot be used has none, and is held.

    DELETE in Amazon's own file is an action like the others.
    """
    made = Actions({}, Counter(), [], [], set())
    places, deletions = _places(tables), _deletions(tables)
    keys: set[RowKey] = set()
    for sku in overrides.table:
        entries = overrides.table.entries(sku)
        keys.update(map(_key, entries))
        if broken := overrides.broken.get(sku):
            contradicting = all(finding.code is Code.CONFLICTING_ROWS for finding in broken)
            made.held.add(sku)
            made.left_out[_CONFLICT if contradicting else UNREADABLE] += len(entries)
            continue
        rivals: list[Rival] = []
        for entry in entries:
            made.lost.extend(_without_place(entry, places, asked))
            rivals += _applying(entry, deletions, asked, made)
        if asked.store and any(entry.terms.store for entry, _ in rivals):
            made.left_out[_OVERRULED] += sum(entry.terms.store is None for entry, _ in rivals)
            rivals = [rival for rival in rivals if rival[0].terms.store]
        if rivals:
            _choose(sku, rivals, places, made)
    wrong = (f for f in overrides.findings if f.severity is Severity.ERROR)
    errors = (f.at for f in wrong if f.code is not Code.UNKNOWN_COLUMN)  # that stands in the header
    if unread := {(at.file, at.sheet, at.row) for at in errors if at.row is not None} - keys:
        made.left_out[UNREADABLE] += len(unread)
    return made._replace(seen=len(keys) + len(unread))


def nameless(overrides: Overrides) -> int:
    """How many errors stand in rows of which not even the SKU is known."""
    named = {finding for findings in overrides.broken.values() for finding in findings}
    return sum(f.severity is Severity.ERROR and f.at.row is not None and f not in named for f in overrides.findings)


def _places(tables: Sequence[RecognisedTable]) -> dict[tuple[str, str | None], Mapping[str, int]]:
    """Where each table has the columns that hold for a whole row."""
    return {
        (table.file, table.sheet): {
            name: column.place
            for name, column in match_columns(table.header, kind.known, kind.required, table.at).known.items()
        }
        for kind, table in tables
        if kind.name == OVERRIDES
    }


def _deletions(tables: Sequence[RecognisedTable]) -> frozenset[RowKey]:
    """The rows of Amazon's own files that take an action away."""
    return frozenset(
        (table.file, table.sheet, row.number)
        for kind, table in tables
        if kind.name == AMAZONS
        for row in amazons_rows(table, [])
        if row.problem is None and bare(as_text(row.cells[1])).upper() == _DELETE
    )


def _key(entry: OverrideEntry) -> RowKey:
    return entry.file.file, entry.file.sheet, entry.row


def _action(entry: OverrideEntry) -> OverrideCell | None:
    return next((cell for cell in entry.terms.cells if cell.name == _AUTHORIZATION), None)


def _without_place(
    entry: OverrideEntry, places: Mapping[tuple[str, str | None], Mapping[str, int]], asked: Target
) -> Iterator[Lost]:
    """All that a row says beside the action."""
    for cell in entry.cells():
        if cell.name != _AUTHORIZATION:
            yield Lost(entry.at(cell), cell.name, cell.shown, _NO_PLACE, _YOURS)
    terms, (file, sheet, row) = entry.terms, _key(entry)
    store = None if asked.store else terms.store
    for name, value in (("store", store), ("valid_from", terms.first), ("valid_to", terms.last)):
        if value:
            at = Location(file, sheet, row, places.get((file, sheet), {}).get(name), name)
            yield Lost(at, name, str(value), _NO_PLACE, _HINTS[name] if _action(entry) else "")


def _applying(entry: OverrideEntry, deletions: frozenset[RowKey], asked: Target, made: Actions) -> Iterator[Rival]:
    """The row with its action, if it holds on the day and in the store; where not, its action is lost."""
    cell = _action(entry) or (_DELETED if _key(entry) in deletions else None)
    terms, (store, day) = entry.terms, asked
    if cell is None:
        made.left_out[_NO_ACTION] += 1
    elif (terms.first and day < terms.first) or (terms.last and terms.last < day):
        made.left_out[_OTHER_DAY] += 1
        why = f"does not hold on {day}"
        made.lost.append(Lost(entry.at(cell), cell.name, cell.shown, why, "give another day with --as-of"))
    elif store and terms.store not in (None, store):
        made.left_out[_OTHER_STORE] += 1
        why = f"holds in {terms.store}, and --store is {store}"
        made.lost.append(Lost(entry.at(cell), cell.name, cell.shown, why))
    else:
        yield entry, cell


def _choose(
    sku: str, rivals: Sequence[Rival], places: Mapping[tuple[str, str | None], Mapping[str, int]], made: Actions
) -> None:
    """The action of a SKU: the one that all its rows agree on, if Amazon can hold the SKU."""
    entry, cell = rivals[0]
    other = next((rival for rival in rivals if rival[1].value != cell.value), None)
    if other is not None:
        why, finding = _differ(sku, rivals[0], other)
    elif (refused := refused_by_amazon(sku)) is not None:
        at = entry.at(cell)
        at = at._replace(column=places.get((at.file, at.sheet), {}).get("sku", 1), name="sku")
        why, message = _REFUSED, f"the SKU `{visible(sku)}` {refused[0]}"
        finding = Finding(Code.SKU_NOT_FOR_AMAZON, at, message, refused[1])
    else:
        made.rows[sku] = str(cell.value).upper()
        made.left_out[_TWICE] += len(rivals) - 1
        return
    made.held.add(sku)
    made.left_out[why] += len(rivals)
    made.findings.append(finding)


def _differ(sku: str, one: Rival, other: Rival) -> tuple[str, Finding]:
    """What is said of two actions of a SKU: they contradict, or are for different stores."""
    (first, cell), (second, against) = one, other
    said, at = f"`{visible(sku)}` is {str(cell.value).upper()}", first.at(cell)
    if _DELETED in (cell, against):
        message = f"{said} here, and {str(against.value).upper()} in {second.at(against)}"
        return _CONFLICT, Finding(Code.CONFLICTING_ROWS, at, message, "delete the row that does not hold")
    message = (
        f"{said} in {first.terms.store or 'all stores'}, and {str(against.value).upper()} in "
        f"{second.terms.store or 'all stores'} ({second.at(against)}): Amazon's file knows no store"
    )
    return _DIFFER, Finding(Code.STORES_DIFFER, at, message, "choose with --store, for example --store US")


def earlier_actions(overrides: Overrides, asked: Target) -> dict[str, set[str | None]]:
    """What Amazon may hold for each SKU of the file uploaded last: one action, or several where it cannot be told.

    A row whose period has begun may have been uploaded, whether or not it has ended since.
    """
    found: dict[str, set[str | None]] = {}
    for sku in overrides.table:
        for entry in overrides.table.entries(sku):
            terms, cell = entry.terms, _action(entry)
            begun = terms.first is None or terms.first <= asked.day
            if begun and (not asked.store or terms.store in (None, asked.store)):
                found.setdefault(sku, set()).add(str(cell.value).upper() if cell else None)
        if sku in overrides.broken:
            found.setdefault(sku, set()).update((None, "?"))
    return found


def difference(now: Actions, before: Mapping[str, set[str | None]], *, deleting: bool) -> Actions:
    """Only what differs from the last upload, with DELETE for SKUs that no longer have an action."""
    held = {sku: None if action == _DELETE else action for sku, action in now.rows.items()}  # once it is uploaded
    changed = {sku: now.rows[sku] for sku, action in held.items() if before.get(sku, {None}) != {action}}
    left_out = now.left_out.copy()
    left_out[_UNCHANGED] += len(now.rows) - len(changed)
    gone = [sku for sku, was in before.items() if was != {None} and sku not in now.rows and sku not in now.held]
    deleted = {sku: _DELETE for sku in gone if deleting and refused_by_amazon(sku) is None}
    return now._replace(rows={**changed, **deleted}, left_out=left_out, added=len(deleted))


def nothing_left(found: Actions) -> tuple[str, str] | None:
    """Why no row is left although some set an action, and what to do; None where none does, or nothing has changed."""
    wrong = [why for why in (UNREADABLE, _CONFLICT, _DIFFER, _REFUSED) if found.left_out[why]]
    other = [why for why in (_OTHER_DAY, _OTHER_STORE) if found.left_out[why]]
    if found.rows or found.left_out[_UNCHANGED] or not (wrong or other):
        return None
    counts = ", ".join(f"{found.left_out[why]:,} {why}" for why in (*wrong, *other))
    hint = "mend what is named above, and convert again" if wrong else "choose with --as-of and --store"
    return f"every row with an action is left out ({counts})", hint
