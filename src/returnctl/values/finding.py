"""A problem in an input: something for the owner of the file to mend."""

from enum import StrEnum
from typing import NamedTuple

from returnctl.values.codes import Code
from returnctl.values.location import Location

__all__ = ["AmazonMark", "Code", "Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding matters: an error changes what could be decided, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class AmazonMark(NamedTuple):
    """How Amazon's processing report names a problem of an uploaded file.

    `code` is Amazon's number, `record` its `original-record-number`: 0 is the header or the file as a
    whole, 1 the third physical line. A `fatal` one refuses the whole file.
    Source: sellercentral.amazon.com help G200828080.
    """

    code: int
    record: int
    fatal: bool = False


class Finding(NamedTuple):
    """One thing for the owner of the file to mend.

    `message` is lower case and without a full stop, says what was expected and what was found, with
    the seller's own text in backticks. `hint` is the remedy in Excel's words. `amazon` is set where
    Amazon would refuse, or has refused, the row or the file.
    """

    code: Code
    at: Location
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    amazon: AmazonMark | None = None
