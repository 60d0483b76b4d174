"""A fact: a small question about a request with a closed set of answers, declared once."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from returnctl.deciding.axis import CLOSED_LIST, Cuts, Range, bits
from returnctl.values.cite import Cite
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import Terms
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


class Evidence(NamedTuple):
    """What says so: `args` fill the fact's words, `reads` and `uses` are the fields and terms that it rests on.

    `settled_by` are the alternatives (each a set of fields) that would make it known. `ordinary` marks what
    stands only because nothing was said.
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
    also: tuple[Cite, ...] = (),
    *,
    ordinary: bool = False,
) -> Measured:
    """Answers with their evidence at once."""
    return Measured(value, Evidence(args, reads, uses, settled_by, also, ordinary), problem)


def at_hand(_request: ReturnRequest, _terms: Terms, measured: Measured) -> Evidence:
    """The evidence of a fact that tells it at once."""
    evidence: Evidence = measured.basis
    return evidence


class Group(StrEnum):
    """Facts that read what often comes again: the same marks, the same days."""

    MARKS = "marks"
    DAYS = "days"


def closed_list(_terms: Terms) -> Cuts:
    """The cuts of a fact whose axis is the list of its answers."""
    return CLOSED_LIST


class Fact(NamedTuple):
    """One question: what it reads and uses, on which axis it turns, and how it is measured.

    `says` are its words, one for each answer and a last one for when several are possible; `{0}`…
    are the measured arguments. `quiet` are answers that go without saying. Facts
    whose readings often come again are established together with others of their `group` and kept.
    """

    name: str
    answers: tuple[str, ...]
    reads: tuple[str, ...]
    uses: tuple[str, ...]
    measure: Callable[[ReturnRequest, Terms], Measured]
    says: tuple[str, ...]
    cuts: Callable[[Terms], Cuts] = closed_list
    quiet: tuple[str, ...] = ()
    group: Group | None = None
    evidence: Callable[[ReturnRequest, Terms, Measured], Evidence] = at_hand

    def possible(self, value: Range | tuple[str, ...], cuts: Cuts) -> int:
        """The answers that are possible for what was measured, as bits."""
        return bits(self.answers, cuts.within(value) if isinstance(value, Range) else value)


class Established(NamedTuple):
    """The answers to one fact that are still possible, as bits, with all that says so."""

    possible: int
    args: tuple[object, ...]
    reads: tuple[str, ...]
    uses: tuple[str, ...]
    settled_by: tuple[tuple[str, ...], ...]
    problem: Problem | None
    also: tuple[Cite, ...]
    ordinary: bool
    measured: Range | tuple[str, ...]


def establish(fact: Fact, request: ReturnRequest, terms: Terms, measured: Measured | None = None) -> Established:
    """One fact of a request under its terms with its evidence, measured now or before."""
    found = measured or fact.measure(request, terms)
    args, reads, uses, settled_by, also, ordinary = fact.evidence(request, terms, found)
    possible = fact.possible(found.value, fact.cuts(terms))
    known = possible & (possible - 1) == 0
    return Established(
        possible, args, reads, uses, () if known else settled_by, found.problem, also, ordinary, found.value
    )


def words(fact: Fact, established: Established) -> str:
    """The words of an established fact, with the numbers in them."""
    possible = established.possible
    known = possible & (possible - 1) == 0
    template = fact.says[possible.bit_length() - 1 if known else -1]
    return template.format(*established.args)
