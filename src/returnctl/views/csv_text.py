"""Decisions as lines of CSV: UTF-8, CRLF, RFC 4180, and no cell that a spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Callable, Sequence

from returnctl.deciding.desk import Decision, Desk
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest
from returnctl.views.flat import COLUMNS, flagged_row, flat_row, inert

Kept = Sequence[str] | None
RowText = Callable[[Decision, Sequence[Finding], Kept], str]
FlaggedText = Callable[[ReturnRequest, Sequence[Finding], Kept], str]


def csv_header(kept: Sequence[str]) -> str:
    """The line of headers; kept columns of the input come first."""
    return _line([inert(name) for name in (*kept, *COLUMNS)])


def csv_writer(desk: Desk) -> tuple[RowText, FlaggedText]:
    """Functions that give the line of a decision and of a flagged row, with the kept cells before it."""

    def row(decision: Decision, findings: Sequence[Finding], kept: Kept) -> str:
        return _line([inert(cell) for cell in (*(kept or ()), *flat_row(decision, desk, findings))])

    def flagged(request: ReturnRequest, findings: Sequence[Finding], kept: Kept) -> str:
        return _line([inert(cell) for cell in (*(kept or ()), *flagged_row(request, findings))])

    return row, flagged


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
