"""The answer that Amazon would send back for a file, in the form of its processing report."""

from collections.abc import Iterator
from typing import Final

from returnctl.values.amazon import AmazonFile
from returnctl.values.visible import visible

_HEADER: Final = ("original-record-number", "error-code", "error-type", "error-message")


def processing_report(checked: AmazonFile) -> Iterator[str]:
    """The lines of the report, tab-delimited, without their ends: summary, header, then a line for each problem.

    The numbers and types are Amazon's, the messages ours. Source: sellercentral.amazon.com help G200828040.
    """
    yield "Feed Processing Summary:"
    yield f"Number of records processed: {checked.records}"
    yield f"Number of records successful: {checked.passed}"
    yield ""
    yield "\t".join(_HEADER)
    marked = [(finding.amazon, finding.message) for finding in checked.findings if finding.amazon is not None]
    for mark, message in sorted(marked, key=lambda item: item[0].record):
        kind = "fatal" if mark.fatal else "error"
        yield "\t".join((str(mark.record), str(mark.code), kind, visible(message, None)))
