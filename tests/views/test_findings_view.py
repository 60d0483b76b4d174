from collections.abc import Callable
from datetime import date

import pytest

from returnctl.deciding.decision import Decision
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location, Origin
from returnctl.values.request import Column, Source
from returnctl.views.findings import finding_lines, finding_record, listed_findings

Decide = Callable[..., Decision]
CELL = Finding(
    Code.NOT_A_WHOLE_NUMBER,
    Location("overrides.xlsx", "Overrides", 14, 3, "return_window_days"),
    "`return_window_days` must be a whole number of days, found `thirty`",
    "write days as a number, for example 30",
)


def test_a_finding_is_a_line_and_a_hint() -> None:
    assert finding_lines(CELL) == [
        (
            "overrides.xlsx:Overrides!C14: error[not-a-whole-number]: "
            "`return_window_days` must be a whole number of days, found `thirty`"
        ),
        "  hint: write days as a number, for example 30",
    ]


def test_without_a_remedy_there_is_no_hint() -> None:
    finding = Finding(Code.SUPERSEDED, Location("r.txt", None, 3), "a newer row decides", severity=Severity.NOTE)
    assert finding_lines(finding) == ["r.txt:3: note[superseded]: a newer row decides"]


def test_names_and_messages_act_on_no_terminal() -> None:
    place = Location("a\nb\x1b[2J.xlsx", "[red]\u202e", 1, 1)
    assert finding_lines(Finding(Code.FILE_EMPTY, place, "x\x07", "y\x9b")) == [
        "a\\x0ab\\x1b[2J.xlsx:[red]\\u202e!A1: error[file-empty]: x\\x07",
        "  hint: y\\x9b",
    ]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (CELL.at, ("overrides.xlsx", "Overrides", "C14", None, "return_window_days")),
        (Location("r.txt", None, 14, 2, "Return Reason"), ("r.txt", None, None, 14, "Return Reason")),
        (Location("p.xlsx", "Rules", 7), ("p.xlsx", "Rules", None, 7, None)),
        (Location("p.xlsx"), ("p.xlsx", None, None, None, None)),
    ],
)
def test_a_finding_as_json_names_its_place(at: Location, shown: tuple[object, ...]) -> None:
    record = finding_record(CELL._replace(at=at))
    assert list(record) == ["code", "severity", "file", "sheet", "cell", "line", "column", "message", "hint"]
    assert tuple(record[name] for name in ("file", "sheet", "cell", "line", "column")) == shown


@pytest.mark.parametrize(
    ("count", "lines", "last"),
    [
        (0, 0, None),
        (20, 40, "  hint: write days as a number, for example 30"),
        (21, 39, "and 2 more findings"),
        (500, 39, "and 481 more findings"),
    ],
)
def test_at_most_forty_lines_then_a_count(count: int, lines: int, last: str | None) -> None:
    shown = listed_findings([CELL] * count)
    assert len(shown) == lines
    assert (shown[-1] if shown else None) == last


def test_a_problem_seen_while_deciding_stands_at_its_cell(decide: Decide) -> None:
    decision = decide(request_date=date(2026, 10, 30))
    (finding,) = decision.findings
    assert finding.code is Code.DATES_OUT_OF_ORDER
    assert str(finding.at) == "report.txt:14 (Return request date)"


def test_a_problem_without_a_column_stands_at_its_row_and_one_of_an_option_at_the_option(decide: Decide) -> None:
    (unlisted,) = decide(status="Quirky").findings
    assert str(unlisted.at) == "report.txt:14"
    options = Source("", None, {"status": Column(1, "--status")}, Origin.OPTION)
    (given,) = decide(status="Quirky", source=options, row=None, raw=("Quirky",)).findings
    assert str(given.at) == "--status"
