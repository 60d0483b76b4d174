"""Many requests from files: looked at once, decided in order, told and written."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import typer

from returnctl.commands.ends import Exit
from returnctl.commands.inputs import Beside, policy_of, request_tables, side_tables, unusable
from returnctl.commands.lacking import Lacking
from returnctl.commands.opening import open_sink
from returnctl.commands.reporting import Progress, Reporter
from returnctl.commands.run_notes import columns_left_out, run_notes
from returnctl.commands.showing import show_written
from returnctl.commands.sinks import NOTHING_KEPT, Sink, kept_columns
from returnctl.deciding.desk import Decision, Desk
from returnctl.files.document import Documents
from returnctl.files.requests.first_look import FirstLook, first_look
from returnctl.files.requests.rows import Flagged
from returnctl.files.requests.side_tables import SideTables
from returnctl.files.requests.stream import Older, Part, request_parts, superseded_note
from returnctl.files.tables.table import Table
from returnctl.files.worklists.worklist import too_many_rows
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import ReturnRequest
from returnctl.values.visible import visible
from returnctl.views.findings import findings_of
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
    look = _looked_at(tables, wanted.form, reporter, progress)
    kept = kept_columns(tables) if wanted.keep_columns else NOTHING_KEPT
    tally = Tally(as_of=wanted.as_of.isoformat(), zone=desk.zone, policy_hash=desk.policy.hash)
    with open_sink(
        wanted.form, wanted.output, desk, kept, explain=wanted.explain, urgent_first=wanted.urgent_first
    ) as sink:
        lacking = Lacking(side)
        run = _Run(desk, sink, reporter, tally, lacking)
        supplied: Counter[str] = Counter()
        done = 0
        for part in request_parts(tables, look, side, supplied):
            if any(finding.severity is Severity.ERROR for finding in part.of_file):
                reporter.tell(part.of_file)
                unusable(reporter)
            run.take(part)
            done += len(part.entries)
            progress.step("decided", done)
        progress.clear()
        _supplied(tally, supplied, side)
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


def _looked_at(tables: Sequence[Table], form: str, reporter: Reporter, progress: Progress) -> FirstLook:
    """The first look; ends the command where a file has no rows or broke while it was read."""
    look = first_look(tables, lambda rows: progress.step("read", rows))
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
    return look


class _Run:
    """The desk at work: every entry is decided or flagged, counted, told and passed on."""

    __slots__ = ("_desk", "_lacking", "_reporter", "_sink", "_tally")

    def __init__(self, desk: Desk, sink: Sink, reporter: Reporter, tally: Tally, lacking: Lacking) -> None:
        self._desk, self._sink, self._reporter, self._tally = desk, sink, reporter, tally
        self._lacking = lacking

    def take(self, part: Part) -> None:
        """Decide the entries of a part in their order."""
        found = _by_row(part.findings)
        broken = self._desk.policy.broken
        for entry in part.entries:
            if isinstance(entry, Flagged):
                self._flag(entry)
            elif isinstance(entry, Older):
                self._older(entry, found)
            elif broken and (why := self._desk.flagged(entry.sku)):
                self._refuse(entry, entry.sku, why)
            else:
                self._decided(self._desk.decide(entry), found.get(entry.row, ()) if found else ())

    def _decided(self, decision: Decision, findings: tuple[Finding, ...], *, superseded: bool = False) -> None:
        notes = findings_of(decision) if decision.problems else ()
        findings = (*findings, *notes)
        if findings:
            self._reporter.tell(findings)
        self._tally.add(decision, superseded=superseded)
        self._lacking.add(decision)
        self._sink.decision(decision, findings)

    def _older(self, older: Older, found: dict[int | None, tuple[Finding, ...]]) -> None:
        """An older row gets the decision of the newest."""
        if why := self._desk.flagged(older.newest.sku):
            self._refuse(older.request, older.newest.sku, why)
            return
        decision = self._desk.decide(older.newest)
        note = superseded_note(older)
        handling = decision.handling._replace(
            note="; ".join(text for text in (decision.handling.note, "superseded") if text)
        )
        decided = decision._replace(older=older.request, handling=handling, problems=())
        self._decided(decided, (*found.get(older.request.row, ()), note), superseded=True)

    def _refuse(self, request: ReturnRequest, sku: str, why: tuple[Finding, ...]) -> None:
        """Flag a request because of what is wrong with the override of a SKU."""
        at = request.source.at(request.row, "sku")
        self._flag(Flagged(request, tuple(bad_override(finding, sku, at) for finding in why)), why)

    def _flag(self, flagged: Flagged, override: Sequence[Finding] = ()) -> None:
        self._reporter.tell(flagged.findings)
        self._tally.add_flagged(flagged.request, flagged.findings, override)
        self._sink.flagged(flagged)


def _by_row(findings: Sequence[Finding]) -> dict[int | None, tuple[Finding, ...]]:
    found: dict[int | None, tuple[Finding, ...]] = {}
    for finding in findings:
        found[finding.at.row] = (*found.get(finding.at.row, ()), finding)
    return found


def bad_override(finding: Finding, sku: str, at: Location) -> Finding:
    """The finding on a request whose override cannot be used, naming the override's cell."""
    said = f"the override of `{visible(sku)}` cannot be used, see {finding.at}: {finding.message}"
    return Finding(Code.BAD_OVERRIDE, at, said, finding.hint)


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
