"""The SKUs of overrides: those that nearly are another, that stand in several rows, that are not listed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from returnctl.values.amazon import LONGEST_SKU
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.override_table import OverrideEntry
from returnctl.values.sku import difference, nearly
from returnctl.values.sku_list import SkuList
from returnctl.values.visible import visible

Rows = Mapping[str, Sequence[OverrideEntry]]


def in_order(at: Location) -> tuple[str, str, int, int]:
    """Places of several files in one order."""
    return at.file, at.sheet or "", at.row or 0, at.column or 0


def not_listed(rows: Rows, listed: SkuList) -> Iterator[Finding]:
    """SKUs that the seller does not have; a listed one that is nearly the same is named.

    A SKU for which there are requests is right as it stands, whatever the list says.
    """
    near: dict[str, str] = {}
    said = "is not among the listed SKUs, so that no request will come for it"
    if not listed.whole:
        said = "does not come up in the SKUs that were given; a report lists only what was ordered or returned"
    for sku, entries in rows.items():
        if sku in listed.skus:
            continue
        if sku in listed.requested:
            yield from _requested(sku, entries, listed)
            continue
        if not near:
            for known in listed.skus:
                near.setdefault(nearly(known), known)
        other = near.get(nearly(sku))
        message, hint = f"`{visible(sku)}` {said}", "correct it, or delete the row if the product is gone"
        if other is not None:
            message += f"; `{visible(other)}` {'is' if listed.whole else 'does'}: {difference(sku, other)}"
            hint = f"write `{visible(other)}` if that is what you mean"
        severity = Severity.WARNING if listed.whole or other is not None else Severity.NOTE
        for entry in entries:
            yield Finding(Code.SKU_NOT_LISTED, entry.sku_at, message, hint, severity)


def _requested(sku: str, entries: Iterable[OverrideEntry], listed: SkuList) -> Iterator[Finding]:
    where = "among the listed SKUs" if listed.whole else "among the SKUs that were given"
    at = visible(str(listed.requested[sku]), None)
    message = f"`{visible(sku)}` is not {where}, yet there are requests for it, see {at}"
    hint = "keep the row as long as requests may come; the list may be older than they are, or the listing ended"
    for entry in entries:
        yield Finding(Code.SKU_NOT_LISTED, entry.sku_at, message, hint, Severity.NOTE)


def longer_than_amazons(rows: Rows) -> Iterator[Finding]:
    """SKUs of more characters than Amazon takes."""
    hint = "correct the SKU if it is mistyped; Amazon's own override file cannot hold it"
    for sku, entries in rows.items():
        if len(sku) > LONGEST_SKU:
            message = f"`{visible(sku)}` has {len(sku)} characters, and Amazon takes {LONGEST_SKU} at most"
            for entry in entries:
                yield Finding(Code.TEXT_TOO_LONG, entry.sku_at, message, hint, Severity.WARNING)


def similar(rows: Rows, listed: SkuList | None) -> Iterator[Finding]:
    """SKUs that nearly are another one of the overrides. What the list says of them is better, where there is one."""
    if listed is not None and listed.usable:
        return
    groups: dict[str, list[str]] = {}
    for sku in rows:
        groups.setdefault(nearly(sku), []).append(sku)
    for skus in groups.values():
        if len(skus) > 1:
            first, *others = sorted(skus, key=lambda sku: (in_order(rows[sku][0].sku_at), sku))
            for sku in others:
                at = visible(str(rows[first][0].sku_at), None)
                message = f"`{visible(sku)}` is nearly `{visible(first)}` in {at}: {difference(sku, first)}"
                hint = "SKUs are compared letter by letter; correct one of the two if they are the same"
                yield Finding(Code.SIMILAR_SKUS, rows[sku][0].sku_at, message, hint, Severity.NOTE)


def in_several_rows(rows: Rows) -> Iterator[Finding]:
    """Rows of one sheet for the same SKU and store, with different terms that hold at the same time."""
    for sku, entries in rows.items():
        if len(entries) > 1:
            for entry, other in _laid_over(entries):
                message = f"`{visible(sku)}` stands in row {other.row} too: both rows hold, each with its own terms"
                hint = "put their terms into one row, so that nobody overlooks the other"
                yield Finding(Code.SKU_IN_SEVERAL_ROWS, entry.sku_at, message, hint, Severity.NOTE)


def _laid_over(entries: Iterable[OverrideEntry]) -> Iterator[tuple[OverrideEntry, OverrideEntry]]:
    """Each row with the first one before it that holds at the same time and sets other terms."""
    before: list[OverrideEntry] = []
    for entry in sorted((each for each in entries if each.cells()), key=lambda each: in_order(each.sku_at)):
        other = next((one for one in before if _at_once(one, entry) and _names(one) != _names(entry)), None)
        if other is not None:
            yield entry, other
        before.append(entry)


def _names(entry: OverrideEntry) -> frozenset[str]:
    return frozenset(cell.name for cell in entry.cells())


def _at_once(one: OverrideEntry, other: OverrideEntry) -> bool:
    return (
        one.file == other.file
        and one.terms.store == other.terms.store
        and (one.terms.first or date.min) <= (other.terms.last or date.max)
        and (other.terms.first or date.min) <= (one.terms.last or date.max)
    )
