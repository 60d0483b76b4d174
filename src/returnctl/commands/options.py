"""How options are declared: each is a text, a list of texts or a flag; our own readers say what is wrong with it."""

from typing import Annotated, Any, TypeAlias

import typer

Text: TypeAlias = str | None
Texts: TypeAlias = list[str] | None


def option(metavar: str, told: str, *names: str, default: str | bool = True, panel: str | None = None) -> Any:
    """An option that takes a text; `default` says in the help what holds without it."""
    return typer.Option(*names, metavar=metavar, help=told, show_default=default, rich_help_panel=panel)


def flag(name: str, told: str, panel: str | None = None) -> Any:
    """An option that is either given or not."""
    return typer.Option(name, help=told, rich_help_panel=panel)


def files_of(metavar: str, told: str) -> Any:
    """The arguments of a command."""
    return typer.Argument(metavar=metavar, help=told)


Delimiter = Annotated[
    Text, option("SIGN", "In .csv: comma, semicolon or tab.", default="comma; semicolon with --decimal comma")
]
DecimalMark = Annotated[
    Text, option("MARK", "In .csv and .tsv: point or comma.", default="point; comma with --delimiter semicolon")
]
