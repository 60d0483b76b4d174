"""SKUs that Excel changes when it opens a text file: it takes them for numbers, dates or times."""

import re
from collections.abc import Iterator
from typing import Final

from returnctl.proving.skus import Rows, in_order
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.override_table import OverrideEntry
from returnctl.values.visible import visible

_SHOWN: Final = 3
_MONTH: Final = (
    "(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|O[CK]T(?:OBER)?|"
    "NOV(?:EMBER)?|DE[CZ](?:EMBER)?|MÄRZ?|MAI)"
)
_HINT: Final = (
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


def becomes(sku: str) -> str:
    """What Excel makes of a SKU in a text file; blank where it stays as it is."""
    if not _MAYBE.fullmatch(sku):
        return ""
    return next((what for form, what in _FORMS if form.fullmatch(sku)), "")


def eaten_by_excel(rows: Rows) -> Iterator[Finding]:
    """One warning for each text file, with the number of its SKUs that would change and the first of them."""
    files: dict[Location, list[tuple[OverrideEntry, str, str]]] = {}
    for sku, entries in rows.items():
        if entries[0].file.sheet is None or len(entries) > 1:
            what = becomes(sku)
            for entry in entries if what else ():
                if entry.file.sheet is None:
                    files.setdefault(entry.file, []).append((entry, sku, what))
    for found in files.values():
        yield _finding(sorted(found, key=lambda each: in_order(each[0].sku_at)))


def _finding(found: list[tuple[OverrideEntry, str, str]]) -> Finding:
    named = [f"`{visible(sku)}` in row {entry.row} becomes {what}" for entry, sku, what in found[:_SHOWN]]
    left = len(found) - len(named)
    if left:
        named.append(f"{left:,} more change too")
    one = "a SKU" if len(found) == 1 else f"{len(found):,} SKUs"
    message = f"Excel changes {one} of this column when it opens the file: {', '.join(named)}"
    return Finding(Code.SKU_EXCEL_CHANGES, found[0][0].sku_at, message, _HINT, Severity.WARNING)
