"""Findings and progress on standard error, while the results go to standard output."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence

from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.visible import visible
from returnctl.views.findings import MOST_LINES, finding_lines

# Findings that are the same for many rows are told once, and counted.
_ONCE = frozenset(
    {
        Code.CURRENCY_ASSUMED,
        Code.SKU_NEAR_MISS,
        Code.UNKNOWN_STORE,
        Code.UNKNOWN_STATUS,
        Code.SUPERSEDED,
        Code.BAD_OVERRIDE,
    }
)
_STEP = 0.5
# Lines at the end that say how often a finding came again; on a terminal no more than these.
_MOST_REPEATED = 10
_LONGEST_REPEATED = 80


class Reporter:
    """Tells findings as they come: at most forty lines on a terminal, all of them elsewhere."""

    __slots__ = ("_colour", "_lines", "_more", "_said", "_terminal", "counts", "keep", "kept")

    def __init__(self, *, keep: bool = False, colour: bool = False) -> None:
        self._terminal = sys.stderr.isatty()
        self._colour = colour and _colourful()
        self._lines = 0
        self._more = 0
        self._said: Counter[tuple[Code, str]] = Counter()
        self.counts: Counter[Severity] = Counter()
        self.keep = keep
        self.kept: list[Finding] = []

    def tell(self, findings: Iterable[Finding]) -> None:
        """Tell each finding, or count it where the same was told before."""
        for finding in findings:
            self.counts[finding.severity] += 1
            if self.keep:
                self.kept.append(finding)
            if finding.code in _ONCE:
                key = (finding.code, _kind(finding))
                self._said[key] += 1
                if self._said[key] > 1:
                    continue
            self._write(finding_lines(finding))

    def tell_listed(self, finding: Finding, lines: Sequence[str]) -> None:
        """Tell a finding that stands for many, with a line for each of them; it is not kept."""
        self.counts[finding.severity] += 1
        self._write([*finding_lines(finding), *lines])

    def tell_counted(self, findings: Sequence[Finding], lines: list[str]) -> None:
        """Count and keep findings for which a few lines stand."""
        self.counts.update(finding.severity for finding in findings)
        if self.keep:
            self.kept += findings
        for line in lines:
            self._write([line])

    def _write(self, lines: list[str]) -> None:
        if self._terminal and self._lines + len(lines) > MOST_LINES:
            self._more += 1
            return
        self._lines += len(lines)
        self._put(lines)

    def _put(self, lines: list[str]) -> None:
        if not self._terminal and not self._colour:
            sys.stderr.write("".join(f"{line}\n" for line in lines))
            return
        from returnctl.commands.showing import findings_shown

        sys.stderr.write(findings_shown(lines, colour=self._colour, encoding=sys.stderr.encoding))

    def close(self) -> None:
        """Tell how many findings were left out."""
        repeated = [(key, count - 1) for key, count in sorted(self._said.items()) if count > 1]
        shown = repeated[:_MOST_REPEATED] if self._terminal else repeated
        for (code, said), more in shown:
            self._put([f"{code}: the same for {more} more" + (f": {visible(said, _LONGEST_REPEATED)}" if said else "")])
        if len(repeated) > len(shown):
            self._put([f"and {len(repeated) - len(shown)} more of these"])
        if self._more:
            sys.stderr.write(f"and {self._more} more finding{'s' if self._more > 1 else ''}\n")
        sys.stderr.flush()

    @property
    def errors(self) -> int:
        """How many findings were errors."""
        return self.counts[Severity.ERROR]


def _colourful() -> bool:
    """Whether standard error takes colours, by NO_COLOR, FORCE_COLOR and what it is."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stderr.isatty() and os.environ.get("TERM") != "dumb")


def _kind(finding: Finding) -> str:
    return "" if finding.code in (Code.SUPERSEDED, Code.CURRENCY_ASSUMED) else finding.message


class Progress:
    """One line on a terminal that says how far long work has come; silent anywhere else."""

    __slots__ = ("_last", "_shown", "_terminal", "_what")

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._shown = False
        self._terminal = sys.stderr.isatty()
        self._what = ""

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
