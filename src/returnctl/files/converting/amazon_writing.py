"""Amazon's SKU override file as it is written: its header, its lines, and as many files as it takes.

UTF-8 without a byte order mark, lines ended with CR LF as Excel ends those of `Text (Tab delimited)`,
one tab between SKU and action, nothing ever in quotes.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from returnctl.files.built_in import data_rows
from returnctl.values.amazon import LONGEST_SKU, MOST_RECORDS
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.pattern import pattern
from returnctl.values.visible import visible

_END: Final = "\r\n"
# Control characters, and what a program may take for the end of a line.
_CONTROL: Final = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Limits(NamedTuple):
    """What Amazon takes: rows and bytes of one file, characters of a SKU."""

    most_rows: int
    most_bytes: int
    longest_sku: int


@lru_cache(maxsize=1)
def _facts() -> dict[str, str]:
    return {row["name"]: row["value"] for row in data_rows("override_file.csv")}


def amazon_limits() -> Limits:
    """Amazon's limits, as its help pages state them; the smaller reading of 60 MB."""
    return Limits(MOST_RECORDS, int(_facts()["most_bytes"]), LONGEST_SKU)


def usual_header() -> tuple[str, str]:
    """The two header rows where the seller gives no template; Amazon does not publish their text."""
    facts = _facts()
    return facts["header_1"].replace("|", "\t"), facts["header_2"].replace("|", "\t")


def header_assumed() -> Finding:
    """That the header rows are not the seller's own."""
    message = "Amazon does not publish the two header rows of its file: the usual ones were written"
    hint = "give the template that you downloaded with --template; Amazon's error 41008 means that its header differs"
    return Finding(Code.HEADER_ASSUMED, Location("this run"), message, hint, Severity.WARNING)


def refused_by_amazon(sku: str) -> tuple[str, str] | None:
    """Why Amazon's file cannot hold a SKU, and the remedy; None where it can."""
    most = amazon_limits().longest_sku
    if len(sku) > most:
        return f"has {len(sku)} characters, Amazon takes {most} at most (its error 41006)", "no listing has such a SKU"
    if found := _CONTROL().search(sku):
        return f"holds the control character `{visible(found[0])}`, which Amazon refuses", "type the SKU again"
    if sku.startswith('"'):
        return "begins with a quote, and Amazon's file knows no quoting", "set the action in Seller Central by hand"
    return None


def amazon_files(header: tuple[str, str], rows: Iterable[tuple[str, str]], limits: Limits) -> Iterator[list[bytes]]:
    """The files, each as its lines: never more rows or bytes than Amazon takes, each with the header."""
    top = [f"{line}{_END}".encode("utf-8", "surrogatepass") for line in header]
    lines, size = list(top), sum(map(len, top))
    for sku, action in rows:
        line = f"{sku}\t{action}{_END}".encode()
        if len(lines) - len(top) == limits.most_rows or size + len(line) > limits.most_bytes:
            yield lines
            lines, size = list(top), sum(map(len, top))
        lines.append(line)
        size += len(line)
    if len(lines) > len(top):
        yield lines
