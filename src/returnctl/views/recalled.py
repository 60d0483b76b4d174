"""Lines of CSV recalled: a row whose cells have all been seen before is neither parsed nor decided again.

Every recalled line is put together from decisions that the desk made. What a decision read is remembered
in four groups of cells (whose terms, which marks, which days, how much), each with what it came to. A row
for which any group is new, or with which anything is wrong, goes to the desk.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from returnctl.deciding.desk import Decision, Desk, waits
from returnctl.deciding.fact import Established
from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.handling import automatic_by_date
from returnctl.deciding.stage import money_of
from returnctl.deciding.warnings import READS as WARNED_BY
from returnctl.deciding.window import READS as DAYS
from returnctl.values.request import ReturnRequest, Source
from returnctl.views.csv_text import ROW_TEXT, Lines, quoted_cell
from returnctl.views.flat import STARTERS
from returnctl.views.sentence import fact_words
from returnctl.views.summary import Counted, Shown, Tally, counted

_MOST_KEPT: Final = 50_000
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
_UNITS: Final = ("quantity", "order_quantity")
_IDS: Final = ("order_id", "order_item_id", "rma_id")
_WINDOW, _VALUE, _DUTY = (FACT_NAMES.index(name) for name in ("window", "value", "duty"))
_MARKED: Final = tuple(place for place in range(len(FACT_NAMES)) if place not in (_WINDOW, _VALUE))
_AGAIN: Final = itemgetter(*(ReturnRequest._fields.index(name) for name in (*WARNED_BY, "reason", "quantity")))


class Answer(NamedTuple):
    """By when to answer, as cells; whether that is past, and the day."""

    text: str
    overdue: bool
    by: str


class Group(NamedTuple):
    """What a group of cells came to: its words, and a number that stands for all else that follows from it."""

    number: int
    words: str
    answers: dict[bool | None, Answer]


class Known(NamedTuple):
    """What follows from the numbers of all groups: the texts between the cells of a row, and how it is counted.

    `day` and `worth` say whether the sentence tells of them; `times` how often the line was recalled.
    """

    before: str
    because: str
    day: bool
    between: str
    worth: bool
    after: tuple[str, ...]
    new: bool | None
    counted: Counted
    times: list[int]


class Marks(NamedTuple):
    """What the marks of a request came to, and what follows from them with days and worth."""

    number: int
    known: dict[tuple[int, int], Known]


class Ground(NamedTuple):
    """What is remembered of requests on the same ground; `dated` where a duty in law depends on the days too."""

    held: object
    dated: bool
    marks: dict[Any, Marks]
    days: dict[Any, Group]
    worth: dict[Any, dict[Any, Group]]
    known: dict[int, dict[tuple[int, int], Known]]


class Recall:
    """The memory of one table of text.

    `places` says in which cell (from 0) each of its fields stands, `kept` gives the input's own cells
    that go before ours.
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
        dated = ("order_date",) if desk.dated else ()
        self._terms = _getter(places, ("store", "category", "currency", *dated))
        self._marks, self._days, self._units = (_getter(places, fields) for fields in (_MARKS, DAYS, _UNITS))
        self._amount = _getter(places, ("amount",))
        self._ids = _getter(places, _IDS)
        self._ids_text = "".join("%s," if name in places else "," for name in _IDS)
        self._order, self._sku = places.get("order_id"), places["sku"]
        self._back, self._refunded = places.get("return_delivery_date"), places.get("refunded_amount")
        self._refund = _getter(places, ("refunded_amount", "amount", *_UNITS))
        self._file = quoted_cell(source.file)
        self._by_terms: dict[Any, dict[str, tuple[Ground, str]]] = {}
        self._grounds: dict[int, Ground] = {}
        self._all_known: list[Known] = []
        self._numbers: dict[Any, int] = {}
        self._money: dict[Any, tuple[str, ...]] = {}
        self._days_back: set[str] = set()

    def line(self, row: int, cells: Sequence[str]) -> str | None:
        """The line of a row, counted; None where the desk has to be asked."""
        by_sku = self._by_terms.get(self._terms(cells))
        stands = by_sku.get(cells[self._sku]) if by_sku is not None else None
        if stands is None:
            return None
        ground, sku = stands
        day_cells = self._days(cells)
        days, of_units = ground.days.get(day_cells), ground.worth.get(self._units(cells))
        marks = ground.marks.get(self._marks_key(cells, day_cells if ground.dated else None))
        if marks is None or days is None or of_units is None:
            return None
        worth = of_units.get(self._amount(cells))
        if worth is None:
            return None
        known = marks.known.get((days.number, worth.number))
        if known is None:
            return None
        before, because, tells_day, between, tells_worth, after, new, _, times = known
        answer = days.answers.get(new)
        if answer is None:
            return None
        times[0] += 1
        text, overdue, by = answer
        if overdue and self._tally.comes_late(by):
            self._tally.add_late(self._shown(row, cells, known, by))
        ids, number = self._lines.ids(self._ids_text % self._ids(cells)), str(row)
        kept = self._lines.kept(self._kept(self._source, cells)) if self._kept else ""
        day, paid = days.words if tells_day else "", worth.words if tells_worth else ""
        return f"{kept}{self._file},{number},{ids}{sku},{before}{text}{because}{day}{between}{paid}{number.join(after)}"

    def close(self) -> None:
        """Count what was recalled; the overdue ones are counted already."""
        for known in self._all_known:
            self._tally.add_like(known.counted, known.times[0])
            known.times[0] = 0

    def learn(self, cells: Sequence[str], decision: Decision) -> None:
        """Remember what the desk made of a row with which nothing was wrong."""
        request, ground = decision.request, self._ground(decision)
        if self._back is not None and request.return_delivery_date is not None:
            self._days_back.add(cells[self._back])
        if request.refunded_amount is not None:
            _keep(self._money, self._refund(cells), money_of(request))
        day_cells = self._days(cells)
        key = self._marks_key(cells, day_cells if ground.dated else None)
        if key is None:
            return
        said = tuple(self._words(decision, place) for place in _MARKED)
        in_time = automatic_by_date(request, decision.terms, decision.established[_WINDOW].measured)
        number = self._number(decision, _MARKED, (said, _AGAIN(request)))
        marks = ground.marks.get(key) or Marks(number, ground.known.setdefault(number, {}))
        _keep(ground.marks, key, marks)
        days = self._group(ground.days, day_cells, decision, _WINDOW, in_time)
        of_units = ground.worth.get(self._units(cells))
        if of_units is None:
            of_units = {}
            _keep(ground.worth, self._units(cells), of_units)
        worth = self._group(of_units, self._amount(cells), decision, _VALUE, None)
        known = marks.known.get((days.number, worth.number))
        if known is None:
            known = marks.known[days.number, worth.number] = self._known(decision)
            self._all_known.append(known)
        by = decision.response.respond_by
        overdue = decision.response.overdue is True
        days.answers[known.new] = Answer(self._lines.answer(decision), overdue, by.isoformat() if by else "")
        by_sku = self._by_terms.setdefault(self._terms(cells), {})
        _keep(by_sku, cells[self._sku], (ground, quoted_cell(request.sku)))

    def _group(self, kept: dict[Any, Group], key: object, decision: Decision, place: int, more: object) -> Group:
        found = kept.get(key)
        if found is None:
            found = Group(self._number(decision, (place,), more), self._words(decision, place), {})
            _keep(kept, key, found)
        return found

    def _known(self, decision: Decision) -> Known:
        """The texts of a line around its own cells, from the parts of a decided one."""
        parts = self._lines.parts(decision)
        marked = [place for place in parts.told if place in _MARKED]
        first = parts.told.index(marked[0]) == 0 if marked else False
        ahead = self._words(decision, marked[0]) if first else ""
        rest = "; ".join(self._words(decision, place) for place in (marked[1:] if first else marked))
        day, worth = _WINDOW in parts.told, _VALUE in parts.told
        opening = parts.opening + ahead
        if opening[:1] in STARTERS:
            opening = "'" + opening
        tail = ("; " if rest and (first or day or worth) else "") + rest
        after = f'{tail}",{parts.after}{parts.cites},\r\n'
        return Known(
            parts.reason + parts.before,
            f'{parts.rule},"{opening}' + ("; " if first and (day or worth) else ""),
            day,
            "; " if day and worth else "",
            worth,
            tuple(after.split(ROW_TEXT)),
            waits(decision),
            counted(decision),
            [0],
        )

    def _ground(self, decision: Decision) -> Ground:
        found = self._grounds.get(id(decision.ground))
        if found is None:
            dated = len(decision.ground.reads[_DUTY]) > 1
            found = self._grounds[id(decision.ground)] = Ground(decision.ground, dated, {}, {}, {}, {})
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

    def _words(self, decision: Decision, place: int) -> str:
        return self._lines.said(fact_words(self._desk.facts[place], decision.established[place]))

    def _shown(self, row: int, cells: Sequence[str], known: Known, by: str) -> Shown:
        order = cells[self._order].strip() if self._order is not None else ""
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
