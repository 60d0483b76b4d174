"""What groups of a row's cells come to, so that lines can be put together from it.

Cells from which the same follows, and that rest on the same places, get the same number. What was
established under the same terms is shared by all grounds that have these terms. Each group is made by
what the desk establishes, and what follows from all groups together by what the desk concludes from that.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from returnctl.deciding import grounds
from returnctl.deciding.desk import Desk
from returnctl.deciding.duty import days_that_count
from returnctl.deciding.fact import Established, establish
from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.handling import fault_of, in_time
from returnctl.deciding.stage import refund_that_counts
from returnctl.deciding.warnings import Counts, what_counts
from returnctl.deciding.window import days_apart
from returnctl.values.finding import Finding, Severity
from returnctl.values.policy import NOWHERE, Terms
from returnctl.values.request import AskedBack, ReturnRequest
from returnctl.views.csv_text import Lines, quoted_words
from returnctl.views.recalled_parts import (
    Answer,
    Dated,
    Followed,
    Ground,
    Group,
    Known,
    Marked,
    Reasoned,
    Worth,
)
from returnctl.views.recalled_texts import DUTY, FAMILY, MARKED, ORDER, REPEAT, STAGE, VALUE, WAITS, WINDOW, Texts

# Gives the request of a row; an UnlikeError where anything is wrong with it.
Ask = Callable[[], ReturnRequest]

_IN_ORDER: Final = itemgetter(*map(ORDER.index, range(len(FACT_NAMES))))


class UnlikeError(Exception):
    """A request with which something is wrong: it is never like others."""


class Sample(NamedTuple):
    """What was established for the first of all groups from which the same follows, and what else follows from it."""

    established: tuple[Established, ...]
    more: Any


class Groups:
    """All that is remembered of one table. The request of a row is asked for only where something of it is new."""

    def __init__(self, desk: Desk, lines: Lines) -> None:
        self._desk, self.lines = desk, lines
        self._grounds: dict[int, Ground] = {}
        self._shared: dict[Any, str] = {}
        self._numbers: dict[Any, int] = {}
        self._samples: list[Sample] = []
        self._bases: dict[Any, int] = {}
        self._pairs: dict[tuple[int, tuple[int, ...]], int] = {}
        self._of_pair: list[tuple[int, tuple[int, ...]]] = []
        self._follow: dict[tuple[int, ...], Followed] = {}
        self._texts = Texts(lines)
        self._cites: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._alike: dict[Any, Any] = {}
        self._outcomes: dict[tuple[int, int], Known] = {}
        self._windows: dict[Hashable, tuple[int, str, object]] = {}
        self._answers: dict[tuple[object, ...], tuple[Answer, ...]] = {}

    @property
    def entries(self) -> int:
        """How much is remembered beside the cells."""
        kept = (
            self._shared,
            self._pairs,
            self._follow,
            self._cites,
            self._alike,
            self._outcomes,
            self._windows,
            self._answers,
        )
        return sum([len(each) for each in kept]) + self._texts.entries

    def ground(self, ask: Ask) -> Ground:
        """What is remembered of requests on the ground of this one."""
        held = self._desk.ground(ask())
        if any(problem.severity is not Severity.NOTE for problem in held.problems):
            raise UnlikeError
        found = self._grounds.get(id(held))
        if found is None:
            stage, family, duty, window, worth = (
                id(held.plan[place][0]) for place in (STAGE, FAMILY, DUTY, WINDOW, VALUE)
            )
            marked = tuple(id(held.plan[place][0]) for place in MARKED)
            days = (window, duty, tuple(_answering(terms) for terms in held.terms))
            faults = (family, held.terms[0].fault_table.value)
            keys = (stage, faults, marked, days, duty, worth)
            found = self._grounds[id(held)] = Ground(
                held, len(self._grounds), *map(self._shared_number, enumerate(keys))
            )
        return found

    def marks(self, ground: Ground, ask: Ask, *, again: bool) -> Marked:
        """What the marks and the numbers of units came to; others may ask `again` for the same order line."""
        request = ask()
        counts = what_counts(request)._replace(own_label=False)
        known = tuple([self._established(place, request, ground.held) for place in MARKED])
        bases = tuple(map(self._basis, MARKED, known))
        number = self._number(MARKED, known, counts, counts, bases)
        words = tuple(map(self.lines.words, MARKED, known))
        units = request.quantity, request.order_quantity
        sample = ReturnRequest("", "", quantity=units[0], order_quantity=units[1]) if again else None
        return Marked(number, words, counts.in_policy, counts.in_policy is not True, sample)

    def words_again(self, ground: Ground, marks: Marked, asked_back: AskedBack | None) -> tuple[str, ...]:
        """The words of the marks, with those on what others ask back of the order line of this very request."""
        if marks.again is None:
            return marks.words
        request, fact = marks.again._replace(asked_back=asked_back), self._desk.facts[REPEAT]
        words = list(marks.words)
        # No other request has these: nothing of them is kept.
        words[MARKED.index(REPEAT)] = quoted_words(fact, establish(fact, request, ground.held.terms[0]))
        return tuple(words)

    def _shared_number(self, key: Hashable) -> str:
        """The same number for the same key, as a part of others' keys."""
        return self._shared.setdefault(key, str(len(self._shared)))

    def stage(self, ground: Ground, ask: Ask) -> Group:
        """What status, resolution, label, return and refund came to."""
        own_label = what_counts(ask()).own_label
        return self._group(STAGE, ask(), ground.held, own_label)

    def reason(self, ground: Ground, ask: Ask) -> Reasoned:
        """What a reason came to. The header's own text may be the header once more, and is never remembered."""
        request = ask()
        decision = self._desk.decide(request)
        reason = decision.reason
        if reason is None or request.reason == request.source.columns["reason"].header:
            raise UnlikeError
        # A reason of another store's table stands for this one only where both know of the same fault.
        table = decision.terms.fault_table.value
        follows = (table, fault_of(reason, decision.terms), reason.cite != NOWHERE, reason.note)
        group = self._group(FAMILY, request, ground.held, follows, reason)
        mind = reason.family == "change-of-mind"
        named = (reason.code, reason.label)
        return Reasoned(group.number, group.words, self.lines.reason(decision), named, mind)

    def days(self, ground: Ground, ask: Ask) -> Dated:
        """What the days of a request came to, and by when to answer it."""
        held, request = ground.held, ask()
        key = ground.days, days_apart(request, held.terms)
        found = self._windows.get(key)
        if found is None:
            by_date = in_time(request, held.terms, self._established(WINDOW, request, held).measured)
            group = self._group(WINDOW, request, held, by_date)
            dated = len(held.reads[DUTY]) > 1
            span = tuple([days_that_count(request, terms) for terms in held.terms]) if dated else None
            found = self._windows[key] = group.number, group.words, span
        return Dated(*found, self._answers_of(request, held))

    def duty(self, ground: Ground, ask: Ask) -> Group:
        """What Amazon or the law demands."""
        return self._group(DUTY, ask(), ground.held, None)

    def worth(self, ground: Ground, ask: Ask) -> Worth:
        """What the amount came to."""
        request = ask()
        problem = self._established(VALUE, request, ground.held).problem
        group = self._group(VALUE, request, ground.held, problem)
        return Worth(group.number, group.words, self._shared_number(("refund", refund_that_counts(request))))

    def known(self, ground: Ground, numbers: Sequence[int], ask: Ask, notes: tuple[Finding, ...] | None) -> Known:
        """What follows from all groups together, and on what it rests.

        The numbers are those of marks, stage, reason, duty, days and worth. Where there is something to tell
        of a request the desk does so first: `notes` are what it told.
        """
        of_pair, held = self._of_pair, ground.held
        pairs = [of_pair[number] for number in numbers]
        key = id(held), *[number for number, _ in pairs]
        follows = self._follow.get(key)
        if follows is None:
            follows = self._follow[key] = self._followed(held, key[1:], notes)
        marks, (stage,), (reason,), (duty,), (days,), (worth,) = [bases for _, bases in pairs]
        told = id(held), *follows.told((stage, reason, duty, days, worth, *marks))
        cites = self._cites.get(told)
        if cites is None:
            decision = self._desk.decide(ask())
            cites = self.lines.cites(decision, self.lines.advice(decision).told)
            cites = self._cites[told] = self._alike.setdefault(cites, cites)
        both = id(follows), id(cites)
        return self._outcomes.get(both) or self._outcomes.setdefault(both, Known(follows, cites))

    def outcomes(self) -> Iterable[Known]:
        """All that may have been recalled."""
        return self._outcomes.values()

    def _followed(self, held: grounds.Ground, numbers: Sequence[int], notes: tuple[Finding, ...] | None) -> Followed:
        marks, stage, reason, duty, days, worth = [self._samples[number] for number in numbers]
        together = [*[each.established[0] for each in (stage, reason, duty, days, worth)], *marks.established]
        if notes is None and (held.problems or any(known.problem is not None for known in together)):
            raise UnlikeError
        mark, payer, _, all_of_many = marks.more
        counts = Counts(mark, payer, stage.more, all_of_many)
        concluded = self._desk.conclude(held, _IN_ORDER(together), reason.more, days.more, counts)
        return self._texts.of(concluded, notes or ())

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
        known, more = self._established(place, request, held), follows if more is None else more
        number = self._number((place,), (known,), follows, more, (self._basis(place, known),))
        return Group(number, self.lines.words(place, known))

    def _number(
        self,
        places: Sequence[int],
        known: tuple[Established, ...],
        follows: object,
        more: object,
        bases: tuple[int, ...],
    ) -> int:
        """The same number for groups from which the same follows, and that rest on the same places."""
        features = (places, *map(_features, known), follows)
        number = self._numbers.setdefault(features, len(self._samples))
        if number == len(self._samples):
            self._samples.append(Sample(known, more))
        pair = self._pairs.setdefault((number, bases), len(self._of_pair))
        if pair == len(self._of_pair):
            self._of_pair.append((number, bases))
        return pair

    def _basis(self, place: int, known: Established) -> int:
        """The same for the same fact where it rests on the same places."""
        return self._bases.setdefault((place, known.reads, known.uses, known.also), len(self._bases))

    def _answers_of(self, request: ReturnRequest, ground: grounds.Ground) -> tuple[Answer, ...]:
        """By when to answer, for each way of waiting; days of one request date share it."""
        terms = ground.terms[0]
        asked = request.request_date
        key = asked, getattr(asked, "tzinfo", None), terms.zone, terms.respond_within_hours.value
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = tuple([self._answer(request, ground, new) for new in WAITS])
        return found

    def _answer(self, request: ReturnRequest, ground: grounds.Ground, new: bool | None) -> Answer:
        response = self._desk.response(request, ground, new)
        by = response.respond_by.isoformat() if response.respond_by else ""
        return Answer(self.lines.answer(response), response.overdue is True, by, ground.terms[0].zone)


def _answering(terms: Terms) -> tuple[object, ...]:
    """What days come to beside window and duty: by when to answer, and who authorises."""
    return (
        terms.zone,
        terms.respond_within_hours.value,
        terms.authorization.value,
        terms.amazon_window_days.value,
        terms.amazon_window_starts.value,
        terms.amazon_holidays,
        terms.automatic_window_days.value,
    )


def _features(established: Established) -> tuple[object, ...]:
    return (established.possible, established.ordinary, established.settled_by, established.uses)
