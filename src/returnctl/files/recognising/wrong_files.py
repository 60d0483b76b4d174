"""A file that was given as something: the tables of that in it, or what it is instead, and where it belongs."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.recognising.roles import ROLES, WHAT, Role, role_of
from returnctl.files.requests.report_columns import is_header, report_named_by
from returnctl.files.requests.rows import SideRow
from returnctl.files.requests.side_tables import REQUIRED, read_side_table
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.kinds import RecognisedTable, best_kind, find_tables, our_kinds
from returnctl.files.tables.table import Table
from returnctl.schema.folding import folded
from returnctl.schema.settings import OVERRIDE_TERMS
from returnctl.schema.tables import AMAZONS, OVERRIDES, overrides_kind
from returnctl.values.finding import Code, Finding, Severity, has_error
from returnctl.values.location import Location
from returnctl.values.request import FIELDS
from returnctl.values.request import REQUIRED as REQUEST

# What tells that a file has no table of the kind that is wanted.
_NO_TABLE: Final = frozenset({Code.UNKNOWN_TABLE, Code.SHEET_NOT_FOUND})
_UNKNOWN: Final = _NO_TABLE | {Code.WRONG_REPORT, Code.MISSING_COLUMN}
# Terms by which overrides differ from requests, which may have the others too.
_OWN_TERMS: Final = frozenset(OVERRIDE_TERMS) - {*FIELDS, "note"}
_OVERRIDES: Final = "give your overrides or Amazon's SKU override file"
_POLICY: Final = f"{_OVERRIDES}, or a policy with a sheet `Overrides`; returnctl decide takes a policy with --policy"
_DELIVERIES: Final = "deliveries"
_EXPECTED: Final = {
    "orders": "an orders report",
    "inventory": "a listing report",
    "deliveries": "a table of deliveries",
}
_TESTS: Final = "tests"  # the sheet of a policy that has requests
_REQUESTS: Final = (Role.RETURNS_REPORT, Role.REQUESTS)


class Identity(NamedTuple):
    """What a file is: its kind, how that is called, and where it belongs."""

    kind: str
    what: str
    hint: str


def known_as(document: Document) -> Identity | None:
    """What a file is beyond doubt; None where that cannot be told."""
    told = role_of(document)
    if told.role is not None:
        doubtful = told.meant or (told.role is Role.OVERRIDES and not _surely_overrides(document))
        return None if doubtful else Identity(told.role, WHAT[told.role], ROLES[told.role].belongs)
    report = report_named_by(told.header)
    if report is not None:
        return Identity(report.name, report.what, report.hint)
    if is_header(told.header, _DELIVERIES, REQUIRED[_DELIVERIES]):
        return Identity(_DELIVERIES, _EXPECTED[_DELIVERIES], "give it with --deliveries beside the returns report")
    return None


def named(findings: Sequence[Finding], expected: str, kinds: Sequence[str], document: Document) -> list[Finding]:
    """The findings on a file without a table of the kind that is wanted, or what it is instead.

    `kinds` are those that would have been right: then what was found stays as it is.
    """
    if _UNKNOWN.isdisjoint(finding.code for finding in findings):
        return list(findings)
    known = known_as(document)
    if known is None or known.kind in kinds:
        return list(findings)
    message = f"expected {expected}, found {known.what}"
    at = next((finding.at for finding in findings if finding.code is Code.WRONG_REPORT), Location(document.shown))
    return [Finding(Code.WRONG_REPORT, at, message, known.hint)]


def another_file(expected: str, role: Role, shown: str, hint: str) -> Finding:
    """That a file is something else than what was asked for."""
    return Finding(Code.UNKNOWN_TABLE, Location(shown), f"expected {expected}, found {WHAT[role]}", hint)


def find_overrides(document: Document) -> tuple[list[RecognisedTable], list[Finding]]:
    """The overrides in a file, ours or Amazon's, and what the user should know; an error where it is another file.

    Of a policy only its sheet `Overrides` is taken.
    """
    found, findings = find_tables(document, (overrides_kind(),))
    errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    if (found and all(map(_sure, found))) or (errors and errors.isdisjoint(_NO_TABLE)):
        return found, findings
    role = role_of(document).role
    if role is None:
        known = known_as(document)
        if known is None:
            return found, findings
        message = f"expected overrides, found {known.what}"
        return [], [Finding(Code.WRONG_REPORT, Location(document.shown), message, known.hint)]
    if role is Role.POLICY:
        tables, findings = find_tables(document, (overrides_kind(), *our_kinds()[:-1]))
        found = [item for item in tables if item.kind.name in (OVERRIDES, AMAZONS)]
        others = {item.table.sheet for item in tables if item.kind.name not in (OVERRIDES, AMAZONS)} - {None}
        findings = [finding for finding in findings if finding.at.sheet not in others]
        if found or has_error(findings):
            return found, findings
    if role in (Role.OVERRIDES, Role.AMAZON_OVERRIDES):
        return found, findings
    return [], [another_file("overrides", role, document.shown, _POLICY if role is Role.POLICY else _OVERRIDES)]


def _sure(found: RecognisedTable) -> bool:
    """Whether a table is one of overrides beyond doubt."""
    kind, table = found
    if kind.name == AMAZONS or folded(table.sheet or "") == folded(OVERRIDES):
        return True
    best = best_kind(table.header, (kind, *our_kinds()))
    requests = is_header(table.header, "returns", REQUEST) and _OWN_TERMS.isdisjoint(kind.columns_in(table.header))
    return best is kind and not requests


def _surely_overrides(document: Document) -> bool:
    """Whether a file has terms that requests do not have too, or is Amazon's."""
    return any(
        kind.name == AMAZONS or not _OWN_TERMS.isdisjoint(kind.columns_in(table.header))
        for kind, table in find_tables(document, (overrides_kind(),))[0]
    )


def open_request_file(document: Document) -> Table | list[Finding]:
    """A file of return requests; where it is another file, that is said."""
    opened = open_requests(document)
    if isinstance(opened, Table):
        if folded(opened.source.sheet or "") == _TESTS and role_of(document).role is Role.POLICY:
            message = f"expected return requests, found {WHAT[Role.POLICY]}"
            return [Finding(Code.WRONG_REPORT, Location(document.shown), message, ROLES[Role.POLICY].belongs)]
        return opened
    return named(opened, "return requests", _REQUESTS, document)


def read_side_file(
    table: str, document: Document, before: Mapping[tuple[str, ...], SideRow]
) -> tuple[dict[tuple[str, ...], SideRow], list[Finding]]:
    """A file beside the report, laid over those given `before`; where it is another file, that is said."""
    found, findings = read_side_table(table, document, before)
    return found, findings if found else named(findings, _EXPECTED[table], (table,), document)
