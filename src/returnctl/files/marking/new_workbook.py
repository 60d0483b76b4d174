"""A new workbook with the sheet `Findings`, alone or behind the table of a text file."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from returnctl.files.edits.findings_sheet import text_cell
from returnctl.files.edits.package import MAIN, OFFICE, TYPES, Package
from returnctl.files.edits.styles import STYLES
from returnctl.files.edits.text_records import raw_records
from returnctl.files.edits.xml_text import UneditableError, attributes, element, escaped, prefix_of, with_last
from returnctl.files.text.records import InText
from returnctl.values.location import column_letters

TABLE: Final = "Table"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
# What may stand before the names of a workbook.
_BEFORE_NAMES: Final = re.compile(r"</(?:[\w.-]+:)?(?:sheets|functionGroups|externalReferences)\s*>")
_ROWS, _COLUMNS = 1_048_576, 16_384


def new_workbook(sheets: Sequence[str]) -> Package:
    """A workbook with these sheets, whose parts are still to be given."""
    numbered = list(enumerate(sheets, 1))
    types = "".join(f'<Override PartName="/{part_of(number)}" ContentType="{SHEET_TYPE}"/>' for number, _ in numbered)
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="/{part_of(number)}"/>'
        for number, _ in numbered
    )
    named = "".join(
        f'<sheet name="{escaped(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in numbered
    )
    styles = len(numbered) + 1
    return Package(
        {
            TYPES: f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{BOOK_TYPE}"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{STYLES_TYPE}"/>{types}</Types>',
            "_rels/.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{_XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}">{links}<Relationship '
            f'Id="rId{styles}" Type="{OFFICE}/styles" Target="/xl/styles.xml"/></Relationships>',
            "xl/styles.xml": STYLES,
        }
    )


def with_filter(package: Package, sheet: str, cells: str) -> None:
    """Tell the program that the sheet has a filter over these cells, as Excel itself does."""
    text = package.text(package.main)
    names = [attributes(match["a"]).get("name") for match in element("sheet").finditer(text)]
    p, quoted = prefix_of(text), sheet.replace("'", "''")
    place = f"'{quoted}'!{cells}"
    new = (
        f'<{p}definedName name="_xlnm._FilterDatabase" localSheetId="{names.index(sheet)}" hidden="1">'
        f"{escaped(place)}</{p}definedName>"
    )
    if f"</{p}definedNames" in text:
        package.put(package.main, with_last(text, "definedNames", new))
        return
    before = [match.end() for match in _BEFORE_NAMES.finditer(text)]
    end = before[-1] if before else len(text)
    package.put(package.main, f"{text[:end]}<{p}definedNames>{new}</{p}definedNames>{text[end:]}")


def part_of(number: int) -> str:
    """The part of the sheet with this number."""
    return f"xl/worksheets/sheet{number}.xml"


def table_sheet(table: InText, header_row: int, personal: frozenset[int], style: str) -> Iterator[str]:
    """The table of a text file as a sheet: text in every cell, each record in the row of its line.

    What stands in the columns `personal` below the header is left out. Raises UneditableError where a sheet
    is too small.
    """
    yield (
        f'{_XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{header_row}" topLeftCell="A{header_row + 1}" activePane="bottomLeft" '
        f'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" '
        f'max="{max(len(table.header), 1)}" width="18" customWidth="1"/></cols><sheetData>'
    )
    last = 0
    for record in raw_records(table):
        cells = record.cells if not record.broken else [record.text.rstrip("\r\n")]
        if record.line > _ROWS or len(cells) > _COLUMNS:
            raise UneditableError("more rows or columns than a sheet has")
        if record.line > last and any(cells):
            below = record.line > header_row
            yield _row(
                record.line, ["" if below and place in personal else cell for place, cell in enumerate(cells, 1)], style
            )
        last = record.line
    yield "</sheetData></worksheet>"


def _row(number: int, cells: Sequence[str], style: str) -> str:
    made = (
        text_cell(cell, style).replace("<c ", f'<c r="{column_letters(place)}{number}" ', 1)
        for place, cell in enumerate(cells, 1)
        if cell
    )
    return f'<row r="{number}">{"".join(made)}</row>'
