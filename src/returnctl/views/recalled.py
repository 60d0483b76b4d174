"""Lines of CSV recalled: a row whose cells have all been seen before is neither parsed nor decided again.

Every recalled line is put together from what the desk made of earlier rows. What a decision reads is
remembered in groups of cells, each with what it came to; what follows from the groups together is
remembered by their numbers. A row of which anything is new, or with which anything is wrong, goes to the desk.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from returnctl.deciding.desk import Decision, Desk
from returnctl.values.finding import Finding
from returnctl.values.inert import inert
from returnctl.values.request import Source
from returnctl.views.csv_text import RISKY, Lines, ids_text, kept_text, plain_ids, quoted_cell
from returnctl.views.recalled_groups import Answer, Ground, Groups, Known, what_came_back
from returnctl.views.summary import FIRST, Shown, Tally, Why

# All that is remembered together; beyond it everything is forgotten, and learned again where it recurs.
_MOST_KEPT: Final = 60_000
_LEAST: Final = 1_000
_STAGE: Final = ("status", "resolution", "label_type")
_REASON: Final = ("reason", "quantity", "store")
_MARKS: Final = ("in_policy", "claim", "fulfilment", "label_paid_by", "quantity", "order_quantity", "stock")
_DAYS: Final = ("order_date", "ship_date", "estimated_delivery_date", "delivery_date", "request_date")
_WORTH: Final = ("amount", "quantity", "order_quantity", "currency")
_REFUND: Final = ("refunded_amount", "amount", "quantity", "order_quantity")
_IDS: Final = ("order_id", "order_item_id", "rma_id")

Cells = Sequence[str]


class Sku(NamedTuple):
    """A SKU as it stands in a line, and the override that holds for it."""

    text: str
    override: str | None


class Table(NamedTuple):
    """A table of text: in which cell (from 0) each of its fields stands, and the cells that go before ours.

    `readable` says whether nothing is wrong with a SKU.
    """

    source: Source
    places: Mapping[str, int]
    kept: Callable[[Cells], Cells] | None
    readable: Callable[[str], bool]


class Recall:
    """The memory of one table of text, shared out among `tables` of them."""

    def __init__(self, desk: Desk, lines: Lines, tally: Tally, table: Table, tables: int = 1) -> None:
        self._desk, self._tally, self._table = desk, tally, table
        self._most = max(_MOST_KEPT // tables, _LEAST)
        dated = ("order_date",) if desk.dated else ()
        terms = ("store", "sales_channel", "currency", "category", *dated)
        self._terms, self._stage, self._reason, self._marks, self._days, self._worth, self._refund = (
            _getter(table.places, fields) for fields in (terms, _STAGE, _REASON, _MARKS, _DAYS, _WORTH, _REFUND)
        )
        self._back = _getter(table.places, ("return_delivery_date",))
        self._ids = _ids_of(table.places)
        self._order, self._sku = table.places.get("order_id"), table.places["sku"]
        self._file = quoted_cell(table.source.file)
        self._skus: dict[str, Sku] = {}
        self._grounds: dict[Any, Ground] = {}
        self._came_back: dict[Any, bool] = {}
        self._refunds: dict[Any, object] = {}
        self._groups = Groups(desk, lines)
        self._noted: dict[Finding, int] = {}

    def lines(self, rows: Sequence[int], table: Sequence[Cells]) -> list[str]:  # the inmost loop: one function
        """The lines of these rows, counted, up to the first of which the desk has to be asked."""
        pick_terms, pick_stage, pick_reason, pick_marks = self._terms, self._stage, self._reason, self._marks
        pick_days, pick_worth, pick_refund, pick_back = self._days, self._worth, self._refund, self._back
        skus, grounds, came_back, refunds, sku_place = (
            self._skus,
            self._grounds,
            self._came_back,
            self._refunds,
            self._sku,
        )
        pick_ids, pick_kept, file = self._ids, self._table.kept, self._file
        done: list[str] = []
        try:
            for row, cells in zip(rows, table, strict=True):
                sku = skus.get(cells[sku_place]) or self._met(cells[sku_place])
                ground = grounds[pick_terms(cells), sku.override]
                stage = ground.stages[pick_stage(cells), came_back[pick_back(cells)], refunds[pick_refund(cells)]]
                reason, marks = ground.reasons[pick_reason(cells)], ground.marks[pick_marks(cells)]
                days, worth = ground.days[pick_days(cells)], ground.worth[pick_worth(cells)]
                span = days.span if reason.mind and marks.mark is not True else None
                duty = ground.duties[marks.mark, reason.mind, span]
                known = ground.known[stage.number, reason.number, marks.number, duty.number, days.number, worth.number]
                words: tuple[str, ...] = (stage.words, reason.words, duty.words, days.words, worth.words)
                bases: tuple[int, ...] = (stage.basis, reason.basis, duty.basis, days.basis, worth.basis)
                if known.marked:
                    words, bases = words + marks.words, bases + marks.bases
                told, cites, number = known.told, ground.cites[known.told(bases)], str(row)
                ids = plain_ids(pick_ids(cells)) or _cleaned(pick_ids(cells))
                answer, because = days.answers[known.answer], known.opening + "; ".join(told(words))
                if known.counted.why is not None or answer.overdue:
                    self._list(known, reason.named, answer, row, cells)
                else:
                    known.times[None] += 1
                if because[0] in RISKY:
                    because = inert(because)
                kept = kept_text(pick_kept(cells)) if pick_kept else ""
                done.append(
                    f"{kept}{file},{number},{ids}{sku.text},{reason.cells}{known.before}{answer.cells}{known.rule}"
                    f'"{because}",{known.after}{number.join(cites)},{known.finding}\r\n'
                )
        except KeyError:
            pass  # the next row is new
        return done

    def learn(self, cells: Cells, decision: Decision, notes: tuple[Finding, ...]) -> None:
        """Remember what the desk made of a row with which nothing was wrong; `notes` were told of it."""
        request = decision.request
        if request.reason == request.source.columns["reason"].header or request.sku not in self._skus:
            return  # the header once more, or a SKU of which something is to be said
        if self._groups.entries + len(self._grounds) + len(self._refunds) + len(self._came_back) > self._most:
            self._forget()
        groups = self._groups
        ground = groups.ground(decision)
        self._grounds[self._terms(cells), self._skus[request.sku].override] = ground
        back, refund = what_came_back(request)
        self._came_back[self._back(cells)] = back
        self._refunds[self._refund(cells)] = refund
        stage = groups.stage(ground, (self._stage(cells), back, refund), decision)
        reason = groups.reason(ground, self._reason(cells), decision)
        marks = groups.marks(ground, self._marks(cells), decision)
        days = groups.days(ground, self._days(cells), decision)
        span = days.span if reason.mind and marks.mark is not True else None
        duty = groups.duty(ground, (marks.mark, reason.mind, span), decision)
        worth = groups.worth(ground, self._worth(cells), decision)
        numbers = (stage.number, reason.number, marks.number, duty.number, days.number, worth.number)
        known = groups.known(ground, numbers, decision, notes)
        bases = (stage.basis, reason.basis, duty.basis, days.basis, worth.basis, *marks.bases)
        groups.cites(ground, known.told(bases), decision)

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
        for kept in (self._grounds, self._came_back, self._refunds):
            kept.clear()
        self._groups = Groups(self._desk, self._groups.lines)

    def _met(self, sku: str) -> Sku:
        """A SKU met for the first time; a KeyError where anything is to be said about it."""
        override, near = self._desk.override_of(sku)
        if near or self._desk.flagged(sku) or not self._table.readable(sku):
            raise KeyError(sku)
        if len(self._skus) >= self._most:
            self._skus.clear()
        known = self._skus[sku] = Sku(quoted_cell(sku), override)
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
