"""Tables in text: delimiter and header are found, every row is read or flagged, none is swallowed."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnctl.files.document import open_document
from returnctl.files.gate.kind import FileForm
from returnctl.files.tables.table import Table, text_table
from returnctl.values.finding import Code, Finding

Rows = list[list[str]]


def _is_header(cells: Sequence[str]) -> bool:
    return "sku" in [cell.strip().lower() for cell in cells]


def _open(folder: Path, data: bytes | str) -> Table | list[Finding]:
    path = folder / "r.txt"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return text_table(open_document(str(path), "r.txt"), _is_header)


def _read(folder: Path, data: bytes | str) -> tuple[Rows, list[int], list[tuple[int, Code]]]:
    table = _open(folder, data)
    assert isinstance(table, Table), table
    blocks = list(table.read())
    assert not [finding for block in blocks for finding in block.findings]
    assert blocks == list(table.read())
    rows = [row for block in blocks for row in block.rows]
    lines = [line for block in blocks for line in block.lines]
    assert len(rows) == len(lines)
    broken = [(line, finding.code) for block in blocks for line, finding in block.broken]
    assert all(finding.at.row == line for block in blocks for line, finding in block.broken)
    return rows, lines, broken


# The container


@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
def test_the_delimiter_is_told_from_the_header(tmp_path: Path, delimiter: str) -> None:
    table = _open(tmp_path, f"sku{delimiter}reason\nA{delimiter}b\n")
    assert isinstance(table, Table)
    assert table.text is not None
    assert (table.text.delimiter, table.header, table.header_row) == (delimiter, ("sku", "reason"), 1)


def test_a_comma_in_a_tab_delimited_header_is_text(tmp_path: Path) -> None:
    table = _open(tmp_path, "sku\ta,b,c,d\n1\t2\n")
    assert isinstance(table, Table)
    assert table.header == ("sku", "a,b,c,d")


@pytest.mark.parametrize("told", ["sep=;", '"sep=;"', "SEP=;", "sep=;,,"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_excels_line_that_names_the_delimiter_is_honoured(tmp_path: Path, told: str, end: str) -> None:
    table = _open(tmp_path, end.join((told, "sku;a,b,c,d", "1;2,3", "")))
    assert isinstance(table, Table)
    assert (table.header, table.header_row) == (("sku", "a,b,c,d"), 2)
    assert [(list(block.lines), block.rows) for block in table.read()] == [([3], [["1", "2,3"]])]


def test_titles_comments_and_blank_lines_above_the_header_are_passed_over(tmp_path: Path) -> None:
    data = "\n# exported, by me\nReturns; of October\n;;;\n\nsku;reason\nA;b\n"
    assert _read(tmp_path, data) == ([["A", "b"]], [7], [])


def test_without_a_known_header_the_first_record_is_what_was_found(tmp_path: Path) -> None:
    table = _open(tmp_path, "\n\norder-id\tquantity\n1\t2\n")
    assert isinstance(table, Table)
    assert (table.header, table.header_row) == (("order-id", "quantity"), 3)


@pytest.mark.parametrize("data", [b"", b"\n\r\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"  \n\t\n"])
def test_a_file_with_nothing_in_it_is_empty(tmp_path: Path, data: bytes) -> None:
    found = _open(tmp_path, data)
    assert isinstance(found, list)
    assert [finding.code for finding in found] == [Code.FILE_EMPTY]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert _read(tmp_path, "sku\treason") == ([], [], [])


@pytest.mark.parametrize("data", ["{sku},reason\n", "[sku],sku\n"])
def test_a_header_in_brackets_is_still_a_table(tmp_path: Path, data: str) -> None:
    table = _open(tmp_path, data)
    assert isinstance(table, Table)
    assert table.text is not None
    assert table.text.document.kind is FileForm.TEXT


def test_missing_files_folders_and_pipes_are_findings(tmp_path: Path) -> None:
    paths = [tmp_path / "none", tmp_path, tmp_path / "dangling"]
    paths[2].symlink_to(tmp_path / "gone")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        paths.append(tmp_path / "pipe")
    found = [open_document(str(path), "r.txt") for path in paths]
    assert all(document.kind is None for document in found)
    codes = [finding.code for document in found for finding in document.findings]
    assert codes == [Code.FILE_MISSING, Code.NOT_A_FILE, Code.FILE_MISSING, Code.NOT_A_FILE][: len(paths)]


def test_a_file_that_changes_before_or_while_it_is_read_is_a_finding(tmp_path: Path) -> None:
    table = _open(tmp_path, "sku\n" + "A-1\n" * 300_000)
    assert isinstance(table, Table)
    blocks = table.read()
    assert next(blocks).rows
    (tmp_path / "r.txt").write_bytes(b"sku\n\xff\xfe\xfd\n" * 200_000)
    assert [f.code for block in blocks for f in block.findings] == [Code.FILE_CHANGED]
    assert [f.code for block in table.read() for f in block.findings] == [Code.FILE_CHANGED]


# Lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", ["\t", ","])
@pytest.mark.parametrize("last", [True, False])
def test_every_line_end_is_read_alike(tmp_path: Path, end: str, delimiter: str, last: bool) -> None:
    lines = [
        delimiter.join(("sku", "n")),
        "",
        *(f"A{n}{delimiter}{n}" for n in range(3)),
        f" {delimiter} ",
        f"z{delimiter}",
    ]
    rows, numbers, broken = _read(tmp_path, end.join(lines) + end * last)
    assert rows == [["A0", "0"], ["A1", "1"], ["A2", "2"], ["z", ""]]
    assert (numbers, broken) == ([3, 4, 5, 7], [])


def test_mixed_line_ends_and_blank_lines_keep_the_physical_numbers(tmp_path: Path) -> None:
    assert _read(tmp_path, "sku\tn\r\na\t1\rb\t2\n\r\n\r\r\nc\t3") == (
        [["a", "1"], ["b", "2"], ["c", "3"]],
        [2, 3, 7],
        [],
    )


def test_a_line_of_delimiters_is_blank_in_every_dialect(tmp_path: Path) -> None:
    for d in "\t;,|":
        assert _read(tmp_path, f"sku{d}n\n{d}\na{d}1\n{d} \nb{d}2\n")[:2] == ([["a", "1"], ["b", "2"]], [3, 5])


def test_short_and_long_rows_are_handed_on_as_they_are(tmp_path: Path) -> None:
    assert _read(tmp_path, "sku,a,b\n1\n1,2,3,4\n")[0] == [["1"], ["1", "2", "3", "4"]]


def test_other_separators_of_unicode_end_no_line(tmp_path: Path) -> None:
    assert _read(tmp_path, "sku\tn\na\x0bb\x0c\u2028c\x85\x1c\td\n")[0] == [["a\x0bb\x0c\u2028c\x85\x1c", "d"]]


# Quotes in tab-delimited text


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('24" monitor\tx', ['24" monitor', "x"]),
        ('a\t24"', ["a", '24"']),
        ('"a b"\tx', ["a b", "x"]),
        ('"say ""hi"""\tx', ['say "hi"', "x"]),
        ('"a\tb"\tx', ["a\tb", "x"]),
        ('x\t"a', ["x", '"a']),
        ('"a" b\tx', ['"a" b', "x"]),
        ('"Best" gift\tsize 5"', ['"Best" gift', 'size 5"']),
        ('""\tx', ["", "x"]),
        ('"\tx', ['"', "x"]),
        ('x\t"', ["x", '"']),
    ],
)
def test_a_quote_in_a_tab_delimited_file_is_text_unless_it_encloses_a_cell(
    tmp_path: Path, line: str, cells: list[str]
) -> None:
    rows, lines, broken = _read(tmp_path, f"sku\tname\tz\nA\t1\t2\n{line}\nB\t3\t4\n")
    assert rows == [["A", "1", "2"], cells, ["B", "3", "4"]]
    assert (lines, broken) == ([2, 3, 4], [])


def test_a_comment_over_several_lines_is_one_cell_and_later_rows_keep_their_lines(tmp_path: Path) -> None:
    rows, lines, _ = _read(tmp_path, 'sku\tcomment\tz\r\nA\t"too\r\nbig\n\n!"\tq\r\nB\tfine\tq\r\n')
    assert rows == [["A", "too\r\nbig\n\n!", "q"], ["B", "fine", "q"]]
    assert lines == [2, 6]


def test_two_inch_marks_in_different_rows_swallow_no_row(tmp_path: Path) -> None:
    rows, lines, broken = _read(tmp_path, 'sku\ta\tb\tc\n1\t"x\t2\t3\n4\t5\t6\t7\n8\t9"\t9\t9\n')
    assert rows == [["1", '"x', "2", "3"], ["4", "5", "6", "7"], ["8", '9"', "9", "9"]]
    assert (lines, broken) == ([2, 3, 4], [])


@pytest.mark.parametrize("quoted", ['"open', '"a" b'])
def test_quotes_that_never_close_cost_no_row_even_across_blocks(tmp_path: Path, quoted: str) -> None:
    body = "".join(f"A{n}\t{quoted}\tname of it\n" for n in range(30_000))
    rows, lines, broken = _read(tmp_path, "sku\tq\tn\n" + body)
    assert [row[0] for row in rows] == [f"A{n}" for n in range(30_000)]
    assert (lines, broken) == (list(range(2, 30_002)), [])


# Quotes in CSV


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"a, b",x', ["a, b", "x"]),
        ('"24"" monitor",x', ['24" monitor', "x"]),
        ('"a","b"', ["a", "b"]),
        ('"",""', None),
        ('x,""', ["x", ""]),
        ('"C:\\dir\\",x', ["C:\\dir\\", "x"]),
        ('"a","b","c","d","e","f"', ["a", "b", "c", "d", "e", "f"]),
        ('"a","","c","d,","e","f"', ["a", "", "c", "d,", "e", "f"]),
        ('"a","b""","c","d","e","f"', ["a", 'b"', "c", "d", "e", "f"]),
        ('"a,"",b",x', ['a,",b', "x"]),
    ],
)
def test_an_enclosed_cell_of_csv_is_read(tmp_path: Path, line: str, cells: list[str] | None) -> None:
    rows, _, broken = _read(tmp_path, f"sku,name\nA,1\n{line}\nB,3\n")
    assert rows == [["A", "1"], *([cells] if cells else []), ["B", "3"]]
    assert broken == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('"a" b,x', Code.STRAY_QUOTE),
        ('24" monitor,x', Code.STRAY_QUOTE),
        ('x,a""b', Code.STRAY_QUOTE),
        ('x",y', Code.STRAY_QUOTE),
        ('"say \\"hi\\"",x', Code.STRAY_QUOTE),
        ('x, "b"', Code.STRAY_QUOTE),
        ('"open,x', Code.OPEN_QUOTE),
        ('x,"open', Code.OPEN_QUOTE),
        ('x,"', Code.OPEN_QUOTE),
        ('"a""b""c""d",e""', Code.STRAY_QUOTE),
        ('"a","b" ,"c","d","e"', Code.STRAY_QUOTE),
    ],
)
@pytest.mark.parametrize("after", ["", 'C,"5"\nD,"6, 7"\n', 'C,"x\ny"\n'])
def test_a_misplaced_quote_flags_its_line_and_no_other(tmp_path: Path, line: str, code: Code, after: str) -> None:
    clean = _read(tmp_path, f"sku,name\nA,1\nX,2\nB,3\n{after}")
    rows, lines, broken = _read(tmp_path, f"sku,name\nA,1\n{line}\nB,3\n{after}")
    assert broken == [(3, code)]
    assert rows == [row for row in clean[0] if row[0] != "X"]
    assert lines == [number for number in clean[1] if number != 3]


def test_a_quote_that_opens_in_one_row_and_ends_in_another_swallows_neither(tmp_path: Path) -> None:
    rows, _, broken = _read(tmp_path, 'sku,a,b\n"A,1,2\nB,3,4\nC,5",6\nD,7,8\n')
    assert rows == [["B", "3", "4"], ["D", "7", "8"]]
    assert broken == [(2, Code.OPEN_QUOTE), (4, Code.STRAY_QUOTE)]


def test_a_quoted_cell_may_run_over_fifty_lines_and_no_more(tmp_path: Path) -> None:
    long = "\n".join("line" for _ in range(50))
    assert _read(tmp_path, f'sku,a\nA,"{long}"\nB,2\n')[:2] == ([["A", long], ["B", "2"]], [2, 52])
    rows, _, broken = _read(tmp_path, f'sku,a\nA,"{long}\nline"\nB,2\n')
    assert broken[0] == (2, Code.OPEN_QUOTE)
    assert rows[-1] == ["B", "2"]


def test_a_finding_names_line_column_and_header(tmp_path: Path) -> None:
    table = _open(tmp_path, 'sku,item name\nA,24" \x1b[31m\n')
    assert isinstance(table, Table)
    ((line, finding),) = [pair for block in table.read() for pair in block.broken]
    assert (line, str(finding.at), finding.at.column) == (2, "r.txt:2 (item name)", 2)
    assert "\x1b" not in finding.message


def test_a_multi_line_cell_across_two_blocks_is_one_cell(tmp_path: Path) -> None:
    body = "".join(f'A{n},"one\ntwo, {n}"\n' for n in range(40_000))
    rows, lines, broken = _read(tmp_path, "sku,n\n" + body)
    assert rows == [[f"A{n}", f"one\ntwo, {n}"] for n in range(40_000)]
    assert (lines, broken) == (list(range(2, 80_002, 2)), [])


# Damage


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_a_nul_character_flags_its_line(tmp_path: Path, delimiter: str) -> None:
    rows, lines, broken = _read(tmp_path, f"sku{delimiter}n\nA{delimiter}1\nB\0{delimiter}2\nC{delimiter}3\n")
    assert ([row[0] for row in rows], lines) == (["A", "C"], [2, 4])
    assert broken == [(3, Code.BROKEN_LINE)]


def test_a_nul_character_within_a_cell_of_several_lines_is_flagged(tmp_path: Path) -> None:
    rows, _, broken = _read(tmp_path, 'sku,n\nA,"1\n\0"\nC,3\n')
    assert (rows, broken) == ([["C", "3"]], [(2, Code.BROKEN_LINE), (3, Code.BROKEN_LINE)])


@pytest.mark.parametrize("delimiter", ["\t", ","])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_longer_than_131072_characters_is_flagged(tmp_path: Path, delimiter: str, quote: str) -> None:
    def line(size: int) -> str:
        return f"L{delimiter}{quote}{'x' * size}{quote}\n"

    head = f"sku{delimiter}n\nA{delimiter}1\n"
    assert _read(tmp_path, head + line(131_072) + head[6:])[2] == []
    rows, _, broken = _read(tmp_path, head + line(131_073) + head[6:])
    assert ([row[0] for row in rows], broken) == (["A", "A"], [(3, Code.TEXT_TOO_LONG)])


@pytest.mark.parametrize("last", ["", "\nB\t2\n"])
def test_a_line_of_20_mb_is_flagged_and_the_next_is_read(tmp_path: Path, last: str) -> None:
    rows, _, broken = _read(tmp_path, b"sku\tn\nA\t1\n" + b"xxxxxxx\t" * 2_600_000 + last.encode())
    assert [row[0] for row in rows] == (["A", "B"] if last else ["A"])
    assert broken == [(3, Code.TEXT_TOO_LONG)]


# Blocks in which lines of all kinds stand side by side

MIXED_CSV = (
    'A,"1, 2",x\nB,2,x\n"C","3","x"\n\n"D","4\nmore, of it\n",x\nE,"open,x\nF\n"","",\n'
    'G,6\0,x\n"H",7,x\nI,stray",x\nJ,8,x\n'
)
MIXED_TAB = (
    'A\t"1\t2"\tx\nB\t24" lamp\tx\n"C"\t"3 ""c"""\tx\n\n"D"\t"4\nmore of it\n"\tx\nE\t"open\tx\nF\n""\t""\t\n'
    'G\t6\0\tx\n"H"\t"7" h\tx\nJ\t8\tx\n'
)


def test_in_a_block_of_mixed_csv_lines_each_is_read_by_itself(tmp_path: Path) -> None:
    rows, lines, broken = _read(tmp_path, "sku,a,b\n" + MIXED_CSV)
    assert dict(zip(lines, rows, strict=True)) == {
        2: ["A", "1, 2", "x"],
        3: ["B", "2", "x"],
        4: ["C", "3", "x"],
        6: ["D", "4\nmore, of it\n", "x"],
        10: ["F"],
        13: ["H", "7", "x"],
        15: ["J", "8", "x"],
    }
    assert broken == [(9, Code.OPEN_QUOTE), (12, Code.BROKEN_LINE), (14, Code.STRAY_QUOTE)]


def test_in_a_block_of_mixed_tab_delimited_lines_each_is_read_by_itself(tmp_path: Path) -> None:
    rows, lines, broken = _read(tmp_path, "sku\ta\tb\n" + MIXED_TAB)
    assert dict(zip(lines, rows, strict=True)) == {
        2: ["A", "1\t2", "x"],
        3: ["B", '24" lamp', "x"],
        4: ["C", '3 "c"', "x"],
        6: ["D", "4\nmore of it\n", "x"],
        9: ["E", '"open', "x"],
        10: ["F"],
        13: ["H", '"7" h', "x"],
        14: ["J", "8", "x"],
    }
    assert broken == [(12, Code.BROKEN_LINE)]


@pytest.mark.parametrize(("head", "body"), [("sku,a,b\n", MIXED_CSV), ("sku\ta\tb\n", MIXED_TAB)])
def test_many_mixed_blocks_read_as_the_first_does_and_count_their_lines(tmp_path: Path, head: str, body: str) -> None:
    rows, lines, broken = _read(tmp_path, head + body)
    many, height = 4_000, body.count("\n")
    again = _read(tmp_path, head + body * many)
    assert again[0] == rows * many
    assert again[1] == [line + n * height for n in range(many) for line in lines]
    assert again[2] == [(line + n * height, code) for n in range(many) for line, code in broken]


# Laws

CELL = st.text(st.sampled_from('ab ",;\t\n\r|\\é漢'), max_size=6)
PLAIN_CELL = st.text(st.characters(exclude_characters="\t\r\n\0", exclude_categories=["Cs"]), max_size=6)


def _tables(cell: st.SearchStrategy[str]) -> st.SearchStrategy[Rows]:
    return st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), max_size=6))


def _blankless(rows: Rows) -> Rows:
    return [row for row in rows if any(cell and not cell.isspace() for cell in row)]


def _round_trip(text: str, width: int) -> tuple[Rows, list[int], list[tuple[int, Code]]]:
    with TemporaryDirectory() as folder:
        rows, lines, broken = _read(Path(folder), text)
    assert all(len(row) == width for row in rows)
    return rows, lines, broken


@given(_tables(CELL), st.sampled_from(",;|"), st.sampled_from(["\n", "\r\n"]), st.sampled_from([0, 1]))
def test_what_a_csv_writer_writes_is_read_back_with_its_lines(rows: Rows, d: str, end: str, quoting: int) -> None:
    width = len(rows[0]) if rows else 2
    out = io.StringIO(newline="")
    if end == "\n" and not quoting:  # some writers do not enclose a bare CR
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    writer = csv.writer(out, delimiter=d, lineterminator=end, quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL)
    writer.writerow(["sku", *("c" * (width - 1))])
    starts = []
    for row in rows:
        starts.append(_physical(out.getvalue()) + 1)
        writer.writerow(row)
    read, lines, broken = _round_trip(out.getvalue(), width)
    assert (read, broken) == (_blankless(rows), [])
    assert lines == [start for start, row in zip(starts, rows, strict=True) if _blankless([row])]


def _physical(text: str) -> int:
    return len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1


@given(_tables(PLAIN_CELL.filter(lambda cell: not cell.startswith('"'))), st.sampled_from(["\n", "\r\n", "\r"]))
def test_cells_joined_with_tabs_are_read_back_as_they_are(rows: Rows, end: str) -> None:
    width = len(rows[0]) if rows else 2
    text = "".join("\t".join(row) + end for row in [["sku"] + ["c"] * (width - 1), *rows])
    read, lines, broken = _round_trip(text, width)
    assert (read, broken) == (_blankless(rows), [])
    assert lines == [number for number, row in enumerate(rows, 2) if _blankless([row])]


@given(st.lists(st.text(st.sampled_from('ab",'), max_size=8), max_size=8), st.sampled_from(["\t", ","]))
def test_no_line_is_lost_whatever_its_quotes(tails: list[str], d: str) -> None:
    body = "".join(f"{tail}{d}<{number}>\n" for number, tail in enumerate(tails, 2))
    with TemporaryDirectory() as folder:
        rows, lines, broken = _read(Path(folder), f"sku{d}b\n" + body)
    read = "".join(cell for row in rows for cell in row)
    flagged = {line for line, _ in broken}
    assert all((f"<{number}>" in read) != (number in flagged) for number in range(2, len(tails) + 2))
    assert not flagged & set(lines)
