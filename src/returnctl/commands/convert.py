"""`returnctl convert`: overrides, policies and requests into other kinds of file, saying what they lose."""

from typing import Annotated

import typer

from returnctl.commands.converting_choices import DECIMAL_DEFAULT, DECIMAL_HELP, DELIMITER_DEFAULT, DELIMITER_HELP
from returnctl.commands.exits import boundary

_AMAZON = "Amazon's override file"


def convert(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files to convert; - is standard input.")],
    to: Annotated[str, typer.Option("--to", metavar="KIND", help="amazon, returnctl, csv, tsv or xlsx.")],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file.",
            show_default="named after FILE, never replaced",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="What is told: text or json.", show_default="text"),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="SIGN", help=DELIMITER_HELP, show_default=DELIMITER_DEFAULT)
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(metavar="MARK", help=DECIMAL_HELP, show_default=DECIMAL_DEFAULT)
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Amazon's template: its two header rows.", rich_help_panel=_AMAZON),
    ] = None,
    previous: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Uploaded last: write what differs.", rich_help_panel=_AMAZON),
    ] = None,
    store: Annotated[
        str | None, typer.Option(metavar="STORE", help="For which store, e.g. US.", rich_help_panel=_AMAZON)
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="For which day.", show_default="today", rich_help_panel=_AMAZON),
    ] = None,
) -> None:
    """Convert overrides, policies and requests, and say what the target cannot express.

    Our overrides to Amazon's SKU override file and back; a workbook to text and back. Every row read is
    written or named as left out.
    """
    with boundary():
        from returnctl.commands.converting import convert_files
        from returnctl.commands.converting_choices import wanted
        from returnctl.commands.inputs import opened_out

        amazon = (template, previous, store, as_of)
        convert_files(wanted(opened_out(files), to, output, form, amazon, (delimiter, decimal)))
