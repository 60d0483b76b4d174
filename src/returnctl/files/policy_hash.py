"""A short name for all that decides, so that two runs can be told to rest on the same policy."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from returnctl.values.override_table import OverrideEntry, OverrideTable, OverrideTerms
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
        yield _joined("holiday", *(value for name, value in holiday._asdict().items() if name != "cite"))
    for reason in policy.reasons:
        yield _reason(reason)
    yield from (_joined("word", word, code) for word, code in sorted(policy.words.items()))
    for rule in policy.rules:
        yield _joined("rule", rule.name, rule.accepts, rule.recommendation, rule.item, rule.note)
    for store in policy.stores:
        yield _joined("store", store.code, store.currency, store.zone, store.aliases)
    yield _joined("families", policy.families, policy.only_store)
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
    known: dict[int, tuple[str, ...]] = {}
    for sku in sorted(table):
        if isinstance(table, OverrideTable):
            entries = table.entries(sku)
            lines = _terms(entries[0], known) if len(entries) == 1 else _together(entries, known)
        else:
            lines = tuple(sorted(map(_setting, table[sku])))
        if lines:
            digest.update("\x1d".join((sku, *lines, "\n")).encode("utf-8", "surrogatepass"))


def _together(
    entries: "tuple[OverrideEntry, ...] | list[OverrideEntry]", known: dict[int, tuple[str, ...]]
) -> tuple[str, ...]:
    return tuple(sorted({line for entry in entries for line in _terms(entry, known)}))


def _terms(entry: OverrideEntry, known: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    """What a row says, in the order of the names; made once for all rows that say the same."""
    terms: OverrideTerms = entry.terms
    lines = known.get(id(terms))
    if lines is None:
        period = terms.store, terms.first, terms.last
        lines = known[id(terms)] = tuple(sorted(_joined(cell.name, cell.value, *period) for cell in terms.cells))
    if entry.note is None:
        return lines
    return tuple(sorted((*lines, _joined("note", entry.note.value, terms.store, terms.first, terms.last))))
