"""Amazon's SKU override file as it is written: its header, its lines, and as many files as it takes.

UTF-8 without a byte order mark, lines ended with CR LF as Excel ends those of `Text (Tab delimited)`,
one tab between SKU and action, nothing ever in quotes.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from returnctl.files.encoding import decide_encoding
from returnctl.files.gate import Kind, recognise
from returnctl.files.table_kinds import is_action
from returnctl.files.tables import Table, sheet_table
from returnctl.files.workbooks import Visibility, Workbook, open_workbook
from returnctl.values.amazon import HEADER_ROWS, LONGEST_SKU, MOST_RECORDS
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.pattern import pattern
from returnctl.values.visible import visible

_DATA: Final = Path(__file__).parent.parent / "data" / "override_file.csv"
_END: Final = "\r\n"
_TEMPLATE: Final = "templatetype="
# Control characters, and what a program may take for the end of a line.
_CONTROL: Final = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_AGAIN: Final = "download the template again from Return Settings > Return Attribute Overrides"


class Limits(NamedTuple):
    """What Amazon takes: rows and bytes of one file, characters of a SKU."""

    most_rows: int
    most_bytes: int
    longest_sku: int


@lru_cache(maxsize=1)
def _facts() -> dict[str, str]:
    with _DATA.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["value"] for row in csv.DictReader(file)}


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


def header_of(path: str) -> tuple[str, str] | list[Finding]:
    """The two header rows of the seller's own template, a workbook or text, exactly as they stand."""
    kind = recognise(path, path)
    if isinstance(kind, Finding):
        return [kind]
    if kind.kind is Kind.WORKBOOK:
        return _workbook_header(path)
    if kind.kind is not Kind.TEXT:
        return [Finding(Code.UNKNOWN_TABLE, Location(path), f"expected a template, found {kind.kind.upper()}", _AGAIN)]
    return _text_header(path)


def _text_header(path: str) -> tuple[str, str] | list[Finding]:
    decoding = decide_encoding(path, path)
    if isinstance(decoding, Finding):
        return [decoding]
    with Path(path).open(encoding=decoding.codec, newline=None) as file:
        lines = [file.readline(1 << 20).removeprefix("\ufeff").rstrip("\n") for _ in range(HEADER_ROWS)]
    return _checked(path, None, [line.split("\t") for line in lines], lines)


def _workbook_header(path: str) -> tuple[str, str] | list[Finding]:
    book = open_workbook(path, path)
    if not isinstance(book, Workbook):
        return list(book)
    shown = [sheet for sheet in book.sheets if sheet.visibility is Visibility.VISIBLE]
    tables = [table for sheet in shown if isinstance(table := sheet_table(book, sheet, _is_mark), Table)]
    fitting = [table for table in tables if _is_mark(table.header)] or (tables if len(shown) == 1 else [])
    if len(fitting) != 1:
        names = ", ".join(f"`{visible(sheet.name)}`" for sheet in book.sheets[:12])
        message = f"no single sheet begins with `TemplateType=`; the sheets are {names}"
        return [Finding(Code.UNKNOWN_TABLE, Location(path), message, _AGAIN)]
    table = fitting[0]
    place = table.head.index(table.header)
    rows = [_trimmed(row) for row in table.head[place : place + HEADER_ROWS]]
    return _checked(path, table.sheet, rows, ["\t".join(row) for row in rows])


def _is_mark(cells: Sequence[str]) -> bool:
    return any(cell.strip().lower().startswith(_TEMPLATE) for cell in cells)


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Without the blank cells at the end of the row."""
    full = len(cells)
    while full and not cells[full - 1]:
        full -= 1
    return list(cells[:full])


def _checked(
    path: str, sheet: str | None, rows: Sequence[Sequence[str]], lines: Sequence[str]
) -> tuple[str, str] | list[Finding]:
    """Both header rows, if they are such."""
    at = Location(path, sheet)
    if len(rows) < HEADER_ROWS or not all(line.strip() for line in lines):
        return [Finding(Code.UNKNOWN_TABLE, at, "this is no template of Amazon's: two header rows are needed", _AGAIN)]
    for number, cells in enumerate(rows, 1):
        if len(cells) == 2 and is_action(cells[1]):
            message = f"row {number} is a SKU with its action, where the template has its header"
            return [Finding(Code.DATA_IN_HEADER, at._replace(row=number), message, _AGAIN)]
        for cell in cells:
            if "\n" in cell or "\r" in cell or (sheet is not None and "\t" in cell):
                message = f"row {number} of the template holds a line end or a tab inside a cell"
                return [Finding(Code.UNKNOWN_TABLE, at._replace(row=number), message, _AGAIN)]
    return lines[0], lines[1]


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
