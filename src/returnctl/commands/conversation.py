"""A conversation in JSONL: one line out, at once, for each line in."""

import sys
from collections.abc import Sequence
from datetime import date

import typer

from returnctl.commands.ends import Exit, goes_out
from returnctl.commands.inputs import Beside, policy_of, side_tables
from returnctl.commands.reporting import Reporter
from returnctl.deciding.desk import Desk
from returnctl.files.document import Documents
from returnctl.files.requests.rows import Flagged
from returnctl.files.requests.stream import Conversation
from returnctl.run import Answered, Decided, Superseded, decided
from returnctl.values.finding import Finding, Severity
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
    side = side_tables(documents, beside, reporter)
    for entry in decided(Conversation(iter(sys.stdin.buffer.readline, b""), _SHOWN), desk, side):
        answer = _answer(entry, desk, reporter)
        goes_out()
        sys.stdout.write(answer)
        sys.stdout.flush()
    reporter.close()
    if reporter.errors:
        raise typer.Exit(Exit.FINDINGS)


def _answer(entry: Answered, desk: Desk, reporter: Reporter) -> str:
    """The line that answers a line."""
    if isinstance(entry, Decided | Superseded):
        reporter.tell(entry.findings)
        answered = record(entry.decision, desk)
        return json_line(answered | _only_findings(entry.findings) if entry.findings else answered)
    why = (entry.override or entry.findings) if isinstance(entry, Flagged) else entry.findings
    reporter.tell(why)
    told = tuple(finding for finding in why if finding.severity is not Severity.NOTE)
    return json_line({"row": entry.request.row if isinstance(entry, Flagged) else None, **_only_findings(told)})


def _only_findings(findings: Sequence[Finding]) -> dict[str, object]:
    from returnctl.views.findings import finding_record

    return {"findings": [finding_record(finding) for finding in findings]}
