"""All facts of a policy, in the order of the rules table."""

from typing import Final

from returnctl.deciding.duty import DUTY
from returnctl.deciding.fact import Fact
from returnctl.deciding.plain_facts import CLAIM, FULFILMENT, REPEAT, REPLACEMENT, RETURNABLE, family_fact
from returnctl.deciding.stage import STAGE
from returnctl.deciding.value import VALUE
from returnctl.deciding.window import WINDOW
from returnctl.values.policy import FAMILIES


def all_facts(families: tuple[str, ...] = FAMILIES) -> tuple[Fact, ...]:
    """The ten facts, with the families of a policy."""
    return (
        FULFILMENT,
        STAGE,
        CLAIM,
        REPEAT,
        family_fact(families),
        RETURNABLE,
        DUTY,
        WINDOW,
        REPLACEMENT,
        VALUE,
    )


_FACTS: Final = all_facts()
FACT_NAMES: Final = tuple([fact.name for fact in _FACTS])
# Facts that are not about the return itself: the built-in rows on them stay on top of a seller's rules.
DESK_FACTS: Final = tuple([fact.name for fact in _FACTS if fact.of_desk])
# The places of the facts, those first that tell most where several could show why a rule does not fit.
TELLING: Final = tuple(sorted(range(len(_FACTS)), key=lambda place: _FACTS[place].rank))


def place_of(fact: Fact) -> int:
    """The place of a fact among all."""
    return FACT_NAMES.index(fact.name)


def answers_of(families: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The answers of every fact, in their order, for the families of a policy."""
    return {fact.name: fact.answers for fact in all_facts(families)}
