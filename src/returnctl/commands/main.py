"""The command line: what there is, and nothing of what it does."""

from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from returnctl.commands.decide import decide
from returnctl.commands.validate import validate

app = typer.Typer(
    name="returnctl",
    help="The return desk of an Amazon seller who ships his own orders.",
    epilog="Example: returnctl decide --sku A-1 --reason defective --delivered 2026-11-01",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class _Command(TyperCommand):
    """A command whose options share their validators.

    Typer builds one for each option when it is first used, a tenth of the time that one request takes;
    nearly all of ours are plain text.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line, with one validator for each kind of option."""
        built: dict[Any, Any] = {}
        params: list[Any] = list(self.params)
        for param in params:
            kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
            if kind in (str, list[str]) and hasattr(param, "_runtime_param"):
                param._runtime_param = built.get(kind) or built.setdefault(kind, param.get_runtime_param())  # noqa: SLF001
        return super().parse_args(ctx, args)


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
    cls=_Command,
    epilog="Example: returnctl decide returns-report.txt --policy policy.xlsx --overrides overrides.xlsx",
)(decide)

app.command(
    cls=_Command,
    epilog="Example: returnctl validate policy.xlsx overrides.xlsx --skus listings.txt",
)(validate)
