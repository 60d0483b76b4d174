"""`returnctl template`: workbooks to be filled in, blank or with what a file holds."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn

import typer

from returnctl.commands.converting_choices import (
    DECIMAL_DEFAULT,
    DECIMAL_HELP,
    DELIMITER_DEFAULT,
    DELIMITER_HELP,
    text_form,
)
from returnctl.commands.ends import Exit, goes_out
from returnctl.commands.exits import boundary

if TYPE_CHECKING:
    from returnctl.commands.reporting import Reporter
    from returnctl.files.templates.form import Filled, Template
    from returnctl.values.text_form import TextForm

_FORMS = ("xlsx", "csv", "tsv")
# What else a kind may be called.
_MEANT = {
    **dict.fromkeys(("return", "returns", "returns-report", "report", "rma", "rmas", "retouren"), "requests"),
    **dict.fromkeys(("exceptions", "skus", "sku", "amazon", "amazon-overrides", "ausnahmen"), "overrides"),
    **dict.fromkeys(("settings", "rules", "reasons", "holidays", "categories", "tests", "regeln"), "policy"),
}


def template(
    kind: Annotated[str, typer.Argument(metavar="policy|overrides|requests", help="What is to be filled in.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file; - is standard output."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="xlsx, csv or tsv.", show_default="by --output, else xlsx"),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Fill it with what this file holds.")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="STORE", help="Made for this store, e.g. DE. [env: RETURNCTL_STORE]"),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(metavar="SHEET", help="Which sheet of a policy, in csv and tsv.", show_default="Settings"),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="SIGN", help=DELIMITER_HELP, show_default=DELIMITER_DEFAULT)
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(metavar="MARK", help=DECIMAL_HELP, show_default=DECIMAL_DEFAULT)
    ] = None,
) -> None:
    """Make a workbook for a policy, overrides or requests, to be filled in with Excel.

    Each column is explained, choices are drop-downs, and Excel warns of what may not stand in a cell.
    """
    with boundary():
        _template(_Options(kind, output, form, source, store, sheet, (delimiter, decimal)))


class _Options(NamedTuple):
    kind: str
    output: str | None
    form: str | None
    source: str | None
    store: str | None
    sheet: str | None
    separators: tuple[str | None, str | None]


def _template(options: _Options) -> None:
    """Check what was asked for, fill the template, write it."""
    from returnctl.commands.choices import check_place, check_standing, store_code
    from returnctl.commands.reporting import Reporter

    _check_kind(options.kind)
    form = _form_of(options)
    text = text_form(form, *options.separators)
    sheet = _sheet_of(options, form)
    code = store_code(options.store or os.environ.get("RETURNCTL_STORE") or None)
    if options.source == "-":
        raise typer.BadParameter("standard input cannot be read here; name a file", param_hint="--from")
    output = _output_of(options, form, sheet)
    check_place(output, [options.source] if options.source else [])
    check_standing(
        output, "template", ("requests", "returns-report") if options.kind == "requests" else (options.kind,)
    )
    reporter = Reporter(colour=True)
    made, rows = _made(options, code, reporter)
    _write(made, form if form == "xlsx" else text, sheet, output, reporter)
    reporter.close()
    if output != "-":
        todo = "fill it in" if not reporter.errors else "mend the red cells" if form == "xlsx" else "mend the cells"
        _say_what_next(output, _came(rows, options.source), todo)
    if reporter.errors:
        raise typer.Exit(Exit.FINDINGS)


def _check_kind(kind: str) -> None:
    from returnctl.files.templates.tables import KINDS
    from returnctl.schema.folding import nearest
    from returnctl.values.visible import visible

    if kind not in KINDS:
        near = _MEANT.get(kind.casefold()) or nearest(kind.casefold(), KINDS)
        meant = f"did you mean `{near}`?" if near else f"write one of {', '.join(KINDS)}"
        raise typer.BadParameter(f"there is no template for `{visible(kind)}`; {meant}", param_hint="KIND")


def _form_of(options: _Options) -> str:
    """The format asked for, else the one that the ending of the output names, else a workbook."""
    from returnctl.values.visible import visible

    output, form = options.output, options.form
    if output == "":
        raise typer.BadParameter("the name of the output is empty", param_hint="--output")
    ending = os.path.splitext(output or "")[1].lower().removeprefix(".")  # noqa: PTH122
    if form is not None and form not in _FORMS:
        raise typer.BadParameter(f"`{visible(form)}` is not one of {', '.join(_FORMS)}", param_hint="--format")
    if form is not None and ending in _FORMS and ending != form:
        raise typer.BadParameter(f"the output ends in .{ending}, but the format is {form}", param_hint="--output")
    if form is None and output not in (None, "-") and ending not in _FORMS:
        message = f"the ending of `{visible(output or '')}` names no format: use .xlsx, .csv or .tsv, or --format"
        raise typer.BadParameter(message, param_hint="--output")
    return form or (ending if ending in _FORMS else _FORMS[0])


def _sheet_of(options: _Options, form: str) -> str | None:
    """Which sheet of a policy a text file holds; None for a workbook, which holds all."""
    from returnctl.files.templates.tables import POLICY_SHEETS
    from returnctl.schema.folding import folded, nearest
    from returnctl.values.visible import visible

    if options.sheet is None:
        return POLICY_SHEETS[0] if form != "xlsx" and options.kind == "policy" else None
    if options.kind != "policy":
        raise typer.BadParameter(f"{options.kind} have one sheet only; leave it out", param_hint="--sheet")
    if form == "xlsx":
        message = "a workbook holds all sheets; leave it out, or add --format csv"
        raise typer.BadParameter(message, param_hint="--sheet")
    found = next((name for name in POLICY_SHEETS if folded(name) == folded(options.sheet or "")), None)
    if found is None:
        near = nearest(options.sheet, POLICY_SHEETS)
        meant = f"did you mean `{near}`?" if near else f"write one of {', '.join(POLICY_SHEETS)}"
        raise typer.BadParameter(f"a policy has no sheet `{visible(options.sheet)}`; {meant}", param_hint="--sheet")
    return found


def _output_of(options: _Options, form: str, sheet: str | None) -> str:
    """Where to write to: on a terminal a new file in this folder, if none was named."""
    if options.output is not None:
        if options.output == "-" and form == "xlsx" and sys.stdout.isatty():
            raise typer.BadParameter("a workbook cannot be shown on a terminal; name a file", param_hint="--output")
        return options.output
    if not sys.stdout.isatty():
        return "-"
    name = f"{(sheet or options.kind).lower()}-template.{form}"
    if os.path.lexists(name):
        sys.stderr.write(f"returnctl: {name} is there already, and stays as it is\n")
        sys.stderr.write(
            f"  hint: name another file with -o; with -o {name} it is replaced if nobody has filled it in\n"
        )
        raise typer.Exit(Exit.OUTPUT)
    return name


def _made(options: _Options, code: str | None, reporter: "Reporter") -> "tuple[Template, int]":
    """The template, blank or filled; ends the command where the file cannot be used."""
    from returnctl.files.templates.form import blank_template
    from returnctl.files.templates.tables import store_of

    store = store_of(code) if code else None
    if options.source is None:
        return blank_template(options.kind, store), 0
    from returnctl.files.document import open_document

    with open_document(options.source) as document:
        if options.kind == "requests":
            from returnctl.files.templates.requests import requests_from

            taken = requests_from(store, document)
        else:
            from returnctl.files.templates.taking import template_from

            taken = template_from(options.kind, store, document)
    reporter.tell(taken.findings)
    if taken.template is None:
        _unusable(reporter)
    return taken.template, taken.rows


def _unusable(reporter: "Reporter") -> NoReturn:
    reporter.close()
    sys.stderr.write("returnctl: nothing was written\n")
    raise typer.Exit(Exit.INPUT)


def _write(made: "Template", form: "str | TextForm", sheet: str | None, output: str, reporter: "Reporter") -> None:
    """Write the workbook, or one of its tables as text."""
    if isinstance(form, str):
        from returnctl.files.templates.book import beyond_sheets, write_template
        from returnctl.values.visible import visible

        beyond = beyond_sheets(made, output)
        reporter.tell(beyond)
        if beyond:
            _unusable(reporter)
        called = made._replace(file="" if output == "-" else visible(os.path.basename(output), None))  # noqa: PTH119
        _put(output, lambda stream: write_template(stream, called))
        return
    from returnctl.files.templates.form import plain
    from returnctl.views.template_text import template_lines

    table = next(each for each in made.tables if sheet in (None, each.form.name))
    header = [field.name for field in table.form.fields]
    lines = template_lines(header, ([plain(entry) for entry in row] for row in table.rows), form)
    reporter.tell(_about_marks(table, lines.marked, output))
    if output == "-" and sys.stdout.isatty():
        from returnctl.values.visible import visible

        shown = ("\t".join(visible(cell, None) for cell in line.split("\t")) for line in lines.text.split("\r\n"))
        goes_out()
        sys.stdout.write("\n".join(shown))
        return
    # A file has the mark by which Excel knows its encoding.
    content = lines.text.encode("utf-8" if output == "-" else "utf-8-sig", "surrogatepass")
    _put(output, lambda stream: stream.write(content))


def _put(output: str, write: Any) -> None:
    if output == "-":
        goes_out()
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    from returnctl.files.writing import write_whole

    write_whole(output, write)


def _about_marks(table: "Filled", marked: Any, output: str) -> Any:
    """Cells that stand with a `'` before them: a SKU among them would be another one."""
    if not marked:
        return []
    from returnctl.values.finding import Code, Finding, Severity
    from returnctl.values.location import Location
    from returnctl.values.visible import visible

    line, column, text = marked[0]
    at = Location("<stdout>" if output == "-" else output, None, line, column, table.form.fields[column - 1].name)
    others = "one more cell" if len(marked) == 2 else f"{len(marked) - 1} more cells"
    more = f"; so do {others}" if len(marked) > 1 else ""
    message = f"`{visible(text)}` stands with a `'` before it, so that no spreadsheet takes it for a formula{more}"
    hint = "write a workbook (.xlsx), in which every text stands as it is"
    return [Finding(Code.APOSTROPHE_ADDED, at, message, hint, Severity.WARNING)]


def _came(rows: int, source: str | None) -> str:
    from returnctl.values.visible import visible

    return f", with {rows} row{'' if rows == 1 else 's'} from {visible(source, None)}" if source else ""


def _say_what_next(output: str, came: str, todo: str) -> None:
    from returnctl.commands.showing import show_lines
    from returnctl.values.visible import visible

    name = visible(output, None)
    quoted = f'"{name}"' if " " in name else name
    what = f"returnctl validate {quoted}"
    show_lines([f"written to {name}{came}", f"{todo}, save it, then: {what}"], headed=False)
