"""What groups of a row's cells came to, kept so that lines can be put together from it.

Cells from which the same follows get the same number, those that rest on the same places the same basis.
What was established under the same terms is shared by all grounds that have these terms. Each group is made
from a request by what the desk establishes; only what follows from all groups together takes a decision.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, Final, TypeVar

from returnctl.deciding import grounds
from returnctl.deciding.desk import Decision, Desk, waits
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

_STAGE, _FAMILY, _DUTY, _WINDOW, _VALUE = (
    FACT_NAMES.index(name) for name in ("stage", "family", "duty", "window", "value")
)
_MARKED: Final = tuple(
    FACT_NAMES.index(name) for name in ("fulfilment", "claim", "repeat", "returnable", "replacement")
)
# In which order the words of the groups are handed to a line.
_ORDER: Final = (_STAGE, _FAMILY, _DUTY, _WINDOW, _VALUE, *_MARKED)
_WAITS: Final = (True, False, None)


class UnlikeError(Exception):
    """A request with which something is wrong: it is never like others."""


class Groups:
    """All groups of one table; `entries` counts what is remembered."""

    def __init__(self, desk: Desk, lines: Lines) -> None:
        self._desk, self.lines = desk, lines
        self.entries = 0
        self._grounds: dict[int, Ground] = {}
        self._shared: dict[Any, dict[Any, Any]] = {}
        self._numbers: dict[Any, int] = {}
        self._bases: dict[Any, int] = {}
        self._picks: dict[tuple[int, ...], Pick] = {}

    def ground(self, request: ReturnRequest) -> Ground:
        """What is remembered of requests on the ground of this one."""
        held = self._desk.ground(request)
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

    def kind(self, ground: Ground, cells: Sequence[object], request: ReturnRequest) -> Kind:
        """What requests on one ground with the same status and marks share. `cells` are those of its groups."""
        stage, reason, marks, worth = cells
        of_stage, of_reason, of_marks, _, of_duty, of_worth = ground.keys
        marked = self._marks(self._dict(of_marks), marks, request, ground.held)
        return Kind(
            self._dict((of_stage, stage)),
            self._dict((of_reason, reason)),
            self._dict((of_worth, worth)),
            ground.days,
            self._dict((of_duty, marked.mark)),
            ground.known.setdefault(marked.number, {}),
            ground.cites,
            marked.mark is not True,
            marked.words,
            marked.bases,
            ground,
        )

    def all_known(self) -> Iterator[Known]:
        """Everything that may have been recalled."""
        return (known for ground in self._grounds.values() for like in ground.known.values() for known in like.values())

    def stage(self, kind: Kind, key: tuple[bool, object], request: ReturnRequest) -> Group:
        """What status, resolution, label, return and refund came to."""
        if key not in kind.stages:
            own_label = what_counts(request).own_label
            self._keep(kind.stages, key, self._group(_STAGE, request, kind.ground.held, own_label))
        return kind.stages[key]

    def reason(self, kind: Kind, key: object, request: ReturnRequest) -> Reasoned:
        """What a reason came to."""
        if key not in kind.reasons:
            decision = self._desk.decide(request)
            reason = decision.reason
            listed = reason is not None and reason.cite != NOWHERE
            follows = (fault_of(reason, decision.terms), listed, reason.note if reason is not None else "")
            group = self._group(_FAMILY, request, kind.ground.held, follows)
            named = (reason.code, reason.label) if reason is not None else ("", "")
            mind = reason is not None and reason.family == "change-of-mind"
            self._keep(kind.reasons, key, Reasoned(*group, self.lines.parts(decision).reason, named, mind))
        return kind.reasons[key]

    def days(self, kind: Kind, key: object, request: ReturnRequest) -> Dated:
        """What the days came to."""
        if key not in kind.days:
            held = kind.ground.held
            by_date = in_time(request, held.terms, self._established(_WINDOW, request, held).measured)
            group = self._group(_WINDOW, request, held, by_date)
            dated = len(held.reads[_DUTY]) > 1
            span = tuple([days_that_count(request, terms) for terms in held.terms]) if dated else None
            answers = tuple([self._answer(request, held, new) for new in _WAITS])
            self._keep(kind.days, key, Dated(*group, span, answers))
        return kind.days[key]

    def duty(self, kind: Kind, key: tuple[bool, object], request: ReturnRequest) -> Group:
        """What Amazon or the law demands."""
        if key not in kind.duties:
            self._keep(kind.duties, key, self._group(_DUTY, request, kind.ground.held, None))
        return kind.duties[key]

    def worth(self, kind: Kind, key: object, request: ReturnRequest) -> Worth:
        """What the amount came to."""
        if key not in kind.worth:
            problem = self._established(_VALUE, request, kind.ground.held).problem
            group = self._group(_VALUE, request, kind.ground.held, problem)
            self._keep(kind.worth, key, Worth(*group, refund_that_counts(request)))
        return kind.worth[key]

    def cites(self, kind: Kind, told: Sequence[int], decision: Decision) -> None:
        """The places on which the sentence rests, by the bases of the facts that it tells."""
        if told not in kind.cites:
            self._keep(kind.cites, told, self.lines.parts(decision).cites)

    def known(self, kind: Kind, numbers: tuple[int, ...], decision: Decision, notes: tuple[Finding, ...]) -> Known:
        """What follows from all groups together."""
        found = kind.known.get(numbers)
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
        self._keep(kind.known, numbers, known)
        return known

    def _marks(self, kept: dict[Any, Marked], key: object, request: ReturnRequest, held: grounds.Ground) -> Marked:
        """What the marks and the numbers of units came to."""
        if key not in kept:
            counts = what_counts(request)
            known = [self._established(place, request, held) for place in _MARKED]
            number = self._number(_MARKED, known, counts._replace(own_label=False))
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

    def _group(self, place: int, request: ReturnRequest, held: grounds.Ground, more: object) -> Group:
        known = self._established(place, request, held)
        number = self._number((place,), (known,), more)
        return Group(number, self.lines.words(place, known), self._basis(place, known))

    def _number(self, places: Sequence[int], known: Sequence[Established], more: object) -> int:
        """The same number for groups from which the same follows."""
        features = (places, *map(_features, known), more)
        return self._numbers.setdefault(features, len(self._numbers))

    def _basis(self, place: int, known: Established) -> int:
        """The same for the same fact where it rests on the same places."""
        return self._bases.setdefault((place, known.reads, known.uses, known.also), len(self._bases))

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
