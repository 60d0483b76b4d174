"""The tables of a policy and of overrides, told by the name of their sheet or by their header."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from returnctl.deciding.facts import FACT_NAMES, answers_of
from returnctl.files.books.workbooks import Sheet, Workbook, is_guide, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.tables.answers import FINDINGS_HEADER, answers_given, holds_answers, json_answers
from returnctl.files.tables.table import Table, sheet_table, text_table
from returnctl.schema.folding import bare, folded, listed, nearest
from returnctl.schema.readers import Cell, as_text
from returnctl.schema.tables import ACTIONS, AMAZONS_FILE, OVERRIDES, REQUESTS, TableKind, overrides_kind, policy_kinds
from returnctl.values.finding import Code, Finding, Severity, has_error
from returnctl.values.location import Location
from returnctl.values.policy import FAMILIES
from returnctl.values.text import visible

_UNHIDE = "right-click any tab > Unhide"


class RecognisedTable(NamedTuple):
    """A table that was found, and its kind."""

    kind: TableKind
    table: Table


@cache
def our_kinds() -> tuple[TableKind, ...]:
    """All tables of a policy, and that of overrides."""
    answers = answers_of(FAMILIES)
    return (*policy_kinds({name: answers[name] for name in FACT_NAMES}), overrides_kind())


def find_tables(document: Document, kinds: Sequence[TableKind]) -> tuple[list[RecognisedTable], list[Finding]]:
    """The tables of these kinds in a file, and what the user should know about the others."""
    name = document.shown
    if document.kind is None:
        return [], [*document.findings]
    if document.kind is FileForm.WORKBOOK:
        book = open_workbook(document)
        if not isinstance(book, Workbook):
            return [], list(book)
        found, findings = _Search(book, kinds).run()
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


def _in_text(document: Document, kinds: Sequence[TableKind]) -> tuple[list[RecognisedTable], list[Finding]]:
    amazon = any(kind.name == OVERRIDES for kind in kinds)
    table = text_table(document, lambda cells: best_kind(cells, kinds) is not None or holds_answers(cells))
    if not isinstance(table, Table):
        return [], table
    if holds_answers(table.header):
        return [], [answers_given(table.at, _expected(kinds))]
    kind = best_kind(table.header, kinds)
    if kind is not None:
        return [RecognisedTable(kind, table)], list(table.findings)
    again = text_table(document, is_action_row) if amazon else None
    if isinstance(again, Table) and is_action_row(again.header):
        return [RecognisedTable(AMAZONS_FILE, again)], list(again.findings)
    if len(kinds) == 1:  # the header is told what it lacks
        return [RecognisedTable(kinds[0], table)], list(table.findings)
    hint = f"the first row must hold the columns of one of {', '.join(kind.name for kind in kinds)}"
    message = f"this is none of our tables, its header is {listed(table.header)}"
    return [], [*table.findings, Finding(Code.UNKNOWN_TABLE, table.at, message, hint)]


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


class _Search:
    """A workbook searched for tables of some kinds: by the names of its sheets, then by their headers."""

    def __init__(self, book: Workbook, kinds: Sequence[TableKind]) -> None:
        self.book, self.kinds = book, kinds
        self.found: list[RecognisedTable] = []
        self.findings: list[Finding] = []

    def run(self) -> tuple[list[RecognisedTable], list[Finding]]:
        by_name = {folded(kind.name): kind for kind in self.kinds}
        others = []
        for sheet in self.book.sheets:
            kind = by_name.get(folded(sheet.name))
            if kind is None:
                others.append(sheet)
            else:
                self._named(sheet, kind)
        named = {item.kind.name for item in self.found}
        left = [kind for kind in self.kinds if kind.name not in named]
        if left and not has_error(self.findings):
            for sheet in others:
                self._by_header(sheet, left)
            if not self.found:
                for sheet in self.book.sheets:
                    table = sheet_table(self.book, sheet, holds_answers)
                    if isinstance(table, Table) and holds_answers(table.header):
                        return [], [answers_given(table.at, _expected(self.kinds))]
                guessed = self._guess()
                used = {table.sheet for _, table in self.found}
                self.findings = [finding for finding in self.findings if finding.at.sheet not in used] + guessed
        self._several()
        return self.found, self.findings

    def _tell(self, code: Code, sheet: str | None, message: str, hint: str, severity: Severity) -> None:
        self.findings.append(Finding(code, Location(self.book.shown, sheet), message, hint, severity))

    def _named(self, sheet: Sheet, kind: TableKind) -> None:
        table = sheet_table(self.book, sheet, lambda cells: bool(kind.fits(cells)))
        if isinstance(table, Table) and not kind.fits(table.header):
            table = sheet_table(self.book, sheet, lambda cells: len(kind.columns_in(cells)) > 1)
        if not isinstance(table, Table):
            severity = Severity.WARNING if table[0].code is Code.FILE_EMPTY else table[0].severity
            self.findings += [finding._replace(severity=severity) for finding in table]
        elif holds_answers(table.header):
            self.findings.append(answers_given(table.at, kind.name))
        else:
            if not sheet.visible:
                message = "this sheet is hidden, and is read because of its name"
                self._tell(Code.HIDDEN_SHEET, sheet.name, message, _UNHIDE, Severity.NOTE)
            self.found.append(RecognisedTable(kind, table))
            self.findings += table.findings

    def _by_header(self, sheet: Sheet, kinds: Sequence[TableKind]) -> None:
        """A sheet with a name of the seller's own is read where its header tells what it is."""
        if not sheet.visible:
            if not is_guide(sheet.name):
                message = "this sheet is hidden and is not read"
                self._tell(Code.HIDDEN_SHEET, sheet.name, message, _UNHIDE, Severity.NOTE)
            return
        table = sheet_table(self.book, sheet, lambda cells: best_kind(cells, kinds) is not None)
        kind = best_kind(table.header, kinds) if isinstance(table, Table) and not holds_answers(table.header) else None
        if isinstance(table, Table) and kind is not None:
            self.found.append(RecognisedTable(kind, table))
            message = f"this sheet is read as `{kind.name}`, because of its header in row {table.header_row}"
            self._tell(Code.SHEET_CHOSEN, sheet.name, message, "", Severity.NOTE)
            self.findings += table.findings
        elif not is_guide(sheet.name) and not (isinstance(table, Table) and table.header == FINDINGS_HEADER):
            # Neither explanations of a template, nor what an earlier run found.
            near = nearest(sheet.name, [kind.name for kind in kinds], 0.75)
            hint = f"did you mean `{near}`? double-click its tab to rename it" if near else ""
            severity = Severity.WARNING if near else Severity.NOTE
            self._tell(Code.SHEET_CHOSEN, sheet.name, "this sheet is none of ours and is not read", hint, severity)

    def _guess(self) -> list[Finding]:
        """No sheet was told: Amazon's own file, or the only sheet, which is then told what it lacks."""
        shown = [s for s in self.book.sheets if s.visible and not is_guide(s.name)]
        for sheet in shown if any(kind.name == OVERRIDES for kind in self.kinds) else ():
            table = sheet_table(self.book, sheet, is_action_row)
            if isinstance(table, Table) and is_action_row(table.header):
                self.found.append(RecognisedTable(AMAZONS_FILE, table))
                message = "this sheet is read as Amazon's own SKU override file"
                at = Location(self.book.shown, sheet.name)
                return [Finding(Code.SHEET_CHOSEN, at, message, "", Severity.NOTE)]
        if len(shown) == 1 and len(self.kinds) == 1:
            table = sheet_table(self.book, shown[0], lambda _cells: True)
            if isinstance(table, Table):
                self.found.append(RecognisedTable(self.kinds[0], table))
                return []
            return table
        wanted = " or ".join(f"`{kind.name}`" for kind in self.kinds)
        names = listed(sheet.name for sheet in self.book.sheets)
        message = f"no sheet is {wanted}, by its name or its header; the sheets are {names}"
        hint = "rename the sheet, double-click its tab"
        return [Finding(Code.SHEET_NOT_FOUND, Location(self.book.shown), message, hint)]

    def _several(self) -> None:
        """Several sheets of one kind: which one counts cannot be known, so that none is read."""
        tables: dict[str, list[str]] = {}
        for kind, table in self.found:
            tables.setdefault(kind.name, []).append(table.sheet or "")
        doubled = {name: sheets for name, sheets in tables.items() if len(sheets) > 1}
        unread = {sheet for sheets in doubled.values() for sheet in sheets}
        self.findings = [f for f in self.findings if f.code is not Code.SHEET_CHOSEN or f.at.sheet not in unread]
        for name, sheets in doubled.items():
            *others, last = (f"`{visible(sheet)}`" for sheet in sheets)
            both = "both" if len(sheets) == 2 else "all"
            message = f"{', '.join(others)} and {last} can {both} be `{name}`: none is read"
            name_it = f"or name the right one `{name}` (double-click its tab): only that is read then"
            hint = f"put all rows into one of them; {name_it}"
            self._tell(Code.SHEET_NOT_FOUND, sheets[-1], message, hint, Severity.ERROR)
