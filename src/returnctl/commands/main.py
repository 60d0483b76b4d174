"""The command line: what there is, and nothing of what it does."""

import os
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from returnctl.commands.convert import convert
from returnctl.commands.decide import decide
from returnctl.commands.exits import boundary
from returnctl.commands.template import template
from returnctl.commands.validate import validate
from returnctl.values.text import typed, visible


class _AsTyped(NamedTuple):
    """Stands where Typer would put pydantic's validator of an option: what was typed is text already.

    Loading pydantic would nearly double the time that one request takes. What is wrong with a text is said by our
    own readers, which know more of it.
    """

    many: bool

    def coerce(self, value: Any, param: object, ctx: object) -> Any:
        """What was typed; where an option may be repeated, all of it."""
        return list(value or ()) if self.many else value


def _take_as_typed(params: Sequence[Any]) -> None:
    """Have texts and flags taken as they were typed.

    An option of another kind, or one that Typer fills from the environment, keeps Typer's validator.
    """
    for param in params:
        kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
        if kind in (str, list[str], bool) and not param.envvar and hasattr(param, "_runtime_param"):
            param._runtime_param = _AsTyped(many=kind == list[str])  # noqa: SLF001


class _Group(TyperGroup):
    """All commands, and the options that stand before them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line up to the name of the command."""
        _take_as_typed(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named; where a file is named instead, what takes files."""
        if self.get_command(ctx, args[0]) is None and _a_file(args[0]):
            said = f"No such command `{visible(args[0], None)}`"
            ctx.fail(f"{said}; if it holds return requests: returnctl decide {typed(args[0])}")
        return super().resolve_command(ctx, args)


def _a_file(word: str) -> bool:
    """Whether a word in the place of a command is, or was meant to be, the name of a file."""
    return os.path.isfile(word) or os.path.splitext(word)[1][1:].isalnum()  # noqa: PTH113, PTH122


class _Command(TyperCommand):
    """A command; nearly all of its options are texts, and one that can hold only once must not be given twice."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line after the name of the command."""
        params: list[Any] = self.get_params(ctx)
        _take_as_typed(params)
        once = [
            param for param in params if param.param_type_name == "option" and not (param.multiple or param.is_flag)
        ]
        if not ctx.resilient_parsing:  # while the shell completes a line it may hold anything
            _, _, given = self.make_parser(ctx).parse_args(args=[*args])
            if twice := next((param for param in once if given.count(param) > 1), None):
                message = "given twice, and only one can count; leave one out"
                raise typer.BadParameter(message, ctx=ctx, param_hint=twice.opts[0])
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; whatever goes wrong becomes an exit code."""
        with boundary():
            return super().invoke(ctx)


app = typer.Typer(
    name="returnctl",
    cls=_Group,
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


_EXAMPLES: dict[Callable[..., None], str] = {
    decide: "decide returns-report.txt --policy policy.xlsx --overrides overrides.xlsx",
    validate: "validate policy.xlsx overrides.xlsx --skus listings.txt",
    template: "template overrides --store DE -o overrides.xlsx",
    convert: "convert overrides.xlsx --to amazon --template Flat.File.ReturnRequestAuthorization.xlsx",
}
for command, example in _EXAMPLES.items():
    app.command(cls=_Command, epilog=f"Example: returnctl {example}")(command)
