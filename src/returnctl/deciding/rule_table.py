"""Rules as rows of a table: cells of fact names and answers turned into rules, and checked."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from returnctl.deciding.axis import bits
from returnctl.deciding.facts import DESK_FACTS, FACT_NAMES
from returnctl.values.decision import Item, Recommendation, Rule
from returnctl.values.location import Cite, Origin

# What is said where a seller's own table leaves a combination open: a person decides.
NO_RULE_FITS: Final = "no-rule-fits"


class BadAnswer(NamedTuple):
    """An answer that a fact does not have."""

    fact: str
    answer: str


def accepted(
    cells: Mapping[str, tuple[str, ...]], answers: Mapping[str, tuple[str, ...]]
) -> tuple[int, ...] | list[BadAnswer]:
    """The bits of each fact that a row names; a fact that it does not name may have any answer."""
    bad = [
        BadAnswer(fact, name) for fact, named in cells.items() for name in named if name not in answers.get(fact, ())
    ]
    if bad:
        return bad
    return tuple(
        bits(answers[fact], cells[fact]) if cells.get(fact) else (1 << len(answers[fact])) - 1 for fact in FACT_NAMES
    )


def with_built_in_on_top(
    own: tuple[Rule, ...],
    own_columns: frozenset[str],
    built_in: tuple[Rule, ...],
    answers: Mapping[str, tuple[str, ...]],
) -> tuple[Rule, ...]:
    """A seller's table, under those built-in rows that are about desk facts it has no column for.

    Whatever it leaves open a person decides. Rows are numbered anew.
    """
    full = {fact: (1 << len(answers[fact])) - 1 for fact in FACT_NAMES}
    kept = [
        rule
        for rule in built_in
        if any(
            rule.accepts[place] != full[fact] and fact in DESK_FACTS and fact not in own_columns
            for place, fact in enumerate(FACT_NAMES)
        )
        and all(rule.accepts[place] == full[fact] or fact in DESK_FACTS for place, fact in enumerate(FACT_NAMES))
    ]
    last = Rule(
        NO_RULE_FITS,
        0,
        tuple(full.values()),
        Recommendation.REVIEW,
        None,
        "no row of the rules fits; a person decides",
        Cite(Origin.BUILT_IN, None, NO_RULE_FITS),
    )
    total = bool(own) and own[-1].accepts == tuple(full.values())
    rows = (*kept, *own) if total else (*kept, *own, last)
    return tuple(rule._replace(number=number) for number, rule in enumerate(rows, 1))


def recommendation_of(text: str) -> Recommendation | None:
    """The recommendation of that name."""
    return next((value for value in Recommendation if value == text), None)


def item_of(text: str) -> Item | None:
    """What becomes of the goods, by name."""
    return next((value for value in Item if value == text), None)
