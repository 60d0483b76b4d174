"""The stores for which a policy or an override is looked at, and how they are spoken of."""

from typing import Final, NamedTuple

from returnctl.deciding.stores import list_stores
from returnctl.values.policy import Layer, Policy, Store

_NAMED: Final = 3  # stores that are named before the rest is counted


class Scope(NamedTuple):
    """The stores where the seller sells, as far as that is known.

    `everywhere` says that it is not known, so that these are all of Amazon's. `unnamed` says that requests
    may come whose store is not known: neutral terms apply to them.
    """

    stores: tuple[Store, ...]
    everywhere: bool
    unnamed: bool

    def where(self, codes: tuple[str, ...]) -> str:
        """Some of the stores in a few words: `US`, `DE and UK`, `12 of Amazon's stores (for example UK)`."""
        codes = tuple(each.code for each in self.stores if each.code in codes)
        if self.everywhere and len(codes) == len(self.stores):
            return "all of Amazon's stores"
        if self.everywhere and len(codes) > _NAMED:
            return f"{len(codes)} of Amazon's stores (for example {codes[0]})"
        if len(codes) > _NAMED:
            return f"{', '.join(codes[:_NAMED])} and {len(codes) - _NAMED} more"
        return joined(codes)


def joined(words: tuple[str, ...]) -> str:
    """Words with commas and a last `and`."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def scope_of(policy: Policy, store: str | None) -> Scope:
    """The store that is given, else the policy's only one, else those that the seller's policy names, else all."""
    stores = list_stores(policy.stores, store, policy.own_stores)
    single = stores.given or stores.only
    if single is not None:
        return Scope((single,), everywhere=False, unnamed=False)
    rows = (*policy.settings, *policy.recorded)
    named = {row.store for row in rows if row.layer is not Layer.BUILT_IN}
    own = tuple(each for each in policy.stores if each.code in named)
    return Scope(own or policy.stores, everywhere=not own, unnamed=True)


def within(scope: Scope, policy: Policy, store: str | None) -> Scope:
    """The stores for which a row holds: its own, else all that are looked at."""
    if store is None:
        return scope
    own = tuple(each for each in policy.stores if each.code == store)
    return Scope(own, everywhere=False, unnamed=False)
