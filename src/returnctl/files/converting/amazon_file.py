"""Amazon's SKU override file as it is written: its header, its lines, and as many files as it takes.

UTF-8 without a byte order mark, lines ended with CR LF as Excel ends those of `Text (Tab delimited)`,
one tab between SKU and action, nothing ever in quotes. Its two header rows are those of the seller's own template
of Amazon's, a workbook or text, exactly as they stand. Amazon does not publish what stands in them, so that any two
rows are taken; only which sheet of a workbook is meant may be in doubt, and is then said.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from typing import Final, NamedTuple

from returnctl.files.amazon.uploads import TEMPLATE, names_action, names_columns, names_template
from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.recognising.roles import Role, role_of
from returnctl.files.recognising.wrong_files import another_file, find_overrides
from returnctl.files.tables.kinds import is_action
from returnctl.files.tables.table import Table, shown_tables
from returnctl.files.text.encoding import decide_encoding
from returnctl.schema.data import data_rows
from returnctl.schema.folding import folded
from returnctl.values.amazon import HEADER_ROWS, LONGEST_SKU, MOST_RECORDS
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text import pattern, visible

_END: Final = "\r\n"
# Control characters, and what a program may take for the end of a line.
_CONTROL: Final = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MARK: Final = "TemplateType="
_AGAIN: Final = "download the template again from Return Settings > Return Attribute Overrides"
_OTHERWISE: Final = "if another one is meant, save that sheet as Text (Tab delimited) and give it with --template"


class Header(NamedTuple):
    """The two rows as lines of text, and what there is to say of where they were found."""

    lines: tuple[str, str]
    findings: tuple[Finding, ...] = ()


def usual_header() -> Header:
    """The two header rows where the seller gives no template; Amazon does not publish their text."""
    facts = {row["name"]: row["value"].replace("|", "\t") for row in data_rows("override_file.csv")}
    message = "Amazon does not publish the two header rows of its file: the usual ones were written"
    hint = "give the template that you downloaded with --template; Amazon's error 41008 means that its header differs"
    assumed = Finding(Code.HEADER_ASSUMED, Location("this run"), message, hint, Severity.WARNING)
    return Header((facts["header_1"], facts["header_2"]), (assumed,))


def refused_by_amazon(sku: str) -> tuple[str, str] | None:
    """Why Amazon's file cannot hold a SKU, and the remedy; None where it can."""
    if len(sku) > LONGEST_SKU:
        why = f"has {len(sku)} characters, Amazon takes {LONGEST_SKU} at most (its error 41006)"
        return why, "no listing has such a SKU"
    if found := _CONTROL().search(sku):
        return f"holds the control character `{visible(found[0])}`, which Amazon refuses", "type the SKU again"
    if sku.startswith('"'):
        return "begins with a quote, and Amazon's file knows no quoting", "set the action in Seller Central by hand"
    return None


def most_bytes() -> int:
    """How large a file Amazon takes: the smaller reading of 60 MB."""
    return next(int(row["value"]) for row in data_rows("override_file.csv") if row["name"] == "most_bytes")


def amazon_files(
    header: tuple[str, str], rows: Iterable[tuple[str, str]], bytes_of_one: int, rows_of_one: int = MOST_RECORDS
) -> Iterator[list[bytes]]:
    """The files, each as its lines: never more rows or bytes than Amazon takes, each with the header."""
    top = [f"{line}{_END}".encode("utf-8", "surrogatepass") for line in header]
    lines, size = list(top), sum(map(len, top))
    for sku, action in rows:
        line = f"{sku}\t{action}{_END}".encode()
        if len(lines) - len(top) == rows_of_one or size + len(line) > bytes_of_one:
            yield lines
            lines, size = list(top), sum(map(len, top))
        lines.append(line)
        size += len(line)
    if len(lines) > len(top):
        yield lines


def header_of(document: Document) -> Header | list[Finding]:
    """The header rows of a template; findings where it has none."""
    if document.kind is None:
        return [*document.findings]
    other = _another(document)
    if other is not None:
        return [other]
    if document.kind is FileForm.WORKBOOK:
        return _workbook_header(document)
    if document.kind is not FileForm.TEXT:
        return _refused(Location(document.shown), f"expected a template, found {document.kind.upper()}")
    decoding = decide_encoding(document)
    if isinstance(decoding, Finding):
        return [decoding]
    with TextIOWrapper(document.stream(), encoding=decoding.codec, newline=None) as file:
        lines = [file.readline(1 << 20).removeprefix("\ufeff").rstrip("\n") for _ in range(HEADER_ROWS)]
    return _checked(Location(document.shown), [line.split("\t") for line in lines])


def _another(document: Document) -> Finding | None:
    """That the file is one of another kind, if it is so beyond doubt: two columns may be Amazon's own."""
    told = role_of(document)
    if told.role is None or told.role is Role.AMAZON_OVERRIDES:
        return next((finding for finding in told.findings if finding.code is Code.WRONG_REPORT), None)
    few = told.role is Role.OVERRIDES and all(k.fits(t.header) <= 2 for k, t in find_overrides(document)[0])
    return None if few else another_file("Amazon's template", told.role, document.shown, _AGAIN)


def _workbook_header(document: Document) -> Header | list[Finding]:
    book = open_workbook(document)
    if not isinstance(book, Workbook):
        return list(book)
    tables, _ = shown_tables(book, _is_mark)
    if not tables:
        return _refused(Location(book.shown), "no sheet of the template holds anything")
    table, findings = _chosen(tables, book.in_front)
    # The mark and the row below it; else the row of the columns and the one above it; else the first two.
    first = table.head.index(table.header) if _is_mark(table.header) else max(0, (_column_row(table) or 0) - 1)
    rows = table.head[first : first + HEADER_ROWS]
    full = [row[: max((n for n, cell in enumerate(row, 1) if cell), default=0)] for row in rows]
    header = _checked(Location(table.file, table.sheet), full)
    return header._replace(findings=findings) if isinstance(header, Header) else header


def _chosen(tables: Sequence[Table], in_front: str | None) -> tuple[Table, tuple[Finding, ...]]:
    """The sheet that is the template: by its mark, its columns, its name; else the one in front, which is said."""
    marked = [table for table in tables if _is_mark(table.header)]
    headed = [table for table in tables if _column_row(table) is not None or any(map(names_action, table.head))]
    named = [table for table in tables if folded(table.sheet or "") in ("template", "vorlage", TEMPLATE)]
    fitting: Sequence[Table] = marked or headed or named or tables
    table = next((table for table in fitting if table.sheet == in_front), fitting[0])
    if len(tables) == 1 or len(marked) == 1:
        return table, ()
    how_many = "several sheets begin" if marked else "no sheet begins"
    taken = f"the header rows were taken from the sheet `{visible(table.sheet or '')}`"
    at = Location(table.file, table.sheet)
    return table, (Finding(Code.SHEET_CHOSEN, at, f"{how_many} with `{_MARK}`: {taken}", _OTHERWISE, Severity.WARNING),)


def _is_mark(cells: Sequence[str]) -> bool:
    return names_template(cells) is not None


def _column_row(table: Table) -> int | None:
    """The place of the row that names both columns, SKU and action, among the first rows."""
    rows = enumerate(table.head[:3])
    return next((n for n, row in rows if names_columns(row)), None)


def _checked(at: Location, rows: Sequence[Sequence[str]]) -> Header | list[Finding]:
    lines = ["\t".join(cells) for cells in rows]
    if len(rows) < HEADER_ROWS or not all(line.strip() for line in lines):
        return _refused(at, "this is no template of Amazon's: two header rows are needed")
    for number, cells in enumerate(rows, 1):
        if len(cells) == 2 and is_action(cells[1]):
            message = f"row {number} is a SKU with its action, where the template has its header"
            return [Finding(Code.DATA_IN_HEADER, at._replace(row=number), message, _AGAIN)]
        if any(sign in cell for cell in cells for sign in "\n\r\t"):
            message = f"row {number} of the template holds a line end or a tab inside a cell"
            return _refused(at._replace(row=number), message)
    return Header((lines[0], lines[1]))


def _refused(at: Location, message: str) -> list[Finding]:
    return [Finding(Code.UNKNOWN_TABLE, at, message, _AGAIN)]
