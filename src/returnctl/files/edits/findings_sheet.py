"""The sheet `Findings`: every finding with its place, to be worked through from top to bottom in Excel."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from returnctl.files.edits.package import MAIN
from returnctl.files.edits.styles import Styles
from returnctl.files.edits.xml_text import escaped
from returnctl.files.new_workbook import LONGEST, stored_length
from returnctl.values.finding import Finding, Severity
from returnctl.values.location import Location, column_letters
from returnctl.values.visible import visible

NAME: Final = "Findings"
HEADERS: Final = ("number", "severity", "finding", "place", "message", "hint", "Amazon's code", "Amazon's record")
BEFORE: Final = "fill before"
MOST: Final = 1_048_575  # a sheet has 1,048,576 rows; one is the header
MOST_LINKS: Final = 65_530
COLOURS: Final = {Severity.ERROR: "FFFFC9CB", Severity.WARNING: "FFFFE8A3", Severity.NOTE: "FFD2E6F9"}
_WIDTHS: Final = (9, 10, 24, 36, 70, 60, 15, 16)
_FONT: Final = '<{p}font>%s<{p}sz val="11"/>%s<{p}name val="Calibri"/><{p}family val="2"/></{p}font>'


class Fonts(NamedTuple):
    """The numbers of the styles of this sheet."""

    header: str
    text: str
    wrapped: str
    link: str
    severity: Mapping[Severity, str]


def fonts_of(styles: Styles) -> Fonts:
    """Add the styles of this sheet to those of a workbook."""
    plain = styles.add("fonts", _FONT % ("", ""))
    bold = styles.add("fonts", _FONT % ("<{p}b/>", ""))
    link = styles.add("fonts", _FONT % ("<{p}u/>", '<{p}color rgb="FF0563C1"/>'))

    def style(font: str, wrap: bool = False, fill: str = "0") -> str:
        wrapping = ' wrapText="1"' if wrap else ""
        return styles.add(
            "cellXfs",
            f'<{{p}}xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="0" applyFont="1" applyFill="1" '
            f'applyAlignment="1"><{{p}}alignment vertical="top"{wrapping}/></{{p}}xf>',
        )

    text = style(plain)
    colours = {severity: styles.filled(text, colour) for severity, colour in COLOURS.items()}
    return Fonts(style(bold), text, style(plain, wrap=True), style(link), colours)


def links_of(findings: Sequence[Finding], files: Collection[str], sheets: Mapping[str | None, str]) -> list[str]:
    """For each finding the place that its link leads to, empty where it has none.

    `sheets` gives for the sheet of a location in one of these files the one to lead to.
    """
    return [_link(finding.at, sheets) if finding.at.file in files else "" for finding in findings]


def _link(at: Location, sheets: Mapping[str | None, str]) -> str:
    sheet = sheets.get(at.sheet)
    if sheet is None or not 1 <= (at.row or 1) <= MOST + 1:
        return ""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{column_letters(at.column or 1)}{at.row or 1}"


def findings_sheet(
    findings: Sequence[Finding],
    fonts: Fonts,
    links: Sequence[str] = (),
    before: Mapping[int, str] | None = None,
    space: str = MAIN,
) -> Iterator[str]:
    """The XML of the sheet. `before` gives for the number of a finding the fill that its cell had.

    Findings beyond those that a sheet holds, and links beyond those that Excel allows, are left to the caller to tell.
    """
    before = before or {}
    shown = findings[:MOST]
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{space}"><sheetPr>'
        '<tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
        'topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" '
        'sqref="A2"/></sheetView></sheetViews><cols>'
    )
    for place, width in enumerate(_WIDTHS, 1):
        yield f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
    hidden = len(HEADERS) + 1
    yield f'<col min="{hidden}" max="{hidden}" width="9" hidden="1" customWidth="1"/></cols><sheetData>'
    yield _row(1, [_text(header, fonts.header) for header in (*HEADERS, BEFORE)])
    for number, finding in enumerate(shown, 1):
        linked = number <= len(links) and bool(links[number - 1])
        yield _row(number + 1, _cells(number, finding, fonts, linked, before.get(number, "")), _height(finding))
    yield f'</sheetData><autoFilter ref="{filtered(findings).replace("$", "")}"/>'
    leading = [(number, link) for number, link in enumerate(links[: len(shown)], 1) if link][:MOST_LINKS]
    if leading:
        yield "<hyperlinks>"
        for number, link in leading:
            yield f'<hyperlink ref="D{number + 1}" location="{escaped(link)}" display="{escaped(link)}"/>'
        yield "</hyperlinks>"
    yield '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'


def filtered(findings: Sequence[Finding]) -> str:
    """The cells that the sheet's filter is over."""
    return f"$A$1:${column_letters(len(HEADERS))}${min(len(findings), MOST) + 1}"


def _cells(number: int, finding: Finding, fonts: Fonts, linked: bool, before: str) -> list[str]:
    amazon = finding.amazon
    return [
        _number(number, fonts.text),
        _text(str(finding.severity), fonts.severity[finding.severity]),
        _text(str(finding.code), fonts.text),
        _text(visible(str(_shortly(finding.at)), None), fonts.link if linked else fonts.text),
        _text(finding.message, fonts.wrapped),
        _text(finding.hint, fonts.wrapped),
        _number(amazon.code, fonts.text) if amazon else "",
        _number(amazon.record, fonts.text) if amazon else "",
        _text(before, fonts.text),
    ]


def _shortly(at: Location) -> Location:
    """The place without the folders of its file."""
    return at._replace(file=at.file.replace("\\", "/").rpartition("/")[2] or at.file)


def _height(finding: Finding) -> str:
    """Rows with long sentences are as high as these need: not every program finds out by itself."""
    lines = max(-(-len(finding.message) // 76), -(-len(finding.hint) // 66))
    return f' ht="{15 * min(lines, 20)}" customHeight="1"' if lines > 1 else ""


def _row(number: int, cells: Sequence[str], height: str = "") -> str:
    placed = (cell.replace("<c ", f'<c r="{column_letters(place)}{number}" ', 1) for place, cell in enumerate(cells, 1))
    return f'<row r="{number}"{height}>{"".join(placed)}</row>'


def _number(value: int, style: str) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def _text(text: str, style: str) -> str:
    return text_cell(text, style) if text else ""


def text_cell(text: str, style: str) -> str:
    """A cell that is text whatever it begins with; one that no cell can hold is left out whole, and told."""
    if len(text) * 2 > LONGEST and (length := stored_length(text)) > LONGEST:
        text = f"(left out: {length} characters do not fit into a cell)"
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'
