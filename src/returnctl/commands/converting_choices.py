"""What a conversion was asked for, checked before any work, and how text files are to be written."""

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

import typer

from returnctl.commands.choices import check_one_of, check_place, check_standing, store_code
from returnctl.commands.inputs import STDIN, moment
from returnctl.values.text_form import TextForm
from returnctl.values.visible import visible

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MARKS = {"point": ".", "comma": ","}
DELIMITER_HELP = "In .csv: comma, semicolon or tab."
DECIMAL_HELP = "In .csv and .tsv: point or comma."
DELIMITER_DEFAULT = "comma; semicolon with --decimal comma"
DECIMAL_DEFAULT = "point; comma with --delimiter semicolon"
TARGETS: Final = ("amazon", "returnctl", "csv", "tsv", "xlsx")
_ENDINGS: Final = {".csv": "csv", ".tsv": "tsv", ".xlsx": "xlsx"}
# As what a converted table is read again, by its kind; all others are sheets of a policy.
_ROLES: Final = {
    "Overrides": ("overrides",),
    "Requests": ("requests", "returns-report"),
    "amazon": ("amazon-overrides",),
}
_OPTIONS: Final = ("--template", "--previous", "--store", "--as-of")


class Wanted(NamedTuple):
    """What a conversion was asked for. `given` tells whether the output was named; `kind` is that of the file."""

    files: Sequence[str]
    to: str
    kind: str
    output: str
    given: bool
    json: bool
    template: str | None
    previous: str | None
    store: str | None
    day: date
    text: TextForm

    @property
    def inputs(self) -> list[str]:
        """All files that are read."""
        return [*self.files, *(path for path in (self.template, self.previous) if path)]


def wanted(
    files: Sequence[str],
    to: str,
    output: str | None,
    form: str | None,
    amazon: tuple[str | None, str | None, str | None, str | None],
    separators: tuple[str | None, str | None] = (None, None),
) -> Wanted:
    """The conversion asked for; wrong usage ends the command."""
    check_one_of(to, TARGETS, "--to")
    if form not in (None, "text", "json"):
        raise typer.BadParameter(f"`{visible(form or '')}` is neither text nor json", param_hint="--format")
    if list(files).count(STDIN) > 1:
        raise typer.BadParameter("standard input can be given once only", param_hint="FILE")
    for option, value in zip(_OPTIONS, amazon, strict=True):
        if value is not None and to != "amazon":
            raise typer.BadParameter(f"this is for --to amazon only, and --to is {to}", param_hint=option)
    kind = _kind(to, output)
    text = text_form(kind, *separators)
    if output == STDIN and form == "json":
        message = "the converted table and the JSON cannot both go to standard output; name a file"
        raise typer.BadParameter(message, param_hint="--output")
    template, previous, store, as_of = amazon
    at = moment(as_of)
    day = at.date() if isinstance(at, datetime) else at
    if store is None and to == "amazon":
        store = os.environ.get("RETURNCTL_STORE") or None
    named = output if output is not None else _named(files[0], kind)
    inputs = [*files, *(path for path in (template, previous) if path)]
    if output is not None or to != "amazon":  # a file that cannot become Amazon's is told before its name
        check_place(named, inputs)
    return Wanted(
        files, to, kind, named, output is not None, form == "json", template, previous, store_code(store), day, text
    )


def _kind(to: str, output: str | None) -> str:
    """The kind of file to be written: for our own format the ending of the output tells."""
    if output == "":
        raise typer.BadParameter("the name of the output is empty", param_hint="--output")
    ending = os.path.splitext(output or "")[1].lower()  # noqa: PTH122
    told = _ENDINGS.get(ending)
    if to == "returnctl":
        if output == STDIN:
            return "csv"
        if output is not None and told is None:
            message = f"the ending of `{visible(output)}` names no kind of file: use .xlsx, .csv or .tsv"
            raise typer.BadParameter(message, param_hint="--output")
        return told or "xlsx"
    if to == "amazon" and told in ("csv", "xlsx"):
        message = f"Amazon's file is text with tabs: name it .txt instead of {ending}"
        raise typer.BadParameter(message, param_hint="--output")
    if to != "amazon" and told is not None and told != to:
        raise typer.BadParameter(f"the output ends in {ending}, but --to is {to}", param_hint="--output")
    if to == "xlsx" and output == STDIN:
        raise typer.BadParameter("a workbook cannot go to standard output; name a file", param_hint="--output")
    return to


def _named(first: str, kind: str) -> str:
    """Named after the first file, in the current folder."""
    stem = "converted" if first == STDIN else Path(first).stem
    return f"{stem}.{'txt' if kind == 'amazon' else kind}"


def check_files(asked: Wanted, files: Mapping[str, Sequence[str]]) -> None:
    """See that every file can be written; without --output nothing that stands there is replaced."""
    if asked.output == STDIN:
        return
    there = next((name for name in files if not asked.given and os.path.lexists(name)), None)
    if there is not None:
        message = f"`{visible(there, None)}` is already there; name the output, which may replace it"
        raise typer.BadParameter(message, param_hint="--output")
    for name, kinds in files.items():
        check_place(name, asked.inputs)
        check_standing(name, "converted", {role for kind in kinds for role in _ROLES.get(kind, ("policy",))})


def text_form(kind: str, delimiter: str | None, decimal: str | None) -> TextForm:
    """The form of a text file of a kind; wrong usage ends the command.

    Semicolon and decimal comma belong together, as in a spreadsheet of most countries of Europe: either
    of them brings the other, unless that is said otherwise.
    """
    _check("--delimiter", delimiter, _DELIMITERS)
    _check("--decimal", decimal, _MARKS)
    for option, given in (("--delimiter", delimiter), ("--decimal", decimal)):
        if given is not None and kind not in ("csv", "tsv"):
            raise typer.BadParameter("this is for text files (csv) only", param_hint=option)
    if kind == "tsv":
        if delimiter not in (None, "tab"):
            raise typer.BadParameter(
                f"a .tsv has tabs; write a .csv with --delimiter {delimiter}", param_hint="--delimiter"
            )
        return TextForm("\t", _MARKS[decimal or "point"])
    delimiter = delimiter or ("semicolon" if decimal == "comma" else "comma")
    decimal = decimal or ("comma" if delimiter == "semicolon" else "point")
    return TextForm(_DELIMITERS[delimiter], _MARKS[decimal])


def _check(option: str, given: str | None, names: "dict[str, str]") -> None:
    if given is not None and given not in names:
        listed = [*names]
        wanted = f"{', '.join(listed[:-1])} or {listed[-1]}"
        raise typer.BadParameter(f"`{visible(given)}` is not {wanted}; write the word", param_hint=option)
