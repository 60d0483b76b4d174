"""A batch and an answer on a terminal, with Rich: weight and a few colours over words that need neither.

Colours are the terminal's own and never black, white or dim, so that they hold on dark and on light.
"""

import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.values.decision import Recommendation
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest
from returnctl.values.text import visible
from returnctl.views.flat import finding_text
from returnctl.views.overview import Weight, overview
from returnctl.views.sentence import sentence
from returnctl.views.summary import Tally
from returnctl.views.wording import fitting, is_overdue, shown_moment, waits_for_answer, wrapped

# So many rows of decisions are shown before the rest is left to a file: the overview must not scroll away.
MOST_ROWS: Final = 20
_MOST_ROWS_NARROW: Final = 8
_WIDE: Final = 160
_NARROW: Final = 48
# What must never be cut: the longest recommendation, and that it is overdue.
_LEAST_ROOM: Final = len("return-and-refund · overdue")
_LONGEST_WHY: Final = 200
# Blanks between two columns.
_GAP: Final = 2
_STYLES: Final = {
    Recommendation.DECLINE: "bold red",
    Recommendation.REVIEW: "bold magenta",
    Recommendation.NO_ACTION: "",
}
_SEVERITY: Final = re.compile(r"\b(error|warning|note)\[[a-z-]+\]")
_SEVERITY_STYLES: Final = {"error": "bold red", "warning": "bold magenta", "note": "bold"}
_WEIGHTS: Final = {Weight.HEADING: "bold", Weight.COUNTS: "bold", Weight.LATE: "red", Weight.PLAIN: ""}


class AnswerRow(NamedTuple):
    """One request in the table of decisions; all texts are safe to show."""

    row: str
    order: str
    sku: str
    recommendation: str
    item: str
    rule: str
    answer_by: str
    why: str
    style: str = ""
    overdue: bool = False


def shown_row(decision: Decision, desk: Desk) -> AnswerRow:
    """One decision in the table."""
    verdict, request, by = decision.verdict, decision.request, decision.response.respond_by
    due = shown_moment(by, decision.terms.zone) if by is not None and waits_for_answer(decision) else ""
    return AnswerRow(
        str(request.row or ""),
        visible(request.order_id or "", 24),
        visible(request.sku, 24),
        str(verdict.recommendation),
        str(verdict.item or ""),
        visible(verdict.rule.name) if verdict.rule else "",
        due,
        _cut(sentence(decision, desk)),
        _STYLES.get(verdict.recommendation, "bold green"),
        is_overdue(decision),
    )


def flagged_row(request: ReturnRequest, findings: Sequence[Finding]) -> AnswerRow:
    """One flagged row in the table: nothing is recommended, and why not."""
    why = _cut(finding_text(findings))
    order, sku = visible(request.order_id or "", 24), visible(request.sku, 24)
    return AnswerRow(str(request.row or ""), order, sku, "flagged", "", "", "", why, "bold red")


def batch(tally: Tally, rows: Sequence[AnswerRow], width: int) -> RenderableType:
    """The overview, then the table of decisions, then how many more there are."""
    parts: list[RenderableType] = [
        Text(part, style=_WEIGHTS[weight], overflow="fold")
        for weight, line in overview(tally)
        for part in wrapped(line, width)
    ]
    shown = rows[: MOST_ROWS if width >= _WIDE else _MOST_ROWS_NARROW]
    if shown:
        parts += [Text(""), _listing(shown, width)]
    left = tally.rows - len(shown)
    if left > 0:
        parts.append(Text(f"and {left} more: --output FILE", style="bold"))
    return Group(*parts)


def answer_text(lines: Sequence[str]) -> RenderableType:
    """The plain answer or explanation to one request, its first line and its headings set off."""
    parts = []
    for place, line in enumerate(lines):
        name = next((name for name in Recommendation if line == name or line.startswith(f"{name} · ")), None)
        style = _STYLES.get(name, "bold green") if place == 0 and name else ""
        if place and line and not line.startswith(" "):
            style = "bold"
        parts.append(Text(line, style=style, overflow="fold"))
    return Group(*parts)


def findings_text(broken: Sequence[Sequence[str]]) -> RenderableType:
    """Findings, each with its lines: how grave one is stands out, and so does what names a file."""
    parts = []
    for lines in broken:
        style = "" if lines[0].startswith(" ") or any(_SEVERITY.search(line) for line in lines) else "bold"
        for line in lines:
            text = Text(line, style=style, overflow="fold")
            mark = _SEVERITY.search(line) if not lines[0].startswith(" ") else None
            if mark:
                text.stylize(_SEVERITY_STYLES[mark[1]], *mark.span())
            parts.append(text)
    return Group(*parts)


def rendered(shown: RenderableType, width: int, *, colour: bool, encoding: str | None = None) -> str:
    """What is shown as the text to write, in signs that the stream has; escape sequences only with `colour`."""
    stream = StringIO()
    console = Console(
        file=stream,
        width=max(width, 1),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    console.print(shown, soft_wrap=False)
    lines = (line.rstrip() for line in stream.getvalue().split("\n"))
    return fitting("\n".join(lines), encoding)


def _listing(rows: Sequence[AnswerRow], width: int) -> RenderableType:
    if width >= _WIDE:
        return _wide(rows)
    room = width - _widest("row", (row.row for row in rows)) - _GAP
    room -= _widest("order and SKU", (name for row in rows for name in (row.order, row.sku))) + _GAP
    return (
        _two_lines(rows, room) if width >= _NARROW and room >= _LEAST_ROOM else Group(*(_stacked(row) for row in rows))
    )


def _wide(rows: Sequence[AnswerRow]) -> Table:
    table = _table("row", "order", "SKU", "recommendation", "item", "rule", "answer by")
    table.add_column("why", overflow="fold", ratio=1)
    for row in rows:
        cells = (row.row, row.order, row.sku)
        by = f"{row.answer_by} (overdue)" if row.overdue else row.answer_by
        plain = [Text(text, overflow="fold") for text in (row.item, row.rule, by, row.why)]
        table.add_row(*map(Text, cells), Text(row.recommendation, style=row.style), *plain)
    return table


def _two_lines(rows: Sequence[AnswerRow], room: int) -> Table:
    """Two lines for each: who and what to do, and under it as much of the sentence as there is room for.

    What to do is cut at its `room`: where that would hide that it is overdue, this stands before the item.
    """
    table = _table("row", "order and SKU")
    table.add_column("recommendation and why", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in rows:
        who = Text("\n".join(part for part in (row.order, row.sku) if part))
        advice = _advice(row)
        if row.overdue and advice.cell_len > room:
            advice = _advice(row, late_first=True)
        advice.append(f"\n{row.why}")
        advice.no_wrap, advice.overflow = True, "ellipsis"
        table.add_row(Text(row.row), who, advice)
    return table


def _stacked(row: AnswerRow) -> Text:
    """For a terminal too narrow for columns."""
    text = Text(" ".join(part for part in (row.row, row.order, row.sku) if part) + "\n", overflow="fold")
    return text.append_text(_advice(row)).append(f"\n{row.why}")


def _widest(header: str, texts: Iterable[str]) -> int:
    return max(map(cell_len, (header, *texts)))


def _advice(row: AnswerRow, *, late_first: bool = False) -> Text:
    text = Text(overflow="fold")
    text.append(row.recommendation, style=row.style)
    by = f"answer by {row.answer_by}{' (overdue)' if row.overdue else ''}" if row.answer_by else ""
    parts = (f"overdue, due {row.answer_by}", row.item) if late_first else (row.item, by)
    more = " · ".join(part for part in parts if part)
    return text.append(f" · {more}" if more else "")


def _table(*headers: str) -> Table:
    """No lines at all: they would say nothing, and not every terminal has them."""
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold", expand=True)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_WHY else text[: _LONGEST_WHY - 1] + "…"
