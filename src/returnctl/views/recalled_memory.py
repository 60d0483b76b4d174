"""What the cells of rows came to, remembered: many rows are looked up group of cells after group of cells."""

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any, Final, NamedTuple, TypeVar

from returnctl.deciding.desk import Desk
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest
from returnctl.views.csv_text import Lines, quoted_cell
from returnctl.views.recalled_groups import Ask, Groups, UnlikeError
from returnctl.views.recalled_parts import Ground, Known, Marked, Start, Unlike
from returnctl.views.recalled_rows import Table

_TERMS: Final = ("store", "sales_channel", "currency", "category")
_MARKS: Final = ("in_policy", "claim", "fulfilment", "label_paid_by", "quantity", "order_quantity", "stock")
_STAGE: Final = ("status", "resolution", "label_type")
_REASON: Final = ("reason", "store", "quantity")
_DAYS: Final = ("order_date", "ship_date", "estimated_delivery_date", "delivery_date", "request_date")
_WORTH: Final = ("amount", "refunded_amount", "currency", "quantity", "order_quantity")
# Parts the cells of a key.
_END: Final = "\n"
_UNLIKE: Final[Any] = Unlike()

T = TypeVar("T")


class Sought(NamedTuple):
    """Rows that are to be looked up: the cells of a column by its place from 0, and how many rows they are.

    `ask` gives the request of a row by its place, `again` tells what counts of others for its order line: nothing
    where there are none. The places of rows with which anything is wrong are added to `unlike`. `notes` are what
    the desk told of them.
    """

    column: Callable[[int], Sequence[str]]
    rows: int
    ask: Callable[[int], ReturnRequest]
    again: Iterable[str]
    unlike: set[int]
    notes: tuple[Finding, ...] | None = None


class Found(NamedTuple):
    """What rows came to, row by row; `skus` are cells of a line."""

    skus: list[str]
    grounds: list[Any]
    marks: list[Any]
    stages: list[Any]
    reasons: list[Any]
    duties: list[Any]
    days: list[Any]
    worths: list[Any]
    known: list[Known]


class _Memories(NamedTuple):
    """What each group of cells came to, by the cells and what else counts for it, joined to one text each."""

    terms: dict[str, Ground]
    starts: dict[str, Start]
    marks: dict[str, Marked]
    back: dict[str, str]
    worths: dict[str, Any]
    stages: dict[str, Any]
    reasons: dict[str, Any]
    days: dict[str, Any]
    duties: dict[Any, Any]
    known: dict[Any, Known]


class Memory:
    """The memory of one table of text, of at most so many entries."""

    def __init__(self, desk: Desk, lines: Lines, table: Table, most: int) -> None:
        self._desk, self._table, self._most = desk, table, most
        places = table.places

        def there(fields: Iterable[str]) -> list[int]:
            return [places[field] for field in fields if field in places]

        self._terms = there((*_TERMS, "order_date") if desk.dated else _TERMS)
        self._marks, self._stage, self._reason = there(_MARKS), there(_STAGE), there(_REASON)
        self._days, self._worth = there(_DAYS), there(_WORTH)
        self._read = {places["sku"], *self._terms, *self._marks, *self._stage, *self._reason, *self._days, *self._worth}
        self._dates: list[tuple[str, dict[str, Any]]] = [(field, {}) for field in _DAYS if field in places]
        # A SKU that stands as it is, is its own cell: of thousands of them half as much has to be looked at.
        self._skus: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        self._kept = _Memories(*({} for _ in _Memories._fields))
        self.groups = Groups(desk, lines)

    def find(self, sought: Sought) -> Found:
        """What the rows come to, remembered or established now; those with which anything is wrong are unlike.

        No cell of these rows may hold the end of a line: that is what parts the cells of a key.
        """
        kept, groups, places = self._kept, self.groups, self._table.places
        skus = _looked_up(self._skus, sought.column(places["sku"]), lambda _, sku: self._met(sku), sought.unlike)
        starts = _looked_up(
            kept.starts,
            _joined(self._overridden(sought), sought.again, *self._cells(sought, (*self._terms, *self._marks))),
            lambda place, key: self._start(key, lambda: sought.ask(place)),
            sought.unlike,
        )
        grounds, marks = [each.ground for each in starts], [each.marked for each in starts]

        def look_up(memory: dict[Any, Any], make: Callable[[Ground, Ask], Any], keys: Iterable[Any]) -> list[Any]:
            return _looked_up(
                memory, keys, lambda place, _: make(grounds[place], lambda: sought.ask(place)), sought.unlike
            )

        worths = look_up(
            kept.worths,
            groups.worth,
            _joined([each.worth for each in grounds], *self._cells(sought, self._worth)),
        )
        stages = look_up(
            kept.stages,
            groups.stage,
            _joined(
                [each.stage for each in grounds],
                self._back(sought),
                [each.refund for each in worths],
                *self._cells(sought, self._stage),
            ),
        )
        reasons = look_up(
            kept.reasons,
            groups.reason,
            _joined([each.reason for each in grounds], *self._cells(sought, self._reason)),
        )
        days = _looked_up(
            kept.days,
            _joined([each.days for each in grounds], *self._cells(sought, self._days)),
            lambda place, key: groups.days(grounds[place], lambda: self._days_of(key, lambda: sought.ask(place))),
            sought.unlike,
        )
        minds = [
            day.span if reason.mind and mark.unmarked else reason.mind
            for day, reason, mark in zip(days, reasons, marks, strict=True)
        ]
        duties = look_up(
            kept.duties,
            groups.duty,
            zip([each.duty for each in grounds], [each.mark for each in marks], minds, strict=True),
        )
        numbers = [
            [each.number for each in column] for column in (grounds, marks, stages, reasons, duties, days, worths)
        ]
        known = _looked_up(
            kept.known,
            zip(*numbers, strict=True),
            lambda place, key: groups.known(grounds[place], key[1:], lambda: sought.ask(place), sought.notes),
            sought.unlike,
        )
        return Found(skus, grounds, marks, stages, reasons, duties, days, worths, known)

    def _cells(self, sought: Sought, places: Iterable[int]) -> list[Sequence[str]]:
        return [sought.column(place) for place in places]

    def _start(self, key: str, ask: Ask) -> Start:
        """The ground and the marks of a row whose terms and marks never came together before."""
        override, again, *cells = key.split(_END)
        terms = _END.join((override, *cells[: len(self._terms)]))
        ground = self._kept.terms.get(terms) or _keep(self._kept.terms, terms, self.groups.ground(ask))
        marks = _END.join((ground.marks, again, *cells[len(self._terms) :]))
        marked = self._kept.marks.get(marks) or _keep(
            self._kept.marks, marks, self.groups.marks(ground, ask, again=bool(again))
        )
        return Start(ground, marked)

    def _back(self, sought: Sought) -> Iterable[str]:
        """Whether the goods have come back; nothing where they have not."""
        column = self._table.places.get("return_delivery_date")
        if column is None:
            return repeat("", sought.rows)

        def is_back(place: int, _: object) -> str:
            return "back" if sought.ask(place).return_delivery_date is not None else ""

        return _looked_up(self._kept.back, sought.column(column), is_back, sought.unlike, "")

    def _days_of(self, key: str, ask: Ask) -> ReturnRequest:
        """The request as far as its days go: where each of these cells has been read before, it is not read again."""
        cells = key.split(_END)[1:]
        days = {field: read.get(cell, _UNLIKE) for (field, read), cell in zip(self._dates, cells, strict=True)}
        if _UNLIKE not in days.values():
            return ReturnRequest("", "", **days)
        request = ask()
        for (field, read), cell in zip(self._dates, cells, strict=True):
            read[cell] = getattr(request, field)
        return request

    def _overridden(self, sought: Sought) -> Iterable[str]:
        """The overrides that hold for the SKUs; nothing where there is none."""
        if not self._desk.policy.overrides:
            return repeat("", sought.rows)
        return map(self._overrides.get, sought.column(self._table.places["sku"]), repeat(""))

    def _met(self, sku: str) -> str:
        """A SKU met for the first time; unlike others where anything is to be said about it."""
        override, near = self._desk.override_of(sku)
        if near or self._desk.flagged(sku) or not self._table.readable(sku):
            raise UnlikeError
        if override is not None:
            self._overrides[sku] = override
        return quoted_cell(sku)

    def may_hold(self, cells: Sequence[str]) -> bool:
        """Whether these cells of a row can be told apart in a key."""
        return not any(_END in cells[place] for place in self._read)

    def known(self) -> Iterable[Known]:
        """All that may have been recalled."""
        return self.groups.outcomes()

    @property
    def is_full(self) -> bool:
        """Whether it is time to forget."""
        if len(self._skus) >= self._most:
            self._skus.clear()
            self._overrides.clear()
        return self.groups.entries + sum([len(each) for each in self._all()]) > self._most

    def forget(self) -> None:
        """Begin anew."""
        for kept in self._all():
            kept.clear()
        self.groups = Groups(self._desk, self.groups.lines)

    def _all(self) -> tuple[dict[Any, Any], ...]:
        return (*self._kept, *[read for _, read in self._dates])


def _looked_up(
    memory: dict[Any, Any],
    keys: Iterable[Any],
    make: Callable[[int, Any], Any],
    unlike: set[int],
    instead: Any = _UNLIKE,
) -> list[Any]:
    """What is remembered under each key; what is not yet is made, by its place and key.

    For a row that is unlike others something stands `instead`.
    """
    found: list[Any] = []
    remembered = memory.__getitem__
    each = iter(keys)
    while True:
        try:
            found.extend(map(remembered, each))  # up to a key that is new, which is then used up
        except KeyError as new:
            place, key, made = len(found), new.args[0], instead
            if place not in unlike:
                try:
                    made = memory[key] = make(place, key)
                except UnlikeError:
                    unlike.add(place)
            found.append(made)
        else:
            return found


def _joined(*columns: Iterable[str]) -> Iterable[str]:
    """One text for each row: cheaper to look up than the cells one by one."""
    return map(_END.join, zip(*columns, strict=True))


def _keep(memory: dict[str, T], key: str, made: T) -> T:
    memory[key] = made
    return made
