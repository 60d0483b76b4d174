"""Amazon's SKU override file as Amazon sees it: what a check of it comes to, and Amazon's answer to an upload."""

from typing import Final, NamedTuple

from returnctl.values.finding import Finding

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
