"""Amazon's answer to an upload, and what must not be taken for an upload."""

from returnctl.files.amazon.answers import joined
from returnctl.files.amazon.checking import check_amazon_file
from returnctl.files.amazon.processing_reports import read_processing_report
from returnctl.files.document import Document
from returnctl.files.recognising.roles import WHAT, Role, role_of
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.views.checked import Checked


def answered(report: Document, document: Document) -> Checked:
    """What Amazon's answer says of the file that was uploaded, each refused row at its own cell."""
    role, shown = Role.AMAZON_OVERRIDES, document.shown
    if document.nothing_came:
        return Checked(shown, role, WHAT[role], (), 0, document.findings, usable=False)
    told = role_of(document).role
    if told not in (None, role):
        return Checked(shown, told, WHAT[told], (), 0, (_not_uploaded(told, shown),), usable=False)
    read = read_processing_report(report)
    if not read.usable:
        return Checked(report.shown, None, "", (), 0, read.findings, usable=False)
    uploaded = check_amazon_file(document)
    findings = (*read.findings, *joined(read, document))
    return Checked(shown, role, f"{WHAT[role]} as Amazon answered it", (), uploaded.records, findings, uploaded.usable)


def _not_uploaded(role: Role, shown: str) -> Finding:
    """Something else than Amazon's SKU override file stands where only that makes sense."""
    message = f"expected the SKU override file that Amazon gets, found {WHAT[role]}"
    hint = "give the file that you uploaded; `returnctl convert FILE --to amazon` makes one from your overrides"
    return Finding(Code.WRONG_REPORT, Location(shown), message, hint)


def not_for_amazon(document: Document) -> Finding | None:
    """Why a file cannot be checked as Amazon would: it is known to be something else."""
    role = role_of(document).role
    return None if role in (None, Role.AMAZON_OVERRIDES) else _not_uploaded(role, document.shown)


def processing_file(document: Document) -> Checked:
    """A processing report by itself: how many rows it refuses."""
    read, shown = read_processing_report(document), document.shown
    role, findings = Role.PROCESSING_REPORT, list(read.findings)
    if read.lines:
        message = f"Amazon names {len(read.lines):,} of the rows that were uploaded as failed"
        hint = "give it with --report, and the file that was uploaded as FILE: each row is then shown with its cell"
        findings.append(Finding(Code.AMAZON_REFUSED, Location(shown), message, hint, Severity.WARNING))
    return Checked(shown, role, WHAT[role], (), len(read.lines), tuple(findings), read.usable)
