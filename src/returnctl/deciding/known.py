"""What is known of a request: each fact with the answers that are still possible, told when it is asked for."""

from collections.abc import Iterable, Sequence
from typing import Any

from returnctl.deciding.fact import Case, Established, Fact, Measured, Problem, establish
from returnctl.deciding.grounds import value_of
from returnctl.deciding.rules import Answers
from returnctl.values.cite import Cite
from returnctl.values.policy import Term, Terms


class Known(Sequence[Established]):
    """All facts of a request in the order of the rules table; the evidence of one is told when it is asked for.

    Where several sets of terms may apply, their answers are united, and the fields in which the terms vary would
    settle them.
    """

    __slots__ = ("_cases", "_facts", "_found", "_measured", "_varies")

    def __init__(self, facts: tuple[Fact, ...], cases: Sequence[Case], varies: tuple[str, ...]) -> None:
        self._facts, self._cases, self._varies = facts, cases, varies
        case = cases[0]
        self._measured = [fact.measure(case) for fact in facts]
        self._found: list[Established | None] = [None] * len(facts)

    @property
    def answers(self) -> Answers:
        """The answers to each fact that are still possible, as bits."""
        if len(self._cases) > 1:
            return tuple([each.possible for each in self])
        terms = self._cases[0].terms
        return tuple(
            [fact.possible(measured, terms) for fact, measured in zip(self._facts, self._measured, strict=True)]
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was seen to be wrong with the request."""
        return tuple([problem for _, _, problem in self._measured if problem is not None])

    def __getitem__(self, place: Any) -> Any:
        """The fact of that place."""
        found = self._found[place]
        if found is None:
            found = self._found[place] = self._established(self._facts[place], self._measured[place])
        return found

    def _established(self, fact: Fact, measured: Measured) -> Established:
        if len(self._cases) == 1:
            return establish(fact, self._cases[0], measured)
        results = [establish(fact, case, fact.measure(case)) for case in self._cases]
        return _united(fact, results, [case.terms for case in self._cases], self._varies)

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self._facts)


def _united(
    fact: Fact, results: Sequence[Established], several: Sequence[Terms], varies: tuple[str, ...]
) -> Established:
    """The answers to a fact under every set of terms that may apply."""
    first, possible = results[0], 0
    for result in results:
        possible |= result.possible
    if possible & (possible - 1) == 0 or not _turns_on_terms(fact, several):
        return first
    alternatives = next((result.settled_by for result in results if result.settled_by), ((),))
    settled = tuple([(*fields, *(name for name in varies if name not in fields)) for fields in alternatives])
    args = tuple([_or(column) for column in zip(*(result.args for result in results), strict=True)])
    also = (*first.also, *_differing(fact, several))
    return first._replace(possible=possible, args=args, settled_by=settled, also=also)


def _turns_on_terms(fact: Fact, several: Sequence[Terms]) -> bool:
    """Whether the sets of terms differ in anything that this fact uses."""
    return len({tuple([value_of(getattr(terms, name)) for name in fact.uses]) for terms in several}) > 1


def _or(args: tuple[object, ...]) -> object:
    """What the words say under every set of terms: `30`, or `30 or 14`."""
    said = tuple(dict.fromkeys(map(str, args)))
    return args[0] if len(said) == 1 else " or ".join(said)


def _differing(fact: Fact, several: Sequence[Terms]) -> Iterable[Cite]:
    """The places of the terms in which the further sets differ from the first."""
    for terms in several[1:]:
        for name in fact.uses:
            one, other = getattr(several[0], name), getattr(terms, name)
            if isinstance(other, Term) and other.value != one.value:
                yield other.cite
