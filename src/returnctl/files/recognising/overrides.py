"""The tables of overrides in a file that was given as such; a file that is something else is named and refused."""

from typing import Final

from returnctl.files.built_in import built_in_policy
from returnctl.files.cells.folding import folded
from returnctl.files.document import Document
from returnctl.files.requests.report_columns import is_header
from returnctl.files.tables.kinds import (
    AMAZONS,
    OVERRIDE_TERMS,
    OVERRIDES,
    Found,
    best_kind,
    find_tables,
    overrides_kind,
    policy_kinds,
)
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import FIELDS, REQUIRED

_UNKNOWN: Final = frozenset({Code.UNKNOWN_TABLE, Code.SHEET_NOT_FOUND})
# Terms by which overrides differ from requests, which may have the others too.
_OWN_TERMS: Final = frozenset(OVERRIDE_TERMS) - {*FIELDS, "note"}
_OVERRIDES: Final = "give your overrides or Amazon's SKU override file"
_POLICY: Final = f"{_OVERRIDES}, or a policy with a sheet `Overrides`; returnctl decide takes a policy with --policy"


def find_overrides(document: Document) -> tuple[list[Found], list[Finding]]:
    """The overrides in a file, ours or Amazon's, and what the user should know; an error where it is another file.

    Of a policy only its sheet `Overrides` is taken.
    """
    found, findings = find_tables(document, (overrides_kind(),))
    errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    if (found and all(map(_sure, found))) or (errors and errors.isdisjoint(_UNKNOWN)):
        return found, findings
    from returnctl.files.recognising.roles import Role, role_of
    from returnctl.files.recognising.wrong_files import known_as

    told = role_of(document)
    if told.role is None:
        known = known_as(document)
        if known is None:
            return found, findings
        message = f"expected overrides, found {known.what}"
        return [], [Finding(Code.WRONG_REPORT, Location(document.shown), message, known.hint)]
    if told.role is Role.POLICY:
        found, findings = _of_policy(document)
        if found or any(finding.severity is Severity.ERROR for finding in findings):
            return found, findings
    if told.role in (Role.OVERRIDES, Role.AMAZON_OVERRIDES):
        return found, findings
    hint = _POLICY if told.role is Role.POLICY else _OVERRIDES
    return [], [another_file("overrides", told.role, document.shown, hint)]


def _sure(found: Found) -> bool:
    """Whether a table is one of overrides beyond doubt."""
    kind, table = found
    if kind.name == AMAZONS or folded(table.sheet or "") == folded(OVERRIDES):
        return True
    best = best_kind(table.header, (kind, *policy_kinds(built_in_policy().stores)))
    requests = is_header(table.header, "returns", REQUIRED) and _OWN_TERMS.isdisjoint(kind.columns_in(table.header))
    return best is kind and not requests


def surely_overrides(document: Document) -> bool:
    """Whether a file has terms that requests do not have too, or is Amazon's."""
    found, _ = find_tables(document, (overrides_kind(),))
    return any(
        kind.name == AMAZONS or not _OWN_TERMS.isdisjoint(kind.columns_in(table.header)) for kind, table in found
    )


def _of_policy(document: Document) -> tuple[list[Found], list[Finding]]:
    """The overrides in a policy, and what there is to say of them."""
    kinds = (overrides_kind(), *policy_kinds(built_in_policy().stores))
    tables, findings = find_tables(document, kinds)
    others = {table.sheet for kind, table in tables if kind.name not in (OVERRIDES, AMAZONS)}
    mine = [item for item in tables if item.kind.name in (OVERRIDES, AMAZONS)]
    return mine, [finding for finding in findings if finding.at.sheet is None or finding.at.sheet not in others]


def another_file(expected: str, role: str, shown: str, hint: str) -> Finding:
    """That a file is something else than what was asked for."""
    from returnctl.files.recognising.roles import WHAT, Role

    return Finding(Code.UNKNOWN_TABLE, Location(shown), f"expected {expected}, found {WHAT[Role(role)]}", hint)
