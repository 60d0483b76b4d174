"""Copies that `validate` writes beside its findings: marked up to be mended, or mended where that is safe."""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

import typer

from returnctl.commands.choices import check_standing
from returnctl.commands.inputs import STDIN
from returnctl.files.document import Document
from returnctl.values.text import visible
from returnctl.views.checked import Checked

if TYPE_CHECKING:
    from returnctl.files.copies.fix import FixedCell

_REFUSED = "this file cannot be copied whole"


class Repairs(NamedTuple):
    """What was mended in a copy, and where it was written."""

    cells: "Sequence[FixedCell]"
    output: str
    left: Sequence[str] = ()


def check_endings(annotate: str | None, fix: str | None, name: str, document: Document) -> None:
    """A copy under another ending would not be opened by the program that wrote the original."""
    if annotate is not None and not annotate.lower().endswith(".xlsx"):
        message = "the marked-up copy is a workbook: its name must end in .xlsx"
        raise typer.BadParameter(message, param_hint="--annotate")
    if fix is None or not (name == STDIN or os.path.isfile(name)):  # noqa: PTH113 - as everywhere on the command line
        return
    from returnctl.files.copies.fix import ending_of

    ending = ending_of(document)
    if not fix.lower().endswith(ending):
        raise typer.BadParameter(f"the mended copy must end in {ending}, as the file does", param_hint="--fix")


def check_copies(document: Document, annotate: str | None, fix: str | None) -> None:
    """A copy takes the place of an earlier one only where nobody has worked in that."""
    check_standing(annotate, "marked", (), "--annotate")
    if fix is not None and os.path.isfile(fix) and not document.nothing_came:  # noqa: PTH113
        from returnctl.files.recognising.roles import role_of

        role = role_of(document).role
        check_standing(fix, "mended", [role] if role else (), "--fix", document)


def write_annotated(document: Document, checked: Checked, output: str, copies: ExitStack, *, mended_too: bool) -> None:
    """Write the marked-up copy, and say what of the file it does not hold; repairs are never in it.

    It takes its place when `copies` end.
    """
    from returnctl.files.copies.annotate import annotate
    from returnctl.files.writing import whole_file

    stream = copies.enter_context(whole_file(output))
    done = annotate(document, checked.findings, stream)
    name = visible(output, None)
    if done.full:
        _say(f"written to {name}: {done.marked:,} cells marked, all findings in sheet `{visible(done.sheet)}`")
    else:
        _say(f"written to {name}: only the findings, as {_REFUSED}: {visible(done.why, None)}")
    for told in done.told:
        _say(f"  {visible(told, None)}")
    if mended_too:
        _say("  it is not mended: to mark what --fix leaves to you, annotate the mended copy in a run of its own")


def write_mended(document: Document, output: str, copies: ExitStack) -> Repairs | None:
    """Write the mended copy where that can be done without loss; else say why not."""
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    from returnctl.files.copies.fix import fix
    from returnctl.files.writing import whole_file

    with TemporaryFile() as mended:
        done = fix(document, mended)
        if not done.written:
            _say(f"nothing was mended and nothing was written: {visible(done.why, None)}")
            return None
        mended.seek(0)
        copyfileobj(mended, copies.enter_context(whole_file(output)))
    return Repairs(done.cells, output, done.left)


def repair_lines(repairs: Repairs) -> list[str]:
    """Each repair in a line, then where the copy is and what was left."""
    lines = [_repair_line(one) for one in repairs.cells]
    rows = sum(not one.column for one in repairs.cells)
    count = len(lines) - rows
    left = "".join(f"; {why}" for why in repairs.left)
    out = f", {rows:,} blank row{'' if rows == 1 else 's'} taken out" if rows else ""
    done = f"{count:,} cell{'' if count == 1 else 's'} mended{out}{left}; validate it to see what is left"
    return [*lines, f"written to {visible(repairs.output, None)}: {done}"]


def _repair_line(one: "FixedCell") -> str:
    where = visible(str(one.at), None)
    if not one.column:
        return f"{where}: {one.why}"
    said = f"`{visible(one.before)}` is now `{visible(one.after)}`"
    return f"{where}: mended `{visible(one.column)}`: {said} ({one.why})"


def repair_records(repairs: Repairs) -> list[dict[str, object]]:
    """The repairs in JSON's form."""
    return [
        {
            "file": one.at.file,
            "sheet": one.at.sheet,
            "cell": one.at.cell,
            "line": one.at.row if one.at.cell is None else None,
            "column": one.column,
            "before": one.before,
            "after": one.after,
            "why": str(one.why),
        }
        for one in repairs.cells
    ]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
