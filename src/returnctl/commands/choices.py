"""What may be chosen on the command line, checked before any work: format, store, `--fail-on`, output."""

import os
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

import typer

from returnctl.commands.exits import Exit, say
from returnctl.values.text import either, visible

if TYPE_CHECKING:
    from returnctl.files.document import Document
    from returnctl.values.text import TextForm

_DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MARKS: Final = {"point": ".", "comma": ","}


def wrong(message: str, option: str) -> typer.BadParameter:
    """The usage error that names the option."""
    return typer.BadParameter(message, param_hint=option)


def check_one_of(given: str, names: Collection[str], option: str) -> None:
    """Whether an option names one of these; wrong usage ends the command."""
    if given not in names:
        raise wrong(f"`{visible(given)}` is not one of {', '.join(names)}", option)


def meant(near: str | None, names: Collection[str]) -> str:
    """What somebody may have meant, else all that may be written."""
    return f"did you mean `{near}`?" if near else f"write one of {', '.join(names)}"


def ending_of(output: str | None) -> str:
    """The extension of an output, without its point."""
    if output == "":
        raise wrong("the name of the output is empty", "--output")
    return os.path.splitext(output or "")[1].lower().removeprefix(".")  # noqa: PTH122


def form_of(form: str | None, output: str | None, files: Sequence[str], shown: str = "", plain: str = "") -> str:
    """The format asked for, else the one that the extension of the output names, else that for standard output.

    `files` are the formats of files. `shown` is another one that only standard output has, or also a file with
    the extension `plain` or none; without it the first of the files is the usual one.
    """
    ending, usual = ending_of(output), shown or files[0]
    if form is not None:
        check_one_of(form, (*filter(None, (shown,)), *files), "--format")
        if ending in files and ending != form:
            raise wrong(f"the output ends in .{ending}, but the format is {form}", "--output")
        return form
    if output in (None, "-") or (plain and ending in (plain, "log", "")):
        return usual
    if ending not in files:
        what = f"ending .{visible(ending)}" if plain else f"ending of `{visible(output or '')}`"
        listed = either([f".{name}" for name in filter(None, (plain, *files))])
        raise wrong(f"the {what} names no format: use {listed}, or --format", "--output")
    return ending


def text_form(kind: str, delimiter: str | None, decimal: str | None) -> "TextForm":
    """The form of a text file of a kind; wrong usage ends the command.

    Semicolon and decimal comma belong together, as in a spreadsheet of most countries of Europe: either
    of them brings the other, unless that is said otherwise.
    """
    from returnctl.values.text import TextForm

    given = {"--delimiter": (delimiter, _DELIMITERS), "--decimal": (decimal, _MARKS)}
    for option, (word, names) in given.items():
        if word is not None and word not in names:
            raise wrong(f"`{visible(word)}` is not {either([*names])}; write the word", option)
    for option, (word, _) in given.items():
        if word is not None and kind not in ("csv", "tsv"):
            raise wrong("this is for text files (csv) only", option)
    if kind == "tsv":
        if delimiter not in (None, "tab"):
            raise wrong(f"a .tsv has tabs; write a .csv with --delimiter {delimiter}", "--delimiter")
        return TextForm("\t", _MARKS[decimal or "point"])
    delimiter = delimiter or ("semicolon" if decimal == "comma" else "comma")
    decimal = decimal or ("comma" if delimiter == "semicolon" else "point")
    return TextForm(_DELIMITERS[delimiter], _MARKS[decimal])


def failing(names: str | None) -> frozenset[str]:
    """What `--fail-on` names: recommendations, warnings, `overdue`, `flagged`, `undecided`."""
    if names is None:
        return frozenset()
    from returnctl.deciding.warnings import CODES
    from returnctl.schema.folding import nearest
    from returnctl.values.decision import Recommendation

    known = (*(str(name) for name in Recommendation), "overdue", "flagged", "undecided", *CODES)
    listed = frozenset(name.strip() for name in names.split(",") if name.strip())
    for name in sorted(listed):
        if name not in known:
            said = f"`{visible(name)}` names nothing that can come up"
            raise wrong(f"{said}; {meant(nearest(name, known), known)}", "--fail-on")
    return listed


def store_code(given: str | None) -> str | None:
    """The store of the run by its code or another of its names, from the option or the environment."""
    name = given or os.environ.get("RETURNCTL_STORE")
    if not name:
        return None
    from returnctl.files.built_in import built_in_policy

    stores = built_in_policy().stores
    folded = name.strip().casefold()
    found = next((store.code for store in stores if folded in (store.code.casefold(), *store.aliases)), None)
    if found is None:
        from returnctl.schema.kinds import nearest_store

        near = nearest_store(name)
        hint = f"did you mean {near}?" if near else meant(None, [store.code for store in stores])
        raise wrong(f"`{visible(name)}` is not a store that is known; {hint}", "--store")
    return found


def check_place(output: str | None, inputs: Sequence[str], option: str = "--output") -> None:
    """See before any work whether the output can be written at all; `option` is the one that names it."""
    if output is None or output == "-":
        return
    from returnctl.files.writing import Refused, check_output

    problem = check_output(output, [path for path in inputs if path != "-"])
    if problem is None:
        return
    said = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    if problem.why is Refused.USAGE:
        raise wrong(said, option)
    say(said)
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
        raise wrong(f"{lost} (give the output another name, or delete that file yourself)", option)
