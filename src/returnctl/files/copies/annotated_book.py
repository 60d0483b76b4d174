"""A workbook on its way into an annotated copy: its sheets with colours and comments, and the sheet of findings."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import BinaryIO, Final

from returnctl.files.books.workbooks import Sheet, Workbook, rows
from returnctl.files.copies.cells import CellXml, Change, SheetEdits, edited_sheet
from returnctl.files.copies.comments import COMMENTS, DRAWING, commented, holds_ours
from returnctl.files.copies.findings import COLOURS, NAME, add_findings, grafted
from returnctl.files.copies.marks import Mark, marks_of
from returnctl.files.copies.package import TYPES, Package
from returnctl.files.copies.styles import Styles, styles_part
from returnctl.files.copies.xml_text import (
    ATTRIBUTES,
    UneditableError,
    attributes,
    element,
    escaped,
    prefix_of,
    with_last,
)
from returnctl.files.gate.parts import column_number
from returnctl.files.tables.answers import FINDINGS_HEADER
from returnctl.schema.readers import as_text
from returnctl.values.finding import Finding
from returnctl.values.text import visible

_SHEET: Final = element("sheet")
_CELL_AT: Final = re.compile(r"(?:row )?([A-Z]{0,3})([0-9]{1,7})")
_PLAIN: Final = "spreadsheetml.sheet.main+xml"
_LEGACY: Final = re.compile(rf"<(?:[\w.-]+:)?legacyDrawing(?=\s){ATTRIBUTES}/?>")
# What may stand behind the reference to the drawing of the comments, the first of them first.
_BEHIND: Final = re.compile(
    r"<(?:[\w.-]+:)?(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst|"
    r"AlternateContent)(?=[\s/>])|</(?:[\w.-]+:)?worksheet"
)

Cell = tuple[int, int]


class BookCopy:
    """The annotated copy of a workbook: `sheet` is the name of ours, `marked` how many cells have a mark."""

    def __init__(self, book: Workbook, findings: Sequence[Finding]) -> None:
        self._package = Package(book.archive)
        self._check()
        self._styles_part = styles_part(self._package)
        self._styles = Styles(self._package.text(self._styles_part))
        self._ours = self._styles.with_fill(frozenset(COLOURS.values()))
        self._findings = findings
        old = next((sheet for sheet in book.sheets if _is_ours(book, sheet)), None)
        mine = [sheet for sheet in book.sheets if sheet is not old]
        marks, self._told = marks_of(findings, book.shown, {sheet.name: sheet.tail.merged for sheet in mine})
        self.marked = sum(map(len, marks.values()))
        self._file = book.shown
        self._sheets: dict[str | None, str] = {sheet.name: sheet.name for sheet in mine}
        # The fills that marked cells had before, by the number of their first finding.
        self._before: dict[int, str] = {}
        fills = _fills_before(book, old) if old else {}
        for sheet in mine:
            self._mark(sheet.part, marks[sheet.name], fills.get(visible(sheet.name, None), {}))
        self.sheet = old.name if old else self._free_name()
        self._part = self._renewed(old) if old else self._added()

    def write(self, stream: BinaryIO) -> tuple[str, ...]:
        """Write the copy; sentences on what was left out.

        Last of all comes the sheet of findings, and the styles, to which the other sheets add.
        """
        package, styles, told = self._package, self._styles, list(self._told)

        def last() -> None:
            add = partial(
                add_findings,
                findings=self._findings,
                name=self.sheet,
                file=self._file,
                sheets=self._sheets,
                before=self._before,
            )
            sheet, cut = grafted(add, styles, package.space)
            told[:0] = cut
            package.put(self._part, sheet)
            package.put(self._styles_part, styles.text())

        package.put(self._styles_part, "")
        package.write(stream, last)
        return tuple(told)

    def _check(self) -> None:
        """Raise UneditableError where the copy would not be an ordinary workbook."""
        if self._package.related(self._package.main, "vbaProject"):
            raise UneditableError("macros")
        for match in element("Override").finditer(self._package.text(TYPES)):
            given = attributes(match["a"])
            if given.get("PartName") == f"/{self._package.main}" and not given.get("ContentType", "").endswith(_PLAIN):
                raise UneditableError("another kind of workbook than .xlsx")

    def _mark(self, part: str, marks: Mapping[Cell, Mark], before: Mapping[Cell, str]) -> None:
        """Let a sheet be marked while it is copied; marks of an earlier run go. `before` are fills to be put back."""
        drawing = self._comment(part, marks)
        if not marks and not self._ours and not drawing:
            return
        cells: dict[int, dict[int, Change]] = {}
        for (row, column), mark in marks.items():
            cells.setdefault(row, {})[column] = partial(self._filled, mark)

        def instead(style: str, row: int, column: int) -> str:
            return self._styles.unfilled(style, before.get((row, column), ""))

        def tail(text: str, prefix: str) -> str:
            return _with_drawing(text, prefix, drawing, self._package.office) if drawing else text

        edits = SheetEdits(cells, tail, missing=True, leaving=self._ours, instead=instead)
        self._package.put(part, lambda: edited_sheet(self._package.pieces(part), edits))

    def _filled(self, mark: Mark, cell: CellXml) -> CellXml:
        fill = self._styles.fill_of(cell.style)
        if fill:
            self._before[mark.number] = fill
        return cell.but(s=self._styles.filled(cell.style, COLOURS[mark.severity]))

    def _comment(self, part: str, marks: Mapping[Cell, Mark]) -> str:
        """Renew the comments of a sheet; the name of the drawing that the sheet must refer to, if it is a new one."""
        package = self._package
        notes = {cell: mark.note for cell, mark in marks.items() if mark.note}
        known = package.related(part, "comments")
        written = package.text(known) if known else COMMENTS.format(space=package.space)
        if not notes and not holds_ours(written):
            return ""
        drawings = [target for kind, target in package.relations(part) if kind.endswith("/vmlDrawing")]
        drawing = next((target for target in drawings if "ClientData" in package.text(target)), None)
        comments, drawn = commented(written, package.text(drawing) if drawing else DRAWING, notes)
        name = ""
        if known is None:
            known, _ = package.add("xl/comments{}.xml", "comments", part)
        if drawing is None:
            drawing, name = package.add("xl/drawings/vmlDrawing{}.vml", "vmlDrawing", part)
        package.put(known, comments)
        package.put(drawing, drawn)
        return name

    def _free_name(self) -> str:
        """The name of our sheet; another one where the merchant has a sheet of that name."""
        sheets = _SHEET.finditer(self._package.text(self._package.main))
        taken = {attributes(match["a"]).get("name", "").casefold() for match in sheets}
        names = (NAME, *(f"{NAME} ({number})" for number in range(2, len(taken) + 3)))
        return next(name for name in names if name.casefold() not in taken)

    def _added(self) -> str:
        """A new last sheet; its part."""
        package = self._package
        part, link = package.add("xl/worksheets/sheet{}.xml", "worksheet", package.main)
        text = package.text(package.main)
        numbers = [attributes(match["a"]).get("sheetId", "") for match in _SHEET.finditer(text)]
        number = max((int(n) for n in numbers if n.isdecimal()), default=0) + 1
        new = (
            f'<{prefix_of(text)}sheet xmlns:r="{package.office}" name="{escaped(self.sheet)}" sheetId="{number}" '
            f'r:id="{link}"/>'
        )
        package.put(package.main, with_last(text, "sheets", new))
        return part

    def _renewed(self, sheet: Sheet) -> str:
        """The sheet of an earlier run, emptied; what Excel remembers of its filter goes with it."""
        package = self._package
        package.put(sheet.part, "")
        package.forget_relations(sheet.part)
        text = package.text(package.main)
        place = str([attributes(match["a"]).get("name") for match in _SHEET.finditer(text)].index(sheet.name))

        def kept(match: re.Match[str]) -> str:
            return "" if attributes(match["a"]).get("localSheetId") == place else match[0]

        text = element("definedName").sub(kept, text)
        text = re.sub(r"<(?:[\w.-]+:)?definedNames\s*>\s*</(?:[\w.-]+:)?definedNames\s*>", "", text)
        package.put(package.main, text)
        return sheet.part


def _is_ours(book: Workbook, sheet: Sheet) -> bool:
    """Whether a sheet is the one that an earlier run wrote, by its header."""
    first = next(islice(rows(book, sheet, []), 1), None)
    return first is not None and first[0] == 1 and tuple(map(as_text, first[1])) == FINDINGS_HEADER


def _fills_before(book: Workbook, sheet: Sheet) -> dict[str, dict[Cell, str]]:
    """The fills that cells had before an earlier run, by sheet; sheets as they are shown."""
    found: dict[str, dict[Cell, str]] = {}
    for _, cells in rows(book, sheet, []):
        texts = [*map(as_text, cells)]
        fill = texts[-1] if len(texts) == len(FINDINGS_HEADER) else ""
        name, _, cell = texts[3].rpartition(":")[2].rpartition("!") if fill else ("", "", "")
        place = _CELL_AT.fullmatch(cell)
        if place is not None:
            found.setdefault(name, {})[int(place[2]), column_number(place[1]) if place[1] else 1] = fill
    return found


def _with_drawing(text: str, prefix: str, name: str, office: str) -> str:
    """The end of a sheet with the reference to the drawing of its comments."""
    end = _BEHIND.search(text)
    if _LEGACY.search(text) or end is None:
        raise UneditableError("a drawing of an old kind")
    new = f'<{prefix}legacyDrawing xmlns:r="{office}" r:id="{name}"/>'
    return text[: end.start()] + new + text[end.start() :]
