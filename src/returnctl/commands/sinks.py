"""Where decisions go for programs: CSV, JSON, JSONL."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TextIO

from returnctl.files.requests.rows import Flagged
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest

if TYPE_CHECKING:
    from returnctl.deciding.desk import Decision, Desk
    from returnctl.files.tables.table import Table
    from returnctl.views.summary import Tally

# So many texts are written together.
_TOGETHER: Final = 50


class Sink(Protocol):
    """Takes the decisions of a run one by one, in the order of the input."""

    def decision(self, decision: "Decision", findings: Sequence[Finding]) -> None:
        """Take one decided request."""

    def flagged(self, flagged: Flagged) -> None:
        """Take one row that could not be decided."""

    def close(self, tally: "Tally", findings: Sequence[Finding]) -> Sequence[Finding]:
        """Finish, with the summary of the run and all its findings; gives what could not be written as it stands."""


class Kept(NamedTuple):
    """The input's own columns that go before ours: their headers, and for each table which of its cells they are."""

    headers: tuple[str, ...]
    places: dict[tuple[str, str | None], tuple[int | None, ...]]

    def cells(self, request: ReturnRequest) -> list[str]:
        """The kept cells of a request, as text."""
        source, raw = request.source, request.raw
        return [
            _text(raw[place]) if place is not None and place < len(raw) else ""
            for place in self.places[source.file, source.sheet]
        ]


def kept_columns(tables: "Sequence[Table]") -> Kept:
    """All columns of the input but those with the buyer's personal data; of several files each header once."""
    headers: dict[str, None] = {}
    for table in tables:
        for place, header in enumerate(table.header, 1):
            if place not in table.personal:
                headers.setdefault(header)
    return Kept(
        tuple(headers),
        {
            (table.source.file, table.source.sheet): tuple(
                table.header.index(name) if name in table.header else None for name in headers
            )
            for table in tables
        },
    )


NOTHING_KEPT = Kept((), {})


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    from returnctl.schema.readers import as_text

    return "" if cell is None else as_text(cell)  # type: ignore[arg-type]


class CsvSink:
    """Comma-separated text, UTF-8, CRLF as spreadsheets expect it; no cell can become a formula."""

    def __init__(self, stream: TextIO, desk: "Desk", kept: Kept) -> None:
        from returnctl.views.csv_text import csv_line
        from returnctl.views.flat import COLUMNS, flagged_row, flat_row

        self._stream, self._desk, self._kept = stream, desk, kept if kept.headers else None
        self._line, self._row, self._flagged = csv_line, flat_row, flagged_row
        self._waiting: list[str] = [csv_line([*kept.headers, *COLUMNS])]

    def decision(self, decision: "Decision", findings: Sequence[Finding]) -> None:
        """One row."""
        self._add(self._row(decision, self._desk, findings), decision.older or decision.request)

    def flagged(self, flagged: Flagged) -> None:
        """One row with an empty recommendation."""
        self._add(self._flagged(flagged.request, flagged.findings), flagged.request)

    def _add(self, cells: list[str], request: ReturnRequest) -> None:
        self._waiting.append(self._line([*self._kept.cells(request), *cells] if self._kept else cells))
        if len(self._waiting) >= _TOGETHER:
            self._stream.write("".join(self._waiting))
            self._waiting.clear()

    def close(self, tally: "Tally", findings: Sequence[Finding]) -> Sequence[Finding]:
        """Write what is left."""
        self._stream.write("".join(self._waiting))
        return ()


class JsonLinesSink:
    """One decision a line."""

    def __init__(self, stream: TextIO, desk: "Desk", kept: Kept) -> None:
        self._stream, self._desk, self._kept = stream, desk, kept if kept.headers else None
        self._waiting: list[str] = []

    def decision(self, decision: "Decision", findings: Sequence[Finding]) -> None:
        """One line."""
        from returnctl.views.record import record

        self._add(record(decision, self._desk), decision.older or decision.request)

    def flagged(self, flagged: Flagged) -> None:
        """One line with the findings."""
        from returnctl.views.record import flagged_request

        self._add(flagged_request(flagged.request, flagged.findings), flagged.request)

    def _add(self, found: Mapping[str, object], request: ReturnRequest) -> None:
        from returnctl.views.json_lines import json_text

        if self._kept:
            found = {"input": dict(zip(self._kept.headers, self._kept.cells(request), strict=True)), **found}
        self._waiting.append(self._part(json_text(found)))
        if len(self._waiting) >= _TOGETHER:
            self._write_waiting()

    def _part(self, text: str) -> str:
        return text + "\n"

    def _write_waiting(self) -> None:
        self._stream.write("".join(self._waiting))
        self._waiting.clear()

    def close(self, tally: "Tally", findings: Sequence[Finding]) -> Sequence[Finding]:
        """Write what is left."""
        self._write_waiting()
        return ()


class JsonSink(JsonLinesSink):
    """One document: decisions, findings, summary."""

    def __init__(self, stream: TextIO, desk: "Desk", kept: Kept) -> None:
        from returnctl.views import json_document

        super().__init__(stream, desk, kept)
        self._parts, self._first = json_document, True
        self._waiting.append(json_document.opening())

    def _part(self, text: str) -> str:
        part = self._parts.decision_part(text, first=self._first)
        self._first = False
        return part

    def close(self, tally: "Tally", findings: Sequence[Finding]) -> Sequence[Finding]:
        """The findings and the summary."""
        from returnctl.views.findings import finding_record
        from returnctl.views.summary import summary_record

        self._write_waiting()
        for part in self._parts.findings_part(finding_record(finding) for finding in findings):
            self._stream.write(part)
        self._stream.write(self._parts.closing(summary_record(tally)))
        return ()
