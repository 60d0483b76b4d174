"""What is looked at in the SKUs of overrides, and in how their rows stand together."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from returnctl.values.amazon import LONGEST_SKU
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import OverrideEntry, SkuList
from returnctl.values.text import difference, nearly, visible

Rows = Mapping[str, Sequence[OverrideEntry]]

_SHOWN: Final = 3
_MONTH: Final = (
    "(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|O[CK]T(?:OBER)?|"
    "NOV(?:EMBER)?|DE[CZ](?:EMBER)?|MÄRZ?|MAI)"
)
_EXCEL: Final = (
    "do not open the file with a double click: Data > From Text/CSV, and choose Text for the column; or keep the "
    "overrides in a workbook"
)
_FORMS: Final = tuple(
    (re.compile(form, re.IGNORECASE), becomes)
    for form, becomes in (
        (r"\d+(?:[.,]\d+)?E[+-]?\d{1,3}", "a power of ten"),
        (r"0\d+", "a number without its zeros"),
        (r"[+-]?\d{16,}", "a number that has lost digits"),
        (r"[+-]\d+|\(\d+\)|\d+%", "a number"),
        (r"\d+[.,]\d*0", "a number without its last zero"),
        (r"(?:0?[1-9]|1[0-2])[-/](?:\d{4}|0?[1-9]|[12]\d|3[01])", "a date"),
        (r"(?:0?[1-9]|[12]\d|3[01])[-/](?:0?[1-9]|1[0-2])", "a date"),
        (r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", "a date"),
        (rf"{_MONTH}[-/ .]?(?:\d{{1,2}}|\d{{4}})|\d{{1,2}}[-/ .]?{_MONTH}(?:[-/ .]?\d{{2,4}})?", "a date"),
        (r"\d{1,2}:\d{2}(?::\d{2})?", "a time"),
        (r"TRUE|FALSE", "a yes or no"),
    )
)
# Only what holds a digit, or is one of two words, can be any of these.
_MAYBE: Final = re.compile(r"[\dA-ZÄ+(-][\dA-ZÄ.,:/()%+ -]*", re.IGNORECASE)


def not_listed(rows: Rows, listed: SkuList) -> Iterator[Finding]:
    """SKUs that the seller does not have; a listed one that is nearly the same is named.

    A SKU for which there are requests is right as it stands, whatever the list says.
    """
    lacking = [sku for sku in rows if sku not in listed.skus]
    near: dict[str, str] = {}
    for known in listed.skus if lacking else ():
        near.setdefault(nearly(known), known)
    for sku in lacking:
        message, hint, severity = _unlisted(sku, near.get(nearly(sku)), listed)
        for entry in rows[sku]:
            yield Finding(Code.SKU_NOT_LISTED, entry.sku_at, message, hint, severity)


def _unlisted(sku: str, near: str | None, listed: SkuList) -> tuple[str, str, Severity]:
    if sku in listed.requested:
        where = "among the listed SKUs" if listed.whole else "among the SKUs that were given"
        at = visible(str(listed.requested[sku]), None)
        message = f"`{visible(sku)}` is not {where}, yet there are requests for it, see {at}"
        hint = "keep the row as long as requests may come; the list may be older than they are, or the listing ended"
        return message, hint, Severity.NOTE
    said = "is not among the listed SKUs, so that no request will come for it"
    if not listed.whole:
        said = "does not come up in the SKUs that were given; a report lists only what was ordered or returned"
    message, hint = f"`{visible(sku)}` {said}", "correct it, or delete the row if the product is gone"
    if near is not None:
        message += f"; `{visible(near)}` {'is' if listed.whole else 'does'}: {difference(sku, near)}"
        hint = f"write `{visible(near)}` if that is what you mean"
    return message, hint, Severity.WARNING if listed.whole or near is not None else Severity.NOTE


def longer_than_amazons(rows: Rows) -> Iterator[Finding]:
    """SKUs of more characters than Amazon takes."""
    hint = "correct the SKU if it is mistyped; Amazon's own override file cannot hold it"
    for sku, entries in rows.items():
        if len(sku) > LONGEST_SKU:
            message = f"`{visible(sku)}` has {len(sku)} characters, and Amazon takes {LONGEST_SKU} at most"
            for entry in entries:
                yield Finding(Code.TEXT_TOO_LONG, entry.sku_at, message, hint, Severity.WARNING)


def similar(rows: Rows) -> Iterator[Finding]:
    """SKUs that nearly are another one of the overrides."""
    groups: dict[str, list[str]] = {}
    for sku in rows:
        groups.setdefault(nearly(sku), []).append(sku)
    for skus in groups.values():
        first, *others = sorted(skus, key=lambda sku: (rows[sku][0].sku_at.order, sku)) if len(skus) > 1 else skus
        for sku in others:
            at = visible(str(rows[first][0].sku_at), None)
            message = f"`{visible(sku)}` is nearly `{visible(first)}` in {at}: {difference(sku, first)}"
            hint = "SKUs are compared letter by letter; correct one of the two if they are the same"
            yield Finding(Code.SIMILAR_SKUS, rows[sku][0].sku_at, message, hint, Severity.NOTE)


def in_several_rows(rows: Rows) -> Iterator[Finding]:
    """Rows of one sheet for the same SKU and store, with different terms that hold at the same time."""
    for sku, entries in rows.items():
        before: list[OverrideEntry] = []
        ordered = sorted((each for each in entries if each.cells()), key=lambda each: each.sku_at.order)
        for entry in ordered if len(entries) > 1 else ():
            other = next((one for one in before if _at_once(one, entry) and _names(one) != _names(entry)), None)
            if other is not None:
                message = f"`{visible(sku)}` stands in row {other.row} too: both rows hold, each with its own terms"
                hint = "put their terms into one row, so that nobody overlooks the other"
                yield Finding(Code.SKU_IN_SEVERAL_ROWS, entry.sku_at, message, hint, Severity.NOTE)
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


def without_terms(rows: Rows) -> Iterator[Finding]:
    """One note for each table in which rows name a SKU and set nothing, with the first of them."""
    hint = "if it is a total or a remark, delete the row; else write what shall hold for the SKU"
    for found in _by_table(rows, lambda _, entry: "" if entry.cells() else "nothing").values():
        entry, sku, _ = found[0]
        more = len(found) - 1
        also = f"; so do{'es' if more == 1 else ''} {more:,} more row{'s' if more > 1 else ''}" if more else ""
        message = f"the row of `{visible(sku)}` sets no term and says nothing{also}"
        yield Finding(Code.CHANGES_NOTHING, entry.sku_at, message, hint, Severity.NOTE)


def eaten_by_excel(rows: Rows) -> Iterator[Finding]:
    """One warning for each text file, with the number of its SKUs that Excel would change and the first of them."""
    for found in _by_table(rows, lambda sku, entry: "" if entry.file.sheet else becomes(sku)).values():
        named = [f"`{visible(sku)}` in row {entry.row} becomes {what}" for entry, sku, what in found[:_SHOWN]]
        if left := len(found) - len(named):
            named.append(f"{left:,} more change too")
        one = "a SKU" if len(found) == 1 else f"{len(found):,} SKUs"
        message = f"Excel changes {one} of this column when it opens the file: {', '.join(named)}"
        yield Finding(Code.SKU_EXCEL_CHANGES, found[0][0].sku_at, message, _EXCEL, Severity.WARNING)


def becomes(sku: str) -> str:
    """What Excel makes of a SKU in a text file: a number, a date or a time; blank where it stays as it is."""
    if not _MAYBE.fullmatch(sku):
        return ""
    return next((what for form, what in _FORMS if form.fullmatch(sku)), "")


def _by_table(
    rows: Rows, what: Callable[[str, OverrideEntry], str]
) -> dict[Location, list[tuple[OverrideEntry, str, str]]]:
    """The rows of each table of which there is something to say, in their order."""
    tables: dict[Location, list[tuple[OverrideEntry, str, str]]] = {}
    for sku, entries in rows.items():
        for entry in entries:
            if said := what(sku, entry):
                tables.setdefault(entry.file, []).append((entry, sku, said))
    return {table: sorted(found, key=lambda each: each[0].sku_at.order) for table, found in tables.items()}
