"""Lines of CSV recalled: a row whose cells have all been seen before is neither parsed nor decided again.

Every recalled line is put together from what the desk made of earlier rows. What a decision reads is
remembered in groups of cells, each with what it came to; what follows from the groups together is
remembered by their numbers. Of a row with something new only that is established, and only where the
groups never came together so before it is decided. A row with which anything is wrong goes to the desk.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from sys import intern
from typing import Any, Final

from returnctl.deciding.desk import Decision, Desk
from returnctl.values.finding import Finding
from returnctl.values.inert import inert
from returnctl.views.csv_text import RISKY, Lines, all_plain_ids, ids_text, kept_text, quoted_cell
from returnctl.views.kept_lines import kept_lines
from returnctl.views.recalled_groups import Ask, Groups, UnlikeError
from returnctl.views.recalled_parts import Answer, Ground, Kind, Known
from returnctl.views.recalled_rows import Asked, Cells, Page, Reader, Sku, Table
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


class Recall:
    """The memory of one table of text, shared out among `tables` of them."""

    def __init__(self, desk: Desk, lines: Lines, tally: Tally, table: Table, tables: int = 1) -> None:
        self._desk, self._tally, self._table = desk, tally, table
        self._most = max(_MOST_KEPT // tables, _LEAST)
        terms = (*_TERMS, "order_date") if desk.dated else _TERMS
        self._terms, self._kind, self._days, self._worth, self._back = (
            _getter(table.places, fields)
            for fields in (terms, (*terms, *_STAGE, *_MARKS), _DAYS, _WORTH, ("return_delivery_date",))
        )
        self._parts = [_getter(table.places, fields) for fields in (_STAGE, _REASON, _MARKS, _PAID)]
        self._ids = _ids_of(table.places)
        self._order, self._sku, self._reason = table.places.get("order_id"), table.places["sku"], table.places["reason"]
        self._file = quoted_cell(table.source.file)
        self._skus: dict[str, Sku] = {}
        self._grounds: dict[Any, Ground] = {}
        self._kinds: dict[str | None, dict[Any, Kind]] = {}
        self._came_back: dict[Any, bool] = {}
        self._groups = Groups(desk, lines)
        self._noted: dict[Finding, int] = {}

    def page(self, page: Page, read: Reader) -> Callable[[int, int], list[str]]:
        """A function that gives the lines of some rows of a page, from one place to another.

        They are counted, and end with the first of which the desk has to be asked. `read` reads a row of which
        something is new.
        """
        ids = self._page_ids(page.rows)
        kept = self._page_kept(page)

        def lines(start: int, stop: int) -> list[str]:
            done: list[str] = []
            tried = -1
            while (place := start + len(done)) < stop:
                part = slice(place, stop)
                try:
                    self._recall(zip(page.lines[part], page.rows[part], ids[part], kept[part], strict=True), done)
                except KeyError:  # something of the next row is new
                    place = start + len(done)
                    if place == tried or not self._like_others(page.lines[place], page.rows[place], read):
                        break
                    tried = place
            return done

        return lines

    def _page_ids(self, rows: Sequence[Cells]) -> list[str]:
        """What the requests of a page are called, as cells; empty where that has to be looked at closer."""
        try:
            return all_plain_ids(map(self._ids, rows))
        except IndexError:  # a short row
            return [""] * len(rows)

    def _page_kept(self, page: Page) -> Sequence[str | None]:
        """The input's own cells of a page; None where they have to be looked at one by one."""
        if self._table.kept is None:
            return [""] * len(page.rows)
        if not self._table.whole or page.records is None:
            return [None] * len(page.rows)
        return kept_lines(page.records, page.delimiter)

    def _recall(self, page: Iterable[tuple[int, Cells, str, str | None]], done: list[str]) -> None:  # the inmost loop
        """Add the lines of these rows; a KeyError where one of them is not known."""
        pick_kind, pick_days, pick_worth, pick_back = self._kind, self._days, self._worth, self._back
        skus, came_back, sku_place, reason_place = self._skus, self._came_back, self._sku, self._reason
        file = self._file
        for row, cells, named, kept in page:
            sku = skus[cells[sku_place]]
            kind = sku.kinds[pick_kind(cells)]
            reason, days = kind.reasons[cells[reason_place]], kind.days[pick_days(cells)]
            worth = kind.worth[pick_worth(cells)]
            stage = kind.stages[came_back[pick_back(cells)], worth.refund]
            duty = kind.duties[days.span if kind.unmarked and reason.mind else reason.mind]
            known = kind.known[stage.number, reason.number, duty.number, days.number, worth.number]
            words: tuple[str, ...] = (stage.words, reason.words, duty.words, days.words, worth.words)
            bases: tuple[int, ...] = (stage.basis, reason.basis, duty.basis, days.basis, worth.basis)
            if known.marked:
                words, bases = words + kind.marks.words, bases + kind.marks.bases
            told, cites, number = known.told, kind.cites[known.told(bases)], str(row)
            ids = named or _cleaned(self._ids(cells))
            answer, because = days.answers[known.answer], known.opening + "; ".join(told(words))
            if known.counted.why is not None or answer.overdue:
                self._list(known, reason.named, answer, row, cells)
            else:
                known.times[None] += 1
            if because[0] in RISKY:
                because = inert(because)
            own = kept if kept is not None else self._cells_kept(cells)
            done.append(
                f"{own}{file},{number},{ids}{sku.text},{reason.cells}{known.before}{answer.cells}{known.rule}"
                f'"{because}",{known.after}{number.join(cites)},{known.finding}\r\n'
            )

    def _cells_kept(self, cells: Cells) -> str:
        return kept_text(self._table.kept(cells)) if self._table.kept else ""

    def _like_others(self, row: int, cells: Cells, read: Reader) -> bool:
        """Whether nothing is wrong with a row of which something is new; remembers what follows from it."""
        sku = self._skus.get(cells[self._sku]) or self._met(cells[self._sku])
        return sku is not None and self._remember(sku, cells, Asked(row, cells, read), None)

    def learn(self, cells: Cells, decision: Decision, notes: tuple[Finding, ...]) -> None:
        """Remember a row with which nothing was wrong, of which the desk had `notes` to tell."""
        sku = self._skus.get(decision.request.sku)
        if sku is not None:
            self._remember(sku, cells, lambda: decision.request, notes)

    def _remember(self, sku: Sku, cells: Cells, ask: Ask, notes: tuple[Finding, ...] | None) -> bool:
        """Remember what is new of a row; False where it is unlike others, or the desk has to tell something of it."""
        if self._groups.entries + len(self._grounds) + len(self._came_back) > self._most:
            self._forget()
        groups = self._groups
        try:
            kind = self._kind_of(sku, cells, ask)
            worth = groups.worth(kind, self._worth(cells), ask)
            stage = groups.stage(kind, (self._is_back(cells, ask), worth.refund), ask)
            reason = groups.reason(kind, cells[self._reason], ask)
            days = groups.days(kind, _lasting(self._days(cells)), ask)
            duty = groups.duty(kind, days.span if kind.unmarked and reason.mind else reason.mind, ask)
            known = groups.known(kind, (stage.number, reason.number, duty.number, days.number, worth.number), notes)
            bases = (stage.basis, reason.basis, duty.basis, days.basis, worth.basis, *kind.marks.bases)
            groups.cites(kind, known.told(bases), ask)
        except UnlikeError:
            return False
        return True

    def _kind_of(self, sku: Sku, cells: Cells, ask: Ask) -> Kind:
        """What is remembered of requests like this one in their terms, status and marks."""
        key = self._kind(cells)
        kind = sku.kinds.get(key)
        if kind is None:
            place = self._terms(cells), sku.override
            ground = self._grounds.get(place)
            if ground is None:
                ground = self._grounds[place] = self._groups.ground(ask)
            parts = [pick(cells) for pick in self._parts]
            kind = sku.kinds[_lasting(key)] = self._groups.kind(ground, parts, ask)
        return kind

    def _is_back(self, cells: Cells, ask: Ask) -> bool:
        """Whether the goods have come back."""
        key = self._back(cells)
        if key not in self._came_back:
            self._came_back[key] = ask().return_delivery_date is not None
        return self._came_back[key]

    def close(self) -> Iterable[tuple[Finding, int]]:
        """Count what was recalled (the overdue ones are counted already), and say how often which note applied."""
        for known in self._groups.all_known():
            for like, times in known.counts():
                self._tally.add_like(like, times)
                for note in known.notes:
                    self._noted[note] = self._noted.get(note, 0) + times
            known.times.clear()
            known.times[None] = 0
        return self._noted.items()

    def _forget(self) -> None:
        self.close()
        self._grounds.clear()
        self._came_back.clear()
        for kinds in self._kinds.values():
            kinds.clear()
        self._groups = Groups(self._desk, self._groups.lines)

    def _met(self, sku: str) -> Sku | None:
        """A SKU met for the first time; None where anything is to be said about it."""
        override, near = self._desk.override_of(sku)
        if near or self._desk.flagged(sku) or not self._table.readable(sku):
            return None
        if len(self._skus) >= self._most:
            self._skus.clear()
        known = self._skus[sku] = Sku(quoted_cell(sku), override, self._kinds.setdefault(override, {}))
        return known

    def _list(self, known: Known, named: tuple[str, str], answer: Answer, row: int, cells: Cells) -> None:
        """Count a request that may be one of the first of a list."""
        why = known.counted.why
        key = named if why is not None else None
        times = known.times[key] = known.times.get(key, 0) + 1
        if why is not None and times <= FIRST:
            self._tally.add_first(Why(why.rule, *named), known.counted.note, self._shown(known, answer, row, cells))
        if answer.overdue and self._tally.comes_late(answer.by):
            self._tally.add_late(self._shown(known, answer, row, cells))

    def _shown(self, known: Known, answer: Answer, row: int, cells: Cells) -> Shown:
        order = cells[self._order].strip() if self._order is not None else ""
        advice = str(known.counted.recommendation)
        return Shown(self._table.source.file, row, order, cells[self._sku], advice, answer.by)


def _getter(places: Mapping[str, int], fields: Sequence[str]) -> Callable[[Cells], Any]:
    """A function that takes the cells of those fields from a row that have a column."""
    found = [places[field] for field in fields if field in places]
    return itemgetter(*found) if found else _nothing


def _lasting(key: Any) -> Any:
    """The cells of a key that is kept: the same text each time is one text in memory."""
    return tuple(map(intern, key)) if isinstance(key, tuple) else key


def _nothing(_cells: Cells) -> tuple[()]:
    return ()


def _ids_of(places: Mapping[str, int]) -> Callable[[Cells], tuple[str, str, str]]:
    """A function that takes what a request is called; empty where there is no column."""
    found = [places.get(field) for field in _IDS]
    if None not in found:
        return itemgetter(*found)

    def pick(cells: Cells) -> tuple[str, str, str]:
        one, two, three = ("" if place is None else cells[place] for place in found)
        return one, two, three

    return pick


def _cleaned(ids: tuple[str, str, str]) -> str:
    """Names with blanks around them; a KeyError where more than that has to be seen to."""
    one, two, three = (part.strip() for part in ids)
    if not (one + two + three).isascii():
        raise KeyError(ids)
    return ids_text((one, two, three))
