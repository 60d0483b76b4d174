"""Whether a file that stands where an output is to go may be replaced: only what we made and nobody has filled in."""

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from filecmp import cmp
from pathlib import Path
from typing import Final, NamedTuple

from returnctl.files.books.guide_sheets import from_template
from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.edits.findings_sheet import BEFORE, HEADERS
from returnctl.files.edits.timeless import bears_our_time, untouched
from returnctl.files.gate.kind import Kind, recognise
from returnctl.files.recognising.roles import WHAT, Role, role_of
from returnctl.files.requests.report_columns import fields_of, report_named_by
from returnctl.files.requests.side_tables import REQUIRED as BESIDE
from returnctl.files.tables.answers import holds_answers, json_answers, json_names
from returnctl.files.tables.table import Table, sheet_table, text_table
from returnctl.files.worklists.entries import additions, first_entry
from returnctl.values.finding import Code, Finding
from returnctl.values.request import REQUIRED
from returnctl.values.visible import visible


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
    source: str | None = None


_READ_BY: Final = {Role.POLICY: "--policy", Role.OVERRIDES: "--overrides", Role.AMAZON_OVERRIDES: "--overrides"}
# Nothing is lost with these, or they are no files of anybody's.
_NOTHING: Final = frozenset({Code.FILE_EMPTY, Code.FILE_MISSING, Code.NOT_A_FILE})
_LONGEST_HEADER: Final = 64 * 1024
_FOREIGN: Final = "is a workbook that returnctl did not make"
_DELIVERIES: Final = "is a table of deliveries"


def loss(path: str, output: Output) -> str | None:
    """What would be lost if the output took the place of what stands at `path`; None where that is nothing.

    Nothing is raised for a file that is damaged, or that has a password.
    """
    if not Path(path).is_file() or (output.source is not None and cmp(path, output.source, shallow=False)):
        return None
    form = recognise(path)
    if isinstance(form, Finding):
        return None if form.code in _NOTHING else _unreadable(path, form)
    if form.kind is Kind.WORKBOOK:
        book = open_workbook(path)
        return _of_workbook(book, output) if isinstance(book, Workbook) else _unreadable(path, book[-1])
    if path.lower().endswith((".xlsx", ".xlsm")):
        return _of_text(path, form.kind, Output(output.product)) or _named(path, "is no workbook, so not of our making")
    return _of_text(path, form.kind, output)


def _named(path: str, what: str) -> str:
    return f"`{visible(path, None)}` is there already, and {what}: it would be lost"


def _holds(path: str, role: Role, output: Output) -> str:
    """That a file of the seller's would be lost; by which option answers are made from it, if that was meant."""
    meant = _READ_BY.get(role) if output.product is Product.ANSWERS else None
    return _named(path, f"holds {WHAT[role]}") + (f"; if it is to be read, write {meant}" if meant else "")


def _unreadable(path: str, why: Finding) -> str:
    if why.code is Code.PASSWORD_PROTECTED:
        return f"`{visible(path, None)}` has a password, and may hold what you have entered: that would be lost"
    return _named(path, f"nobody can tell what it holds ({why.message})")


def _of_workbook(book: Workbook, output: Output) -> str | None:
    """The loss of a workbook: each product replaces what it has made before, and nothing else."""
    made = _made_as(book)
    if made is Product.ANSWERS:
        return (
            _of_worklist(book, output)
            if output.product is Product.ANSWERS
            else _named(book.path, "is a worklist, which holds answers")
        )
    may = _REPLACES[output.product]
    role = role_of(book.path, book.path).role
    if made in may.made and may.unchanged(book.path) and (made in _LISTS or role in output.roles):
        return None
    if made in _LISTS:
        worked = made in may.made
        return _named(book.path, "somebody has worked in it since it was made" if worked else "lists findings")
    if made is Product.TEMPLATE and untouched(book.path):
        return _named(book.path, "is a template")
    return _holds(book.path, role, output) if role else _named(book.path, _FOREIGN)


def _made_as(book: Workbook) -> Product:
    """As what a workbook was made, or might have been: by its sheets."""
    tables = [sheet_table(book, sheet, holds_answers) for sheet in book.sheets]
    headers = [table.header for table in tables if isinstance(table, Table)]
    if any(map(holds_answers, headers)):
        return Product.ANSWERS
    if (*HEADERS, BEFORE) in headers:
        return Product.FINDINGS if len(book.sheets) == 1 else Product.MARKED
    return Product.TEMPLATE if from_template(book.sheets) else Product.CONVERTED


def _of_worklist(book: Workbook, output: Output) -> str | None:
    """A worklist may have been saved by Excel, as long as nothing of the seller's is in it."""
    path = book.path
    if untouched(path):
        return None
    entry = first_entry(path, output.to_fill)
    if entry is not None:
        return f"you have entered something in it, the first at {visible(str(entry), None)}: that would be lost"
    added = additions(path, output.columns, output.to_fill)
    return f"{visible(str(added), None)} is not of our making: that would be lost" if added else None


class _Replaces(NamedTuple):
    """What a product may take the place of, and what tells that this is as we wrote it."""

    made: tuple[Product, ...]
    unchanged: Callable[[str], bool]


# Copies keep what the original says of itself: only the file as a whole tells that nobody has saved them since.
_REPLACES: Final[Mapping[Product, _Replaces]] = {
    Product.ANSWERS: _Replaces((), untouched),
    Product.TEMPLATE: _Replaces((Product.TEMPLATE,), untouched),
    Product.CONVERTED: _Replaces((Product.CONVERTED,), untouched),
    Product.MARKED: _Replaces((Product.MARKED, Product.FINDINGS), bears_our_time),
    Product.MENDED: _Replaces((Product.CONVERTED, Product.TEMPLATE), bears_our_time),
    Product.FINDINGS: _Replaces((Product.FINDINGS,), bears_our_time),
}
_LISTS: Final = (Product.MARKED, Product.FINDINGS)


def _of_text(path: str, kind: Kind, output: Output) -> str | None:
    """The loss of a text file: what we know as an input, unless the command writes that very kind."""
    if _answers(path, kind):
        return None if output.product is Product.ANSWERS else _named(path, "holds answers of returnctl")
    role = role_of(path, path).role
    if role is not None and kind is Kind.JSON:
        named = fields_of(json_names(path), "returns")
        role = role if all(field in named for field in REQUIRED) else None
    if role is not None:
        return None if role in output.roles else _holds(path, role, output)
    beside = _beside(path) if kind is Kind.TEXT else None
    return _named(path, beside) if beside else None


def _answers(path: str, kind: Kind) -> bool:
    if kind is Kind.JSON:
        return json_answers(path)
    if _begins_as_answers(path):  # those of a million requests need not be read to know them
        return True
    table = text_table(path, path, holds_answers) if kind is Kind.TEXT else None
    return isinstance(table, Table) and holds_answers(table.header)


def _begins_as_answers(path: str) -> bool:
    """Whether the first line is the header of answers as we write it."""
    try:
        with Path(path).open("rb") as file:
            line = file.readline(_LONGEST_HEADER).decode("utf-8")
        return holds_answers(next(csv.reader((line,)), ()))
    except (OSError, UnicodeDecodeError, csv.Error):
        return False


def _beside(path: str) -> str | None:
    """Another report of Amazon's, or a file that stands beside one."""
    table = text_table(path, path, lambda cells: report_named_by(cells) is not None)
    if not isinstance(table, Table):
        return None
    report = report_named_by(table.header)
    if report is not None:
        return f"is {report.what}"
    fields = fields_of(table.header, "deliveries")
    return _DELIVERIES if all(field in fields for field in BESIDE["deliveries"]) else None
