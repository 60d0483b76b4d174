"""The rows of a table of overrides, ours or Amazon's, and what their cells say."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Final

from returnctl.files.amazon.rows import BAD_HEADER, LONG_SKU, amazon_mark
from returnctl.files.tables.kinds import is_action
from returnctl.files.tables.table import Table, TableRow, rows_of, shaped
from returnctl.files.text.encoding import LineSource, split_lines
from returnctl.files.text.records import InText
from returnctl.schema import readers
from returnctl.schema.kinds import NOTHING, read_cell
from returnctl.schema.readers import Cell, CellProblem, Notation, Read, as_text
from returnctl.schema.settings import override_setting
from returnctl.schema.tables import ACTIONS, AMAZONS_HEADER, OVERRIDES, PERIOD, columns_of
from returnctl.values.amazon import HEADER_ROWS, LONGEST_SKU
from returnctl.values.finding import Code, Finding
from returnctl.values.policy import OverrideCell, OverrideTerms
from returnctl.values.request import Column, Unreadable

BLANK_SKU: Final = CellProblem(
    Code.BLANK_SKU, "must not be blank in a row with terms", "fill in the SKU, or delete the row"
)
_TWO_FIELDS: Final = "delete what stands to the right of the action: Amazon's file has no days, store or note"
_OF_ROW: Final = ("store", *PERIOD)

Made = tuple[OverrideCell | None, CellProblem | None]
_Part = tuple[str, Column, Callable[[Cell], Read[Any]], dict[tuple[type, Cell], Made]]


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


def _before(table: Table, source: InText) -> Iterator[TableRow]:
    """The rows between the two header rows and the first row that is as it should be."""
    if table.header_row <= HEADER_ROWS + 1:
        return
    text = LineSource(source.document, source.decoding).read(source.offset)
    lines = split_lines(text)[HEADER_ROWS : table.header_row - 1]
    for number, line in enumerate(lines, HEADER_ROWS + 1):
        cells = line.split(source.delimiter)
        if line.strip():
            yield TableRow(number, cells) if len(cells) == len(AMAZONS_HEADER) else shaped(table, number, cells, 2)


def term_cell(name: str, column: Column, value: Cell, read: Read[Any]) -> Made:
    """What a cell sets, if it is not blank, and what is wrong with it."""
    if read.value is None or isinstance(read.value, Unreadable):
        return None, read.problem
    meaning = None if read.value is NOTHING else read.value
    return OverrideCell(name, meaning, column.place, column.header, as_text(value).strip()), read.problem


def _action(value: Cell, choices: Sequence[str]) -> Read[Any]:
    """Amazon's action in our word; DELETE takes an earlier one back, so that nothing is set."""
    if readers.is_none(value):
        return read_cell(override_setting("authorization"), value, Notation())
    read = readers.choice(value, choices)
    if not isinstance(read.value, str):
        return read
    return Read(None if read.value == ACTIONS[2] else read.value.lower())


class RowParser:
    """Reads rows of cells; what stands in many rows is read once for each column."""

    def __init__(self, columns: Sequence[tuple[str, Column]], notation: Notation, *, amazons: bool) -> None:
        fields = columns_of(OVERRIDES)
        action = partial(_action, choices=ACTIONS if amazons else ACTIONS[:2])
        self.parts: list[_Part] = [
            (
                name,
                column,
                action if name == "authorization" else partial(read_cell, fields[name], notation=notation),
                {},
            )
            for name, column in columns
        ]
        self.periods: dict[tuple[date, date], CellProblem | None] = {}
        self.last = next((column for name, column in reversed(columns) if name in PERIOD), Column(1, ""))

    def fill(
        self, terms: OverrideTerms, raw: Sequence[Cell], kinds: Sequence[type]
    ) -> list[tuple[Column, str, CellProblem]]:
        """Set what the cells of a row say, and return what is wrong with them."""
        values: dict[str, Any] = {}
        found: list[OverrideCell] = []
        problems: list[tuple[Column, str, CellProblem]] = []
        for value, kind, (name, column, read, known) in zip(raw, kinds, self.parts, strict=True):
            if value is None:
                continue
            made = known.get((kind, value))
            if made is None:
                made = known[kind, value] = term_cell(name, column, value, read(value))
            cell, problem = made
            if problem is not None:
                problems.append((column, name, problem))
            if cell is not None:
                values[name] = cell.value
                if name not in _OF_ROW:
                    found.append(cell)
        terms.store, terms.first, terms.last = (values.get(name) for name in _OF_ROW)
        terms.cells = tuple(found)
        if terms.first and terms.last and (backwards := self._backwards(terms.first, terms.last)):
            problems.append((self.last, PERIOD[1], backwards))
        return problems

    def _backwards(self, first: date, last: date) -> CellProblem | None:
        """What the model has against a period: all that cells of a row, each read by itself, can still get wrong."""
        if (first, last) not in self.periods:
            from returnctl.schema.models import OverrideRow, Row, row_of

            made = row_of(OverrideRow, dict(zip(PERIOD, (first, last), strict=True)))
            self.periods[first, last] = None if isinstance(made, Row) else made[1]
        return self.periods[first, last]
