"""What is known of a request: the possible answers to each fact, and the evidence, told when it is asked for."""

from collections.abc import Iterable, Sequence
from typing import Any

from returnctl.deciding.axis import Range
from returnctl.deciding.contexts import value_of
from returnctl.deciding.fact import Case, Evidence, Fact, Problem
from returnctl.values.location import Cite
from returnctl.values.policy import Term, Terms


class Known(Sequence[Evidence]):
    """The evidence of each fact in the order of the rules table; `answers` are those still possible, as bits.

    Where several sets of terms may apply the answers are united, and the fields in which the terms vary would
    settle them.
    """

    __slots__ = ("_cases", "_facts", "_measured", "_told", "answers")

    def __init__(self, facts: tuple[Fact, ...], cases: Sequence[Case], varies: tuple[str, ...]) -> None:
        self._facts, self._cases, terms = facts, cases, cases[0].terms
        self._measured = measured = [fact.measure(cases[0]) for fact in facts]
        self._told: list[Evidence | None] = [None] * len(facts)
        if len(cases) == 1:
            self.answers = tuple(
                [
                    fact.bits[fact.cuts(terms).within(value) if isinstance(value, Range) else value]
                    for fact, (value, _, _) in zip(facts, measured, strict=True)
                ]
            )
        else:
            united = [_united(fact, cases, varies) for fact in facts]
            self.answers = tuple([possible for possible, _ in united])
            self._told = [evidence for _, evidence in united]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was seen to be wrong with the request."""
        return tuple([problem for _, _, problem in self._measured if problem is not None])

    def __getitem__(self, place: Any) -> Any:
        """The evidence of the fact of that place."""
        told = self._told[place]
        if told is None:
            told = self._told[place] = self._facts[place].evidence(self._cases[0], self._measured[place])
        return told

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self._facts)

    def words(self, place: int) -> str:
        """The words of a fact, with the numbers in them."""
        possible = self.answers[place]
        known = possible & (possible - 1) == 0
        template = self._facts[place].says[possible.bit_length() - 1 if known else -1]
        return template.format(*self[place].args)

    def rests_on(self, places: Iterable[int], names: frozenset[str]) -> set[str]:
        """Those of the terms named on which these facts rest."""
        using = [place for place in places if not names.isdisjoint(self._facts[place].uses)]
        return {name for place in using for name in self[place].uses if name in names}


def _united(fact: Fact, cases: Sequence[Case], varies: tuple[str, ...]) -> tuple[int, Evidence]:
    """The answers to a fact under every set of terms that may apply, and their evidence."""
    measured = [fact.measure(case) for case in cases]
    each = [fact.possible(found, case.terms) for found, case in zip(measured, cases, strict=True)]
    told = [fact.evidence(case, found) for found, case in zip(measured, cases, strict=True)]
    several, possible, first = [case.terms for case in cases], 0, told[0]
    for bits_ in each:
        possible |= bits_
    said = {tuple([value_of(getattr(terms, name)) for name in fact.uses]) for terms in several}
    if possible & (possible - 1) == 0 or len(said) == 1:  # the terms differ in nothing that this fact uses
        return each[0], first
    open_ = [evidence.settled_by for bits_, evidence in zip(each, told, strict=True) if bits_ & (bits_ - 1)]
    alternatives = next(filter(None, open_), ((),))
    settled = tuple([(*fields, *(name for name in varies if name not in fields)) for fields in alternatives])
    args = tuple([_or(column) for column in zip(*(evidence.args for evidence in told), strict=True)])
    also = (*first.also, *_differing(fact, several))
    return possible, first._replace(args=args, settled_by=settled, also=also)


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
