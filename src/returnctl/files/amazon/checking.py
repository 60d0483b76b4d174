"""Amazon's SKU override file, checked as Amazon will check it."""

from collections.abc import Iterable, Iterator
from typing import Final

from returnctl.files.amazon.codes import (
    BAD_HEADER,
    NONE_VALID,
    TOO_LARGE,
    TOO_MANY,
    amazon_codes,
    amazon_mark,
)
from returnctl.files.amazon.habits import Habits, not_seen, of_the_file, of_the_header
from returnctl.files.amazon.rows import judge
from returnctl.files.amazon.uploads import Upload, open_upload
from returnctl.files.document import Document
from returnctl.files.gate.kind import Kind
from returnctl.files.tables.table import TableRow
from returnctl.values.amazon import HEADER_ROWS, MOST_BYTES, MOST_RECORDS, AmazonFile
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location

_NOTHING: Final = frozenset({Code.FILE_EMPTY})
_COUNTED: Final = 20  # times the limit: so many records are counted, and no more
_RECORDS: Final = frozenset({Code.TOO_MANY_RECORDS, Code.NO_VALID_RECORD})


def check_amazon_file(
    document: Document, *, most_bytes: int = MOST_BYTES, most_records: int = MOST_RECORDS
) -> AmazonFile:
    """Check a file before Amazon does: every row that Amazon would fail is one error with Amazon's own number.

    It is the tab-delimited text, or the workbook from which it will be saved. Where Amazon publishes nothing the
    check is lenient, and a note says so. Nothing is raised for a wrong input. Source: sellercentral.amazon.com
    help G200828040.
    """
    large = _too_large(document, most_bytes)
    if large is not None:
        return AmazonFile(0, 0, (large,))
    upload = open_upload(document)
    if isinstance(upload, Upload):
        return _checked(upload, most_records)
    if all(finding.code in _NOTHING for finding in upload):
        return AmazonFile(0, 0, tuple(finding._replace(amazon=amazon_mark(NONE_VALID)) for finding in upload))
    return AmazonFile(0, 0, upload, usable=False)


def _too_large(document: Document, most: int) -> Finding | None:
    """Amazon's limit is on the text; how large a workbook will be as text nobody knows before it is saved."""
    size = document.size
    if document.kind in (None, Kind.WORKBOOK) or size <= most:
        return None
    message = (
        f"Amazon takes at most {most / 1024 / 1024:g} MB, this file has {size / 1024 / 1024:,.1f} MB; it was not read"
    )
    code = amazon_codes()[TOO_LARGE]
    return Finding(Code.FILE_TOO_LARGE, Location(document.shown), message, code.remedy, amazon=amazon_mark(TOO_LARGE))


def _checked(upload: Upload, most: int) -> AmazonFile:
    troubles: list[Finding] = []
    habits = Habits(upload)
    records, errors, head = 0, [], []
    for row in upload.read(troubles):
        if row.number <= HEADER_ROWS:
            head.append(row)
            continue
        records += 1
        if records > _COUNTED * most:
            break
        if records <= most:
            judged = judge(row, upload)
            habits.see(row, judged)
            if judged.error is not None:
                errors.append(judged.error)
    broken = [finding for finding in troubles if finding.severity is Severity.ERROR]
    if broken:
        return AmazonFile(0, 0, (*upload.table.findings, *broken), usable=False)
    failing = sum(error.amazon is not None for error in errors)
    fatal = list(_fatal(upload, head, habits, records, failing, most))
    findings = [*of_the_file(upload, troubles), *fatal]
    if all(finding.code is not Code.WRONG_TAB for finding in fatal):  # of another tab nothing more is worth saying
        findings += [*of_the_header(upload, head if records else ()), *errors, *habits.findings()]
    if records and all(finding.code in _RECORDS for finding in fatal):
        findings.append(not_seen(upload))
    return AmazonFile(records, records if fatal else failing, _in_order(findings))


def _fatal(
    upload: Upload, head: list[TableRow], habits: Habits, records: int, failing: int, most: int
) -> Iterator[Finding]:
    """What refuses the file as a whole: at most one finding about the header, and one about the records."""
    about_header = habits.header_trouble(head, records)
    if about_header is not None:
        yield about_header._replace(amazon=amazon_mark(BAD_HEADER))
    if records > most:
        has = f"{records:,}" if records <= _COUNTED * most else f"more than {_COUNTED * most:,}"
        message = f"Amazon takes at most {most:,} records, this file has {has}; those beyond were not looked at"
        at, mark = upload.at(0)._replace(row=None), amazon_mark(TOO_MANY)
        yield Finding(Code.TOO_MANY_RECORDS, at, message, amazon_codes()[TOO_MANY].remedy, amazon=mark)
    elif about_header is None and failing == records:
        yield _none_valid(upload, bool(head), records)


def _none_valid(upload: Upload, header: bool, records: int) -> Finding:
    at, mark, hint = upload.at(0)._replace(row=None), amazon_mark(NONE_VALID), amazon_codes()[NONE_VALID].remedy
    if records:
        which = "the only record is not" if records == 1 else f"none of the {records:,} records is"
        message = f"{which} valid, so that Amazon refuses the file as a whole"
        return Finding(Code.NO_VALID_RECORD, at, message, "mend the rows named below", amazon=mark)
    if not header:
        return Finding(Code.FILE_EMPTY, at, "the file is empty", hint, amazon=mark)
    return Finding(Code.NO_DATA_ROWS, at, "the file has a header and no records", hint, amazon=mark)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """As they stand in the file; what concerns the whole of it first."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.at.row or 0))
