"""What a decision is made of: recommendation, evidence, warnings."""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from returnctl.values.location import Cite

# What a list of categories, or of currencies, calls all that it does not name.
OTHER_CATEGORY: Final = "any other category"
OTHER_CURRENCY: Final = "any other currency"


class Recommendation(StrEnum):
    """What the seller should do."""

    REPLACE = "replace"
    RETURN_AND_REFUND = "return-and-refund"
    ACCEPT = "accept"
    REFUND_ONLY = "refund-only"
    DECLINE = "decline"
    REVIEW = "review"
    NO_ACTION = "no-action"


class Item(StrEnum):
    """What becomes of the goods."""

    KEEP = "keep"
    SEND_BACK = "send-back"
    ARRIVED = "arrived"
    UNDECIDED = "undecided"


class Fits(StrEnum):
    """Whether a rule fits all, none or some of the answers that are still possible."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Rule(NamedTuple):
    """One row of the rules table.

    `accepts` holds for each fact the set of answers that the row names, as bits in the order of the
    fact's answers; all bits set means any.
    """

    name: str
    number: int
    accepts: tuple[int, ...]
    recommendation: Recommendation
    item: Item | None = None
    note: str = ""
    cite: Cite | None = None


class Step(NamedTuple):
    """One rule that was tried, and whether the possible answers fit it."""

    rule: Rule
    fits: Fits


class Warn(NamedTuple):
    """Something the seller should know beside the recommendation.

    It rests on `cites` and on those `fields` of the request, whose cells are found when it is shown.
    """

    code: str
    message: str
    cites: tuple[Cite, ...] = ()
    fields: tuple[str, ...] = ()


class Box(NamedTuple):
    """What would be recommended if fields that are unknown lay within the given bounds.

    `given` holds for each field either a pair (from, to), both inclusive and None where unbounded, or
    a tuple of values.
    """

    given: tuple[tuple[str, "Span | tuple[str, ...]"], ...]
    recommendation: Recommendation
    item: Item | None


class Span(NamedTuple):
    """An interval of dates or amounts; both ends inclusive, None where it has no end."""

    first: object
    last: object


class Response(NamedTuple):
    """By when the seller has to answer, and whether that moment has passed."""

    respond_by: date | None
    overdue: bool | None
