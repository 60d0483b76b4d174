"""Rows of overrides as a seller writes them, and what the audits say of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from builders import AS_OF, POLICY, term

from returnctl.proving.audits import audit_overrides
from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.policy import Policy, Setting
from returnctl.values.sku_list import SkuList

_PLACES: Final = {name: place for place, name in enumerate(
    ("authorization", "return_window_days", "returnable", "not_returnable_because", "replacement", "returnless_up_to",
     "keep_up_to", "review_above", "label_paid_by", "restocking_fee_percent", "note"), 3)}  # fmt: skip


def row(number: int = 2, store: str | None = None, first: date | None = None, last: date | None = None,
        **terms: Any) -> tuple[Setting, ...]:  # fmt: skip
    """A row of the sheet `Overrides`."""
    return tuple(
        term(name, value, (number, _PLACES[name]), store=store, first=first, last=last) for name, value in terms.items()
    )


def laid_over(*own: Setting, override: Iterable[tuple[Setting, ...]] = (), base: Policy = POLICY, sku: str = "A-1",
              **parts: Any) -> Policy:  # fmt: skip
    """The built-in policy with the seller's settings, and the rows of one SKU."""
    rows = tuple(setting for each in override for setting in each)
    return base._replace(settings=(*base.settings, *own), overrides={sku: rows}, **parts)


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
