"""The parts from which recalled lines are put together: what groups of cells came to, and what follows from them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from returnctl.deciding import grounds
from returnctl.values.finding import Finding
from returnctl.views.summary import Counted, Why

Pick = Callable[[tuple[Any, ...]], Sequence[Any]]


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


class Worth(NamedTuple):
    """What an amount came to, and how much of it was refunded as far as that counts."""

    number: int
    words: str
    basis: int
    refund: object


class Ground(NamedTuple):
    """What is remembered of requests on one ground, which is held so that its identity stays its own.

    `keys` are those of what it shares with other grounds: stages, reasons, marks, days, duties, worths.
    """

    held: grounds.Ground
    keys: tuple[object, ...]
    days: dict[Any, Dated]
    known: dict[int, dict[tuple[int, ...], Known]]
    cites: dict[Sequence[int], tuple[str, ...]]


class Kind(NamedTuple):
    """What is remembered of requests that are alike in their terms, status and marks.

    `unmarked` says that Amazon does not hold them to be in policy.
    """

    stages: dict[tuple[bool, object], Group]
    reasons: dict[Any, Reasoned]
    worth: dict[Any, Worth]
    days: dict[Any, Dated]
    duties: dict[tuple[bool, object], Group]
    known: dict[tuple[int, ...], Known]
    cites: dict[Sequence[int], tuple[str, ...]]
    marks: Marked
    unmarked: bool
    ground: grounds.Ground
