"""The command line: what there is, and nothing of what it does."""

from typing import Annotated

import typer

from returnctl.commands.decide import decide

app = typer.Typer(
    name="returnctl",
    help="The return desk of an Amazon seller who ships his own orders.",
    epilog="Example: returnctl decide --sku A-1 --reason defective --delivered 2026-11-01",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from returnctl import __version__

        typer.echo(f"returnctl {__version__}")
        raise typer.Exit


@app.callback()
def returnctl(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """The return desk of an Amazon seller who ships his own orders."""


app.command(
    epilog="Example: returnctl decide returns-report.txt --policy policy.xlsx --overrides overrides.xlsx",
)(decide)
