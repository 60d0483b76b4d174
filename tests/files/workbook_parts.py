"""Workbooks made in memory, valid by default: a test changes only the part that it is about."""

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET1 = "xl/worksheets/sheet1.xml"
ONE_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def sheet(rows: str = ONE_ROW, *, before: str = "", after: str = "", space: str = MAIN) -> str:
    return f'{XML}<worksheet xmlns="{space}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def strings(*texts: str) -> str:
    return f'{XML}<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'


def styles(formats: Mapping[int, str], used: Iterable[int]) -> str:
    own = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in formats.items())
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in used)
    shown = (
        '<fonts count="1"><font><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
        '</fill><fill><patternFill patternType="gray125"/></fill></fills>'
    )
    return f'{XML}<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts>{shown}<cellXfs>{cells}</cellXfs></styleSheet>'


def book(sheets: str = '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>', properties: str = "") -> str:
    return f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{sheets}</sheets></workbook>'


def relations(*items: tuple[str, str, str]) -> str:
    rows = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{to}"/>' for name, kind, to in items)
    return f'{XML}<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def parts(rows: str = ONE_ROW, **changed: str | bytes) -> dict[str, str | bytes]:
    """The parts of a small workbook. Keywords replace one: sheet, strings, styles, book."""
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": changed.get("book", book()),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "/xl/styles.xml"),
        ),
        SHEET1: changed.get("sheet", sheet(rows)),
        "xl/sharedStrings.xml": changed.get("strings", strings("<t>sku</t>", "<t>A-1</t>")),
        "xl/styles.xml": changed.get("styles", styles({164: "dd/mm/yyyy"}, (0, 164, 9, 18, 22, 46))),
    }


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def saved(folder: Path, content: bytes | str, name: str = "book.xlsx") -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def workbook(folder: Path, rows: str = ONE_ROW, **changed: str | bytes) -> str:
    return saved(folder, zipped(parts(rows, **changed)))
