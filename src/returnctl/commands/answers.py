"""Where answers go: CSV, JSON and JSONL for programs, a worklist and a table for people."""

import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from operator import itemgetter
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from returnctl.commands.exits import goes_out
from returnctl.commands.reporting import line_width, show_rich, show_wrapped, shown_table, width
from returnctl.files.requests.rows import Flagged
from returnctl.run import Decided, Superseded
from returnctl.schema.readers import as_text
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest
from returnctl.values.text import visible
from returnctl.views import json_document
from returnctl.views.findings import finding_record, listed_findings
from returnctl.views.flat import (
    COLUMNS,
    WORKLIST_COLUMNS,
    csv_line,
    flagged_row,
    flagged_worklist_row,
    flat_row,
    urgency,
    worklist_row,
)
from returnctl.views.json_document import json_text
from returnctl.views.record import flagged_request, record
from returnctl.views.summary import Tally, summary_record, summary_rows

if TYPE_CHECKING:
    from returnctl.commands.inputs import Task
    from returnctl.deciding.desk import Desk
    from returnctl.files.tables.table import Table

Outcome = Decided | Superseded | Flagged
# So many texts are written together.
_TOGETHER: Final = 50


class InputColumns(NamedTuple):
    """The input's own columns that go before ours: their headers, and for each table which of its cells they are."""

    headers: tuple[str, ...] = ()
    places: Mapping[tuple[str, str | None], tuple[int | None, ...]] = {}

    def cells(self, entry: Outcome) -> list[str]:
        """The kept cells of a request, as text."""
        if not self.headers:
            return []
        request = _own(entry)
        source = request.source
        raw: Sequence[Any] = request.raw
        return [
            as_text(raw[place]) if place is not None and place < len(raw) else ""
            for place in self.places[source.file, source.sheet]
        ]


def kept_columns(tables: "Sequence[Table]") -> InputColumns:
    """All columns of the input but those with the buyer's personal data; of several files each header once."""
    kept = [header for table in tables for place, header in enumerate(table.header, 1) if place not in table.personal]
    headers = tuple(dict.fromkeys(kept))
    return InputColumns(
        headers,
        {
            (table.source.file, table.source.sheet): tuple(
                table.header.index(name) if name in table.header else None for name in headers
            )
            for table in tables
        },
    )


def _own(entry: Outcome) -> ReturnRequest:
    """The request in the row itself, for which a newer one may be decided."""
    return entry.request if isinstance(entry, Flagged) else entry.decision.older or entry.decision.request


class Answers(NamedTuple):
    """The answers of a run one by one, in the order of the input; once all are taken, `tally` and `found` are whole."""

    entries: Iterable[Outcome]
    desk: "Desk"
    tally: Tally
    found: Sequence[Finding]
    kept: InputColumns = InputColumns()

    def write(self, task: "Task") -> Sequence[Finding]:
        """Show or write all; a file appears whole and at the end. Gives what could not be written as it stands."""
        if task.form == "table":
            self._show(explain=task.explain)
            return ()
        from returnctl.files.writing import whole_file

        place: Any = whole_file(task.output) if task.output else nullcontext(_Going(sys.stdout.buffer))
        with place as file:
            if task.form == "xlsx":
                return self._write_worklist(file, task)
            text = io.TextIOWrapper(file, encoding="utf-8", newline="", errors="surrogatepass")
            on_screen = task.form == "csv" and not task.output and sys.stdout.isatty()
            try:
                for part in _together({"csv": self._csv, "jsonl": self._json_lines, "json": self._json}[task.form]()):
                    text.write(shown_table(part) if on_screen else part)
                text.flush()
            finally:
                text.detach()
        return ()

    def _csv(self) -> Iterator[str]:
        """Comma-separated text, UTF-8, CRLF as spreadsheets expect it; no cell can become a formula."""
        kept, desk = self.kept, self.desk
        yield csv_line([*kept.headers, *COLUMNS])
        for entry in self.entries:
            if isinstance(entry, Flagged):
                cells = flagged_row(entry.request, entry.findings)
            else:
                cells = flat_row(entry.decision, desk, entry.findings)
            yield csv_line([*kept.cells(entry), *cells] if kept.headers else cells)

    def _records(self) -> Iterator[str]:
        """Each decision as JSON; that of a flagged row has its findings."""
        for entry in self.entries:
            if isinstance(entry, Flagged):
                found = flagged_request(entry.request, entry.findings)
            else:
                found = record(entry.decision, self.desk)
            if self.kept.headers:
                found = {"input": dict(zip(self.kept.headers, self.kept.cells(entry), strict=True)), **found}
            yield json_text(found)

    def _json_lines(self) -> Iterator[str]:
        """One decision a line."""
        for text in self._records():
            yield text + "\n"

    def _json(self) -> Iterator[str]:
        """One document: decisions, findings, summary."""
        yield json_document.opening()
        for place, text in enumerate(self._records()):
            yield json_document.decision_part(text, first=place == 0)
        yield from json_document.findings_part(finding_record(finding) for finding in self.found)
        yield json_document.closing(summary_record(self.tally))

    def _write_worklist(self, file: BinaryIO, task: "Task") -> Sequence[Finding]:
        """A workbook to work through; of a flagged row the recommendation is empty."""
        from returnctl.files.worklists.worklist import write_worklist

        rows: list[tuple[tuple[int, str], list[Any]]] = []
        for entry in self.entries:
            if isinstance(entry, Flagged):
                rank, cells = (1, ""), flagged_worklist_row(entry.request, entry.findings)
            else:
                rank, cells = urgency(entry.decision), worklist_row(entry.decision, self.desk, entry.findings)
            rows.append((rank, [*self.kept.cells(entry), *cells]))
        if task.urgent_first:
            rows.sort(key=itemgetter(0))
        headers = (*self.kept.headers, *WORKLIST_COLUMNS)
        only = (row for _, row in rows)
        return write_worklist(file, task.output or "<stdout>", headers, only, summary_rows(self.tally))

    def _show(self, *, explain: bool) -> None:
        """What a busy person needs first, then the first rows; or every explanation."""
        from returnctl.views.terminal import MOST_ROWS, AnswerRow, batch, flagged_row, shown_row

        rows: list[AnswerRow] = []
        for entry in self.entries:
            if explain:
                self._show_explained(entry)
            elif len(rows) >= MOST_ROWS:
                continue
            elif isinstance(entry, Flagged):
                rows.append(flagged_row(entry.request, entry.findings))
            else:
                rows.append(shown_row(entry.decision, self.desk))
        show_rich(batch(self.tally, rows, width()))

    def _show_explained(self, entry: Outcome) -> None:
        from returnctl.views.plain import explain

        request = _own(entry)
        place = visible(str(request.source.at(request.row)), None)
        if isinstance(entry, Flagged):
            lines = [f"{place}: flagged", *listed_findings(entry.findings)]
        else:
            head = f"{place}: order {visible(request.order_id or '-')}, SKU {visible(request.sku)}"
            lines = [head, *explain(entry.decision, self.desk)]
        show_wrapped([*lines, ""], line_width())


def _together(texts: Iterable[str]) -> Iterator[str]:
    """Some texts at a time as one."""
    waiting: list[str] = []
    for text in texts:
        waiting.append(text)
        if len(waiting) >= _TOGETHER:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


class _Going:
    """Standard output, of which it is known whether anything was written to it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        """Write a part of the answer."""
        goes_out()
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
