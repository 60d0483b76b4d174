"""Amazon's processing report, the answer to an upload, and each row that it refuses beside its own cell."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from returnctl.files.amazon.rows import amazon_codes, judge
from returnctl.files.amazon.uploads import Upload, open_upload, unquoted
from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.requests.report_columns import is_processing_header
from returnctl.files.tables.table import Table, TableRow, rows_of, sheet_table, text_table
from returnctl.files.text.encoding import Decoding, decide_encoding, physical_lines
from returnctl.schema.cells import as_text
from returnctl.schema.folding import bare, folded
from returnctl.values.amazon import HEADER_ROWS, ProcessingReport, Reported
from returnctl.values.finding import AmazonMark, Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text import pattern, visible

COLUMNS: Final = ("original-record-number", "error-code", "error-type", "error-message")
_SUMMARY: Final = pattern(r"number\s+of\s+records\s+(processed|successful)\W*([0-9][0-9.,]*)", re.IGNORECASE)
_SUMMARY_WITHIN: Final = 20  # lines among which the summary stands
_MOST_DIGITS: Final = 9
_DOWNLOAD: Final = "download it under Return Settings > Return Attribute Overrides, Upload History"
_OTHER: Final = "check that this is the answer to this file, and that the file was not changed since"


def read_processing_report(document: Document) -> ProcessingReport:
    """Read Amazon's answer, as it was downloaded or after Excel saved it; nothing is raised for a wrong file.

    A line whose numbers are none is a finding, and is left out.
    """
    shown = document.shown
    table, head = _opened(document)
    counts = dict(_counts(head))
    processed, successful = counts.get("processed"), counts.get("successful")
    if not isinstance(table, Table):
        return ProcessingReport(shown, None, None, (), tuple(table), usable=False)
    findings = list(table.findings)
    if not is_processing_header(table.header):
        found = [*findings] if processed is not None else [*findings, _no_report(shown)]
        return ProcessingReport(shown, processed, successful, (), tuple(found), processed is not None)
    names = [folded(name) for name in table.header]
    places = {name: names.index(folded(name)) for name in COLUMNS if folded(name) in names}
    lines = [line for row in rows_of(table, findings) if (line := _line(row, table, places, findings)) is not None]
    usable = not any(finding.severity is Severity.ERROR and finding.at.row is None for finding in findings)
    return ProcessingReport(shown, processed, successful, tuple(lines), tuple(findings), usable)


def _opened(document: Document) -> tuple[Table | Sequence[Finding], list[str]]:
    """The table of the report, and the lines among which its summary stands."""
    if document.kind is FileForm.WORKBOOK:
        book = open_workbook(document)
        if not isinstance(book, Workbook):
            return book, []
        table = sheet_table(book, book.sheets[0], is_processing_header)
        return table, [" ".join(row) for row in table.head] if isinstance(table, Table) else []
    if document.kind is not FileForm.TEXT:
        return document.findings if document.kind is None else [_no_report(document.shown)], []
    decoding = decide_encoding(document)
    lines = physical_lines(document, decoding) if isinstance(decoding, Decoding) else iter(())
    head = [line for _, line in zip(range(_SUMMARY_WITHIN), lines, strict=False)]
    return text_table(document, is_processing_header), head


def _no_report(shown: str) -> Finding:
    wanted = ", ".join(f"`{name}`" for name in COLUMNS)
    message = f"expected Amazon's processing report, no row holds its columns {wanted}"
    return Finding(Code.WRONG_REPORT, Location(shown), message, _DOWNLOAD)


def _counts(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What the summary counts, by its word; thousands may be set apart."""
    for line in lines:
        found = _SUMMARY().search(line[:1000])
        digits = re.sub(r"[.,]", "", found[2]) if found else ""
        if found and len(digits) <= _MOST_DIGITS:
            yield found[1].lower(), int(digits)


def _line(row: TableRow, table: Table, places: Mapping[str, int], findings: list[Finding]) -> Reported | None:
    """One line of the answer. What follows the message, or is missing behind the numbers, does no harm."""
    cells = {name: bare(as_text(row.cells[place])) for name, place in places.items() if place < len(row.cells)}
    if not any(cells.values()):
        findings += [row.problem] if row.problem is not None else []
        return None
    numbers = []
    for name in COLUMNS[:2]:
        text = cells.get(name, "")
        if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
            message = f"`{name}` must be a whole number, found `{visible(text)}`; the line was left out"
            at = table.cell(row.number, places[name] + 1)
            findings.append(Finding(Code.NOT_A_WHOLE_NUMBER, at, message, "download the processing report again"))
            return None
        numbers.append(int(text))
    record, number = numbers
    known, kind = amazon_codes().get(number), cells.get(COLUMNS[2], "").lower()
    fatal = kind == "fatal" if kind in ("fatal", "error") else known is not None and known.fatal
    return Reported(row.number, record, number, fatal, cells.get(COLUMNS[3], ""))


class _Sent(NamedTuple):
    """What of the uploaded file is needed: the rows that the answer names, how many records, the last row."""

    upload: Upload
    rows: dict[int, TableRow]
    records: int
    last: int


def joined(report: ProcessingReport, document: Document) -> tuple[Finding, ...]:
    """What Amazon refused, each at its cell of the uploaded file, which may be the workbook too.

    A record that the file does not have, and counts that do not agree with it, are findings as well: the
    report is perhaps the answer to another file. The findings of the report itself are not repeated.
    """
    upload = open_upload(document)
    if not isinstance(upload, Upload):
        return upload
    troubles: list[Finding] = []
    sent = _sent(upload, {line.record + HEADER_ROWS for line in report.lines}, troubles)
    broken = tuple(finding for finding in troubles if finding.severity is Severity.ERROR)
    return broken or (*_otherwise(report, sent), *(_refused(line, report, sent) for line in report.lines))


def _sent(upload: Upload, wanted: Collection[int], troubles: list[Finding]) -> _Sent:
    rows: dict[int, TableRow] = {}
    records, last = 0, HEADER_ROWS
    for row in upload.read(troubles):
        last = row.number
        if row.number in wanted:
            rows[row.number] = row
        records += row.number > HEADER_ROWS
    return _Sent(upload, rows, records, last)


def _refused(line: Reported, report: ProcessingReport, sent: _Sent) -> Finding:
    mark, upload = AmazonMark(line.number, line.record, line.fatal), sent.upload
    known = amazon_codes().get(line.number)
    remedy = known.remedy if known else "this number is not among those that Amazon publishes: go by its message"
    sign = '"' if "`" in line.message else "`"
    told = f": {sign}{visible(line.message, 200)}{sign}" if line.message else ""
    if line.record == 0:
        what = "the file as a whole" if line.fatal else "the header, or the file"
        message, at = f"Amazon refused {what} ({line.number}){told}", upload.at(0)._replace(row=None)
        return Finding(Code.AMAZON_REFUSED, at, message, remedy, amazon=mark)
    number = line.record + HEADER_ROWS
    if number > sent.last:
        where, file = "row" if upload.table.sheet else "line", visible(upload.table.file)
        message = f"record {line.record} would be {where} {number:,}, and {file} ends at {where} {sent.last:,}"
        return Finding(Code.NOT_THIS_UPLOAD, Location(report.file, None, line.line), message, _OTHER, amazon=mark)
    row, place = sent.rows.get(number), {"sku": 1, "action": 2}.get(known.column if known else "")
    if row is None:
        remedy = "delete the blank row"
    elif (error := judge(row, upload).error) and error.amazon and error.amazon.code == line.number:
        remedy = error.hint  # our own, where we see the same fault
    message = f"Amazon refused this row ({line.number}){told}; {_stands(row, place)}"
    return Finding(Code.AMAZON_REFUSED, upload.at(number, place), message, remedy, amazon=mark)


def _stands(row: TableRow | None, place: int | None) -> str:
    texts = [as_text(cell) for cell in row.cells] if row is not None else []
    if place is None or place > len(texts):
        shown = ", ".join(f"`{visible(text)}`" for text in texts[:4])
        return f"the row holds {shown}" if shown else "the row is blank"
    text = unquoted(texts[place - 1])
    return f"the cell holds `{visible(text)}`" if text.strip() else "the cell is blank"


def _otherwise(report: ProcessingReport, sent: _Sent) -> Iterator[Finding]:
    """Why the answer is perhaps to another file: counts that do not agree, rows without the fault that it names."""
    processed, failed = report.processed, {line.record for line in report.lines if line.record}
    at, file, blank = Location(report.file), visible(sent.upload.table.file), sent.last - HEADER_ROWS - sent.records
    if processed is not None and not sent.records <= processed <= sent.records + max(0, blank):
        message = f"Amazon processed {processed:,} records, and {file} has {sent.records:,}"
        yield Finding(Code.NOT_THIS_UPLOAD, at, message, _OTHER, Severity.WARNING)
    whole = report.successful is not None and not any(line.fatal for line in report.lines)
    if processed is not None and whole and (less := processed - (report.successful or 0)) != len(failed):
        message = f"Amazon counts {less:,} records as not successful, and names {len(failed):,}"
        yield Finding(Code.NOT_THIS_UPLOAD, at, message, "download the whole processing report", Severity.WARNING)
    odd = [line for line in report.lines if _unlike(line, sent)] if sent.upload.delimiter == "\t" else []
    if odd:
        more = f" (and {len(odd) - 1:,} more)" if len(odd) > 1 else ""
        message = f"this row does not have the fault that Amazon names ({odd[0].number}){more}"
        at = sent.upload.at(odd[0].record + HEADER_ROWS)
        yield Finding(Code.NOT_THIS_UPLOAD, at, message, _OTHER, Severity.WARNING)


def _unlike(line: Reported, sent: _Sent) -> bool:
    """Whether a row plainly does not have the fault for which Amazon refused it."""
    row, known = sent.rows.get(line.record + HEADER_ROWS), amazon_codes().get(line.number)
    if row is None or known is None or known.fatal or not line.record:
        return False
    error = judge(row, sent.upload).error
    return error is None or (error.amazon is not None and error.amazon.code != line.number)
