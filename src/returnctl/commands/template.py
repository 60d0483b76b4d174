"""`returnctl template`: workbooks to be filled in, blank or with what a file holds."""

from typing import Annotated

from returnctl.commands.options import DecimalMark, Delimiter, Text, files_of, option


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
    from returnctl.commands.reporting import Reporter, show_lines
    from returnctl.commands.templating import check_kind, made_from, output_of, sheet_of, write
    from returnctl.values.text import plural, typed, visible

    check_kind(kind)
    form = form_of(form, output, ("xlsx", "csv", "tsv"))
    text = text_form(form, delimiter, decimal)
    sheet = sheet_of(sheet, kind, form)
    code = store_code(store)
    if source == "-":
        raise wrong("standard input cannot be read here; name a file", "--from")
    output = output_of(output, form, sheet or kind)
    check_place(output, [source] if source else [])
    check_standing(output, "template", ("requests", "returns-report") if kind == "requests" else (kind,))
    reporter = Reporter(colour=True)
    made, rows = made_from(kind, source, code, reporter)
    write(made, None if form == "xlsx" else text, sheet, output, reporter)
    reporter.close()
    if output != "-":
        todo = "fill it in" if not reporter.errors else "mend the red cells" if form == "xlsx" else "mend the cells"
        came = f", with {rows} {plural('row', rows)} from {visible(source, None)}" if source else ""
        written = f"written to {visible(output, None)}{came}"
        show_lines([written, f"{todo}, save it, then: returnctl validate {typed(output)}"])
    reporter.end()
