"""Which store a request belongs to."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from returnctl.deciding.fact import Problem
from returnctl.values.finding import Code, Severity
from returnctl.values.policy import Store
from returnctl.values.request import UNREADABLE, ReturnRequest
from returnctl.values.text import visible


class Stores(NamedTuple):
    """The stores by every name they have, by their currency, and the one that a currency alone tells.

    `given` is the store of the run (an option), `only` the single store of the policy.
    """

    by_name: Mapping[str, Store]
    sharing: Mapping[str, tuple[Store, ...]]
    by_currency: Mapping[str, Store]
    given: Store | None = None
    only: Store | None = None


def list_stores(stores: tuple[Store, ...], given: str | None, own: Collection[str] = ()) -> Stores:
    """All stores, found by code or alias in any case. `own` are those that the seller's policy has settings for.

    EUR and other shared currencies tell a store only where the policy has one such store.
    """
    by_name = {name.casefold(): store for store in stores for name in (store.code, *store.aliases)}
    sharing: dict[str, tuple[Store, ...]] = {}
    for store in stores:
        sharing[store.currency] = (*sharing.get(store.currency, ()), store)
    told = {currency: _told(sharers, own) for currency, sharers in sharing.items()}
    return Stores(
        by_name,
        sharing,
        {currency: store for currency, store in told.items() if store is not None},
        by_name.get(given.strip().casefold()) if given else None,
        by_name.get(next(iter(own)).strip().casefold()) if len(own) == 1 else None,
    )


def _told(sharers: tuple[Store, ...], own: Collection[str]) -> Store | None:
    """Which of the stores with one currency a request belongs to that names no store."""
    candidates = sharers if len(sharers) == 1 else tuple(store for store in sharers if store.code in own)
    return candidates[0] if len(candidates) == 1 else None


def store_of(request: ReturnRequest, stores: Stores) -> Store | None:
    """Its own column, the run's store, the orders report's channel, the policy's only store, its currency.

    The run's and the policy's only store stand for no request in another currency: a report may hold several.
    """
    if request.store:
        return stores.by_name.get(request.store.strip().casefold()) if isinstance(request.store, str) else None
    currency = currency_of(request)
    if stores.given is not None and _sells_in(stores.given, currency):
        return stores.given
    channel = stores.by_name.get((request.sales_channel or "").strip().casefold())
    if channel is not None:
        return channel
    if stores.only is not None and _sells_in(stores.only, currency):
        return stores.only
    return stores.by_currency.get(currency)


def possible_stores(request: ReturnRequest, stores: Stores) -> tuple[Store, ...]:
    """The stores to which a request may belong whose store is not known: those with its currency, else all."""
    every = tuple(dict.fromkeys(stores.by_name.values()))
    return stores.sharing.get(currency_of(request), every)


def currency_of(request: ReturnRequest) -> str:
    """The currency as the stores write theirs; nothing where it is blank or cannot be read."""
    return request.currency.strip().upper() if isinstance(request.currency, str) else ""


def _sells_in(store: Store, currency: str) -> bool:
    return not currency or currency == store.currency


def store_problem(request: ReturnRequest, stores: Stores) -> Problem | None:
    """A store that is named but not known is no store; the run's store is none for another currency."""
    if not request.store:
        return _not_taken(stores.given, currency_of(request)) if stores.given is not None else None
    if request.store is UNREADABLE or request.store.strip().casefold() in stores.by_name:
        return None
    return Problem(
        Code.UNKNOWN_STORE,
        "store",
        f"the store `{visible(request.store)}` is not one of Amazon's that are known",
        "write its short name, for example US, UK or DE",
    )


def _not_taken(given: Store, currency: str) -> Problem | None:
    if _sells_in(given, currency):
        return None
    said = f"the amount is in {visible(currency)}: the store {given.code}, given for the run, sells in {given.currency}"
    return Problem(
        Code.STORE_NOT_TAKEN,
        "currency",
        f"{said} and is not taken for this request",
        "give an orders report with --orders, or a column `store`, so that each request names its own",
        Severity.NOTE,
    )
