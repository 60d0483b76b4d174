"""Where decisions go for people: a worklist to work through, a table on the terminal."""

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias

from returnctl.commands.sinks import Kept
from returnctl.files.requests.rows import Flagged
from returnctl.values.finding import Finding

if TYPE_CHECKING:
    from returnctl.deciding.desk import Decision, Desk
    from returnctl.views.summary import Tally

# Requests that wait for an answer by its day, then flagged rows, then all others.
Urgency: TypeAlias = tuple[int, str]
_FLAGGED: Final[Urgency] = (1, "")


class WorklistSink:
    """A workbook to work through."""

    def __init__(self, stream: BinaryIO, desk: "Desk", kept: Kept, name: str, *, urgent_first: bool) -> None:
        self._stream, self._desk, self._kept, self._name = stream, desk, kept, name
        self._rows: list[tuple[Urgency, list[Any]]] = []
        self._urgent_first = urgent_first

    def decision(self, decision: "Decision", findings: Sequence[Finding]) -> None:
        """One row."""
        from returnctl.views.flat import urgency, worklist_row

        kept = self._kept.cells(decision.older or decision.request) if self._kept.headers else []
        self._rows.append((urgency(decision), [*kept, *worklist_row(decision, self._desk, findings)]))

    def flagged(self, flagged: Flagged) -> None:
        """One row with an empty recommendation."""
        from returnctl.views.flat import flagged_worklist_row

        kept = self._kept.cells(flagged.request) if self._kept.headers else []
        self._rows.append((_FLAGGED, [*kept, *flagged_worklist_row(flagged.request, flagged.findings)]))

    def close(self, tally: "Tally", findings: Sequence[Finding]) -> Sequence[Finding]:
        """Write the workbook."""
        from returnctl.files.worklists.worklist import write_worklist
        from returnctl.views.flat import WORKLIST_COLUMNS
        from returnctl.views.summary_sheet import summary_rows

        headers = (*self._kept.headers, *WORKLIST_COLUMNS)
        if self._urgent_first:
            self._rows.sort(key=itemgetter(0))
        rows = (row for _, row in self._rows)
        return write_worklist(self._stream, self._name, headers, rows, summary_rows(tally))


class TableSink:
    """What a busy person needs first, then the first rows; or every explanation."""

    def __init__(self, desk: "Desk", *, explain: bool) -> None:
        self._desk, self._explain = desk, explain
        self._rows: list[Any] = []
        self._shown = 0

    def decision(self, decision: "Decision", findings: Sequence[Finding]) -> None:
        """Keep a row to show, or explain it at once."""
        if self._explain:
            self._explained(decision)
            return
        from returnctl.views.terminal import MOST_ROWS, shown_row

        if len(self._rows) < MOST_ROWS:
            self._rows.append(shown_row(decision, self._desk))

    def _explained(self, decision: "Decision") -> None:
        from returnctl.commands.showing import line_width, show_lines
        from returnctl.values.visible import visible
        from returnctl.views.explanation import explain
        from returnctl.views.plain import wrapped

        request = decision.older or decision.request
        place = visible(str(request.source.at(request.row)), None)
        head = f"{place}: order {visible(request.order_id or '-')}, SKU {visible(request.sku)}"
        show_lines([*wrapped(head, line_width()), *explain(decision, self._desk, line_width()), ""], headed=False)

    def flagged(self, flagged: Flagged) -> None:
        """Keep a flagged row to show."""
        if self._explain:
            from returnctl.commands.showing import line_width, show_lines
            from returnctl.values.visible import visible
            from returnctl.views.findings import listed_findings
            from returnctl.views.plain import wrapped

            place = visible(str(flagged.request.source.at(flagged.request.row)), None)
            lines = [f"{place}: flagged", *listed_findings(flagged.findings)]
            show_lines([*(part for line in lines for part in wrapped(line, line_width())), ""], headed=False)
            return
        from returnctl.views.terminal import MOST_ROWS, flagged_row

        if len(self._rows) < MOST_ROWS:
            self._rows.append(flagged_row(flagged.request, flagged.findings))

    def close(self, tally: "Tally", findings: Sequence[Finding]) -> Sequence[Finding]:
        """Show the overview and the table."""
        from returnctl.commands.showing import show_batch

        if self._explain:
            self._rows.clear()
        show_batch(tally, self._rows)
        return ()
