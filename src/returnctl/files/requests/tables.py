"""Files of return requests: Amazon's report in all its variants, our own table, a workbook, XML or JSONL."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from returnctl.files.books.workbooks import Workbook, is_guide, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.requests.report_columns import fields_of, is_header, layout, not_requests, report_named_by
from returnctl.files.tables.answers import FROM_WHICH, answers_given, holds_answers, json_answers
from returnctl.files.tables.table import Table, shown_tables, text_table
from returnctl.files.text.delimited import HEADER_WITHIN, Rows
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import FIELDS, REQUIRED, Column, Source
from returnctl.values.text import visible

_ROWS: Final = 1000
# The elements of Amazon's XML report, in the order of Amazon's schema.
_XML_HEADER: Final = (
    "order_id", "order_date", "amazon_rma_id", "return_request_date", "return_request_status", "a_to_z_claim",
    "is_prime", "item_name", "asin", "return_reason_code", "merchant_sku", "in_policy", "return_quantity", "resolution",
    "category", "refund_amount", "tracking_id", "return_carrier", "currency_code", "label_cost", "label_type",
    "label_to_be_paid_by", "return_type", "order_amount", "order_quantity", "order_item_id", "return_delivery_date",
)  # fmt: skip


def open_requests(document: Document) -> Table | list[Finding]:
    """Find the table of return requests in a file; findings where there is none."""
    if document.kind is None:
        return [*document.findings]
    found = _OPENERS[document.kind](document)
    if isinstance(found, list):
        return [*document.findings, *found]
    return found._replace(findings=tuple(dict.fromkeys((*document.findings, *found.findings))))


def requests_header(cells: Sequence[object]) -> bool:
    """Whether a row is the header of return requests."""
    return is_header(cells, "returns", REQUIRED) and report_named_by(cells) is None


def _of_requests(table: Table, header: Sequence[object], shown: Sequence[Finding] = ()) -> Table | list[Finding]:
    """A table under a header of requests, with the columns that they have; `shown` are findings that come first."""
    found = layout(header, "returns", table.at._replace(row=table.header_row or None))
    if any(finding.severity is Severity.ERROR for finding in found.findings):
        return [*shown, *found.findings]
    texts = tuple(str(name or "").strip() for name in header)
    return table._replace(
        source=Source(table.file, table.sheet, found.columns),
        header=texts,
        amazon=any(name in fields_of(texts, "returns") for name in ("rma_id", "label_type")) and "sku" not in texts,
        personal=found.personal,
        findings=(*shown, *found.findings),
    )


def _open_text(document: Document) -> Table | list[Finding]:
    table = text_table(document, requests_header)
    if isinstance(table, list):
        return table
    if not requests_header(table.header):
        return [*table.findings, not_requests(table.header, table.at)]
    found = _of_requests(table, table.header)
    return found if isinstance(found, list) else found._replace(findings=(*table.findings, *found.findings))


def _open_workbook(document: Document) -> Table | list[Finding]:
    shown, book = document.shown, open_workbook(document)
    if not isinstance(book, Workbook):
        return list(book)
    tables, _ = shown_tables(book, lambda cells: requests_header(cells) or holds_answers(cells))
    fitting = [table for table in tables if requests_header(table.header)]
    if len(fitting) > 1:
        named = ", ".join(f"`{visible(table.sheet or '')}`" for table in fitting)
        said = f"more than one sheet holds return requests: {named}"
        hint = "keep one of them in the file, or save each as its own file"
        return [*book.findings, Finding(Code.UNKNOWN_TABLE, Location(shown), said, hint)]
    if not fitting:
        return [*book.findings, _no_sheet(shown, tables)]
    unseen = [each for each in book.sheets if not each.visible and not is_guide(each.name)]
    seen = [each.name for each in book.sheets if each.visible]
    chosen, sheet = [], fitting[0].sheet or ""
    # That they are not on the first sheet; one of explanations in front of them is not worth a word.
    if sheet != next(name for name in seen if name == sheet or not is_guide(name)):
        said = f"the return requests were found on the sheet `{visible(sheet)}`"
        chosen = [Finding(Code.SHEET_CHOSEN, Location(shown, sheet), said, severity=Severity.NOTE)]
    said, hint = "the sheet is hidden and was not read", "right-click a sheet tab and choose Unhide if it should count"
    hidden = [Finding(Code.HIDDEN_SHEET, Location(shown, each.name), said, hint, Severity.NOTE) for each in unseen]
    return _of_requests(fitting[0], fitting[0].header, (*book.findings, *chosen, *hidden))


def _no_sheet(shown: str, tables: Sequence[Table]) -> Finding:
    for table in sorted(tables, key=lambda table: (not holds_answers(table.header), is_guide(table.sheet or ""))):
        return not_requests(table.header if holds_answers(table.header) else table.head[0], table.at)
    hint = "open it in Excel, look for hidden sheets, and save it again as .xlsx"
    return Finding(Code.NO_DATA_ROWS, Location(shown), "no visible sheet holds rows that can be read", hint)


def _open_xml(document: Document) -> Table | list[Finding]:
    from returnctl.files.requests.xml_report import read_xml_report

    def read() -> Iterator[Rows]:
        return _dict_rows(read_xml_report(document), _XML_HEADER)

    found = _of_requests(Table(Source(document.shown), (), 0, False, (), (), read), _XML_HEADER)
    return found if isinstance(found, list) else found._replace(amazon=True)


def _open_jsonl(document: Document) -> Table | list[Finding]:
    from returnctl.files.text.jsonl import read_jsonl

    shown = document.shown
    if json_answers(document):
        return [answers_given(Location(shown), "return requests", FROM_WHICH)]
    first = [found for _, found in islice(read_jsonl(document), HEADER_WITHIN) if isinstance(found, dict)]
    if first and not any(fields_of(list(found), "returns").keys() & set(REQUIRED) for found in first):
        return [not_requests(list(first[0]), Location(shown))]
    return json_table(shown, lambda: _dict_rows(read_jsonl(document), FIELDS))


def json_table(shown: str, read: Callable[[], Iterator[Rows]]) -> Table:
    """Requests as JSON objects with the names of our own table."""
    columns = {field: Column(place, field) for place, field in enumerate(FIELDS, 1)}
    return Table(Source(shown, None, columns), FIELDS, 0, True, (), (), read)


def json_cells(found: dict[str, Any]) -> list[Any]:
    """The values of one JSON object in the order of our own table; names are matched as headers are."""
    places = fields_of(list(found), "returns")
    values = list(found.values())
    return [values[places[field]] if field in places else None for field in FIELDS]


def _dict_rows(found: Iterator[tuple[int, Any]], header: tuple[str, ...]) -> Iterator[Rows]:
    """Rows of named values; a finding on line 0 is about the file as a whole."""
    while part := list(islice(found, _ROWS)):
        good = [(line, each) for line, each in part if isinstance(each, dict)]
        bad = [(line, each) for line, each in part if isinstance(each, Finding)]
        cells = [json_cells(each) if header is FIELDS else [each.get(name) for name in header] for _, each in good]
        broken = [(line, finding) for line, finding in bad if line]
        yield Rows(cells, [line for line, _ in good], broken, [finding for line, finding in bad if not line])


_OPENERS: Final[dict[FileForm, Callable[[Document], Table | list[Finding]]]] = {
    FileForm.TEXT: _open_text,
    FileForm.WORKBOOK: _open_workbook,
    FileForm.XML: _open_xml,
    FileForm.JSON: _open_jsonl,
}
