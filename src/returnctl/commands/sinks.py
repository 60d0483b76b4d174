"""Where decisions go: CSV, JSON and JSONL for programs, a worklist and a table for people."""

import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from operator import itemgetter
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, Protocol, TextIO

from returnctl.commands.exits import goes_out
from returnctl.commands.showing import line_width, show_rich, show_wrapped, shown_table, width
from returnctl.files.requests.rows import Flagged
from returnctl.run import Decided, Superseded
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest
from returnctl.values.visible import visible
from returnctl.views import json_document
from returnctl.views.csv_text import csv_line
from returnctl.views.findings import finding_record, listed_findings
from returnctl.views.flat import (
    COLUMNS,
    WORKLIST_COLUMNS,
    flagged_row,
    flagged_worklist_row,
    flat_row,
    urgency,
    worklist_row,
)
from returnctl.views.json_lines import json_text
from returnctl.views.record import flagged_request, record
from returnctl.views.summary import Tally, summary_record, summary_rows

if TYPE_CHECKING:
    from returnctl.commands.inputs import Task
    from returnctl.deciding.desk import Desk
    from returnctl.files.tables.table import Table

Entry = Decided | Superseded | Flagged
# So many texts are written together.
_TOGETHER: Final = 50


class Kept(NamedTuple):
    """The input's own columns that go before ours: their headers, and for each table which of its cells they are."""

    headers: tuple[str, ...] = ()
    places: Mapping[tuple[str, str | None], tuple[int | None, ...]] = {}

    def cells(self, entry: Entry) -> list[str]:
        """The kept cells of a request, as text."""
        if not self.headers:
            return []
        request = _own(entry)
        source, raw = request.source, request.raw
        return [
            _text(raw[place]) if place is not None and place < len(raw) else ""
            for place in self.places[source.file, source.sheet]
        ]


NOTHING_KEPT: Final = Kept()


def kept_columns(tables: "Sequence[Table]") -> Kept:
    """All columns of the input but those with the buyer's personal data; of several files each header once."""
    kept = [header for table in tables for place, header in enumerate(table.header, 1) if place not in table.personal]
    headers = tuple(dict.fromkeys(kept))
    return Kept(
        headers,
        {
            (table.source.file, table.source.sheet): tuple(
                table.header.index(name) if name in table.header else None for name in headers
            )
            for table in tables
        },
    )


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    from returnctl.schema.readers import as_text

    return "" if cell is None else as_text(cell)  # type: ignore[arg-type]


def _own(entry: Entry) -> ReturnRequest:
    """The request in the row itself, for which a newer one may be decided."""
    return entry.request if isinstance(entry, Flagged) else entry.decision.older or entry.decision.request


class Sink(Protocol):
    """Takes the decisions of a run one by one, in the order of the input."""

    def take(self, entry: Entry) -> None:
        """Take one request, decided or flagged."""

    def close(self, tally: Tally, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Finish, with the summary of the run and all its findings; gives what could not be written as it stands."""


class _TextSink:
    """Texts for programs, some of which are written together."""

    def __init__(self, stream: TextIO, desk: "Desk", kept: Kept) -> None:
        self._stream, self._desk, self._kept = stream, desk, kept
        self._waiting: list[str] = []

    def _add(self, text: str) -> None:
        self._waiting.append(text)
        if len(self._waiting) >= _TOGETHER:
            self._write_waiting()

    def _write_waiting(self) -> None:
        self._stream.write("".join(self._waiting))
        self._waiting.clear()

    def close(self, tally: Tally, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Write what is left."""
        self._write_waiting()
        return ()


class _CsvSink(_TextSink):
    """Comma-separated text, UTF-8, CRLF as spreadsheets expect it; no cell can become a formula."""

    def __init__(self, stream: TextIO, desk: "Desk", kept: Kept) -> None:
        super().__init__(stream, desk, kept)
        self._add(csv_line([*kept.headers, *COLUMNS]))

    def take(self, entry: Entry) -> None:
        """One row; of a flagged one the recommendation is empty."""
        if isinstance(entry, Flagged):
            cells = flagged_row(entry.request, entry.findings)
        else:
            cells = flat_row(entry.decision, self._desk, entry.findings)
        self._add(csv_line([*self._kept.cells(entry), *cells] if self._kept.headers else cells))


class _JsonLinesSink(_TextSink):
    """One decision a line."""

    def take(self, entry: Entry) -> None:
        """One line; that of a flagged row has its findings."""
        if isinstance(entry, Flagged):
            found = flagged_request(entry.request, entry.findings)
        else:
            found = record(entry.decision, self._desk)
        if self._kept.headers:
            found = {"input": dict(zip(self._kept.headers, self._kept.cells(entry), strict=True)), **found}
        self._add(self._part(json_text(found)))

    def _part(self, text: str) -> str:
        return text + "\n"


class _JsonSink(_JsonLinesSink):
    """One document: decisions, findings, summary."""

    def __init__(self, stream: TextIO, desk: "Desk", kept: Kept) -> None:
        super().__init__(stream, desk, kept)
        self._first = True
        self._add(json_document.opening())

    def _part(self, text: str) -> str:
        part = json_document.decision_part(text, first=self._first)
        self._first = False
        return part

    def close(self, tally: Tally, findings: Sequence[Finding]) -> Sequence[Finding]:
        """The findings and the summary."""
        self._write_waiting()
        self._stream.writelines(json_document.findings_part(finding_record(finding) for finding in findings))
        self._stream.write(json_document.closing(summary_record(tally)))
        return ()


class _WorklistSink:
    """A workbook to work through."""

    def __init__(self, stream: BinaryIO, desk: "Desk", kept: Kept, task: "Task") -> None:
        self._stream, self._desk, self._kept, self._task = stream, desk, kept, task
        self._rows: list[tuple[tuple[int, str], list[Any]]] = []

    def take(self, entry: Entry) -> None:
        """One row; of a flagged one the recommendation is empty."""
        if isinstance(entry, Flagged):
            rank, cells = (1, ""), flagged_worklist_row(entry.request, entry.findings)
        else:
            rank, cells = urgency(entry.decision), worklist_row(entry.decision, self._desk, entry.findings)
        self._rows.append((rank, [*self._kept.cells(entry), *cells]))

    def close(self, tally: Tally, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Write the workbook."""
        from returnctl.files.worklists.worklist import write_worklist

        if self._task.urgent_first:
            self._rows.sort(key=itemgetter(0))
        headers = (*self._kept.headers, *WORKLIST_COLUMNS)
        rows = (row for _, row in self._rows)
        return write_worklist(self._stream, self._task.output or "<stdout>", headers, rows, summary_rows(tally))


class _TableSink:
    """What a busy person needs first, then the first rows; or every explanation."""

    def __init__(self, desk: "Desk", *, explain: bool) -> None:
        from returnctl.views import terminal

        self._desk, self._explain, self._view = desk, explain, terminal
        self._rows: list[Any] = []

    def take(self, entry: Entry) -> None:
        """Keep a row to show, or explain it at once."""
        if self._explain:
            self._explained(entry)
        elif len(self._rows) < self._view.MOST_ROWS:
            if isinstance(entry, Flagged):
                self._rows.append(self._view.flagged_row(entry.request, entry.findings))
            else:
                self._rows.append(self._view.shown_row(entry.decision, self._desk))

    def _explained(self, entry: Entry) -> None:
        from returnctl.views.explanation import explain

        request, room = _own(entry), line_width()
        place = visible(str(request.source.at(request.row)), None)
        if isinstance(entry, Flagged):
            lines = [f"{place}: flagged", *listed_findings(entry.findings)]
        else:
            head = f"{place}: order {visible(request.order_id or '-')}, SKU {visible(request.sku)}"
            lines = [head, *explain(entry.decision, self._desk)]
        show_wrapped([*lines, ""], room)

    def close(self, tally: Tally, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Show the overview and the table."""
        show_rich(self._view.batch(tally, self._rows, width()))
        return ()


_SINKS: Final[Mapping[str, Callable[[TextIO, "Desk", Kept], Sink]]] = {
    "csv": _CsvSink,
    "jsonl": _JsonLinesSink,
    "json": _JsonSink,
}


@contextmanager
def open_sink(task: "Task", desk: "Desk", kept: Kept = NOTHING_KEPT) -> Iterator[Sink]:
    """The sink for a format; a file appears whole when the block ends well, and not at all otherwise."""
    if task.form == "table":
        yield _TableSink(desk, explain=task.explain)
        return
    from returnctl.files.writing import whole_file

    place: Any = whole_file(task.output) if task.output else nullcontext(_Going(sys.stdout.buffer))
    with place as file:
        if task.form == "xlsx":
            yield _WorklistSink(file, desk, kept, task)
            return
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", errors="surrogatepass")
        on_screen = task.form == "csv" and not task.output and sys.stdout.isatty()
        stream: Any = _Screen(text) if on_screen else text
        try:
            yield _SINKS[task.form](stream, desk, kept)
            text.flush()
        finally:
            text.detach()


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


class _Screen(NamedTuple):
    """CSV on a terminal: characters that could act on it are shown as escapes. A file or a pipe gets them as is."""

    stream: TextIO

    def write(self, text: str) -> int:
        """Write lines of CSV."""
        return self.stream.write(shown_table(text))
