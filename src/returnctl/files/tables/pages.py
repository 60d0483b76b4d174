"""A small table read whole, cell by cell, with what is wrong collected on the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Self, TypeVar

from returnctl.files.tables.headers import Columns, overlooked, tell_instead
from returnctl.files.tables.table import Table, TableRow, made_from_template, rows_of
from returnctl.schema.figures import decimal_mark_of
from returnctl.schema.folding import bare
from returnctl.schema.kinds import NOTHING, read_cell
from returnctl.schema.readers import Cell, CellProblem, Notation, Read, as_text, date_order_of, located
from returnctl.schema.settings import Field, Kind
from returnctl.values.finding import Code, Finding, Severity, has_error
from returnctl.values.location import Cite, Location, Origin
from returnctl.values.request import Column, Unreadable
from returnctl.values.text import meant

if TYPE_CHECKING:
    from returnctl.schema.models import Row

V = TypeVar("V")

# A file of nothing but broken rows must not fill the memory with words about each.
MOST_KEPT: Final = 100_000
MISSING: Final = CellProblem(
    Code.INCOMPLETE_ROW, "must not be blank in a row that is used", "fill it in, or delete the row"
)


class FindingList(list[Finding]):
    """A list that keeps the first findings; `more` counts the others."""

    def __init__(self, findings: Iterable[Finding] = (), most: int = MOST_KEPT) -> None:
        super().__init__()
        self.most = most
        self.more = 0
        self.extend(findings)

    def append(self, finding: Finding, /) -> None:
        """Keep or count one finding."""
        if len(self) < self.most:
            super().append(finding)
        else:
            self.more += 1

    def extend(self, findings: Iterable[Finding], /) -> None:
        """Keep or count some findings."""
        for finding in findings:
            self.append(finding)

    def __iadd__(self, findings: Iterable[Finding], /) -> Self:  # type: ignore[override, misc]
        self.extend(findings)
        return self


class Page:
    """The rows of a table under the names of its columns; `findings` grows while it is read."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self.table = table
        self.columns: Mapping[str, Column] = columns.known
        self.findings = FindingList(columns.findings)
        self.rows: list[TableRow] = []
        self.seen = 0  # rows below the header, those that cannot be read included
        if columns.usable:
            self._read()
            for column, meant_to_be in columns.misspelt:
                if filled := [row.number for row in self.rows if bare(as_text(row.cells[column.place - 1]))]:
                    tell_instead(self.findings, overlooked(column, meant_to_be, self.table.at, filled))

    def _read(self) -> None:
        for row in rows_of(self.table, self.findings):
            self.seen += 1
            if row.problem is None:
                self.rows.append(row)
            else:
                self.findings.append(row.problem)
        if not self.rows and not made_from_template(self.table):
            message = "the table has a header and no rows"
            self.findings.append(Finding(Code.NO_DATA_ROWS, self.table.at, message, "", Severity.WARNING))

    @property
    def broken(self) -> bool:
        """Whether anything that was found is an error."""
        return has_error(self.findings)

    def cell(self, row: TableRow, name: str) -> Cell:
        """What stands in a row under a column; blank where the table has no such column."""
        column = self.columns.get(name)
        value = None if column is None else row.cells[column.place - 1]
        return meant(value) if isinstance(value, str) and not self.table.typed else value

    def blank(self, row: TableRow, name: str) -> bool:
        """Whether nothing stands there."""
        return not bare(as_text(self.cell(row, name)))

    def at(self, row: TableRow, name: str) -> Location:
        """The place of a cell, or of the row where the table has no such column."""
        column = self.columns.get(name)
        if column is None:
            return Location(self.table.file, self.table.sheet, row.number)
        return self.table.cell(row.number, column.place)

    def cite(self, row: TableRow, name: str, called: str = "") -> Cite:
        """The evidence that a cell is."""
        return Cite(Origin.FILE, self.at(row, name), called or name, as_text(self.cell(row, name)).strip())

    def value(self, row: TableRow, name: str, read: Callable[[Cell], Read[V]], called: str = "") -> V | None:
        """What a cell says; None where it is blank, or cannot be read and so became a finding.

        `called` is what the cell holds, where its column does not say so.
        """
        result = read(self.cell(row, name))
        if result.problem is not None:
            self.problem(row, name, result.problem, called)
        return None if isinstance(result.value, Unreadable) else result.value

    def problem(self, row: TableRow, name: str, problem: CellProblem, called: str = "") -> None:
        """Something is wrong with a cell."""
        self.findings.append(located(problem, self.at(row, name), called or name))

    def records(self, name: str, fields: Sequence[Field]) -> Iterator[tuple[TableRow, "Row"]]:
        """The rows as instances of the model of this table; what cannot be read of a row becomes findings."""
        days = [field.name for field in fields if field.kind is Kind.DAY]
        notation = self.notation(days, [(row, field.name) for row in self.rows for field in fields if field.is_amount])
        for row in self.rows:
            made = self.record(row, name, fields, notation)
            if made is not None:
                yield row, made

    def record(
        self, row: TableRow, name: str, fields: Sequence[Field], notation: Notation, called: str = ""
    ) -> "Row | None":
        """One row as an instance; `called` is what the cells hold whose columns do not say so."""
        from returnctl.schema.models import Row, model_of, row_of

        values: dict[str, object] = {"row": row.number}
        for field in fields:
            read = partial(read_cell, field, notation=notation)
            if field.needed and self.blank(row, field.name):
                self.problem(row, field.name, MISSING)
                continue
            value = self.value(row, field.name, read, called if field.kind is not Kind.DAY else "")
            if value is not None:
                values[field.name] = None if value is NOTHING else value
        if not all(field.name in values for field in fields if field.needed):
            return None
        made = row_of(model_of(name, tuple(fields)), values)
        if isinstance(made, Row):
            return made
        self.problem(row, *made)
        return None

    def notation(self, dates: Sequence[str], money: Sequence[tuple[TableRow, str]]) -> Notation:
        """How dates and amounts are written in this table, seen over all its rows."""
        days = [text for row in self.rows for name in dates if isinstance(text := self.cell(row, name), str)]
        amounts = [text for row, name in money if isinstance(text := self.cell(row, name), str)]
        return Notation(date_order_of(days), decimal_mark_of(amounts), self.table.typed)
