"""The numbers of Amazon's processing report, read from the package's own data."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from returnctl.schema.data import data_rows
from returnctl.values.amazon import HEADER_ROWS, AmazonCode
from returnctl.values.finding import AmazonMark

TOO_LARGE: Final = 41001
TOO_MANY: Final = 41002
NONE_VALID: Final = 41003
NO_SKU: Final = 41004
LONG_SKU: Final = 41006
BAD_HEADER: Final = 41008
NOT_TWO_FIELDS: Final = 41009
UNKNOWN_ACTION: Final = 41010


@cache
def amazon_codes() -> Mapping[int, AmazonCode]:
    """What each number means and what to do about it."""
    return {
        int(row["code"]): AmazonCode(
            int(row["code"]),
            row["severity"] == "fatal",
            row["column"],
            row["meaning"],
            row["remedy"],
            row["source"],
            date.fromisoformat(row["checked"]),
        )
        for row in data_rows("amazon_codes.csv")
    }


def amazon_mark(number: int, row: int | None = None) -> AmazonMark:
    """How Amazon would report a problem of a physical row, or of the file as a whole."""
    return AmazonMark(number, record_of(row) if row else 0, amazon_codes()[number].fatal)


def record_of(row: int) -> int:
    """Amazon's `original-record-number` of a physical row: 1 is the third, 0 stands for the header."""
    return max(0, row - HEADER_ROWS)
