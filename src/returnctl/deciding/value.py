"""The fact `value`: whether what comes back is small, modest, normal or high in worth."""

from decimal import Context, Decimal
from typing import Final

from returnctl.deciding.axis import Cuts, Range, cuts
from returnctl.deciding.fact import Fact, Measured, Problem
from returnctl.values.finding import Code, Severity
from returnctl.values.policy import Terms
from returnctl.values.request import UNREADABLE, Amount, Count, ReturnRequest

# Wide enough that no amount read from a file is ever rounded before it is compared.
_EXACT: Final = Context(prec=60)
READS: Final = ("amount", "quantity", "order_quantity", "currency")
LIMITS: Final = ("returnless_up_to", "keep_up_to", "review_above")


def value_cuts(terms: Terms) -> Cuts:
    """Turning points in the store's currency, each inclusive; a limit that is not set turns nothing.

    `high` wins over `small` and `small` over `modest`.
    """
    ceiling = terms.review_above.value
    return cuts(
        ("small", terms.returnless_up_to.value),
        ("modest", terms.keep_up_to.value),
        ("normal", ceiling),
        otherwise="normal" if ceiling is None else "high",
        ceiling=ceiling,
    )


def reads_under(terms: Terms) -> tuple[str, ...]:
    """Without any limit no amount matters."""
    return READS if any(_limits(terms)) else ("currency",)


def worth(request: ReturnRequest, terms: Terms) -> Measured:
    """What was paid for the returned units: amount ÷ ordered quantity × returned quantity, exact."""
    limits = ", ".join(_limits(terms)) or "no limit is set"
    if request.currency is UNREADABLE:
        words = "an amount in a currency that cannot be read", limits
        return Measured(Range(None, None), words, READS, LIMITS, (("currency", *unknown_parts(request)),))
    if wrong := _other_currency(request, terms):
        said = f"an amount in {request.currency}, not in {terms.currency},"
        settled = (("currency", *unknown_parts(request)),)
        return Measured(Range(None, None), (said, limits), READS, LIMITS, settled, wrong)
    if not _limits(terms):
        return Measured(Range(None, None), ("any amount", limits), (), LIMITS)
    span = paid_for(request.amount, request.quantity, request.order_quantity)
    shown = _words(span, request.currency or terms.currency)
    return Measured(span, (shown, limits), READS[:3], LIMITS, (unknown_parts(request),), _assumed(request, terms))


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


def _limits(terms: Terms) -> tuple[str, ...]:
    said = []
    for name in LIMITS:
        limit = getattr(terms, name).value
        if limit is not None:
            said.append(f"{name} {money(limit)}")
    return tuple(said)


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


def _words(span: Range, currency: str | None) -> str:
    unit = f" {currency}" if currency else ""
    if span.low is not None and span.low == span.high:
        return money(span.low) + unit
    if span.high is None:
        return "an amount that is not known"
    return f"at most {money(span.high)}{unit}"


def money(amount: Decimal) -> str:
    """An amount with at least two decimals and no more than it has: `24.90`, `0.125`."""
    exponent = amount.normalize(_EXACT).as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:.{min(places, 6)}f}"


VALUE: Final = Fact(
    name="value",
    answers=("small", "modest", "normal", "high"),
    reads=READS,
    uses=(*LIMITS, "currency", "store"),
    measure=worth,
    says=(
        "{0} is small ({1})",
        "{0} is modest ({1})",
        "{0} is neither small nor high ({1})",
        "{0} is high ({1})",
        "{0} may lie on either side of the limits ({1})",
    ),
    cuts=value_cuts,
    reads_under=reads_under,
)
