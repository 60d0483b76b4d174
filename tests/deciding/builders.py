"""Requests, settings and policies that are valid by default: a test names only what it is about."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.if_known import if_known
from returnctl.files.built_in import built_in_policy
from returnctl.values.location import Cite, Location, Origin
from returnctl.values.policy import Holiday, Layer, Policy, Setting
from returnctl.values.request import ReturnRequest

POLICY: Final = built_in_policy()
AS_OF: Final = date(2026, 11, 23)
ASKED: Final = date(2026, 11, 10)
# The same examples in every run, and nothing written beside the tests.
LAW: Final = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)

_PLACES: Final = {"default": 2, "US": 3, "UK": 4, "DE": 5}


def before(days: int, day: date = ASKED) -> date:
    """So many days before the day of the request."""
    return day - timedelta(days=days)


def ask(**fields: Any) -> ReturnRequest:
    """A request in the US store for a defective item of 24.90 USD, nine days after delivery."""
    usual: dict[str, Any] = {
        "sku": "A-1",
        "reason": "CR-DEFECTIVE",
        "store": "US",
        "delivery_date": before(9),
        "request_date": ASKED,
        "amount": Decimal("24.90"),
        "currency": "USD",
    }
    return ReturnRequest(**(usual | fields))


def setting(name: str, value: object, **where: Any) -> Setting:
    """A row of the seller's sheet `Settings`."""
    at = Location("policy.xlsx", "Settings", 4, _PLACES.get(where.get("store") or "default", 6), name)
    return Setting(name, value, Cite(Origin.FILE, at, name, str(value)), Layer.POLICY, **where)


def term(name: str, value: object, cell: tuple[int, int] = (14, 3), **where: Any) -> Setting:
    """A term of a row of the sheet `Overrides`, in C14 unless said."""
    at = Location("overrides.xlsx", "Overrides", *cell, name)
    return Setting(name, value, Cite(Origin.FILE, at, name, str(value)), Layer.OVERRIDE, **where)


def holiday(first: str, last: str, request_by: str, **where: Any) -> Holiday:
    """A row of the seller's sheet `Holidays`."""
    cite = Cite(Origin.FILE, Location("policy.xlsx", "Holidays", 2, 6, "request_by"), "holidays", request_by)
    return Holiday(date.fromisoformat(first), date.fromisoformat(last), date.fromisoformat(request_by), cite, **where)


def policy_of(
    *own: Setting,
    override: Sequence[Setting] = (),
    holidays: Iterable[Holiday] = (),
    base: Policy = POLICY,
    sku: str = "A-1",
    **parts: Any,
) -> Policy:
    """The built-in policy with the seller's own settings, seasons, and one SKU's override."""
    made = base._replace(settings=(*base.settings, *own), holidays=(*base.holidays, *holidays), **parts)
    return made._replace(overrides={sku: tuple(override)}) if override else made


def decided(
    *own: Setting,
    override: Sequence[Setting] = (),
    holidays: Iterable[Holiday] = (),
    policy: Policy | None = None,
    as_of: date = AS_OF,
    at: str | None = None,
    **fields: Any,
) -> Decision:
    """The decision on the usual request, with the given fields, under the built-in policy and what is given."""
    laid = policy or policy_of(*own, override=override, holidays=holidays)
    return Desk(laid, as_of, at).decide(ask(**fields))


def answers(decision: Decision, name: str) -> tuple[str, ...]:
    """The answers to one fact that are still possible."""
    facts = Desk(POLICY, AS_OF).fact_names
    place = facts.index(name)
    from returnctl.deciding.axis import names
    from returnctl.deciding.facts import answers_of

    return names(answers_of(POLICY.families)[name], decision.known.answers[place])


def said(decision: Decision, desk: Desk) -> Hashable:
    """All that anybody is told about a decision, in a form that can be compared."""
    verdict = decision.verdict
    told = [
        (fact.name, decision.known.answers[place], decision.known.words(place), decision.known[place])
        for place, fact in enumerate(desk.facts)
    ]
    return (
        verdict,
        handling(decision),
        repr(decision.response),  # equal moments may be written with different offsets
        decision.problems,
        decision.reason and decision.reason.code,
        decision.terms,
        tuple(told),
        repr(if_known(decision, desk)),
    )


def handling(decision: Decision) -> Hashable:
    """What follows from the verdict."""
    return (
        decision.authorization,
        decision.label_paid_by,
        decision.fault,
        decision.warnings,
        decision.note,
        decision.missing,
    )


def warned(decision: Decision) -> tuple[str, ...]:
    """The codes of the warnings."""
    return tuple(warn.code for warn in decision.warnings)


def outcome(decision: Decision) -> tuple[str, str | None]:
    """Recommendation and item."""
    return decision.verdict.recommendation, decision.verdict.item


def rule(decision: Decision) -> str | None:
    """The name of the rule that decided, if one did."""
    return decision.verdict.rule and decision.verdict.rule.name
