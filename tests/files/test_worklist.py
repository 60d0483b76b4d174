import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import returnctl.files.worklists.worklist as module
from returnctl.files.new_workbook import exact, storable
from returnctl.files.worklists.worklist import MOST_ROWS, Cell, too_many_rows, write_worklist
from returnctl.files.writing import OutputError
from returnctl.values.finding import Code, Finding
from witness import met, must_meet

HEADERS = ("sku", "because", "amount", "respond_by", "remarks")


def written(
    rows: Sequence[Sequence[Cell]], summary: Sequence[Sequence[Cell]] = (), headers: Sequence[str] = HEADERS
) -> tuple[bytes, tuple[Finding, ...]]:
    stream = io.BytesIO()
    findings = write_worklist(stream, "out.xlsx", headers, iter(rows), iter(summary))
    return stream.getvalue(), findings


def sheet(content: bytes, name: str = "Decisions") -> Any:
    return load_workbook(io.BytesIO(content))[name]


def test_the_worklist_has_a_frozen_bold_header_and_a_filter_over_all_rows() -> None:
    content, findings = written([("A-1", "why", None, None, None), ("A-2", "why", None, None, None)], [("rows", 2)])
    decisions = sheet(content)
    assert findings == ()
    assert load_workbook(io.BytesIO(content)).sheetnames == ["Decisions", "Summary"]
    assert [cell.value for cell in decisions[1]] == list(HEADERS)
    assert all(cell.font.bold for cell in decisions[1])
    assert (decisions.freeze_panes, decisions.auto_filter.ref) == ("A2", "A1:E3")
    assert [[cell.value for cell in row] for row in sheet(content, "Summary")] == [["rows", 2]]


def test_an_empty_worklist_is_a_header() -> None:
    content, _ = written([])
    assert sheet(content).auto_filter.ref == "A1:E1"


def test_columns_are_as_wide_as_they_need_and_the_sentence_is_wrapped() -> None:
    decisions = sheet(written([("A-1", "a long sentence", None, None, None)])[0])
    assert decisions.column_dimensions["B"].width == 60
    assert decisions["B2"].alignment.wrap_text is True
    assert decisions["E2"].alignment.wrap_text is None


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "=", "#N/A", "#DIV/0!", "00123", "1E5", "TRUE", "2026-01-01"]
)
def test_text_is_text_whatever_it_looks_like(text: str) -> None:
    content, _ = written([(text, text, None, None, text)], [(text, text)], (*HEADERS[:4], text))
    cells = [*sheet(content)[2], sheet(content)["E1"], *sheet(content, "Summary")[1]]
    assert {(cell.value, cell.data_type) for cell in cells if cell.value is not None} == {(text, "s")}
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_identifiers_have_the_format_of_text() -> None:
    decisions = sheet(written([("00123", "x", None, None, "x")])[0])
    assert [decisions[name].number_format for name in ("A2", "B2", "E2")] == ["@", "General", "General"]


def test_days_are_days_and_amounts_numbers() -> None:
    moment = datetime(2026, 11, 11, 12, 0)  # noqa: DTZ001 - a sheet has no zones
    rows: list[list[Cell]] = [
        ["A", "x", Decimal("24.90"), date(2026, 11, 11), 2],
        ["B", "x", Decimal("-0.125"), moment, -5],
    ]
    decisions = sheet(written(rows)[0])
    assert (decisions["C2"].value, decisions["C2"].data_type) == (24.9, "n")
    assert (decisions["D2"].value, decisions["D2"].number_format) == (datetime(2026, 11, 11), "yyyy-mm-dd")  # noqa: DTZ001
    assert (decisions["D3"].value, decisions["D3"].number_format) == (moment, "yyyy-mm-dd hh:mm")
    assert (decisions["E2"].value, decisions["C3"].value, decisions["E3"].value) == (2, -0.125, -5)


@pytest.mark.parametrize(
    "value",
    [
        10**15,
        Decimal("1234567890123456.78"),
        Decimal("1E+400"),
        date(1900, 2, 28),
        datetime(2026, 1, 2, tzinfo=timezone.utc),  # noqa: UP017
    ],
)
def test_what_a_sheet_would_change_stays_text(value: Cell) -> None:
    cell = sheet(written([("A", "x", value, None, None)])[0])["C2"]
    assert (cell.value, cell.data_type) == (str(value), "s")


def test_control_characters_are_written_as_the_workbooks_own_escapes() -> None:
    text = "a\x1b[31m\x00\r\n\ttab _x0041_ \u202e \ufffe"
    cell = sheet(written([("A", text, None, None, None)])[0])["B2"]
    assert cell.value == "a_x001B_[31m_x0000__x000D_\n\ttab _x005F_x0041_ \u202e _xFFFE_"


def test_half_of_a_character_is_shown_as_an_escape() -> None:
    assert sheet(written([("A", "x\ud800", None, None, None)])[0])["B2"].value == "x\\ud800"


@pytest.mark.parametrize(("length", "fits"), [(32_767, True), (32_768, False)])
def test_a_text_that_no_cell_can_hold_is_a_finding_and_never_cut(length: int, *, fits: bool) -> None:
    content, findings = written([("A", "x" * length, None, None, None)])
    value = sheet(content)["B2"].value
    if fits:
        assert (value, findings) == ("x" * length, ())
    else:
        assert value == "(left out: 32768 characters do not fit into a cell)"
        assert [(finding.code, str(finding.at)) for finding in findings] == [
            (Code.TEXT_TOO_LONG, "out.xlsx:Decisions!B2")
        ]


def test_characters_count_as_a_workbook_counts_them() -> None:
    assert written([("A", "😀" * 16_384, None, None, None)])[1] != ()
    assert written([("A", "😀" * 16_383, None, None, None)])[1] == ()


def test_the_same_rows_make_the_same_bytes_and_no_time_is_in_them() -> None:
    rows = [("A", "x" * 300, Decimal(1), date(2026, 1, 2), 3)] * 5
    content, _ = written(rows, [("rows", 5)])
    assert content == written(rows, [("rows", 5)])[0]
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize(("rows", "refused"), [(MOST_ROWS, False), (MOST_ROWS + 1, True)])
def test_more_rows_than_a_sheet_has_are_refused_before_any_work(rows: int, *, refused: bool) -> None:
    finding = too_many_rows("out.xlsx", rows)
    assert (finding is not None) is refused
    assert finding is None or finding.code is Code.TOO_MANY_ROWS


def test_rows_that_come_too_many_after_all_leave_no_cut_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    assert written([("A", "x", None, None, None)] * 2)[1] == ()
    with pytest.raises(OutputError, match="more than 2 rows"):
        written([("A", "x", None, None, None)] * 3)


def test_a_failure_among_the_rows_is_passed_on_and_leaves_no_part_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[Sequence[Cell]]:
        yield ("A", "x", None, None, None)
        raise KeyError("broken")

    with pytest.raises(KeyError):
        write_worklist(io.BytesIO(), "out.xlsx", HEADERS, rows())
    assert list(tmp_path.iterdir()) == []


def test_the_summary_is_read_after_the_last_row() -> None:
    seen: list[int] = []

    def rows() -> Iterator[Sequence[Cell]]:
        for number in range(3):
            seen.append(number)
            yield (str(number), "x", None, None, None)

    def summary() -> Iterator[Sequence[Cell]]:
        yield ("rows", len(seen))

    stream = io.BytesIO()
    write_worklist(stream, "out.xlsx", HEADERS, rows(), summary())
    assert sheet(stream.getvalue(), "Summary")["B1"].value == 3


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_any_text_becomes_a_text_cell(text: str) -> None:
    content, findings = written([(text, text, None, None, text)])
    assert findings == ()
    row = load_workbook(io.BytesIO(content), read_only=True)["Decisions"]
    assert {cell.data_type for cell in list(row.rows)[1] if cell.value is not None} <= {"s"}


cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        ["", " ", " a", "a ", "\t", "a\nb", "a&<>b", "=1+1", "#N/A", "_x0041_", "\x1b", "\ud800", "é😀", "x" * 60]
    ),
    st.integers(-(10**16), 10**16),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.sampled_from([Decimal(1), Decimal("1.00"), Decimal("1E+400"), 1, 0, Decimal("-0.125")]),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([timezone.utc, timezone(timedelta(hours=2))])),  # noqa: UP017
)


_FORMATS = {Decimal: "0.00####", date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", int: "General"}


@must_meet("day", "moment", "amount", "number", "text")
@settings(derandomize=True, database=None, deadline=None, max_examples=60)
@given(st.lists(st.tuples(*[cells] * 4), max_size=6))
def test_each_cell_has_its_own_value_and_format_whatever_stood_above_it(rows: list[tuple[Cell, ...]]) -> None:
    read = sheet(written(rows, headers=("sku", "because", "amount", "remarks"))[0])
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row):
            cell = read.cell(number, place + 1)
            if value is None or value == "":
                assert cell.value is None
            elif isinstance(value, str) or not exact(value):
                met("text")
                shown = openpyxl_reads(storable(str(value)))
                assert (cell.value, cell.data_type) == (shown, "s")
                assert cell.number_format == ("@" if place == 0 else "General")
                assert bool(cell.alignment.wrap_text) == (place == 1)
            else:
                met({Decimal: "amount", date: "day", datetime: "moment", int: "number"}[type(value)])
                assert cell.number_format == _FORMATS[type(value)]
                assert same(cell.value, value)


def openpyxl_reads(text: str) -> str:
    """A text after XML has made one line end of each kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def same(read: Any, value: Any) -> bool:
    """Whether a number, a day or a moment came back as what it was, as far as a sheet keeps it."""
    if isinstance(value, datetime):
        return bool(abs(read - value) < timedelta(milliseconds=1))
    if isinstance(value, date):
        return bool(read.date() == value)
    return bool(read == float(value))
