"""The sheets of a workbook while their marked-up copy is made."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from returnctl.files.edits.comments import (
    COMMENTS,
    DRAWING,
    blocks_of,
    commented,
    first_free_block,
    holds_ours,
)
from returnctl.files.edits.findings_sheet import COLOURS, findings_sheet, fonts_of, links_of
from returnctl.files.edits.marks import MOST_COMMENTS, Mark, marks_of
from returnctl.files.edits.package import Package
from returnctl.files.edits.sheets import CellXml, SheetEdits, edited_sheet
from returnctl.files.edits.styles import Styles
from returnctl.files.edits.xml_text import ATTRIBUTES, UneditableError, attributes, with_attributes
from returnctl.files.gate.parts import Merged
from returnctl.values.finding import Finding

_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWINGS_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_STYLES: Final = "xl/styles.xml"
_LEGACY: Final = re.compile(rf"<(?:[\w.-]+:)?legacyDrawing(?=\s){ATTRIBUTES}/?>")
# What may stand behind the reference to the drawing of the comments, the first of them first.
_BEHIND: Final = re.compile(
    r"<(?:[\w.-]+:)?(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst|"
    r"AlternateContent)(?=[\s/>])|</(?:[\w.-]+:)?worksheet"
)

Cell = tuple[int, int]


class Copy:
    """A marked-up copy that is being prepared: `package` its parts, `told` what was left out, for the merchant."""

    def __init__(
        self,
        package: Package,
        styles_part: str,
        files: Sequence[str],
        findings: Sequence[Finding],
        sheets: Mapping[str | None, Sequence[Merged]],
    ) -> None:
        self.package, self.findings, self.files = package, findings, files
        self.styles_part = styles_part
        self.styles = Styles(package.text(styles_part))
        self.marks = marks_of(findings, files, sheets)
        self.marked = sum(map(len, self.marks.values()))
        self.told: list[str] = []
        self.links: list[str] = []
        self.before: dict[int, str] = {}
        self.ours = self.styles.with_fill(frozenset(COLOURS.values()))
        self.block = first_free_block([package.text(name) for name in package.names() if name.lower().endswith(".vml")])
        self.room = MOST_COMMENTS
        package.put(styles_part, package.text(styles_part))

    def mark(
        self, sheet: str | None, part: str, texts: Callable[[], Iterator[str]], before: Mapping[Cell, str]
    ) -> None:
        """Let a sheet be marked while it is copied; marks of an earlier run go. `before` are fills to be put back."""
        marks = self.marks.get(sheet, {})
        drawing = self._comment(part, marks)
        if not marks and not self.ours and not drawing:
            return
        cells: dict[int, dict[int, Callable[[CellXml], CellXml | None]]] = {}
        for (row, column), mark in marks.items():
            cells.setdefault(row, {})[column] = self._fill(mark)

        def again(style: str, row: int, column: int) -> str:
            return self.styles.unfilled(style, before.get((row, column), ""))

        def tail(text: str, prefix: str) -> str:
            return _with_drawing(text, prefix, drawing, self.package.office) if drawing else text

        edits = SheetEdits(cells, tail, missing=True, leaving=self.ours, styles=again)
        self.package.stream(part, lambda: edited_sheet(texts(), edits))

    def _fill(self, mark: Mark) -> Callable[[CellXml], CellXml | None]:
        def fill(cell: CellXml) -> CellXml:
            style = attributes(cell.attributes).get("s", "0")
            fill_before = self.styles.fill_of(style)
            if fill_before:
                self.before[mark.number] = fill_before
            filled = self.styles.filled(style, COLOURS[mark.severity])
            return cell._replace(attributes=with_attributes(cell.attributes, {"s": filled}))

        return fill

    def _comment(self, part: str, marks: Mapping[Cell, Mark]) -> str:
        """Renew the comments of a sheet; the name of the drawing that the sheet must refer to, if it is a new one."""
        package = self.package
        known = package.related(part, "comments")
        if known is None and not marks:
            return ""
        written = package.text(known) if known else COMMENTS.format(space=package.space)
        if known and not marks and not holds_ours(written):
            return ""
        notes = {cell: mark.note for cell, mark in sorted(marks.items())[: self.room]}
        if len(notes) < len(marks):
            self.told.append(f"{len(marks) - len(notes):,} cells have a colour and no comment: see the findings")
        self.room -= len(notes)
        drawings = [found for found in package.relations(part) if found.kind == "vmlDrawing"]
        old = next((found.target for found in drawings if "ClientData" in package.text(found.target)), None)
        made = commented(written, package.text(old) if old else DRAWING, notes, self.block)
        self.block += blocks_of(len(notes))
        if made.talking:
            self.told.append(
                f"{len(made.talking):,} cells have a colour and no comment, as a conversation stands there"
            )
        target = known or package.free("xl/comments{}.xml")
        package.put(target, made.comments)
        if known is None:
            package.declare(target, _COMMENTS_TYPE)
            package.relate(part, "comments", target)
        return self._draw(part, old, made.drawing)

    def _draw(self, part: str, old: str | None, drawing: str) -> str:
        target = old or self.package.free("xl/drawings/vmlDrawing{}.vml")
        self.package.put(target, drawing)
        if old is not None:
            return ""
        self.package.declare_ending("vml", _DRAWINGS_TYPE)
        return self.package.relate(part, "vmlDrawing", target)

    def finish(self, part: str, sheets: Mapping[str | None, str]) -> None:
        """Let the sheet of findings and the styles be written after all others. `sheets` are those to lead to."""
        self.links = links_of(self.findings, self.files, sheets)
        self.package.put(part, "")

        def last() -> None:
            fonts = fonts_of(self.styles)
            made = partial(findings_sheet, self.findings, fonts, self.links, self.before, self.package.space)
            self.package.stream(part, made)
            self.package.put(self.styles_part, self.styles.text())

        self.package.last = last


def _with_drawing(text: str, prefix: str, name: str, office: str) -> str:
    """The end of a sheet with the reference to the drawing of its comments."""
    if _LEGACY.search(text):
        raise UneditableError("a drawing of an old kind")
    end = _BEHIND.search(text)
    if end is None:
        raise UneditableError("a sheet that is not built as Excel builds it")
    new = f'<{prefix}legacyDrawing xmlns:r="{office}" r:id="{name}"/>'
    return text[: end.start()] + new + text[end.start() :]
