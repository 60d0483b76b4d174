"""The requests' template filled from a returns report of Amazon's or a table of ours: as many rows out as came in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import Final

from returnctl.deciding.reasons import reason_finder
from returnctl.files.built_in import built_in_policy
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.recognising.roles import Role, role_of
from returnctl.files.recognising.wrong_files import another_file
from returnctl.files.requests.first_look import notations_of
from returnctl.files.requests.report_columns import fields_of, is_personal, known_columns
from returnctl.files.requests.rows import PLAIN, Notations, misshapen
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table, TableRow
from returnctl.files.templates.form import Entry, TableForm, Template, table_forms
from returnctl.files.templates.taking import Taken, TakenRow, left_out, request_reader
from returnctl.schema.folding import bare, folded
from returnctl.schema.readers import CellProblem
from returnctl.schema.settings import Kind
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import Store
from returnctl.values.text import counted, visible

_OTHERS: Final = {
    Role.POLICY: "for a policy: returnctl template policy --from FILE",
    Role.OVERRIDES: "for overrides: returnctl template overrides --from FILE",
    Role.AMAZON_OVERRIDES: "for overrides: returnctl template overrides --from FILE",
    Role.PROCESSING_REPORT: "",
}
_REMEDY: Final = "fill in the cell, or delete the row if it is not a request (a total, a remark)"
_NEEDED: Final = {"sku": Code.BLANK_SKU, "reason": Code.BLANK_REASON}


def requests_from(store: Store | None, document: Document) -> Taken:
    """The template of requests with the rows of a file. Nothing is raised for a wrong input."""
    role = role_of(document).role
    if role in _OTHERS:
        return Taken(None, 0, (another_file("return requests", role, document.shown, _OTHERS[role]),))
    table = open_requests(document)
    if not isinstance(table, Table):
        return Taken(None, 0, tuple(table))
    (form,) = table_forms("requests", store)
    findings = [finding for finding in table.findings if finding.code is not Code.UNKNOWN_COLUMN]
    findings += _about_columns(document, table)
    notations = notations_of(table.read(), table.source)
    rows = list(_rows(table, form, notations, store, findings))
    findings += _unknown_reasons(table, form, rows)
    unusable = any(finding.severity is Severity.ERROR and finding.at.row is None for finding in findings)
    if unusable:
        return Taken(None, 0, tuple(findings))
    return Taken(Template("requests", store, (form.with_rows(rows),)), len(rows), tuple(findings))


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
    if document.kind is not FileForm.JSON:
        return []
    from returnctl.files.text.jsonl import read_jsonl

    found = (each for _, each in read_jsonl(document) if isinstance(each, dict))
    return list(dict.fromkeys(key for each in found for key in each))


def _rows(
    table: Table, form: TableForm, notations: Notations, store: Store | None, findings: list[Finding]
) -> Iterator[list[Entry]]:
    readers = {field.name: request_reader(field, notations.get(field.name, PLAIN)) for field in form.fields}
    headers = {name: column.header for name, column in table.source.columns.items()}
    for row in _in_order(table, findings):
        taken = TakenRow(row, table.source, findings)
        made = [taken.entry(name, read, headers.get(name, "")) for name, read in readers.items()]
        for place, field in enumerate(form.fields):
            if field.kind is Kind.STORE and made[place] is None and store is not None:
                made[place] = store.code
            # A request without a SKU or a reason is told, as when it is decided.
            if field.needed and not made[place] and row.problem is None:
                made = taken.missing(
                    made, place, field.name, CellProblem(_NEEDED[field.name], "must not be blank", _REMEDY)
                )
        yield taken.with_doubt(made)


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
        message = f"the reason `{visible(text)}` ({counted(times, 'cell')}) is neither a code nor a label that is known"
        hint = "write one of the list, or add the text to the sheet Reasons of your policy"
        at = Location(table.file, table.sheet, name="reason")
        yield Finding(Code.UNKNOWN_REASON_TEXT, at, message, hint, Severity.WARNING)


def _in_order(table: Table, findings: list[Finding]) -> Iterator[TableRow]:
    """All rows in the order of the file, those that cannot be read at all among them."""
    width = len(table.header)
    for part in table.read():
        findings += part.findings
        whole = (TableRow(number, cells) for number, cells in zip(part.lines, part.rows, strict=True))
        broken = (TableRow(number, (), finding) for number, finding in part.broken)
        for row in merge(whole, broken, key=itemgetter(0)):
            if row.problem is None and len(row.cells) != width:
                # Cells beyond the header have no column to go to.
                amazon = table.amazon or table.typed
                wrong = misshapen(table.source, row.number, list(row.cells), width, amazon=amazon)
                yield TableRow(row.number, row.cells, wrong)
            else:
                yield row
