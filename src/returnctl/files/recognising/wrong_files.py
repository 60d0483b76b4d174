"""A file that was given in the place of another: what it is, and where it belongs."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from returnctl.files.cells.folding import folded
from returnctl.files.document import Document
from returnctl.files.recognising.overrides import surely_overrides
from returnctl.files.recognising.roles import WHAT, Role, role_of
from returnctl.files.requests.given_rows import Given
from returnctl.files.requests.report_columns import is_header, report_named_by
from returnctl.files.requests.side_tables import REQUIRED, read_side_table
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location

# What tells that a file has no table of the kind that is wanted.
_UNKNOWN: Final = frozenset({Code.WRONG_REPORT, Code.MISSING_COLUMN, Code.UNKNOWN_TABLE, Code.SHEET_NOT_FOUND})
_DELIVERIES: Final = "deliveries"
_BELONGS: Final[dict[Role, str]] = {
    Role.POLICY: "give it with --policy",
    Role.OVERRIDES: "give it with --overrides",
    Role.AMAZON_OVERRIDES: "give it with --overrides",
    Role.RETURNS_REPORT: "name it without an option in front: returnctl decide FILE",
    Role.REQUESTS: "name it without an option in front: returnctl decide FILE",
    Role.PROCESSING_REPORT: "this file is Amazon's answer to an upload: returnctl validate reads it",
}
_EXPECTED: Final = {
    "orders": "an orders report",
    "inventory": "a listing report",
    "deliveries": "a table of deliveries",
}
_TESTS: Final = "tests"  # the sheet of a policy that has requests
_REQUESTS: Final = (Role.RETURNS_REPORT, Role.REQUESTS)


class Known(NamedTuple):
    """What a file is: its kind, how that is called, and where it belongs."""

    kind: str
    what: str
    hint: str


def known_as(document: Document) -> Known | None:
    """What a file is beyond doubt; None where that cannot be told."""
    told = role_of(document)
    if told.role is not None:
        doubtful = told.meant or (told.role is Role.OVERRIDES and not surely_overrides(document))
        return None if doubtful else Known(told.role, WHAT[told.role], _BELONGS[told.role])
    report = report_named_by(told.header)
    if report is not None:
        return Known(report.name, report.what, report.hint)
    if is_header(told.header, _DELIVERIES, REQUIRED[_DELIVERIES]):
        return Known(_DELIVERIES, _EXPECTED[_DELIVERIES], "give it with --deliveries beside the returns report")
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


def open_request_file(document: Document) -> Table | list[Finding]:
    """A file of return requests; where it is another file, that is said."""
    opened = open_requests(document)
    if isinstance(opened, Table):
        if folded(opened.source.sheet or "") == _TESTS and role_of(document).role is Role.POLICY:
            message = f"expected return requests, found {WHAT[Role.POLICY]}"
            return [Finding(Code.WRONG_REPORT, Location(document.shown), message, _BELONGS[Role.POLICY])]
        return opened
    return named(opened, "return requests", _REQUESTS, document)


def read_side_file(
    table: str, document: Document, before: Mapping[tuple[str, ...], Given]
) -> tuple[dict[tuple[str, ...], Given], list[Finding]]:
    """A file beside the report, laid over those given `before`; where it is another file, that is said."""
    found, findings = read_side_table(table, document, before)
    return found, findings if found else named(findings, _EXPECTED[table], (table,), document)
