"""How text files are to be written, as `--delimiter` and `--decimal` say it."""

from typing import TYPE_CHECKING

import typer

from returnctl.values.visible import visible

if TYPE_CHECKING:
    from returnctl.values.text_form import TextForm

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MARKS = {"point": ".", "comma": ","}
DELIMITER_HELP = "In .csv: comma, semicolon or tab."
DECIMAL_HELP = "In .csv and .tsv: point or comma."
DELIMITER_DEFAULT = "comma; semicolon with --decimal comma"
DECIMAL_DEFAULT = "point; comma with --delimiter semicolon"


def text_form(kind: str, delimiter: str | None, decimal: str | None) -> "TextForm":
    """The form of a text file of a kind; wrong usage ends the command.

    Semicolon and decimal comma belong together, as in a spreadsheet of most countries of Europe: either
    of them brings the other, unless that is said otherwise.
    """
    from returnctl.values.text_form import TextForm

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
