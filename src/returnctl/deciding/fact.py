"""A fact: a small question about a request with a closed set of answers, declared once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from returnctl.deciding.axis import CLOSED_LIST, Cuts, Range, bits
from returnctl.deciding.days import Dates, dates_of
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Cite, Location
from returnctl.values.policy import Reason, Terms
from returnctl.values.request import ReturnRequest, cite_of


class Problem(NamedTuple):
    """Something wrong with a field of the request, seen only together with its terms."""

    code: Code
    field: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def of(self, request: ReturnRequest) -> Finding:
        """The finding at the place where the field stands, else at the request's row."""
        return Finding(self.code, _place(self.field, request), self.message, self.hint, self.severity)


def _place(field: str, request: ReturnRequest) -> Location:
    cite = cite_of(request, field)
    if cite.at is not None:
        return cite.at
    if request.source.file or not cite.name:
        return request.source.at(request.row)
    return Location(cite.name)


class Case:
    """A request under one set of terms, with its reason as it is listed for the store."""

    __slots__ = ("_dates", "reason", "request", "terms")

    def __init__(self, request: ReturnRequest, terms: Terms, reason: Reason | None = None) -> None:
        self.request, self.terms, self.reason = request, terms, reason
        self._dates: Dates | None = None

    @property
    def dates(self) -> Dates:
        """The request's dates by the store's calendar."""
        if self._dates is None:
            self._dates = dates_of(self.request, self.terms)
        return self._dates


class Evidence(NamedTuple):
    """What says so: `args` fill the fact's words, `reads` and `uses` are the fields and terms that it rests on.

    `settled_by` are the alternatives (each a set of fields) that would make it known, where it is not. `ordinary`
    marks what stands only because nothing was said.
    """

    args: tuple[object, ...] = ()
    reads: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    settled_by: tuple[tuple[str, ...], ...] = ()
    also: tuple[Cite, ...] = ()
    ordinary: bool = False


class Measured(NamedTuple):
    """Where a request lies on a fact's axis: an interval of it, or the possible members of a closed list.

    `basis` is the evidence, or that from which the fact tells it when somebody asks.
    """

    value: Range | tuple[str, ...]
    basis: Any = Evidence()
    problem: Problem | None = None


def measured(
    value: tuple[str, ...],
    args: tuple[object, ...] = (),
    reads: tuple[str, ...] = (),
    uses: tuple[str, ...] = (),
    settled_by: tuple[tuple[str, ...], ...] = (),
    problem: Problem | None = None,
    *,
    ordinary: bool = False,
) -> Measured:
    """Answers with their evidence at once."""
    return Measured(value, Evidence(args, reads, uses, settled_by, (), ordinary), problem)


def at_hand(_case: Case, measured: Measured) -> Evidence:
    """The evidence of a fact that tells it at once."""
    evidence: Evidence = measured.basis
    return evidence


def closed_list(_terms: Terms) -> Cuts:
    """The cuts of a fact whose axis is the list of its answers."""
    return CLOSED_LIST


def never_crossed(_fields: frozenset[str], _case: Case) -> bool:
    """No two fields of this fact count only together."""
    return False


YES_OR_NO: Final = (("Y", True), ("N", False))


class Bits(dict[tuple[str, ...], int]):
    """Sets of the answers to a fact as bits, in the order of all answers; each worked out once."""

    def __init__(self, answers: tuple[str, ...]) -> None:
        self._answers = answers

    def __missing__(self, named: tuple[str, ...]) -> int:
        found = self[named] = bits(self._answers, named)
        return found


@dataclass(frozen=True, eq=False)
class Fact:
    """One question: what it reads and uses, on which axis it turns, and how it is measured.

    `says` are its words, one for each answer and a last one for when several are possible; `{0}`…
    are the measured arguments. `quiet` are answers that go without saying; of several facts that show why a rule
    does not fit the one with the least `rank` tells most. `of_desk` facts are not about the return itself: the
    built-in rules on them stay on top of a seller's.

    `turns` are the last points of an unknown field's axis (days, amounts, numbers) before which the answer may
    be another one than after it, where so many units may come back; `samples` has for a field of a closed list
    one value of each kind. `crossed` says whether unknown fields count only together, as in a difference or a
    quotient.
    """

    name: str
    answers: tuple[str, ...]
    reads: tuple[str, ...]
    uses: tuple[str, ...]
    measure: Callable[[Case], Measured]
    says: tuple[str, ...]
    rank: int
    cuts: Callable[[Terms], Cuts] = closed_list
    quiet: tuple[str, ...] = ()
    of_desk: bool = False
    evidence: Callable[[Case, Measured], Evidence] = at_hand
    turns: Callable[[str, Case, Sequence[int]], Iterable[Any]] | None = None
    samples: Mapping[str, tuple[tuple[str, Any], ...]] = field(default_factory=dict)
    crossed: Callable[[frozenset[str], Case], bool] = never_crossed

    @cached_property
    def bits(self) -> Bits:
        """Sets of its answers as bits."""
        return Bits(self.answers)

    def possible(self, measured: Measured, terms: Terms) -> int:
        """The answers that are possible for what was measured under these terms, as bits."""
        value = measured.value
        return self.bits[self.cuts(terms).within(value) if isinstance(value, Range) else value]
