"""What a file is to us: a policy, overrides, Amazon's own files, return requests; told by its sheets and headers."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from returnctl.files.amazon.uploads import meant_for_amazon
from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.document import Document, once
from returnctl.files.gate.kind import FileForm
from returnctl.files.requests.report_columns import fields_of, is_processing_header, report_named_by
from returnctl.files.requests.tables import requests_header
from returnctl.files.tables.answers import WORKLIST, holds_answers, json_answers
from returnctl.files.tables.kinds import best_kind, our_kinds
from returnctl.files.tables.table import Table, shown_tables, text_table
from returnctl.schema.folding import folded, listed, nearest
from returnctl.schema.settings import OVERRIDE_TERMS
from returnctl.schema.tables import OVERRIDES, TableKind
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location

_FEW_FIELDS: Final = 3  # so many columns of a report tell that it was meant to be one


class Role(StrEnum):
    """What a file can be; the name is the one that JSON shows."""

    POLICY = "policy"
    OVERRIDES = "overrides"
    AMAZON_OVERRIDES = "amazon-overrides"
    RETURNS_REPORT = "returns-report"
    REQUESTS = "requests"
    PROCESSING_REPORT = "processing-report"


class Recognition(NamedTuple):
    """What a file is, None where nothing can be made of it; `findings` then say why.

    `meant` tells that it was not seen to have what such a table cannot be without; `header` is that of a
    file of which nothing can be made.
    """

    role: Role | None
    findings: tuple[Finding, ...] = ()
    meant: bool = False
    header: tuple[str, ...] = ()


@once
def role_of(document: Document) -> Recognition:
    """What a file is, by its content; the name of the file plays no part."""
    if document.kind is None:
        return Recognition(None, document.findings)
    if document.kind in (FileForm.WORKBOOK, FileForm.TEXT):
        told = _of_workbook(document) if document.kind is FileForm.WORKBOOK else _of_text(document)
        return told if told.role else told._replace(findings=(*document.findings, *told.findings))
    if document.kind is FileForm.JSON and json_answers(document):
        return Recognition(None, (*document.findings, _answers(Location(document.shown))))
    return Recognition(Role.RETURNS_REPORT if document.kind is FileForm.XML else Role.REQUESTS, meant=True)


def _of_text(document: Document) -> Recognition:
    table = text_table(document, lambda cells: _fitting(cells) is not None or holds_answers(cells))
    if not isinstance(table, Table):
        return Recognition(None, tuple(table))
    if holds_answers(table.header):
        return Recognition(None, (*table.findings, _answers(table.at)))
    role = _fitting(table.header) or (Role.AMAZON_OVERRIDES if meant_for_amazon(document) else None)
    if role or (meant := _meant(table.header)):
        return Recognition(role or meant, meant=not role)
    return Recognition(None, (*table.findings, _nothing_known(table.at, table.header)), header=tuple(table.header))


def _of_workbook(document: Document) -> Recognition:
    shown, book = document.shown, open_workbook(document)
    if not isinstance(book, Workbook):
        return Recognition(None, book)
    kinds = {folded(kind.name): kind for kind in our_kinds()}
    heads = [row for table in shown_tables(book, lambda _: True)[0] for row in table.head]
    found = {_role_of_kind(kinds[folded(sheet.name)]) for sheet in book.sheets if folded(sheet.name) in kinds}
    found = found or {told for row in heads if (told := _fitting(row))}
    role = next((told for told in ROLES if told in found), None)
    if role is None and any(map(holds_answers, heads)):
        return Recognition(None, (*book.findings, _answers(Location(shown))))
    if role is None and meant_for_amazon(document):
        role = Role.AMAZON_OVERRIDES
    if role:
        return Recognition(role)
    role = next((meant for row in heads if (meant := _meant(row))), None)
    if role:
        return Recognition(role, meant=True)
    head = heads[0] if heads else ()
    first = next((sheet.name for sheet in book.sheets if sheet.visible), None)
    return Recognition(None, (*book.findings, _nothing_known(Location(shown, first), head)), header=tuple(head))


def _role_of_kind(kind: TableKind) -> Role:
    return Role.OVERRIDES if kind.name == OVERRIDES else Role.POLICY


class _Meaning(NamedTuple):
    """A role: what such a file is called, where it belongs, what its header must have, and what it should have had.

    The header of a file that is `meant` to have a role lacks what it cannot be without.
    """

    what: str
    belongs: str
    fits: Callable[[Sequence[str]], bool] = lambda _: False
    meant: Callable[[Sequence[str]], bool] = lambda _: False


def _fitting(cells: Sequence[str]) -> Role | None:
    """What a row is the header of."""
    return next((role for role, meaning in ROLES.items() if meaning.fits(cells)), None)


def _meant(cells: Sequence[str]) -> Role | None:
    """What a header was probably meant to be."""
    if report_named_by(cells) is not None:
        return None
    return next((role for role in _GUESSES if ROLES[role].meant(cells)), None)


def _ours(cells: Sequence[str]) -> Role | None:
    """A policy or overrides, by its columns; answers and reports of Amazon may have some of them too."""
    kind = None if holds_answers(cells) or is_processing_header(cells) else best_kind(cells, our_kinds())
    return _role_of_kind(kind) if kind else None


def _are_amazons(cells: Sequence[str]) -> bool:
    """Amazon's report has columns that no table of ours has."""
    names = {folded(name) for name in cells}
    return not names.isdisjoint({"merchantsku", "returnrequeststatus", "amazonrmaid", "returnrequestdate"})


def _may_be_requests(cells: Sequence[str]) -> bool:
    return len(fields_of(cells, "returns")) >= _FEW_FIELDS


def _may_be_overrides(cells: Sequence[str]) -> bool:
    names = {folded(name) for name in cells}
    known = any(folded(term) in names for term in OVERRIDE_TERMS)
    return known or ("sku" in names and any(nearest(name, OVERRIDE_TERMS, 0.75) for name in cells))


# The table of roles. Of several sheets of a workbook, or roles that a header could have, the first counts.
ROLES: Final[Mapping[Role, _Meaning]] = {
    Role.POLICY: _Meaning(
        "your policy",
        "give it with --policy",
        lambda cells: _ours(cells) is Role.POLICY,
        lambda cells: "setting" in map(folded, cells),
    ),
    Role.OVERRIDES: _Meaning(
        "your overrides",
        "give it with --overrides",
        # A table of requests may also hold columns of overrides.
        lambda cells: _ours(cells) is Role.OVERRIDES and not requests_header(cells),
        _may_be_overrides,
    ),
    Role.RETURNS_REPORT: _Meaning(
        "Amazon's returns report",
        "name it without an option in front: returnctl decide FILE",
        lambda cells: requests_header(cells) and _are_amazons(cells),
        lambda cells: _may_be_requests(cells) and _are_amazons(cells),
    ),
    Role.REQUESTS: _Meaning(
        "your return requests",
        "name it without an option in front: returnctl decide FILE",
        requests_header,
        _may_be_requests,
    ),
    Role.PROCESSING_REPORT: _Meaning(
        "a processing report of Amazon",
        "this file is Amazon's answer to an upload: returnctl validate reads it",
        is_processing_header,
    ),
    # It has no header that tells.
    Role.AMAZON_OVERRIDES: _Meaning(
        "Amazon's SKU override file", "give it with --overrides", lambda _: False, lambda _: False
    ),
}
WHAT: Final[Mapping[Role, str]] = {role: meaning.what for role, meaning in ROLES.items()}
# In this order a header is guessed that fits none of them.
_GUESSES: Final = (Role.RETURNS_REPORT, Role.REQUESTS, Role.POLICY, Role.OVERRIDES)
# What a report of Amazon is good for beside the files that are checked.
_HINTS: Final = {
    "inventory": "give it with --skus, beside your overrides",
    "orders": "give it to `returnctl decide` with --orders",
}


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
