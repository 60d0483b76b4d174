"""A short name for all that decides, so that two runs can be told to rest on the same policy."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from returnctl.values.policy import OverrideEntry, OverrideTable, OverrideTerms, Policy, Setting

_SHOWN: Final = 16


def policy_hash(policy: Policy) -> str:
    """Sixteen hexadecimal digits of the SHA-256 over terms, rules, reasons, holidays, stores and overrides.

    What a file is called and where in it something stands plays no part, nor does the order of override rows.
    """
    digest = hashlib.sha256()
    for line in (*_lines(policy), *_overrides(policy)):
        digest.update(f"{line}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:_SHOWN]


def _lines(policy: Policy) -> Iterator[str]:
    yield from sorted(map(_setting, (*policy.settings, *policy.recorded)))
    for holiday in sorted(policy.holidays, key=lambda row: str(row._replace(cite=None))):  # type: ignore[arg-type]
        values = (value for name, value in holiday._asdict().items() if name != "cite")
        yield _joined("holiday", int(holiday.layer), *values)
    for reason in policy.reasons:
        faults = tuple(f"{table}:{fault}" for table, fault in sorted(reason.faults.items()))
        yield _joined("reason", reason.code, reason.store, reason.label, reason.family, faults, reason.note)
    yield from (_joined("word", word, code) for word, code in sorted(policy.words.items()))
    for rule in policy.rules:
        yield _joined("rule", rule.name, rule.accepts, rule.recommendation, rule.item, rule.note)
    for store in policy.stores:
        yield _joined("store", store.code, store.currency, store.zone, store.aliases)
    yield _joined("families", policy.families, policy.own_stores)
    yield from (_joined("broken", sku, *sorted(f.code for f in policy.broken[sku])) for sku in sorted(policy.broken))


def _setting(setting: Setting) -> str:
    values = (setting.name, setting.value, setting.store, setting.category, setting.first, setting.last)
    return _joined("setting", int(setting.layer), *values)


def _joined(*values: object) -> str:
    return "\x1f".join(map(_canonical, values))


def _canonical(value: object) -> str:
    """A value in one way only: 5, 5.0 and 5.00 are the same amount."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, tuple):
        return "(" + "\x1e".join(map(_canonical, value)) + ")"
    if isinstance(value, date):
        return value.isoformat()
    return "\x1d" if value is None else str(value)


def _overrides(policy: Policy) -> Iterator[str]:
    """What the rows of each SKU say; neither their order nor that of their columns counts."""
    table = policy.overrides
    cell_text = cache(lambda cell: _joined(cell.name, cell.value))
    said = cache(lambda terms: _said(terms, list(map(cell_text, terms.cells))))  # most rows stand for many SKUs

    def row(entry: OverrideEntry) -> str:
        if entry.note is None:
            return said(entry.terms)
        return _said(entry.terms, list(map(cell_text, (*entry.terms.cells, entry.note))))

    for sku in sorted(table):
        if isinstance(table, OverrideTable):
            rows = set(map(row, table.entries(sku))) - {""}
        else:
            rows = set(map(_setting, table[sku]))
        if rows:
            yield "\x1d".join((sku, *sorted(rows)))


def _said(terms: OverrideTerms, cells: list[str]) -> str:
    if not cells:
        return ""
    dated = terms.store or terms.first or terms.last
    return "\x1d".join((_joined(terms.store, terms.first, terms.last) if dated else "", *sorted(cells)))
