"""What a file is to us: a policy, overrides, Amazon's own files, return requests; told by its sheets and headers."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from returnctl.files.amazon.processing_reports import is_processing_header
from returnctl.files.books.workbooks import Visibility, Workbook, open_workbook
from returnctl.files.built_in import built_in_policy
from returnctl.files.cells.folding import folded, nearest
from returnctl.files.cells.listing import listed
from returnctl.files.cells.readers import as_text
from returnctl.files.document import Document, once
from returnctl.files.gate.kind import Kind as FileForm
from returnctl.files.recognising.amazon_file import looks_like_amazons
from returnctl.files.requests.report_columns import fields_of, is_header, report_named_by
from returnctl.files.tables.answers import WORKLIST, holds_answers, json_answers
from returnctl.files.tables.kinds import OVERRIDES, TableKind, best_kind, overrides_kind, policy_kinds
from returnctl.files.tables.table import Table, head_of, text_table
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.request import REQUIRED

_FEW_FIELDS: Final = 3  # so many columns of a report tell that it was meant to be one


# What a report of Amazon is good for beside the files that are checked.
_HINTS: Final = {
    "inventory": "give it with --skus, beside your overrides",
    "orders": "give it to `returnctl decide` with --orders",
}


class Role(StrEnum):
    """What a file can be; the name is the one that JSON shows."""

    POLICY = "policy"
    OVERRIDES = "overrides"
    AMAZON_OVERRIDES = "amazon-overrides"
    RETURNS_REPORT = "returns-report"
    REQUESTS = "requests"
    PROCESSING_REPORT = "processing-report"


# In which order the sheets of one workbook say what the whole is.
_STRONGER: Final[tuple[Role, ...]] = (
    Role.POLICY,
    Role.OVERRIDES,
    Role.RETURNS_REPORT,
    Role.REQUESTS,
    Role.PROCESSING_REPORT,
)


class Told(NamedTuple):
    """What a file is, None where nothing can be made of it; `findings` then say why.

    `meant` tells that it was not seen to have what such a table cannot be without; `header` is that of a
    file of which nothing can be made.
    """

    role: Role | None
    findings: tuple[Finding, ...] = ()
    meant: bool = False
    header: tuple[str, ...] = ()


@once
def role_of(document: Document) -> Told:
    """What a file is, by its content; the name of the file plays no part."""
    if document.kind is None:
        return Told(None, document.findings)
    if document.kind in (FileForm.WORKBOOK, FileForm.TEXT):
        told = _of_workbook(document) if document.kind is FileForm.WORKBOOK else _of_text(document)
        return told if told.role else told._replace(findings=(*document.findings, *told.findings))
    if document.kind is FileForm.JSON and json_answers(document):
        return Told(None, (*document.findings, _answers(Location(document.shown))))
    return Told(Role.RETURNS_REPORT if document.kind is FileForm.XML else Role.REQUESTS, meant=True)


def _of_text(document: Document) -> Told:
    kinds = _kinds()
    table = text_table(document, lambda cells: _role_of_header(cells, kinds) is not None or holds_answers(cells))
    if not isinstance(table, Table):
        return Told(None, tuple(table))
    if holds_answers(table.header):
        return Told(None, (*table.findings, _answers(table.at)))
    role = _role_of_header(table.header, kinds)
    if role is None and looks_like_amazons(document):
        role = Role.AMAZON_OVERRIDES
    if role or (meant := _meant(table.header, kinds)):
        return Told(role or meant, meant=not role)
    return Told(None, (*table.findings, _nothing_known(table.at, table.header)), header=tuple(table.header))


def _of_workbook(document: Document) -> Told:
    shown, book = document.shown, open_workbook(document)
    if not isinstance(book, Workbook):
        return Told(None, book)
    kinds = _kinds()
    named = {folded(kind.name): kind for kind in kinds}
    found = {_role_of_kind(named[folded(sheet.name)]) for sheet in book.sheets if folded(sheet.name) in named}
    if not found:
        found = {told for row in _first_rows(book) if (told := _role_of_header(row, kinds))}
    role: Role | None = next((told for told in _STRONGER if told in found), None)
    if role is None and any(map(holds_answers, _first_rows(book))):
        return Told(None, (*book.findings, _answers(Location(shown))))
    if role is None and looks_like_amazons(document):
        role = Role.AMAZON_OVERRIDES
    if role:
        return Told(role)
    role = next((meant for row in _first_rows(book) if (meant := _meant(row, kinds))), None)
    if role:
        return Told(role, meant=True)
    head = next(_first_rows(book), ())
    first = next((sheet.name for sheet in book.sheets if sheet.visibility is Visibility.VISIBLE), None)
    return Told(None, (*book.findings, _nothing_known(Location(shown, first), head)), header=tuple(head))


def _first_rows(book: Workbook) -> Iterator[Sequence[str]]:
    """The first rows of each sheet that is not hidden, as text."""
    for sheet in book.sheets:
        if sheet.visibility is Visibility.VISIBLE:
            for _, cells in head_of(book, sheet)[0]:
                yield [as_text(cell) for cell in cells]


def _kinds() -> tuple[TableKind, ...]:
    return (*policy_kinds(built_in_policy().stores), overrides_kind())


def _role_of_kind(kind: TableKind) -> Role:
    return Role.OVERRIDES if kind.name == OVERRIDES else Role.POLICY


def _role_of_header(cells: Sequence[str], kinds: Sequence[TableKind]) -> Role | None:
    """What a row is the header of; a table of requests may also hold columns of overrides."""
    if holds_answers(cells):
        return None
    if is_processing_header(cells):
        return Role.PROCESSING_REPORT
    report = report_named_by(cells)
    kind = best_kind(cells, kinds)
    if is_header(cells, "returns", REQUIRED) and (kind is None or kind.name == OVERRIDES) and report is None:
        return _requests(cells)
    return _role_of_kind(kind) if kind is not None else None


def _requests(cells: Sequence[str]) -> Role:
    """Amazon's report has columns that no table of ours has."""
    names = {folded(name) for name in cells}
    amazons = not names.isdisjoint({"merchantsku", "returnrequeststatus", "amazonrmaid", "returnrequestdate"})
    return Role.RETURNS_REPORT if amazons else Role.REQUESTS


def _meant(cells: Sequence[str], kinds: Sequence[TableKind]) -> Role | None:
    """What a header was probably meant to be, though it lacks what it cannot be without."""
    if report_named_by(cells) is not None:
        return None
    if len(fields_of(cells, "returns")) >= _FEW_FIELDS:
        return _requests(cells)
    names = {folded(name) for name in cells}
    if "setting" in names:
        return Role.POLICY
    terms = next(kind for kind in kinds if kind.name == OVERRIDES).telling
    known = any(folded(term) in names for term in terms)
    return Role.OVERRIDES if known or ("sku" in names and any(nearest(name, terms, 0.75) for name in cells)) else None


def _answers(at: Location) -> Finding:
    message = f"this is {WORKLIST}: it is neither requests nor overrides nor a policy, and is not checked"
    hint = "give the report from which it was made, or your overrides or policy"
    return Finding(Code.WRONG_REPORT, at, message, hint)


def _nothing_known(at: Location, header: Sequence[str]) -> Finding:
    report = report_named_by(header)
    if report is not None:
        message = f"this is {report.what}, which is not checked"
        return Finding(Code.WRONG_REPORT, at, message, _HINTS.get(report.name, report.hint))
    message = f"this is none of the files that are checked; it begins with {listed(header) or 'nothing'}"
    hint = "overrides need the columns `sku` and a term, requests `sku` and `reason`: `returnctl template` shows all"
    return Finding(Code.UNKNOWN_TABLE, at, message, hint)


WHAT: Final[dict[Role, str]] = {
    Role.POLICY: "your policy",
    Role.OVERRIDES: "your overrides",
    Role.AMAZON_OVERRIDES: "Amazon's SKU override file",
    Role.RETURNS_REPORT: "Amazon's returns report",
    Role.REQUESTS: "your return requests",
    Role.PROCESSING_REPORT: "a processing report of Amazon",
}
