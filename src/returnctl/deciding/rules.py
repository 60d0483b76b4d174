"""The decision table: the first rule that fits wins, and unknown answers are looked at from every side."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from returnctl.deciding.axis import names
from returnctl.deciding.fact import Fact
from returnctl.values.decision import Fits, Item, Recommendation, Rule, Step

Answers = tuple[int, ...]


class Verdict(NamedTuple):
    """What the rules say to a set of possible answers.

    `rule` is the first possible rule, None where the possible rules disagree on the recommendation;
    `settled` says that they agree on the item too. `steps` goes from the first row to the last possible
    one. `deciding` are the places of the facts that prove it, `named` of those that the rules name.
    `answers` are those to which it belongs, `possible` the same by the names of the facts.
    """

    recommendation: Recommendation
    item: Item | None
    rule: Rule | None
    rules: tuple[Rule, ...]
    steps: tuple[Step, ...]
    deciding: tuple[int, ...]
    named: frozenset[int]
    settled: bool
    answers: Answers
    possible: Mapping[str, tuple[str, ...]]


def possible_rules(rules: tuple[Rule, ...], answers: Answers) -> tuple[Rule, ...]:
    """All rules that win for at least one combination of the possible answers, in their order.

    Works on boxes of answers: what a rule takes is cut out, what is left goes on to the next rule.
    """
    left: list[Answers] = [answers]
    won = []
    for rule in rules:
        rest: list[Answers] = []
        for box in left:
            rest.extend(_without(box, rule.accepts))
        if rest != left:
            won.append(rule)
        left = rest
        if not left:
            break
    return tuple(won)


def _without(box: Answers, accepts: Answers) -> Iterator[Answers]:
    """The parts of a box that a rule does not take, as disjoint boxes."""
    taken = tuple(possible & named for possible, named in zip(box, accepts, strict=True))
    if not all(taken):
        yield box
        return
    rest = box
    for place, kept in enumerate(taken):
        outside = rest[place] & ~kept
        if outside:
            yield (*rest[:place], outside, *rest[place + 1 :])
            rest = (*rest[:place], kept, *rest[place + 1 :])


def fits(rule: Rule, answers: Answers) -> Fits:
    """Whether a rule fits all, none or some of the possible answers, whatever stands above it."""
    unknown = False
    for possible, named in zip(answers, rule.accepts, strict=True):
        if not possible & named:
            return Fits.NO
        unknown = unknown or bool(possible & ~named)
    return Fits.UNKNOWN if unknown else Fits.YES


def consult(rules: tuple[Rule, ...], answers: Answers, facts: Sequence[Fact]) -> Verdict:
    """The verdict over every combination of possible answers.

    All combinations agree: that recommendation, however much is unknown, with the item undecided
    where only the item differs. Otherwise review, without a rule.
    """
    won = possible_rules(rules, answers)
    steps = tuple(Step(rule, fits(rule, answers)) for rule in rules[: rules.index(won[-1]) + 1])
    advice = {rule.recommendation for rule in won}
    items = {rule.item for rule in won}
    agreed = len(advice) == 1
    full = [(1 << len(fact.answers)) - 1 for fact in facts]
    named = frozenset(place for rule in won for place, accepts in enumerate(rule.accepts) if accepts != full[place])
    telling = sorted(range(len(facts)), key=lambda place: facts[place].rank)
    return Verdict(
        won[0].recommendation if agreed else Recommendation.REVIEW,
        (won[0].item if len(items) == 1 else Item.UNDECIDED) if agreed else None,
        won[0] if agreed else None,
        won,
        steps,
        _proof(steps, answers, telling, named),
        named,
        agreed and len(items) == 1,
        answers,
        {fact.name: names(fact.answers, each) for fact, each in zip(facts, answers, strict=True)},
    )


def _proof(steps: tuple[Step, ...], answers: Answers, telling: Sequence[int], named: frozenset[int]) -> tuple[int, ...]:
    """The facts that prove the verdict: those that the possible rules name, and for each other rule what felled it."""
    chosen = set(named)
    for rule, _ in (step for step in steps if step.fits is Fits.NO):
        against = [place for place in telling if not answers[place] & rule.accepts[place]]
        if chosen.isdisjoint(against):
            chosen.add(against[0])
    return tuple([place for place in telling if place in chosen])


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
