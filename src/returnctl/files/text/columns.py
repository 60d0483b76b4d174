"""The rows of a text table column by column."""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Final

from returnctl.files.text.pieces import Piece
from returnctl.values.finding import Finding

_END: Final = "\n"


class Columns:
    """Some rows of a table, filled up with blanks where a row is short; they are split when that is asked for.

    All cells are kept in one list, in which the end of its line stands after the cells of each row: lists of
    rows or of columns would cost as much again as the splitting.
    """

    __slots__ = ("_cells", "_columns", "_may_be_short", "_odd", "_piece", "_width", "delimiter", "findings")

    def __init__(
        self, piece: Piece, width: int, delimiter: str, *, may_be_short: bool, findings: Sequence[Finding] = ()
    ) -> None:
        self._piece, self._width, self._may_be_short = piece, width, may_be_short
        self.delimiter, self.findings = delimiter, [*findings]
        self._cells: list[str] | None = None
        self._columns: dict[int, Sequence[str]] = {}
        self._odd: dict[int, list[str]] = {}

    @property
    def lines(self) -> Sequence[int]:
        """The physical line on which each row begins."""
        return self._piece.lines

    @property
    def broken(self) -> list[tuple[int, Finding]]:
        """Records that cannot be read, with their line."""
        return self._piece.broken

    @property
    def odd(self) -> Mapping[int, list[str]]:
        """Rows that are not as wide as the header, as they stand."""
        self._split()
        return self._odd

    @property
    def records(self) -> list[str | list[str]]:
        """The rows as lines that can be split at the delimiter, or the cells where they cannot."""
        self._split()
        return self._piece.records

    @property
    def rows(self) -> list[list[str]]:
        """The cells of all rows."""
        return [self.row(place) for place in range(len(self.lines))]

    def row(self, place: int) -> list[str]:
        """The cells of one row, by its place from 0."""
        start = place * (self._width + 1)
        return self._split()[start : start + self._width]

    def column(self, place: int) -> Sequence[str]:
        """The cells of one column, by its place from 0."""
        found = self._columns.get(place)
        if found is None:
            found = self._columns[place] = self._split()[place :: self._width + 1]
        return found

    def alone(self, place: int) -> Sequence[str]:
        """The same of a column beside which nothing else is wanted: the last one is cut off without splitting."""
        last, delimiter = self._width - 1, self.delimiter
        if self._cells is not None or place != last:
            return self.column(place)
        lines, whole = self._lines()
        counts = list(map(str.count, lines, repeat(delimiter)))
        found = [line.rpartition(delimiter)[2] for line in lines]
        # Seldom is one of another width, and to look for it costs more than to count those that are right.
        misfits = () if counts.count(last) == len(lines) else [n for n, count in enumerate(counts) if count != last]
        for row in (*whole, *misfits):
            cells = self.record(row)
            found[row] = cells[last] if len(cells) > last else ""
        return found

    def cut_by_hand(self) -> Sequence[int]:
        """The places of the rows that cannot simply be split: no others have cells that hold the end of a line."""
        if not self._piece.mixed:
            return ()
        return [place for place, record in enumerate(self._piece.records) if not isinstance(record, str)]

    def record(self, place: int) -> list[str]:
        """The cells of one row, without splitting the others: a short one may not be filled up yet."""
        record = self._piece.records[place]
        return record.split(self.delimiter) if isinstance(record, str) else record

    def as_read(self) -> list[list[str]]:
        """The cells of all rows as they stand."""
        return [self.odd.get(place, row) for place, row in enumerate(self.rows)]

    def holding(self, sign: str) -> list[list[str]]:
        """The cells of those rows that hold a sign, and of those that had to be cut by hand."""
        return [
            self.record(place)
            for place, record in enumerate(self._piece.records)
            if sign in record or not isinstance(record, str)
        ]

    def _lines(self) -> tuple[Sequence[str], dict[int, list[str]]]:
        """The records as lines that can be split, and by their places those for which an empty line stands in."""
        records = self._piece.records
        if not self._piece.mixed:
            return records, {}  # type: ignore[return-value]
        whole = {place: each for place, each in enumerate(records) if not isinstance(each, str)}
        filler = self.delimiter * (self._width - 1)
        return [filler if place in whole else line for place, line in enumerate(records)], whole  # type: ignore[misc]

    def _split(self) -> list[str]:
        """The cells of all rows, and the end of its line after each."""
        if self._cells is None:
            lines, whole = self._lines()
            cells, misfits = _split_at(self.delimiter, lines, self._width)
            for place, own in whole.items():
                start = place * (self._width + 1)
                cells[start : start + self._width] = _fitted(own, self._width)
                if len(own) != self._width:
                    misfits[place] = own
            self._cells = cells
            for place, own in misfits.items():
                self._fill(place, own)
        return self._cells

    def _fill(self, place: int, cells: list[str]) -> None:
        """Put the blanks back at the end of a short row; any other misfit is odd."""
        lacking = self._width - len(cells)
        if lacking < 0 or not self._may_be_short:
            self._odd[place] = cells
            return
        records = self._piece.records
        record = records[place]
        records[place] = record + self.delimiter * lacking if isinstance(record, str) else _fitted(record, self._width)


def only_found(finding: Finding) -> Columns:
    """No rows: what was found about the file as a whole."""
    nothing = Piece([], (), [], mixed=False, height=0, used=0)
    return Columns(nothing, 1, "\t", may_be_short=False, findings=[finding])


def _fitted(cells: list[str], width: int) -> list[str]:
    return (cells + [""] * width)[:width]


def _split_at(delimiter: str, lines: Sequence[str], width: int) -> tuple[list[str], dict[int, list[str]]]:
    """The cells of all lines, each followed by its end and made as wide as the header; and those not as wide."""
    text = f"{delimiter}{_END}{delimiter}".join([*lines, ""])
    for trusting in (True, False):
        cells = text.split(delimiter)
        cells.pop()  # what follows the last end
        misfits = _fit(cells, width, len(lines), trusting=trusting)
        # The ends are as many as the lines: where each is at its place none can be elsewhere.
        if len(cells) == len(lines) * (width + 1) and cells[width :: width + 1] == [_END] * len(lines):
            break
    return cells, misfits


def _fit(cells: list[str], width: int, lines: int, *, trusting: bool) -> dict[int, list[str]]:
    """Make each row as wide as the header, and give those that were not.

    `trusting` takes an end at its place for that of its row, which two very short rows can make wrong.
    """
    misfits: dict[int, list[str]] = {}
    for place in range(lines):
        start = place * (width + 1)
        end = start + width
        if trusting and end < len(cells) and cells[end] == _END:
            continue
        try:
            found = cells.index(_END, start)
        except ValueError:
            break
        if found != end:
            misfits[place] = cells[start:found]
            cells[start:found] = _fitted(misfits[place], width)
    return misfits
