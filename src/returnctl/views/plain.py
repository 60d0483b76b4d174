"""The answer to one request as plain lines, for a terminal, a pipe or a mail."""

from typing import Final

from returnctl.deciding.desk import Decision, Desk
from returnctl.values.cite import Cite, Origin
from returnctl.values.decision import OTHER_CATEGORY, OTHER_CURRENCY, Box, Item, Recommendation, Span
from returnctl.values.visible import visible
from returnctl.views.cites import cite_text, evidence, warning_cites
from returnctl.views.moments import shown_moment
from returnctl.views.needs import needs
from returnctl.views.sentence import sentence
from returnctl.views.waiting import waits_for_answer

ITEMS: Final = {
    Item.KEEP: "the customer keeps the item",
    Item.SEND_BACK: "the customer sends the item back",
    Item.ARRIVED: "the item is back",
    Item.UNDECIDED: "whether the item comes back is open",
}
_LABELS: Final = frozenset({"why", "rule", "label", "note", "needs", "if", "warn", "cells"})
# What stands in for signs that an old encoding lacks.
_PLAINER: Final = str.maketrans({"·": "-", "…": "...", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
# Longer lists of boxes are only in JSON.
_MOST_BOXES: Final = 6
_MOST_VALUES: Final = 5


def answer(decision: Decision, desk: Desk, width: int | None = None, *, cells: bool = True) -> list[str]:
    """The short answer: what to do, why, by which rule, who pays, by when; broken at `width`, else not at all.

    Without `cells` those of other files on which it rests are not named.
    """
    verdict = decision.verdict
    lines = [headline(verdict.recommendation, verdict.item), _line("why", sentence(decision, desk))]
    if verdict.rule is not None:
        lines.append(_line("rule", f"{verdict.rule.number} {visible(verdict.rule.name)}"))
    if decision.handling.label_paid_by is not None:
        lines.append(_line("label", f"paid by the {decision.handling.label_paid_by}"))
    if decision.handling.note:
        lines.append(_line("note", visible(decision.handling.note, None)))
    lines += [
        *_open(decision, desk),
        *_warnings(decision),
        *(_cells(decision, desk) if cells else ()),
        *_respond_by(decision),
    ]
    return [part for line in lines for part in wrapped(line, width)]


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


def wrapped(line: str, width: int | None) -> list[str]:
    """The line broken at `width`, what follows set under its text."""
    if width is None or len(line) <= width:
        return [line]
    from textwrap import wrap

    start = len(line) - len(line.lstrip())
    indent = " " * min(9 if line[start : start + 7].strip() in _LABELS else start + 2, max(width - 10, 0))
    return wrap(line, max(width, 1), subsequent_indent=indent, break_on_hyphens=False, drop_whitespace=True) or [line]


def fitting(text: str, encoding: str | None) -> str:
    """The text in signs that an encoding has: a plainer sign, else an escape, in place of those it lacks."""
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        plainer = text.translate(_PLAINER)
        return plainer.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
    return text


def _line(label: str, text: str) -> str:
    return f"  {label:<6} {text}"


def _open(decision: Decision, desk: Desk) -> list[str]:
    """What would settle the request, and how."""
    if not decision.handling.missing:
        return []
    from returnctl.deciding.if_known import if_known

    boxes = if_known(decision, desk)
    shown = [_line("if", box_text(box)) for box in boxes[:_MOST_BOXES]]
    left = len(boxes) - len(shown)
    more = [_line("", f"and {left} more cases: --format json")] if left > 0 else []
    return [_line("needs", needs(decision.handling.missing)), *shown, *more]


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
    for warn in decision.handling.warnings:
        cells = "; ".join(
            cite_text(cite) for cite in warning_cites(decision, warn) if cite.origin is not Origin.DEFAULT
        )
        lines.append(_line("warn", f"{warn.code}: {visible(warn.message, None)}" + (f" ({cells})" if cells else "")))
    return lines


def _cells(decision: Decision, desk: Desk) -> list[str]:
    """The cells on which it rests in files beside its own, but for those that a warning names."""
    rests_on = [each for each in evidence(decision, desk) if isinstance(each, Cite)]
    if decision.ground.own:
        from returnctl.views.summary import overridden

        rests_on += overridden(decision)
    warned = {cite for warn in decision.handling.warnings for cite in warning_cites(decision, warn)}
    own = decision.request.source.file
    others = [
        cite for cite in dict.fromkeys(rests_on) if cite.at is not None and cite.at.file != own and cite not in warned
    ]
    return [_line("cells", "; ".join(map(cite_text, others)))] if others else []


def _respond_by(decision: Decision) -> list[str]:
    by = decision.response.respond_by
    if by is None or not waits_for_answer(decision):
        return []
    late = " (overdue)" if decision.response.overdue else ""
    return [f"  answer by {shown_moment(by, decision.terms.zone)}{late}"]
