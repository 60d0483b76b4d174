"""A copy of the merchant's own file with those cells mended about which there is no doubt."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, Final, NamedTuple

from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.edits.xml_text import CUT_OFF, UneditableError
from returnctl.files.gate.parts import parts_of
from returnctl.files.mending.book import write_book
from returnctl.files.mending.curable_tables import CurableTable, Nothing, curable_tables
from returnctl.files.mending.cures import Curable, Cure, Holds, Why, cure
from returnctl.files.mending.text import Tidied, write_text
from returnctl.files.mending.tidied_upload import tidied
from returnctl.files.tables.table import TOTALS
from returnctl.schema.folding import bare, folded
from returnctl.schema.kinds import Manner
from returnctl.schema.readers import as_text, date_order_of, decimal_mark_of
from returnctl.values.finding import Finding
from returnctl.values.location import Location

_MOST_KEPT: Final = 20_000


class Repair(NamedTuple):
    """One cell that was mended: where, in which column, what stood there and what stands there now.

    A row that was taken out has no column.
    """

    at: Location
    column: str
    before: str
    after: str
    why: Why


class Mended(NamedTuple):
    """What was mended. `written` is whether there is a copy at all; if not, `why` says why.

    `lost` is what the file holds and no copy could keep, in words for the merchant; `left` are sentences on
    repairs that were not made. A file of ours in which nothing is to be mended is written as it is.
    """

    repairs: tuple[Repair, ...]
    written: bool
    why: str = ""
    lost: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    left: tuple[str, ...] = ()


# A sheet (None for a text file), row and column.
Place = tuple[str | None, int, int]
Plan = Mapping[Place, Cure]


def mend(document: Document, stream: BinaryIO) -> Mended:
    """Write a copy of a file with the repairs that cannot be wrong; the file itself stays as it is.

    Nothing is written where something would be lost, or where there is no table of ours.
    """
    tables = curable_tables(document)
    if isinstance(tables, Nothing):
        return Mended((), False, tables.why, (), tables.findings)
    plans = [_planned(table) for table in tables]
    cures = {
        (t.table.sheet, *place): found for t, plan in zip(tables, plans, strict=True) for place, found in plan.cures
    }
    with TemporaryFile() as aside:
        try:
            done, more = _write(document, tables, cures, aside)
        except UneditableError as error:
            return Mended((), False, f"it holds {error}", (str(error),))
        except CUT_OFF:
            return Mended((), False, "it could not be copied to its end")
        aside.seek(0)
        copyfileobj(aside, stream)
    left = _left(sum(plan.telling for plan in plans), len(cures) - len(done), text=tables[0].table.text is not None)
    repairs = (
        *_repairs(tables, cures, done, document.shown),
        *(_tidied(tables[0], each, document.shown) for each in more),
    )
    return Mended(repairs, True, left=left)


def _left(telling: int, undone: int, *, text: bool) -> tuple[str, ...]:
    """Why some cells stay as they are."""
    why = "they could not be written back exactly" if text else "formulas fill them: mend the formulas"
    told = []
    if telling:
        told.append(f"left to you: {_cells(telling)}, as percentages such as `1.234` are read by the mark in them")
    if undone:
        told.append(f"left to you: {_cells(undone)}, as {why}")
    return tuple(told)


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number:,} cells"


def ending_of(document: Document) -> str:
    """The ending that a copy must have so that Excel opens it: that of a workbook with macros is `.xlsm`."""
    if document.archive is None:
        return Path(document.shown).suffix.lower()
    macros = any(name.lower().endswith("vbaproject.bin") for name in parts_of(document.archive))
    return ".xlsm" if macros else ".xlsx"


class _Plan(NamedTuple):
    """The cells of a table to mend, by row and column, and how many stay text as others are read by them."""

    cures: Sequence[tuple[tuple[int, int], Cure]]
    telling: int = 0


def _planned(table: CurableTable) -> _Plan:
    """What tells how others are written must not be mended away."""
    days, amounts = _written(table, {})
    manner = Manner(date_order_of(days), decimal_mark_of(amounts), table.table.typed)
    found = dict(_cures(table, manner, telling=False))
    if any(map(_tells_mark, found.values())):
        after = manner._replace(mark=decimal_mark_of(_written(table, found)[1]))
        if not _read_alike(table, found, manner, after):
            kept = dict(_cures(table, manner, telling=True))
            return _Plan([*kept.items()], sum(map(_tells_mark, found.values())))
    return _Plan([*found.items()])


def _tells_mark(found: Cure) -> bool:
    return found.why is Why.NUMBER and ("." in found.before or "," in found.before)


def _read_alike(table: CurableTable, cures: Mapping[tuple[int, int], Cure], before: Manner, after: Manner) -> bool:
    """Whether the amounts that stay text are read the same, once these cures tell no decimal mark any more."""
    left = ((value, column) for place, value, column in _texts(table, Holds.MONEY) if place not in cures)
    return all(_said(column, value, before) == _said(column, value, after) for value, column in left)


def _said(column: Curable, value: str, manner: Manner) -> tuple[object, object]:
    read = column.read(value, manner)
    return read.value, read.problem and read.problem.code


def _texts(table: CurableTable, *holding: Holds) -> Iterator[tuple[tuple[int, int], str, Curable]]:
    """The text cells of the columns that hold one of these: their place, text and column."""
    columns = [(at, c) for at, c in table.columns.items() if not isinstance(c, Curable) or c.holds in holding]
    for number, row in table.rows():
        for place, column in columns:
            value = row[place - 1] if place <= len(row) else None
            if isinstance(value, str) and not (place == 1 and _tells_row(value, table)):
                asked = column if isinstance(column, Curable) else column(row)
                if asked is not None and asked.holds in holding:
                    yield (number, place), value, asked


def _tells_row(value: str, table: CurableTable) -> bool:
    """Whether a first cell, mended, would make its row one of totals or a second header."""
    return bare(value).lower() in TOTALS or folded(value) == folded(table.table.header[0])


def _cures(table: CurableTable, manner: Manner, *, telling: bool) -> Iterator[tuple[tuple[int, int], Cure]]:
    """The cures of a table. `telling`: amounts with a decimal mark stay text, as others are read by them."""
    known: dict[tuple[str, str], Cure | None] = {}
    for place, value, column in _texts(table, *Holds):
        key = column.name, value
        if key not in known:
            if len(known) > _MOST_KEPT:
                known.clear()
            stays = telling and column.holds is Holds.MONEY and ("." in value or "," in value)
            known[key] = cure(value, column, manner._replace(typed=False) if stays else manner)
        found = known[key]
        if found is not None:
            yield place, found


def _written(table: CurableTable, cures: Mapping[tuple[int, int], Cure]) -> tuple[set[str], set[str]]:
    """The texts of dates and of amounts in the table, after these cures."""
    texts: dict[Holds, set[str]] = {Holds.DAY: set(), Holds.MONEY: set()}
    for place, value, column in _texts(table, *texts):
        found = cures.get(place)
        after = found.after if found else value
        if isinstance(after, str):
            texts[column.holds].add(after)
    return texts[Holds.DAY], texts[Holds.MONEY]


def _write(
    document: Document, tables: Sequence[CurableTable], cures: Plan, out: BinaryIO
) -> tuple[frozenset[Place], list[Tidied]]:
    """Write the copy; the places that were mended, and what was taken out beside them."""
    text = tables[0].table.text
    if text is not None:
        by_line = {(row, column): found for (_, row, column), found in cures.items()}
        tidy = partial(tidied, table=text) if tables[0].amazons else None
        places, more = write_text(text, by_line, out, tidy)
        return frozenset((None, *place) for place in places), more
    book = open_workbook(document)
    if not isinstance(book, Workbook):
        raise UneditableError("something that cannot be read any more")
    done = write_book(book, cures, out) if cures else frozenset[Place]()
    if not done:
        out.seek(0)
        out.truncate()
        copyfileobj(document.stream(), out)
    if document.changed():
        raise UneditableError("other contents than a moment ago: it changed while it was read")
    return done, []


def _repairs(tables: Sequence[CurableTable], cures: Plan, done: frozenset[Place], shown: str) -> Iterator[Repair]:
    headers = {each.table.sheet: each.table.header for each in tables}
    for place, found in cures.items():
        if place in done:
            sheet, row, column = place
            name = bare(headers[sheet][column - 1])
            yield Repair(Location(shown, sheet, row, column, name), name, found.before, as_text(found.after), found.why)


def _tidied(table: CurableTable, done: Tidied, shown: str) -> Repair:
    """What was taken out of a row; a blank row has no column."""
    name = table.table.header[done.column - 1] if done.column else ""
    at = Location(shown, None, done.line, done.column or None, name or None)
    return Repair(at, name, done.cure.before, as_text(done.cure.after), done.cure.why)
