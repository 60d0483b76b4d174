"""Workbooks: their sheets, and the rows of a sheet with the numbers that Excel shows beside them.

The sheet's XML is read in one pass straight from the zip, so that a formula and its saved value are seen
together and a row costs no memory once it is behind us. Nothing outside the file is ever opened.
"""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from returnctl.files.books.number_formats import BUILT_IN, Format, ShownCurrency, currency_shown, format_of
from returnctl.files.document import Document
from returnctl.files.gate.parts import (
    BROKEN,
    LIMITS,
    SAVE_AS,
    Inspected,
    Limits,
    Tail,
    broken,
    inspect,
    parts_of,
    unsafe,
)
from returnctl.schema.cells import CellValue, Percent, Trouble, text_or_blank
from returnctl.schema.folding import folded
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location, column_letters
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["CellValue", "Percent", "Row", "Sheet", "Trouble", "Visibility", "Workbook", "open_workbook", "rows"]

# The number of the row as Excel shows it, and its cells from column A to the last that is not blank.
Row = tuple[int, list[CellValue]]

# The sheets of a template that only help to fill it in: not worth a word when read.
INSTRUCTIONS: Final = "Instructions"
CHOICES: Final = "Choices"
_GUIDES: Final = frozenset({folded(INSTRUCTIONS), folded(CHOICES)})
_SHOWN_COLUMNS: Final = 5
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_MAIN_BY_ROOT: Final = {
    f"{space}{root}": space for space in (_MAIN, _STRICT) for root in ("workbook", "sst", "styleSheet")
}


class Visibility(StrEnum):
    """Whether Excel shows the sheet; a very hidden one can only be shown by a macro."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very-hidden"


class Sheet(NamedTuple):
    """A worksheet: its name, and the part of the zip that holds it."""

    name: str
    visibility: Visibility
    part: str
    tail: Tail = Tail()


class Workbook(NamedTuple):
    """A workbook that passed the gate.

    `formats` and `currencies` say what each style makes of a number. `findings` are warnings and notes
    about the file as a whole. `in_front` is the name of the sheet that Excel opens it with, the only one
    that it saves as text.
    """

    document: Document
    sheets: tuple[Sheet, ...]
    texts: list[str | None]
    formats: Mapping[str, Format | ShownCurrency]
    mac: bool
    findings: tuple[Finding, ...] = ()
    in_front: str = ""
    currencies: Mapping[str, ShownCurrency] = {}

    @property
    def shown(self) -> str:
        """The name of the file in messages."""
        return self.document.shown

    @property
    def archive(self) -> zipfile.ZipFile:
        """Its parts."""
        assert self.document.archive is not None  # noqa: S101 - else it would be no workbook
        return self.document.archive


def open_workbook(document: Document, limits: Limits = LIMITS) -> Workbook | tuple[Finding, ...]:
    """The workbook that a document is, or why it cannot be used."""
    return document.once((open_workbook, limits), lambda opened: _opened(opened, limits))


def _opened(document: Document, limits: Limits) -> Workbook | tuple[Finding, ...]:
    name, archive = document.shown, document.archive
    if archive is None:
        wrong = Finding(Code.NOT_A_WORKBOOK, Location(name), "this file is not a workbook", SAVE_AS)
        return (wrong,) if document.kind else document.findings
    try:
        inspected = inspect(archive, name, limits)
        if inspected.refused:
            return inspected.refused
        return _Package(archive, name, inspected).workbook(document)
    except _UnusableError as error:
        return (error.finding,)
    except BROKEN as error:
        return (broken(name, error),)


def rows(book: Workbook, sheet: Sheet, findings: list[Finding]) -> Iterator[Row]:
    """The rows of a sheet that hold anything. What is wrong with the sheet as a whole joins `findings`.

    An error among those (always the last, and the rows end with it) makes the file unusable.
    """
    from returnctl.files.books.sheet_rows import BrokenSheetError, Seen, sheet_rows

    at = Location(book.shown, sheet.name)
    seen = Seen()
    try:
        if not book.document.changed():
            with book.archive.open(parts_of(book.archive)[sheet.part]) as stream:
                yield from sheet_rows(
                    stream, texts=book.texts, formats=book.formats, mac=book.mac, merged=sheet.tail.merged, seen=seen
                )
        if book.document.changed():
            hint = "wait until the program that writes it has finished, then try again"
            findings.append(
                Finding(Code.FILE_CHANGED, Location(book.shown), "the file changed while it was read", hint)
            )
    except BrokenSheetError as error:
        findings.append(Finding(Code.BROKEN_WORKBOOK, at._replace(row=error.row), str(error), SAVE_AS))
    except BROKEN as error:
        findings.append(broken(book.shown, error))
    else:
        if seen.hidden_rows:
            why = "by a filter or by hand" if sheet.tail.filtered else "by hand"
            message = (
                f"{seen.hidden_rows} hidden row{'s are' if seen.hidden_rows > 1 else ' is'} read too (hidden {why})"
            )
            findings.append(Finding(Code.HIDDEN_ROWS, at, message, "", Severity.NOTE))
        if seen.hidden_columns:
            letters = [column_letters(column) for column in seen.hidden_columns]
            what = f"hidden column{'s' if len(letters) > 1 else ''} {', '.join(letters[:_SHOWN_COLUMNS])}"
            more = f" and {len(letters) - _SHOWN_COLUMNS} more" if len(letters) > _SHOWN_COLUMNS else ""
            message = f"the {what}{more} {'are' if len(letters) > 1 else 'is'} read too"
            findings.append(Finding(Code.HIDDEN_COLUMNS, at, message, "", Severity.NOTE))


def _in_front(root: "Element", space: str) -> str:
    """The name of the sheet, of whatever kind, with which Excel opens the workbook."""
    view = root.find(f"{space}bookViews/{space}workbookView")
    place = "0" if view is None else view.get("activeTab", "0")
    names = [sheet.get("name", "") for sheet in root.iter(f"{space}sheet")]
    return names[int(place)] if place.isdecimal() and len(place) < 6 and int(place) < len(names) else ""


class _UnusableError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Relation(NamedTuple):
    kind: str
    target: str


class _Styles(NamedTuple):
    formats: Mapping[str, Format] = {}
    currencies: Mapping[str, ShownCurrency] = {}
    doubts: tuple[Finding, ...] = ()


class _Package(NamedTuple):
    """The parts of a workbook, and how they refer to one another."""

    archive: zipfile.ZipFile
    shown: str
    inspected: Inspected

    def workbook(self, document: Document) -> Workbook:
        """Everything but the rows."""
        parts = parts_of(self.archive)
        if "[Content_Types].xml" not in parts:
            raise self._missing("[Content_Types].xml")
        start = next((r.target for r in self._relations("").values() if r.kind == "officeDocument"), "xl/workbook.xml")
        root = self._tree(start)
        space = self._space(root, start)
        relations = self._relations(start)
        styles = self._styles(relations)
        properties = root.find(f"{space}workbookPr")
        mac = properties is not None and properties.get("date1904") in ("1", "true")
        sheets = tuple(self._sheets(root, space, relations))
        if not sheets:
            message = "the workbook has no worksheet, only charts or macros" if len(root) else "the workbook is empty"
            raise _UnusableError(unsafe(self.shown, message, Code.BROKEN_WORKBOOK))
        texts, findings, front = self._texts(relations), document.findings + styles.doubts, _in_front(root, space)
        return Workbook(document, sheets, texts, styles.formats, mac, findings, front, styles.currencies)

    def _sheets(self, root: "Element", space: str, relations: Mapping[str, _Relation]) -> Iterator[Sheet]:
        for sheet in root.iter(f"{space}sheet"):
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            relation = relations.get(link)
            if relation is None:
                raise self._missing(f"sheet {sheet.get('name', '')}")
            if relation.kind == "worksheet":
                self._check(relation.target)
                state = {"hidden": Visibility.HIDDEN, "veryHidden": Visibility.VERY_HIDDEN}
                shown = state.get(sheet.get("state", ""), Visibility.VISIBLE)
                tail = self.inspected.tails.get(relation.target, Tail())
                yield Sheet(sheet.get("name", ""), shown, relation.target, tail)

    def _texts(self, relations: Mapping[str, _Relation]) -> list[str | None]:
        """The texts that cells share; each different one is kept once."""
        from returnctl.files.books.sheet_rows import children, text_of

        target = next((r.target for r in relations.values() if r.kind == "sharedStrings"), None)
        if target is None:
            return []
        self._check(target)
        once: dict[str, str] = {}
        texts: list[str | None] = []
        with self.archive.open(parts_of(self.archive)[target]) as stream:
            for root, batch in children(stream, None):
                space = self._space(root, target)
                for item in batch:
                    text = text_or_blank(text_of(item, space)) if item.tag == f"{space}si" else None
                    if item.tag == f"{space}si":
                        texts.append(text and once.setdefault(text, text))
        return texts

    def _styles(self, relations: Mapping[str, _Relation]) -> _Styles:
        """What each style makes of a number, by the style's number; unreadable styles are only a warning."""
        target = next((r.target for r in relations.values() if r.kind == "styles"), None)
        if target is None:
            return _Styles()
        try:
            root = self._tree(target)
            space = self._space(root, target)
            own = {f.get("numFmtId", ""): f.get("formatCode", "") for f in root.iter(f"{space}numFmt")}
            styles = root.find(f"{space}cellXfs")
            ids = [] if styles is None else [style.get("numFmtId", "0") for style in styles]
            known = {i: format_of(own[i]) if i in own else BUILT_IN.get(int(i)) for i in set(ids)}
        except (_UnusableError, *BROKEN):
            message = "the number formats cannot be read: dates and percentages may appear as plain numbers"
            doubt = Finding(Code.BROKEN_WORKBOOK, Location(self.shown), message, SAVE_AS, Severity.WARNING)
            return _Styles(doubts=(doubt,))
        # What Excel knows by number shows the currency of the country in which it is opened: it tells nothing.
        signs = {i: currency_shown(own[i]) for i in set(ids) if i in own}
        return _Styles(
            {str(n): found for n, i in enumerate(ids) if (found := known[i]) is not None},
            {str(n): sign for n, i in enumerate(ids) if (sign := signs.get(i)) is not None},
        )

    def _relations(self, part: str) -> dict[str, _Relation]:
        """What a part refers to inside the file; the root of all is the part with no name."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in parts_of(self.archive):
            if part:
                raise self._missing(listed)
            return {}
        relations: dict[str, _Relation] = {}
        for item in self._tree(listed):
            target = item.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if item.get("TargetMode") != "External":
                relations[item.get("Id", "")] = _Relation(item.get("Type", "").rpartition("/")[2], target)
        return relations

    def _tree(self, part: str) -> "Element":
        from xml.etree.ElementTree import fromstring

        self._check(part)
        return fromstring(self.archive.read(parts_of(self.archive)[part]))  # noqa: S314 - as above

    def _check(self, part: str) -> None:
        if part in self.inspected.problems:
            raise _UnusableError(self.inspected.problems[part])
        if part not in parts_of(self.archive):
            raise self._missing(part)

    def _missing(self, part: str) -> _UnusableError:
        return _UnusableError(broken(self.shown, f"its part `{visible(part)}` is missing"))

    def _space(self, root: "Element", part: str) -> str:
        """The namespace that the part's tags are in: a tag in another one would silently be no cell at all."""
        space = _MAIN_BY_ROOT.get(root.tag)
        if space is None:
            message = f"the part `{visible(part)}` is not written as Excel writes it (`{visible(root.tag)}`)"
            raise _UnusableError(unsafe(self.shown, message, Code.WORKBOOK_VARIANT))
        return space


def is_guide(name: str) -> bool:
    """Whether a sheet has the name of one that explains, or that holds the choices of drop-downs."""
    return folded(name) in _GUIDES


def from_template(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook was made from a template: its tables may be left empty without a reason to wonder."""
    return any(is_guide(sheet.name) for sheet in sheets)
