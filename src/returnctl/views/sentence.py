"""Why a decision is as it is, in one sentence that all formats share."""

from returnctl.deciding.desk import Conclusion, Decision, Desk
from returnctl.deciding.fact import Established, Fact, words
from returnctl.deciding.rules import Answers, Verdict
from returnctl.values.visible import visible

# The place of a fact, and whether it is told only where somebody has given its answer.
Tellable = tuple[tuple[int, bool], ...]


def fact_words(fact: Fact, established: Established) -> str:
    """The words of one fact with the numbers in them, safe to show anywhere."""
    said = words(fact, established)
    return said if said.isascii() and said.isprintable() else visible(said, None)


def sentence(decision: Decision | Conclusion, desk: Desk) -> str:
    """The words of the facts that decide; for an undecided request those of the unknown facts that divide the rules."""
    said = [fact_words(desk.facts[place], decision.established[place]) for place in told(decision, desk)]
    return joined(decision.verdict, said)


def joined(verdict: Verdict, said: list[str]) -> str:
    """The sentence from the words of its facts."""
    text = "; ".join(said)
    if verdict.rule is None:
        advice = " or ".join(dict.fromkeys(rule.recommendation for rule in verdict.rules))
        return f"{advice}: {text}" if text else f"the rules leave it open: {advice}"
    return text or f"the rule {visible(verdict.rule.name)} fits every request"


def told(decision: Decision | Conclusion, desk: Desk) -> tuple[int, ...]:
    """The places of the facts that the sentence names, those that tell most first."""
    known = decision.established
    answers = tuple(each.possible for each in known)
    return tuple(
        place
        for place, if_given in tellable(decision.verdict, answers, desk)
        if not (if_given and known[place].ordinary)
    )


def tellable(verdict: Verdict, answers: Answers, desk: Desk) -> Tellable:
    """The facts that a sentence on this verdict may name.

    A quiet answer is told only where a rule asks for it, and somebody has given it.
    """
    if verdict.rule is None:
        return tuple((place, False) for place in _dividing(verdict, answers, desk))
    quiet = {place for place in verdict.deciding if _is_quiet(desk.facts[place], answers[place])}
    return tuple((place, place in quiet) for place in verdict.deciding if place not in quiet or place in verdict.named)


def dividing(decision: Decision, desk: Desk) -> tuple[int, ...]:
    """The places of the unknown facts one answer to which would change what the rules recommend."""
    return _dividing(decision.verdict, tuple(known.possible for known in decision.established), desk)


def _dividing(verdict: Verdict, answers: Answers, desk: Desk) -> tuple[int, ...]:
    unknown = [place for place in verdict.deciding if answers[place] & (answers[place] - 1)]
    return tuple(place for place in unknown if _divides(answers, place, desk)) or tuple(unknown)


def _divides(answers: Answers, place: int, desk: Desk) -> bool:
    everything = {rule.recommendation for rule in desk.verdict(answers).rules}
    bits = (1 << bit for bit in range(answers[place].bit_length()) if answers[place] >> bit & 1)
    return any(
        {rule.recommendation for rule in desk.verdict((*answers[:place], bit, *answers[place + 1 :])).rules}
        != everything
        for bit in bits
    )


def _is_quiet(fact: Fact, possible: int) -> bool:
    return not possible & (possible - 1) and fact.answers[possible.bit_length() - 1] in fact.quiet
