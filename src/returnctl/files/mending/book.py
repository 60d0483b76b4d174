"""The copy of a workbook in which single cells hold something else; every other part is the same bytes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import BinaryIO, Final

from returnctl.files.books.number_formats import Format
from returnctl.files.books.workbooks import Workbook
from returnctl.files.edits.package import Package
from returnctl.files.edits.sheets import CellXml, Change, SheetEdits, edited_sheet, texts_of
from returnctl.files.edits.styles import Styles
from returnctl.files.edits.xml_text import attributes, element, escaped, with_attributes
from returnctl.files.marking.book import check_editable, styles_part
from returnctl.files.mending.cures import Cure

_EPOCH: Final = date(1899, 12, 30).toordinal()
_MAC_DAYS: Final = 1462  # between the two ways in which workbooks count days

Place = tuple[str | None, int, int]


def write_book(book: Workbook, cures: Mapping[Place, Cure], out: BinaryIO) -> frozenset[Place]:
    """Write the copy; the places where it was done. What a formula gives is left to the formula."""
    done: set[Place] = set()
    package = Package(book.archive)
    check_editable(package)
    part = styles_part(package)
    styles = Styles(package.text(part))
    for sheet in book.sheets:
        cells: dict[int, dict[int, Change]] = {}
        for place, found in cures.items():
            if place[0] == sheet.name:
                cells.setdefault(place[1], {})[place[2]] = _change(book, styles, found, partial(done.add, place))
        if cells:
            package.stream(sheet.part, partial(_edited, package, sheet.part, SheetEdits(cells)))
    _count_again(package)
    package.put(part, package.text(part))
    package.last = lambda: package.put(part, styles.text())
    package.write(out)
    return frozenset(done)


def _edited(package: Package, part: str, edits: SheetEdits) -> Iterator[str]:
    with package.open(part) as stream:
        yield from edited_sheet(texts_of(stream), edits)


def _change(book: Workbook, styles: Styles, found: Cure, tell: Callable[[], None]) -> Change:
    def change(cell: CellXml) -> CellXml | None:
        if cell.formula:
            return None
        tell()
        p, after = cell.prefix, found.after
        style = attributes(cell.attributes).get("s", "0")
        if isinstance(after, str):
            kept = ' xml:space="preserve"' if after != after.strip() else ""
            return _held(cell, {"t": "inlineStr"}, f"<{p}is><{p}t{kept}>{escaped(after)}</{p}t></{p}is>")
        if isinstance(after, date):
            dated = style if book.formats.get(style) is Format.DATE else styles.as_date(style)
            serial = after.toordinal() - _EPOCH - (_MAC_DAYS if book.mac else 0)
            return _held(cell, {"t": None, "s": dated}, f"<{p}v>{serial}</{p}v>")
        return _held(cell, {"t": None, "s": styles.as_number(style)}, f"<{p}v>{after}</{p}v>")

    return change


def _held(cell: CellXml, given: Mapping[str, str | None], inner: str) -> CellXml:
    if given.get("s") == "0" and "s" not in attributes(cell.attributes):
        given = {**given, "s": None}
    return cell._replace(attributes=with_attributes(cell.attributes, given), inner=inner)


def _count_again(package: Package) -> None:
    """Let the program work out anew what depends on the cells."""
    text = package.text(package.main)
    found = element("calcPr").search(text)
    if found is not None:
        given = with_attributes(found["a"].rstrip("/"), {"fullCalcOnLoad": "1"})
        package.put(package.main, text.replace(found[0], f"<{found['p']}calcPr{given}/>", 1))
