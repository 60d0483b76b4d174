"""The loop that all commands share: each row is decided, superseded or flagged, in the order of the input."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.files.requests.rows import Flagged, SideTables
from returnctl.files.requests.stream import OfFile, Older, Requests, superseded_note
from returnctl.values.finding import Code, Finding
from returnctl.values.request import ReturnRequest
from returnctl.values.text import visible


class Decided(NamedTuple):
    """A decided request, with what was found in its cells and while it was decided."""

    decision: Decision
    findings: tuple[Finding, ...]


class Superseded(NamedTuple):
    """An older row of a request, with the decision on the newer row that stands for it."""

    decision: Decision
    findings: tuple[Finding, ...]


Answered = Decided | Superseded | Flagged | OfFile


class Run:
    """The answers to requests; `supplied` counts how often the side tables gave which field, so far."""

    def __init__(self, requests: Requests, desk: Desk, side: SideTables) -> None:
        self._requests, self._desk, self._side = requests, desk, side
        self.supplied: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Answered]:
        """Each row once; what was found of a file as a whole comes where it came up."""
        desk = self._desk
        broken = desk.policy.broken
        for entry, found in self._requests.entries(self._side, self.supplied):
            if isinstance(entry, ReturnRequest):
                if broken and (why := desk.flagged(entry.sku)):
                    yield _refused(entry, entry.sku, why, found)
                    continue
                decision = desk.decide(entry)
                yield Decided(decision, (*found, *decision.findings) if found or decision.problems else ())
            elif isinstance(entry, Older):
                yield self._superseded(entry, tuple(found))
            else:
                yield entry

    def _superseded(self, older: Older, found: tuple[Finding, ...]) -> Superseded | Flagged:
        """An older row gets the decision of the newest."""
        if why := self._desk.flagged(older.newest.sku):
            return _refused(older.request, older.newest.sku, why, found)
        decision = self._desk.decide(older.newest)
        return Superseded(decision.of_older(older.request), (*found, superseded_note(older)))


def decided(requests: Requests, desk: Desk, side: SideTables | None = None) -> Run:
    """Decide every request under a policy; `side` are tables that supply what the requests lack."""
    return Run(requests, desk, side or SideTables())


def _refused(request: ReturnRequest, sku: str, why: tuple[Finding, ...], found: Sequence[Finding]) -> Flagged:
    """A request that is flagged because of what is wrong with the override of a SKU, whose cell is named."""
    at = request.source.at(request.row, "sku")
    said = f"the override of `{visible(sku)}` cannot be used, see"
    findings = [Finding(Code.BAD_OVERRIDE, at, f"{said} {each.at}: {each.message}", each.hint) for each in why]
    return Flagged(request, tuple(findings), why, tuple(found))
