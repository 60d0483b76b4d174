"""Decisions as rows of a table: the columns of CSV and of the worklist, and lines of CSV."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from returnctl.deciding.days import zone
from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.values.finding import Finding, Severity
from returnctl.values.request import ReturnRequest
from returnctl.values.text import STARTERS, inert, visible
from returnctl.views.record import SCALARS, identity, readable, scalars
from returnctl.views.sentence import evidence_text, told
from returnctl.views.wording import shown_moment, waits_for_answer

Cell: TypeAlias = str | int | Decimal | date | None

# All single values of a decision, then what is joined into one cell.
_JOINED: Final = ("rules", "missing", "warnings", "cites", "finding")
COLUMNS: Final = (*SCALARS, *_JOINED)
# What a person looks at first, and what only the worklist has.
_FIRST: Final = (
    "order_id",
    "sku",
    "item_name",
    "asin",
    "reason",
    "quantity",
    "amount",
    "currency",
    "status",
    "recommendation",
    "item",
    "because",
    "note",
    "warnings",
    "cites",
    "respond_by",
    "overdue",
)
TO_FILL: Final = ("done", "by", "remarks")
WORKLIST_COLUMNS: Final = (*_FIRST, *TO_FILL, *(name for name in COLUMNS if name not in _FIRST))


def flat_row(decision: Decision, desk: Desk, findings: Sequence[Finding] = ()) -> list[str]:
    """One decision as text cells in the order of COLUMNS, not yet made inert."""
    return [
        cell if type(cell) is str else "" if cell is None else _text(cell) for cell in _cells(decision, desk, findings)
    ]


def flagged_row(request: ReturnRequest, findings: Sequence[Finding]) -> list[str]:
    """A row on which nothing was decided: what it is called, and why; SKU and reason may be empty."""
    cells = _flagged_cells(request, findings)
    return [_text(cells.get(name)) for name in COLUMNS]


def worklist_row(decision: Decision, desk: Desk, findings: Sequence[Finding] = ()) -> list[Cell]:
    """One decision as the cells of the worklist: days as days, counts and amounts as numbers."""
    cells: dict[str, object] = dict(zip(COLUMNS, _cells(decision, desk, findings), strict=True))
    cells |= _sheet_only(decision.request)
    cells["respond_by"] = _sheet_day(decision.response.respond_by, decision.terms.zone)
    # Of one kind in all rows, whatever is known of their stores.
    cells["as_of"] = shown_moment(decision.as_of, desk.zone) if isinstance(decision.as_of, datetime) else decision.as_of
    return [_cell(cells.get(name)) for name in WORKLIST_COLUMNS]


def flagged_worklist_row(request: ReturnRequest, findings: Sequence[Finding]) -> list[Cell]:
    """A flagged row of the worklist; why nothing is recommended stands where others say why something is."""
    why = "; ".join(visible(finding.message, None) for finding in findings if finding.severity is Severity.ERROR)
    cells = _flagged_cells(request, findings) | _sheet_only(request) | {"because": f"not decided: {why}"}
    return [_cell(cells.get(name)) for name in WORKLIST_COLUMNS]


def urgency(decision: Decision) -> tuple[int, str]:
    """What sorts a worklist by urgency: requests that wait for an answer by its day, then all others.

    Flagged rows come between, at `(1, "")`. Sorting is stable, so that equals keep the input's order.
    """
    by = decision.response.respond_by
    return (0, by.isoformat()) if by is not None and waits_for_answer(decision) else (2, "")


def finding_text(findings: Sequence[Finding]) -> str:
    """The findings of one row in one cell."""
    return "; ".join(f"{finding.code}: {visible(finding.message, None)}" for finding in findings)


def _cells(decision: Decision, desk: Desk, findings: Sequence[Finding]) -> tuple[str | int | bool | None, ...]:
    """The cells of a decision in the order of COLUMNS."""
    verdict, places = decision.verdict, told(decision, desk)
    return (
        *scalars(decision, desk, places),
        "; ".join([rule.name for rule in verdict.rules]),
        missing_text(decision.missing),
        "; ".join([warn.code for warn in decision.warnings]),
        evidence_text(decision, places),
        finding_text(findings) if findings else "",
    )


def missing_text(alternatives: tuple[tuple[str, ...], ...]) -> str:
    """Alternatives joined by `; `, the fields of one alternative by `+`."""
    return "; ".join("+".join(fields) for fields in alternatives)


def _flagged_cells(request: ReturnRequest, findings: Sequence[Finding]) -> dict[str, object]:
    quantity = request.quantity if isinstance(request.quantity, int) else None
    return identity(request) | {
        "store": readable(request.store),
        "quantity": quantity,
        "finding": finding_text(findings),
    }


def _sheet_only(request: ReturnRequest) -> dict[str, object]:
    return {
        "item_name": request.item_name,
        "asin": request.asin,
        "amount": request.amount if isinstance(request.amount, Decimal) else None,
        "currency": readable(request.currency),
        "status": readable(request.status),
    }


def _sheet_day(day: date | None, zone_name: str | None) -> Cell:
    """A sheet knows no time zones: a moment becomes the store's local time, or text that names its zone."""
    if isinstance(day, datetime) and day.tzinfo is not None:
        return day.astimezone(zone(zone_name)).replace(tzinfo=None) if zone_name else shown_moment(day, None)
    return day


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return _text(value)
    return value if isinstance(value, str | int | Decimal | date) else None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


# A cell of nothing but blanks stands as it is, as in Amazon's own files: nothing is lost where they are stripped.
_NEEDS_QUOTES: Final = re.compile('[",\r\n]|^ ++[^ ]|[^ ] ++$')
# With what a cell may begin that has to be looked at.
_LOOKED_AT: Final = STARTERS | {"'", " "}
_BETWEEN: Final = "\x1f"


def csv_line(cells: Sequence[str]) -> str:
    """The cells as one line, in quotes where they need them. A line of plain cells, as most are, is seen as a whole."""
    text = _BETWEEN.join(cells)
    odd = '"' in text or "\n" in text or "\r" in text or " \x1f" in text or text.endswith(" ")
    if odd or not _LOOKED_AT.isdisjoint({cell[:1] for cell in cells}):
        cells = [cell and csv_cell(cell) for cell in cells]
    elif "," in text:
        cells = [f'"{cell}"' if "," in cell else cell for cell in cells]
    return ",".join(cells) + "\r\n"


def csv_cell(text: str) -> str:
    """One cell, in quotes where it needs them, and inert."""
    text = inert(text)
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
