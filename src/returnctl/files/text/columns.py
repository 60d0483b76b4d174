"""The rows of a text table column by column."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from returnctl.files.text.pieces import Piece, cells_of
from returnctl.values.finding import Finding


class Columns(NamedTuple):
    """Some rows of a table, and their `cells` column by column, filled up with blanks where a row is short.

    `odd` are rows that are not as wide as the header, as they stand. `lines` are the physical lines on which
    the rows begin. `records` are the rows as lines that can be split at the delimiter, or the cells where
    they cannot. `broken` are records that cannot be read, with their line; `findings` concern the whole file.
    """

    rows: list[list[str]]
    cells: Sequence[Sequence[str]]
    odd: Mapping[int, list[str]]
    lines: Sequence[int]
    records: list[str | list[str]]
    delimiter: str
    broken: list[tuple[int, Finding]]
    findings: list[Finding]

    def column(self, place: int) -> Sequence[str]:
        """The cells of one column, by its place from 0."""
        return self.cells[place] if self.rows else ()

    def as_read(self) -> list[list[str]]:
        """The cells of all rows as they stand."""
        return [self.odd.get(place, row) for place, row in enumerate(self.rows)]


def columns_of(piece: Piece, width: int, delimiter: str, *, may_be_short: bool) -> Columns:
    """The columns of a piece. Where rows `may_be_short` the blank cells at their end are put back."""
    records, odd, rows = piece.records, {}, cells_of(piece, delimiter)
    for place, cells in enumerate(rows):
        if len(cells) != width:
            filled = rows[place] = (cells + [""] * width)[:width]
            if len(cells) > width or not may_be_short:
                odd[place] = cells
            else:
                record = records[place]
                lacking = delimiter * (width - len(cells))
                records[place] = record + lacking if isinstance(record, str) else filled
    columns = tuple(zip(*rows, strict=True))
    return Columns(rows, columns, odd, piece.lines, records, delimiter, piece.broken, [])


def only_found(finding: Finding) -> Columns:
    """No rows: what was found about the file as a whole."""
    return Columns([], (), {}, (), [], "", [], [finding])
