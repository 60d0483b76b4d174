"""What may be chosen on the command line, checked before any work: format, store, `--fail-on`, output."""

import os
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

import typer

from returnctl.commands.ends import Exit
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from returnctl.files.document import Document

FORMATS = ("table", "json", "jsonl", "csv", "xlsx")


def check_one_of(given: str, names: Collection[str], option: str) -> None:
    """Whether an option names one of these; wrong usage ends the command."""
    if given not in names:
        raise typer.BadParameter(f"`{visible(given)}` is not one of {', '.join(names)}", param_hint=option)


def form_of(form: str | None, output: str | None) -> str:
    """The format asked for, else the one that the ending of the output names, else a table."""
    if output == "":
        raise typer.BadParameter("the name of the output is empty", param_hint="--output")
    ending = os.path.splitext(output or "")[1].lower().removeprefix(".")  # noqa: PTH122
    if form is not None:
        if ending in FORMATS[1:] and ending != form in FORMATS:
            raise typer.BadParameter(f"the output ends in .{ending}, but the format is {form}", param_hint="--output")
        check_one_of(form, FORMATS, "--format")
        if form == "table" and output not in (None, "-"):
            raise typer.BadParameter(
                "a table is for the terminal; write json, jsonl, csv or xlsx", param_hint="--format"
            )
        return form
    if output in (None, "-"):
        return "table"
    if ending not in FORMATS[1:]:
        message = (
            f"the ending of `{visible(output or '')}` names no format: use .json, .jsonl, .csv or .xlsx, or --format"
        )
        raise typer.BadParameter(message, param_hint="--output")
    return ending


def failing(names: str | None) -> frozenset[str]:
    """What `--fail-on` names: recommendations, warnings, `overdue`, `flagged`, `undecided`."""
    if names is None:
        return frozenset()
    from returnctl.deciding.warnings import CODES
    from returnctl.values.decision import Recommendation

    known = (*(str(name) for name in Recommendation), "overdue", "flagged", "undecided", *CODES)
    wanted = frozenset(name.strip() for name in names.split(",") if name.strip())
    for name in sorted(wanted):
        if name not in known:
            from returnctl.schema.folding import nearest

            near = nearest(name, known)
            meant = f"; did you mean `{near}`?" if near else f"; write one of {', '.join(known)}"
            raise typer.BadParameter(f"`{visible(name)}` names nothing that can come up{meant}", param_hint="--fail-on")
    return wanted


def store_code(name: str | None) -> str | None:
    """A store by its code or another of its names."""
    if name is None:
        return None
    from returnctl.files.built_in import built_in_policy

    stores = built_in_policy().stores
    wanted = name.strip().casefold()
    found = next((store.code for store in stores if wanted in (store.code.casefold(), *store.aliases)), None)
    if found is None:
        from returnctl.schema.kinds import StoreNames

        near = StoreNames(stores).nearest(name)
        codes = ", ".join(store.code for store in stores)
        meant = f"did you mean {near}?" if near else f"write one of {codes}"
        raise typer.BadParameter(f"`{visible(name)}` is not a store that is known; {meant}", param_hint="--store")
    return found


def check_place(output: str | None, inputs: list[str], option: str = "--output") -> None:
    """See before any work whether the output can be written at all; `option` is the one that names it."""
    if output is None or output == "-":
        return
    from returnctl.files.writing import Refused, check_output

    problem = check_output(output, [path for path in inputs if path != "-"])
    if problem is None:
        return
    said = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    if problem.why is Refused.USAGE:
        raise typer.BadParameter(said, param_hint=option)
    sys.stderr.write(f"returnctl: {said}\n")
    raise typer.Exit(Exit.OUTPUT)


def check_standing(
    place: str | None,
    made_as: str,
    roles: Collection[str] = (),
    option: str = "--output",
    source: "Document | None" = None,
) -> None:
    """See that nothing of the seller's stands where the output is to go: that is never written over.

    `made_as` is what is to be written, `roles` what it is to be read as later, `source` the file of which it is a copy.
    """
    if place is None or place == "-" or not os.path.isfile(place):  # noqa: PTH113
        return
    from returnctl.files.document import open_document
    from returnctl.files.recognising.roles import Role
    from returnctl.files.replacing.standing import Output, Product, loss
    from returnctl.views.flat import TO_FILL, WORKLIST_COLUMNS

    product = Product(made_as)
    with open_document(place) as standing:
        lost = loss(standing, Output(product, [Role(role) for role in roles], WORKLIST_COLUMNS, TO_FILL, source))
    if lost is not None:
        message = f"{lost} (give the output another name, or delete that file yourself)"
        raise typer.BadParameter(message, param_hint=option)
