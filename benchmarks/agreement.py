"""How often another program gives the same answer as returnctl."""

import csv
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple


class Agreement(NamedTuple):
    """Of so many rows, how many have the same recommendation, and how many the same item as well."""

    rows: int
    recommendation: int
    item: int

    def __str__(self) -> str:
        """In percent."""
        share = [f"{100 * part / self.rows:.3f}".rstrip("0").rstrip(".") for part in (self.recommendation, self.item)]
        return f"{share[0]} % of {self.rows:,} rows; with the item {share[1]} %"


def agreement(ours: Path, theirs: Path) -> Agreement:
    """Compare two outputs row by row; a row out of its place counts as different."""
    rows = same = wholly = 0
    for one, other in zip(_answers(ours), _answers(theirs), strict=True):
        rows += 1
        same += one[:2] == other[:2]
        wholly += one == other
    return Agreement(rows, same, wholly)


def differences(ours: Path, theirs: Path) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """The rows that differ in their recommendation, numbered as in the report."""
    for row, (one, other) in enumerate(zip(_answers(ours), _answers(theirs), strict=True), 2):
        if one[:2] != other[:2]:
            yield row, one, other


def _answers(path: Path) -> Iterator[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        yield from map(itemgetter(*map(next(rows).index, ("order_id", "recommendation", "item"))), rows)
