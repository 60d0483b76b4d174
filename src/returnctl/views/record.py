"""A decision as JSON, with the names and the order of the contract."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.fact import Fact
from returnctl.deciding.if_known import if_known
from returnctl.values.decision import Box, Span, Warn
from returnctl.values.finding import Finding
from returnctl.values.request import Choice, ReturnRequest
from returnctl.views.findings import finding_record
from returnctl.views.sentence import cite_record, fact_cites, fact_words, sentence, told, warning_cites

Record = dict[str, object]
# The names of a decision, in their order.
NAMES: Final = (
    "file",
    "row",
    "order_id",
    "order_item_id",
    "rma_id",
    "sku",
    "reason",
    "reason_code",
    "family",
    "store",
    "quantity",
    "as_of",
    "recommendation",
    "item",
    "authorization",
    "label_paid_by",
    "respond_by",
    "overdue",
    "rule",
    "rules",
    "because",
    "note",
    "missing",
    "if_known",
    "warnings",
    "steps",
    "facts",
    "policy_hash",
)


# Those that are lists.
LISTS: Final = ("rules", "missing", "if_known", "warnings", "steps", "facts")
SCALARS: Final = tuple(name for name in NAMES if name not in LISTS)


def record(decision: Decision, desk: Desk) -> Record:
    """One decision with all that it rests on: text, whole numbers, yes/no, lists and nothing else."""
    verdict = decision.verdict
    found: Record = dict(zip(SCALARS, scalars(decision, desk, told(decision, desk)), strict=True))
    found |= {
        "rules": [rule.name for rule in verdict.rules],
        "missing": [list(fields) for fields in decision.missing],
        "if_known": [box_record(box) for box in if_known(decision, desk)],
        "warnings": [warning_record(decision, warn) for warn in decision.warnings],
        "steps": [{"rule": step.rule.name, "fits": str(step.fits)} for step in verdict.steps],
        "facts": [fact_record(decision, place, fact) for place, fact in enumerate(desk.facts)],
    }
    return {name: found[name] for name in NAMES}


def scalars(decision: Decision, desk: Desk, places: Sequence[int]) -> tuple[str | int | bool | None, ...]:
    """The single values of a decision in the order of SCALARS; None where there is none.

    `places` are the facts that its sentence tells.
    """
    request, verdict, response, reason = decision.request, decision.verdict, decision.response, decision.reason
    own, family = decision.older or request, verdict.possible["family"]
    return (
        own.source.file or None,
        own.row,
        own.order_id,
        own.order_item_id,
        own.rma_id,
        own.sku,
        own.reason,
        reason.code if reason else None,
        family[0] if len(family) == 1 else None,
        decision.terms.store,
        _whole(request.quantity),
        decision.as_of.isoformat(),
        verdict.recommendation.value,
        verdict.item.value if verdict.item else None,
        decision.authorization,
        decision.label_paid_by,
        response.respond_by.isoformat() if response.respond_by else None,
        response.overdue,
        verdict.rule.name if verdict.rule else None,
        sentence(decision, desk, places),
        decision.note or None,
        desk.policy.hash or None,
    )


def readable(text: Choice) -> str | None:
    """A text as it came; nothing where it could not be read."""
    return text if isinstance(text, str) else None


def identity(request: ReturnRequest) -> Record:
    """Which request it is: where it stands and what it is called, as it came."""
    return {
        "file": request.source.file or None,
        "row": request.row,
        "order_id": request.order_id,
        "order_item_id": request.order_item_id,
        "rma_id": request.rma_id,
        "sku": request.sku,
        "reason": request.reason,
    }


def flagged_request(request: ReturnRequest, findings: Sequence[Finding]) -> Record:
    """A row on which nothing could be decided, in the place of its decision: the same names, mostly without value."""
    found = [finding_record(finding) for finding in findings]
    known = identity(request) | {"store": readable(request.store), "quantity": _whole(request.quantity)}
    return dict.fromkeys(NAMES) | known | {"findings": found}


def fact_record(decision: Decision, place: int, fact: Fact) -> Record:
    """One fact: the answers still possible, the words for it, and its evidence."""
    return {
        "name": fact.name,
        "possible": list(decision.verdict.possible[fact.name]),
        "because": fact_words(decision, place),
        "cites": [cite_record(cite) for cite in fact_cites(decision, place)],
    }


def warning_record(decision: Decision, warn: Warn) -> Record:
    """One warning with its evidence."""
    cites = [cite_record(cite) for cite in warning_cites(decision, warn)]
    return {"code": warn.code, "message": warn.message, "cites": cites}


def box_record(box: Box) -> Record:
    """What would be recommended if the unknown fields lay within these bounds."""
    return {
        "given": {field: _given(given) for field, given in box.given},
        "recommendation": str(box.recommendation),
        "item": box.item.value if box.item else None,
    }


def _given(given: Span | tuple[str, ...]) -> object:
    if isinstance(given, Span):
        return {"from": _end(given.first), "to": _end(given.last)}
    return list(given)


def _end(end: object) -> object:
    """Dates as ISO text, money as text: no number of ours ever becomes a float."""
    if isinstance(end, date):
        return end.isoformat()
    if isinstance(end, Decimal):
        return f"{end:f}"
    return end


def _whole(count: object) -> int | None:
    return count if isinstance(count, int) else None
