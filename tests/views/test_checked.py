"""The lines and the JSON of files that were checked."""

import pytest

from returnctl.values.finding import AmazonMark, Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.views.checked import Checked, document, in_order, report_lines


def finding(row: int, severity: Severity = Severity.ERROR, column: int = 4, **more: object) -> Finding:
    at = Location("o.xlsx", "Overrides", row, column, "return_window_days")
    return Finding(Code.NOT_A_WHOLE_NUMBER, at, f"found `{row}`", "round it", severity)._replace(**more)


def checked(*findings: Finding) -> Checked:
    return Checked("o.xlsx", "overrides", "your overrides", ("Overrides",), 900, in_order(findings))


def test_errors_come_first_then_rows_and_columns_in_their_order() -> None:
    note, late, early = finding(2, Severity.NOTE), finding(9), finding(3, column=7)
    left = finding(3, column=2)
    assert in_order([note, late, early, left, late]) == (left, early, late, note)


def test_a_file_without_findings_says_so() -> None:
    assert report_lines([checked()], terminal=True) == [
        "o.xlsx: your overrides, 900 rows in sheet `Overrides`: nothing to mend"
    ]


def test_rows_are_not_counted_where_an_error_kept_them_all_from_being_read() -> None:
    unread = checked(finding(1))._replace(rows=0)
    assert report_lines([unread], terminal=False)[0] == "o.xlsx: your overrides: 1 error"
    empty = checked(finding(1, Severity.WARNING))._replace(rows=0)
    assert report_lines([empty], terminal=False)[0] == (
        "o.xlsx: your overrides, 0 rows in sheet `Overrides`: 1 warning"
    )


@pytest.mark.parametrize(("many", "told"), [(1, 1), (3, 3), (4, 4), (5, 3), (300, 3)])
def test_on_a_terminal_what_is_alike_is_told_in_few_lines(many: int, told: int) -> None:
    lines = report_lines([checked(*(finding(row) for row in range(2, many + 2)))], terminal=True)
    assert sum(line.startswith("o.xlsx:Overrides!D") for line in lines) == told
    assert lines.count("  hint: round it") == 1
    if told == many:
        assert not any("more like it" in line for line in lines)
    else:
        assert lines[-2].startswith(f"  and {many - told} more like it: D5, D6")
    assert lines[-1].startswith("more may be found once the errors are mended")


def test_another_remedy_is_told_though_the_kind_is_the_same() -> None:
    lines = report_lines([checked(finding(2), finding(3, hint="write 30"))], terminal=True)
    assert [line for line in lines if line.startswith("  hint")] == ["  hint: round it", "  hint: write 30"]


def test_elsewhere_every_finding_is_told() -> None:
    lines = report_lines([checked(*(finding(row) for row in range(2, 302)))], terminal=False)
    assert sum(line.startswith("o.xlsx:Overrides!D") for line in lines) == 300


def test_on_a_terminal_it_never_scrolls_away() -> None:
    many = [finding(row, column=column) for row in range(2, 12) for column in range(1, 30)]
    each = [one._replace(at=one.at._replace(name=f"column {one.at.column}")) for one in many]
    lines = report_lines([checked(*each)] * 3, terminal=True)
    assert len(lines) <= 50
    assert [line for line in lines if "more findings: " in line] == [
        f"and {left} more findings: --output FILE.xlsx shows all" for left in (269, 269, 269)
    ]


def test_every_file_keeps_some_lines_whatever_stands_in_the_others() -> None:
    noisy = checked(*(finding(row, column=row)._replace(code=code) for row, code in enumerate(Code, 2)))
    lines = report_lines([noisy] * 9 + [checked(finding(7))._replace(file="last.xlsx")], terminal=True)
    assert any("found `7`" in line for line in lines[-5:])


def test_a_file_that_is_read_in_full_promises_nothing_more() -> None:
    warned = report_lines([checked(finding(2, Severity.WARNING))], terminal=True)
    requests = report_lines([checked(finding(2))._replace(role="requests")], terminal=True)
    assert not any("more may be found" in line for line in [*warned, *requests])


def test_json_carries_what_amazon_calls_it() -> None:
    marked = finding(2, amazon=AmazonMark(41009, 1))
    [record] = document([checked(marked)])["findings"]  # type: ignore[misc]
    assert record["amazon_code"] == 41009  # type: ignore[index]
    assert record["amazon_record"] == 1  # type: ignore[index]


def test_text_of_a_file_is_never_shown_raw() -> None:
    evil = Checked("a\x1b[31m.xlsx", "overrides", "your overrides", ("x\u202ey",), 1, ())
    [line] = report_lines([evil], terminal=True)
    assert "\x1b" not in line
    assert "\u202e" not in line
