"""What is wrong with a seller's policy beyond the type and range of each cell."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from returnctl.deciding.grounds import possible_categories
from returnctl.deciding.terms import Wanted
from returnctl.deciding.value import money
from returnctl.deciding.warnings import authorised_anyway
from returnctl.proving.grounds_in_law import NAME_IT, without_ground_in
from returnctl.proving.minimums import too_short_in
from returnctl.proving.places import Books, Place, days_within
from returnctl.proving.skus import in_order
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import Layer, Policy, Setting, Store, Term, Terms
from returnctl.values.visible import visible

_IN_LINE: Final = "write `automatic-in-policy`, which is what Amazon does there"
_SMALLER: Final = "write the smaller of the two limits here, or raise `review_above`"


def audit_policy(policy: Policy, as_of: date, store: str | None = None) -> tuple[Finding, ...]:
    """All warnings and notes about the settings and categories of a seller, in the order of their places.

    A setting for every store is looked at where it is the one that applies: in `store`, else in those that the
    policy names, else in all.
    """
    books = Books(policy, as_of, store)
    own = [row for row in policy.settings if row.layer is Layer.POLICY]
    found = [finding for row in own for finding in _CHECKS.get(row.name, _nothing)(row, books)]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (in_order(finding.at), finding.code)))


def _nothing(_row: Setting, _books: Books) -> Iterator[Finding]:
    return iter(())


def _held(row: Setting, books: Books) -> Iterator[Place]:
    """The stores in which a setting is the one that applies, on any day of its period, each with all that may apply."""
    for store in books.scope_within(row.store).stores:
        several = [terms for terms in _terms(row, store, books) if _is_of(getattr(terms, row.name), row)]
        if several:
            possible = {name: _distinct(several, name) for name in _READ}
            yield Place((store.code,), possible, several[0])


_READ: Final = ("amazon_window_days", "not_returnable_because", "returnable", "review_above", "authorizes_itself")


def _terms(row: Setting, store: Store, books: Books) -> Iterator[Terms]:
    days = days_within(row.first, row.last, books.turns, books.as_of)
    names = (row.category,) if row.category else (None, *possible_categories(books.work, store))
    return (books.base(Wanted(store, name, day, day)) for day in days for name in names)


def _is_of(term: Term[Any], row: Setting) -> bool:
    return term.cite == row.cite


def _distinct(several: list[Terms], name: str) -> tuple[Term[Any], ...]:
    return tuple(dict.fromkeys(getattr(terms, name) for terms in several))


def _at(row: Setting, code: Code, message: str, hint: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(code, row.cite.at or Location(""), message, hint, severity)


def _short_window(row: Setting, books: Books) -> Iterator[Finding]:
    if isinstance(row.value, int):
        for short in too_short_in(row.value, _held(row, books), books.scope_within(row.store)):
            yield _at(row, short.code, short.message, short.hint, short.severity)


def _without_ground(row: Setting, books: Books) -> Iterator[Finding]:
    if row.value is False:
        message = without_ground_in(_held(row, books), books.scope_within(row.store))
        if message:
            yield _at(row, Code.NO_LEGAL_GROUND, message, NAME_IT)


def _ground_of_returnable_goods(row: Setting, books: Books) -> Iterator[Finding]:
    held = list(_held(row, books)) if row.value is not None else []
    codes = _codes(held, lambda place: all(term.value for term in place.possible["returnable"]))
    if codes:
        where = books.scope_within(row.store).where(codes)
        message = (
            f"`{row.name}` {_shown(row)} is a ground, yet the goods are returnable in {where}: they still come back"
        )
        yield _at(row, Code.CONTRADICTING_TERMS, message, "write no into `returnable`, or clear the cell")


def _above_review(row: Setting, books: Books) -> Iterator[Finding]:
    """A limit above the seller's own `review_above`."""
    limit = row.value
    if not isinstance(limit, Decimal):
        return
    for place in _held(row, books):
        terms = place.possible["review_above"]
        if all(term.layer > Layer.BUILT_IN and term.value is not None and term.value < limit for term in terms):
            least = min(terms, key=lambda term: Decimal(term.value))
            at = visible(str(least.cite.at), None)
            message = (
                f"`{row.name}` {_shown(row)} is above `review_above` {money(least.value)} ({at}): "
                "what is worth more than that goes to a person"
            )
            yield _at(row, Code.CONTRADICTING_TERMS, message, _SMALLER)
            return


def _by_hand(row: Setting, books: Books) -> Iterator[Finding]:
    """`authorize-each` in stores that leave no such choice."""
    held = list(_held(row, books)) if row.value == "authorize-each" else []
    codes = _codes(held, lambda place: all(term.value for term in place.possible["authorizes_itself"]))
    if codes:
        scope = books.scope_within(row.store)
        every = len(codes) == len(held)
        message = f"`authorization` {_shown(row)} holds hardly anything back: "
        message += authorised_anyway(scope.where(codes), "the setting")
        hint = _IN_LINE if every else f"{_IN_LINE}, in a column for each of these stores"
        severity = Severity.WARNING if every or not scope.everywhere else Severity.NOTE
        yield _at(row, Code.AMAZON_AUTHORISES_ANYWAY, message, hint, severity)


def _codes(held: list[Place], holds: Callable[[Place], bool]) -> tuple[str, ...]:
    return tuple(code for place in held if holds(place) for code in place.codes)


def _shown(row: Setting) -> str:
    return visible(row.cite.value)


_CHECKS: Final[dict[str, Callable[[Setting, Books], Iterator[Finding]]]] = {
    "return_window_days": _short_window,
    "returnable": _without_ground,
    "not_returnable_because": _ground_of_returnable_goods,
    "keep_up_to": _above_review,
    "returnless_up_to": _above_review,
    "authorization": _by_hand,
}
