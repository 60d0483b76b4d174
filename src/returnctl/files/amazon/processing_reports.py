"""Amazon's processing report: the answer to an upload, a summary and the rows that it refused."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from returnctl.files.amazon.codes import amazon_codes
from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import Kind
from returnctl.files.requests.report_columns import report_named_by
from returnctl.files.tables.table import Table, TableRow, rows_of, sheet_table, text_table
from returnctl.files.text.encoding import Decoding, decide_encoding
from returnctl.files.text.lines import physical_lines
from returnctl.schema.cells import as_text
from returnctl.schema.folding import bare, folded
from returnctl.values.amazon import ProcessingReport, Reported
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.pattern import pattern
from returnctl.values.visible import visible

COLUMNS: Final = ("original-record-number", "error-code", "error-type", "error-message")
_SUMMARY: Final = pattern(r"number\s+of\s+records\s+(processed|successful)\W*([0-9][0-9.,]*)", re.IGNORECASE)
_SUMMARY_WITHIN: Final = 20  # lines among which the summary stands
_MOST_DIGITS: Final = 9


def is_processing_header(header: Sequence[object]) -> bool:
    """Whether a row is the header of a processing report."""
    report = report_named_by(header)
    return report is not None and report.name == "processing"


def read_processing_report(document: Document) -> ProcessingReport:
    """Read Amazon's answer, as it was downloaded or after Excel saved it; nothing is raised for a wrong file.

    A line whose numbers are none is a finding, and is left out.
    """
    shown = document.shown
    if document.kind is None:
        return _none(shown, *document.findings)
    if document.kind is Kind.WORKBOOK:
        book = open_workbook(document)
        if not isinstance(book, Workbook):
            return _none(shown, *book)
        table = sheet_table(book, book.sheets[0], is_processing_header)
        head = [" ".join(row) for row in table.head] if isinstance(table, Table) else []
    elif document.kind is Kind.TEXT:
        table = text_table(document, is_processing_header)
        head = _first_lines(document)
    else:
        return _none(shown, _no_report(shown))
    return _read(table, shown, dict(_counts(head)))


def _none(shown: str, *findings: Finding) -> ProcessingReport:
    return ProcessingReport(shown, None, None, (), findings, usable=False)


def _no_report(shown: str) -> Finding:
    wanted = ", ".join(f"`{name}`" for name in COLUMNS)
    message = f"expected Amazon's processing report, no row holds its columns {wanted}"
    hint = "download it under Return Settings > Return Attribute Overrides, Upload History"
    return Finding(Code.WRONG_REPORT, Location(shown), message, hint)


def _first_lines(document: Document) -> list[str]:
    decoding = decide_encoding(document)
    if not isinstance(decoding, Decoding):
        return []
    return [line for _, line in zip(range(_SUMMARY_WITHIN), physical_lines(document, decoding), strict=False)]


def _counts(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What the summary counts, by its word; thousands may be set apart."""
    for line in lines:
        found = _SUMMARY().search(line[:1000])
        digits = re.sub(r"[.,]", "", found[2]) if found else ""
        if found and len(digits) <= _MOST_DIGITS:
            yield found[1].lower(), int(digits)


def _read(table: Table | list[Finding], shown: str, counts: Mapping[str, int]) -> ProcessingReport:
    processed, successful = counts.get("processed"), counts.get("successful")
    if not isinstance(table, Table):
        return _none(shown, *table)
    if not is_processing_header(table.header):
        if processed is None:
            return _none(shown, *table.findings, _no_report(shown))
        return ProcessingReport(shown, processed, successful, (), table.findings)
    findings = list(table.findings)
    names = [folded(name) for name in table.header]
    places = {name: names.index(folded(name)) for name in COLUMNS if folded(name) in names}
    lines = [line for row in rows_of(table, findings) if (line := _line(row, table, places, findings)) is not None]
    usable = not any(finding.severity is Severity.ERROR and finding.at.row is None for finding in findings)
    return ProcessingReport(shown, processed, successful, tuple(lines), tuple(findings), usable)


def _line(row: TableRow, table: Table, places: Mapping[str, int], findings: list[Finding]) -> Reported | None:
    """One line of the answer. What follows the message, or is missing behind the numbers, does no harm."""
    cells = {name: bare(as_text(row.cells[place])) for name, place in places.items() if place < len(row.cells)}
    if not any(cells.values()):
        if row.problem is not None:
            findings.append(row.problem)
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
    known = amazon_codes().get(number)
    kind = cells.get(COLUMNS[2], "").lower()
    fatal = kind == "fatal" if kind in ("fatal", "error") else known is not None and known.fatal
    return Reported(row.number, record, number, fatal, cells.get(COLUMNS[3], ""))
