"""Workbooks: their sheets, and the rows of a sheet with the numbers that Excel shows beside them.

The sheet's XML is read in one pass straight from the zip, so that a formula and its saved value are seen
together and a row costs no memory once it is behind us. Nothing outside the file is ever opened.
"""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from returnctl.files.books.number_formats import BUILT_IN, Format, ShownCurrency, currency_shown, format_of
from returnctl.files.document import Document
from returnctl.files.gate.parts import (
    BROKEN,
    LIMITS,
    SAVE_AS,
    SPACES,
    Inspected,
    Limits,
    Tail,
    broken,
    inspect,
    parts_of,
    unsafe,
)
from returnctl.schema.cells import CellValue, text_or_blank
from returnctl.schema.folding import folded
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location, column_letters
from returnctl.values.text import visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# The number of the row as Excel shows it, and its cells from column A to the last that is not blank.
Row = tuple[int, list[CellValue]]

# The sheets of a template that only help to fill it in: not worth a word when read.
INSTRUCTIONS: Final = "Instructions"
CHOICES: Final = "Choices"
_GUIDES: Final = frozenset({folded(INSTRUCTIONS), folded(CHOICES)})
_SHOWN_COLUMNS: Final = 5
_MAIN_BY_ROOT: Final = {f"{space}{root}": space for space in SPACES for root in ("workbook", "sst", "styleSheet")}
_Formats: TypeAlias = Mapping[str, Format | ShownCurrency]


class Sheet(NamedTuple):
    """A worksheet: its name, whether Excel shows it, and the part of the zip that holds it."""

    name: str
    visible: bool
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
    formats: _Formats
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
        return _WorkbookParts(document, archive, inspected).workbook()
    except _UnusableError as error:
        return (error.finding,)
    except BROKEN as error:
        return (broken(name, error),)


def rows(book: Workbook, sheet: Sheet, findings: list[Finding]) -> Iterator[Row]:
    """The rows of a sheet that hold anything. What is wrong with the sheet as a whole joins `findings`.

    An error among those (always the last, and the rows end with it) makes the file unusable.
    """
    from returnctl.files.books.sheet_rows import BrokenSheetError, SheetExtent, sheet_rows

    at = Location(book.shown, sheet.name)
    seen = SheetExtent()
    try:
        if not book.document.changed():
            with book.archive.open(parts_of(book.archive)[sheet.part]) as stream:
                yield from sheet_rows(
                    stream, texts=book.texts, formats=book.formats, mac=book.mac, merged=sheet.tail.merged, seen=seen
                )
        if book.document.changed():
            findings.append(book.document.became_another())
    except BrokenSheetError as error:
        findings.append(Finding(Code.BROKEN_WORKBOOK, at._replace(row=error.row), str(error), SAVE_AS))
    except BROKEN as error:
        findings.append(broken(book.shown, error))
    else:
        if seen.hidden_rows:
            why = "by a filter or by hand" if sheet.tail.filtered else "by hand"
            are = "rows are" if seen.hidden_rows > 1 else "row is"
            message = f"{seen.hidden_rows} hidden {are} read too (hidden {why})"
            findings.append(Finding(Code.HIDDEN_ROWS, at, message, "", Severity.NOTE))
        if letters := [column_letters(column) for column in seen.hidden_columns]:
            named, are = ("columns", "are") if len(letters) > 1 else ("column", "is")
            more = f" and {len(letters) - _SHOWN_COLUMNS} more" if len(letters) > _SHOWN_COLUMNS else ""
            message = f"the hidden {named} {', '.join(letters[:_SHOWN_COLUMNS])}{more} {are} read too"
            findings.append(Finding(Code.HIDDEN_COLUMNS, at, message, "", Severity.NOTE))


class _UnusableError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _WorkbookParts:
    """The parts of a workbook, and how they refer to one another."""

    def __init__(self, document: Document, archive: zipfile.ZipFile, inspected: Inspected) -> None:
        self.document, self.shown = document, document.shown
        self.archive, self.parts, self.inspected = archive, parts_of(archive), inspected

    def workbook(self) -> Workbook:
        """Everything but the rows."""
        if "[Content_Types].xml" not in self.parts:
            raise self.missing("[Content_Types].xml")
        # Of several parts of one kind the first counts.
        start = dict(reversed(self.relations("").values())).get("officeDocument", "xl/workbook.xml")
        root, space = self.tree(start)
        relations = self.relations(start)
        parts = dict(reversed(relations.values()))
        formats, currencies, doubts = self.styles(parts.get("styles"))
        properties = root.find(f"{space}workbookPr")
        mac = properties is not None and properties.get("date1904") in ("1", "true")
        sheets = tuple(self.sheets(root, space, relations))
        if not sheets:
            message = "the workbook has no worksheet, only charts or macros" if len(root) else "the workbook is empty"
            raise _UnusableError(unsafe(self.shown, message, Code.BROKEN_WORKBOOK))
        texts, findings = self.texts(parts.get("sharedStrings")), self.document.findings + doubts
        return Workbook(self.document, sheets, texts, formats, mac, findings, _in_front(root, space), currencies)

    def sheets(self, root: "Element", space: str, relations: Mapping[str, tuple[str, str]]) -> Iterator[Sheet]:
        """The worksheets; charts and sheets of macros are none."""
        for sheet in root.iter(f"{space}sheet"):
            name = sheet.get("name", "")
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            if link not in relations:
                raise self.missing(f"sheet {name}")
            kind, part = relations[link]
            if kind == "worksheet":
                self.check(part)
                shown = sheet.get("state") not in ("hidden", "veryHidden")
                yield Sheet(name, shown, part, self.inspected.tails.get(part, Tail()))

    def texts(self, part: str | None) -> list[str | None]:
        """The texts that cells share; each different one is kept once."""
        from returnctl.files.books.sheet_rows import children, text_of

        texts: list[str | None] = []
        if part is None:
            return texts
        self.check(part)
        once: dict[str, str] = {}
        with self.archive.open(self.parts[part]) as stream:
            for root, batch in children(stream, None):
                space = self.space(root, part)
                for item in batch:
                    if item.tag == f"{space}si":
                        text = text_or_blank(text_of(item, space))
                        texts.append(text and once.setdefault(text, text))
        return texts

    def styles(self, part: str | None) -> tuple[_Formats, Mapping[str, ShownCurrency], tuple[Finding, ...]]:
        """What each style makes of a number, by the style's number; unreadable styles are only a warning."""
        if part is None:
            return {}, {}, ()
        try:
            root, space = self.tree(part)
            own = {f.get("numFmtId", ""): f.get("formatCode", "") for f in root.iter(f"{space}numFmt")}
            styles = root.find(f"{space}cellXfs")
            ids = [] if styles is None else [style.get("numFmtId", "0") for style in styles]
            known = {i: format_of(own[i]) if i in own else BUILT_IN.get(int(i)) for i in set(ids)}
        except (_UnusableError, *BROKEN):
            message = "the number formats cannot be read: dates and percentages may appear as plain numbers"
            doubt = Finding(Code.BROKEN_WORKBOOK, Location(self.shown), message, SAVE_AS, Severity.WARNING)
            return {}, {}, (doubt,)
        # What Excel knows by number shows the currency of the country in which it is opened: it tells nothing.
        signs = {i: currency_shown(own[i]) for i in set(ids) if i in own}
        formats = {str(n): found for n, i in enumerate(ids) if (found := known[i]) is not None}
        return formats, {str(n): sign for n, i in enumerate(ids) if (sign := signs.get(i)) is not None}, ()

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and part of what a part refers to inside the file; the root of all is the part with no name."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self.parts:
            if part:
                raise self.missing(listed)
            return {}
        relations: dict[str, tuple[str, str]] = {}
        for item in self.plain_tree(listed):
            target = item.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if item.get("TargetMode") != "External":
                relations[item.get("Id", "")] = item.get("Type", "").rpartition("/")[2], target
        return relations

    def tree(self, part: str) -> tuple["Element", str]:
        """A part, and the namespace of its tags."""
        root = self.plain_tree(part)
        return root, self.space(root, part)

    def plain_tree(self, part: str) -> "Element":
        from xml.etree.ElementTree import fromstring

        self.check(part)
        return fromstring(self.archive.read(self.parts[part]))  # noqa: S314 - the gate refused every DOCTYPE

    def check(self, part: str) -> None:
        """Raise if the part cannot be read."""
        if part in self.inspected.problems:
            raise _UnusableError(self.inspected.problems[part])
        if part not in self.parts:
            raise self.missing(part)

    def missing(self, part: str) -> _UnusableError:
        return _UnusableError(broken(self.shown, f"its part `{visible(part)}` is missing"))

    def space(self, root: "Element", part: str) -> str:
        """The namespace that the part's tags are in: a tag in another one would silently be no cell at all."""
        space = _MAIN_BY_ROOT.get(root.tag)
        if space is None:
            message = f"the part `{visible(part)}` is not written as Excel writes it (`{visible(root.tag)}`)"
            raise _UnusableError(unsafe(self.shown, message, Code.WORKBOOK_VARIANT))
        return space


def _in_front(root: "Element", space: str) -> str:
    """The name of the sheet, of whatever kind, with which Excel opens the workbook."""
    view = root.find(f"{space}bookViews/{space}workbookView")
    place = "0" if view is None else view.get("activeTab", "0")
    names = [sheet.get("name", "") for sheet in root.iter(f"{space}sheet")]
    return names[int(place)] if place.isdecimal() and len(place) < 6 and int(place) < len(names) else ""


def is_guide(name: str) -> bool:
    """Whether a sheet has the name of one that explains, or that holds the choices of drop-downs."""
    return folded(name) in _GUIDES


def from_template(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook was made from a template: its tables may be left empty without a reason to wonder."""
    return any(is_guide(sheet.name) for sheet in sheets)
