"""The rows of one table of overrides. Rows that say the same are read once, however many SKUs they stand for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Final, NamedTuple

from returnctl.files.amazon.codes import BAD_HEADER, LONG_SKU, amazon_mark
from returnctl.files.policies.override_cells import RowParser, term_cell
from returnctl.files.tables.headers import match_columns, overlooked, tell_instead
from returnctl.files.tables.kinds import Found, is_action
from returnctl.files.tables.pages import FindingList
from returnctl.files.tables.table import Table, TableRow, rows_of, shaped
from returnctl.files.text.delimited import TextTable
from returnctl.files.text.file import LineSource
from returnctl.schema import readers
from returnctl.schema.figures import decimal_mark_of
from returnctl.schema.folding import bare
from returnctl.schema.kinds import Manner, read_cell
from returnctl.schema.readers import Cell, CellProblem, as_text, date_order_of, located
from returnctl.schema.settings import SETTINGS
from returnctl.schema.tables import AMAZONS, AMAZONS_COLUMNS, AMAZONS_HEADER, PERIOD
from returnctl.values.amazon import HEADER_ROWS, LONGEST_SKU
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.inert import meant
from returnctl.values.location import Location
from returnctl.values.override_table import OverrideCell, OverrideEntry, OverrideTerms
from returnctl.values.request import Column
from returnctl.values.sku import compared
from returnctl.values.visible import visible

# SKUs that are beyond doubt: a closer look at each would cost more than all the rest. `01-Mar` and `mars-26` are not.
_ORDINARY: Final = re.compile(
    r"(?![0-9]{1,2}-[A-Z]?[a-z]|[A-Za-z][a-z]{2,3}-[0-9]{2}$)(?=[A-Za-z_./-]*[0-9])[A-Za-z0-9][A-Za-z0-9_./-]*"
).fullmatch
_NOTE: Final = "note"
# What is told once for a whole column, with the number of its cells.
_TOLD_ONCE: Final = frozenset({Code.NUMBER_AS_TEXT, Code.APOSTROPHE_DROPPED})

_MOST_OF_ONE: Final = 20  # findings that a request on a broken SKU repeats
_TWO_FIELDS: Final = "delete what stands to the right of the action: Amazon's file has no days, store or note"
_TEMPLATE: Final = (
    "rename its columns to `sku` and terms such as `return_window_days`, or fill in the file that "
    "`returnctl template overrides` makes"
)
_PIECE: Final = 256 * 1024  # within which the first rows stand
_LINE_END: Final = re.compile("\r\n|\r|\n")
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


def override_rows(found: Found, into: OverrideRows, progress: Progress) -> bool:
    """Read the rows of a table of overrides, ours or Amazon's, into what was read before; false if it is unusable."""
    amazons = found.kind.name == AMAZONS
    table = found.table._replace(header=AMAZONS_HEADER) if amazons else found.table
    misspelt = Misspelt((), table.at)
    if amazons:
        known = AMAZONS_COLUMNS
    else:
        columns = match_columns(table.header, found.kind.known, found.kind.required, table.at, template=_TEMPLATE)
        into.findings.extend(columns.findings)
        if not columns.usable:
            return False
        known, misspelt = columns.known, Misspelt(columns.misspelt, table.at)
    before = len(into.findings)
    reading = _Reading(table, known, into, misspelt, marked=not amazons and not table.typed)
    rows = amazons_rows(found.table, into.findings) if amazons else rows_of(table, into.findings)
    reading.gather(rows, progress)
    reading.settle(amazons=amazons)
    return not any(_ends_file(finding) for finding in into.findings[before:])


def _ends_file(finding: Finding) -> bool:
    """An error about the file as a whole: it changed, or broke off."""
    return finding.severity is Severity.ERROR and finding.at.row is None


def amazons_rows(found: Table, findings: list[Finding]) -> Iterator[TableRow]:
    """Amazon's file has no header that tells: all below its first two rows are a SKU and an action.

    What is wrong with the file as a whole joins `findings`. `found` begins with the first row that is as it should be.
    """
    table = found._replace(header=AMAZONS_HEADER)
    if found.text is not None:
        first = TableRow(found.header_row, found.header[:2])
        rows = chain(_before(table, found.text), [first], rows_of(table, findings))
    else:
        start = min(found.header_row - 1, HEADER_ROWS)
        rows = chain((), rows_of(table._replace(header_row=start), findings))
    for row in rows:
        if row.problem is None and len(as_text(row.cells[0])) > LONGEST_SKU:
            message = f"`SKU` must have at most {LONGEST_SKU} characters, Amazon refuses this row"
            at, mark = table.cell(row.number, 1), amazon_mark(LONG_SKU, row.number)
            yield row._replace(problem=Finding(Code.TEXT_TOO_LONG, at, message, "delete the row", amazon=mark))
        elif row.problem is not None:
            long = row.problem.code is Code.LONG_ROW
            yield row._replace(problem=row.problem._replace(hint=_TWO_FIELDS)) if long else row
        elif row.number > 2:
            yield row
        elif is_action(row.cells[1]):
            message = "stands in the first two rows, which Amazon takes for the header: it would not be read"
            hint = "put two header rows above it"
            at, mark = table.cell(row.number, 1), amazon_mark(BAD_HEADER)
            yield row._replace(problem=Finding(Code.DATA_IN_HEADER, at, message, hint, amazon=mark))


def _before(table: Table, source: TextTable) -> Iterator[TableRow]:
    """The rows between the two header rows and the first row that is as it should be."""
    if table.header_row <= HEADER_ROWS + 1:
        return
    text = LineSource(source.document.stream(), source.encoding, source.bom).take(_PIECE)[: source.data_offset]
    lines = _LINE_END.split(text)[HEADER_ROWS : table.header_row - 1]
    for number, line in enumerate(lines, HEADER_ROWS + 1):
        cells = line.split(source.delimiter)
        if line.strip():
            yield TableRow(number, cells) if len(cells) == len(AMAZONS_HEADER) else shaped(table, number, cells, 2)


def _picker(places: Sequence[int]) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


class Misspelt:
    """Columns of one table whose header is misspelt, which must not be taken for blank; false where there are none.

    `at` is the row of the header.
    """

    def __init__(self, columns: Sequence[tuple[Column, str]], at: Location) -> None:
        self.columns, self.at = columns, at
        self.filled: dict[int, list[tuple[int, str]]] = {}  # rows and SKUs by the place of the column

    def __bool__(self) -> bool:
        return bool(self.columns)

    def look(self, number: int, row: Sequence[Cell], sku: str) -> None:
        """Remember what a row has in them."""
        for column, _ in self.columns:
            if bare(as_text(row[column.place - 1])):
                self.filled.setdefault(column.place, []).append((number, sku))

    def findings(self) -> Iterator[tuple[Finding, tuple[str, ...]]]:
        """One error for each column in which something stands, and the SKUs that cannot be decided for it."""
        for column, setting in self.columns:
            cells = self.filled.get(column.place)
            if cells:
                rows = [number for number, _ in cells]
                yield overlooked(column, setting, self.at, rows), tuple(dict.fromkeys(sku for _, sku in cells))


class _Reading:
    """One table while it is read. `marked`: a `'` before what could become a formula is none of the text."""

    def __init__(
        self, table: Table, known: Mapping[str, Column], into: OverrideRows, misspelt: Misspelt, *, marked: bool
    ) -> None:
        self.table = table
        self.marked = marked
        self.into = into
        self.sku = known["sku"]
        self.note = known.get(_NOTE)
        self.columns = [(name, column) for name, column in known.items() if name not in ("sku", _NOTE)]
        self.distinct: dict[Key, OverrideTerms] = {}
        self.mine: list[tuple[str, OverrideEntry]] = []
        self.notes: dict[Cell, OverrideCell | None] = {}
        self.told: dict[tuple[Code, str, str], tuple[Finding, int]] = {}
        self.misspelt = misspelt

    def gather(self, rows: Iterable[TableRow], progress: Progress) -> None:
        """Keep each row as it stands: what its cells mean may depend on others of their column."""
        pick = _picker([column.place - 1 for _, column in self.columns])
        sku_at, note_at = self.sku.place - 1, self.note.place - 1 if self.note else None
        distinct, mine = self.distinct, self.mine
        only, more = self.into.only, self.into.more
        at = Location(self.table.file, self.table.sheet, None, self.sku.place, self.sku.header)
        ordinary, look = _ORDINARY, self.misspelt.look if self.misspelt else None
        seen = 0
        for number, row, problem in rows:
            seen += 1
            if not seen % _STEP:
                progress(seen)
            sku = row[sku_at] if problem is None else None
            if not isinstance(sku, str) or not ordinary(sku):
                sku = self._sku(number, row, problem)
                if sku is None:
                    continue
            if look is not None:
                look(number, row, sku)
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
            self._tell_once(number, self.sku, "sku", CellProblem(Code.APOSTROPHE_DROPPED, dropped, "", Severity.NOTE))
            value = text
        read = readers.sku(value)
        sku = compared(read.value) if isinstance(read.value, str) else None
        if problem is not None:
            self._error(sku, problem)
            return None
        if read.problem is not None:
            self.into.findings.append(located(read.problem, self._at(number, self.sku), "sku"))
        elif sku is None and any(bare(as_text(cell)) for cell in row):
            message = "`sku` must not be blank in a row with terms"
            hint = "fill in the SKU, or delete the row"
            self.into.findings.append(Finding(Code.BLANK_SKU, self._at(number, self.sku), message, hint))
        return sku

    def _at(self, number: int, column: Column) -> Location:
        return Location(self.table.file, self.table.sheet, number, column.place, column.header)

    def _error(self, sku: str | None, finding: Finding) -> None:
        self.into.findings.append(finding)
        if sku is not None:
            told = self.into.broken.setdefault(sku, [])
            if len(told) < _MOST_OF_ONE:
                told.append(finding)

    def _note(self, number: int, value: Cell, sku: str) -> OverrideCell | None:
        if self.marked and isinstance(value, str):
            value = meant(value)
        known = isinstance(value, str) and value in self.notes
        if known:
            return self.notes[value]
        column = self.note or self.sku
        made, problem = term_cell(_NOTE, column, value, read_cell(SETTINGS[_NOTE], value, Manner()))
        if problem is not None:
            self._error(sku, located(problem, self._at(number, column), _NOTE))
        elif isinstance(value, str):
            self.notes[value] = made
        return made

    def settle(self, *, amazons: bool) -> None:
        """Read the distinct rows, then tell each SKU what is wrong with its own."""
        parse = RowParser(self.columns, self._manner(), amazons=amazons)
        wrong: dict[int, list[tuple[Column, str, CellProblem]]] = {}
        for (raw, kinds), terms in self.distinct.items():
            problems = parse.fill(terms, raw, kinds)
            if problems:
                wrong[id(terms)] = problems
        if wrong:
            for sku, entry in self.mine:
                for column, name, problem in wrong.get(id(entry.terms), ()):
                    self._tell(sku, entry.row, column, name, problem)
        for finding, skus in self.misspelt.findings():
            tell_instead(self.into.findings, finding)
            for sku in skus:
                self.into.broken.setdefault(sku, []).append(finding)
        self.into.findings.extend(_counted(finding, more) for finding, more in self.told.values())

    def _tell(self, sku: str, number: int, column: Column, name: str, problem: CellProblem) -> None:
        if problem.code in _TOLD_ONCE:
            self._tell_once(number, column, name, problem)
            return
        finding = located(problem, self._at(number, column), column.header or name)
        if problem.severity is Severity.ERROR:
            self._error(sku, finding)
        else:
            self.into.findings.append(finding)

    def _tell_once(self, number: int, column: Column, name: str, problem: CellProblem) -> None:
        kind = problem.code, name, problem.hint.partition(":")[0]  # what is to be done is not the same for all
        finding, more = self.told.get(kind, (None, -1))
        finding = finding or located(problem, self._at(number, column), column.header or name)
        self.told[kind] = finding, more + 1

    def _manner(self) -> Manner:
        """How dates and amounts are written in the columns, seen over all rows."""
        dates = [i for i, (name, _) in enumerate(self.columns) if name in PERIOD]
        money = [i for i, (name, _) in enumerate(self.columns) if name in SETTINGS and SETTINGS[name].is_amount]
        days = {text for raw, _ in self.distinct for i in dates if isinstance(text := raw[i], str)}
        amounts = {text for raw, _ in self.distinct for i in money if isinstance(text := raw[i], str)}
        return Manner(date_order_of(days), decimal_mark_of(amounts), self.table.typed)


def _counted(finding: Finding, more: int) -> Finding:
    if not more:
        return finding
    cells_ = "one more cell" if more == 1 else f"{more:,} more cells"
    return finding._replace(message=f"{finding.message}; so do {cells_} of the column")
