"""A conversation in JSONL: one line out, at once, for each line in."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date

import typer

from returnctl.commands.ends import Exit, goes_out
from returnctl.commands.inputs import Beside, policy_of, side_tables
from returnctl.commands.reporting import Reporter
from returnctl.deciding.desk import Desk
from returnctl.deciding.repeats import Asked, LineKey, asked_again, line_key
from returnctl.files.document import Documents
from returnctl.files.requests.completing import completed
from returnctl.files.requests.rows import Flagged, Formats, RowReader, row_reader
from returnctl.files.requests.side_tables import SideTables
from returnctl.files.requests.tables import json_cells, json_table
from returnctl.files.text.jsonl import read_line
from returnctl.values.finding import Finding, Severity
from returnctl.values.request import FIELDS, ReturnRequest
from returnctl.views.findings import findings_of
from returnctl.views.json_lines import json_line
from returnctl.views.record import record

_SHOWN = "<stdin>"


def converse(
    documents: Documents,
    policies: Sequence[str],
    overrides: Sequence[str],
    beside: Beside,
    store: str | None,
    as_of: date,
) -> None:
    """Answer each line of standard input; exit 1 where a line could not be decided."""
    reporter = Reporter()
    desk = Desk(policy_of(documents, policies, overrides, reporter), as_of, store)
    talk = _Talk(desk, side_tables(documents, beside, reporter), reporter)
    for number, line in enumerate(iter(sys.stdin.buffer.readline, b""), 1):
        answer = talk.answer(number, line)
        if answer is not None:
            goes_out()
            sys.stdout.write(answer)
            sys.stdout.flush()
    reporter.close()
    if reporter.errors:
        raise typer.Exit(Exit.FINDINGS)


class _Talk:
    """What a conversation remembers: only the order lines of the lines before."""

    __slots__ = ("_desk", "_lines", "_read", "_reporter", "_side")

    def __init__(self, desk: Desk, side: SideTables, reporter: Reporter) -> None:
        table = json_table(_SHOWN, lambda: iter(()))
        self._desk, self._side, self._reporter = desk, side, reporter
        self._read: RowReader = row_reader(table.source, len(FIELDS), Formats({}, {}), amazon=False, typed=True)
        self._lines: dict[LineKey, Asked] = {}

    def answer(self, number: int, line: bytes) -> str | None:
        """The line that answers a line; none for a blank one."""
        found = read_line(line, _SHOWN, number)
        if found is None:
            return None
        if isinstance(found, Finding):
            return self._broken(number, (found,))
        request, findings = self._read(number, json_cells(found))
        if isinstance(request, Flagged):
            return self._broken(number, request.findings)
        if why := self._desk.flagged(request.sku):
            return self._broken(number, why)
        decision = self._desk.decide(self._with_others(completed(request, self._side, Counter())))
        told = (*findings, *findings_of(decision))
        self._reporter.tell(told)
        answered = record(decision, self._desk)
        if told:
            answered |= _only_findings(told)
        return json_line(answered)

    def _broken(self, number: int, findings: Sequence[Finding]) -> str:
        self._reporter.tell(findings or ())
        told = tuple(finding for finding in findings if finding.severity is not Severity.NOTE)
        return json_line({"row": number, **_only_findings(told)})

    def _with_others(self, request: ReturnRequest) -> ReturnRequest:
        key = line_key(request)
        if key is None:
            return request
        self._lines[key], asked = asked_again(self._lines.get(key, Asked()), request)
        return request if asked is None else request._replace(asked_back=asked)


def _only_findings(findings: Sequence[Finding]) -> dict[str, object]:
    from returnctl.views.findings import finding_record

    return {"findings": [finding_record(finding) for finding in findings]}
