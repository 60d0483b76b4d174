"""A copy of the merchant's own file with those cells fixed about which there is no doubt."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, Final, NamedTuple

from returnctl.files.books.number_formats import Format
from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.copies.cells import CellXml, Change, SheetEdits, edited_sheet
from returnctl.files.copies.fixable import Fixable, FixableTable, fixable_tables
from returnctl.files.copies.package import Package
from returnctl.files.copies.styles import Styles, styles_part
from returnctl.files.copies.text import write_text
from returnctl.files.copies.xml_text import CUT_OFF, UneditableError, element, escaped, with_attributes
from returnctl.files.document import Document
from returnctl.files.gate.parts import parts_of
from returnctl.files.tables.table import TOTALS
from returnctl.schema.fixes import Fix, Why, fix_of
from returnctl.schema.folding import bare, folded
from returnctl.schema.readers import Notation, as_text, date_order_of, decimal_mark_of
from returnctl.schema.settings import Kind
from returnctl.values.location import Location
from returnctl.values.text import counted

_EPOCH: Final = date(1899, 12, 30).toordinal()
_MAC_DAYS: Final = 1462  # between the two ways in which workbooks count days

# A sheet (None for a text file), row and column; a row that was taken out has the column 0.
Place = tuple[str | None, int, int]


class FixedCell(NamedTuple):
    """One cell that was fixed: where, in which column, what stood there, what stands there now, and why.

    A row that was taken out has no column.
    """

    at: Location
    column: str
    before: str
    after: str
    why: Why


class Fixed(NamedTuple):
    """What was fixed. `written` is whether there is a copy at all; if not, `why` says why.

    `left` are sentences on fixes that were not made. A file of ours in which nothing is to be fixed is written
    as it is.
    """

    cells: tuple[FixedCell, ...]
    written: bool
    why: str = ""
    left: tuple[str, ...] = ()


def fix(document: Document, stream: BinaryIO) -> Fixed:
    """Write a copy of a file with the fixes that cannot be wrong; the file itself stays as it is.

    What was written is worth nothing where something would be lost, or where there is no table of ours.
    """
    tables = fixable_tables(document)
    if isinstance(tables, str):
        return Fixed((), False, tables)
    plans = [_planned(table) for table in tables]
    fixes: dict[Place, Fix] = {}
    for table, (planned, _) in zip(tables, plans, strict=True):
        fixes |= {(table.table.sheet, *place): found for place, found in planned.items()}
    try:
        done, more = _write(document, tables, fixes, stream)
    except UneditableError as error:
        return Fixed((), False, f"it holds {error}")
    except CUT_OFF:
        return Fixed((), False, "it could not be copied to its end")
    left = _left(sum(kept for _, kept in plans), len(fixes) - len(done), text=tables[0].table.text is not None)
    headers = {each.table.sheet: each.table.header for each in tables}
    return Fixed(tuple(_fixed_cell(*one, document.shown, headers) for one in (*done, *more)), True, left=left)


def _left(telling: int, undone: int, *, text: bool) -> tuple[str, ...]:
    """Why some cells stay as they are."""
    why = "they could not be written back exactly" if text else "formulas fill them: mend the formulas"
    reasons = ((telling, "percentages such as `1.234` are read by the mark in them"), (undone, why))
    return tuple(f"left to you: {counted(number, 'cell')}, as {reason}" for number, reason in reasons if number)


def _fixed_cell(place: Place, found: Fix, shown: str, headers: Mapping[str | None, Sequence[str]]) -> FixedCell:
    sheet, row, column = place
    name = bare(headers[sheet][column - 1]) if column else ""
    at = Location(shown, sheet, row, column or None, name or None)
    return FixedCell(at, name, found.before, as_text(found.after), found.why)


def ending_of(document: Document) -> str:
    """The ending that a copy must have so that Excel opens it: that of a workbook with macros is `.xlsm`."""
    if document.archive is None:
        return Path(document.shown).suffix.lower()
    macros = any(name.lower().endswith("vbaproject.bin") for name in parts_of(document.archive))
    return ".xlsm" if macros else ".xlsx"


def _planned(table: FixableTable) -> tuple[dict[tuple[int, int], Fix], int]:
    """The cells to fix by row and column, and how many stay text as others are read by them.

    A cell text is looked at once for each column. What tells how others are written must not be fixed away.
    """
    seen = {(column.field.name, value): column for _, value, column in _texts(table)}
    days = {value for (_, value), column in seen.items() if column.field.kind is Kind.DAY}
    amounts = {key: column for key, column in seen.items() if column.field.is_amount}
    notation = Notation(date_order_of(days), decimal_mark_of({value for _, value in amounts}), table.table.typed)
    fixes = {key: fix_of(column.field, key[1], notation, column.read) for key, column in seen.items()}
    told = {key for key, found in fixes.items() if found and found.why is Why.NUMBER and _has_mark(found.before)}
    if told:
        left = {found.after if found else key[1] for key in amounts for found in [fixes[key]]}
        after = notation._replace(mark=decimal_mark_of({text for text in left if isinstance(text, str)}))
        if all(_same(seen[key], key[1], notation, after) for key in amounts if not fixes[key]):
            told = set()
        for key in amounts if told else ():
            if _has_mark(key[1]):
                fixes[key] = fix_of(seen[key].field, key[1], notation._replace(typed=False), seen[key].read)
    planned, kept = {}, 0
    for place, value, column in _texts(table):
        key = column.field.name, value
        kept += key in told
        if found := fixes[key]:
            planned[place] = found
    return planned, kept


def _has_mark(text: str) -> bool:
    return "." in text or "," in text


def _same(column: Fixable, value: str, before: Notation, after: Notation) -> bool:
    """Whether an amount that stays text is read the same, once fixed cells tell no decimal mark any more."""
    one, other = column.read(value, before), column.read(value, after)
    return (one.value, one.problem and one.problem.code) == (other.value, other.problem and other.problem.code)


def _texts(table: FixableTable) -> Iterator[tuple[tuple[int, int], str, Fixable]]:
    """The text cells that may be fixed: their place, text and column.

    A first cell that, fixed, would make its row one of totals or a second header is none of them.
    """
    first = folded(table.table.header[0])
    for number, row in table.rows():
        for place, ask in table.columns.items():
            value = row[place - 1] if place <= len(row) else None
            if not isinstance(value, str) or (place == 1 and (bare(value).lower() in TOTALS or folded(value) == first)):
                continue
            column = ask(row)
            if column is not None:
                yield (number, place), value, column


def _write(
    document: Document, tables: Sequence[FixableTable], fixes: Mapping[Place, Fix], out: BinaryIO
) -> tuple[list[tuple[Place, Fix]], list[tuple[Place, Fix]]]:
    """Write the copy; what was fixed in it, and what Excel had left in it."""
    text = tables[0].table.text
    if text is not None:
        by_line = {(row, column): found for (_, row, column), found in fixes.items()}
        places, more = write_text(text, by_line, out, amazons=tables[0].amazons)
        done = [(place, found) for place, found in fixes.items() if place[1:] in places]
        return done, [((None, *place), found) for place, found in more]
    book = open_workbook(document)
    if not isinstance(book, Workbook):
        raise UneditableError("something that cannot be read any more")
    written = _write_book(book, fixes, out) if fixes else set()
    if not written:
        out.seek(0)
        out.truncate()
        copyfileobj(document.stream(), out)
    if document.changed():
        raise UneditableError("other contents than a moment ago: it changed while it was read")
    return [(place, found) for place, found in fixes.items() if place in written], []


def _write_book(book: Workbook, fixes: Mapping[Place, Fix], out: BinaryIO) -> set[Place]:
    """Write the copy of a workbook; the places where it was done. What a formula gives is left to the formula."""
    done: set[Place] = set()
    package = Package(book.archive)
    part = styles_part(package)
    styles = Styles(package.text(part))
    for sheet in book.sheets:
        cells: dict[int, dict[int, Change]] = {}
        for place, found in fixes.items():
            if place[0] == sheet.name:
                cells.setdefault(place[1], {})[place[2]] = _change(book, styles, found, partial(done.add, place))
        if cells:
            package.put(sheet.part, partial(_edited, package, sheet.part, SheetEdits(cells)))
    text = package.text(package.main)
    if calculation := element("calcPr").search(text):  # let the program work out anew what depends on the cells
        given = with_attributes(calculation["a"], {"fullCalcOnLoad": "1"})
        package.put(package.main, text.replace(calculation[0], f"<{calculation['p']}calcPr{given}/>", 1))
    package.put(part, "")
    package.write(out, lambda: package.put(part, styles.text()))
    return done


def _edited(package: Package, part: str, edits: SheetEdits) -> Iterator[str]:
    return edited_sheet(package.pieces(part), edits)


def _change(book: Workbook, styles: Styles, found: Fix, tell: Callable[[], None]) -> Change:
    def change(cell: CellXml) -> CellXml | None:
        if cell.formula:
            return None
        tell()
        p, after = cell.prefix, found.after
        if isinstance(after, str):
            kept = ' xml:space="preserve"' if after != after.strip() else ""
            return cell.but(t="inlineStr")._replace(inner=f"<{p}is><{p}t{kept}>{escaped(after)}</{p}t></{p}is>")
        style = cell.style
        if not isinstance(after, date):
            style = styles.as_number(style)
        elif book.formats.get(style) is not Format.DATE:
            style = styles.as_date(style)
        if isinstance(after, date):
            after = after.toordinal() - _EPOCH - (_MAC_DAYS if book.mac else 0)
        given = cell.but(t=None) if style == cell.style else cell.but(t=None, s=style)
        return given._replace(inner=f"<{p}v>{after}</{p}v>")

    return change
