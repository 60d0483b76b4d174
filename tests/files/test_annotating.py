import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from workbook_parts import MAIN, OFFICE, ONE_ROW, STRICT, parts, relations, saved, sheet, workbook, zipped

import returnctl.files.copies.findings as findings_module
import returnctl.files.copies.marks as marks_module
from returnctl.files.books.workbooks import Workbook as Read
from returnctl.files.books.workbooks import open_workbook, rows
from returnctl.files.copies.annotate import Annotated, annotate
from returnctl.files.copies.comments import MARK
from returnctl.files.copies.findings import findings_workbook
from returnctl.files.document import open_document
from returnctl.files.policies.loading import load_policy
from returnctl.files.tables.answers import FINDINGS_HEADER
from returnctl.files.templates.book import write_template
from returnctl.files.templates.form import blank_template, store_of
from returnctl.values.finding import AmazonMark, Code, Finding, Severity
from returnctl.values.location import Location

BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RED, AMBER, BLUE = "FFFFC9CB", "FFFFE8A3", "FFD2E6F9"


def finding(
    path: str,
    row: int | None,
    column: int | None,
    sheet_name: str | None = "Overrides",
    severity: Severity = Severity.ERROR,
    message: str = "must be a whole number, found `thirty`",
) -> Finding:
    at = Location(path, sheet_name, row, column)
    return Finding(Code.NOT_A_WHOLE_NUMBER, at, message, "write a number", severity)


def marked(path: str, findings: Sequence[Finding]) -> tuple[bytes, Annotated]:
    stream = io.BytesIO()
    annotated = annotate(open_document(path), findings, stream)
    return stream.getvalue(), annotated


def opened(content: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Workbook contains no default style")  # hand-made ones have none
        return load_workbook(io.BytesIO(content))


def raw(content: bytes | str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def handmade(folder: Path, written: str) -> str:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        f'PartName="/xl/workbook.xml" ContentType="{BOOK_TYPE}"/></Types>'
    )
    return saved(folder, zipped(parts(sheet=written) | {"[Content_Types].xml": types}))


def cells_of(path: str) -> list[Any]:
    book = open_workbook(open_document(path))
    assert isinstance(book, Read)
    return list(rows(book, book.sheets[0], []))


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """A workbook with what merchants have in theirs."""
    book = Workbook()
    table = book.active
    assert table is not None
    table.title = "Overrides"
    table.append(["sku", "store", "return_window_days", "keep_up_to"])
    table.append(["A-1", "US", "thirty", 5])
    table.append(["00123", "DE", "=10+4", 7.5])
    table["A1"].font = Font(bold=True)
    table["C2"].fill = PatternFill("solid", fgColor="FFFFFF00")
    table["D3"].number_format = "0.00"
    table["A2"].comment = Comment("ask Anna", "Bob")
    table.column_dimensions["A"].width = 33
    table.row_dimensions[3].hidden = True
    table.freeze_panes = "A2"
    table.auto_filter.ref = "A1:D3"
    table.merge_cells("F1:G1")
    check = DataValidation(type="list", formula1='"US,DE"')
    check.add("B2:B99")
    table.add_data_validation(check)
    table.conditional_formatting.add("D2:D9", CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FF0000")))
    other = book.create_sheet("Mine")
    other["A1"] = "my own"
    path = str(tmp_path / "mine.xlsx")
    book.save(path)
    return path


def test_a_cell_with_a_finding_has_the_colour_of_its_severity_and_a_comment(mine: str) -> None:
    findings = [
        finding(mine, 2, 3),
        finding(mine, 3, 4, severity=Severity.WARNING),
        finding(mine, 3, 2, severity=Severity.NOTE),
    ]
    content, annotated = marked(mine, findings)
    table = opened(content)["Overrides"]
    assert [table[name].fill.fgColor.rgb for name in ("C2", "D3", "B3")] == [RED, AMBER, BLUE]
    said = "error not-a-whole-number: must be a whole number, found `thirty`\nhint: write a number"
    assert table["C2"].comment.text == f"{MARK}\n{said}"
    assert (annotated.full, annotated.marked, annotated.told) == (True, 3, ())


def test_all_findings_of_a_cell_are_in_one_comment_and_the_gravest_gives_the_colour(mine: str) -> None:
    findings = [finding(mine, 2, 3, severity=Severity.NOTE, message="first"), finding(mine, 2, 3, message="second")]
    cell = opened(marked(mine, findings)[0])["Overrides"]["C2"]
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment.text.index("second") < cell.comment.text.index("first")


def test_everything_else_in_the_file_stays_letter_for_letter(mine: str) -> None:
    before, after = raw(mine), raw(marked(mine, [finding(mine, 2, 3)])[0])
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
        "xl/worksheets/sheet1.xml",
        "xl/comments/comment1.xml",
        next(name for name in before if name.endswith(".vml")),
    }
    cell = re.compile(rb'<c r="C2" s="\d+"')
    assert cell.sub(b"", after["xl/worksheets/sheet1.xml"]) == cell.sub(b"", before["xl/worksheets/sheet1.xml"])


def test_cells_formats_rules_and_comments_of_the_merchant_are_as_they_were(mine: str) -> None:
    old, new = load_workbook(mine), opened(marked(mine, [finding(mine, 2, 3), finding(mine, 2, 1)])[0])
    for table in old.worksheets:
        copy = new[table.title]
        for row in table.iter_rows():
            for cell in row:
                twin = copy[cell.coordinate]
                assert (twin.value, twin.number_format, repr(twin.font)) == (
                    cell.value,
                    cell.number_format,
                    repr(cell.font),
                )
                assert twin.coordinate in ("C2", "A2") or repr(twin.fill) == repr(cell.fill)
        assert copy.column_dimensions["A"].width == table.column_dimensions["A"].width
        assert copy.row_dimensions[3].hidden == table.row_dimensions[3].hidden
        assert (copy.freeze_panes, copy.auto_filter.ref) == (table.freeze_panes, table.auto_filter.ref)
        assert copy.merged_cells.ranges == table.merged_cells.ranges
        assert str(copy.data_validations.dataValidation) == str(table.data_validations.dataValidation)
        assert [str(rule.sqref) for rule in copy.conditional_formatting] == [
            str(rule.sqref) for rule in table.conditional_formatting
        ]
    said = new["Overrides"]["A2"].comment
    assert said.text.startswith(f"ask Anna\n{MARK}\nerror ")
    assert said.author == "Bob"


def test_annotating_again_replaces_what_was_said_before(mine: str, tmp_path: Path) -> None:
    once = saved(tmp_path, marked(mine, [finding(mine, 2, 3), finding(mine, 2, 1)])[0], "once.xlsx")
    twice = marked(once, [finding(once, 2, 1, message="another"), finding(once, 3, 4)])[0]
    book = opened(twice)
    table = book["Overrides"]
    assert book.sheetnames == ["Overrides", "Mine", "Findings"]
    assert table["A2"].comment.text.count(MARK) == 1
    assert "another" in table["A2"].comment.text
    assert "thirty" not in table["A2"].comment.text
    assert table["C2"].comment is None
    assert table["C2"].fill.fgColor.rgb == "FFFFFF00"  # the colour that the merchant had given it
    assert [cell.value for cell in book["Findings"]["E"]][1:] == ["another", "must be a whole number, found `thirty`"]


def test_annotating_without_findings_takes_all_that_was_said_away(mine: str, tmp_path: Path) -> None:
    once = saved(
        tmp_path, marked(mine, [finding(mine, 2, 3), finding(mine, 2, 1), finding(mine, 3, 4)])[0], "once.xlsx"
    )
    table, old = opened(marked(once, [])[0])["Overrides"], load_workbook(mine)["Overrides"]
    for row in old.iter_rows():
        for cell in row:
            assert table[cell.coordinate].fill.fgColor.rgb == cell.fill.fgColor.rgb
            assert getattr(table[cell.coordinate].comment, "text", None) == getattr(cell.comment, "text", None)


def drawings_of(content: bytes) -> list[ET.Element]:
    return [ET.fromstring(text) for name, text in raw(content).items() if name.endswith(".vml")]  # noqa: S314 - our own


def in_drawing(name: str) -> str:
    short, _, local = name.partition(":")
    full = {"v": "vml", "o": "office:office", "x": "office:excel"}[short]
    return f"{{urn:schemas-microsoft-com:{full}}}{local}"


def test_comments_beside_those_that_another_program_wrote_are_hidden_and_have_numbers_of_their_own(
    tmp_path: Path,
) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Overrides"
    book.active.append(["sku", "note"])
    book.active["A1"].comment = Comment("ask Anna", "Bob")
    path = str(tmp_path / "mine.xlsx")
    book.save(path)
    other = raw(path) | {"xl/drawings/commentsDrawing1.vml": named_by_number(path)}
    path = saved(tmp_path, zipped(other), "other.xlsx")
    content = marked(path, [finding(path, 2, 1), finding(path, 2, 2)])[0]
    (drawing,) = drawings_of(content)
    shapes = drawing.findall(in_drawing("v:shape"))
    assert [shape.find(f".//{in_drawing('x:Column')}").text for shape in shapes] == ["0", "0", "1"]  # type: ignore[union-attr]
    assert all("visibility:hidden" in shape.attrib["style"] for shape in shapes)
    assert len({shape.attrib["id"] for shape in shapes}) == 3
    once = saved(tmp_path, content, "once.xlsx")
    (drawing,) = drawings_of(marked(once, [])[0])
    assert len(drawing.findall(in_drawing("v:shape"))) == 1


def named_by_number(path: str) -> bytes:
    """The drawing as openpyxl writes it where nothing has told Python how Excel names what is in it."""
    text = raw(path)["xl/drawings/commentsDrawing1.vml"].decode()
    for old, new in (("o", "ns0"), ("v", "ns1"), ("x", "ns2")):
        text = re.sub(rf"(?<=[</\s:]){old}(?=[:=])", new, text)
    assert "ns1:shape" in text
    assert "<v:" not in text
    return text.encode()


def test_the_help_in_the_header_of_a_template_stays(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    with path.open("wb") as stream:
        write_template(stream, blank_template("overrides", store_of("DE")))
    name = str(path)
    before = [cell.comment.text for cell in load_workbook(name)["Overrides"][1]]
    once = saved(tmp_path, marked(name, [finding(name, 1, 2), finding(name, 2, 1)])[0], "once.xlsx")
    after = [cell.comment.text for cell in load_workbook(once)["Overrides"][1]]
    assert [a.startswith(b) for a, b in zip(after, before, strict=True)] == [True] * len(before)
    assert [MARK in text for text in after] == [place == 1 for place in range(len(before))]
    table = opened(marked(once, [])[0])["Overrides"]
    assert [cell.comment.text for cell in table[1]] == before
    assert table["A2"].comment is None


@pytest.mark.parametrize("many", [1, 20_000])
def test_boxes_without_contents_are_neither_swallowed_nor_searched_for_ever(
    mine: str, tmp_path: Path, many: int
) -> None:
    book = raw(mark_again(mine, tmp_path))
    drawing = next(name for name in book if name.endswith(".vml"))
    empty = b"".join(b'<v:shape id="MINE%d" />' % number for number in range(many))
    content = book[drawing]
    book[drawing] = content.replace(b"<v:shape ", empty + b"<v:shape ", 1)
    path = tmp_path / "boxes.xlsx"
    path.write_bytes(zipped(book))
    again, _ = marked(str(path), [])
    assert raw(again)[drawing].count(b'id="MINE') == many


def mark_again(path: str, folder: Path) -> bytes:
    """A marked-up copy of a file."""
    return marked(path, [finding(path, 2, 2)])[0]


def test_the_sheet_of_findings_leads_to_each_cell(mine: str) -> None:
    findings = [
        finding(mine, 2, 3)._replace(amazon=AmazonMark(41009, 0)),
        finding(mine, 3, None, message="about a row"),
        finding(mine, None, None, None, message="about the file"),
        finding("other.xlsx", 9, 9, message="about another file"),
    ]
    table = opened(marked(mine, findings)[0])["Findings"]
    assert [cell.value for cell in table[1]][:-1] == list(FINDINGS_HEADER[:-1])
    assert [cell.value for cell in table[2]][:8] == [
        1, "error", "not-a-whole-number", "mine.xlsx:Overrides!C2", findings[0].message, "write a number", 41009, 0,
    ]  # fmt: skip
    links = [cell.hyperlink and cell.hyperlink.location for cell in table["D"]]
    assert links == [None, "'Overrides'!C2", "'Overrides'!A3", None, None]
    assert (table.freeze_panes, table.auto_filter.ref) == ("A2", "A1:H5")


def test_a_finding_about_a_row_marks_its_first_cell_and_one_about_the_file_none(mine: str) -> None:
    content, annotated = marked(
        mine, [finding(mine, 3, None), finding(mine, None, None), finding(mine, None, None, None)]
    )
    assert opened(content)["Overrides"]["A3"].fill.fgColor.rgb == RED
    assert annotated.marked == 1


def test_a_covered_cell_is_marked_where_it_is_seen(mine: str) -> None:
    content, annotated = marked(mine, [finding(mine, 1, 7)])
    assert opened(content)["Overrides"]["F1"].fill.fgColor.rgb == RED
    assert annotated.marked == 1


def test_a_sheet_of_the_merchants_own_called_findings_is_not_touched(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.title = "FINDINGS"
    book.active["A1"] = "number"
    path = str(tmp_path / "own.xlsx")
    book.save(path)
    content, annotated = marked(path, [finding(path, 1, 1, "FINDINGS")])
    assert annotated.sheet == "Findings (2)"
    assert opened(content)["FINDINGS"]["A1"].value == "number"
    again, annotated = marked(saved(tmp_path, content, "again.xlsx"), [])
    assert (opened(again).sheetnames, annotated.sheet) == (["FINDINGS", "Findings (2)"], "Findings (2)")


def test_a_blank_cell_keeps_the_text_format_of_its_column_and_row(tmp_path: Path) -> None:
    before = '<cols><col min="1" max="1" width="9" style="2"/></cols>'
    written = '<row r="1"><c r="B1"><v>1</v></c></row><row r="3" s="1" customFormat="1"><c r="B3"/></row>'
    path = handmade(tmp_path, sheet(written, before=before))
    places = [finding(path, row, 1, "Sheet1") for row in (1, 2, 3, 5)]
    table = opened(marked(path, places)[0])["Sheet1"]
    assert [table[f"A{row}"].number_format for row in (1, 2, 3, 5)] == ["0%", "0%", "dd/mm/yyyy", "0%"]
    assert {table[f"A{row}"].fill.fgColor.rgb for row in (1, 2, 3, 5)} == {RED}
    assert table["B1"].value == 1


@pytest.mark.parametrize(
    "written",
    [
        sheet(""),
        sheet("<row><c><v>1</v></c><c><v>2</v></c></row>"),
        sheet().replace("<sheetData>" + ONE_ROW + "</sheetData>", "<sheetData/>"),
        sheet(after='<pageMargins left="1"/><tableParts count="0"/>'),
        re.sub(r"<(/?)(?=worksheet|sheetData|row|c|v)", r"<\1x:", sheet()).replace("xmlns=", "xmlns:x="),
    ],
    ids=["no rows", "no references", "closed", "things behind", "prefixes"],
)
def test_any_way_to_write_a_sheet_can_be_marked(tmp_path: Path, written: str) -> None:
    path = handmade(tmp_path, written)
    content, annotated = marked(path, [finding(path, 1, 2, "Sheet1"), finding(path, 4, 1, "Sheet1")])
    assert annotated.full
    assert cells_of(saved(tmp_path, content, "out.xlsx")) == cells_of(path)
    table = opened(content)["Sheet1"]
    assert (table["B1"].fill.fgColor.rgb, table["A4"].fill.fgColor.rgb) == (RED, RED)
    assert table["B1"].comment is not None


def test_the_reference_to_the_comments_stands_where_excel_wants_it(tmp_path: Path) -> None:
    path = workbook(tmp_path, sheet=sheet(after='<pageMargins left="1"/><tableParts count="0"/>'))
    part = raw(marked(path, [finding(path, 1, 1, "Sheet1")])[0])["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r"<pageMargins [^>]*/><legacyDrawing [^>]*/><tableParts", part)


MACROS = relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "vbaProject", "vbaProject.bin"))
NO_STYLES = relations(("rId1", "worksheet", "worksheets/sheet1.xml"))
EXCELS_TEMPLATE = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"/></Types>'
)


@pytest.mark.parametrize(
    ("more", "lost"),
    [
        ({"_xmlsignatures/sig1.xml": "<a/>"}, "a digital signature, which no copy can have"),
        ({"xl/macrosheets/sheet2.xml": "<a/>"}, "a macro sheet of Excel 4"),
        ({"xl/_rels/workbook.xml.rels": MACROS}, "macros"),
        ({"xl/_rels/workbook.xml.rels": NO_STYLES}, "no cell formats"),
        ({"xl/styles.xml": "<styleSheet/>"}, "cell formats that are not built as Excel builds them"),
        ({"[Content_Types].xml": EXCELS_TEMPLATE}, "another kind of workbook than .xlsx"),
    ],
)
def test_where_a_copy_would_lose_something_the_findings_stand_alone(
    tmp_path: Path, more: dict[str, str], lost: str
) -> None:
    path = saved(tmp_path, zipped(parts() | more))
    content, annotated = marked(path, [finding(path, 1, 1, "Sheet1")])
    assert (annotated.full, annotated.why) == (False, f"it holds {lost}")
    table = opened(content)["Findings"]
    assert (table["D2"].value, table["D2"].hyperlink) == ("book.xlsx:Sheet1!A1", None)


def test_a_strict_workbook_stays_strict(tmp_path: Path) -> None:
    office = STRICT.replace("spreadsheetml/main", "officeDocument/relationships")
    made = {name: str(text).replace(OFFICE, office).replace(MAIN, STRICT) for name, text in parts().items()}
    path = saved(tmp_path, zipped(made))
    copy = saved(tmp_path, marked(path, [finding(path, 1, 1, "Sheet1")])[0], "copy.xlsx")
    book = open_workbook(open_document(copy))
    assert isinstance(book, Read)
    assert [sheet.name for sheet in book.sheets] == ["Sheet1", "Findings"]
    assert all(MAIN.encode() not in content and OFFICE.encode() not in content for content in raw(copy).values())
    assert len(list(rows(book, book.sheets[1], []))) == 2


def test_where_a_conversation_stands_on_a_sheet_the_findings_stand_alone(mine: str, tmp_path: Path) -> None:
    made = raw(mine)
    made["xl/comments/comment1.xml"] = made["xl/comments/comment1.xml"].replace(b"Bob", b"tc={0F}")
    path = saved(tmp_path, zipped(dict(made)))
    content, annotated = marked(path, [finding(path, 2, 1)])
    assert (annotated.full, annotated.why) == (False, "it holds conversations in cells, Excel's newer comments")
    assert opened(content).sheetnames == ["Findings"]
    assert marked(path, [finding(path, 1, 1, "Mine")])[1].full  # on another sheet


def test_a_file_that_the_gate_refuses_is_never_opened(tmp_path: Path) -> None:
    path = workbook(tmp_path, sheet='<!DOCTYPE a><worksheet xmlns="x"/>')
    content, annotated = marked(path, [finding(path, None, None, None)])
    assert not annotated.full
    assert "DOCTYPE" in annotated.why
    assert opened(content).sheetnames == ["Findings"]


def test_texts_never_become_formulas_and_control_characters_are_escaped(mine: str) -> None:
    message = "=1+1 \x1b[31m <b>&\u202e _x0041_"
    content, _ = marked(mine, [finding(mine, 2, 3, message=message)._replace(hint="=2+2")])
    table = opened(content)["Findings"]
    assert (table["F2"].value, table["F2"].data_type) == ("=2+2", "s")
    assert "\\x1b" in opened(content)["Overrides"]["C2"].comment.text
    assert b"<f>" not in raw(content)["xl/worksheets/sheet3.xml"]
    assert b"\x1b" not in b"".join(raw(content).values())


def test_the_same_findings_make_the_same_bytes(mine: str) -> None:
    findings = [finding(mine, 2, 3), finding(mine, 2, 1)]
    assert marked(mine, findings)[0] == marked(mine, findings)[0]


def test_the_original_is_not_touched(mine: str) -> None:
    before = Path(mine).read_bytes()
    marked(mine, [finding(mine, 2, 3)])
    assert Path(mine).read_bytes() == before


def test_what_is_cut_is_told(mine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings_module, "MOST", 3)
    monkeypatch.setattr(findings_module, "MOST_LINKS", 2)
    monkeypatch.setattr(marks_module, "MOST_COMMENTS", 1)
    content, annotated = marked(mine, [finding(mine, row, 3) for row in (2, 3, 4, 5)])
    assert annotated.told == (
        "a sheet holds 3 findings: 1 more are not in it",
        "a sheet holds 2 links: 1 places are text only",
        "3 cells have a colour and no comment: see the findings",
    )
    table = opened(content)["Findings"]
    assert (table.max_row, sum(cell.hyperlink is not None for cell in table["D"])) == (4, 2)


def test_a_cell_with_very_many_findings_says_how_many_more(mine: str) -> None:
    content, _ = marked(mine, [finding(mine, 2, 3, message="x" * 900) for _ in range(9)])
    text = opened(content)["Overrides"]["C2"].comment.text
    assert text.endswith("and 7 more: see the findings")
    assert len(text) < 2200


def test_a_text_table_becomes_text_cells_in_the_rows_of_its_lines(tmp_path: Path) -> None:
    path = saved(tmp_path, 'my list\nsku,note,keep_up_to\n\n00123,"two\nlines",1E5\n=A1,x,thirty\n', "list.csv")
    at = Location(path, None, 6, 3, "keep_up_to")
    bad = Finding(Code.NOT_AN_AMOUNT, at, "must be an amount", "write one")
    content, annotated = marked(path, [bad, bad._replace(at=Location(path))])
    table = opened(content)["Table"]
    assert [table[name].value for name in ("A1", "A2", "A4", "B4", "C4", "A6")] == [
        "my list", "sku", "00123", "two\nlines", "1E5", "=A1",
    ]  # fmt: skip
    assert {cell.data_type for row in table.iter_rows() for cell in row if cell.value} == {"s"}
    assert {cell.number_format for row in table.iter_rows() for cell in row if cell.value} == {"@"}
    assert table["C6"].fill.fgColor.rgb == RED
    assert opened(content)["Findings"]["D2"].hyperlink.location == "'Table'!C6"
    assert (annotated.full, annotated.marked) == (True, 1)


def test_data_of_buyers_is_left_out_of_a_report_made_a_workbook(tmp_path: Path) -> None:
    path = saved(tmp_path, "Merchant SKU\tReturn Reason\tBuyer name\nA-1\tCR-DEFECTIVE\tJane\n", "report.txt")
    content, annotated = marked(path, [])
    assert [cell.value for cell in opened(content)["Table"][2]] == ["A-1", "CR-DEFECTIVE", None]
    assert annotated.told == ("1 columns with data of buyers were left blank",)


def test_other_files_have_their_findings_alone(tmp_path: Path) -> None:
    path = saved(tmp_path, '{"sku": "A-1", "reason": "x"}\n', "requests.jsonl")
    assert marked(path, [])[1].why == "the file is JSON, which is no table with cells"
    assert marked(str(tmp_path / "none.csv"), [])[1].why == "there is no such file"


def test_the_findings_alone_are_a_workbook() -> None:
    stream = io.BytesIO()
    assert findings_workbook([finding("a.xlsx", 2, 3)], stream) == ()
    table = opened(stream.getvalue())["Findings"]
    assert (table["D2"].value, table["D2"].hyperlink, table.freeze_panes) == ("a.xlsx:Overrides!C2", None, "A2")


def test_a_marked_copy_is_read_like_the_original(mine: str, tmp_path: Path) -> None:
    before = load_policy([], [mine]).findings
    copy = saved(tmp_path, marked(mine, before)[0], "mine-copy.xlsx")
    after = load_policy([], [copy]).findings
    assert [(f.code, f.at[1:]) for f in after] == [(f.code, f.at[1:]) for f in before]
