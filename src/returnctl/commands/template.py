"""`returnctl template`: workbooks to be filled in, blank or with what a file holds."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final

import typer

from returnctl.commands.options import DecimalMark, Delimiter, Text, files_of, option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from returnctl.commands.reporting import Reporter
    from returnctl.files.converting.carrying import Value
    from returnctl.files.templates.form import Template
    from returnctl.values.finding import Finding
    from returnctl.values.text_form import TextForm

# What else a kind may be called.
_MEANT: Final = {
    **dict.fromkeys(("return", "returns", "returns-report", "report", "rma", "rmas", "retouren"), "requests"),
    **dict.fromkeys(("exceptions", "skus", "sku", "amazon", "amazon-overrides", "ausnahmen"), "overrides"),
    **dict.fromkeys(("settings", "rules", "reasons", "holidays", "categories", "tests", "regeln"), "policy"),
}


def template(
    kind: Annotated[str, files_of("policy|overrides|requests", "What is to be filled in.")],
    output: Annotated[Text, option("FILE", "Write to this file; - is standard output.", "--output", "-o")] = None,
    form: Annotated[Text, option("FORMAT", "xlsx, csv or tsv.", "--format", default="by --output, else xlsx")] = None,
    source: Annotated[Text, option("FILE", "Fill it with what this file holds.", "--from")] = None,
    store: Annotated[Text, option("STORE", "Made for this store, e.g. DE. [env: RETURNCTL_STORE]")] = None,
    sheet: Annotated[Text, option("SHEET", "Which sheet of a policy, in csv and tsv.", default="Settings")] = None,
    delimiter: Delimiter = None,
    decimal: DecimalMark = None,
) -> None:
    """Make a workbook for a policy, overrides or requests, to be filled in with Excel.

    Each column is explained, choices are drop-downs, and Excel warns of what may not stand in a cell.
    """
    from returnctl.commands.choices import check_place, check_standing, form_of, store_code, text_form, wrong
    from returnctl.commands.reporting import Reporter
    from returnctl.commands.showing import show_lines
    from returnctl.values.visible import plural, typed, visible

    _check_kind(kind)
    form = form_of(form, output, ("xlsx", "csv", "tsv"))
    text = text_form(form, delimiter, decimal)
    sheet = _sheet_of(sheet, kind, form)
    code = store_code(store)
    if source == "-":
        raise wrong("standard input cannot be read here; name a file", "--from")
    output = _output_of(output, form, sheet or kind)
    check_place(output, [source] if source else [])
    check_standing(output, "template", ("requests", "returns-report") if kind == "requests" else (kind,))
    reporter = Reporter(colour=True)
    made, rows = _made(kind, source, code, reporter)
    if form == "xlsx":
        _write_workbook(made, output, reporter)
    else:
        _write_text(made, text, sheet, output, reporter)
    reporter.close()
    if output != "-":
        todo = "fill it in" if not reporter.errors else "mend the red cells" if form == "xlsx" else "mend the cells"
        came = f", with {rows} {plural('row', rows)} from {visible(source, None)}" if source else ""
        written = f"written to {visible(output, None)}{came}"
        show_lines([written, f"{todo}, save it, then: returnctl validate {typed(output)}"])
    reporter.end()


def _check_kind(kind: str) -> None:
    from returnctl.commands.choices import meant, wrong
    from returnctl.files.templates.form import KINDS
    from returnctl.schema.folding import nearest
    from returnctl.values.visible import visible

    if kind not in KINDS:
        near = _MEANT.get(kind.casefold()) or nearest(kind.casefold(), KINDS)
        raise wrong(f"there is no template for `{visible(kind)}`; {meant(near, KINDS)}", "KIND")


def _sheet_of(given: str | None, kind: str, form: str) -> str | None:
    """Which sheet of a policy a text file holds; None for a workbook, which holds all."""
    from returnctl.commands.choices import meant, wrong
    from returnctl.files.templates.form import POLICY_SHEETS
    from returnctl.schema.folding import folded, nearest
    from returnctl.values.visible import visible

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


def _output_of(output: str | None, form: str, holds: str) -> str:
    """Where to write to: on a terminal a new file in this folder, if none was named."""
    from returnctl.commands.choices import wrong
    from returnctl.commands.exits import Exit, say

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


def _made(kind: str, source: str | None, code: str | None, reporter: "Reporter") -> "tuple[Template, int]":
    """The template, blank or filled; ends the command where the file cannot be used."""
    from returnctl.commands.reporting import UNWRITTEN
    from returnctl.files.templates.form import blank_template, store_of

    store = store_of(code) if code else None
    if source is None:
        return blank_template(kind, store), 0
    from returnctl.files.document import open_document
    from returnctl.files.templates.requests import requests_from
    from returnctl.files.templates.taking import template_from

    with open_document(source) as document:
        taken = requests_from(store, document) if kind == "requests" else template_from(kind, store, document)
    if taken.template is None:
        reporter.refuse(taken.findings, UNWRITTEN)
    reporter.tell(taken.findings)
    return taken.template, taken.rows


def _write_workbook(made: "Template", output: str, reporter: "Reporter") -> None:
    from returnctl.commands.reporting import UNWRITTEN
    from returnctl.files.templates.book import beyond_sheets, write_template
    from returnctl.values.visible import visible

    if beyond := beyond_sheets(made, output):
        reporter.refuse(beyond, UNWRITTEN)
    called = made._replace(file="" if output == "-" else visible(os.path.basename(output), None))  # noqa: PTH119
    _put(output, lambda stream: write_template(stream, called))


def _write_text(made: "Template", form: "TextForm", sheet: str | None, output: str, reporter: "Reporter") -> None:
    """Write one of its tables as text."""
    from returnctl.commands.showing import show, shown_table
    from returnctl.files.templates.form import plain

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
    _put(output, lambda stream: stream.write(content))


def table_text(rows: "Sequence[Sequence[Value]]", form: "TextForm") -> "tuple[str, list[tuple[int, int, str]]]":
    """A table as text; and the line, the column and the text of each cell before which a `'` had to be put."""
    import csv
    import io

    from returnctl.files.converting.table_writing import form_text

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


def _put(output: str, write: "Callable[[BinaryIO], object]") -> None:
    if output == "-":
        from returnctl.commands.exits import goes_out

        goes_out()
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    from returnctl.files.writing import whole_file

    with whole_file(output) as stream:
        write(stream)


def _about_marks(header: list[str], marks: "list[tuple[int, int, str]]", shown: str) -> "Finding":
    """Cells that stand with a `'` before them: a SKU among them would be another one."""
    from returnctl.values.finding import Code, Finding, Severity
    from returnctl.values.location import Location
    from returnctl.values.visible import visible

    line, column, text = marks[0]
    at = Location(shown, None, line, column, header[column - 1])
    others = "one more cell" if len(marks) == 2 else f"{len(marks) - 1} more cells"
    more = f"; so do {others}" if len(marks) > 1 else ""
    message = f"`{visible(text)}` stands with a `'` before it, so that no spreadsheet takes it for a formula{more}"
    hint = "write a workbook (.xlsx), in which every text stands as it is"
    return Finding(Code.APOSTROPHE_ADDED, at, message, hint, Severity.WARNING)
