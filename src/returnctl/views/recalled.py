"""Lines of CSV recalled: a row whose cells have all been seen before is neither parsed nor decided again.

Every recalled line is put together from what the desk made of earlier rows. What a decision reads is
remembered in groups of cells, each with what it came to; what follows from the groups together is
remembered by their numbers. A whole page of rows is looked up group after group. Of a row with something
new only that is established, and only where the groups never came together so before it is concluded what
follows. A row with which anything is wrong goes to the desk.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from sys import intern
from typing import Any, Final, NamedTuple

from returnctl.deciding.desk import Decision, Desk
from returnctl.values.finding import Finding
from returnctl.values.inert import inert
from returnctl.values.request import ReturnRequest
from returnctl.views.csv_text import RISKY, Lines, all_plain_ids, ids_text, kept_text, quoted_cell
from returnctl.views.kept_lines import kept_lines
from returnctl.views.recalled_groups import Ask, Groups, UnlikeError
from returnctl.views.recalled_parts import Answer, Kind, Known, Sku, Unlike
from returnctl.views.recalled_rows import Asked, Cells, Page, Reader, Table
from returnctl.views.summary import FIRST, Shown, Tally, Why

# All that is remembered together; beyond it everything is forgotten, and learned again where it recurs.
_MOST_KEPT: Final = 48_000
_LEAST: Final = 1_000
_TERMS: Final = ("store", "sales_channel", "currency", "category")
_MARKS: Final = ("in_policy", "claim", "fulfilment", "label_paid_by", "quantity", "order_quantity", "stock")
_STAGE: Final = ("status", "resolution", "label_type")
# Beside the cells of a group itself: what it reads of those that make up a kind of requests.
_REASON: Final = ("store", "quantity")
_PAID: Final = ("quantity", "order_quantity", "currency")
_DAYS: Final = ("order_date", "ship_date", "estimated_delivery_date", "delivery_date", "request_date")
_WORTH: Final = ("amount", "refunded_amount")
_IDS: Final = ("order_id", "order_item_id", "rma_id")
_UNLIKE: Final[Any] = Unlike()

Column = Callable[[int], Sequence[str]]
# Gives the request of a row by its place; an UnlikeError where anything is wrong with it.
AskFor = Callable[[int], ReturnRequest]


class _Found(NamedTuple):
    """What the rows of a page came to, row by row."""

    skus: list[Any]
    kinds: list[Any]
    stages: list[Any]
    reasons: list[Any]
    duties: list[Any]
    days: list[Any]
    worths: list[Any]
    known: list[Any]


class Recall:
    """The memory of one table of text, shared out among `tables` of them."""

    def __init__(self, desk: Desk, lines: Lines, tally: Tally, table: Table, tables: int = 1) -> None:
        self._desk, self._tally, self._table = desk, tally, table
        self._most = max(_MOST_KEPT // tables, _LEAST)
        places = table.places
        terms = (*_TERMS, "order_date") if desk.dated else _TERMS
        self._terms, self._kind, self._days, self._worth = (
            [places[field] for field in fields if field in places]
            for fields in (terms, (*_TERMS, *_STAGE, *_MARKS), _DAYS, _WORTH)
        )
        self._parts = [
            [places[field] for field in fields if field in places] for fields in (_STAGE, _REASON, _MARKS, _PAID)
        ]
        self._reason = places["reason"]
        self._back, self._sku, self._order = places.get("return_delivery_date"), places["sku"], places.get("order_id")
        self._file = quoted_cell(table.source.file)
        self._days_there = [field for field in _DAYS if field in places]
        self._dates: list[dict[str, Any]] = [{} for _ in self._days_there]
        self._skus: dict[str, Sku] = {}
        self._memories: tuple[dict[Any, Any], ...] = tuple({} for _ in range(9))
        self._groups = Groups(desk, lines)
        self._noted: dict[Finding, int] = {}
        self._learned = 0

    def page(self, page: Page, read: Reader, unlike: Iterable[int] = ()) -> Callable[[int, int], list[str]]:
        """A function that gives the lines of some rows of a page, from one place to another.

        They are counted, and end with the first of which the desk has to be asked. `read` reads a row of which
        something is new; the rows that are `unlike` others are never recalled.
        """
        self._keep_bounds()
        never, rows = frozenset(unlike), page.rows
        others, asked = set(never), {}

        def ask(place: int) -> ReturnRequest:
            if place not in asked:
                asked[place] = Asked(page.lines[place], rows[place], read)
            return asked[place]()

        ids, kept = self._ids(page, others), self._kept(page)
        found, learned = self._find(page.column, len(rows), ask, others, None), self._learned

        def again(place: int) -> list[str]:
            """The line of a row that was unlike others before the desk decided rows above it."""
            if place in never or self._learned == learned or not ids[place]:
                return []
            nothing_wrong = set[int]()
            one = self._find(lambda at: (rows[place][at],), 1, lambda _: ask(place), nothing_wrong, None)
            return [] if nothing_wrong else self._lines(page, one, place, ids, kept, 0, 1)

        def answers(start: int, stop: int) -> list[str]:
            done: list[str] = []
            while (place := start + len(done)) < stop:
                end = min((other for other in others if other >= place), default=stop)
                more = self._lines(page, found, 0, ids, kept, place, min(end, stop)) if end > place else again(place)
                if not more:
                    break
                done += more
            return done

        return answers

    def _ids(self, page: Page, unlike: set[int]) -> list[str]:
        """What the requests of a page are called, as cells; unlike others where more than blanks has to be seen to."""
        places = [self._table.places.get(field) for field in _IDS]
        blank = [""] * len(page.rows)
        columns = [blank if place is None else page.column(place) for place in places]
        found = all_plain_ids(zip(*columns, strict=True))
        if "" in found:
            for place in [place for place, text in enumerate(found) if not text]:
                cells = page.rows[place]
                parts = tuple("" if at is None else cells[at].strip() for at in places)
                if "".join(parts).isascii():
                    found[place] = ids_text(parts)  # type: ignore[arg-type]
                else:
                    unlike.add(place)
        return found

    def _kept(self, page: Page) -> Sequence[str | None]:
        """The input's own cells of a page; None where they have to be looked at one by one."""
        if self._table.kept is None:
            return [""] * len(page.rows)
        return kept_lines(page.records, page.delimiter) if self._table.whole else [None] * len(page.rows)

    def _find(
        self, column: Column, count: int, ask: AskFor, unlike: set[int], notes: tuple[Finding, ...] | None
    ) -> _Found:
        """What so many rows come to, remembered or established now; those with which anything is wrong are unlike."""
        groups = self._groups
        of_ground, of_kind, of_back, of_worth, of_stage, of_reason, of_days, of_duty, of_all = self._memories

        def of(places: Sequence[int]) -> list[Sequence[str]]:
            return [column(place) for place in places]

        def look_up(memory: dict[Any, Any], make: Callable[[Kind, Ask], Any], *keys: Any) -> list[Any]:
            each = zip(*keys, strict=True)
            return _looked_up(memory, each, lambda place, _: make(kinds[place], lambda: ask(place)), unlike)

        def kind(place: int, _: object) -> Kind:
            ground = grounds[place] if grounds else groups.ground(lambda: ask(place))
            cells = [tuple([column(at)[place] for at in part]) for part in self._parts]
            return groups.kind(ground, cells, lambda: ask(place))

        skus = _looked_up(self._skus, column(self._sku), lambda _, sku: self._met(sku), unlike)
        overrides, grounds = [sku.override for sku in skus], []
        if self._desk.dated:  # else a kind has its ground
            keys = zip(overrides, *of(self._terms), strict=True)
            grounds = _looked_up(of_ground, keys, lambda place, _: groups.ground(lambda: ask(place)), unlike)
        kinds = _looked_up(of_kind, zip(grounds or overrides, *of(self._kind), strict=True), kind, unlike)
        back: Any = repeat(False, count)
        if self._back is not None:
            back = look_up(of_back, lambda _, asked: asked().return_delivery_date is not None, column(self._back))
        worths = look_up(of_worth, groups.worth, [kind.worth for kind in kinds], *of(self._worth))
        refunds = [worth.refund for worth in worths]
        stages = look_up(of_stage, groups.stage, [kind.stage for kind in kinds], back, refunds)
        reasons = look_up(of_reason, groups.reason, [kind.reason for kind in kinds], column(self._reason))
        dates = of(self._days)
        days = _looked_up(
            of_days,
            zip([kind.days for kind in kinds], *dates, strict=True),
            lambda place, key: groups.days(kinds[place], lambda: self._dated(key[1:], lambda: ask(place))),
            unlike,
        )
        minds = [
            day.span if reason.mind and kind.unmarked else reason.mind
            for day, reason, kind in zip(days, reasons, kinds, strict=True)
        ]
        duties = look_up(of_duty, groups.duty, [kind.duty for kind in kinds], minds)
        numbers = [[group.number for group in column] for column in (stages, reasons, duties, days, worths)]
        known = _looked_up(
            of_all,
            zip([kind.like for kind in kinds], *numbers, strict=True),
            lambda place, key: groups.known(kinds[place], key[1:], lambda: ask(place), notes),
            unlike,
        )
        return _Found(skus, kinds, stages, reasons, duties, days, worths, known)

    def _dated(self, cells: Cells, ask: Callable[[], ReturnRequest]) -> ReturnRequest:
        """The request as far as its days go: where each of these cells has been read before, it is not read again."""
        days = [read.get(cell, _UNLIKE) for read, cell in zip(self._dates, cells, strict=True)]
        if _UNLIKE not in days:
            return ReturnRequest("", "", **dict(zip(self._days_there, days, strict=True)))
        request = ask()
        for field, read, cell in zip(self._days_there, self._dates, cells, strict=True):
            read[cell] = getattr(request, field)
        return request

    def _lines(
        self,
        page: Page,
        found: _Found,
        first: int,
        ids: Sequence[str],
        kept: Sequence[str | None],
        start: int,
        stop: int,
    ) -> list[str]:  # the inmost loop
        """The lines of some of the rows `found`, of which the first is the page's `first`."""
        done: list[str] = []
        file, first = self._file, first + start
        here = slice(first, first + stop - start)
        rows = zip(
            map(str, page.lines[here]), ids[here], kept[here], *[each[start:stop] for each in found], strict=True
        )
        for number, named, own, sku, kind, stage, reason, duty, day, worth, known in rows:
            before, rule, opening, told, marked, after, place, person = known.parts
            words = (stage.words, reason.words, duty.words, day.words, worth.words)
            if marked:
                words += kind.marks.words
            answer, because = day.answers[place], opening + "; ".join(told(words))
            known.times += 1
            if person or answer.overdue:
                self._list(known, reason.named, answer, int(number), page.rows[first + len(done)])
            if because[0] in RISKY:
                because = inert(because)
            cells = own if own is not None else self._cells_kept(page.rows[first + len(done)])
            done.append(
                f"{cells}{file},{number},{named}{sku.text},{reason.cells}{before}{answer.cells}{rule}{because}"
                f"{number.join(after)}"
            )
        return done

    def _cells_kept(self, cells: Cells) -> str:
        return kept_text(self._table.kept(cells)) if self._table.kept else ""

    def learn(self, cells: Cells, decision: Decision, notes: tuple[Finding, ...]) -> None:
        """Remember a row with which nothing was wrong, of which the desk had `notes` to tell."""
        self._learned += 1
        self._find(lambda place: (cells[place],), 1, lambda _: decision.request, set(), notes)

    def close(self) -> Iterable[tuple[Finding, int]]:
        """Count what was recalled (the overdue ones are counted already), and say how often which note applied."""
        for known in self._memories[-1].values():
            for like, times in known.counts():
                self._tally.add_like(like, times)
                for note in known.follows.notes:
                    self._noted[note] = self._noted.get(note, 0) + times
        return self._noted.items()

    def _keep_bounds(self) -> None:
        if len(self._skus) >= self._most:
            self._skus.clear()
        if self._groups.entries + sum(map(len, (*self._memories, *self._dates))) > self._most:
            self.close()
            for memory in (*self._memories, *self._dates):
                memory.clear()
            self._groups = Groups(self._desk, self._groups.lines)

    def _met(self, sku: str) -> Sku:
        """A SKU met for the first time; unlike others where anything is to be said about it."""
        override, near = self._desk.override_of(sku)
        if near or self._desk.flagged(sku) or not self._table.readable(sku):
            raise UnlikeError
        return Sku(quoted_cell(sku), override)

    def _list(self, known: Known, named: tuple[str, str], answer: Answer, row: int, cells: Cells) -> None:
        """Count a request that may be one of the first of a list."""
        counted = known.follows.counted
        if counted.why is not None:
            times = known.named[named] = known.named.get(named, 0) + 1
            if times <= FIRST:
                why = Why(counted.why.rule, *named)
                self._tally.add_first(why, counted.note, self._shown(known, answer, row, cells))
        if answer.overdue and self._tally.comes_late(answer.by):
            self._tally.add_late(self._shown(known, answer, row, cells))

    def _shown(self, known: Known, answer: Answer, row: int, cells: Cells) -> Shown:
        order = cells[self._order].strip() if self._order is not None else ""
        advice = str(known.follows.counted.recommendation)
        return Shown(self._table.source.file, row, order, cells[self._sku], advice, answer.by)


def _looked_up(
    memory: dict[Any, Any], keys: Iterable[Any], make: Callable[[int, Any], Any], unlike: set[int]
) -> list[Any]:
    """What is remembered under each key; what is not yet is made, by its place and key."""
    found: list[Any] = []
    remembered = memory.__getitem__
    each = iter(keys)
    while True:
        try:
            found.extend(map(remembered, each))  # up to a key that is new, which is then used up
        except KeyError as new:
            place, key, made = len(found), new.args[0], _UNLIKE
            if place not in unlike:
                try:
                    made = make(place, key)
                    memory[_lasting(key)] = made
                except UnlikeError:
                    unlike.add(place)
            found.append(made)
        else:
            return found


def _lasting(key: Any) -> Any:
    """A key that is kept: the same text each time is one text in memory."""
    if isinstance(key, tuple):
        return tuple([intern(part) if type(part) is str else part for part in key])
    return key
