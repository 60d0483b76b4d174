"""Findings as lines for a person and as JSON; and which of them concern one SKU."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from returnctl.values.finding import Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import OverrideTable, Policy
from returnctl.values.text import compared, counted, plural, typed, visible

# More lines than these scroll the answer away.
MOST_LINES: Final = 40


def finding_lines(finding: Finding) -> list[str]:
    """One line with place, severity, name and message, and a second one with the remedy where there is one."""
    place = visible(str(finding.at), None)
    lines = [f"{place}: {finding.severity}[{finding.code}]: {visible(finding.message, None)}{_amazons(finding)}"]
    if finding.hint:
        lines.append(f"  hint: {visible(finding.hint, None)}")
    return lines


def _amazons(finding: Finding) -> str:
    """Amazon's own number for the problem and for the row."""
    mark = finding.amazon
    if mark is None:
        return ""
    return f" (Amazon: {mark.code}{', fatal' if mark.fatal else ''}, record {mark.record})"


def listed_findings(findings: Sequence[Finding]) -> list[str]:
    """The lines of all findings; where they are too many, whole findings as far as there is room and then a count."""
    return fitted([(finding_lines(finding), 1) for finding in findings], MOST_LINES)


def fitted(pieces: Sequence[tuple[list[str], int]], room: int, remedy: str = "") -> list[str]:
    """Whole pieces of lines as far as there is room, then how many findings are left: each piece tells so many."""
    lines: list[str] = []
    left = sum(count for _, count in pieces)
    for place, (more, count) in enumerate(pieces):
        if len(lines) + len(more) + (place + 1 < len(pieces)) > room:
            return [*lines, f"and {counted(left, 'more finding')}{remedy}"]
        lines += more
        left -= count
    return lines


def finding_record(finding: Finding) -> dict[str, object]:
    """The JSON form of a finding."""
    return {
        "code": str(finding.code),
        "severity": str(finding.severity),
        **place_record(finding.at),
        "column": finding.at.name,
        "message": finding.message,
        "hint": finding.hint or None,
    }


def place_record(at: Location) -> dict[str, object]:
    """The JSON form of a place. `line` is also the row of a sheet where no cell is named."""
    return {"file": at.file, "sheet": at.sheet, "cell": at.cell, "line": at.row if at.cell is None else None}


def concerning(findings: Sequence[Finding], policy: Policy, sku: str) -> tuple[list[Finding], list[Finding]]:
    """The findings that may concern a SKU, and those on rows that are known to be of other SKUs.

    What is said of a file as a whole, or of a row whose SKU cannot be read, may concern every SKU.
    """
    sku = compared(sku)
    asked = {_row(finding.at) for finding in findings if finding.at.row is not None}
    others = {_row(finding.at) for other, found in policy.broken.items() if other != sku for finding in found}
    if asked and isinstance(policy.overrides, OverrideTable):
        table = policy.overrides
        others.update(_row(entry.sku_at) for other in table if other != sku for entry in table.entries(other))
    # One finding, as that on a header, may be on the rows of several SKUs.
    others = (others & asked) - {_row(finding.at) for finding in policy.broken.get(sku, ())}
    own = [finding for finding in findings if _row(finding.at) not in others]
    return own, [finding for finding in findings if _row(finding.at) in others]


def _row(at: Location) -> tuple[str, str | None, int | None]:
    return at.file, at.sheet, at.row


def rest_lines(left: Sequence[Finding]) -> list[str]:
    """One line for each file: how many findings it has on other SKUs, and the command that shows them."""
    lines = []
    for file, count in Counter(finding.at.file for finding in left).items():
        errors = sum(finding.at.file == file and finding.severity is Severity.ERROR for finding in left)
        found = f"{count} {plural('error' if errors == count else 'finding', count)}"
        grave = f" ({errors} {plural('error', errors)})" if 0 < errors < count else ""
        lines.append(f"{visible(file, None)}: {found}{grave} on other SKUs, shown by: returnctl validate {typed(file)}")
    return lines
