"""Which facts a sentence on a verdict tells."""

from collections.abc import Callable, Sequence

from returnctl.deciding.fact import Fact
from returnctl.deciding.rules import Answers, Verdict

# The place of a fact, and whether it is told only where somebody has given its answer.
Tellable = tuple[tuple[int, bool], ...]
Ask = Callable[[Answers], Verdict]


def tellable(verdict: Verdict, facts: Sequence[Fact], ask: Ask) -> Tellable:
    """The facts that a sentence on this verdict may name.

    A quiet answer is told only where a rule asks for it, and somebody has given it.
    """
    if verdict.rule is None:
        return tuple((place, False) for place in dividing(verdict, ask))
    quiet = {place for place in verdict.deciding if _is_quiet(facts[place], verdict.answers[place])}
    return tuple((place, place in quiet) for place in verdict.deciding if place not in quiet or place in verdict.named)


def dividing(verdict: Verdict, ask: Ask) -> tuple[int, ...]:
    """The places of the unknown facts one answer to which would change what the rules recommend."""
    unknown = [place for place in verdict.deciding if verdict.answers[place] & (verdict.answers[place] - 1)]
    return tuple(place for place in unknown if _divides(verdict.answers, place, ask)) or tuple(unknown)


def _divides(answers: Answers, place: int, ask: Ask) -> bool:
    everything = {rule.recommendation for rule in ask(answers).rules}
    bits = (1 << bit for bit in range(answers[place].bit_length()) if answers[place] >> bit & 1)
    return any(
        {rule.recommendation for rule in ask((*answers[:place], bit, *answers[place + 1 :])).rules} != everything
        for bit in bits
    )


def _is_quiet(fact: Fact, possible: int) -> bool:
    return not possible & (possible - 1) and fact.answers[possible.bit_length() - 1] in fact.quiet
