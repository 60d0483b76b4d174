"""Which store a request belongs to."""

from collections.abc import Mapping
from typing import NamedTuple

from returnctl.deciding.fact import Problem
from returnctl.values.finding import Code
from returnctl.values.policy import Store
from returnctl.values.request import ReturnRequest
from returnctl.values.visible import visible


class Stores(NamedTuple):
    """The stores by every name they have, and by currency where only one store has it.

    `given` is the store of the run (an option), `only` the single store of the policy.
    """

    by_name: Mapping[str, Store]
    by_currency: Mapping[str, Store]
    given: Store | None = None
    only: Store | None = None


def list_stores(stores: tuple[Store, ...], given: str | None, only: str | None) -> Stores:
    """All stores, found by code or alias in any case; EUR and other shared currencies name none."""
    by_name = {name.casefold(): store for store in stores for name in (store.code, *store.aliases)}
    currencies = [store.currency for store in stores]
    by_currency = {store.currency: store for store in stores if currencies.count(store.currency) == 1}
    return Stores(
        by_name,
        by_currency,
        by_name.get(given.strip().casefold()) if given else None,
        by_name.get(only.strip().casefold()) if only else None,
    )


def store_of(request: ReturnRequest, stores: Stores) -> Store | None:
    """Its own column, the run's store, the orders report's channel, the policy's only store, its currency."""
    if request.store:
        return stores.by_name.get(request.store.strip().casefold())
    if stores.given is not None:
        return stores.given
    channel = stores.by_name.get((request.sales_channel or "").strip().casefold())
    if channel is not None:
        return channel
    if stores.only is not None:
        return stores.only
    return stores.by_currency.get((request.currency or "").strip().upper())


def unknown_store(request: ReturnRequest, stores: Stores) -> Problem | None:
    """A store that is named but not known is no store."""
    if not request.store or request.store.strip().casefold() in stores.by_name:
        return None
    return Problem(
        Code.UNKNOWN_STORE,
        "store",
        f"the store `{visible(request.store)}` is not one of Amazon's that are known",
        "write its short name, for example US, UK or DE",
    )
