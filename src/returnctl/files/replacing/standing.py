"""Whether a file that stands where an output is to go may be replaced: only what we made and nobody has filled in."""

import csv
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from returnctl.files.books.workbooks import Workbook, from_template, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.new_workbook import bears_our_time, untouched
from returnctl.files.recognising.roles import WHAT, Role, role_of
from returnctl.files.requests.report_columns import fields_of, report_named_by
from returnctl.files.requests.side_tables import REQUIRED as BESIDE
from returnctl.files.tables.answers import FINDINGS_HEADER, holds_answers, json_answers, json_names
from returnctl.files.tables.table import Table, sheet_table, text_table
from returnctl.files.worklists.entries import additions, first_entry
from returnctl.values.finding import Code, Finding
from returnctl.values.request import REQUIRED
from returnctl.values.text import visible


class Product(StrEnum):
    """What a command makes."""

    ANSWERS = "answers"
    TEMPLATE = "template"
    CONVERTED = "converted"
    MARKED = "marked"
    MENDED = "mended"
    FINDINGS = "findings"


class Output(NamedTuple):
    """What is to be written: made as what, and what it is to be read as later; none for what is no input.

    `columns` are those of a worklist, `to_fill` the ones among them that a person fills in. `source` is the file
    of which it is a copy: a copy in which nothing was changed is no loss.
    """

    product: Product
    roles: Collection[Role] = ()
    columns: Sequence[str] = ()
    to_fill: Sequence[str] = ()
    source: Document | None = None


_READ_BY: Final = {Role.POLICY: "--policy", Role.OVERRIDES: "--overrides", Role.AMAZON_OVERRIDES: "--overrides"}
# Nothing is lost with these, or they are no files of anybody's.
_NOTHING: Final = frozenset({Code.FILE_EMPTY, Code.FILE_MISSING, Code.NOT_A_FILE})
_LONGEST_HEADER: Final = 64 * 1024
_PART: Final = 1 << 20
_LISTS: Final = (Product.MARKED, Product.FINDINGS)
# What a product of ours may take the place of, as long as it is as we wrote it.
_REPLACES: Final = {
    Product.ANSWERS: (),
    Product.TEMPLATE: (Product.TEMPLATE,),
    Product.CONVERTED: (Product.CONVERTED,),
    Product.MARKED: _LISTS,
    Product.MENDED: (Product.CONVERTED, Product.TEMPLATE),
    Product.FINDINGS: (Product.FINDINGS,),
}


def loss(standing: Document, output: Output) -> str | None:
    """What would be lost if the output took the place of a file that stands there; None where that is nothing.

    Nothing is raised for a file that is damaged, or that has a password.
    """
    if output.source is not None and _is_copy(standing, output.source):
        return None
    if standing.kind is None:
        (why,) = standing.findings
        return None if why.code in _NOTHING else _unreadable(standing, why)
    if standing.kind is FileForm.WORKBOOK:
        book = open_workbook(standing)
        return _of_workbook(book, output) if isinstance(book, Workbook) else _unreadable(standing, book[-1])
    if standing.shown.lower().endswith((".xlsx", ".xlsm")):
        return _of_text(standing, Output(output.product)) or _named(standing, "is no workbook, so not of our making")
    return _of_text(standing, output)


def _is_copy(one: Document, other: Document) -> bool:
    streams = one.stream(), other.stream()
    parts = iter(lambda: [stream.read(_PART) for stream in streams], [b"", b""])
    return one.size == other.size and all(part == twin for part, twin in parts)


def _named(standing: Document, what: str) -> str:
    return f"`{visible(standing.shown, None)}` is there already, and {what}: it would be lost"


def _holds(standing: Document, role: Role, output: Output) -> str:
    """That a file of the seller's would be lost; by which option answers are made from it, if that was meant."""
    meant = _READ_BY.get(role) if output.product is Product.ANSWERS else None
    return _named(standing, f"holds {WHAT[role]}") + (f"; if it is to be read, write {meant}" if meant else "")


def _unreadable(standing: Document, why: Finding) -> str:
    if why.code is Code.PASSWORD_PROTECTED:
        name = visible(standing.shown, None)
        return f"`{name}` has a password, and may hold what you have entered: that would be lost"
    return _named(standing, f"nobody can tell what it holds ({why.message})")


def _of_workbook(book: Workbook, output: Output) -> str | None:
    """The loss of a workbook: each product replaces what it has made before, and nothing else."""
    standing, archive = book.document, book.archive
    made, role = _made_as(book), role_of(book.document).role
    if made is Product.ANSWERS:
        if output.product is Product.ANSWERS:
            return _of_worklist(book, output)
        return _named(standing, "is a worklist, which holds answers")
    # Copies keep what the original says of itself: only the file as a whole tells that nobody has saved them since.
    as_written = bears_our_time if output.product in (*_LISTS, Product.MENDED) else untouched
    may = made in _REPLACES[output.product]
    if may and as_written(archive) and (made in _LISTS or role in output.roles):
        return None
    if made in _LISTS:
        return _named(standing, "somebody has worked in it since it was made" if may else "lists findings")
    if made is Product.TEMPLATE and untouched(archive):
        return _named(standing, "is a template")
    return _holds(standing, role, output) if role else _named(standing, "is a workbook that returnctl did not make")


def _made_as(book: Workbook) -> Product:
    """As what a workbook was made, or might have been: by its sheets."""
    tables = [sheet_table(book, sheet, holds_answers) for sheet in book.sheets]
    headers = [table.header for table in tables if isinstance(table, Table)]
    if any(map(holds_answers, headers)):
        return Product.ANSWERS
    if FINDINGS_HEADER in headers:
        return Product.FINDINGS if len(book.sheets) == 1 else Product.MARKED
    return Product.TEMPLATE if from_template(book.sheets) else Product.CONVERTED


def _of_worklist(book: Workbook, output: Output) -> str | None:
    """A worklist may have been saved by Excel, as long as nothing of the seller's is in it."""
    if untouched(book.archive):
        return None
    if entry := first_entry(book.document, output.to_fill):
        return f"you have entered something in it, the first at {visible(str(entry), None)}: that would be lost"
    added = additions(book.document, output.columns, output.to_fill)
    return f"{visible(str(added), None)} is not of our making: that would be lost" if added else None


def _of_text(standing: Document, output: Output) -> str | None:
    """The loss of a text file: what we know as an input, unless the command writes that very kind."""
    if _answers(standing):
        return None if output.product is Product.ANSWERS else _named(standing, "holds answers of returnctl")
    role = role_of(standing).role
    if role is not None and standing.kind is FileForm.JSON:
        named = fields_of(json_names(standing), "returns")
        role = role if all(field in named for field in REQUIRED) else None
    if role is not None:
        return None if role in output.roles else _holds(standing, role, output)
    table = (
        text_table(standing, lambda cells: report_named_by(cells) is not None) if standing.kind is FileForm.TEXT else ()
    )
    if not isinstance(table, Table):
        return None
    if report := report_named_by(table.header):  # another report of Amazon's
        return _named(standing, f"is {report.what}")
    fields = fields_of(table.header, "deliveries")
    return _named(standing, "is a table of deliveries") if {*BESIDE["deliveries"]} <= {*fields} else None


def _answers(standing: Document) -> bool:
    if standing.kind is FileForm.JSON:
        return json_answers(standing)
    try:  # those of a million requests need not be read to know them
        line = standing.stream().readline(_LONGEST_HEADER).decode("utf-8")
        if holds_answers(next(csv.reader((line,)), ())):
            return True
    except (OSError, UnicodeDecodeError, csv.Error):
        pass
    table = text_table(standing, holds_answers) if standing.kind is FileForm.TEXT else None
    return isinstance(table, Table) and holds_answers(table.header)
