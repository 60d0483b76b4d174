"""Why a decision is as it is, in one sentence that all formats share."""

from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.fact import Established, Fact, words
from returnctl.values.visible import visible


def fact_words(fact: Fact, established: Established) -> str:
    """The words of one fact with the numbers in them, safe to show anywhere."""
    said = words(fact, established)
    return said if said.isascii() and said.isprintable() else visible(said, None)


def sentence(decision: Decision, desk: Desk) -> str:
    """The words of the facts that decide; for an undecided request those of the unknown facts that divide the rules."""
    said = "; ".join(fact_words(desk.facts[place], decision.established[place]) for place in told(decision, desk))
    rule = decision.verdict.rule
    if rule is None:
        advice = " or ".join(dict.fromkeys(possible.recommendation for possible in decision.verdict.rules))
        return f"{advice}: {said}" if said else f"the rules leave it open: {advice}"
    return said or f"the rule {visible(rule.name)} fits every request"


def told(decision: Decision, desk: Desk) -> tuple[int, ...]:
    """The places of the facts that the sentence names, those that tell most first."""
    if decision.verdict.rule is None:
        return dividing(decision, desk)
    return tuple(place for place in decision.verdict.deciding if not _goes_without_saying(decision, desk, place))


def dividing(decision: Decision, desk: Desk) -> tuple[int, ...]:
    """The places of the unknown facts one answer to which would change what the rules recommend."""
    answers = tuple(known.possible for known in decision.established)
    unknown = [place for place in decision.verdict.deciding if answers[place] & (answers[place] - 1)]
    return tuple(place for place in unknown if _divides(answers, place, desk)) or tuple(unknown)


def _divides(answers: tuple[int, ...], place: int, desk: Desk) -> bool:
    everything = {rule.recommendation for rule in desk.verdict(answers).rules}
    bits = (1 << bit for bit in range(answers[place].bit_length()) if answers[place] >> bit & 1)
    return any(
        {rule.recommendation for rule in desk.verdict((*answers[:place], bit, *answers[place + 1 :])).rules}
        != everything
        for bit in bits
    )


def _goes_without_saying(decision: Decision, desk: Desk, place: int) -> bool:
    """A quiet answer is told only where a rule asks for it and somebody has given it."""
    fact, known = desk.facts[place], decision.established[place]
    if known.possible & (known.possible - 1) or fact.answers[known.possible.bit_length() - 1] not in fact.quiet:
        return False
    return known.ordinary or place not in decision.verdict.named
