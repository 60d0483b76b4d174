"""A short name for all that decides, so that two runs can be told to rest on the same policy."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from returnctl.values.override_table import OverrideCell, OverrideEntry, OverrideTable, OverrideTerms
from returnctl.values.policy import Policy, Reason, Setting

if TYPE_CHECKING:
    from hashlib import _Hash

_SHOWN: Final = 16


def policy_hash(policy: Policy) -> str:
    """Sixteen hexadecimal digits of the SHA-256 over terms, rules, reasons, holidays, stores and overrides.

    What a file is called and where in it something stands plays no part, nor does the order of override rows.
    """
    digest = hashlib.sha256()
    for line in _lines(policy):
        digest.update(line.encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    _overrides(policy, digest)
    return digest.hexdigest()[:_SHOWN]


def _lines(policy: Policy) -> Iterator[str]:
    yield from sorted(_setting(setting) for setting in (*policy.settings, *policy.recorded))
    for holiday in sorted(policy.holidays, key=lambda row: str(row._replace(cite=None))):  # type: ignore[arg-type]
        yield _joined(
            "holiday", int(holiday.layer), *(value for name, value in holiday._asdict().items() if name != "cite")
        )
    for reason in policy.reasons:
        yield _reason(reason)
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


def _reason(reason: Reason) -> str:
    faults = tuple(f"{table}:{fault}" for table, fault in sorted(reason.faults.items()))
    return _joined("reason", reason.code, reason.store, reason.label, reason.family, faults, reason.note)


def _joined(*values: object) -> str:
    return "\x1f".join(_canonical(value) for value in values)


def _canonical(value: object) -> str:
    """A value in one way only: 5, 5.0 and 5.00 are the same amount."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, tuple):
        return "(" + "\x1e".join(_canonical(part) for part in value) + ")"
    if isinstance(value, date):
        return value.isoformat()
    return "\x1d" if value is None else str(value)


def _overrides(policy: Policy, digest: "_Hash") -> None:
    table: Mapping[str, tuple[Setting, ...]] = policy.overrides
    known = _Known({}, {})
    for sku in sorted(table):
        if isinstance(table, OverrideTable):
            lines = _rows(table.entries(sku), known)
        else:
            lines = "\x1d".join(sorted(map(_setting, table[sku])))
        if lines:
            digest.update(f"{sku}\x1d{lines}\n".encode("utf-8", "surrogatepass"))


class _Known(NamedTuple):
    """Rows and cells that were written before: most stand for many SKUs."""

    terms: dict[OverrideTerms, str]
    cells: dict[OverrideCell, str]


def _rows(entries: Sequence[OverrideEntry], known: _Known) -> str:
    """What the rows of a SKU say; neither their order nor that of their columns counts."""
    if len(entries) == 1:
        return _row(entries[0], known)
    return "\x1d".join(sorted({_row(entry, known) for entry in entries} - {""}))


def _row(entry: OverrideEntry, known: _Known) -> str:
    terms = entry.terms
    if entry.note is not None:
        return _said(terms, (*terms.cells, entry.note), known)
    line = known.terms.get(terms)
    if line is None:
        line = known.terms[terms] = _said(terms, terms.cells, known)
    return line


def _said(terms: OverrideTerms, cells: Sequence[OverrideCell], known: _Known) -> str:
    written = []
    for cell in cells:
        text = known.cells.get(cell)
        if text is None:
            text = known.cells[cell] = _joined(cell.name, cell.value)
        written.append(text)
    if not written:
        return ""
    written.sort()
    period = "" if not (terms.store or terms.first or terms.last) else _joined(terms.store, terms.first, terms.last)
    return "\x1d".join((period, *written))
