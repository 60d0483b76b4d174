"""What stands in columns of overrides whose header is a misspelt one: it must not be taken for blank."""

from collections.abc import Iterator, Sequence

from returnctl.files.cells.folding import bare
from returnctl.files.cells.readers import Cell, as_text
from returnctl.files.tables.headers import overlooked
from returnctl.values.finding import Finding
from returnctl.values.location import Location
from returnctl.values.request import Column


class Misspelt:
    """The misspelt columns of one table; `at` is the row of its header. False where it has none."""

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
        for column, meant in self.columns:
            cells = self.filled.get(column.place)
            if cells:
                rows = [number for number, _ in cells]
                yield overlooked(column, meant, self.at, rows), tuple(dict.fromkeys(sku for _, sku in cells))
