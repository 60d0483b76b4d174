"""Why a decision is as it is, in one sentence that all formats share."""

from collections.abc import Sequence

from returnctl.deciding import telling
from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.rules import Verdict
from returnctl.values.visible import visible


def fact_words(decision: Decision, place: int) -> str:
    """The words of one fact with the numbers in them, safe to show anywhere."""
    said = decision.known.words(place)
    return said if said.isascii() and said.isprintable() else visible(said, None)


def sentence(decision: Decision, desk: Desk, places: Sequence[int] | None = None) -> str:
    """The words of the facts that decide; for an undecided request those of the unknown facts that divide the rules.

    `places` are those that `told` gives.
    """
    places = told(decision, desk) if places is None else places
    return joined(decision.verdict, [fact_words(decision, place) for place in places])


def joined(verdict: Verdict, said: list[str]) -> str:
    """The sentence from the words of its facts."""
    text = "; ".join(said)
    if verdict.rule is None:
        advice = " or ".join(dict.fromkeys(rule.recommendation for rule in verdict.rules))
        return f"{advice}: {text}" if text else f"the rules leave it open: {advice}"
    return text or f"the rule {visible(verdict.rule.name)} fits every request"


def told(decision: Decision, desk: Desk) -> tuple[int, ...]:
    """The places of the facts that the sentence names, those that tell most first."""
    known = decision.known
    return tuple(
        [place for place, if_given in desk.tellable(decision.verdict) if not (if_given and known[place].ordinary)]
    )


def dividing(decision: Decision, desk: Desk) -> tuple[int, ...]:
    """The places of the unknown facts one answer to which would change what the rules recommend."""
    return telling.dividing(decision.verdict, desk.verdict)
