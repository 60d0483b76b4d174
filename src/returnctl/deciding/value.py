"""The fact `value`: whether what comes back is small, modest, normal or high in worth."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Context, Decimal
from functools import lru_cache
from math import ceil
from typing import Any, Final

from returnctl.deciding.axis import Cuts, Range, cuts
from returnctl.deciding.fact import Case, Evidence, Fact, Measured, Problem
from returnctl.values.finding import Code, Severity
from returnctl.values.policy import Terms
from returnctl.values.request import UNREADABLE, Amount, Count, ReturnRequest

# Wide enough that no amount read from a file is ever rounded before it is compared.
_EXACT: Final = Context(prec=60)
CENT: Final = Decimal("0.01")
READS: Final = ("amount", "quantity", "order_quantity", "currency")
LIMITS: Final = ("returnless_up_to", "keep_up_to", "review_above")


_ANYTHING: Final = Range(None, None)
# The basis of an amount in another currency than the store's.
_ELSEWHERE: Final = "elsewhere"


def value_cuts(terms: Terms) -> Cuts:
    """Turning points in the store's currency, each inclusive; a limit that is not set turns nothing.

    `high` wins over `small` and `small` over `modest`.
    """
    return _cut_at(terms.returnless_up_to.value, terms.keep_up_to.value, terms.review_above.value)


@lru_cache(maxsize=1_000)
def _cut_at(returnless: Decimal | None, keep: Decimal | None, ceiling: Decimal | None) -> Cuts:
    return cuts(
        ("small", returnless),
        ("modest", keep),
        ("normal", ceiling),
        otherwise="normal" if ceiling is None else "high",
        ceiling=ceiling,
    )


@lru_cache(maxsize=1_000)
def _limits_said(*limits: Decimal | None) -> str:
    """The limits that are set: `keep_up_to 50.00, review_above 600.00`."""
    said = [f"{name} {money(limit)}" for name, limit in zip(LIMITS, limits, strict=True) if limit is not None]
    return ", ".join(said) or "no limit is set"


def _worth_said(span: Any, currency: str | None) -> str:
    """What comes back is worth: `24.90 USD`, `at most 24.90 USD`."""
    unit = f" {currency}" if currency else ""
    if span.low is not None and span.low == span.high:
        return money(span.low) + unit
    return "an amount that is not known" if span.high is None else f"at most {money(span.high)}{unit}"


def worth(case: Case) -> Measured:
    """What was paid for the returned units: amount ÷ ordered quantity × returned quantity, exact."""
    request, terms = case.request, case.terms
    if request.currency is UNREADABLE:
        return Measured(_ANYTHING)
    if wrong := _other_currency(request, terms):
        return Measured(_ANYTHING, _ELSEWHERE, wrong)
    if terms.review_above.value is terms.keep_up_to.value is terms.returnless_up_to.value is None:
        return Measured(_ANYTHING)
    span = paid_for(request.amount, request.quantity, request.order_quantity)
    return Measured(span, None, _assumed(request, terms))


def _evidence(case: Case, measured: Measured) -> Evidence:
    request, terms = case.request, case.terms
    set_limits = terms.returnless_up_to.value, terms.keep_up_to.value, terms.review_above.value
    limits, unknown = _limits_said(*set_limits), unknown_parts(request)
    if request.currency is UNREADABLE:
        return Evidence(
            ("an amount in a currency that cannot be read", limits), READS, LIMITS, (("currency", *unknown),)
        )
    if measured.basis is _ELSEWHERE:
        said = f"an amount in {request.currency}, not in {terms.currency},"
        return Evidence((said, limits), READS, LIMITS, (("currency", *unknown),))
    if set_limits == (None, None, None):
        return Evidence(("any amount", limits), (), LIMITS)
    shown = _worth_said(measured.value, request.currency or terms.currency)
    return Evidence((shown, limits), READS[:3], LIMITS, (unknown,))


def paid_for(amount: Amount, quantity: Count, ordered: Count) -> Range:
    """The share of an amount that falls on the returned units, or its bounds.

    Both quantities blank: the amount is theirs. One ordered: one comes back. A blank ordered quantity
    is the returned one. Otherwise at least one unit and at most all of them come back, also where more are
    asked back than were ordered.
    """
    if not isinstance(amount, Decimal):
        return Range(None, None)
    if quantity is None and ordered is None:
        return Range(amount, amount)
    if ordered is None or ordered == 0:
        return Range(amount, amount)
    if not isinstance(ordered, int):
        return Range(None, amount) if quantity is None or quantity == 1 else Range(None, None)
    if isinstance(quantity, int):
        share = _share(amount, min(quantity, ordered), ordered)
        return Range(share, share)
    return Range(_share(amount, 1, ordered), amount)


def _share(amount: Decimal, units: int, ordered: int) -> Decimal:
    if units == ordered:
        return amount
    return _EXACT.divide(_EXACT.multiply(amount, Decimal(units)), Decimal(ordered))


def _other_currency(request: ReturnRequest, terms: Terms) -> Problem | None:
    """Nothing is converted: an amount in another currency than the store's is not known in the store's."""
    if not isinstance(request.currency, str) or terms.currency is None or request.currency.upper() == terms.currency:
        return None
    return Problem(
        Code.OTHER_CURRENCY,
        "currency",
        f"the amount is in `{request.currency}`, but the store {terms.store} sells in {terms.currency}",
        "check the store of the request; amounts are never converted",
    )


def _assumed(request: ReturnRequest, terms: Terms) -> Problem | None:
    if request.currency is not None or request.amount is None or terms.store is None:
        return None
    said = f"without a currency the amount is read in the store's own, {terms.currency}"
    return Problem(Code.CURRENCY_ASSUMED, "amount", said, severity=Severity.NOTE)


def unknown_parts(request: ReturnRequest) -> tuple[str, ...]:
    """The fields without which the share of the returned units is not known."""
    ordered = request.order_quantity
    fields = () if isinstance(request.amount, Decimal) else ("amount",)
    if not isinstance(request.quantity, int) and ordered is not None and (ordered is UNREADABLE or ordered > 1):
        fields = (*fields, "quantity")
    return (*fields, "order_quantity") if ordered is UNREADABLE else fields


def money(amount: Decimal) -> str:
    """An amount with at least two decimals and no more than it has: `24.90`, `0.125`."""
    if amount.as_tuple().exponent in (0, -1, -2):
        return f"{amount:.2f}"
    exponent = amount.normalize(_EXACT).as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:.{min(places, 6)}f}"


def shared_among(request: ReturnRequest) -> int:
    """How many units were ordered, as an amount is shared out among them; one where that is not known."""
    return request.order_quantity if isinstance(request.order_quantity, int) and request.order_quantity else 1


def _turns(field: str, case: Case, units: Sequence[int]) -> Iterator[Decimal | int]:
    """Limits, seen over all ordered units, in hundredths."""
    request, limits = case.request, value_cuts(case.terms).lasts
    if field == "amount":
        ordered = shared_among(request)
        for number in units:
            for limit in limits:
                yield (limit * ordered / min(number, ordered)).quantize(CENT, ROUND_FLOOR)
    if field == "order_quantity" and isinstance(request.amount, Decimal) and isinstance(request.quantity, int):
        paid = request.amount * request.quantity
        yield from [ceil(paid / limit) - 1 for limit in limits if limit > 0]


def _crossed(fields: frozenset[str], _case: Case) -> bool:
    return "order_quantity" in fields and not fields.isdisjoint({"amount", "quantity"})


VALUE: Final = Fact(
    name="value",
    answers=("small", "modest", "normal", "high"),
    reads=READS,
    uses=(*LIMITS, "currency", "store"),
    measure=worth,
    rank=2,
    says=(
        "{0} is small ({1})",
        "{0} is modest ({1})",
        "{0} is neither small nor high ({1})",
        "{0} is high ({1})",
        "{0} may lie on either side of the limits ({1})",
    ),
    cuts=value_cuts,
    evidence=_evidence,
    turns=_turns,
    crossed=_crossed,
)
