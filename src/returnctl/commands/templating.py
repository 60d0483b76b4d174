"""Templates at work: what is to be filled in, where it goes, and how it is written."""

import csv
import io
import os
import sys
from collections.abc import Sequence
from typing import Final

import typer

from returnctl.commands.choices import meant, wrong
from returnctl.commands.exits import Exit, goes_out, say
from returnctl.commands.reporting import UNWRITTEN, Reporter, show, shown_table
from returnctl.files.converting.carrying import Value
from returnctl.files.converting.table_writing import form_text
from returnctl.files.document import open_document
from returnctl.files.templates.book import beyond_sheets, write_template
from returnctl.files.templates.form import KINDS, POLICY_SHEETS, Template, blank_template, plain, store_of
from returnctl.files.templates.requests import requests_from
from returnctl.files.templates.taking import template_from
from returnctl.files.writing import whole_file
from returnctl.schema.folding import folded, nearest
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text import TextForm, visible

# What else a kind may be called.
_MEANT: Final = {
    **dict.fromkeys(("return", "returns", "returns-report", "report", "rma", "rmas", "retouren"), "requests"),
    **dict.fromkeys(("exceptions", "skus", "sku", "amazon", "amazon-overrides", "ausnahmen"), "overrides"),
    **dict.fromkeys(("settings", "rules", "reasons", "holidays", "categories", "tests", "regeln"), "policy"),
}


def check_kind(kind: str) -> None:
    """Whether there is a template of that kind; wrong usage ends the command."""
    if kind not in KINDS:
        near = _MEANT.get(kind.casefold()) or nearest(kind.casefold(), KINDS)
        raise wrong(f"there is no template for `{visible(kind)}`; {meant(near, KINDS)}", "KIND")


def sheet_of(given: str | None, kind: str, form: str) -> str | None:
    """Which sheet of a policy a text file holds; None for a workbook, which holds all."""
    if given is None:
        return POLICY_SHEETS[0] if form != "xlsx" and kind == "policy" else None
    if kind != "policy":
        raise wrong(f"{kind} have one sheet only; leave it out", "--sheet")
    if form == "xlsx":
        raise wrong("a workbook holds all sheets; leave it out, or add --format csv", "--sheet")
    found = next((name for name in POLICY_SHEETS if folded(name) == folded(given)), None)
    if found is None:
        hint = meant(nearest(given, POLICY_SHEETS), POLICY_SHEETS)
        raise wrong(f"a policy has no sheet `{visible(given)}`; {hint}", "--sheet")
    return found


def output_of(output: str | None, form: str, holds: str) -> str:
    """Where to write to: on a terminal a new file in this folder, if none was named."""
    terminal = sys.stdout.isatty()
    if output == "-" and form == "xlsx" and terminal:
        raise wrong("a workbook cannot be shown on a terminal; name a file", "--output")
    if output is not None or not terminal:
        return output or "-"
    name = f"{holds.lower()}-template.{form}"
    if os.path.lexists(name):
        hint = f"name another file with -o; with -o {name} it is replaced if nobody has filled it in"
        say(f"{name} is there already, and stays as it is\n  hint: {hint}")
        raise typer.Exit(Exit.OUTPUT)
    return name


def made_from(kind: str, source: str | None, code: str | None, reporter: Reporter) -> tuple[Template, int]:
    """The template, blank or filled, and its rows; ends the command where the file cannot be used."""
    store = store_of(code) if code else None
    if source is None:
        return blank_template(kind, store), 0
    with open_document(source) as document:
        taken = requests_from(store, document) if kind == "requests" else template_from(kind, store, document)
    if taken.template is None:
        reporter.refuse(taken.findings, UNWRITTEN)
    reporter.tell(taken.findings)
    return taken.template, taken.rows


def write(made: Template, form: TextForm | None, sheet: str | None, output: str, reporter: Reporter) -> None:
    """Write the workbook, or one of its tables as text."""
    if form is not None:
        table = next(each for each in made.tables if sheet in (None, each.name))
        header = [field.name for field in table.fields]
        text, marks = table_text([header, *([plain(entry) for entry in row] for row in table.rows)], form)
        if marks:
            reporter.tell([_about_marks(header, marks, "<stdout>" if output == "-" else output)])
        if output == "-" and sys.stdout.isatty():
            show(shown_table(text))
            return
        # A file has the mark by which Excel knows its encoding.
        content = text.encode("utf-8" if output == "-" else "utf-8-sig", "surrogatepass")
    else:
        if beyond := beyond_sheets(made, output):
            reporter.refuse(beyond, UNWRITTEN)
        name = "" if output == "-" else visible(os.path.basename(output), None)  # noqa: PTH119
        book = io.BytesIO()
        write_template(book, made._replace(file=name))
        content = book.getvalue()
    if output == "-":
        goes_out()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    with whole_file(output) as stream:
        stream.write(content)


def table_text(rows: Sequence[Sequence[Value]], form: TextForm) -> tuple[str, list[tuple[int, int, str]]]:
    """A table as text; and the line, the column and the text of each cell before which a `'` had to be put."""
    stream, line = io.StringIO(newline=""), 1
    writer = csv.writer(stream, delimiter=form.delimiter, lineterminator="\r\n")
    marks = []
    for row in rows:
        texts = ["" if cell is None else form_text(form, cell, own=False) for cell in row]
        marks += [
            (line, place, cell)
            for place, (cell, text) in enumerate(zip(row, texts, strict=True), 1)
            if isinstance(cell, str) and cell != text
        ]
        writer.writerow(texts)
        line += 1 + sum(text.count("\n") for text in texts)
    return stream.getvalue(), marks


def _about_marks(header: list[str], marks: list[tuple[int, int, str]], shown: str) -> Finding:
    """Cells that stand with a `'` before them: a SKU among them would be another one."""
    line, column, text = marks[0]
    at = Location(shown, None, line, column, header[column - 1])
    others = "one more cell" if len(marks) == 2 else f"{len(marks) - 1} more cells"
    more = f"; so do {others}" if len(marks) > 1 else ""
    message = f"`{visible(text)}` stands with a `'` before it, so that no spreadsheet takes it for a formula{more}"
    hint = "write a workbook (.xlsx), in which every text stands as it is"
    return Finding(Code.APOSTROPHE_ADDED, at, message, hint, Severity.WARNING)
