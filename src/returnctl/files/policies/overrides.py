"""Overrides of all files together. Rows that say the same are read once, however many SKUs they stand for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from returnctl.files.policies.override_rows import BLANK_SKU, RowParser, amazons_rows, term_cell
from returnctl.files.policies.sheets import conflicts
from returnctl.files.tables.headers import Columns, match_columns, overlooked, tell_instead
from returnctl.files.tables.kinds import RecognisedTable
from returnctl.files.tables.pages import FindingList
from returnctl.files.tables.table import Table, TableRow, rows_of
from returnctl.schema import readers
from returnctl.schema.figures import decimal_mark_of
from returnctl.schema.folding import bare
from returnctl.schema.kinds import read_cell
from returnctl.schema.readers import Cell, CellProblem, Notation, as_text, date_order_of, located
from returnctl.schema.settings import SETTINGS, Kind
from returnctl.schema.tables import AMAZONS, AMAZONS_COLUMNS, AMAZONS_HEADER, NOTE, OVERRIDES, columns_of
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import OverrideCell, OverrideEntry, OverrideTable, OverrideTerms, Setting
from returnctl.values.request import Column
from returnctl.values.text import compared, meant, visible

# SKUs that are beyond doubt: a closer look at each would cost more than all the rest. `01-Mar` and `mars-26` are not.
_ORDINARY: Final = re.compile(
    r"(?![0-9]{1,2}-[A-Z]?[a-z]|[A-Za-z][a-z]{2,3}-[0-9]{2}$)(?=[A-Za-z_./-]*[0-9])[A-Za-z0-9][A-Za-z0-9_./-]*"
).fullmatch
_MOST_OF_ONE: Final = 20  # findings that a request on a broken SKU repeats
_TEMPLATE: Final = (
    "rename its columns to `sku` and terms such as `return_window_days`, or fill in the file that "
    "`returnctl template overrides` makes"
)
_STEP: Final = 1000  # rows after which somebody is told how far the reading has come

Key = tuple[tuple[Cell, ...], tuple[type, ...]]
Progress = Callable[[int], None]


class OverrideRows(NamedTuple):
    """What the tables say: the first row of each SKU, all rows of those with several, and what is wrong.

    `broken` are the errors that concern one SKU; they are among `findings` too. `seen` counts the rows
    of each table, those that cannot be read included.
    """

    only: dict[str, OverrideEntry]
    more: dict[str, list[OverrideEntry]]
    broken: dict[str, list[Finding]]
    findings: FindingList
    seen: dict[tuple[str, str | None], int]


class Overrides(NamedTuple):
    """What applies to each SKU, the findings that make a SKU undecidable, and all findings.

    `usable` is whether every table as a whole could be read, `rows` how many rows each of them has,
    `counted` how many findings more there are than are kept.
    """

    table: OverrideTable
    broken: Mapping[str, tuple[Finding, ...]]
    findings: tuple[Finding, ...]
    usable: bool
    rows: Mapping[tuple[str, str | None], int] = {}
    counted: int = 0


def quietly(_rows: int) -> None:
    """Nobody is told how far the reading has come."""


def read_overrides(tables: Iterable[RecognisedTable], progress: Progress = quietly) -> Overrides:
    """The overrides of all tables. A SKU with a bad cell, or with rows that contradict, is broken.

    `progress` is told now and then how many rows of a table have been read.
    """
    rows = OverrideRows({}, {}, {}, FindingList(), {})
    usable = True
    for found in tables:
        usable = _override_rows(found, rows, progress) and usable
    table = OverrideTable(rows.only, rows.more)
    for sku in rows.more:
        for finding in _contradictions(sku, table[sku]):
            rows.findings.append(finding)
            if finding.severity is Severity.ERROR:
                rows.broken.setdefault(sku, []).append(finding)
    broken = {sku: tuple(findings) for sku, findings in rows.broken.items()}
    return Overrides(table, broken, tuple(rows.findings), usable, rows.seen, rows.findings.more)


def _contradictions(sku: str, settings: tuple[Setting, ...]) -> Iterator[Finding]:
    """The same term for the same store on the same day: an error where the values differ, else one warning."""
    repeated = False
    for finding in conflicts(settings, f" of `{visible(sku)}`"):
        is_error = finding.severity is Severity.ERROR
        if is_error or not repeated:
            yield finding
        repeated = repeated or not is_error


def _override_rows(found: RecognisedTable, into: OverrideRows, progress: Progress) -> bool:
    """Read the rows of a table of overrides, ours or Amazon's, into what was read before; false if it is unusable."""
    amazons = found.kind.name == AMAZONS
    table = found.table._replace(header=AMAZONS_HEADER) if amazons else found.table
    columns = Columns(AMAZONS_COLUMNS, (), ())
    if not amazons:
        columns = match_columns(table.header, found.kind.known, found.kind.required, table.at, template=_TEMPLATE)
        into.findings.extend(columns.findings)
        if not columns.usable:
            return False
    before = len(into.findings)
    reading = _OverrideReader(table, columns, into, marked=not amazons and not table.typed)
    rows = amazons_rows(found.table, into.findings) if amazons else rows_of(table, into.findings)
    reading.gather(rows, progress)
    reading.settle(amazons=amazons)
    # An error about the file as a whole: it changed, or broke off.
    return not any(f.severity is Severity.ERROR and f.at.row is None for f in into.findings[before:])


def _picker(places: Sequence[int]) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


class _OverrideReader:
    """One table while it is read. `marked`: a `'` before what could become a formula is none of the text."""

    def __init__(self, table: Table, columns: Columns, into: OverrideRows, *, marked: bool) -> None:
        self.table, self.into, self.marked = table, into, marked
        self.sku, self.note = columns.known["sku"], columns.known.get(NOTE)
        self.columns = [(name, column) for name, column in columns.known.items() if name not in ("sku", NOTE)]
        self.misspelt = columns.misspelt
        self.filled: dict[Column, list[tuple[int, str]]] = {}  # rows and SKUs that have something in these
        self.distinct: dict[Key, OverrideTerms] = {}
        self.mine: list[tuple[str, OverrideEntry]] = []
        self.notes: dict[Cell, OverrideCell | None] = {}
        self.told: dict[tuple[Code, str, str], tuple[Finding, int]] = {}

    def gather(self, rows: Iterable[TableRow], progress: Progress) -> None:
        """Keep each row as it stands: what its cells mean may depend on others of their column."""
        pick = _picker([column.place - 1 for _, column in self.columns])
        sku_at, note_at = self.sku.place - 1, self.note.place - 1 if self.note else None
        distinct, mine, only, more = self.distinct, self.mine, self.into.only, self.into.more
        at = Location(self.table.file, self.table.sheet, None, self.sku.place, self.sku.header)
        ordinary, seen = _ORDINARY, 0
        for number, row, problem in rows:
            seen += 1
            if not seen % _STEP:
                progress(seen)
            sku = row[sku_at] if problem is None else None
            if not isinstance(sku, str) or not ordinary(sku):
                sku = self._sku(number, row, problem)
                if sku is None:
                    continue
            for column, _ in self.misspelt:
                if bare(as_text(row[column.place - 1])):
                    self.filled.setdefault(column, []).append((number, sku))
            raw = pick(row)
            key = raw, tuple(map(type, raw))
            terms = distinct.get(key)
            if terms is None:
                terms = distinct[key] = OverrideTerms()
            note = None
            if note_at is not None and row[note_at] is not None:
                note = self._note(number, row[note_at], sku)
            entry = OverrideEntry(terms, note, number, at)
            first = only.setdefault(sku, entry)
            if first is not entry:
                more.setdefault(sku, [first]).append(entry)
            mine.append((sku, entry))
        self.into.seen[self.table.file, self.table.sheet] = seen

    def _sku(self, number: int, row: Sequence[Cell], problem: Finding | None) -> str | None:
        """The SKU of a row that needs a closer look; None where the row ends here."""
        value = row[self.sku.place - 1] if len(row) >= self.sku.place else None
        if self.marked and isinstance(value, str) and (text := meant(value)) != value:
            dropped = f"begins with a `'` that is none of the SKU, which is read as `{visible(text)}`"
            note = CellProblem(Code.APOSTROPHE_DROPPED, dropped, "", Severity.NOTE)
            self._tell(None, number, self.sku, "sku", note)
            value = text
        read = readers.sku(value)
        sku = compared(read.value) if isinstance(read.value, str) else None
        if problem is not None:
            self._error(sku, problem)
            return None
        if read.problem is not None:
            self.into.findings.append(located(read.problem, self.table.cell(number, self.sku.place), "sku"))
        elif sku is None and any(bare(as_text(cell)) for cell in row):
            self.into.findings.append(located(BLANK_SKU, self.table.cell(number, self.sku.place), "sku"))
        return sku

    def _note(self, number: int, value: Cell, sku: str) -> OverrideCell | None:
        if self.marked and isinstance(value, str):
            value = meant(value)
        if isinstance(value, str) and value in self.notes:
            return self.notes[value]
        column = self.note or self.sku
        made, problem = term_cell(NOTE, column, value, read_cell(SETTINGS[NOTE], value, Notation()))
        if problem is not None:
            self._error(sku, located(problem, self.table.cell(number, column.place), NOTE))
        elif isinstance(value, str):
            self.notes[value] = made
        return made

    def settle(self, *, amazons: bool) -> None:
        """Read the distinct rows, then tell each SKU what is wrong with its own."""
        parse = RowParser(self.columns, self._notation(), amazons=amazons)
        wrong: dict[OverrideTerms, list[tuple[Column, str, CellProblem]]] = {}
        for (raw, kinds), terms in self.distinct.items():
            if problems := parse.fill(terms, raw, kinds):
                wrong[terms] = problems
        for sku, entry in self.mine if wrong else ():
            for column, name, problem in wrong.get(entry.terms, ()):
                self._tell(sku, entry.row, column, name, problem)
        for column, setting in self.misspelt:
            if cells := self.filled.get(column):
                finding = overlooked(column, setting, self.table.at, [number for number, _ in cells])
                tell_instead(self.into.findings, finding)
                for sku in dict.fromkeys(sku for _, sku in cells):
                    self.into.broken.setdefault(sku, []).append(finding)
        for finding, more in self.told.values():
            several = "one more cell" if more == 1 else f"{more:,} more cells"
            said = f"{finding.message}; so do {several} of the column" if more else finding.message
            self.into.findings.append(finding._replace(message=said))

    def _tell(self, sku: str | None, number: int, column: Column, name: str, problem: CellProblem) -> None:
        """What is wrong with a cell; some things once for a whole column, with the number of its cells."""
        finding = located(problem, self.table.cell(number, column.place), column.header or name)
        if problem.code in (Code.NUMBER_AS_TEXT, Code.APOSTROPHE_DROPPED):
            kind = problem.code, name, problem.hint.partition(":")[0]  # what is to be done is not the same for all
            first, more = self.told.get(kind, (finding, -1))
            self.told[kind] = first, more + 1
        elif problem.severity is Severity.ERROR:
            self._error(sku, finding)
        else:
            self.into.findings.append(finding)

    def _error(self, sku: str | None, finding: Finding) -> None:
        self.into.findings.append(finding)
        if sku is not None:
            told = self.into.broken.setdefault(sku, [])
            if len(told) < _MOST_OF_ONE:
                told.append(finding)

    def _notation(self) -> Notation:
        """How dates and amounts are written in the columns, seen over all rows."""
        fields = columns_of(OVERRIDES)
        days = [place for place, (name, _) in enumerate(self.columns) if fields[name].kind is Kind.DAY]
        money = [place for place, (name, _) in enumerate(self.columns) if fields[name].is_amount]
        shown_days, amounts = (
            {text for raw, _ in self.distinct for place in places if isinstance(text := raw[place], str)}
            for places in (days, money)
        )
        return Notation(date_order_of(shown_days), decimal_mark_of(amounts), self.table.typed)
