"""Lines of CSV: quotes only where they are needed, nothing that turns into a formula, and all reads back."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from returnctl.values.text import inert, meant
from returnctl.views.flat import csv_cell, csv_line
from witness import met, must_meet

PLAIN = "A-1"


def read(line: str) -> list[str]:
    (row,) = csv.reader(io.StringIO(line, newline=""), strict=True)
    return row


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("", ""),
        ("plain", "plain"),
        ("two words", "two words"),
        ("semi;colon", "semi;colon"),
        ("it's", "it's"),
        ("tab\tinside", "tab\tinside"),
        ("with \x1f inside", "with \x1f inside"),
        ("ends with \x1f", "ends with \x1f"),
        ("\x1f", "\x1f"),
        ("a,b", '"a,b"'),
        (",", '","'),
        ('say "hi"', '"say ""hi"""'),
        ('"', '""""'),
        ("two\nlines", '"two\nlines"'),
        ("two\rlines", '"two\rlines"'),
        ("two\r\nlines", '"two\r\nlines"'),
        (" leading", '" leading"'),
        ("trailing ", '"trailing "'),
        ("  both  ", '"  both  "'),
        (" ", " "),
        ("   ", "   "),
        (" \n", '" \n"'),
        (" ,", '" ,"'),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-", "'-"),
        ("-5.00", "-5.00"),
        ("-5,00", '"\'-5,00"'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", '"\'\rx"'),
        ("\nx", '"\'\nx"'),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ('=HYPERLINK("x",1)', '"\'=HYPERLINK(""x"",1)"'),
        ("=a ", '"\'=a "'),
        (" =1+1", '" =1+1"'),
        ("'", "'"),
        ("'quoted", "'quoted"),
        ("'=1+1", "''=1+1"),
        ("''-5.00", "'''-5.00"),
    ],
)
def test_a_cell_is_written_as_it_needs_wherever_it_stands(cell: str, written: str) -> None:
    assert csv_cell(cell) == written
    for cells in ([PLAIN, cell, PLAIN], [cell, PLAIN], [PLAIN, cell], [cell, "x,y"], ['"', cell]):
        line = csv_line(cells)
        assert line == ",".join(map(csv_cell, cells)) + "\r\n"
        assert read(line) == [inert(each) for each in cells]
        assert [meant(each) for each in read(line)] == cells


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["a", "b", "c"], "a,b,c\r\n"),
        (["a", "", "c"], "a,,c\r\n"),
        (["", "", ""], ",,\r\n"),
        (["2026-11-10", "24.90", "CR-DEFECTIVE", "yes"], "2026-11-10,24.90,CR-DEFECTIVE,yes\r\n"),
        (["a", "b c; d, e", "f"], 'a,"b c; d, e",f\r\n'),
        (["a ", "b"], '"a ",b\r\n'),
        (["a", " b"], 'a," b"\r\n'),
        ([" ", "b", "  "], " ,b,  \r\n"),
        (["only"], "only\r\n"),
    ],
)
def test_a_row_is_one_line_with_quotes_at_the_cells_that_need_them(cells: list[str], line: str) -> None:
    assert csv_line(cells) == line


_CELLS = st.text(st.sampled_from("ab1 ,;'\"=+-@\t\r\n\x1f＝＠."), max_size=5) | st.sampled_from(["plain", "-5.00", ""])


@must_meet("plain", "comma", "odd", least=10)
@given(st.lists(_CELLS, min_size=2, max_size=6) | st.lists(st.sampled_from(["a", "b c", "d,e", ""]), min_size=2))
@settings(max_examples=150, derandomize=True, database=None, deadline=None)
def test_every_row_reads_back_and_no_cell_changes_its_neighbours(cells: list[str]) -> None:
    line = csv_line(cells)
    met("plain" if line == ",".join(cells) + "\r\n" else "comma" if "".join(cells).isprintable() else "odd")
    assert line == ",".join(map(csv_cell, cells)) + "\r\n"
    assert read(line) == [inert(cell) for cell in cells]
    assert [meant(cell) for cell in read(line)] == cells
