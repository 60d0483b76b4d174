"""What is looked at in each term that a seller sets, in a policy or in a row of overrides: one list of checks."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from returnctl.deciding.value import money
from returnctl.deciding.warnings import WITHOUT_GROUND, authorised_anyway, least_window, those_days, too_short
from returnctl.proving.places import Place, Scope
from returnctl.values.finding import Code, Severity
from returnctl.values.location import Origin
from returnctl.values.policy import Layer, Term
from returnctl.values.text import visible

_ONE: Final = "clear one of the two cells"
_ROW: Final = "delete the row, or write what shall hold instead"
_IN_LINE: Final = "write `automatic-in-policy`, which is what Amazon does there"
_AMAZONS: Final = "nothing to do if you only want to see these requests; a shorter window than Amazon's never binds it"


class Remark(NamedTuple):
    """A warning or note on a term; of the SKU it holds nothing, so that every row with the same terms can have it."""

    code: Code
    message: str
    hint: str
    severity: Severity = Severity.WARNING


class Look(NamedTuple):
    """A term as it is looked at, with the text of its cell.

    `held` gives the places with a store in which it is the one that counts, `below` those of a row of overrides
    without that row. `beside` says that the row sets the check's other term too. With `own_rules` of the
    seller's, what follows from a term is the seller's.
    """

    name: str
    value: Any
    shown: str
    scope: Scope
    held: Callable[[], Sequence[Place]]
    below: Callable[[], Sequence[Place]] = tuple
    override: bool = False
    beside: bool = False
    own_rules: bool = False

    def __str__(self) -> str:
        """As the seller wrote it: `keep_up_to` 25."""
        return f"`{self.name}` {visible(self.shown)}"

    def where(self, holds: Callable[[Place], bool]) -> str:
        """The stores in which the term counts and something holds, in a few words; blank where it holds in none."""
        codes = tuple(code for place in self.held() if holds(place) for code in place.codes)
        return self.scope.where(codes) if codes else ""

    def by_days(self, days: Callable[[Place], int | None]) -> list[tuple[int, str]]:
        """Numbers of days with the stores in which they are found, the longest first."""
        found: dict[int, tuple[str, ...]] = {}
        for place in self.held():
            if (count := days(place)) is not None:
                found[count] = (*found.get(count, ()), *place.codes)
        return [(count, self.scope.where(found[count])) for count in sorted(found, reverse=True)]


def short_window(look: Look) -> Iterator[Remark]:
    """A window, held against the least of each store, and against Amazon's own where that is longer.

    Amazon's own window is that of goods whose category has no window of its own.
    """
    days = look.value
    if not isinstance(days, int):
        return

    def least(place: Place) -> int | None:
        floor: int = least_window(place.sample).value
        return floor if days < floor else None

    def amazons(place: Place) -> int | None:
        usual = place.sample.amazon_window_days.value
        return usual if least(place) is None and days < usual else None

    if below := look.by_days(least):
        those = ", and ".join(those_days(floor, where) for floor, where in below)
        hint = f"write at least {below[0][0]} days, or leave the cell blank"
        yield Remark(Code.WINDOW_BELOW_MINIMUM, too_short(days, those), hint)
    elif shorter := look.by_days(amazons):
        own = ", and ".join(f"{usual} days in {where}" for usual, where in shorter)
        some = any(
            term.value < usual
            for place in look.held()
            if (usual := amazons(place)) is not None
            for term in place.possible["amazon_window_days"]
        )
        but = " (fewer in some categories)" if some else ""
        message = f"the return window of {days} days is shorter than Amazon's own of {own}{but}: Amazon goes by its own"
        yield Remark(Code.WINDOW_BELOW_AMAZONS, message, _AMAZONS, Severity.NOTE)


def without_ground(look: Look) -> Iterator[Remark]:
    """Goods that are not to be returned, without a ground in law where the law asks for one.

    That a category has a ground does not help the goods of all others.
    """
    if look.value is not False:
        return

    def days(place: Place) -> int | None:
        withdrawal = place.sample.withdrawal_days.value
        unnamed = any(term.value is None for term in place.possible["not_returnable_because"])
        return withdrawal if withdrawal > 0 and unnamed else None

    if found := look.by_days(days):
        those = ", and ".join(f"for {count} days in {where}" for count, where in found)
        message = f"by law a customer may change his mind {those}: {WITHOUT_GROUND}"
        hint = "name the ground in `not_returnable_because`; without one nobody has to accept a refusal"
        yield Remark(Code.NO_LEGAL_GROUND, message, hint)


def needless_ground(look: Look) -> Iterator[Remark]:
    """A ground in law for goods that may be returned."""
    if look.value is not None and (where := look.where(_returnable)):
        message = f"{look} is a ground, yet the goods are returnable in {where}: they still come back"
        yield Remark(Code.CONTRADICTING_TERMS, message, "write no into `returnable`, or clear the cell")


def longer_yet_not_returnable(look: Look) -> Iterator[Remark]:
    """A longer window for goods that do not come back: the days count for faults only."""
    if look.own_rules or not isinstance(look.value, int) or not (where := look.where(_not_returnable)):
        return
    if look.value > max((term.value for place in look.below() for term in place.possible[look.name]), default=0):
        message = f"{look} is longer, yet the goods are not returnable in {where}: the days count for faults only"
        yield Remark(Code.CONTRADICTING_TERMS, message, _ONE)


def returnless_yet_not_returnable(look: Look) -> Iterator[Remark]:
    """Money without a return for goods that do not come back: who changes his mind gets nothing."""
    if not look.own_rules and look.value and (where := look.where(_not_returnable)):
        message = (
            f"{look} gives no money back to who changes his mind, as the goods are not returnable in {where}: "
            "it counts for faults only"
        )
        yield Remark(Code.CONTRADICTING_TERMS, message, _ONE)


def above_review(look: Look) -> Iterator[Remark]:
    """A limit above the worth from which a person decides: between the two it never counts.

    Only where both are the seller's own: that a lower `review_above` cuts off what is built in is its purpose.
    """
    limit = look.value
    if not isinstance(limit, Decimal):
        return
    ceilings: list[Term[Any]] = []
    for place in look.held():
        terms = place.possible["review_above"]
        if all(term.value is not None and term.layer > Layer.BUILT_IN and term.value < limit for term in terms):
            ceilings += terms
            if not look.override:
                break
    if ceilings:
        least = min(ceilings, key=lambda term: Decimal(term.value))
        message = f"{look} is above `review_above` {money(least.value)}{_whose(least, look)}"
        hint = "write the smaller of the two limits here, or raise `review_above`"
        yield Remark(Code.CONTRADICTING_TERMS, f"{message}: what is worth more than that goes to a person", hint)


def _whose(term: Term[Any], look: Look) -> str:
    if term.layer is Layer.OVERRIDE:
        return "" if look.beside else " of another row"
    return f" ({visible(str(term.cite.at), None)})" if term.cite.origin is Origin.FILE else ""


def manual_holds_nothing(look: Look) -> Iterator[Remark]:
    """`MANUAL` in an override, or `authorize-each` in a policy, where Amazon authorises in-policy requests itself."""
    if look.value not in ("manual", "authorize-each") or not (where := look.where(_by_itself)):
        return
    every = all(map(_by_itself, look.held()))
    if look.override:
        hint = "clear the cell; to be asked before a request is accepted is not possible there"
        if not every:
            first = next(place for place in look.held() if _by_itself(place)).codes[0]
            hint = f"it counts in your other stores; say where you sell with --store, for example --store {first}"
    else:
        hint = _IN_LINE if every else f"{_IN_LINE}, in a column for each of these stores"
    severity = Severity.WARNING if every or not (look.override or look.scope.everywhere) else Severity.NOTE
    whatever = authorised_anyway(where, "the override" if look.override else "the setting")
    yield Remark(Code.AMAZON_AUTHORISES_ANYWAY, f"{look} holds hardly anything back: {whatever}", hint, severity)


def idle(look: Look) -> Iterator[Remark]:
    """A term of a row of overrides that changes nothing."""
    if all(_same(look, place) for place in look.below()):
        message = f"{look} changes nothing{where_idle(look.scope)}: {_source(look)} says the same"
        yield Remark(Code.CHANGES_NOTHING, message, _ROW)


def idle_row(scope: Scope) -> Remark:
    """That a row of several terms changes nothing."""
    message = f"the row changes nothing{where_idle(scope)}: all that it sets holds there anyway"
    return Remark(Code.CHANGES_NOTHING, message, _ROW)


def where_idle(scope: Scope) -> str:
    """The stores for which it is said that a row changes nothing."""
    return " in any store" if scope.everywhere else f" in {scope.where(tuple(store.code for store in scope.stores))}"


def _same(look: Look, place: Place) -> bool:
    """Whether the term already is what the cell says, whatever the request's category and day.

    `MANUAL` says what `authorize-each` says, but not where Amazon authorises by itself.
    """
    values = [term.value for term in place.possible[look.name]]
    if look.name == "authorization":
        by_itself = any(term.value for term in place.possible["authorizes_itself"])
        return look.value == "manual" and not by_itself and all(v in ("authorize-each", "manual") for v in values)
    return all(value == look.value for value in values)


def _source(look: Look) -> str:
    """Who says the same: a cell of the policy, what is built in, or several of these."""
    cites = {term.cite for place in look.below() for term in place.possible[look.name]}
    if all(cite.origin is not Origin.FILE for cite in cites):
        return "what is built in"
    places = {str(cite.at) for cite in cites}
    return visible(places.pop(), None) if len(places) == 1 else "what is set below"


def _returnable(place: Place) -> bool:
    return all(term.value for term in place.possible["returnable"])


def _not_returnable(place: Place) -> bool:
    return not any(term.value for term in place.possible["returnable"])


def _by_itself(place: Place) -> bool:
    return all(term.value for term in place.possible["authorizes_itself"])


class Check(NamedTuple):
    """Something that is looked at wherever a seller sets a term.

    `beside` is another term of the SKU that matters to it, `under` are those that only stand below. With `both`
    there is nothing to say where the seller has not set the other one. `policy` says that settings are looked
    at too, not only overrides.
    """

    term: str
    says: Callable[[Look], Iterator[Remark]]
    beside: str = ""
    under: tuple[str, ...] = ()
    both: bool = False
    policy: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """All terms that matter to it."""
        return tuple(sorted({name for name in (self.term, self.beside, *self.under) if name}))


CHECKS: Final = (
    Check("authorization", manual_holds_nothing, under=("authorizes_itself",), policy=True),
    Check(
        "return_window_days",
        short_window,
        under=("amazon_window_days", "minimum_window_days", "withdrawal_days"),
        policy=True,
    ),
    Check("return_window_days", longer_yet_not_returnable, "returnable", both=True),
    Check("returnable", without_ground, "not_returnable_because", ("withdrawal_days",), policy=True),
    Check("not_returnable_because", needless_ground, "returnable", policy=True),
    Check("returnless_up_to", returnless_yet_not_returnable, "returnable", both=True),
    Check("returnless_up_to", above_review, "review_above", both=True, policy=True),
    Check("keep_up_to", above_review, "review_above", both=True, policy=True),
)
