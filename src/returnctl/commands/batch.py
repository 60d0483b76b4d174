"""Many requests from files: looked at once, decided in order, told and written."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import typer

from returnctl.commands.ends import Exit, gone_out
from returnctl.commands.inputs import Beside, policy_of, request_tables, side_tables, unusable
from returnctl.commands.lacking import Lacking
from returnctl.commands.opening import open_sink
from returnctl.commands.reporting import Progress, Reporter
from returnctl.commands.run_notes import columns_left_out, run_notes
from returnctl.commands.showing import show_written
from returnctl.commands.sinks import NOTHING_KEPT, Sink, kept_columns
from returnctl.deciding.desk import Desk
from returnctl.files.document import Documents
from returnctl.files.requests.rows import Flagged
from returnctl.files.requests.side_tables import SideTables
from returnctl.files.requests.stream import OfFile, Reports
from returnctl.files.tables.table import Table
from returnctl.files.worklists.worklist import too_many_rows
from returnctl.run import Answered, Superseded, decided
from returnctl.values.finding import Code, Finding, Severity
from returnctl.views.summary import Tally


class Wanted(NamedTuple):
    """What a run was asked for."""

    files: Sequence[str]
    policy: Sequence[str]
    overrides: Sequence[str]
    beside: Beside
    store: str | None
    as_of: date
    form: str
    output: str | None
    explain: bool
    keep_columns: bool
    urgent_first: bool
    fail_on: frozenset[str]


def decide_files(wanted: Wanted, documents: Documents) -> None:
    """Decide every request of the files; exit 1 where a finding is an error or `--fail-on` is met."""
    _few_collections()
    reporter, progress = Reporter(keep=wanted.form == "json"), Progress()
    desk = Desk(policy_of(documents, wanted.policy, wanted.overrides, reporter), wanted.as_of, wanted.store)
    side = side_tables(documents, wanted.beside, reporter)
    tables = request_tables(documents, wanted.files, reporter)
    requests = _looked_at(tables, wanted.form, reporter, progress)
    kept = kept_columns(tables) if wanted.keep_columns else NOTHING_KEPT
    tally = Tally(as_of=wanted.as_of.isoformat(), zone=desk.zone, policy_hash=desk.policy.hash)
    with open_sink(
        wanted.form, wanted.output, desk, kept, explain=wanted.explain, urgent_first=wanted.urgent_first
    ) as sink:
        lacking = Lacking(side)
        run = decided(requests, desk, side)
        for done, entry in enumerate(run, 1):
            _take(entry, sink, reporter, tally, lacking)
            progress.step("decided", done)
        progress.clear()
        _supplied(tally, run.supplied, side)
        tally.unlisted = lacking.unlisted()
        left_out = columns_left_out(tables) if wanted.keep_columns else []
        reporter.tell([*run_notes(tally.stock_assumed, tally.store_unknown, desk, lacking), *left_out])
        tally.findings.update({str(severity): count for severity, count in reporter.counts.items()})
        reporter.tell(sink.close(tally, reporter.kept))
    reporter.close()
    if wanted.output not in (None, "-"):
        show_written(tally, wanted.output or "")
    if reporter.errors or fails(tally, wanted.fail_on):
        raise typer.Exit(Exit.FINDINGS)


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
    reporter.tell(dict.fromkeys([*look.of_files, *errors, *([] if errors else empty)]))
    if errors or empty:
        unusable(reporter)
    return requests


def _take(entry: Answered, sink: Sink, reporter: Reporter, tally: Tally, lacking: Lacking) -> None:
    """Tell what was found with an answer, count it and pass it on; end the command where a file is of no use."""
    if not isinstance(entry, OfFile):
        if entry.findings:
            reporter.tell(entry.findings)
        if isinstance(entry, Flagged):
            tally.add_flagged(entry.request, entry.findings, entry.override)
            sink.flagged(entry)
        else:
            tally.add(entry.decision, superseded=isinstance(entry, Superseded))
            lacking.add(entry.decision)
            sink.decision(entry.decision, entry.findings)
    elif any(finding.severity is Severity.ERROR for finding in entry.findings):
        reporter.tell(entry.findings)
        unusable(reporter, begun=gone_out())


def _supplied(tally: Tally, supplied: Counter[str], side: SideTables) -> None:
    for name in supplied:
        tally.add_supplied(name, supplied[name])
    for table, rows in zip(side._fields, side, strict=True):
        if rows and not any(name.startswith(f"{table}:") for name in supplied):
            tally.add_supplied(table, 0)


def fails(tally: Tally, fail_on: frozenset[str]) -> bool:
    """Whether anything that `--fail-on` names has come up."""
    counts = {str(name): count for name, count in tally.recommendations.items()}
    counts |= {"overdue": tally.overdue, "flagged": tally.flagged, "undecided": tally.undecided}
    return any(counts.get(name, 0) or tally.warnings.get(name, 0) for name in fail_on)
