"""Files of return requests: Amazon's report in all its variants, our own table, a workbook, XML or JSONL."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from returnctl.files.books.guide_sheets import is_guide
from returnctl.files.document import Document
from returnctl.files.gate.kind import Kind
from returnctl.files.requests.report_columns import Layout, fields_of, is_header, layout, not_requests, report_named_by
from returnctl.files.tables.answers import FROM_WHICH, answers_given, holds_answers, json_answers
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import FIELDS, REQUIRED, Column, Source
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from returnctl.files.books.workbooks import Sheet, Workbook

_HEADER_WITHIN: Final = 10
_ROWS: Final = 1000
# The elements of Amazon's XML report, in the order of Amazon's schema.
_XML_HEADER: Final = (
    "order_id",
    "order_date",
    "amazon_rma_id",
    "return_request_date",
    "return_request_status",
    "a_to_z_claim",
    "is_prime",
    "item_name",
    "asin",
    "return_reason_code",
    "merchant_sku",
    "in_policy",
    "return_quantity",
    "resolution",
    "category",
    "refund_amount",
    "tracking_id",
    "return_carrier",
    "currency_code",
    "label_cost",
    "label_type",
    "label_to_be_paid_by",
    "return_type",
    "order_amount",
    "order_quantity",
    "order_item_id",
    "return_delivery_date",
)


class Rows(NamedTuple):
    """Some rows of a file, in its order: (row, cells) or (row, why the row cannot be read)."""

    rows: list[list[Any]]
    lines: Sequence[int]
    broken: list[tuple[int, Finding]]
    findings: list[Finding]

    def column(self, place: int) -> Sequence[Any]:
        """The cells of one column, by its place from 0, but those of rows that are too short for it."""
        try:
            return [row[place] for row in self.rows]
        except IndexError:
            return [row[place] for row in self.rows if len(row) > place]


class RequestTable(NamedTuple):
    """A file of return requests, ready to be read as often as wanted.

    `amazon` tells Amazon's own reports, whose trailing blank cells may be missing; `typed` tables hold
    values instead of text. `personal` are the places (from 1) of columns that are never copied.
    """

    source: Source
    header: tuple[str, ...]
    header_row: int
    personal: frozenset[int]
    amazon: bool
    typed: bool
    read: Callable[[], Iterator[Rows]]
    findings: tuple[Finding, ...]

    def rows_at(self, places: Sequence[int]) -> Iterator[tuple[int, list[Any]]]:
        """The lines and cells of some readable rows, by their places from 0 in ascending order."""
        wanted, place = iter(places), 0
        following = next(wanted, None)
        for part in self.read():
            while following is not None and following < place + len(part.rows):
                yield part.lines[following - place], part.rows[following - place]
                following = next(wanted, None)
            if following is None:
                return
            place += len(part.rows)


def open_requests(document: Document) -> RequestTable | list[Finding]:
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


def _table(
    found: Layout, shown: str, sheet: str | None, header: Sequence[object], row: int, read: Callable[[], Iterator[Rows]]
) -> RequestTable | list[Finding]:
    """The table under a header that is one of requests."""
    errors = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    if errors:
        return list(found.findings)
    texts = tuple(str(name or "").strip() for name in header)
    amazon = any(name in fields_of(texts, "returns") for name in ("rma_id", "label_type")) and "sku" not in texts
    source = Source(shown, sheet, found.columns)
    return RequestTable(source, texts, row, found.personal, amazon, sheet is not None, read, found.findings)


def _open_text(document: Document) -> RequestTable | list[Finding]:
    from returnctl.files.text.delimited import open_table, read_blocks

    shown, table = document.shown, open_table(document, requests_header)
    if isinstance(table, list):
        return table
    at = Location(shown, None, table.header_row)
    if not requests_header(table.header):
        return [*table.findings, not_requests(table.header, at)]

    def read() -> Iterator[Rows]:
        for block in read_blocks(table):
            yield Rows(block.rows, block.lines, block.broken, block.findings)

    found = _table(layout(table.header, "returns", at), shown, None, table.header, table.header_row, read)
    if isinstance(found, list):
        return found
    return found._replace(findings=(*table.findings, *found.findings))


def _open_workbook(document: Document) -> RequestTable | list[Finding]:
    from returnctl.files.books.workbooks import Visibility, Workbook, open_workbook, rows

    shown, book = document.shown, open_workbook(document)
    if not isinstance(book, Workbook):
        return list(book)
    open_sheets = [sheet for sheet in book.sheets if sheet.visibility is Visibility.VISIBLE]
    heads = {sheet.name: list(islice(rows(book, sheet, []), _HEADER_WITHIN)) for sheet in open_sheets}
    fitting = [(s, n, cells) for s in open_sheets for n, cells in heads[s.name] if requests_header(cells)]
    sheets = list(dict.fromkeys(sheet.name for sheet, _, _ in fitting))
    if len(sheets) > 1:
        return [*book.findings, _several(shown, sheets)]
    if not fitting:
        return [*book.findings, _no_sheet(shown, sorted(open_sheets, key=is_guide), heads)]
    sheet, number, header = fitting[0]

    chosen = _chosen(shown, sheet, [each for each in open_sheets if each == sheet or not is_guide(each)])
    unseen = [each for each in book.sheets if each.visibility is not Visibility.VISIBLE and not is_guide(each)]
    hidden = _hidden(shown, unseen)
    at = Location(shown, sheet.name, number)
    found = _table(layout(header, "returns", at), shown, sheet.name, header, number, sheet_parts(book, sheet, number))
    remarks = (*book.findings, *chosen, *hidden)
    return [*remarks, *found] if isinstance(found, list) else found._replace(findings=(*remarks, *found.findings))


def sheet_parts(book: "Workbook", sheet: "Sheet", header_row: int) -> Callable[[], Iterator[Rows]]:
    """A function that reads the rows of a sheet below its header, in parts."""
    from returnctl.files.books.workbooks import rows

    def read() -> Iterator[Rows]:
        findings: list[Finding] = []
        below = ((number, cells) for number, cells in rows(book, sheet, findings) if number > header_row)
        while part := list(islice(below, _ROWS)):
            yield Rows([cells for _, cells in part], [number for number, _ in part], [], [])
        yield Rows([], (), [], findings)

    return read


def _several(shown: str, sheets: list[str]) -> Finding:
    named = ", ".join(f"`{visible(name)}`" for name in sheets)
    said = f"more than one sheet holds return requests: {named}"
    return Finding(
        Code.UNKNOWN_TABLE, Location(shown), said, "keep one of them in the file, or save each as its own file"
    )


def _no_sheet(shown: str, sheets: Sequence[Any], heads: dict[str, list[tuple[int, list[Any]]]]) -> Finding:
    begun = [(sheet.name, *heads[sheet.name][0]) for sheet in sheets if heads[sheet.name]]
    answers = [(name, *row) for name, head in heads.items() for row in head if holds_answers(row[1])]
    for name, number, cells in [*answers, *begun]:
        return not_requests(cells, Location(shown, name, number))
    return Finding(
        Code.NO_DATA_ROWS,
        Location(shown),
        "no visible sheet holds rows that can be read",
        "open it in Excel, look for hidden sheets, and save it again as .xlsx",
    )


def _chosen(shown: str, sheet: Any, sheets: Sequence[Any]) -> tuple[Finding, ...]:
    if sheet == sheets[0]:
        return ()
    said = f"the return requests were found on the sheet `{visible(sheet.name)}`"
    return (Finding(Code.SHEET_CHOSEN, Location(shown, sheet.name), said, severity=Severity.NOTE),)


def _hidden(shown: str, sheets: Sequence[Any]) -> tuple[Finding, ...]:
    said = "the sheet is hidden and was not read"
    hint = "right-click a sheet tab and choose Unhide if it should count"
    return tuple(Finding(Code.HIDDEN_SHEET, Location(shown, sheet.name), said, hint, Severity.NOTE) for sheet in sheets)


def _open_xml(document: Document) -> RequestTable | list[Finding]:
    from returnctl.files.requests.xml_report import read_xml_report

    def read() -> Iterator[Rows]:
        yield from _dict_rows(read_xml_report(document), _XML_HEADER)

    shown = document.shown
    found = _table(layout(_XML_HEADER, "returns", Location(shown)), shown, None, _XML_HEADER, 0, read)
    return found if isinstance(found, list) else found._replace(amazon=True)


def _open_jsonl(document: Document) -> RequestTable | list[Finding]:
    from returnctl.files.text.jsonl import read_jsonl

    shown = document.shown
    if json_answers(document):
        return [answers_given(Location(shown), "return requests", FROM_WHICH)]
    first = [found for _, found in islice(read_jsonl(document), _HEADER_WITHIN) if isinstance(found, dict)]
    if first and not any(fields_of(list(found), "returns").keys() & set(REQUIRED) for found in first):
        return [not_requests(list(first[0]), Location(shown))]

    def read() -> Iterator[Rows]:
        yield from _dict_rows(read_jsonl(document), FIELDS)

    return json_table(shown, read)


def json_table(shown: str, read: Callable[[], Iterator[Rows]]) -> RequestTable:
    """Requests as JSON objects with the names of our own table."""
    columns = {field: Column(place, field) for place, field in enumerate(FIELDS, 1)}
    return RequestTable(
        Source(shown, None, columns), FIELDS, 0, frozenset(), amazon=False, typed=True, read=read, findings=()
    )


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


_OPENERS: Final[dict[Kind, Callable[[Document], RequestTable | list[Finding]]]] = {
    Kind.TEXT: _open_text,
    Kind.WORKBOOK: _open_workbook,
    Kind.XML: _open_xml,
    Kind.JSON: _open_jsonl,
}
