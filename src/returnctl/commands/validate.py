"""`returnctl validate`: what is wrong with the seller's files, cell by cell, before anybody relies on them."""

import os
from typing import Annotated

import typer

from returnctl.commands.exits import boundary

_AMAZON = "Amazon's SKU override file"
_COPIES = "Copies of the file"


def validate(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE...", help="Files to check; - is standard input.")
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE", help="Policy under which overrides are looked at; repeatable. [env: RETURNCTL_POLICY]"
        ),
    ] = None,
    skus: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Your SKUs: a listing report, a returns report or a list; repeatable."),
    ] = None,
    store: Annotated[
        list[str] | None,
        typer.Option(metavar="STORE", help="Store of rows that name none, e.g. US. [env: RETURNCTL_STORE]"),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day for which to check.", show_default="today")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="text, json, jsonl or xlsx.", show_default="by --output"),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the findings to this file.")
    ] = None,
    as_amazon: Annotated[
        bool,
        typer.Option(
            "--as-amazon", help="Answer with the processing report that Amazon would send.", rich_help_panel=_AMAZON
        ),
    ] = False,
    report: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Amazon's processing report: show the rows that failed in the file that was uploaded.",
            rich_help_panel=_AMAZON,
        ),
    ] = None,
    annotate: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write a copy of the workbook with each finding in its cell.", rich_help_panel=_COPIES
        ),
    ] = None,
    fix: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write a copy with the repairs that cannot be wrong.", rich_help_panel=_COPIES
        ),
    ] = None,
) -> None:
    """Check policies, overrides, Amazon's files and requests before you rely on them.

    Each file is recognised by what stands in it. The findings are the result: they go to standard output.
    """
    with boundary():
        from returnctl.commands.checking import Wanted, validate_files
        from returnctl.commands.choices import store_code
        from returnctl.commands.inputs import from_environment, moment

        if store and len(store) > 1:
            message = "give one store; if you sell in several, give a policy with a column for each"
            raise typer.BadParameter(message, param_hint="--store")
        validate_files(
            Wanted(
                files or [],
                from_environment(policy, "RETURNCTL_POLICY"),
                skus or [],
                store_code(store[0] if store else os.environ.get("RETURNCTL_STORE") or None),
                moment(as_of),
                strict,
                form,
                output,
                as_amazon,
                report,
                annotate,
                fix,
            )
        )
