"""What groups of a row's cells came to, kept so that lines can be put together from it.

Cells from which the same follows get the same number, those that rest on the same places the same basis.
What was established under the same terms is shared by all grounds that have these terms. Each group is made
by what the desk establishes, and what follows from all groups together by what the desk concludes from that.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from returnctl.deciding import grounds
from returnctl.deciding.desk import Conclusion, Desk, waits
from returnctl.deciding.duty import days_that_count
from returnctl.deciding.fact import Established
from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.handling import fault_of, in_time
from returnctl.deciding.stage import refund_that_counts
from returnctl.deciding.warnings import what_counts
from returnctl.values.finding import Finding, Severity
from returnctl.values.policy import NOWHERE, Terms
from returnctl.values.request import ReturnRequest
from returnctl.views.csv_text import Lines, findings_cell
from returnctl.views.recalled_parts import Answer, Dated, Ground, Group, Kind, Known, Marked, Pick, Reasoned, Worth
from returnctl.views.summary import counted

K = TypeVar("K")
V = TypeVar("V")
# Gives the request of a row; an UnlikeError where anything is wrong with it.
Ask = Callable[[], ReturnRequest]

_STAGE, _FAMILY, _DUTY, _WINDOW, _VALUE = (
    FACT_NAMES.index(name) for name in ("stage", "family", "duty", "window", "value")
)
_MARKED: Final = tuple(
    FACT_NAMES.index(name) for name in ("fulfilment", "claim", "repeat", "returnable", "replacement")
)
# In which order the words of the groups are handed to a line.
_ORDER: Final = (_STAGE, _FAMILY, _DUTY, _WINDOW, _VALUE, *_MARKED)
_IN_ORDER: Final = itemgetter(*map(_ORDER.index, range(len(FACT_NAMES))))
_WAITS: Final = (True, False, None)


class UnlikeError(Exception):
    """A request with which something is wrong: it is never like others."""


class Sample(NamedTuple):
    """What was established for the first of all groups with the same number, and what else follows from it."""

    established: tuple[Established, ...]
    more: Any


class Groups:
    """All groups of one table; `entries` counts what is remembered.

    The request of a row is asked for only where something of it is new.
    """

    def __init__(self, desk: Desk, lines: Lines) -> None:
        self._desk, self.lines = desk, lines
        self.entries = 0
        self._grounds: dict[int, Ground] = {}
        self._shared: dict[Any, dict[Any, Any]] = {}
        self._numbers: dict[Any, int] = {}
        self._samples: list[Sample] = []
        self._bases: dict[Any, int] = {}
        self._picks: dict[tuple[int, ...], Pick] = {}
        self._answers: dict[tuple[object, ...], tuple[Answer, ...]] = {}

    def ground(self, ask: Ask) -> Ground:
        """What is remembered of requests on the ground of this one."""
        held = self._desk.ground(ask())
        if any(problem.severity is not Severity.NOTE for problem in held.problems):
            raise UnlikeError
        found = self._grounds.get(id(held))
        if found is None:
            stage, family, duty, window, worth = (
                id(held.plan[place][0]) for place in (_STAGE, _FAMILY, _DUTY, _WINDOW, _VALUE)
            )
            marked = tuple(id(held.plan[place][0]) for place in _MARKED)
            terms = tuple(_answering(terms) for terms in held.terms)
            faults = ("family", family, held.terms[0].fault_table.value)
            keys = (("stage", stage), faults, marked, (window, duty, terms), ("duty", duty), (worth,))
            found = self._grounds[id(held)] = Ground(held, keys, self._dict(keys[3]), {}, {})
        return found

    def kind(self, ground: Ground, cells: Sequence[object], ask: Ask) -> Kind:
        """What requests on one ground with the same status and marks share. `cells` are those of its groups."""
        stage, reason, marks, worth = cells
        of_stage, of_reason, of_marks, _, of_duty, of_worth = ground.keys
        marked = self._marks(self._dict(of_marks), marks, ask, ground.held)
        self.entries += 1
        return Kind(
            self._dict((of_stage, stage)),
            self._dict((of_reason, reason)),
            self._dict((of_worth, worth)),
            ground.days,
            self._dict((of_duty, marked.mark)),
            ground.known.setdefault(marked.number, {}),
            ground.cites,
            marked,
            marked.mark is not True,
            ground.held,
        )

    def all_known(self) -> Iterator[Known]:
        """Everything that may have been recalled."""
        return (known for ground in self._grounds.values() for like in ground.known.values() for known in like.values())

    def stage(self, kind: Kind, key: tuple[bool, object], ask: Ask) -> Group:
        """What status, resolution, label, return and refund came to."""
        if key not in kind.stages:
            own_label = what_counts(ask()).own_label
            self._keep(kind.stages, key, self._group(_STAGE, ask(), kind.ground, own_label))
        return kind.stages[key]

    def reason(self, kind: Kind, key: object, ask: Ask) -> Reasoned:
        """What a reason came to. The header's own text may be the header once more, and is never remembered."""
        if key not in kind.reasons:
            request = ask()
            decision = self._desk.decide(request)
            reason = decision.reason
            if reason is None or request.reason == request.source.columns["reason"].header:
                raise UnlikeError
            # A reason of another store's table stands for this one only where both know of the same fault.
            table = decision.terms.fault_table.value
            follows = (table, fault_of(reason, decision.terms), reason.cite != NOWHERE, reason.note)
            group = self._group(_FAMILY, request, kind.ground, follows, reason)
            mind = reason.family == "change-of-mind"
            self._keep(
                kind.reasons,
                key,
                Reasoned(*_plain(group), self.lines.reason(decision), (reason.code, reason.label), mind),
            )
        return kind.reasons[key]

    def days(self, kind: Kind, key: object, ask: Ask) -> Dated:
        """What the days came to."""
        if key not in kind.days:
            held, request = kind.ground, ask()
            by_date = in_time(request, held.terms, self._established(_WINDOW, request, held).measured)
            group = self._group(_WINDOW, request, held, by_date)
            dated = len(held.reads[_DUTY]) > 1
            span = tuple([days_that_count(request, terms) for terms in held.terms]) if dated else None
            self._keep(kind.days, key, Dated(*_plain(group), span, self._answers_of(request, held)))
        return kind.days[key]

    def duty(self, kind: Kind, key: object, ask: Ask) -> Group:
        """What Amazon or the law demands."""
        if key not in kind.duties:
            self._keep(kind.duties, key, self._group(_DUTY, ask(), kind.ground, None))
        return kind.duties[key]

    def worth(self, kind: Kind, key: object, ask: Ask) -> Worth:
        """What the amount came to."""
        if key not in kind.worth:
            request = ask()
            problem = self._established(_VALUE, request, kind.ground).problem
            group = self._group(_VALUE, request, kind.ground, problem)
            self._keep(kind.worth, key, Worth(*_plain(group), refund_that_counts(request)))
        return kind.worth[key]

    def cites(self, kind: Kind, told: Sequence[int], ask: Ask) -> None:
        """The places on which the sentence rests, by the bases of the facts that it tells."""
        if told not in kind.cites:
            decision = self._desk.decide(ask())
            places = self.lines.advice(decision).told
            self._keep(kind.cites, told, self.lines.cites(decision, places))

    def known(self, kind: Kind, numbers: tuple[int, ...], notes: tuple[Finding, ...] | None) -> Known:
        """What follows from all groups together.

        Where there is something to tell of a request the desk does so first: `notes` are what it told.
        """
        found = kind.known.get(numbers)
        if found is None:
            stage, reason, duty, days, worth, marks = (
                self._samples[number] for number in (*numbers, kind.marks.number)
            )
            together = [*(each.established[0] for each in (stage, reason, duty, days, worth)), *marks.established]
            if notes is None and (kind.ground.problems or any(known.problem is not None for known in together)):
                raise UnlikeError
            counts = marks.more._replace(own_label=stage.more)
            concluded = self._desk.conclude(kind.ground, _IN_ORDER(together), reason.more, days.more, counts)
            found = self._follow(concluded, notes or ())
            self._keep(kind.known, numbers, found)
        return found

    def _follow(self, concluded: Conclusion, notes: tuple[Finding, ...]) -> Known:
        advice = self.lines.advice(concluded)
        return Known(
            advice.before,
            _WAITS.index(waits(concluded)),
            advice.rule,
            advice.opening,
            self._pick(advice.told),
            any(place in _MARKED for place in advice.told),
            advice.after,
            findings_cell(notes),
            notes,
            counted(concluded),
            {None: 0},
        )

    def _marks(self, kept: dict[Any, Marked], key: object, ask: Ask, held: grounds.Ground) -> Marked:
        """What the marks and the numbers of units came to."""
        if key not in kept:
            request = ask()
            counts = what_counts(request)._replace(own_label=False)
            known = tuple([self._established(place, request, held) for place in _MARKED])
            number = self._number(_MARKED, known, counts, counts)
            words = tuple(map(self.lines.words, _MARKED, known))
            bases = tuple(map(self._basis, _MARKED, known))
            self._keep(kept, key, Marked(number, words, bases, counts.in_policy))
        return kept[key]

    def _established(self, place: int, request: ReturnRequest, held: grounds.Ground) -> Established:
        """What the desk establishes; what is more than a note to say of it makes a request unlike others."""
        known = self._desk.established(place, request, held)
        if known.problem is not None and known.problem.severity is not Severity.NOTE:
            raise UnlikeError
        return known

    def _group(
        self, place: int, request: ReturnRequest, held: grounds.Ground, follows: object, more: object = None
    ) -> Group:
        """One group: `follows` tells beside the fact what follows from it; `more` stands for that, where it is more."""
        known = self._established(place, request, held)
        number = self._number((place,), (known,), follows, follows if more is None else more)
        return Group(number, self.lines.words(place, known), self._basis(place, known))

    def _number(self, places: Sequence[int], known: tuple[Established, ...], follows: object, more: object) -> int:
        """The same number for groups from which the same follows."""
        features = (places, *map(_features, known), follows)
        number = self._numbers.setdefault(features, len(self._samples))
        if number == len(self._samples):
            self._samples.append(Sample(known, more))
        return number

    def _basis(self, place: int, known: Established) -> int:
        """The same for the same fact where it rests on the same places."""
        return self._bases.setdefault((place, known.reads, known.uses, known.also), len(self._bases))

    def _answers_of(self, request: ReturnRequest, ground: grounds.Ground) -> tuple[Answer, ...]:
        """By when to answer, for each way of waiting; days of one request date share it."""
        terms = ground.terms[0]
        key = request.request_date, terms.zone, terms.respond_within_hours.value
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = tuple([self._answer(request, ground, new) for new in _WAITS])
            self.entries += 1
        return found

    def _answer(self, request: ReturnRequest, ground: grounds.Ground, new: bool | None) -> Answer:
        response = self._desk.response(request, ground, new)
        by = response.respond_by.isoformat() if response.respond_by else ""
        return Answer(self.lines.answer(response), response.overdue is True, by)

    def _pick(self, told: tuple[int, ...]) -> Pick:
        if told not in self._picks:
            self._picks[told] = _picking([_ORDER.index(place) for place in told])
        return self._picks[told]

    def _dict(self, key: object) -> dict[Any, Any]:
        """A memory that is shared under this key."""
        return self._shared.setdefault(key, {})

    def _keep(self, kept: dict[K, V], key: K, value: V) -> None:
        kept[key] = value
        self.entries += 1


def _plain(group: Group) -> tuple[int, str, int]:
    return group.number, group.words, group.basis


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
