"""Terms of an override that change nothing, as the same holds without them; and rows without any term."""

from collections.abc import Iterator
from typing import Final

from returnctl.proving.places import Place
from returnctl.proving.rows import Row, Told, quoted
from returnctl.proving.scope import Scope
from returnctl.proving.skus import Rows, in_order
from returnctl.values.cite import Origin
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.override_table import OverrideCell, OverrideEntry
from returnctl.values.visible import visible

_ROW: Final = "delete the row, or write what shall hold instead"
_CELL: Final = "clear the cell: blank means that what is set below applies"
_EMPTY: Final = "if it is a total or a remark, delete the row; else write what shall hold for the SKU"


def rows_without_terms(rows: Rows) -> Iterator[Finding]:
    """One note for each table in which rows name a SKU and set nothing, with the first of them."""
    tables: dict[tuple[str, str | None], list[tuple[OverrideEntry, str]]] = {}
    for sku, entries in rows.items():
        for entry in entries:
            if not entry.terms.cells and entry.note is None:
                tables.setdefault(entry.file[:2], []).append((entry, sku))
    for found in tables.values():
        first, sku = min(found, key=lambda each: in_order(each[0].sku_at))
        more = len(found) - 1
        also = f"; so do{'es' if more == 1 else ''} {more:,} more row{'s' if more > 1 else ''}" if more else ""
        message = f"the row of `{visible(sku)}` sets no term and says nothing{also}"
        yield Finding(Code.CHANGES_NOTHING, first.sku_at, message, _EMPTY, Severity.NOTE)


def idle_term(row: Row) -> Iterator[Told]:
    """A row of one term that changes nothing."""
    (cell,) = row.cells
    if all(_same(cell, place) for place in row.below):
        message = f"{quoted(cell)} changes nothing{where_idle(row.scope)}: {_source(cell, row)} says the same"
        yield Told(Code.CHANGES_NOTHING, cell, message, _ROW)


def idle_terms(cells: tuple[OverrideCell, ...], idle: tuple[Told, ...], where: str) -> Iterator[Told]:
    """A warning where the whole row changes nothing, a note for each term that does not where others do."""
    if len(idle) == len(cells) > 1:
        message = f"the row changes nothing{where}: all that it sets holds there anyway"
        yield Told(Code.CHANGES_NOTHING, None, message, _ROW)
    elif len(cells) == 1:
        yield from idle
    else:
        yield from (told._replace(hint=_CELL, severity=Severity.NOTE) for told in idle)


def where_idle(scope: Scope) -> str:
    """The stores for which it is said that a row changes nothing."""
    return " in any store" if scope.everywhere else f" in {scope.where(tuple(store.code for store in scope.stores))}"


def _same(cell: OverrideCell, place: Place) -> bool:
    """Whether the term already is what the cell says, whatever the request's category and day.

    `MANUAL` says what `authorize-each` says, but not where Amazon authorises by itself.
    """
    terms = place.possible[cell.name]
    if cell.name == "authorization":
        by_itself = any(term.value for term in place.possible["authorizes_itself"])
        return cell.value == "manual" and not by_itself and all(_by_hand(term.value) for term in terms)
    return all(term.value == cell.value for term in terms)


def _by_hand(value: object) -> bool:
    return value in ("authorize-each", "manual")


def _source(cell: OverrideCell, row: Row) -> str:
    """Who says the same: a cell of the policy, what is built in, or several of these."""
    cites = {term.cite for place in row.below for term in place.possible[cell.name]}
    if all(cite.origin is not Origin.FILE for cite in cites):
        return "what is built in"
    places = {str(cite.at) for cite in cites}
    return visible(places.pop(), None) if len(places) == 1 else "what is set below"
