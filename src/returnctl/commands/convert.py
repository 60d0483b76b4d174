"""`returnctl convert`: overrides, policies and requests into other kinds of file, saying what they lose."""

from functools import partial
from typing import Annotated

from returnctl.commands.options import DecimalMark, Delimiter, Text, files_of, option

_amazon = partial(option, panel="Amazon's override file")


def convert(
    files: Annotated[list[str], files_of("FILE", "Files to convert; - is standard input.")],
    to: Annotated[str, option("KIND", "amazon, returnctl, csv, tsv or xlsx.", "--to")],
    output: Annotated[
        Text, option("FILE", "Write to this file.", "--output", "-o", default="named after FILE, never replaced")
    ] = None,
    form: Annotated[Text, option("FORMAT", "What is told: text or json.", "--format", default="text")] = None,
    delimiter: Delimiter = None,
    decimal: DecimalMark = None,
    template: Annotated[Text, _amazon("FILE", "Amazon's template: its two header rows.")] = None,
    previous: Annotated[Text, _amazon("FILE", "Uploaded last: write what differs.")] = None,
    store: Annotated[Text, _amazon("STORE", "For which store, e.g. US.")] = None,
    as_of: Annotated[Text, _amazon("DATE", "For which day.", default="today")] = None,
) -> None:
    """Convert overrides, policies and requests, and say what the target cannot express.

    Our overrides to Amazon's SKU override file and back; a workbook to text and back. Every row read is
    written or named as left out.
    """
    from datetime import datetime
    from pathlib import Path

    from returnctl.commands.choices import check_one_of, check_place, store_code, text_form, wrong
    from returnctl.commands.converting import TARGETS, Order, convert_files, kind_of
    from returnctl.commands.inputs import STDIN, moment, opened_out
    from returnctl.files.converting.amazon_actions import Target
    from returnctl.values.text import visible

    files = opened_out(files)
    check_one_of(to, TARGETS, "--to")
    if form not in (None, "text", "json"):
        raise wrong(f"`{visible(form or '')}` is neither text nor json", "--format")
    if files.count(STDIN) > 1:
        raise wrong("standard input can be given once only", "FILE")
    amazon = {"--template": template, "--previous": previous, "--store": store, "--as-of": as_of}
    for name, value in amazon.items():
        if value is not None and to != "amazon":
            raise wrong(f"this is for --to amazon only, and --to is {to}", name)
    kind = kind_of(to, output)
    text = text_form(kind, delimiter, decimal)
    if output == STDIN and form == "json":
        message = "the converted table and the JSON cannot both go to standard output; name a file"
        raise wrong(message, "--output")
    at = moment(as_of)
    day = at.date() if isinstance(at, datetime) else at
    stem = "converted" if files[0] == STDIN else Path(files[0]).stem
    place = output or f"{stem}.{'txt' if kind == 'amazon' else kind}"  # without a name in the current folder
    inputs = [*files, *filter(None, (template, previous))]
    if output or to != "amazon":  # a file that cannot become Amazon's is told before its name
        check_place(place, inputs)
    wish = Target(store_code(store) if to == "amazon" else None, day)
    convert_files(
        Order(files, inputs, to, kind, place, output is not None, form == "json", template, previous, wish, text)
    )
