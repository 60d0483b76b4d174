"""Axes on which facts turn: intervals with inclusive last points, and what lies within them."""

from bisect import bisect_left
from functools import lru_cache
from typing import Any, Final, NamedTuple


class Range(NamedTuple):
    """All points from `low` to `high`, both inclusive; None where there is no bound."""

    low: Any
    high: Any


class Cuts(NamedTuple):
    """The answers along an axis: `answers[i]` up to and including `lasts[i]`, the last answer beyond.

    A closed list has no `lasts`: there the measured values are the answers themselves.
    """

    answers: tuple[str, ...]
    lasts: tuple[Any, ...] = ()

    def within(self, measured: Range) -> tuple[str, ...]:
        """The answers that are possible for what was measured."""
        low, high = measured
        first = 0 if low is None else bisect_left(self.lasts, low)
        if high == low and high is not None:
            return self.answers[first : first + 1]
        last = len(self.lasts) if high is None else bisect_left(self.lasts, high)
        return self.answers[first : last + 1]


CLOSED_LIST: Final = Cuts(())


def cuts(*intervals: tuple[str, Any], otherwise: str, ceiling: Any = None) -> Cuts:
    """Cuts from (answer, last point) pairs; a pair without a last point, or that adds nothing, falls away.

    With a `ceiling` no interval reaches beyond it.
    """
    answers: list[str] = []
    lasts: list[Any] = []
    for answer, point in intervals:
        last = point if ceiling is None or point is None else min(point, ceiling)
        if last is not None and (not lasts or last > lasts[-1]):
            answers.append(answer)
            lasts.append(last)
    return Cuts((*answers, otherwise), tuple(lasts))


def bits(answers: tuple[str, ...], named: tuple[str, ...]) -> int:
    """The named answers as bits, in the order of all answers."""
    found = 0
    for name in named:
        found |= 1 << answers.index(name)
    return found


@lru_cache(maxsize=2_000)
def names(answers: tuple[str, ...], possible: int) -> tuple[str, ...]:
    """The answers whose bits are set, in their order."""
    return tuple(answer for place, answer in enumerate(answers) if possible >> place & 1)
