"""Words that several views share: moments, what is needed, who waits; and how lines are broken and spelt."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from returnctl.deciding.days import zone
from returnctl.deciding.facts import FACT_NAMES
from returnctl.values.decision import Recommendation

if TYPE_CHECKING:
    from returnctl.deciding.decision import Decision

T = TypeVar("T")
_STAGE: Final = FACT_NAMES.index("stage")
_NEW: Final = 1
# The only currency that is ever missing is the store's own: nothing is converted.
_FIELDS: Final = {"currency": "the amount in the store's own currency"}
_LABELS: Final = frozenset({"why", "rule", "label", "note", "needs", "if", "warn", "cells"})
# What stands in for signs that an old encoding lacks.
_PLAINER: Final = str.maketrans({"·": "-", "…": "...", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})

Ways = Sequence[Sequence[str]]


def shown_moment(moment: date, zone_name: str | None) -> str:
    """A day as it stands; a moment in the store's zone, else in its own, which is named: `2026-11-25 23:15 (UTC)`."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    own = moment.tzname()
    if moment.tzinfo is not None and zone_name is not None and date.min.year < moment.year < date.max.year:
        moment, own = moment.astimezone(zone(zone_name)), zone_name
    text = moment.replace(tzinfo=None).isoformat(" ", "minutes")
    return f"{text} ({own})" if own else text


def shown_text(text: str, zone_name: str | None) -> str:
    """The same of a day or moment that is kept as ISO text; nothing of none."""
    return shown_moment(datetime.fromisoformat(text), zone_name) if "T" in text else text


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
    return " with ".join(_FIELDS.get(field, field) for field in fields)


def waits_for_answer(decision: "Decision") -> bool:
    """Whether the request may still be new and there is something to do about it."""
    may_be_new = bool(decision.verdict.answers[_STAGE] & _NEW)
    return may_be_new and decision.verdict.recommendation is not Recommendation.NO_ACTION


def is_overdue(decision: "Decision") -> bool:
    """Whether an answer is surely late; where nothing is to be done nothing is late."""
    return decision.response.overdue is True and decision.verdict.recommendation is not Recommendation.NO_ACTION


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


def grouped(items: Iterable[T], by: Callable[[T], Hashable]) -> list[list[T]]:
    """What is alike, together, in the order in which each kind first comes."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(by(item), []).append(item)
    return [*groups.values()]
