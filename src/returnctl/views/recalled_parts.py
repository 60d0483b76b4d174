"""The parts from which recalled lines are put together: what groups of cells came to, and what follows from them.

None is ever changed but for the counts of what is known; with slots they are read faster than tuples.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from returnctl.deciding import grounds
from returnctl.values.finding import Finding
from returnctl.views.summary import Counted, Why

Pick = Callable[[tuple[Any, ...]], Sequence[Any]]


@dataclass(slots=True)
class Group:
    """What a group of cells came to.

    `number` stands for all that follows from it, `basis` for the places on which it rests.
    """

    number: int
    words: str
    basis: int


@dataclass(slots=True)
class Reasoned:
    """What a reason came to, the cells that repeat it, its code and label, and whether it is a change of mind."""

    number: int
    words: str
    basis: int
    cells: str
    named: tuple[str, str]
    mind: bool


@dataclass(slots=True)
class Marked:
    """What the marks of a request came to, for each fact; `mark` is Amazon's `In policy`."""

    number: int
    words: tuple[str, ...]
    bases: tuple[int, ...]
    mark: object


@dataclass(slots=True)
class Answer:
    """By when to answer: as cells, whether that is past, and the day."""

    cells: str
    overdue: bool
    by: str


@dataclass(slots=True)
class Dated:
    """What the days came to; `span` is what counts of them for the duty, `answers` go by whether an answer is due."""

    number: int
    words: str
    basis: int
    span: object
    answers: tuple[Answer, ...]


@dataclass(slots=True)
class Known:
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


@dataclass(slots=True)
class Worth:
    """What an amount came to, and how much of it was refunded as far as that counts."""

    number: int
    words: str
    basis: int
    refund: object


@dataclass(slots=True)
class Ground:
    """What is remembered of requests on one ground, which is held so that its identity stays its own.

    `keys` are those of what it shares with other grounds: stages, reasons, marks, days, duties, worths.
    """

    held: grounds.Ground
    keys: tuple[object, ...]
    days: dict[Any, Dated]
    known: dict[int, dict[tuple[int, ...], Known]]
    cites: dict[Sequence[int], tuple[str, ...]]


@dataclass(slots=True)
class Kind:
    """What is remembered of requests that are alike in their terms, status and marks.

    `unmarked` says that Amazon does not hold them to be in policy.
    """

    stages: dict[tuple[bool, object], Group]
    reasons: dict[Any, Reasoned]
    worth: dict[Any, Worth]
    days: dict[Any, Dated]
    duties: dict[object, Group]
    known: dict[tuple[int, ...], Known]
    cites: dict[Sequence[int], tuple[str, ...]]
    marks: Marked
    unmarked: bool
    ground: grounds.Ground
