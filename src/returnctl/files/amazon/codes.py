"""The numbers of Amazon's processing report, read from the package's own data."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from returnctl.schema.data import data_rows
from returnctl.values.amazon import HEADER_ROWS
from returnctl.values.finding import AmazonMark, Code, Finding
from returnctl.values.location import Location

TOO_LARGE: Final = 41001
TOO_MANY: Final = 41002
NONE_VALID: Final = 41003
NO_SKU: Final = 41004
LONG_SKU: Final = 41006
BAD_HEADER: Final = 41008
NOT_TWO_FIELDS: Final = 41009
UNKNOWN_ACTION: Final = 41010


class AmazonCode(NamedTuple):
    """What a number means. A fatal one refuses the whole file.

    `column` is what it is about: `sku`, `action`, or blank for the row or the file as a whole.
    """

    fatal: bool
    column: str
    remedy: str


@cache
def amazon_codes() -> Mapping[int, AmazonCode]:
    """What each number means and what to do about it."""
    return {
        int(row["code"]): AmazonCode(row["severity"] == "fatal", row["column"], row["remedy"])
        for row in data_rows("amazon_codes.csv")
    }


def amazon_mark(number: int, row: int | None = None) -> AmazonMark:
    """How Amazon would report a problem of a physical row, or of the header or file as a whole: record 0."""
    return AmazonMark(number, max(0, (row or 0) - HEADER_ROWS), amazon_codes()[number].fatal)


def refused(code: Code, at: Location, message: str, number: int, hint: str = "") -> Finding:
    """What Amazon would report under one of its numbers, with the number's own remedy unless there is a better hint."""
    return Finding(code, at, message, hint or amazon_codes()[number].remedy, amazon=amazon_mark(number, at.row))
