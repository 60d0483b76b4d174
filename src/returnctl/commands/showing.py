"""Text on standard output and error, as the terminal there can show it."""

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from returnctl.commands.exits import goes_out
from returnctl.values.text import visible

if TYPE_CHECKING:
    from rich.console import RenderableType


def colourful(stream: TextIO) -> bool:
    """Whether a stream takes colours, by NO_COLOR, FORCE_COLOR and what it is."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def width() -> int:
    """The width of the terminal; 80 where there is none."""
    return max(shutil.get_terminal_size((80, 24)).columns, 20)


def line_width() -> int | None:
    """The width at which lines are broken: that of the terminal; None elsewhere, where lines can be searched."""
    return width() if sys.stdout.isatty() else None


def show(text: str, stream: TextIO | None = None) -> None:
    """Show a text as far as the stream's encoding has its characters; standard output if no other is named."""
    from returnctl.views.wording import fitting

    if stream is None:
        goes_out()
    stream = stream or sys.stdout
    stream.write(fitting(text, stream.encoding))


def show_lines(lines: Sequence[str], *, headed: bool = False) -> None:
    """Show plain lines; Rich is asked only where there is colour to add, as to an answer that is `headed`."""
    if headed and colourful(sys.stdout):
        from returnctl.views.terminal import answer_text

        show_rich(answer_text(lines))
    else:
        show("".join(f"{line}\n" for line in lines))


def show_wrapped(lines: Sequence[str], room: int | None, *, headed: bool = False) -> None:
    """Show lines broken at a width."""
    from returnctl.views.wording import wrapped

    show_lines([part for line in lines for part in wrapped(line, room)], headed=headed)


def show_rich(shown: "RenderableType") -> None:
    """Show on standard output what Rich has laid out."""
    from returnctl.views.terminal import rendered

    goes_out()
    sys.stdout.write(rendered(shown, width(), colour=colourful(sys.stdout), encoding=sys.stdout.encoding))


def show_findings(lines: Sequence[str], stream: TextIO, *, colour: bool) -> None:
    """Show findings on a terminal: broken at its width, what follows set under the first line."""
    from returnctl.views.wording import wrapped

    room = width()
    broken = [wrapped(line, room) for line in lines]
    if colour:
        from returnctl.views.terminal import findings_text, rendered

        stream.write(rendered(findings_text(broken), room, colour=True, encoding=stream.encoding))
    else:
        show("".join(f"{line}\n" for lines in broken for line in lines), stream)


def shown_table(text: str) -> str:
    """A table in text form as a terminal shows it: characters that could act on it are escapes, tabs stay."""
    lines = (line.split("\t") for line in text.split("\r\n"))
    return "\n".join("\t".join(visible(cell, None) for cell in line) for line in lines)


def write_text(text: str, output: str | None) -> None:
    """A text on standard output, or whole in a file."""
    if output is None or output == "-":
        show(text)
        return
    from returnctl.files.writing import whole_file

    with whole_file(output) as file:
        file.write(text.encode("utf-8", "backslashreplace"))
