"""What became of a file: Amazon's own as a check of it or Amazon's answer has it, and tables that were converted."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from returnctl.values.finding import Finding
from returnctl.values.location import Location

# Source of all limits: sellercentral.amazon.com help G200828040, checked 2026-11-23.
MOST_RECORDS: Final = 50_000
MOST_BYTES: Final = 60 * 1024 * 1024  # Amazon says 60 MB, and not which
LONGEST_SKU: Final = 40  # characters
HEADER_ROWS: Final = 2


class AmazonFile(NamedTuple):
    """A file for Amazon, checked as Amazon will check it.

    `records` are the rows below the two header rows that hold anything, `failed` those that Amazon would not
    take: all of them where a fatal finding refuses the file. `usable` is false where the file cannot be read.
    """

    records: int
    failed: int
    findings: tuple[Finding, ...]
    usable: bool = True

    @property
    def passed(self) -> int:
        """How many records Amazon would take."""
        return self.records - self.failed


class Reported(NamedTuple):
    """One line of Amazon's processing report, which stands in its line `line`.

    `record` is Amazon's own number for the row of the upload: 0 is the header or the file as a whole, 1 the
    third physical line.
    """

    line: int
    record: int
    number: int
    fatal: bool
    message: str


class ProcessingReport(NamedTuple):
    """Amazon's answer to an upload. The counts are None where the report does not tell them.

    `usable` is false where the file is no processing report, or cannot be read.
    """

    file: str
    processed: int | None
    successful: int | None
    lines: tuple[Reported, ...]
    findings: tuple[Finding, ...]
    usable: bool = True


class Lost(NamedTuple):
    """One cell that the target cannot express: the term, what stood there, and why it is not in the target.

    `why` goes on after the name of the term: `has no place in Amazon's file`. `hint` is what to do instead.
    """

    at: Location
    term: str
    value: str
    why: str
    hint: str = ""


class Written(NamedTuple):
    """One file that was written: which tables it holds, and how many rows below their headers."""

    file: str
    tables: tuple[str, ...]
    rows: int


class Conversion(NamedTuple):
    """What became of every row: always `rows` = `kept` + all of `left_out`.

    `kept` are the rows of the input that are in the output, `left_out` the others by the reason why;
    `actions` counts the rows of Amazon's file by their action. `added` are those of them that are in no input:
    DELETE for what was uploaded before.
    """

    written: tuple[Written, ...]
    rows: int
    kept: int
    left_out: Mapping[str, int]
    lost: tuple[Lost, ...]
    actions: Mapping[str, int]
    added: int = 0
