"""A problem in an input: something for the owner of the file to mend."""

from enum import StrEnum
from typing import NamedTuple

from returnctl.values.codes import Code
from returnctl.values.location import Location

__all__ = ["Code", "Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding matters: an error changes what could be decided, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(NamedTuple):
    """One thing for the owner of the file to mend.

    `message` is lower case and without a full stop, says what was expected and what was found, with
    the seller's own text in backticks. `hint` is the remedy in Excel's words.
    """

    code: Code
    at: Location
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
