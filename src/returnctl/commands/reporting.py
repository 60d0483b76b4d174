"""Findings and progress on standard error, while the results go to standard output."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NoReturn

import typer

from returnctl.commands.exits import Exit, say
from returnctl.commands.showing import colourful, show_findings
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.text import plural, visible
from returnctl.views.findings import MOST_LINES, finding_lines

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
