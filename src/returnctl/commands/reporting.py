"""Text on standard output as the terminal can show it; findings and progress on standard error."""

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn, TextIO

import typer

from returnctl.commands.exits import Exit, goes_out, say
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.text import plural, visible
from returnctl.views.findings import MOST_LINES, finding_lines

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


# Findings that are the same for many rows are told once, and counted; of these two whatever their words are.
_WHATEVER_SAID = frozenset({Code.SUPERSEDED, Code.CURRENCY_ASSUMED})
_ONCE = _WHATEVER_SAID | {Code.SKU_NEAR_MISS, Code.UNKNOWN_STORE, Code.UNKNOWN_STATUS, Code.BAD_OVERRIDE}
_STEP = 0.5
# Lines at the end that say how often a finding came again; on a terminal no more than these.
_MOST_REPEATED = 10
_LONGEST_REPEATED = 80
UNDECIDED = "nothing was decided and nothing was written"
UNWRITTEN = "nothing was written"


class Reporter:
    """Tells findings as they come: at most forty lines on a terminal, all of them elsewhere."""

    __slots__ = ("_colour", "_lines", "_more", "_said", "_terminal", "counts", "keep", "kept")

    def __init__(self, *, keep: bool = False, colour: bool = False) -> None:
        self._terminal = sys.stderr.isatty()
        self._colour = colour and colourful(sys.stderr)
        self._lines = 0
        self._more = 0
        self._said: Counter[tuple[Code, str]] = Counter()
        self.counts: Counter[Severity] = Counter()
        self.keep = keep
        self.kept: list[Finding] = []

    def tell(self, findings: Iterable[Finding]) -> None:
        """Tell each finding, or count it where the same was told before."""
        for finding in findings:
            self.tell_counted([finding], [] if self._repeated(finding) else [finding_lines(finding)])

    def tell_counted(self, findings: Sequence[Finding], pieces: Iterable[list[str]]) -> None:
        """Count and keep findings, and tell the lines that stand for them."""
        self.counts.update(finding.severity for finding in findings)
        if self.keep:
            self.kept += findings
        for lines in pieces:
            if self._terminal and self._lines + len(lines) > MOST_LINES:
                self._more += 1
            else:
                self._lines += len(lines)
                self._put(lines)

    def _repeated(self, finding: Finding) -> bool:
        if finding.code not in _ONCE:
            return False
        key = (finding.code, "" if finding.code in _WHATEVER_SAID else finding.message)
        self._said[key] += 1
        return self._said[key] > 1

    def _put(self, lines: Sequence[str]) -> None:
        if self._terminal or self._colour:
            show_findings(lines, sys.stderr, colour=self._colour)
        else:
            sys.stderr.write("".join(f"{line}\n" for line in lines))

    def close(self) -> None:
        """Tell how many findings were left out."""
        repeated = [(key, count - 1) for key, count in sorted(self._said.items()) if count > 1]
        shown = repeated[:_MOST_REPEATED] if self._terminal else repeated
        for (code, said), more in shown:
            self._put([f"{code}: the same for {more} more" + (f": {visible(said, _LONGEST_REPEATED)}" if said else "")])
        if len(repeated) > len(shown):
            self._put([f"and {len(repeated) - len(shown)} more of these"])
        if self._more:
            sys.stderr.write(f"and {self._more} more {plural('finding', self._more)}\n")
        sys.stderr.flush()

    def refuse(self, findings: Iterable[Finding] = (), outcome: str = UNDECIDED) -> NoReturn:
        """End the command: an input is not usable at all."""
        self.tell(findings)
        self.close()
        say(outcome)
        raise typer.Exit(Exit.INPUT)

    def end(self, *, failed: bool = False) -> None:
        """End the command with exit 1 where a finding is an error or something else has `failed`."""
        if self.errors or failed:
            raise typer.Exit(Exit.FINDINGS)

    @property
    def errors(self) -> int:
        """How many findings were errors."""
        return self.counts[Severity.ERROR]


class Progress:
    """One line on a terminal that says how far long work has come; silent anywhere else."""

    __slots__ = ("_last", "_shown", "_terminal")

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._shown = False
        self._terminal = sys.stderr.isatty()

    def step(self, what: str, rows: int) -> None:
        """Say that so many rows are done, at most twice a second."""
        if not self._terminal or (now := time.monotonic()) - self._last < _STEP:
            return
        self._last, self._shown = now, True
        sys.stderr.write(f"\r{what}: {rows:,} rows\x1b[K")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            self._shown = False
