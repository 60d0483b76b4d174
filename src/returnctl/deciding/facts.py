"""All facts of a policy, in the order of the rules table."""

from returnctl.deciding.duty import duty_fact
from returnctl.deciding.fact import Fact
from returnctl.deciding.plain_facts import CLAIM, FULFILMENT, REPEAT, REPLACEMENT, RETURNABLE, family_fact
from returnctl.deciding.reasons import LookUp
from returnctl.deciding.stage import STAGE
from returnctl.deciding.value import VALUE
from returnctl.deciding.window import WINDOW

FACT_NAMES = (
    "fulfilment",
    "stage",
    "claim",
    "repeat",
    "family",
    "returnable",
    "duty",
    "window",
    "replacement",
    "value",
)
# Facts that are not about the return itself: the built-in rows on them stay on top of a seller's rules.
DESK_FACTS = ("fulfilment", "stage", "claim", "repeat")


def all_facts(families: tuple[str, ...], look_up: LookUp) -> tuple[Fact, ...]:
    """The ten facts, with the families of this policy."""
    return (
        FULFILMENT,
        STAGE,
        CLAIM,
        REPEAT,
        family_fact(families, look_up),
        RETURNABLE,
        duty_fact(look_up),
        WINDOW,
        REPLACEMENT,
        VALUE,
    )


def answers_of(families: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The answers of every fact, in their order, for the families of a policy."""
    return {fact.name: fact.answers for fact in all_facts(families, lambda _text, _store: None)}
