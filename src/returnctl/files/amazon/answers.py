"""Amazon's answer laid beside the file that it answers: each refused row with its own cell."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from returnctl.files.amazon.codes import amazon_codes
from returnctl.files.amazon.rows import judge
from returnctl.files.amazon.uploads import Upload, open_upload, unquoted
from returnctl.files.document import Document
from returnctl.files.tables.table import TableRow
from returnctl.schema.cells import as_text
from returnctl.values.amazon import HEADER_ROWS, ProcessingReport, Reported
from returnctl.values.finding import AmazonMark, Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.visible import visible

_OTHER = "check that this is the answer to this file, and that the file was not changed since"


class _Sent(NamedTuple):
    """What of the uploaded file is needed: the rows that the answer names, how many records, how many rows."""

    rows: dict[int, TableRow]
    records: int
    blank: int
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
    if broken:
        return broken
    refused = tuple(_refused(line, report, upload, sent) for line in report.lines)
    return (*_counts(report, upload, sent), *_otherwise(report, upload, sent), *refused)


def _sent(upload: Upload, wanted: Collection[int], troubles: list[Finding]) -> _Sent:
    rows: dict[int, TableRow] = {}
    records, last = 0, HEADER_ROWS
    for row in upload.read(troubles):
        last = row.number
        if row.number in wanted:
            rows[row.number] = row
        records += row.number > HEADER_ROWS
    return _Sent(rows, records, max(0, last - HEADER_ROWS - records), last)


def _refused(line: Reported, report: ProcessingReport, upload: Upload, sent: _Sent) -> Finding:
    mark = AmazonMark(line.number, line.record, line.fatal)
    sign = '"' if "`" in line.message else "`"
    told = f": {sign}{visible(line.message, 200)}{sign}" if line.message else ""
    if line.record == 0:
        what = "the file as a whole" if line.fatal else "the header, or the file"
        message = f"Amazon refused {what} ({line.number}){told}"
        return Finding(Code.AMAZON_REFUSED, upload.at(0)._replace(row=None), message, _hint(line), amazon=mark)
    number = line.record + HEADER_ROWS
    if number > sent.last:
        row, file = "row" if upload.table.sheet else "line", visible(upload.table.file)
        message = f"record {line.record} would be {row} {number:,}, and {file} ends at {row} {sent.last:,}"
        return Finding(Code.NOT_THIS_UPLOAD, Location(report.file, None, line.line), message, _OTHER, amazon=mark)
    place = {"sku": 1, "action": 2}.get(_column(line))
    message = f"Amazon refused this row ({line.number}){told}; {_stands(sent.rows.get(number), place)}"
    return Finding(
        Code.AMAZON_REFUSED, upload.at(number, place), message, _hint(line, sent.rows.get(number), upload), amazon=mark
    )


def _column(line: Reported) -> str:
    known = amazon_codes().get(line.number)
    return known.column if known else ""


def _stands(row: TableRow | None, place: int | None) -> str:
    """What the refused row holds, in a few words."""
    texts = [as_text(cell) for cell in row.cells] if row is not None else []
    if place is None or place > len(texts):
        shown = ", ".join(f"`{visible(text)}`" for text in texts[:4])
        return f"the row holds {shown}" if shown else "the row is blank"
    text = unquoted(texts[place - 1])
    return f"the cell holds `{visible(text)}`" if text.strip() else "the cell is blank"


def _hint(line: Reported, row: TableRow | None = None, upload: Upload | None = None) -> str:
    """Our own hint where we see the same fault, else what Amazon's number asks for."""
    if upload is not None and row is None:
        return "delete the blank row"
    if row is not None and upload is not None:
        error = judge(row, upload).error
        if error is not None and error.amazon is not None and error.amazon.code == line.number:
            return error.hint
    known = amazon_codes().get(line.number)
    return known.remedy if known else "this number is not among those that Amazon publishes: go by its message"


def _counts(report: ProcessingReport, upload: Upload, sent: _Sent) -> Iterator[Finding]:
    """Where the summary of the answer does not fit the file, or itself."""
    processed, failed = report.processed, {line.record for line in report.lines if line.record}
    at = Location(report.file)
    if processed is not None and not sent.records <= processed <= sent.records + sent.blank:
        message = f"Amazon processed {processed:,} records, and {visible(upload.table.file)} has {sent.records:,}"
        yield Finding(Code.NOT_THIS_UPLOAD, at, message, _OTHER, Severity.WARNING)
    if processed is None or report.successful is None or any(line.fatal for line in report.lines):
        return
    if processed - report.successful != len(failed):
        message = (
            f"Amazon counts {processed - report.successful:,} records as not successful, and names {len(failed):,}"
        )
        yield Finding(Code.NOT_THIS_UPLOAD, at, message, "download the whole processing report", Severity.WARNING)


def _otherwise(report: ProcessingReport, upload: Upload, sent: _Sent) -> Iterator[Finding]:
    """Rows that Amazon faults for what they plainly do not have: the answer is perhaps to another file."""
    if upload.delimiter != "\t":
        return
    odd = [
        line
        for line in report.lines
        if (row := sent.rows.get(line.record + HEADER_ROWS)) and _unlike(line, row, upload)
    ]
    if odd:
        line = odd[0]
        more = f" (and {len(odd) - 1:,} more)" if len(odd) > 1 else ""
        message = f"this row does not have the fault that Amazon names ({line.number}){more}"
        yield Finding(Code.NOT_THIS_UPLOAD, upload.at(line.record + HEADER_ROWS), message, _OTHER, Severity.WARNING)


def _unlike(line: Reported, row: TableRow, upload: Upload) -> bool:
    known = amazon_codes().get(line.number)
    if known is None or known.fatal or not line.record:
        return False
    error = judge(row, upload).error
    return error is None or (error.amazon is not None and error.amazon.code != line.number)
