"""Files beside the report: orders (channel, store, exact price), inventory (stock), deliveries (date delivered)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from returnctl.deciding.days import local_day
from returnctl.files.books.workbooks import Workbook, open_workbook
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.requests.first_look import notations_of
from returnctl.files.requests.report_columns import fields_of, is_header, layout
from returnctl.files.requests.rows import PLAIN, Notations, SideRow, parser_of
from returnctl.files.tables.answers import answers_given, holds_answers
from returnctl.files.tables.table import Table, shown_tables, text_table
from returnctl.schema.folding import listed
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import REQUIRED as REQUEST
from returnctl.values.request import UNREADABLE, Source
from returnctl.values.text import compared, visible

_NOTHING: Final[Mapping[tuple[str, ...], "SideRow"]] = {}
REQUIRED: Final = {
    "orders": ("order_id", "sku", "order_date"),
    "inventory": ("sku", "stock"),
    "deliveries": ("order_id", "delivery_date"),
}
_KEYS: Final = {
    "orders": (("order_item_id",), ("order_id", "sku")),
    "inventory": (("sku",),),
    "deliveries": (("order_id",),),
}
# Cells without which a row is of no use: where one cannot be read, that is told.
_KEPT: Final = frozenset({"sku", "order_id", "order_item_id", "stock", "delivery_date"})
_WANTED: Final = {
    "orders": "an orders report (`amazon-order-id`, `sku`, `purchase-date`)",
    "inventory": "a listing or inventory report (`seller-sku`, `quantity`)",
    "deliveries": "a table with the order id and the date delivered",
}
_DOWNLOAD: Final = "give the file that Amazon or the carrier gave you"
_RENAME: Final = {
    "orders": "download the orders report again, or rename its headers to those",
    "inventory": "in Excel, rename the header of the SKUs to `seller-sku` and that of the stock to `quantity`",
    "deliveries": "rename the two headers to `Order ID` and `Date delivered`",
}
# What a request takes from a row, by the kind of file. Of several deliveries the last one in time counts.
_TAKEN: Final[dict[str, tuple[str, ...]]] = {
    "orders": ("amount", "order_quantity", "currency", "fulfilment", "sales_channel"),
    "inventory": ("stock",),
    "deliveries": (),
}
_MORE: Final = {"orders": "order line", "inventory": "SKU"}
_ONE_FILE: Final = {
    "orders": "delete the row that no longer holds; two lines of an order with one SKU need the column `order-item-id`",
    "inventory": "delete the row that no longer holds",
}
_TWO_FILES: Final = "leave the older file out, or give the newer one last"


def read_side_table(
    table: str, document: Document, before: Mapping[tuple[str, ...], SideRow] = _NOTHING
) -> tuple[dict[tuple[str, ...], SideRow], list[Finding]]:
    """All rows of a file beside the report and of those given `before`, by what they are looked up by.

    `table` is the kind of file. Of several rows for one SKU or one order line the last one given counts;
    where it says something else than the one before, that is told.
    """
    opened = _opened(table, document)
    if isinstance(opened, list):
        return {}, opened
    findings = list(opened.findings)
    notations = notations_of(opened.read(), opened.source)
    found, used = dict(before), 0
    differing: dict[Location, tuple[Finding, int]] = {}
    for given in _rows(opened, notations, findings):
        own = list(_keys(table, given.values))
        earlier = next((found[key] for key in own if key in found), None)
        counts = earlier is not None and _newer(table, earlier, given) is given
        if earlier is not None and counts and (field := _differs(table, earlier, given)):
            # Of each table whose rows others stand in for: the first of these, and how many they are.
            first, count = differing.get(earlier.source.at()) or (_difference(table, earlier, given, field), 0)
            differing[earlier.source.at()] = first, count + 1
        for key in own:
            found[key] = _newer(table, found.get(key), given)
        used += bool(own) and (table != "inventory" or "stock" in given.values)
    findings += [
        _counted(first, count, f"so it is with {count - 1:,} more {_MORE[table]}{'s' * (count > 2)}")
        for first, count in differing.values()
    ]
    if not used:
        at = Location(document.shown)
        findings.append(Finding(Code.NO_DATA_ROWS, at, "no usable row was found", "check the file"))
    return found, findings


def _opened(table: str, document: Document) -> Table | list[Finding]:
    """The first table with the columns of such a file; findings where another kind of file comes first, or none."""

    def is_wanted(cells: Sequence[object]) -> bool:
        return _fits(table, cells) or holds_answers(cells)

    if document.kind is None:
        return [*document.findings]
    at, header, tables, findings = Location(document.shown), tuple[str, ...](), list[Table](), list[Finding]()
    if document.kind is FileForm.WORKBOOK:
        book = open_workbook(document)
        if not isinstance(book, Workbook):
            return list(book)
        findings = [*book.findings]
        tables = [each._replace(findings=book.findings) for each in shown_tables(book, is_wanted)[0]]
    elif document.kind is FileForm.TEXT:
        opened = text_table(document, is_wanted)
        if isinstance(opened, list):
            return opened
        at, header, tables = opened.at, opened.header, [opened]
    for each in tables:
        if holds_answers(each.header):
            return [*findings, _wrong(table, each.at, each.header)]
        if _fits(table, each.header):
            columns = layout(each.header, table, each.at).columns
            return each._replace(source=Source(each.file, each.sheet, columns))
    return [*findings, _wrong(table, at, header)]


def _fits(table: str, cells: Sequence[object]) -> bool:
    """Whether a row is the header of such a file. A quantity beside an order or a reason is none in stock."""
    others = "order_id" in fields_of(cells, "orders") or is_header(cells, "returns", REQUEST)
    return is_header(cells, table, REQUIRED[table]) and not (table == "inventory" and others)


def _wrong(table: str, at: Location, header: Sequence[object]) -> Finding:
    if holds_answers(header):
        return answers_given(at, _WANTED[table], _DOWNLOAD)
    found = listed(map(str, filter(None, header)))
    said = f"expected {_WANTED[table]}" + (f", found the columns {found}" if found else "")
    return Finding(Code.WRONG_REPORT, at, said, _RENAME[table])


def _rows(opened: Table, notations: Notations, findings: list[Finding]) -> Iterator[SideRow]:
    """Each row's values; a cell that cannot be read is a finding and, but for a stock, no value.

    Findings that matter less are told once for a column, with the number of its cells.
    """
    more: dict[str, tuple[Finding, int]] = {}
    readers = [
        (field, column.place - 1, parser_of(field, notations.get(field, PLAIN)))
        for field, column in opened.source.columns.items()
    ]
    for part in opened.read():
        findings.extend(part.findings)
        findings.extend(finding for _, finding in part.broken)
        for cells, row in zip(part.rows, part.lines, strict=True):
            values = {}
            for field, place, parse in readers:
                value, problem = parse(cells[place] if place < len(cells) else None)
                if problem is not None and value is UNREADABLE:
                    at = opened.source.at(row, field)
                    found = Finding(problem.code, at, problem.message, problem.hint, Severity.WARNING)
                    if field in _KEPT:
                        findings.append(found)
                    else:
                        first, count = more.get(field, (found, 0))
                        more[field] = first, count + 1
                if value is not None and (value is not UNREADABLE or field == "stock"):
                    values[field] = value
            yield SideRow(values, opened.source, row)
    for found, count in more.values():
        others = "1 more cell" if count == 2 else f"{count - 1:,} more cells"
        findings.append(_counted(found, count, f"{others} of the column cannot be read either"))


def _counted(first: Finding, count: int, others: str) -> Finding:
    return first if count == 1 else first._replace(message=f"{first.message}; {others}")


def _keys(table: str, values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """What a row is looked up by, as far as it has that; of a parcel that was not delivered nothing."""
    if table == "deliveries" and not isinstance(values.get("delivery_date"), date):
        return
    for fields in _KEYS[table]:
        key = tuple(compared(values[name]) if name == "sku" else values[name] for name in fields if values.get(name))
        if len(key) == len(fields):
            yield key


def _newer(table: str, one: SideRow | None, other: SideRow) -> SideRow:
    """The row given last; but of several parcels of an order the last one delivered: then the buyer has everything.

    A SKU without a quantity is kept as one that stands there, and never takes the place of a quantity.
    """
    if one is None or table == "orders":
        return other
    if table == "inventory":
        return one if "stock" in one.values and "stock" not in other.values else other
    before, after = (local_day(each.values["delivery_date"], None) or date.min for each in (one, other))
    return other if after >= before else one


def _differs(table: str, before: SideRow, now: SideRow) -> str | None:
    """The field in which a row says something else of a SKU or order line than the one that it stands in for.

    Rows with different order item ids are different lines of an order, also where the SKU is the same. What was
    blank before and is filled now is nothing lost.
    """
    if before.values.get("order_item_id") not in (None, now.values.get("order_item_id")):
        return None
    old = ((name, before.values.get(name)) for name in _TAKEN[table])
    return next((n for n, value in old if value not in (None, UNREADABLE) and value != now.values.get(n)), None)


def _difference(table: str, before: SideRow, now: SideRow, field: str) -> Finding:
    at, other = now.source.at(now.row, field), before.source.at(before.row, field)
    sku, order = (f"`{visible(str(now.values.get(name, '')))}`" for name in ("sku", "order_id"))
    what = f"`{visible(str(other.name))}` of {sku if table == 'inventory' else f'{sku} in order {order}'}"
    both = f"{_value(now, field)} here and {_value(before, field)} in {visible(str(other), None)}"
    message = f"{what} is {both}: this row counts, as it was given later"
    hint = _ONE_FILE[table] if now.source == before.source else _TWO_FILES
    return Finding(Code.LAST_ONE_COUNTS, at, message, hint, Severity.WARNING)


def _value(given: SideRow, field: str) -> str:
    value = given.values.get(field)
    if value is UNREADABLE:
        return "not readable"
    return "blank" if value is None else f"`{visible(str(value))}`"
