"""Which unknown fields would settle a decision that has to be left to a person."""

from collections.abc import Callable, Sequence
from itertools import combinations, product
from typing import Final

from returnctl.deciding.fact import Evidence
from returnctl.deciding.rules import Answers, Verdict

Alternatives = tuple[tuple[str, ...], ...]
# More facts than these together are not looked at one by one: then all that is unknown is missing.
_MOST_TOGETHER: Final = 3
_MUST_ACCEPT: Final = 1


def would_settle(
    found: Sequence[Evidence],
    verdict: Verdict,
    mark_blank: bool,
    duty: int,
    ask: Callable[[Answers], Verdict],
) -> Alternatives:
    """Alternatives, each a list of fields that together would settle it; none if it is settled.

    First the recommendation is to be settled, then, where that stands, the item. The fields are those
    of the unknown facts, and a blank `in_policy` where Amazon's `Y` would settle it. `duty` is the place of that fact.
    """
    if verdict.settled:
        return ()
    item_only, answers = verdict.rule is not None, verdict.answers

    def enough(verdict: Verdict) -> bool:
        return verdict.settled if item_only else verdict.rule is not None

    unknown = [place for place, possible in enumerate(answers) if possible & (possible - 1)]
    alternatives = _smallest(answers, unknown, found, lambda given: enough(ask(given)))
    if mark_blank and enough(ask((*answers[:duty], _MUST_ACCEPT, *answers[duty + 1 :]))):
        alternatives = (*alternatives, ("in_policy",))
    return _minimal(alternatives)


def _smallest(
    answers: Answers, unknown: list[int], found: Sequence[Evidence], settled: Callable[[Answers], bool]
) -> Alternatives:
    """The fields of the smallest sets of facts that settle it."""
    for size in range(1, min(_MOST_TOGETHER, len(unknown)) + 1):
        settling = [places for places in combinations(unknown, size) if _settles(answers, places, settled)]
        if settling:
            return tuple(fields for places in settling for fields in _fields(places, found))
    return _fields(tuple(unknown), found)


def _settles(answers: Answers, places: tuple[int, ...], settled: Callable[[Answers], bool]) -> bool:
    """Whether it is settled whatever the answers to these facts turn out to be."""
    choices = [
        [1 << bit for bit in range(answers[place].bit_length()) if answers[place] >> bit & 1] for place in places
    ]
    return all(settled(_put(answers, places, chosen)) for chosen in product(*choices))


def _put(answers: Answers, places: tuple[int, ...], chosen: tuple[int, ...]) -> Answers:
    given = dict(zip(places, chosen, strict=True))
    return tuple(given.get(place, possible) for place, possible in enumerate(answers))


def _fields(places: tuple[int, ...], found: Sequence[Evidence]) -> Alternatives:
    """Every way to choose one alternative of each fact, its fields together."""
    ways = product(*(found[place].settled_by or ((),) for place in places))
    return tuple(tuple(dict.fromkeys(field for fields in way for field in fields)) for way in ways)


def _minimal(alternatives: Alternatives) -> Alternatives:
    """Without repetitions, and without alternatives that ask for more than another one."""
    once = tuple(dict.fromkeys(fields for fields in alternatives if fields))
    return tuple(
        fields for fields in once if not any(set(other) < set(fields) or _same(other, fields, once) for other in once)
    )


def _same(other: tuple[str, ...], fields: tuple[str, ...], once: Alternatives) -> bool:
    """Whether another order of the same fields came before."""
    return set(other) == set(fields) and once.index(other) < once.index(fields)
