"""Rows of a table turned into return requests, every distinct cell parsed once; and completed from side tables."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import getitem, itemgetter
from typing import Any, Final, NamedTuple

from returnctl.deciding.repeats import line_key
from returnctl.schema import readers
from returnctl.schema.cells import Trouble
from returnctl.schema.folding import folded
from returnctl.schema.readers import CellProblem, DecimalMark, Notation, Read, as_text, located
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Cite, Origin
from returnctl.values.request import (
    AMOUNTS,
    DAYS,
    LEAST_UNITS,
    MARKS,
    MOST_AMOUNT,
    MOST_UNITS,
    REQUIRED,
    UNITS,
    UNREADABLE,
    ReturnRequest,
    Source,
    cite_of,
)
from returnctl.values.text import compared, meant, visible

# How the columns of a table write dates and amounts, decided for whole columns; others write them plainly.
Notations = Mapping[str, Notation]
PLAIN: Final = Notation(mark=DecimalMark.POINT)
# A column's distinct cells are kept up to this many: beyond it they are parsed anew.
_MOST_KEPT: Final = 20_000
_WHOLE: Final = 2**53
_FIELDS: Final = ReturnRequest._fields[: ReturnRequest._fields.index("asked_back")]
# Fields that decide something where they cannot be read; of others such a cell is told, and a blank one.
_CHOICES: Final = ("store", "currency", "status", "resolution", "label_type", "fulfilment")
_DECIDING: Final = frozenset({*REQUIRED, *DAYS, *UNITS, *AMOUNTS, *MARKS, *_CHOICES, "stock"})
# Columns whose cells hardly ever repeat, or decide nothing, are not kept at all.
_UNIQUE: Final = frozenset({"order_id", "order_item_id", "rma_id", "item_name", "asin"})
_SHIPPERS: Final = {
    **dict.fromkeys(("merchant", "mfn", "fbm", "seller"), "merchant"),
    **dict.fromkeys(("amazon", "afn", "fba"), "amazon"),
}


class Flagged(NamedTuple):
    """A row that cannot be decided, with as much of the request as could be read, and why.

    `override` are the findings on the override of its SKU, where it is these; then `cells` were found in the row.
    """

    request: ReturnRequest
    findings: tuple[Finding, ...]
    override: tuple[Finding, ...] = ()
    cells: tuple[Finding, ...] = ()


# Reads one row; what it found wrong is in the list.
RowReader = Callable[[int, list[Any]], "tuple[ReturnRequest | Flagged, Sequence[Finding]]"]


class _CellMemory(dict[Any, Any]):
    """The distinct cells of one column and what they mean; a cell with a problem is parsed each time it occurs."""

    __slots__ = ("field", "parse", "problems")

    def __init__(self, field: str, parse: Callable[[Any], Read[Any]], problems: list[tuple[str, CellProblem]]) -> None:
        super().__init__()
        self.field, self.parse, self.problems = field, parse, problems

    def __missing__(self, cell: Any) -> Any:
        value, problem = self.parse(cell[1] if isinstance(cell, tuple) else cell)
        if problem is not None:
            self.problems.append((self.field, problem))
        else:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[cell] = value
        return value


class _FreeText:
    """The cells of a column of free text that hardly ever repeat: parsed each time they occur."""

    __slots__ = ("_field", "_parse", "_problems")

    def __init__(self, field: str, parse: Callable[[Any], Read[Any]], problems: list[tuple[str, CellProblem]]) -> None:
        self._field, self._parse, self._problems = field, parse, problems

    def __getitem__(self, cell: Any) -> Any:
        """What the cell means."""
        if type(cell) is str and cell.isascii():
            return cell.strip() or None
        value, problem = self._parse(cell[1] if isinstance(cell, tuple) else cell)
        if problem is not None:
            self._problems.append((self._field, problem))
        return value


def parser_of(field: str, notation: Notation = PLAIN) -> Callable[[Any], Read[Any]]:
    """The parser of one field's cells."""
    if field == "sku":
        return readers.sku
    if field in DAYS:
        return lambda cell: readers.day(cell, notation.order)
    if field in (*UNITS, "stock"):
        least = 0 if field == "stock" else LEAST_UNITS
        return lambda cell: readers.count(cell, least, MOST_UNITS, "units")
    if field in AMOUNTS:
        return lambda cell: readers.amount(cell, notation.mark, 0, MOST_AMOUNT)
    if field in MARKS:
        return readers.yes_no
    return _shipper if field == "fulfilment" else readers.text


def _meant(parse: Callable[[Any], Read[Any]]) -> Callable[[Any], Read[Any]]:
    return lambda cell: parse(meant(cell))


def _shipper(cell: Any) -> Read[Any]:
    read = readers.text(cell)
    if not isinstance(read.value, str):
        return read
    known = _SHIPPERS.get(read.value.casefold())
    if known is not None:
        return Read(known, None)
    said = f"must be merchant or amazon, found `{visible(read.value)}`"
    return Read(UNREADABLE, CellProblem(Code.NOT_A_CHOICE, said, "write merchant or amazon"))


def row_reader(source: Source, width: int, notations: Notations, *, amazon: bool, typed: bool) -> RowReader:
    """A function that reads the rows of one table. `width` is the number of columns of its header.

    In Amazon's own reports trailing cells may be missing; elsewhere a short row is flagged. `typed`
    rows hold values of a workbook or of JSON instead of text.
    """
    problems: list[tuple[str, CellProblem]] = []
    places = [source.columns[field].place - 1 if field in source.columns else width for field in _FIELDS]
    kept: list[_CellMemory | _FreeText] = []
    for field in _FIELDS:
        parse = parser_of(field, notations.get(field, PLAIN))
        if field in REQUIRED and not (amazon or typed):
            parse = _meant(parse)  # a `'` that keeps a spreadsheet from seeing a formula is none of the text
        kept.append((_FreeText if field in _UNIQUE else _CellMemory)(field, parse, problems))
    pick = itemgetter(*places)
    blank = None if typed else ""
    header = folded(source.columns["sku"].header)

    def read(row: int, cells: list[Any]) -> tuple[ReturnRequest | Flagged, Sequence[Finding]]:
        if typed:
            cells = [plain_value(cell) for cell in cells]
        raw: Sequence[Any] = [as_text(cell) for cell in cells] if typed else cells
        if len(cells) != width:
            # A sheet says nothing of the blank cells at the end of a row.
            shape = misshapen(source, row, cells, width, amazon=amazon or typed)
            if shape is not None:
                return flagged(source, row, shape, raw), (shape,)
            cells = (cells + [blank] * (width - len(cells)))[:width]
        picked = pick([*cells, blank])
        if typed:
            picked = tuple((type(cell), cell) for cell in picked)
        request = ReturnRequest._make((*map(getitem, kept, picked), None, source, row, raw, None))
        if problems or not request.sku or not request.reason:
            found = _findings(source, row, request, problems)
            lost = any(field in REQUIRED and each.severity is Severity.ERROR for field, each in problems)
            # Of fields that decide nothing a cell that cannot be read is a blank one.
            unread = {field for field, _ in problems if field not in _DECIDING}
            nothing: dict[str, Any] = {name: None for name in unread if getattr(request, name) is UNREADABLE}
            request = request._replace(**nothing)
            problems.clear()
            if lost or not request.sku or not request.reason:
                named: dict[str, Any] = {field: cite_of(request, field).value for field in REQUIRED}
                return Flagged(request._replace(**named), found), found
            return request, found
        if request.reason == source.columns["reason"].header and folded(request.sku) == header:
            repeated = Finding(Code.REPEATED_HEADER, source.at(row), "the header stands here again", "delete this row")
            return flagged(source, row, repeated, raw), (repeated,)
        return request, ()

    return read


def plain_value(cell: Any) -> Any:
    """A value of JSON as a sheet would hold it: `123.0` is 123, and a list or an object is no value."""
    if isinstance(cell, list | dict):
        return Trouble(Code.BROKEN_CELL, "a list" if isinstance(cell, list) else "an object")
    if isinstance(cell, Decimal) and cell.is_finite() and abs(cell) < _WHOLE and cell == int(cell):
        return int(cell)
    return cell


def flagged(source: Source, row: int, finding: Finding, raw: Sequence[Any] = ()) -> Flagged:
    """A row of which nothing could be read."""
    return Flagged(ReturnRequest("", "", source=source, row=row, raw=raw), (finding,))


def misshapen(source: Source, row: int, cells: list[Any], width: int, *, amazon: bool) -> Finding | None:
    """Columns are never shifted: a row of another width than the header is read only where nothing is lost."""
    if len(cells) < width:
        if amazon:
            return None
        said = f"the row has {len(cells)} cells, the header has {width}"
        return Finding(Code.SHORT_ROW, source.at(row), said, "check the separators of this row")
    extra = [cell for cell in cells[width:] if cell is not None and str(cell).strip()]
    if not extra:
        return None
    said = f"the row has {len(cells)} cells, the header has {width}; the first too many is `{visible(str(extra[0]))}`"
    return Finding(Code.LONG_ROW, source.at(row), said, "put text that holds a separator in quotes")


def _findings(
    source: Source, row: int, request: ReturnRequest, problems: list[tuple[str, CellProblem]]
) -> tuple[Finding, ...]:
    found = [located(problem, source.at(row, field), source.columns[field].header) for field, problem in problems]
    hint = "fill in the cell, or delete the row if it is not a request (a total, a remark)"
    if not request.sku:
        found.append(Finding(Code.BLANK_SKU, source.at(row, "sku"), "the SKU is blank", hint))
    if not request.reason:
        found.append(Finding(Code.BLANK_REASON, source.at(row, "reason"), "the reason is blank", hint))
    return tuple(found)


class SideRow(NamedTuple):
    """What one row of a file gives: values by field, and where they stand."""

    values: Mapping[str, Any]
    source: Source
    row: int

    def cite(self, field: str) -> Cite:
        """The place of one of the values."""
        value = self.values[field]
        shown = "" if value is UNREADABLE else str(value)
        return Cite(Origin.FILE, self.source.at(self.row, field), self.source.columns[field].header, shown)


class SideTables(NamedTuple):
    """What the files beside the report give: by order line, by SKU, by order id."""

    orders: Mapping[tuple[str, ...], SideRow] = {}
    inventory: Mapping[tuple[str, ...], SideRow] = {}
    deliveries: Mapping[tuple[str, ...], SideRow] = {}


def completed(request: ReturnRequest, side: SideTables, supplied: Counter[str]) -> ReturnRequest:
    """The request with the fields that other files give; `supplied` counts them by file kind and field.

    The orders report's price and quantity are exact and stand in for the report's own; everything else
    fills blanks only.
    """
    changes: dict[str, Any] = {}
    cites: dict[str, Cite] = {}
    for kind, given, fields in _found(request, side):
        for field in fields:
            if field in given.values:
                changes[field], cites[field] = given.values[field], given.cite(field)
                supplied[f"{kind}:{field}"] += 1
    return request._replace(**changes, supplied=cites) if changes else request


def _found(request: ReturnRequest, side: SideTables) -> Iterator[tuple[str, SideRow, Sequence[str]]]:
    """The rows of other files that give something to a request, and the fields that are taken."""
    if side.orders and (given := order_line(request, side)):
        price = ("amount", "order_quantity", "currency") if isinstance(given.values.get("amount"), Decimal) else ()
        blank = [name for name in ("fulfilment", "sales_channel", "order_date") if getattr(request, name) is None]
        yield "orders", given, (*price, *blank)
    if side.inventory and (given := side.inventory.get((compared(request.sku),))):
        yield "inventory", given, ("stock",)
    if side.deliveries and request.order_id and (given := side.deliveries.get((request.order_id,))):
        yield "deliveries", given, [name for name in ("delivery_date", "ship_date") if getattr(request, name) is None]


def order_line(request: ReturnRequest, side: SideTables) -> SideRow | None:
    """The row of an orders report for a request, by order item id, else by order id and SKU."""
    key = line_key(request)
    found = side.orders.get(key) if key is not None else None
    if found is None and request.order_id:
        found = side.orders.get((request.order_id, compared(request.sku)))
    return found
