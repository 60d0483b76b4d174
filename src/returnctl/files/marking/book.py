"""A workbook on its way into a marked-up copy: what cannot be copied, and the sheet of an earlier run."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

from returnctl.files.books.workbooks import Sheet, Workbook, rows
from returnctl.files.edits.findings_sheet import BEFORE, HEADERS, NAME, filtered
from returnctl.files.edits.package import TYPES, Package
from returnctl.files.edits.sheets import texts_of
from returnctl.files.edits.styles import STYLES
from returnctl.files.edits.xml_text import (
    UneditableError,
    attributes,
    element,
    escaped,
    prefix_of,
    with_attributes,
    with_last,
)
from returnctl.files.gate.parts import column_number
from returnctl.files.marking.new_workbook import BOOK_TYPE, SHEET_TYPE, STYLES_TYPE, with_filter
from returnctl.files.marking.sheets import Cell, Copy
from returnctl.schema.cells import as_text
from returnctl.values.finding import Finding
from returnctl.values.visible import visible

_SIGNED: Final = "_xmlsignatures/"
_SHEET: Final = element("sheet")
_CELL_AT: Final = re.compile(r"(?:row )?([A-Z]{0,3})([0-9]{1,7})")
_MACROS: Final = "its macros"


class BookCopy(Copy):
    """The marked-up copy of a workbook. `lost` is what the copy does not have, `sheet` the name of ours."""

    def __init__(self, book: Workbook, findings: Sequence[Finding]) -> None:
        package = Package(book.archive)
        check_editable(package)
        self.lost = (_MACROS,) if _without_macros(package) else ()
        old = next((sheet for sheet in book.sheets if _is_ours(book, sheet)), None)
        mine = [sheet for sheet in book.sheets if sheet is not old]
        super().__init__(
            package,
            styles_part(package),
            (book.shown,),
            findings,
            {sheet.name: sheet.tail.merged for sheet in mine},
        )
        fills = _fills_before(book, old) if old else {}
        for sheet in mine:
            self.mark(
                sheet.name, sheet.part, partial(_texts, package, sheet.part), fills.get(visible(sheet.name, None), {})
            )
        self.sheet = old.name if old else _free_name(package)
        part = _renewed(package, old) if old else _added(package, self.sheet)
        with_filter(package, self.sheet, filtered(findings))
        self.finish(part, {sheet.name: sheet.name for sheet in mine})


def _texts(package: Package, part: str) -> Iterator[str]:
    with package.open(part) as stream:
        yield from texts_of(stream)


def check_editable(package: Package) -> None:
    """Raise UneditableError where a changed copy would not be worth what the original is."""
    names = [name.lower() for name in package.names()]
    if any(name.startswith(_SIGNED) for name in names):
        raise UneditableError("a digital signature, which no copy can have")
    if any("/macrosheets/" in name for name in names):
        raise UneditableError("a macro sheet of Excel 4")


def styles_part(package: Package) -> str:
    """The part with the cell formats, made where there is none."""
    found = package.related(package.main, "styles")
    if found is None:
        usual = "xl/styles.xml"  # some readers know no other name
        found = usual if usual not in {name.lower() for name in package.names()} else package.free("xl/styles{}.xml")
        package.put(found, STYLES)
        package.declare(found, STYLES_TYPE)
        package.relate(package.main, "styles", found)
    return found


def _without_macros(package: Package) -> bool:
    """Leave out the macros, without which the copy is an ordinary workbook; whether there were any."""
    macros = [found for found in package.relations(package.main) if found.kind == "vbaProject"]
    for found in macros:
        for beside in package.relations(found.target):
            package.remove(beside.target)
        package.remove(found.target)
        package.unrelate(package.main, found)
    types = package.text(TYPES)
    for match in element("Override").finditer(types):
        given = attributes(match["a"])
        if given.get("PartName") == f"/{package.main}" and given.get("ContentType") != BOOK_TYPE:
            new = f"<{match['p']}Override{with_attributes(match['a'].rstrip('/'), {'ContentType': BOOK_TYPE})}/>"
            package.put(TYPES, types.replace(match[0], new, 1))
    return bool(macros)


def _is_ours(book: Workbook, sheet: Sheet) -> bool:
    """Whether a sheet is the one that an earlier run wrote, by its header."""
    first = next(islice(rows(book, sheet, []), 1), None)
    return first is not None and first[0] == 1 and tuple(map(as_text, first[1])) == (*HEADERS, BEFORE)


def _fills_before(book: Workbook, sheet: Sheet) -> dict[str, dict[Cell, str]]:
    """The fills that cells had before an earlier run, by sheet; sheets as they are shown."""
    found: dict[str, dict[Cell, str]] = {}
    for _, cells in rows(book, sheet, []):
        fill = as_text(cells[len(HEADERS)]) if len(cells) > len(HEADERS) else ""
        name, _, cell = as_text(cells[3]).rpartition(":")[2].rpartition("!") if fill else ("", "", "")
        place = _CELL_AT.fullmatch(cell)
        if place is not None:
            found.setdefault(name, {})[int(place[2]), column_number(place[1]) if place[1] else 1] = fill
    return found


def _free_name(package: Package) -> str:
    """The name of our sheet; another one where the merchant has a sheet of that name."""
    taken = {attributes(match["a"]).get("name", "").casefold() for match in _SHEET.finditer(package.text(package.main))}
    names = (NAME, *(f"{NAME} ({number})" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)


def _added(package: Package, name: str) -> str:
    """A new last sheet; its part."""
    part = package.free("xl/worksheets/sheet{}.xml")
    package.put(part, "")
    package.declare(part, SHEET_TYPE)
    link = package.relate(package.main, "worksheet", part)
    text = package.text(package.main)
    numbers = [attributes(match["a"]).get("sheetId", "") for match in _SHEET.finditer(text)]
    number = max((int(n) for n in numbers if n.isdecimal()), default=0) + 1
    new = (
        f'<{prefix_of(text)}sheet xmlns:r="{package.office}" name="{escaped(name)}" sheetId="{number}" r:id="{link}"/>'
    )
    package.put(package.main, with_last(text, "sheets", new))
    return part


def _renewed(package: Package, sheet: Sheet) -> str:
    """The sheet of an earlier run, emptied; what Excel remembers of its filter goes with it."""
    package.remove(sheet.part)
    package.put(sheet.part, "")
    package.declare(sheet.part, SHEET_TYPE)
    text = package.text(package.main)
    place = [attributes(match["a"]).get("name") for match in _SHEET.finditer(text)].index(sheet.name)

    def kept(match: re.Match[str]) -> str:
        return "" if attributes(match["a"]).get("localSheetId") == str(place) else match[0]

    text = element("definedName").sub(kept, text)
    text = re.sub(r"<(?:[\w.-]+:)?definedNames\s*>\s*</(?:[\w.-]+:)?definedNames\s*>", "", text)
    package.put(package.main, text)
    return sheet.part
