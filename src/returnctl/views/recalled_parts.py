"""The parts from which recalled lines are put together: what groups of cells came to, and what follows from them.

None is ever changed but for the counts of what is known; each is the same as itself only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from returnctl.deciding import grounds
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest
from returnctl.views.summary import Counted, Why

Pick = Callable[[tuple[Any, ...]], Sequence[Any]]


@dataclass(slots=True, eq=False)
class Ground:
    """What is remembered of requests on one ground, which is held so that its identity stays its own.

    `number` stands for it alone, the others for what it shares with other grounds: all that counts for that
    group of cells.
    """

    held: grounds.Ground
    number: int
    stage: str
    reason: str
    marks: str
    days: str
    duty: str
    worth: str


@dataclass(slots=True, eq=False)
class Group:
    """What a group of cells came to.

    `number` stands for what follows from it and the places on which it rests; `words` belong to the sentence.
    """

    number: int
    words: str


@dataclass(slots=True, eq=False)
class Reasoned:
    """What a reason came to, the cells that repeat it, its code and label, and whether it is a change of mind."""

    number: int
    words: str
    cells: str
    named: tuple[str, str]
    mind: bool


@dataclass(slots=True, eq=False)
class Marked:
    """What the marks of a request came to, with words for each fact; `mark` is Amazon's `In policy`.

    Where others ask back the same order line one of the words is the request's own: `again` is then a request
    of which no more is known than what that word reads beside them.
    """

    number: int
    words: tuple[str, ...]
    mark: object
    unmarked: bool
    again: ReturnRequest | None


@dataclass(slots=True, eq=False)
class Start:
    """The ground and the marks of a request, which many have in common."""

    ground: Ground
    marked: Marked


@dataclass(slots=True, eq=False)
class Answer:
    """By when to answer: as cells, whether that is past, the day or moment, and the zone of the store."""

    cells: str
    overdue: bool
    by: str
    zone: str | None


@dataclass(slots=True, eq=False)
class Dated:
    """What the days came to; `span` is what counts of them for the duty, `answers` go by whether an answer is due."""

    number: int
    words: str
    span: object
    answers: tuple[Answer, ...]


@dataclass(slots=True, eq=False)
class Worth:
    """What an amount came to; `refund` stands for how much of it was refunded as far as that counts."""

    number: int
    words: str
    refund: str


class Followed(NamedTuple):
    """What follows from all groups: the texts of a line, and how it is counted.

    `texts` are the cells before the answer, the rule, the opening of the sentence, the cells after it and the
    findings. `told` picks what belongs to the facts that the sentence tells, `answer` says which answer applies.
    `marked` says whether one of the marks is told, `again` whether that others ask back the same order line is.
    """

    texts: tuple[str, str, str, str, str]
    answer: int
    told: Pick
    marked: bool
    again: bool
    notes: tuple[Finding, ...]
    counted: Counted


class Known:
    """What is known of all lines that differ in nothing but words.

    `parts` are what a line is put together from: the cells before the answer, the rule, the opening of the
    sentence, which words it tells, whether those of marks are among them and one of these is the request's
    own, what follows it, in pieces between which stands the number of the row, which answer applies, and
    whether a person is needed.
    `times` is how often it was recalled, `named` the same for each reason where a person is needed.
    """

    __slots__ = ("follows", "named", "parts", "times")

    def __init__(self, follows: Followed, cites: tuple[str, ...]) -> None:
        before, rule, opening, after, finding = follows.texts
        pieces = [*cites]
        pieces[0] = f'",{after}{pieces[0]}'
        pieces[-1] += f",{finding}\r\n"
        self.follows = follows
        person = follows.counted.why is not None
        self.parts = (
            before,
            f'{rule}"',
            opening,
            follows.told,
            follows.marked,
            follows.again,
            pieces,
            follows.answer,
            person,
        )
        self.times = 0
        self.named: dict[tuple[str, str], int] = {}

    def counts(self) -> Iterator[tuple[Counted, int]]:
        """How many requests are counted in which way; begins to count anew."""
        counted = self.follows.counted
        if counted.why is None:
            yield counted, self.times
        else:
            for named, times in self.named.items():
                yield counted._replace(why=Why(counted.why.rule, *named)), times
        self.times = 0
        self.named.clear()


@dataclass(slots=True, eq=False)
class Unlike:
    """What stands in the place of all parts of a row that the desk has to decide; nothing is made of it."""

    stage: str = ""
    reason: str = ""
    marks: str = ""
    days: str = ""
    duty: str = ""
    worth: str = ""
    mark: None = None
    unmarked: bool = False
    number: int = -1
    refund: str = ""
    mind: bool = False
    span: None = None

    @property
    def ground(self) -> "Unlike":
        """Stands in the place of a ground as well."""
        return self

    @property
    def marked(self) -> "Unlike":
        """Stands in the place of marks as well."""
        return self
