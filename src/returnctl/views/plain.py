"""The answer to one request as plain lines, for a terminal, a pipe or a mail: short, or with the whole way to it."""

from collections.abc import Iterator
from typing import Final

from returnctl.deciding.axis import names
from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.facts import TELLING
from returnctl.values.decision import OTHER_CATEGORY, OTHER_CURRENCY, Box, Fits, Item, Recommendation, Rule, Span, Step
from returnctl.values.location import Origin
from returnctl.values.text import either, visible
from returnctl.views.sentence import fact_cites, fact_words, sentence, told, warning_cites
from returnctl.views.wording import needs, shown_moment, waits_for_answer

ITEMS: Final = {
    Item.KEEP: "the customer keeps the item",
    Item.SEND_BACK: "the customer sends the item back",
    Item.ARRIVED: "the item is back",
    Item.UNDECIDED: "whether the item comes back is open",
}
# Longer lists of boxes are only in JSON.
_MOST_BOXES: Final = 6
_MOST_VALUES: Final = 5


def answer(decision: Decision, desk: Desk, *, cells: bool = True) -> list[str]:
    """The short answer: what to do, why, by which rule, who pays, by when.

    Without `cells` those of other files on which it rests are not named.
    """
    verdict = decision.verdict
    lines = [headline(verdict.recommendation, verdict.item), _line("why", sentence(decision, desk))]
    if verdict.rule is not None:
        lines.append(_line("rule", f"{verdict.rule.number} {visible(verdict.rule.name)}"))
    if decision.label_paid_by is not None:
        lines.append(_line("label", f"paid by the {decision.label_paid_by}"))
    if decision.note:
        lines.append(_line("note", visible(decision.note, None)))
    lines += [*_open(decision, desk), *_warnings(decision)]
    return [*lines, *(_cells(decision, desk) if cells else ()), *_respond_by(decision)]


def headline(recommendation: Recommendation, item: Item | None) -> str:
    """What to do, in a line: `replace · the customer keeps the item`."""
    if item is not None:
        return f"{recommendation} · {ITEMS[item]}"
    more = {Recommendation.REVIEW: "a person decides", Recommendation.NO_ACTION: "nothing to do"}.get(recommendation)
    return f"{recommendation} · {more}" if more else str(recommendation)


def box_text(box: Box) -> str:
    """What would be recommended under which condition."""
    given = " and ".join(_given(field, bounds) for field, bounds in box.given)
    return f"{given}: {headline(box.recommendation, box.item)}"


def _line(label: str, text: str) -> str:
    return f"  {label:<6} {text}"


def _open(decision: Decision, desk: Desk) -> list[str]:
    """What would settle the request, and how."""
    if not decision.missing:
        return []
    from returnctl.deciding.if_known import if_known

    boxes = if_known(decision, desk)
    shown = [_line("if", box_text(box)) for box in boxes[:_MOST_BOXES]]
    left = len(boxes) - len(shown)
    more = [_line("", f"and {left} more cases: --format json")] if left > 0 else []
    return [_line("needs", needs(decision.missing)), *shown, *more]


def _given(field: str, bounds: Span | tuple[str, ...]) -> str:
    if isinstance(bounds, Span):
        return f"{field} {_span(bounds)}"
    if bounds in ((OTHER_CATEGORY,), (OTHER_CURRENCY,)):
        return bounds[0]
    # A list is cut only where two or more are left out: one more takes no more room than to say so.
    shown = bounds if len(bounds) <= _MOST_VALUES + 1 else bounds[:_MOST_VALUES]
    left = len(bounds) - len(shown)
    more = f" or one of {left} more" if left else ""
    return f"{field} is {', '.join(map(visible, shown))}{more}"


def _span(bounds: Span) -> str:
    first, last = bounds.first, bounds.last
    if first is None:
        return "whatever it is" if last is None else f"up to {last}"
    if last is None:
        return f"from {first} on"
    return f"is {first}" if first == last else f"from {first} to {last}"


def _warnings(decision: Decision) -> list[str]:
    lines = []
    for warn in decision.warnings:
        cells = "; ".join(cite.text for cite in warning_cites(decision, warn) if cite.origin is not Origin.DEFAULT)
        lines.append(_line("warn", f"{warn.code}: {visible(warn.message, None)}" + (f" ({cells})" if cells else "")))
    return lines


def _cells(decision: Decision, desk: Desk) -> list[str]:
    """The cells on which it rests in files beside its own, but for those that a warning names."""
    rests_on = [cite for place in told(decision, desk) for cite in fact_cites(decision, place)]
    if decision.context.own:
        from returnctl.views.summary import overridden

        rests_on += overridden(decision)
    warned = {cite for warn in decision.warnings for cite in warning_cites(decision, warn)}
    own = decision.request.source.file
    others = [
        cite for cite in dict.fromkeys(rests_on) if cite.at is not None and cite.at.file != own and cite not in warned
    ]
    return [_line("cells", "; ".join(cite.text for cite in others))] if others else []


def _respond_by(decision: Decision) -> list[str]:
    by = decision.response.respond_by
    if by is None or not waits_for_answer(decision):
        return []
    late = " (overdue)" if decision.response.overdue else ""
    return [f"  answer by {shown_moment(by, decision.terms.zone)}{late}"]


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
    places = [place for place, fact in enumerate(desk.facts) if rule.accepts[place] != (1 << len(fact.answers)) - 1]
    named = ", ".join(_answered(place, decision, desk) for place in places)
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
        yield f"  {row.name}: {visible(_value(row.value))} ({row.cite.text})"
    if fee.value is not None:
        yield f"  restocking_fee_percent: {fee.value} ({fee.cite.text})"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)
