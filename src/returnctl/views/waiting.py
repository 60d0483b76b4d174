"""Which requests still wait for the seller's answer."""

from typing import Final

from returnctl.deciding.desk import Decision
from returnctl.deciding.facts import FACT_NAMES
from returnctl.values.decision import Recommendation

_STAGE: Final = FACT_NAMES.index("stage")
_NEW: Final = 1


def waits_for_answer(decision: Decision) -> bool:
    """Whether the request may still be new and there is something to do about it."""
    may_be_new = bool(decision.established[_STAGE].possible & _NEW)
    return may_be_new and decision.verdict.recommendation is not Recommendation.NO_ACTION


def is_overdue(decision: Decision) -> bool:
    """Whether an answer is surely late; where nothing is to be done nothing is late."""
    return decision.response.overdue is True and decision.verdict.recommendation is not Recommendation.NO_ACTION
