"""Rows of overrides as a seller writes them, and what the audits say of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from builders import AS_OF, POLICY, term

from returnctl.proving.audits import audit_overrides
from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.policy import OverrideCell, OverrideEntry, OverrideTable, OverrideTerms, Policy, Setting, SkuList

_PLACES: Final = {name: place for place, name in enumerate(
    ("authorization", "return_window_days", "returnable", "not_returnable_because", "replacement", "returnless_up_to",
     "keep_up_to", "review_above", "label_paid_by", "restocking_fee_percent", "note"), 3)}  # fmt: skip


def row(number: int = 2, store: str | None = None, first: date | None = None, last: date | None = None,
        **terms: Any) -> tuple[Setting, ...]:  # fmt: skip
    """A row of the sheet `Overrides`."""
    return tuple(
        term(name, value, (number, _PLACES[name]), store=store, first=first, last=last) for name, value in terms.items()
    )


def table(**skus: Iterable[tuple[Setting, ...]]) -> OverrideTable:
    """The rows of some SKUs, whose names are written with `_` for `-`."""
    rows = {sku.replace("_", "-"): tuple(map(_entry, filter(None, rows))) for sku, rows in skus.items()}
    only = {sku: entries[0] for sku, entries in rows.items() if entries}
    return OverrideTable(only, {sku: entries for sku, entries in rows.items() if len(entries) > 1})


def _entry(settings: tuple[Setting, ...]) -> OverrideEntry:
    terms, at = OverrideTerms(), settings[0].cite.at
    assert at is not None
    terms.store, terms.first, terms.last = settings[0].store, settings[0].first, settings[0].last
    terms.cells = tuple(
        OverrideCell(one.name, one.value, (one.cite.at or at).column or 0, one.name, one.cite.value) for one in settings
    )
    return OverrideEntry(terms, None, at.row or 0, Location(at.file, at.sheet))


def laid_over(*own: Setting, override: Iterable[tuple[Setting, ...]] = (), base: Policy = POLICY, sku: str = "A-1",
              **parts: Any) -> Policy:  # fmt: skip
    """The built-in policy with the seller's settings, and the rows of one SKU."""
    rows = table(**{sku: override})
    return base._replace(settings=(*base.settings, *own), overrides=rows, **parts)


def found(
    *override: tuple[Setting, ...],
    own: Sequence[Setting] = (),
    store: str | None = None,
    as_of: date = AS_OF,
    listed: SkuList | None = None,
    **parts: Any,
) -> tuple[Finding, ...]:
    """All that is said of the rows of one SKU."""
    return audit_overrides(laid_over(*own, override=override, **parts), as_of, store, listed)


def told(findings: Iterable[Finding]) -> list[str]:
    """What was found, as `severity[code] cell`."""
    return [f"{each.severity}[{each.code}] {each.at.cell or each.at.row or ''}".strip() for each in findings]


def skus(*names: str, whole: bool = True) -> SkuList:
    """A list of SKUs that the seller has."""
    return SkuList({name: Location("list.txt", None, place) for place, name in enumerate(names, 2)}, (), True, whole)
