"""Where something stands in an input, and the evidence that rests on it."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from returnctl.values.text import visible


class Location(NamedTuple):
    """A place in an input, kept as numbers and written as `file:Sheet!C14` only when shown.

    `row` and `column` count from 1. In a text file `row` is the physical line on which the record
    begins and `name` the header of the column; in a workbook `sheet` is set.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    name: str | None = None

    @property
    def cell(self) -> str | None:
        """The A1 name of the cell, for a workbook's cell only."""
        if self.sheet is None or self.row is None or self.column is None:
            return None
        return f"{column_letters(self.column)}{self.row}"

    @property
    def order(self) -> tuple[str, str, int, int]:
        """By what places in several files stand in one order."""
        return self.file, self.sheet or "", self.row or 0, self.column or 0

    @property
    def line(self) -> int | None:
        """The line of a text file, for a text file only."""
        return self.row if self.sheet is None else None

    def __str__(self) -> str:
        """The place as a person writes it: `file`, `file:Sheet!C14`, or `file:14 (Return Reason)`."""
        if self.row is None or (self.sheet is not None and not self.row):
            return f"{self.file}:{self.sheet}" if self.sheet is not None else self.file + self._named
        before, after = self.around_row
        return f"{before}{self.row}{after}"

    @property
    def around_row(self) -> tuple[str, str]:
        """What stands before and after the number of the row in the text of the place."""
        if self.sheet is None:
            return f"{self.file}:", self._named
        column = "row " if self.column is None else column_letters(self.column)
        return f"{self.file}:{self.sheet}!{column}", ""

    @property
    def _named(self) -> str:
        return f" ({self.name})" if self.name else ""


def column_letters(column: int) -> str:
    """The letters of a column of a sheet, counted from 1: 1 is `A`, 27 is `AA`."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Origin(StrEnum):
    """From where a value came."""

    FILE = "file"
    OPTION = "option"
    ENVIRONMENT = "environment"
    BUILT_IN = "built-in"
    DEFAULT = "default"


class _Cited(NamedTuple):
    origin: Origin
    at: Location | None = None
    name: str = ""
    value: str = ""
    source: str = ""
    checked: date | None = None


class Cite(_Cited):
    """One piece of evidence. `name` is the column, option or setting; `value` what stands there, as text.

    For built-in values `source` says who published them and `checked` when they were last looked up.
    """

    @cached_property
    def text(self) -> str:
        """The place in one word, safe to show anywhere."""
        return visible(str(self), None)

    def __str__(self) -> str:
        """The place in one word: `policy.xlsx:Settings!C4`, `--delivered`, `built-in:return_window_days`."""
        if self.at is not None:
            return str(self.at)
        return self.name if self.origin is Origin.OPTION else f"{self.origin}:{self.name}"
