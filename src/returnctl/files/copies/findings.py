"""The sheet `Findings`: every finding with its place, to be worked through from top to bottom in Excel."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from returnctl.files.copies.package import MAIN
from returnctl.files.copies.styles import Styles
from returnctl.files.new_workbook import StyledCells, abandon, new_workbook
from returnctl.files.tables.answers import FINDINGS_HEADER
from returnctl.values.finding import Finding, Severity
from returnctl.values.location import Location, column_letters
from returnctl.values.text import visible

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell

NAME: Final = "Findings"
MOST: Final = 1_048_575  # a sheet has 1,048,576 rows; one is the header
MOST_LINKS: Final = 65_530
COLOURS: Final = {Severity.ERROR: "FFFFC9CB", Severity.WARNING: "FFFFE8A3", Severity.NOTE: "FFD2E6F9"}
_WIDTHS: Final = (9, 10, 24, 36, 70, 60, 15, 16, 9)
_NUMBERED: Final = re.compile(r'(<c r="[A-Z]+\d+" s=)"(\d+)"')


def _link(at: Location, sheets: Mapping[str | None, str]) -> str:
    sheet = sheets.get(at.sheet)
    if sheet is None or not 1 <= (at.row or 1) <= MOST + 1:
        return ""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{column_letters(at.column or 1)}{at.row or 1}"


def findings_workbook(findings: Sequence[Finding], stream: BinaryIO) -> tuple[str, ...]:
    """Write the findings alone as a workbook; sentences on what was cut."""
    with new_workbook(stream) as book:
        return add_findings(book, findings)


def add_findings(
    book: "Workbook",
    findings: Sequence[Finding],
    *,
    name: str = NAME,
    file: str = "",
    sheets: Mapping[str | None, str] | None = None,
    before: Mapping[int, str] | None = None,
) -> tuple[str, ...]:
    """Add the sheet to a new workbook; sentences on what it does not hold.

    Findings in a file lead to their cells: `sheets` gives for the sheet of a place in it the one to lead to.
    `before` gives for the number of a finding the fill that its cell had.
    """
    from openpyxl.worksheet.hyperlink import Hyperlink

    shown = findings[:MOST]
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.tabColor = "FFC00000"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.auto_filter.ref = f"A1:{column_letters(len(FINDINGS_HEADER) - 1)}{len(shown) + 1}"
    for place, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[column_letters(place)].width = width
    sheet.column_dimensions[column_letters(len(_WIDTHS))].hidden = True
    styled = StyledCells(sheet, _style)
    sheet.append([styled.cell(place, "header", title) for place, title in enumerate(FINDINGS_HEADER)])
    linked = 0
    for number, finding in enumerate(shown, 1):
        lines = max(-(-len(finding.message) // 76), -(-len(finding.hint) // 66))
        if lines > 1:  # not every program finds out by itself how high a row must be
            sheet.row_dimensions[number + 1].height = 15 * min(lines, 20)
        link = _link(finding.at, sheets or {}) if finding.at.file == file else ""
        at = finding.at._replace(file=finding.at.file.replace("\\", "/").rpartition("/")[2] or finding.at.file)
        amazon = finding.amazon
        row = [
            styled.cell(0, "", number),
            styled.cell(1, finding.severity, str(finding.severity)),
            styled.cell(2, "", str(finding.code)),
            styled.cell(3, "link" if link else "", visible(str(at), None)),
            styled.cell(4, "wrapped", finding.message),
            styled.cell(5, "wrapped", finding.hint),
            styled.cell(6, "", amazon and amazon.code),
            styled.cell(7, "", amazon and amazon.record),
            styled.cell(8, "", (before or {}).get(number)),
        ]
        linked += bool(link)
        if row[3]:
            row[3].hyperlink = Hyperlink("", location=link, display=link) if link and linked <= MOST_LINKS else None
        sheet.append(row)
    told = []
    if len(findings) > MOST:  # a sheet has no more rows
        told.append(f"a sheet holds {MOST:,} findings: {len(findings) - MOST:,} more are not in it")
    if linked > MOST_LINKS:  # Excel allows no more
        told.append(f"a sheet holds {MOST_LINKS:,} links: {linked - MOST_LINKS:,} places are text only")
    return tuple(told)


def _style(cell: "SheetCell", _place: int, sort: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.alignment = Alignment(vertical="top", wrap_text=True if sort == "wrapped" else None)
    cell.font = Font(name="Calibri", sz=11, family=2, b=True if sort == "header" else None)
    if sort == "link":
        cell.font = Font(name="Calibri", sz=11, family=2, u="single", color="FF0563C1")
    if sort in COLOURS:
        cell.fill = PatternFill("solid", fgColor=COLOURS[Severity(sort)])


def grafted(write: Callable[["Workbook"], tuple[str, ...]], styles: Styles, space: str) -> tuple[str, tuple[str, ...]]:
    """The XML of the sheet that is written to a new workbook, as a part of another one with these styles.

    With it comes what the writing gives.
    """
    from openpyxl import Workbook
    from openpyxl.styles.stylesheet import write_stylesheet
    from openpyxl.xml.functions import tostring

    book = Workbook(write_only=True)
    try:
        told = write(book)
        page: Any = book.worksheets[0]
        page.close()
        sheet = Path(page._writer.out).read_text(encoding="utf-8")  # noqa: SLF001 - openpyxl has no other name for it
        own = Styles(tostring(write_stylesheet(book)).decode())
    finally:
        abandon(book)
    sheet = sheet.replace(f'xmlns="{MAIN}"', f'xmlns="{space}"', 1)
    return _NUMBERED.sub(lambda match: f'{match[1]}"{styles.adopt(*own.apart(match[2]))}"', sheet), told
