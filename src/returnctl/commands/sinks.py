"""Where decisions go for programs: CSV, JSON, JSONL."""

from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TextIO, TypeAlias

from returnctl.files.requests.rows import Flagged
from returnctl.files.requests.tables import RequestTable
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest, Source

if TYPE_CHECKING:
    from returnctl.deciding.desk import Decision, Desk
    from returnctl.views.recalled import Recall
    from returnctl.views.summary import Tally

# So many JSON texts, each of some kilobytes, are written together.
_TOGETHER: Final = 50
# By the identity of a table's source, which the table itself keeps alive.
Memory: TypeAlias = "dict[int, Recall]"


class Sink(Protocol):
    """Takes the decisions of a run one by one, in the order of the input."""

    def decision(self, decision: "Decision", findings: Sequence[Finding]) -> None:
        """Take one decided request."""

    def flagged(self, flagged: Flagged) -> None:
        """Take one row that could not be decided."""

    def memory(self, tables: Sequence[RequestTable], tally: "Tally") -> Memory:
        """What remembers rows of these tables, so that rows like them need not be decided again."""

    def again(self, answers: Sequence[str]) -> None:
        """Take the finished answers to rows that were recalled."""

    def close(self, tally: "Tally", findings: Sequence[Finding]) -> Sequence[Finding]:
        """Finish, with the summary of the run and all its findings; gives what could not be written as it stands."""


class Kept(NamedTuple):
    """The input's own columns that go before ours: their headers, and for each table which of its cells they are."""

    headers: tuple[str, ...]
    places: dict[tuple[str, str | None], tuple[int | None, ...]]

    def cells(self, request: ReturnRequest) -> list[str]:
        """The kept cells of a request, as text."""
        return self.of_row(request.source, request.raw)

    def of_row(self, source: Source, raw: Sequence[object]) -> list[str]:
        """The kept cells of a row, as text."""
        return [
            _text(raw[place]) if place is not None and place < len(raw) else ""
            for place in self.places[source.file, source.sheet]
        ]

    def whole(self, table: RequestTable) -> bool:
        """Whether the kept cells are all cells of a row, in their order."""
        return self.places[table.source.file, table.source.sheet] == tuple(range(len(table.header)))

    def picker(self, source: Source) -> Callable[[Sequence[str]], Sequence[str]]:
        """A function that takes the kept cells from the rows of a table of text, none of which is short."""
        places = [place for place in self.places[source.file, source.sheet] if place is not None]
        if len(places) == len(self.headers) > 1:
            return itemgetter(*places)
        return partial(self.of_row, source)


def kept_columns(tables: Sequence[RequestTable]) -> Kept:
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


def _readable(sku: str) -> bool:
    """Whether there is nothing to be said about the text of a SKU."""
    from returnctl.files.cells.readers import sku as read_sku
    from returnctl.values.inert import meant

    read = read_sku(sku)
    return read.problem is None and read.value == sku == meant(sku)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    from returnctl.files.cells.readers import as_text

    return "" if cell is None else as_text(cell)  # type: ignore[arg-type]


class Forgetful:
    """A sink that remembers nothing: every row is decided for itself."""

    def memory(self, tables: Sequence[RequestTable], tally: "Tally") -> "Memory":
        """Nothing."""
        return {}

    def again(self, answers: Sequence[str]) -> None:
        """Never asked for."""


class CsvSink:
    """Comma-separated text, UTF-8, CRLF as spreadsheets expect it; no cell can become a formula."""

    def __init__(self, stream: TextIO, desk: "Desk", kept: Kept) -> None:
        from returnctl.views.csv_text import Lines, csv_header, flagged_line

        self._stream, self._desk, self._kept = stream, desk, kept if kept.headers else None
        self._lines, self._flagged = Lines(desk), flagged_line
        self._waiting: list[str] = [csv_header(kept.headers)]

    def memory(self, tables: Sequence[RequestTable], tally: "Tally") -> "Memory":
        """One memory for each table of text that is read column by column."""
        from returnctl.views.recalled import Recall
        from returnctl.views.recalled_rows import Table

        found = {}
        for table in tables:
            source = table.source
            if table.columns is not None:
                places = {field: column.place - 1 for field, column in source.columns.items()}
                text = Table(
                    source,
                    places,
                    self._kept and self._kept.picker(source),
                    _readable,
                    self._kept is not None and self._kept.whole(table),
                )
                found[id(source)] = Recall(self._desk, self._lines, tally, text, len(tables))
        return found

    def again(self, answers: Sequence[str]) -> None:
        """Rows that were recalled."""
        self._waiting.extend(answers)
        self._write_some()

    def decision(self, decision: "Decision", findings: Sequence[Finding]) -> None:
        """One row."""
        kept = self._kept.cells(decision.older or decision.request) if self._kept else None
        self._add(self._lines.line(decision, findings, kept))

    def flagged(self, flagged: Flagged) -> None:
        """One row with an empty recommendation."""
        self._add(self._flagged(flagged.request, flagged.findings, self._kept and self._kept.cells(flagged.request)))

    def _add(self, line: str) -> None:
        self._waiting.append(line)
        self._write_some()

    def _write_some(self) -> None:
        if len(self._waiting) >= 100:
            self._stream.write("".join(self._waiting))
            self._waiting.clear()

    def close(self, tally: "Tally", findings: Sequence[Finding]) -> Sequence[Finding]:
        """Write what is left."""
        self._stream.write("".join(self._waiting))
        return ()


class JsonLinesSink(Forgetful):
    """One decision a line."""

    def __init__(self, stream: TextIO, desk: "Desk", kept: Kept) -> None:
        from returnctl.views.record_text import Records

        self._stream, self._kept = stream, kept if kept.headers else None
        self._records = Records(desk, kept.headers)
        self._waiting: list[str] = []

    def decision(self, decision: "Decision", findings: Sequence[Finding]) -> None:
        """One line."""
        kept = self._kept.cells(decision.older or decision.request) if self._kept else ()
        self._add(self._records.text(decision, kept))

    def flagged(self, flagged: Flagged) -> None:
        """One line with the findings."""
        from returnctl.views.json_lines import json_text
        from returnctl.views.record import flagged_request

        found = flagged_request(flagged.request, flagged.findings)
        if self._kept:
            cells = self._kept.cells(flagged.request)
            found = {"input": dict(zip(self._kept.headers, cells, strict=True)), **found}
        self._add(json_text(found))

    def _add(self, text: str) -> None:
        self._waiting.append(self._part(text))
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
