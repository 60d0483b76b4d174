# ruff: noqa: DTZ001 - the cells of a sheet know no time zone
import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbook_parts import (
    MAIN,
    SHEET1,
    STRICT,
    book,
    parts,
    relations,
    saved,
    sheet,
    strings,
    styles,
    workbook,
    zipped,
)

from returnctl.files.books.number_formats import Format, format_of
from returnctl.files.books.workbooks import Row, Workbook, open_workbook, rows
from returnctl.files.document import open_document
from returnctl.schema.cells import CellValue, Percent, Trouble
from returnctl.values.finding import Code, Finding, Severity

DATE, PERCENT, TIME, MOMENT, SPAN = "1", "2", "3", "4", "5"


def opened(path: str) -> Workbook:
    found = open_workbook(open_document(path))
    assert isinstance(found, Workbook), found
    return found


def read(path: str) -> tuple[list[Row], list[Finding]]:
    findings: list[Finding] = []
    found = opened(path)
    return list(rows(found, found.sheets[0], findings)), findings


def only(path: str) -> list[Row]:
    found, findings = read(path)
    assert not findings
    return found


def cell(folder: Path, xml: str, **changed: str | bytes) -> CellValue:
    found = only(workbook(folder, f'<row r="1">{xml}<c r="B1"><v>1</v></c></row>', **changed))
    return found[0][1][0]


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c r="A1"/>', None),
        ('<c r="A1" s="1"/>', None),
        ('<c r="A1"><v></v></c>', None),
        ('<c r="A1" t="s"><v>1</v></c>', "A-1"),
        ('<c r="A1" t="str"><v>A-1</v></c>', "A-1"),
        ('<c r="A1" t="str"><v> \u00a0\t</v></c>', None),
        ('<c r="A1" t="inlineStr"><is><t>A-1</t></is></c>', "A-1"),
        ('<c r="A1" t="inlineStr"><is><t>  </t></is></c>', None),
        ('<c r="A1" t="inlineStr"><is><r><t>A</t></r><r><rPr/><t>-1</t></r><rPh><t>no</t></rPh></is></c>', "A-1"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b_x005F_x0041_</t></is></c>', "a\rb_x0041_"),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D_</t></is></c>', "_xD83D_"),
        ('<c r="A1" t="inlineStr"><is/></c>', None),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="b"><v>yes</v></c>', Trouble(Code.BROKEN_CELL, "yes")),
        ('<c r="A1" t="e"><v>#N/A</v></c>', Trouble(Code.ERROR_CELL, "#N/A")),
        ('<c r="A1" t="s"><v>99</v></c>', Trouble(Code.BROKEN_CELL, "99")),
        ('<c r="A1" t="s"><v>-1</v></c>', Trouble(Code.BROKEN_CELL, "-1")),
        ('<c r="A1" t="zz"><v>1</v></c>', Trouble(Code.BROKEN_CELL, "1")),
        ('<c r="A1"><f>1+1</f></c>', Trouble(Code.FORMULA_WITHOUT_VALUE, "=1+1")),
        ('<c r="A1"><f>1+1</f><v></v></c>', Trouble(Code.FORMULA_WITHOUT_VALUE, "=1+1")),
        ('<c r="A1" t="str"><f>A2</f></c>', Trouble(Code.FORMULA_WITHOUT_VALUE, "=A2")),
        ('<c r="A1" t="shared"><f t="shared" si="0"/></c>', Trouble(Code.FORMULA_WITHOUT_VALUE, "=")),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', None),
        ('<c r="A1" t="str"><f>"x"</f><v>x</v></c>', "x"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Trouble(Code.ERROR_CELL, "#DIV/0!")),
        ('<c r="A1" s="1"><f>TODAY()</f><v>46300</v></c>', dt.date(2026, 10, 5)),
        ('<c r="A1" t="d"><v>2026-10-05</v></c>', dt.date(2026, 10, 5)),
        ('<c r="A1" t="d"><v>2026-10-05T13:30:00</v></c>', dt.datetime(2026, 10, 5, 13, 30)),
        ('<c r="A1" t="d"><v>2026-13-05</v></c>', Trouble(Code.BROKEN_CELL, "2026-13-05")),
    ],
)
def test_each_kind_of_cell_has_one_value(tmp_path: Path, xml: str, value: CellValue) -> None:
    found = cell(tmp_path, xml)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("30", 30),
        ("-5", -5),
        ("+5", 5),
        (" 7 ", 7),
        ("4.99", 4.99),
        ("123.0", 123),
        ("100000", 100000),
        ("1E5", 100000),
        ("1.5E3", 1500),
        ("12345678901234567", 12345678901234567),
        ("1.2345678901234568E16", 1.2345678901234568e16),
        ("9007199254740991.0", 9007199254740991),
        ("NaN", Trouble(Code.BROKEN_CELL, "NaN")),
        ("1e999", Trouble(Code.BROKEN_CELL, "1e999")),
        ("abc", Trouble(Code.BROKEN_CELL, "abc")),
        ("1_0", Trouble(Code.BROKEN_CELL, "1_0")),
        ("0x1E", Trouble(Code.BROKEN_CELL, "0x1E")),
        ("٣٠", Trouble(Code.BROKEN_CELL, "٣٠")),
        ("1,5", Trouble(Code.BROKEN_CELL, "1,5")),
        ("9" * 5000, Trouble(Code.BROKEN_CELL, "9" * 5000)),
    ],
)
def test_a_number_is_exact_or_it_is_no_number(tmp_path: Path, stored: str, value: CellValue) -> None:
    found = cell(tmp_path, f'<c r="A1"><v>{stored}</v></c>')
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("style", "stored", "value"),
    [
        (DATE, "1", dt.date(1900, 1, 1)),
        (DATE, "30", dt.date(1900, 1, 30)),
        (DATE, "59", dt.date(1900, 2, 28)),
        (DATE, "60", Trouble(Code.IMPOSSIBLE_DATE, "60")),
        (DATE, "60.5", Trouble(Code.IMPOSSIBLE_DATE, "60.5")),
        (DATE, "61", dt.date(1900, 3, 1)),
        (DATE, "45352", dt.date(2024, 3, 1)),
        (DATE, "45352.5", dt.datetime(2024, 3, 1, 12)),
        (DATE, "2958465", dt.date(9999, 12, 31)),
        (DATE, "2958466", Trouble(Code.IMPOSSIBLE_DATE, "2958466")),
        (DATE, "2958465.9999999999", Trouble(Code.IMPOSSIBLE_DATE, "2958465.9999999999")),
        (DATE, "0", Trouble(Code.IMPOSSIBLE_DATE, "0")),
        (DATE, "-1", Trouble(Code.IMPOSSIBLE_DATE, "-1")),
        (DATE, "1e300", Trouble(Code.IMPOSSIBLE_DATE, "1e300")),
        (MOMENT, "45352", dt.datetime(2024, 3, 1)),
        (MOMENT, "45352.999988425926", dt.datetime(2024, 3, 1, 23, 59, 59)),
        (TIME, "0.5", dt.time(12)),
        (TIME, "0", dt.time(0)),
        (TIME, "0.99999999999", dt.time(23, 59, 59, 999000)),
        (SPAN, "1.5", dt.timedelta(days=1, hours=12)),
        (SPAN, "1e300", Trouble(Code.NUMBER_OUT_OF_RANGE, "1e300")),
        (PERCENT, "0.3", Percent(0.3)),
        (PERCENT, "1", Percent(1)),
        ("99", "45352", 45352),
        ("-1", "45352", 45352),
        ("x", "45352", 45352),
    ],
)
def test_the_number_format_makes_dates_times_and_percentages(
    tmp_path: Path, style: str, stored: str, value: CellValue
) -> None:
    found = cell(tmp_path, f'<c r="A1" s="{style}"><v>{stored}</v></c>')
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("stored", "value"), [("0", dt.date(1904, 1, 1)), ("43890", dt.date(2024, 3, 1))])
def test_a_workbook_may_count_from_1904(tmp_path: Path, stored: str, value: dt.date) -> None:
    mac = book(properties='<workbookPr date1904="1"/>')
    assert cell(tmp_path, f'<c r="A1" s="1"><v>{stored}</v></c>', book=mac) == value


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", None),
        ("0.00", None),
        ('0 "days"', None),
        ("#,##0.00\\ [$€-407]", None),
        ("[Red]0", None),
        ("0.00E+00", None),
        ("_-* #,##0.00_d", None),
        ("@", None),
        ('0" %"', None),
        ("0.0%", Format.PERCENT),
        ("0%;[Red]-0%", Format.PERCENT),
        ("dd/mm/yyyy", Format.DATE),
        ("mmm", Format.DATE),
        ("[$-409]d-mmm-yy;@", Format.DATE),
        ("YYYY-MM-DD hh:mm", Format.MOMENT),
        ("h:mm AM/PM", Format.TIME),
        ("mm:ss.0", Format.TIME),
        ("[h]:mm", Format.SPAN),
        ("[mm]:ss", Format.SPAN),
    ],
)
def test_a_format_code_says_what_it_shows(code: str, shown: Format | None) -> None:
    assert format_of(code) is shown


def test_rows_keep_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    xml = (
        '<row r="2"><c r="B2"><v>1</v></c></row><row r="3"/><row r="4"><c r="A4" s="1"/></row>'
        '<row r="9"><c r="A9"><v>2</v></c><c r="D9"><v>3</v></c><c r="E9"/></row>'
    )
    assert only(workbook(tmp_path, xml)) == [(2, [None, 1]), (9, [2, None, None, 3])]


def test_cells_and_rows_without_a_name_count_on(tmp_path: Path) -> None:
    xml = '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c r="B2"><v>3</v></c><c><v>4</v></c></row>'
    assert only(workbook(tmp_path, xml)) == [(1, [1, None, 2]), (2, [None, 3, 4])]


def test_cells_out_of_order_find_their_column(tmp_path: Path) -> None:
    assert only(workbook(tmp_path, '<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row>')) == [
        (1, [1, None, 3])
    ]


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1", "A1:B1", "nonsense", "Z9:A1"])
def test_the_declared_dimension_is_not_believed(tmp_path: Path, dimension: str) -> None:
    xml = '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    path = workbook(tmp_path, sheet=sheet(xml, before=f'<dimension ref="{dimension}"/>'))
    assert only(path) == [(1, [1, None, 2]), (2, [3])]


def test_one_stray_cell_at_the_far_corner_is_one_row(tmp_path: Path) -> None:
    found = only(workbook(tmp_path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert [(number, len(cells), cells[-1]) for number, cells in found] == [(1_048_576, 16_384, 1)]


@pytest.mark.parametrize(
    ("xml", "row"),
    [
        ('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>', 2),
        ('<row r="1048577"/>', 2),
        ('<row r="0"/>', 2),
        ('<row r="2"/>', 2),
        ('<row r="1"/>', 2),
        ('<row r="x"/>', 2),
        ('<row r="-3"/>', 2),
        ('<row r="3"><c r="XFE3"><v>1</v></c></row>', 3),
        ('<row r="3"><c r="AAAA3"><v>1</v></c></row>', 3),
        ('<row r="3"><c r="A4"><v>1</v></c></row>', 3),
        ('<row r="3"><c r="3"><v>1</v></c></row>', 3),
        ('<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>2</v></c></row>', 3),
        ('<line r="3"/>', 2),
        ('<row xmlns="urn:x" r="3"/>', 2),
    ],
)
def test_rows_and_cells_that_cannot_be_end_the_sheet_with_their_place(tmp_path: Path, xml: str, row: int) -> None:
    found, findings = read(workbook(tmp_path, f'<row r="2"><c r="A2"><v>1</v></c></row>{xml}'))
    assert found in ([(2, [1])], [])
    assert [(f.code, f.at.sheet, f.at.row) for f in findings] == [(Code.BROKEN_WORKBOOK, "Sheet1", row)]


def test_a_row_that_never_ends_is_not_kept_in_memory(tmp_path: Path) -> None:
    cells = "".join(f"<c{n % 7}/>" for n in range(600_000))
    found = open_workbook(open_document(workbook(tmp_path, f"<row>{cells}</row>")))
    if isinstance(found, Workbook):
        findings: list[Finding] = []
        assert list(rows(found, found.sheets[0], findings)) == []
        assert findings[0].code is Code.BROKEN_WORKBOOK


def test_covered_cells_of_a_merged_range_are_flagged_and_not_filled(tmp_path: Path) -> None:
    xml = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="C{n}"><v>0</v></c></row>' if n != 5 else '<row r="5"/>'
        for n in range(1, 7)
    )
    path = workbook(
        tmp_path, sheet=sheet(xml, after='<mergeCells><mergeCell ref="C2:C3"/><mergeCell ref="A4:B5"/></mergeCells>')
    )
    first, second = Trouble(Code.MERGED_CELL, "C2:C3"), Trouble(Code.MERGED_CELL, "A4:B5")
    assert only(path) == [
        (1, [1, None, 0]),
        (2, [2, None, 0]),
        (3, [3, None, first]),
        (4, [4, second, 0]),
        (6, [6, None, 0]),
    ]


def test_a_merged_last_column_is_seen_in_rows_that_leave_it_out(tmp_path: Path) -> None:
    xml = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    path = workbook(tmp_path, sheet=sheet(xml, after='<mergeCells><mergeCell ref="B1:XFD1048576"/></mergeCells>'))
    merged = Trouble(Code.MERGED_CELL, "B1:XFD1048576")
    assert only(path) == [(1, [1, 2]), (2, [3, merged])]


def test_a_merged_range_that_is_none_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, sheet=sheet(after='<mergeCells><mergeCell ref="A0:B2"/></mergeCells>'))
    assert [f.code for f in refused(path)] == [Code.BROKEN_WORKBOOK]


def refused(path: str) -> tuple[Finding, ...]:
    found = open_workbook(open_document(path))
    assert not isinstance(found, Workbook)
    return found


def test_hidden_rows_are_read_and_counted(tmp_path: Path) -> None:
    xml = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="0"><c r="A2"><v>2</v></c></row>'
    found, findings = read(
        workbook(tmp_path, sheet=sheet(xml, after='<autoFilter ref="A1:A2"><filterColumn colId="0"/></autoFilter>'))
    )
    assert [number for number, _ in found] == [1, 2]
    assert [(f.code, f.severity, f.message) for f in findings] == [
        (Code.HIDDEN_ROWS, Severity.NOTE, "1 hidden row is read too (hidden by a filter or by hand)")
    ]


def several() -> dict[str, str | bytes]:
    listed = (
        '<sheet name="[red]\u202e\'" sheetId="1" r:id="rId1"/><sheet name="Chart" sheetId="2" r:id="rId2"/>'
        '<sheet name="Macro" sheetId="3" r:id="rId3"/><sheet name="H" sheetId="4" state="hidden" r:id="rId4"/>'
        '<sheet name="V" sheetId="5" state="veryHidden" r:id="rId5"/>'
    )
    links = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "chartsheet", "chartsheets/sheet1.xml"),
        ("rId3", "xlMacrosheet", "macrosheets/sheet1.xml"),
        ("rId4", "worksheet", "/xl/odd/place.xml"),
        ("rId5", "worksheet", "../xl/worksheets/sheet1.xml"),
    )
    changed = {"xl/workbook.xml": book(listed), "xl/_rels/workbook.xml.rels": links, "xl/odd/place.xml": sheet()}
    return parts() | changed | {"xl/chartsheets/sheet1.xml": "<x/>"}


def test_chart_and_macro_sheets_are_none_and_hidden_ones_say_so(tmp_path: Path) -> None:
    found = opened(saved(tmp_path, zipped(several()))).sheets
    assert [(one.name, one.visible) for one in found] == [
        ("[red]\u202e'", True),
        ("H", False),
        ("V", False),
    ]


@pytest.mark.parametrize("kind", ["chartsheet", "xlMacrosheet"])
def test_a_workbook_without_any_worksheet_is_refused(tmp_path: Path, kind: str) -> None:
    links = relations(("rId1", kind, "worksheets/sheet1.xml"))
    found = refused(saved(tmp_path, zipped(parts() | {"xl/_rels/workbook.xml.rels": links})))
    assert found[0].code is Code.BROKEN_WORKBOOK


def test_an_empty_sheet_has_no_rows(tmp_path: Path) -> None:
    assert only(workbook(tmp_path, "")) == []
    assert (
        only(
            workbook(
                tmp_path, sheet=sheet().replace(sheet()[sheet().index("<sheetData>") :], "<sheetData/></worksheet>")
            )
        )
        == []
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_read_and_never_empty(tmp_path: Path, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    tail = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    text = sheet('<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>2</v></c></row>', after=tail)
    path = workbook(tmp_path, sheet=mark + text.replace("UTF-8", "UTF-16").encode(encoding))
    assert only(path) == [(1, ["A-1", Trouble(Code.MERGED_CELL, "A1:B1")])]


def test_prefixed_tags_are_read(tmp_path: Path) -> None:
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A1:B9"/></x:mergeCells></x:worksheet>'
    )
    book = opened(workbook(tmp_path, sheet=xml))
    assert list(rows(book, book.sheets[0], [])) == [(1, [5])]
    assert len(book.sheets[0].tail.merged) == 1


def test_a_strict_workbook_is_read_like_any_other(tmp_path: Path) -> None:
    strict = {name: text.replace(MAIN, STRICT) if isinstance(text, str) else text for name, text in parts().items()}
    assert only(saved(tmp_path, zipped(strict))) == [(1, [1])]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_part_in_an_unknown_namespace_is_refused_and_never_empty(tmp_path: Path, part: str) -> None:
    text = parts()[part]
    assert isinstance(text, str)
    found = refused(saved(tmp_path, zipped(parts() | {part: text.replace(MAIN, "urn:other")})))
    assert found[0].code is Code.WORKBOOK_VARIANT


def test_a_sheet_in_an_unknown_namespace_is_refused_and_never_empty(tmp_path: Path) -> None:
    found, findings = read(workbook(tmp_path, sheet=sheet(space="urn:other")))
    assert (found, [f.code for f in findings]) == ([], [Code.BROKEN_WORKBOOK])


@pytest.mark.parametrize(
    "broken",
    ["<nonsense", "<styleSheet/>", f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>'],
)
def test_broken_styles_are_a_warning_and_the_values_are_read(tmp_path: Path, broken: str) -> None:
    found = opened(workbook(tmp_path, styles=broken))
    assert list(rows(found, found.sheets[0], [])) == [(1, [1])]
    assert [(f.code, f.severity) for f in found.findings] == [(Code.BROKEN_WORKBOOK, Severity.WARNING)]


def test_a_workbook_without_styles_and_texts_is_read(tmp_path: Path) -> None:
    links = relations(("rId1", "worksheet", "worksheets/sheet1.xml"))
    small = parts() | {"xl/_rels/workbook.xml.rels": links}
    del small["xl/styles.xml"], small["xl/sharedStrings.xml"]
    assert only(saved(tmp_path, zipped(small))) == [(1, [1])]


def test_shared_texts_keep_their_places(tmp_path: Path) -> None:
    texts = strings("<t>a</t>", "", "<t> </t>", "<r><t>b</t></r><r><t>c</t></r>", "<t>a</t><rPh><t>x</t></rPh>")
    assert opened(workbook(tmp_path, strings=texts)).texts == ["a", None, None, "bc", "a"]


def test_a_file_that_changed_since_it_was_opened_is_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    found = opened(path)
    os.utime(path, ns=(1, 1))
    findings: list[Finding] = []
    assert list(rows(found, found.sheets[0], findings)) == []
    assert [f.code for f in findings] == [Code.FILE_CHANGED]


def test_a_file_that_changes_while_it_is_read_is_reported(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    found = opened(path)
    findings: list[Finding] = []
    stream = rows(found, found.sheets[0], findings)
    assert next(stream) == (1, [1])
    os.utime(path, ns=(1, 1))
    assert list(stream) == []
    assert [f.code for f in findings] == [Code.FILE_CHANGED]


def test_a_file_that_vanished_is_a_finding(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    found = opened(path)
    Path(path).unlink()
    findings: list[Finding] = []
    assert list(rows(found, found.sheets[0], findings)) == []
    assert len(findings) == 1


def test_rows_far_beyond_one_chunk_arrive_whole_and_in_order(tmp_path: Path) -> None:
    xml = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>sku {n}</v></c></row>' for n in range(1, 5_001))
    assert only(workbook(tmp_path, xml)) == [(n, [f"sku {n}"]) for n in range(1, 5_001)]


NUMBERS = st.floats(-1e300, 1e300) | st.integers(-(10**15), 10**15)
TEXTS = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs",), exclude_characters="_\ufffe\uffff"), max_size=9
)
DATES = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 30)).map(lambda d: d.replace(microsecond=0))
CELLS = st.none() | st.booleans() | NUMBERS | TEXTS | DATES | DATES.map(dt.datetime.date)


def plain(value: object) -> object:
    """What both readers mean: a date is the midnight of its day, text that shows nothing is blank."""
    if isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return value


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_every_cell_is_the_one_that_openpyxl_reads_in_full(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[object]]
) -> None:
    from openpyxl import Workbook as Written
    from openpyxl import load_workbook

    path = str(tmp_path_factory.mktemp("full") / "book.xlsx")
    written = Written()
    for number, values in enumerate(table, 1):
        for column, value in enumerate(values, 1):
            target = written.active.cell(number, column)
            target.value = value
            if isinstance(value, str):
                target.data_type = "s"
    written.save(path)
    ours = dict(only(path))
    full = load_workbook(path).active
    for number, values in enumerate(full.iter_rows(values_only=True), 1):
        mine = ours.get(number, [])
        theirs = [plain(value) for value in values]
        assert [plain(value) for value in mine] == theirs[: len(mine)]
        assert not any(value is not None for value in theirs[len(mine) :])


def test_styles_count_from_zero(tmp_path: Path) -> None:
    assert opened(workbook(tmp_path, styles=styles({}, (14,)))).formats == {"0": Format.DATE}
    assert opened(workbook(tmp_path)).sheets[0].part == SHEET1
