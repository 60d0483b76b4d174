"""The whole way to a decision as plain lines: facts with their cells, rules one by one, what is only recorded."""

from collections.abc import Iterator
from typing import Final

from returnctl.deciding.axis import names
from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.facts import TELLING
from returnctl.values.cite import Origin
from returnctl.values.decision import Fits, Rule, Step
from returnctl.values.policy import Setting
from returnctl.values.text import either, visible
from returnctl.views.plain import answer
from returnctl.views.sentence import fact_cites, fact_words

_LONGEST_VALUE: Final = 60


def explain(decision: Decision, desk: Desk) -> list[str]:
    """The short answer, then facts, rules and recorded settings."""
    short = answer(decision, desk, cells=False)
    return [*short, "", *_facts(decision, desk), "", *_rules(decision, desk), *_recorded(decision, desk)]


def _facts(decision: Decision, desk: Desk) -> Iterator[str]:
    yield "facts"
    for place, fact in enumerate(desk.facts):
        possible = names(fact.answers, decision.verdict.answers[place])
        yield f"  {fact.name:<11} {either([*map(visible, possible)])}: {fact_words(decision, place)}"
        cites = fact_cites(decision, place)
        cells = [cite.text for cite in cites if cite.origin is not Origin.DEFAULT]
        blank = [cite.name for cite in cites if cite.origin is Origin.DEFAULT]
        if cells:
            yield f"    at {'; '.join(cells)}"
        if blank:
            yield f"    not given: {', '.join(blank)}"


def _rules(decision: Decision, desk: Desk) -> Iterator[str]:
    yield "rules"
    verdict = decision.verdict
    for step in verdict.steps:
        yield _step(step, decision, desk)
    if verdict.rule is None:
        advice = " or ".join(dict.fromkeys(rule.recommendation for rule in verdict.rules))
        yield f"  no rule wins: {advice}, depending on what is not known"


def _step(step: Step, decision: Decision, desk: Desk) -> str:
    rule = step.rule
    name = f"  {rule.number:>2} {visible(rule.name)}"
    if step.fits is Fits.NO:
        return f"{name} does not fit: {_felled_by(rule, decision, desk)}"
    advice = f"{rule.recommendation}, {rule.item}" if rule.item else str(rule.recommendation)
    named = _named(rule, decision, desk)
    place = f" ({rule.cite.text})" if rule.cite else ""
    if step.fits is Fits.UNKNOWN:
        return f"{name} may fit: {named} -> {advice}{place}"
    because = f"because {named}" if named else "whatever the facts are"
    return f"{name} fits {because} -> {advice}{place}"


def _felled_by(rule: Rule, decision: Decision, desk: Desk) -> str:
    """The fact that tells most of those whose answers the rule does not take."""
    answers = decision.verdict.answers
    against = next(place for place in TELLING if not answers[place] & rule.accepts[place])
    return _answered(against, decision, desk)


def _named(rule: Rule, decision: Decision, desk: Desk) -> str:
    places = [place for place, fact in enumerate(desk.facts) if rule.accepts[place] != (1 << len(fact.answers)) - 1]
    return ", ".join(_answered(place, decision, desk) for place in places)


def _answered(place: int, decision: Decision, desk: Desk) -> str:
    possible = names(desk.facts[place].answers, decision.verdict.answers[place])
    return f"{desk.fact_names[place]} is {either([*map(visible, possible)])}"


def _recorded(decision: Decision, desk: Desk) -> Iterator[str]:
    """Settings for letters and for the record; they decide nothing."""
    store = decision.terms.store
    rows = [row for row in desk.policy.recorded if row.store in (None, store)]
    fee = decision.terms.restocking_fee_percent
    if not rows and fee.value is None:
        return
    yield ""
    yield "recorded, decides nothing"
    for row in rows:
        yield _setting(row)
    if fee.value is not None:
        yield f"  restocking_fee_percent: {fee.value} ({fee.cite.text})"


def _setting(row: Setting) -> str:
    return f"  {row.name}: {visible(_value(row.value), _LONGEST_VALUE)} ({row.cite.text})"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)
