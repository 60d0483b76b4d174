"""What groups of a row's cells came to, kept so that lines can be put together from it.

Cells from which the same follows get the same number, those that rest on the same places the same basis.
What was established under the same terms is shared by all grounds that have these terms.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from returnctl.deciding import grounds
from returnctl.deciding.desk import Decision, Desk, waits
from returnctl.deciding.duty import days_that_count
from returnctl.deciding.fact import Established
from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.handling import fault_of, in_time
from returnctl.deciding.stage import refund_that_counts
from returnctl.deciding.warnings import what_counts
from returnctl.values.finding import Finding
from returnctl.values.policy import NOWHERE, Terms
from returnctl.values.request import ReturnRequest
from returnctl.views.csv_text import Lines, findings_cell
from returnctl.views.summary import Counted, Why, counted

V = TypeVar("V")
Pick = Callable[[tuple[Any, ...]], Sequence[Any]]

_STAGE, _FAMILY, _DUTY, _WINDOW, _VALUE = (
    FACT_NAMES.index(name) for name in ("stage", "family", "duty", "window", "value")
)
_MARKED: Final = tuple(
    FACT_NAMES.index(name) for name in ("fulfilment", "claim", "repeat", "returnable", "replacement")
)
# In which order the words of the groups are handed to a line.
_ORDER: Final = (_STAGE, _FAMILY, _DUTY, _WINDOW, _VALUE, *_MARKED)
_WAITS: Final = (True, False, None)


class Group(NamedTuple):
    """What a group of cells came to.

    `number` stands for all that follows from it, `basis` for the places on which it rests.
    """

    number: int
    words: str
    basis: int


class Reasoned(NamedTuple):
    """What a reason came to, the cells that repeat it, its code and label, and whether it is a change of mind."""

    number: int
    words: str
    basis: int
    cells: str
    named: tuple[str, str]
    mind: bool


class Marked(NamedTuple):
    """What the marks of a request came to, for each fact; `mark` is Amazon's `In policy`."""

    number: int
    words: tuple[str, ...]
    bases: tuple[int, ...]
    mark: object


class Answer(NamedTuple):
    """By when to answer: as cells, whether that is past, and the day."""

    cells: str
    overdue: bool
    by: str


class Dated(NamedTuple):
    """What the days came to; `span` is what counts of them for the duty, `answers` go by whether an answer is due."""

    number: int
    words: str
    basis: int
    span: object
    answers: tuple[Answer, ...]


class Known(NamedTuple):
    """What follows from the numbers of all groups: the texts of a line, and how it is counted.

    `told` picks what belongs to the facts that the sentence tells, `answer` says which answer applies;
    `times` is how often it was recalled, for each reason where a person is needed.
    """

    before: str
    answer: int
    rule: str
    opening: str
    told: Pick
    marked: bool
    after: str
    finding: str
    notes: tuple[Finding, ...]
    counted: Counted
    times: dict[tuple[str, str] | None, int]

    def counts(self) -> Iterator[tuple[Counted, int]]:
        """How many requests are counted in which way."""
        why = self.counted.why
        for named, times in self.times.items():
            if why is None or named is None:
                yield self.counted, times
            else:
                yield self.counted._replace(why=Why(why.rule, *named)), times


class Ground(NamedTuple):
    """What is remembered of requests on one ground, which is held so that its identity stays its own."""

    held: grounds.Ground
    stages: dict[Any, Group]
    reasons: dict[Any, Reasoned]
    marks: dict[Any, Marked]
    days: dict[Any, Dated]
    duties: dict[Any, Group]
    worth: dict[Any, Group]
    known: dict[tuple[int, ...], Known]
    cites: dict[Sequence[int], tuple[str, ...]]


class Groups:
    """All groups of one table, learned from decisions; `entries` counts what is remembered."""

    def __init__(self, desk: Desk, lines: Lines) -> None:
        self._desk, self.lines = desk, lines
        self.entries = 0
        self._grounds: dict[int, Ground] = {}
        self._shared: dict[Any, dict[Any, Any]] = {}
        self._numbers: dict[Any, int] = {}
        self._bases: dict[Any, int] = {}
        self._picks: dict[tuple[int, ...], Pick] = {}

    def ground(self, decision: Decision) -> Ground:
        """What is remembered of requests on the ground of a decision."""
        held = decision.ground
        found = self._grounds.get(id(held))
        if found is None:
            stage, family, duty, window, worth = (
                id(held.plan[place][0]) for place in (_STAGE, _FAMILY, _DUTY, _WINDOW, _VALUE)
            )
            marked = tuple(id(held.plan[place][0]) for place in _MARKED)
            terms = tuple(_answering(terms) for terms in held.terms)
            faults = ("family", family, held.terms[0].fault_table.value)
            keys = (("stage", stage), faults, marked, (window, duty, terms), ("duty", duty), (worth,))
            stages, reasons, marks, days, duties, worths = (self._shared.setdefault(key, {}) for key in keys)
            found = self._grounds[id(held)] = Ground(held, stages, reasons, marks, days, duties, worths, {}, {})
        return found

    def all_known(self) -> Iterator[Known]:
        """Everything that may have been recalled."""
        return (known for ground in self._grounds.values() for known in ground.known.values())

    def stage(self, ground: Ground, key: object, decision: Decision) -> Group:
        """What status, resolution, label, return and refund came to."""
        if key not in ground.stages:
            own_label = what_counts(decision.request).own_label
            self._keep(ground.stages, key, self._group(decision, _STAGE, own_label))
        return ground.stages[key]

    def reason(self, ground: Ground, key: object, decision: Decision) -> Reasoned:
        """What a reason came to."""
        if key not in ground.reasons:
            reason = decision.reason
            listed = reason is not None and reason.cite != NOWHERE
            follows = (fault_of(reason, decision.terms), listed, reason.note if reason is not None else "")
            group = self._group(decision, _FAMILY, follows)
            named = (reason.code, reason.label) if reason is not None else ("", "")
            mind = reason is not None and reason.family == "change-of-mind"
            self._keep(ground.reasons, key, Reasoned(*group, self.lines.parts(decision).reason, named, mind))
        return ground.reasons[key]

    def marks(self, ground: Ground, key: object, decision: Decision) -> Marked:
        """What the marks and the numbers of units came to."""
        if key not in ground.marks:
            counts = what_counts(decision.request)
            number = self._number(decision, _MARKED, counts._replace(own_label=False))
            words = tuple(self._words(decision, place) for place in _MARKED)
            bases = tuple(self._basis(decision, place) for place in _MARKED)
            self._keep(ground.marks, key, Marked(number, words, bases, counts.in_policy))
        return ground.marks[key]

    def days(self, ground: Ground, key: object, decision: Decision) -> Dated:
        """What the days came to."""
        if key not in ground.days:
            request = decision.request
            by_date = in_time(request, decision.ground.terms, decision.established[_WINDOW].measured)
            group = self._group(decision, _WINDOW, by_date)
            dated = len(ground.held.reads[_DUTY]) > 1
            span = tuple(days_that_count(request, terms) for terms in ground.held.terms) if dated else None
            answers = tuple(self._answer(request, ground.held, new) for new in _WAITS)
            self._keep(ground.days, key, Dated(*group, span, answers))
        return ground.days[key]

    def duty(self, ground: Ground, key: object, decision: Decision) -> Group:
        """What Amazon or the law demands."""
        if key not in ground.duties:
            self._keep(ground.duties, key, self._group(decision, _DUTY, None))
        return ground.duties[key]

    def worth(self, ground: Ground, key: object, decision: Decision) -> Group:
        """What the amount came to."""
        if key not in ground.worth:
            self._keep(ground.worth, key, self._group(decision, _VALUE, decision.established[_VALUE].problem))
        return ground.worth[key]

    def cites(self, ground: Ground, told: Sequence[int], decision: Decision) -> None:
        """The places on which the sentence rests, by the bases of the facts that it tells."""
        if told not in ground.cites:
            self._keep(ground.cites, told, self.lines.parts(decision).cites)

    def known(self, ground: Ground, numbers: tuple[int, ...], decision: Decision, notes: tuple[Finding, ...]) -> Known:
        """What follows from all groups together."""
        found = ground.known.get(numbers)
        if found is not None:
            return found
        parts = self.lines.parts(decision)
        new = waits(decision)
        known = Known(
            parts.before,
            _WAITS.index(new),
            parts.rule,
            parts.opening,
            self._pick(parts.told),
            any(place in _MARKED for place in parts.told),
            parts.after,
            findings_cell(notes),
            notes,
            counted(decision),
            {None: 0},
        )
        self._keep(ground.known, numbers, known)
        return known

    def _group(self, decision: Decision, place: int, more: object) -> Group:
        number = self._number(decision, (place,), more)
        return Group(number, self._words(decision, place), self._basis(decision, place))

    def _number(self, decision: Decision, places: Sequence[int], more: object) -> int:
        """The same number for groups from which the same follows."""
        features = (*(_features(decision.established[place]) for place in places), more)
        return self._numbers.setdefault(features, len(self._numbers))

    def _basis(self, decision: Decision, place: int) -> int:
        """The same for the same fact where it rests on the same places."""
        known = decision.established[place]
        return self._bases.setdefault((place, known.reads, known.uses, known.also), len(self._bases))

    def _words(self, decision: Decision, place: int) -> str:
        return self.lines.words(place, decision.established[place])

    def _answer(self, request: ReturnRequest, ground: grounds.Ground, new: bool | None) -> Answer:
        response = self._desk.response(request, ground, new)
        by = response.respond_by.isoformat() if response.respond_by else ""
        return Answer(self.lines.answer(response), response.overdue is True, by)

    def _pick(self, told: tuple[int, ...]) -> Pick:
        if told not in self._picks:
            self._picks[told] = _picking([_ORDER.index(place) for place in told])
        return self._picks[told]

    def _keep(self, kept: dict[Any, V], key: Any, value: V) -> None:
        kept[key] = value
        self.entries += 1


def what_came_back(request: ReturnRequest) -> tuple[bool, object]:
    """Whether the goods have come back, and what counts of the money that was refunded."""
    return request.return_delivery_date is not None, refund_that_counts(request)


def _answering(terms: Terms) -> tuple[object, ...]:
    """What days come to beside window and duty: by when to answer, and who authorises."""
    return (
        terms.zone,
        terms.respond_within_hours.value,
        terms.authorization.value,
        terms.amazon_window_days.value,
        terms.automatic_window_days.value,
    )


def _picking(slots: Sequence[int]) -> Pick:
    """A function that picks some in their order; an `itemgetter` of one would give no sequence."""
    if len(slots) > 1:
        return itemgetter(*slots)
    return itemgetter(slice(slots[0], slots[0] + 1) if slots else slice(0))


def _features(established: Established) -> tuple[object, ...]:
    return (established.possible, established.ordinary, established.settled_by, established.uses)
