"""Which findings concern one SKU, where a file has many others."""

from collections import Counter
from collections.abc import Sequence

from returnctl.values.finding import Finding, Severity
from returnctl.values.location import Location
from returnctl.values.override_table import OverrideTable
from returnctl.values.policy import Policy
from returnctl.values.sku import compared
from returnctl.values.visible import plural, typed, visible

_Row = tuple[str, str | None, int | None]


def concerning(findings: Sequence[Finding], policy: Policy, sku: str) -> tuple[list[Finding], list[Finding]]:
    """The findings that may concern a SKU, and those on rows that are known to be of other SKUs.

    What is said of a file as a whole, or of a row whose SKU cannot be read, may concern every SKU.
    """
    others = _rows_of_others(findings, policy, compared(sku))
    own: list[Finding] = []
    left: list[Finding] = []
    for finding in findings:
        (left if _row(finding.at) in others else own).append(finding)
    return own, left


def _rows_of_others(findings: Sequence[Finding], policy: Policy, sku: str) -> set[_Row]:
    asked = {_row(finding.at) for finding in findings if finding.at.row is not None}
    rows = {_row(finding.at) for other, found in policy.broken.items() if other != sku for finding in found}
    if asked and isinstance(policy.overrides, OverrideTable):
        table = policy.overrides
        rows.update(_row(entry.sku_at) for other in table if other != sku for entry in table.entries(other))
    # One finding, as that on a header, may be on the rows of several SKUs.
    return (rows & asked) - {_row(finding.at) for finding in policy.broken.get(sku, ())}


def _row(at: Location) -> _Row:
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
