"""The requests' template filled from a returns report of Amazon's or a table of ours: as many rows out as came in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import merge
from typing import Any, Final

from returnctl.deciding.reasons import reason_finder
from returnctl.files.built_in import built_in_policy
from returnctl.files.document import Document
from returnctl.files.gate.kind import Kind
from returnctl.files.recognising.roles import Role, role_of
from returnctl.files.recognising.wrong_files import another_file
from returnctl.files.requests.notation import date_formats
from returnctl.files.requests.report_columns import fields_of, is_personal, known_columns
from returnctl.files.requests.rows import Formats, misshapen
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.files.templates.cells import left_out, local_day, missing, padded, taken, with_doubt
from returnctl.files.templates.form import Entry, Template, with_rows
from returnctl.files.templates.tables import TableForm, table_forms
from returnctl.files.templates.taking import Taken
from returnctl.files.text.delimited import Rows
from returnctl.schema.folding import bare, folded
from returnctl.schema.kinds import Manner
from returnctl.schema.readers import Cell as FoundCell
from returnctl.schema.readers import CellProblem, DateOrder, DecimalMark, located
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import Store
from returnctl.values.visible import visible

_OTHERS: Final = {
    Role.POLICY: "for a policy: returnctl template policy --from FILE",
    Role.OVERRIDES: "for overrides: returnctl template overrides --from FILE",
    Role.AMAZON_OVERRIDES: "for overrides: returnctl template overrides --from FILE",
    Role.PROCESSING_REPORT: "",
}
_REMEDY: Final = "fill in the cell, or delete the row if it is not a request (a total, a remark)"
_NEEDED: Final = {
    "sku": CellProblem(Code.BLANK_SKU, "must not be blank", _REMEDY),
    "reason": CellProblem(Code.BLANK_REASON, "must not be blank", _REMEDY),
}


def requests_from(store: Store | None, document: Document) -> Taken:
    """The template of requests with the rows of a file. Nothing is raised for a wrong input."""
    role = role_of(document).role
    if role in _OTHERS:
        return Taken(None, 0, (another_file("return requests", role, document.shown, _OTHERS[role]),))
    table = open_requests(document)
    if not isinstance(table, Table):
        return Taken(None, 0, tuple(table))
    form = table_forms("requests", store.code if store else None)[0]
    findings = [finding for finding in table.findings if finding.code is not Code.UNKNOWN_COLUMN]
    findings += _about_columns(document, table)
    formats = date_formats(table.read(), table.source)
    rows = list(_rows(table, form, formats, store, findings))
    findings += _unknown_reasons(table, form, rows)
    unusable = any(finding.severity is Severity.ERROR and finding.at.row is None for finding in findings)
    if unusable:
        return Taken(None, 0, tuple(findings))
    return Taken(Template("requests", store, (with_rows(form, rows, store),)), len(rows), tuple(findings))


def _about_columns(document: Document, table: Table) -> Iterator[Finding]:
    """Amazon's columns that no request has and buyers' data are a matter of course, what nobody knows is not."""
    header = _keys(document) if table.sheet is None and table.header_row == 0 else list(table.header)
    known, taken_over = known_columns("returns"), set(fields_of(header, "returns").values())
    rest = [name for place, name in enumerate(header) if place not in taken_over and bare(name)]
    needless = [name for name in rest if folded(name) in known or is_personal(name)]
    at = table.source.at(table.header_row or None)
    yield from left_out(needless, at, "a request does not need them", Severity.NOTE)
    own = [name for name in rest if name not in needless]
    yield from left_out(own, at, "copy what you need of them by hand", Severity.WARNING)


def _keys(document: Document) -> list[str]:
    """The names in a file of JSON lines; Amazon's XML has those of its schema only."""
    if document.kind is not Kind.JSON:
        return []
    from returnctl.files.text.jsonl import read_jsonl

    found = (each for _, each in read_jsonl(document) if isinstance(each, dict))
    return list(dict.fromkeys(key for each in found for key in each))


def _rows(
    table: Table, form: TableForm, formats: Formats, store: Store | None, findings: list[Finding]
) -> Iterator[list[Entry]]:
    width, columns = len(table.header), table.source.columns
    readers = {field.name: field.reader(_manner(field.name, formats)) for field in form.fields}
    for number, cells, problem in _in_order(table, findings):
        wrong = problem or _shape(table, number, cells)
        findings += [wrong] if wrong else []
        whole = padded(cells, width)
        row: list[Entry] = []
        for field in form.fields:
            column = columns.get(field.name)
            value, trouble = taken(readers[field.name], whole[column.place - 1]) if column else (None, None)
            if trouble is not None:
                findings.append(located(trouble, table.source.at(number, field.name), column.header if column else ""))
            row.append(store.code if field.name == "store" and value is None and store else local_day(value))
        if wrong is None:
            row = _with_needed(table, form, number, row, findings)
        yield with_doubt(row, wrong)


def _with_needed(table: Table, form: TableForm, number: int, row: list[Entry], findings: list[Finding]) -> list[Entry]:
    """A request without a SKU or a reason is told, as when it is decided."""
    for place, field in enumerate(form.fields):
        problem = _NEEDED.get(field.name)
        if problem is not None and not row[place]:
            findings.append(located(problem, table.source.at(number, field.name), field.name))
            row = missing(row, place, problem)
    return row


def _unknown_reasons(table: Table, form: TableForm, rows: Sequence[Sequence[Entry]]) -> Iterator[Finding]:
    """Reasons that no policy knows before the seller's own: each is told once."""
    find = reason_finder(built_in_policy())
    names = [field.name for field in form.fields]
    reason_at, store_at = names.index("reason"), names.index("store")
    found: Counter[str] = Counter()
    for row in rows:
        text, store = row[reason_at], row[store_at]
        if isinstance(text, str) and find(text, store if isinstance(store, str) else None) is None:
            found[text] += 1
    for text, times in found.items():
        cells = "1 cell" if times == 1 else f"{times:,} cells"
        message = f"the reason `{visible(text)}` ({cells}) is neither a code nor a label that is known"
        hint = "write one of the list, or add the text to the sheet Reasons of your policy"
        at = Location(table.file, table.sheet, name="reason")
        yield Finding(Code.UNKNOWN_REASON_TEXT, at, message, hint, Severity.WARNING)


def _manner(name: str, formats: Formats) -> Manner:
    order = formats.date_orders.get(name, DateOrder.ISO)
    return Manner(order, formats.decimal_marks.get(name, DecimalMark.POINT))


def _in_order(table: Table, findings: list[Finding]) -> Iterator[tuple[int, Sequence[FoundCell], Finding | None]]:
    """All rows in the order of the file, those that cannot be read at all among them."""
    for part in table.read():
        findings += part.findings
        yield from merge(_whole(part), _broken(part), key=_number)


def _number(row: tuple[int, Any, Any]) -> int:
    return row[0]


def _whole(part: Rows) -> Iterator[tuple[int, Sequence[FoundCell], Finding | None]]:
    for number, cells in zip(part.lines, part.rows, strict=True):
        yield number, cells, None


def _broken(part: Rows) -> Iterator[tuple[int, Sequence[FoundCell], Finding | None]]:
    for number, finding in part.broken:
        yield number, (), finding


def _shape(table: Table, number: int, cells: Sequence[FoundCell]) -> Finding | None:
    """What is wrong with a row of another width than the header; cells beyond it have no column to go to."""
    width = len(table.header)
    if len(cells) == width:
        return None
    return misshapen(table.source, number, list(cells), width, amazon=table.amazon or table.typed)
