"""Findings as lines for a person and as JSON."""

from collections.abc import Sequence
from typing import Final

from returnctl.values.finding import Finding
from returnctl.values.visible import counted, visible

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
    """The JSON form of a finding. `line` is also the row of a sheet where no cell is named."""
    at = finding.at
    return {
        "code": str(finding.code),
        "severity": str(finding.severity),
        "file": at.file,
        "sheet": at.sheet,
        "cell": at.cell,
        "line": at.row if at.cell is None else None,
        "column": at.name,
        "message": finding.message,
        "hint": finding.hint or None,
    }
