"""Findings as lines for a person and as JSON."""

from collections.abc import Sequence
from typing import Final

from returnctl.values.finding import Finding
from returnctl.values.visible import visible

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


def listed_findings(findings: Sequence[Finding], most: int | None = MOST_LINES) -> list[str]:
    """The lines of all findings; where they are more than `most`, whole findings up to it and then a count."""
    lines: list[str] = []
    for told, finding in enumerate(findings):
        more = finding_lines(finding)
        room = len(lines) + len(more) + (told + 1 < len(findings))
        if most is not None and room > most:
            left = len(findings) - told
            return [*lines, f"and {left} more {'finding' if left == 1 else 'findings'}"]
        lines += more
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
