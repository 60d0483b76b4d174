"""What would settle undecided requests, in words: fields by their names, but for one whose name says too little."""

from collections.abc import Sequence
from typing import Final

# The only currency that is ever missing is the store's own: nothing is converted.
_WORDS: Final = {"currency": "the amount in the store's own currency"}

Ways = Sequence[Sequence[str]]


def needs(alternatives: Ways) -> str:
    """What one request needs: `delivery_date, or in_policy`."""
    return ", or ".join(map(_together, alternatives))


def need(count: int, alternatives: Ways) -> str:
    """What so many requests need: `3 need one of delivery_date, in_policy`, without the count."""
    if not alternatives:
        return "would not be settled by any field"
    verb, ways = "needs" if count == 1 else "need", ", ".join(map(_together, alternatives))
    return f"{verb} one of {ways}" if len(alternatives) > 1 else f"{verb} {ways}"


def _together(fields: Sequence[str]) -> str:
    return " with ".join(_WORDS.get(field, field) for field in fields)
