"""The tables of a policy and of overrides, told by the name of their sheet or by their header."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from returnctl.deciding.facts import FACT_NAMES, answers_of
from returnctl.files.books.workbooks import Sheet, Visibility, Workbook, is_guide, open_workbook
from returnctl.files.document import Document
from returnctl.files.edits.findings_sheet import BEFORE, HEADERS
from returnctl.files.gate.kind import Kind as FileForm
from returnctl.files.tables.answers import answers_given, holds_answers, json_answers
from returnctl.files.tables.table import Table, sheet_table, text_table
from returnctl.schema.folding import bare, folded, listed, nearest
from returnctl.schema.readers import Cell, as_text
from returnctl.schema.tables import ACTIONS, AMAZONS_FILE, OVERRIDES, REQUESTS, TableKind, overrides_kind, policy_kinds
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import FAMILIES
from returnctl.values.visible import visible


class Found(NamedTuple):
    """A table that was found, and its kind."""

    kind: TableKind
    table: Table


@cache
def our_kinds() -> tuple[TableKind, ...]:
    """All tables of a policy, and that of overrides."""
    answers = answers_of(FAMILIES)
    return (*policy_kinds({name: answers[name] for name in FACT_NAMES}), overrides_kind())


def find_tables(document: Document, kinds: Sequence[TableKind]) -> tuple[list[Found], list[Finding]]:
    """The tables of these kinds in a file, and what the user should know about the others."""
    name = document.shown
    if document.kind is None:
        return [], [*document.findings]
    if document.kind is FileForm.WORKBOOK:
        book = open_workbook(document)
        if not isinstance(book, Workbook):
            return [], list(book)
        found, findings = _in_workbook(book, kinds)
        return found, [*book.findings, *findings]
    if document.kind is FileForm.JSON and json_answers(document):
        return [], [answers_given(Location(name), _expected(kinds))]
    if document.kind is not FileForm.TEXT:
        message = f"expected a workbook or a table in a text file, found {document.kind.upper()}"
        return [], [Finding(Code.UNKNOWN_TABLE, Location(name), message, "give a file in .xlsx, .csv or .tsv")]
    found, findings = _in_text(document, kinds)
    return found, [*document.findings, *findings]


def best_kind(cells: Sequence[str], kinds: Sequence[TableKind]) -> TableKind | None:
    """The kind of which a row is the header; None where it is of none."""
    best = max(kinds, key=lambda kind: kind.fits(cells))
    return best if best.fits(cells) else None


def _in_text(document: Document, kinds: Sequence[TableKind]) -> tuple[list[Found], list[Finding]]:
    amazon = any(kind.name == OVERRIDES for kind in kinds)
    table = text_table(document, lambda cells: best_kind(cells, kinds) is not None or holds_answers(cells))
    if not isinstance(table, Table):
        return [], table
    if holds_answers(table.header):
        return [], [answers_given(table.at, _expected(kinds))]
    kind = best_kind(table.header, kinds)
    if kind is not None:
        return [Found(kind, table)], list(table.findings)
    again = text_table(document, is_action_row) if amazon else None
    if isinstance(again, Table) and is_action_row(again.header):
        return [Found(AMAZONS_FILE, again)], list(again.findings)
    if len(kinds) == 1:  # the header is told what it lacks
        return [Found(kinds[0], table)], list(table.findings)
    return [], [*table.findings, _unknown_table(table.at, table.header, kinds)]


def is_action_row(cells: Sequence[str]) -> bool:
    """A row of Amazon's own file: a SKU, and what Amazon shall do with requests for it."""
    return len(cells) >= 2 and bool(bare(cells[0])) and is_action(cells[1]) and not any(map(bare, cells[2:]))


def is_action(value: Cell) -> bool:
    """Whether the cell names one of Amazon's actions."""
    return bare(as_text(value)).upper() in ACTIONS


def _expected(kinds: Sequence[TableKind]) -> str:
    """What a file was wanted for, by the tables that are looked for in it."""
    if len(kinds) == 1:
        return "overrides"
    requests = any(kind.name == REQUESTS for kind in kinds)
    return "a policy, overrides or requests" if requests else "a policy or overrides"


def _unknown_table(at: Location, header: Sequence[str], kinds: Sequence[TableKind]) -> Finding:
    wanted = ", ".join(kind.name for kind in kinds)
    hint = f"the first row must hold the columns of one of {wanted}"
    return Finding(Code.UNKNOWN_TABLE, at, f"this is none of our tables, its header is {listed(header)}", hint)


def _in_workbook(book: Workbook, kinds: Sequence[TableKind]) -> tuple[list[Found], list[Finding]]:
    by_name = {folded(kind.name): kind for kind in kinds}
    found: list[Found] = []
    findings: list[Finding] = []
    others: list[Sheet] = []
    for sheet in book.sheets:
        kind = by_name.get(folded(sheet.name))
        if kind is None:
            others.append(sheet)
        else:
            _take_named(book, sheet, kind, found, findings)
    named = {item.kind.name for item in found}
    left = [kind for kind in kinds if kind.name not in named]
    if left and not any(finding.severity is Severity.ERROR for finding in findings):
        for sheet in others:
            _take_by_header(book, sheet, left, found, findings)
        if not found:
            if answers := _answers(book, kinds):
                return [], [answers]
            guessed = _guess(book, kinds, found)
            used = {table.sheet for _, table in found}
            findings = [finding for finding in findings if finding.at.sheet not in used] + guessed
    doubled = _doubled(found)
    unread = {table.sheet for tables in doubled.values() for table in tables}
    findings = [
        finding for finding in findings if finding.code is not Code.SHEET_CHOSEN or finding.at.sheet not in unread
    ]
    findings += [_which(book, name, tables) for name, tables in doubled.items()]
    return found, findings


def _take_named(book: Workbook, sheet: Sheet, kind: TableKind, found: list[Found], findings: list[Finding]) -> None:
    table = sheet_table(book, sheet, lambda cells: bool(kind.fits(cells)))
    if isinstance(table, Table) and not kind.fits(table.header):
        table = sheet_table(book, sheet, lambda cells: len(kind.columns_in(cells)) > 1)
    if not isinstance(table, Table):
        empty = table[0].code is Code.FILE_EMPTY
        findings += [finding._replace(severity=Severity.WARNING if empty else finding.severity) for finding in table]
        return
    if holds_answers(table.header):
        findings.append(answers_given(table.at, kind.name))
        return
    if sheet.visibility is not Visibility.VISIBLE:
        message = "this sheet is hidden, and is read because of its name"
        at = Location(book.shown, sheet.name)
        findings.append(Finding(Code.HIDDEN_SHEET, at, message, "right-click any tab > Unhide", Severity.NOTE))
    found.append(Found(kind, table))
    findings += table.findings


def _take_by_header(
    book: Workbook, sheet: Sheet, kinds: Sequence[TableKind], found: list[Found], findings: list[Finding]
) -> None:
    """A sheet with a name of the seller's own is read where its header tells what it is."""
    at = Location(book.shown, sheet.name)
    if sheet.visibility is not Visibility.VISIBLE:
        if is_guide(sheet):
            return
        message = "this sheet is hidden and is not read"
        findings.append(Finding(Code.HIDDEN_SHEET, at, message, "right-click any tab > Unhide", Severity.NOTE))
        return
    table = sheet_table(book, sheet, lambda cells: best_kind(cells, kinds) is not None)
    kind = best_kind(table.header, kinds) if isinstance(table, Table) and not holds_answers(table.header) else None
    if isinstance(table, Table) and kind is not None:
        found.append(Found(kind, table))
        message = f"this sheet is read as `{kind.name}`, because of its header in row {table.header_row}"
        findings.append(Finding(Code.SHEET_CHOSEN, at, message, "", Severity.NOTE))
        findings += table.findings
        return
    if is_guide(sheet) or (isinstance(table, Table) and table.header == (*HEADERS, BEFORE)):
        return  # explanations of a template, or what an earlier run found
    near = nearest(sheet.name, [kind.name for kind in kinds], 0.75)
    hint = f"did you mean `{near}`? double-click its tab to rename it" if near else ""
    severity = Severity.WARNING if near else Severity.NOTE
    findings.append(Finding(Code.SHEET_CHOSEN, at, "this sheet is none of ours and is not read", hint, severity))


def _answers(book: Workbook, kinds: Sequence[TableKind]) -> Finding | None:
    """That a workbook in which no table was found holds answers of ours."""
    for sheet in book.sheets:
        table = sheet_table(book, sheet, holds_answers)
        if isinstance(table, Table) and holds_answers(table.header):
            return answers_given(table.at, _expected(kinds))
    return None


def _guess(book: Workbook, kinds: Sequence[TableKind], found: list[Found]) -> list[Finding]:
    """No sheet was told: Amazon's own file, or the only sheet, which is then told what it lacks."""
    visible_sheets = [s for s in book.sheets if s.visibility is Visibility.VISIBLE and not is_guide(s)]
    if any(kind.name == OVERRIDES for kind in kinds):
        for sheet in visible_sheets:
            table = sheet_table(book, sheet, is_action_row)
            if isinstance(table, Table) and is_action_row(table.header):
                found.append(Found(AMAZONS_FILE, table))
                message = "this sheet is read as Amazon's own SKU override file"
                return [Finding(Code.SHEET_CHOSEN, Location(book.shown, sheet.name), message, "", Severity.NOTE)]
    if len(visible_sheets) == 1 and len(kinds) == 1:
        table = sheet_table(book, visible_sheets[0], lambda _cells: True)
        if isinstance(table, Table):
            found.append(Found(kinds[0], table))
            return []
        return table
    names = listed(sheet.name for sheet in book.sheets)
    wanted = " or ".join(f"`{kind.name}`" for kind in kinds)
    message = f"no sheet is {wanted}, by its name or its header; the sheets are {names}"
    return [Finding(Code.SHEET_NOT_FOUND, Location(book.shown), message, "rename the sheet, double-click its tab")]


def _doubled(found: Sequence[Found]) -> dict[str, list[Table]]:
    """The tables of each kind that several sheets can be."""
    tables: dict[str, list[Table]] = {}
    for kind, table in found:
        tables.setdefault(kind.name, []).append(table)
    return {name: several for name, several in tables.items() if len(several) > 1}


def _which(book: Workbook, name: str, tables: Sequence[Table]) -> Finding:
    """Several sheets of one kind: which one counts cannot be known, so that none is read."""
    *others, last = (f"`{visible(table.sheet or '')}`" for table in tables)
    message = f"{', '.join(others)} and {last} can {'both' if len(tables) == 2 else 'all'} be `{name}`: none is read"
    hint = (
        f"put all rows into one of them; or name the right one `{name}` (double-click its tab): only that is read then"
    )
    return Finding(Code.SHEET_NOT_FOUND, Location(book.shown, tables[-1].sheet), message, hint)
