"""Lines of CSV recalled: a row whose cells have all been seen before is neither parsed nor decided again.

Every recalled line is put together from decisions that the desk made. What a decision read is remembered
in four groups of cells (whose terms, which marks, which days, how much), each with what it came to. A row
for which any group is new, or with which anything is wrong, goes to the desk.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.fact import Established
from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.handling import automatic_by_date
from returnctl.deciding.stage import money_of
from returnctl.deciding.warnings import READS as WARNED_BY
from returnctl.deciding.window import READS as DAYS
from returnctl.values.decision import Recommendation
from returnctl.values.request import ReturnRequest, Source
from returnctl.views.csv_text import Lines, Parts
from returnctl.views.sentence import fact_words
from returnctl.views.summary import Counted, Shown, Tally, counted

_MOST_KEPT: Final = 20_000
_MARKS: Final = (
    "reason",
    "status",
    "resolution",
    "label_type",
    "label_paid_by",
    "in_policy",
    "claim",
    "fulfilment",
    "quantity",
    "order_quantity",
)
_WORTH: Final = ("amount", "quantity", "order_quantity")
_WINDOW, _VALUE, _STAGE, _DUTY = (FACT_NAMES.index(name) for name in ("window", "value", "stage", "duty"))
_MARKED: Final = tuple(place for place in range(len(FACT_NAMES)) if place not in (_WINDOW, _VALUE))
_AGAIN: Final = itemgetter(*(ReturnRequest._fields.index(name) for name in (*WARNED_BY, "reason", "quantity")))


class Group(NamedTuple):
    """What a group of cells came to: the words of its facts by place, and a number for all that follows from it."""

    number: int
    words: Mapping[int, str]


class Known(NamedTuple):
    """What follows from the numbers of all groups: the parts of the line, how it is counted, whether it waits."""

    parts: Parts
    counted: Counted
    new: bool | None


class Ground(NamedTuple):
    """What is remembered of requests on the same ground; `dated` where a duty in law depends on the days too."""

    held: object
    dated: bool
    marks: dict[Any, Group]
    days: dict[Any, Group]
    worth: dict[Any, Group]
    known: dict[tuple[int, int, int], Known]
    answers: dict[Any, tuple[str, bool, str]]


class Recall:
    """The memory of one table of text. `places` says in which cell (from 0) each of its fields stands,
    `kept` gives the input's own cells that go before ours.
    """

    def __init__(
        self,
        desk: Desk,
        lines: Lines,
        tally: Tally,
        source: Source,
        places: Mapping[str, int],
        kept: Callable[[Source, Sequence[str]], list[str]] | None,
    ) -> None:
        self._desk, self._lines, self._tally, self._source, self._kept = desk, lines, tally, source, kept
        self._terms = _getter(places, ("sku", "store", "category", "currency", *(("order_date",) if desk.dated else ())))
        self._marks, self._days = _getter(places, _MARKS), _getter(places, DAYS)
        self._worth, self._asked = _getter(places, _WORTH), _getter(places, ("request_date",))
        self._ids = [places.get(name) for name in ("order_id", "order_item_id", "rma_id")]
        self._sku, self._back, self._refunded = places["sku"], places.get("return_delivery_date"), places.get("refunded_amount")
        self._refund = _getter(places, ("refunded_amount", *_WORTH))
        self._by_sku: dict[Any, Ground] = {}
        self._grounds: dict[int, Ground] = {}
        self._numbers: dict[Any, int] = {}
        self._money: dict[Any, tuple[str, ...]] = {}
        self._days_back: set[str] = set()

    def line(self, row: int, cells: Sequence[str]) -> str | None:
        """The line of a row, counted; None where the desk has to be asked."""
        ground = self._by_sku.get(self._terms(cells))
        if ground is None:
            return None
        days_key = self._days(cells)
        marks = ground.marks.get(self._marks_key(cells, days_key if ground.dated else None))
        days, worth = ground.days.get(days_key), ground.worth.get(self._worth(cells))
        if marks is None or days is None or worth is None:
            return None
        known = ground.known.get((marks.number, days.number, worth.number))
        if known is None:
            return None
        answer = ground.answers.get((self._asked(cells), known.new))
        if answer is None:
            return None
        text, overdue, by = answer
        words = [(days if at == _WINDOW else worth if at == _VALUE else marks).words[at] for at in known.parts.told]
        self._tally.count(known.counted, overdue, lambda: self._shown(row, cells, known, by))
        kept = self._kept(self._source, cells) if self._kept else None
        ids = [cells[place].strip() if place is not None else "" for place in self._ids]
        return self._lines.put(self._source.file, row, ids, cells[self._sku], known.parts, text, words, kept)

    def learn(self, cells: Sequence[str], decision: Decision) -> None:
        """Remember what the desk made of a row with which nothing was wrong."""
        request, ground = decision.request, self._ground(decision)
        days_key = self._days(cells)
        if self._back is not None and request.return_delivery_date is not None:
            self._days_back.add(cells[self._back])
        if request.refunded_amount is not None:
            _keep(self._money, self._refund(cells), money_of(request))
        marks = Group(self._number(decision, _MARKED, _AGAIN(request)), self._words(decision, _MARKED))
        in_time = automatic_by_date(request, decision.terms, decision.established[_WINDOW].measured)
        days = Group(self._number(decision, (_WINDOW,), in_time), self._words(decision, (_WINDOW,)))
        worth = Group(self._number(decision, (_VALUE,), None), self._words(decision, (_VALUE,)))
        key = self._marks_key(cells, days_key if ground.dated else None)
        if key is None:
            return
        _keep(ground.marks, key, marks)
        _keep(ground.days, days_key, days)
        _keep(ground.worth, self._worth(cells), worth)
        known = Known(self._lines.parts(decision), counted(decision), _new(decision))
        _keep(ground.known, (marks.number, days.number, worth.number), known)
        by = decision.response.respond_by
        answer = (self._lines.answer(decision), decision.response.overdue is True, by.isoformat() if by else "")
        _keep(ground.answers, (self._asked(cells), known.new), answer)
        _keep(self._by_sku, self._terms(cells), ground)

    def _ground(self, decision: Decision) -> Ground:
        found = self._grounds.get(id(decision.ground))
        if found is None:
            duty = decision.ground.reads[_DUTY]
            found = Ground(decision.ground, len(duty) > 1, {}, {}, {}, {}, {})
            self._grounds[id(decision.ground)] = found
        return found

    def _marks_key(self, cells: Sequence[str], days: object) -> object:
        """The marks; of refunded money only how much of what is due, of a date of return only that there is one."""
        came_back, money = False, None
        if self._back is not None and (back := cells[self._back]) and not back.isspace():
            came_back = True
            if back not in self._days_back:
                return None
        if self._refunded is not None and (refunded := cells[self._refunded]) and not refunded.isspace():
            money = self._money.get(self._refund(cells))
            if money is None:
                return None
        return (self._marks(cells), came_back, money, days)

    def _number(self, decision: Decision, places: Sequence[int], more: object) -> int:
        """The same number for groups from which the same follows."""
        features = (tuple(_features(decision.established[place]) for place in places), more)
        return self._numbers.setdefault(features, len(self._numbers))

    def _words(self, decision: Decision, places: Sequence[int]) -> dict[int, str]:
        return {
            place: self._lines.said(fact_words(self._desk.facts[place], decision.established[place]))
            for place in places
        }

    def _shown(self, row: int, cells: Sequence[str], known: Known, by: str) -> Shown:
        order = cells[self._ids[0]].strip() if self._ids[0] is not None else ""
        return Shown(self._source.file, row, order, cells[self._sku], str(known.counted.recommendation), by)


def _features(established: Established) -> object:
    return (
        established.possible,
        established.ordinary,
        established.settled_by,
        established.reads,
        established.uses,
        established.also,
    )


def _new(decision: Decision) -> bool | None:
    """Whether the request waits for an answer, as its day to answer was worked out."""
    stage = decision.established[_STAGE].possible
    if decision.verdict.recommendation is Recommendation.NO_ACTION:
        return False
    return True if stage == 1 else None if stage & 1 else False


def _getter(places: Mapping[str, int], fields: Sequence[str]) -> Callable[[Sequence[str]], Any]:
    """A function that takes the cells of those fields from a row that have a column."""
    found = [places[field] for field in fields if field in places]
    return itemgetter(*found) if found else _nothing


def _nothing(_cells: Sequence[str]) -> tuple[()]:
    return ()


def _keep(kept: dict[Any, Any], key: object, value: object) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
