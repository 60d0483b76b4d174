"""The package's own tables: the only reader of the folder `data`."""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from returnctl.values.location import Cite, Origin
from returnctl.values.policy import Store

Row = dict[str, str]
_DATA: Final = Path(__file__).parent.parent / "data"


@cache
def data_rows(name: str) -> tuple[Row, ...]:
    """The rows of one table, each of which is read once."""
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def built_in_cite(row: Row, name: str, value: str) -> Cite:
    """The evidence that a row is: its source, and the day on which it was checked."""
    return Cite(Origin.BUILT_IN, None, name, value, row["source"], date.fromisoformat(row["checked"]))


@cache
def built_in_stores() -> tuple[Store, ...]:
    """Amazon's stores."""
    return tuple(
        Store(
            row["store"],
            row["currency"],
            row["zone"],
            tuple(filter(None, row["aliases"].split("|"))),
            built_in_cite(row, f"stores ({row['store']})", row["zone"]),
        )
        for row in data_rows("stores.csv")
    )
