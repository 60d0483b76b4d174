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
    from returnctl.commands.converting import convert_files, order_of
    from returnctl.commands.inputs import opened_out

    amazon = {"--template": template, "--previous": previous, "--store": store, "--as-of": as_of}
    convert_files(order_of(opened_out(files), to, output, form, amazon, (delimiter, decimal)))
