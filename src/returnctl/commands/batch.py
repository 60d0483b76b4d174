"""Many requests from files or in a conversation: decided in order, told and written."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from returnctl.commands.answers import Answers, InputColumns, Outcome, kept_columns
from returnctl.commands.exits import INCOMPLETE, goes_out, gone_out
from returnctl.commands.inputs import Task, open_desk, request_tables
from returnctl.commands.notes import Unfound, columns_left_out
from returnctl.commands.reporting import UNDECIDED, Progress, Reporter, show_lines, show_wrapped, width
from returnctl.deciding.desk import Desk
from returnctl.files.document import Documents
from returnctl.files.requests.rows import Flagged
from returnctl.files.requests.stream import Conversation, OfFile, Reports
from returnctl.files.tables.table import Table
from returnctl.files.worklists.worklist import too_many_rows
from returnctl.run import Answered, Run, Superseded, decided
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.text import visible
from returnctl.views.findings import finding_record
from returnctl.views.json_document import json_line
from returnctl.views.overview import overview
from returnctl.views.record import record
from returnctl.views.summary import Tally


def decide_files(files: Sequence[str], task: Task, documents: Documents) -> None:
    """Decide every request of the files; exit 1 where a finding is an error or `--fail-on` is met."""
    _few_collections()
    reporter, progress = Reporter(keep=task.form == "json"), Progress()
    desk, side = open_desk(task, documents, reporter)
    tables = request_tables(documents, files, reporter)
    requests = _looked_at(tables, task.form, reporter, progress)
    tally, lacking = Tally.of(desk), Unfound(side)
    kept, left_out = (kept_columns(tables), columns_left_out(tables)) if task.keep_columns else (InputColumns(), [])

    def entries() -> Iterator[Outcome]:
        run = decided(requests, desk, side)
        for done, entry in enumerate(run, 1):
            if _taken(entry, reporter, tally, lacking):
                yield entry
            progress.step("decided", done)
        progress.clear()
        _supplied(tally, run, lacking)
        reporter.tell([*lacking.notes(tally, desk), *left_out])
        tally.findings.update({str(severity): count for severity, count in reporter.counts.items()})

    reporter.tell(Answers(entries(), desk, tally, reporter.kept, kept).write(task))
    reporter.close()
    if task.output:
        show_wrapped([line for _, line in overview(tally)], width())
        show_lines([f"written to {visible(task.output, None)}"])
    reporter.end(failed=not task.fail_on.isdisjoint(tally.came_up()))


def _few_collections() -> None:
    """Millions of small values that hold no cycles come and go: looking for cycles among them costs half the time."""
    import gc

    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def _looked_at(tables: Sequence[Table], form: str, reporter: Reporter, progress: Progress) -> Reports:
    """The first look; ends the command where a file has no rows or broke while it was read."""
    requests = Reports(tables, lambda rows: progress.step("read", rows))
    look = requests.look
    progress.clear()
    hint = "check that the right file was downloaded; on a day without returns Amazon gives no file"
    empty = [
        Finding(Code.NO_DATA_ROWS, table.source.at(), "there are no rows below the header", hint)
        for table, rows in zip(tables, look.rows, strict=True)
        if rows == 0
    ]
    errors = [finding for finding in look.of_files if finding.severity is Severity.ERROR]
    if form == "xlsx" and (full := too_many_rows(tables[0].source.file, sum(look.rows))):
        errors.append(full)
    reporter.tell(dict.fromkeys([*look.of_files, *(errors or empty)]))
    if errors or empty:
        reporter.refuse()
    return requests


def _taken(entry: Answered, reporter: Reporter, tally: Tally, lacking: Unfound) -> TypeGuard[Outcome]:
    """Tell what was found with an answer, and count it; end the command where a file is of no use."""
    if isinstance(entry, OfFile):
        if any(finding.severity is Severity.ERROR for finding in entry.findings):
            reporter.refuse(entry.findings, INCOMPLETE if gone_out() else UNDECIDED)
        return False
    if entry.findings:
        reporter.tell(entry.findings)
    if isinstance(entry, Flagged):
        tally.add_flagged(entry.request, entry.findings, entry.override)
    else:
        tally.add(entry.decision, superseded=isinstance(entry, Superseded))
        lacking.add(entry.decision)
    return True


def _supplied(tally: Tally, run: Run, lacking: Unfound) -> None:
    """What the side tables gave, and which of them gave nothing."""
    tally.supplied = dict(run.supplied)
    given = {name.partition(":")[0] for name in run.supplied}
    tally.supplied |= {
        table: 0 for table, rows in zip(lacking.side._fields, lacking.side, strict=True) if rows and table not in given
    }
    tally.unlisted = lacking.unlisted()


def converse(task: Task, documents: Documents) -> None:
    """Answer each line of standard input at once with a line; exit 1 where a line could not be decided."""
    reporter = Reporter()
    desk, side = open_desk(task, documents, reporter)
    for entry in decided(Conversation(iter(sys.stdin.buffer.readline, b""), "<stdin>"), desk, side):
        answer = _answer(entry, desk, reporter)
        goes_out()
        sys.stdout.write(answer)
        sys.stdout.flush()
    reporter.close()
    reporter.end()


def _answer(entry: Answered, desk: Desk, reporter: Reporter) -> str:
    if isinstance(entry, Flagged | OfFile):
        row = entry.request.row if isinstance(entry, Flagged) else None
        why = (isinstance(entry, Flagged) and entry.override) or entry.findings
        answer: dict[str, object] = {"row": row}
        told = [finding for finding in why if finding.severity is not Severity.NOTE]
    else:
        why, answer = entry.findings, record(entry.decision, desk)
        told = [*why]
    reporter.tell(why)
    if told or isinstance(entry, Flagged | OfFile):
        answer["findings"] = [finding_record(finding) for finding in told]
    return json_line(answer)
