"""Reason texts of a report or a command line, and the reason code they stand for."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from returnctl.values.policy import NOWHERE, Policy, Reason
from returnctl.values.text import pattern

# A code has its words joined by `_` or `-`: `CR-QUIRKY_NEW_CODE`.
_CODE: Final = pattern(r"[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+")
# An ERP writes the code and its own translation after it: `CR-UNWANTED_ITEM(…)`.
_MIXED: Final = pattern(r"([A-Z][A-Z0-9_-]{3,})\s*[(（:：].*", re.DOTALL)
_PREFIXES: Final = ("RO_", "CR_", "AMZ_PG_")
_MOST_KEPT: Final = 10_000
# How like a listed code another one has to be to be taken for a slip of the pen: one letter of ten.
_A_SLIP: Final = 0.9
_SPACES: Final = pattern(r"[\s_\-]+")

LookUp = Callable[[str, str | None], Reason | None]


def folded_code(text: str) -> str:
    """A code as it is compared: upper case, `-` as `_`, without the prefixes of Amazon's forms."""
    code = text.strip().upper().replace("-", "_")
    for prefix in _PREFIXES:
        code = code.removeprefix(prefix)
    return code


def folded_words(text: str) -> str:
    """Plain words as they are compared: lower case, with single spaces, `-` and `_` read as spaces."""
    return _SPACES().sub(" ", text.replace("’", "'").casefold()).strip()


def reason_finder(policy: Policy) -> LookUp:
    """A function that finds the reason for a text and a store; None where the text is neither code nor label.

    A code that nobody has listed is any other reason, kept as it came. Of two listed codes that are
    the same without their prefix the first counts, so that `DEFECTIVE` in a seller's report is the
    code of seller-fulfilled orders.
    """
    codes: dict[tuple[str, str | None], Reason] = {}
    for reason in policy.reasons:
        for name in (reason.code.upper(), folded_code(reason.code)):
            codes.setdefault((name, reason.store), reason)
    labels = {folded_words(label): code for label, code in policy.words.items()}
    listed = {folded_code(reason.code): reason.code for reason in reversed(policy.reasons)}

    known: dict[tuple[str, str | None], Reason | None] = {}

    def find(text: str, store: str | None) -> Reason | None:
        key = (text, store)
        if key not in known:
            if len(known) >= _MOST_KEPT:
                known.clear()
            known[key] = _listed(text.strip(), store, codes, labels) or _unlisted(text.strip(), listed)
        return known[key]

    return find


def _listed(
    text: str, store: str | None, codes: Mapping[tuple[str, str | None], Reason], labels: Mapping[str, str]
) -> Reason | None:
    mixed = _MIXED().fullmatch(text)
    for candidate in (text, mixed[1]) if mixed else (text,):
        found = _by_code(candidate, store, codes)
        if found is not None:
            return found
    code = labels.get(folded_words(text))
    return _by_code(code, store, codes) if code is not None else None


def _by_code(text: str, store: str | None, codes: Mapping[tuple[str, str | None], Reason]) -> Reason | None:
    for name in (text.upper(), folded_code(text)):
        for where in (store, None):
            found = codes.get((name, where))
            if found is not None:
                return found
    return None


def _unlisted(text: str, listed: Mapping[str, str]) -> Reason | None:
    """A code that nobody has listed, and which it may have been meant for."""
    mixed = _MIXED().fullmatch(text)
    code = mixed[1] if mixed else text
    if not _CODE().fullmatch(code):
        return None
    from difflib import get_close_matches

    near = get_close_matches(folded_code(code), listed, n=1, cutoff=_A_SLIP)
    return Reason(code, "", "other", {}, "", NOWHERE, meant=listed[near[0]] if near else "")


def nearest_reasons(policy: Policy, text: str) -> tuple[str, ...]:
    """Up to three texts that the given one may have meant, for `did you mean`."""
    known = {folded_words(name): name for name in (*(reason.code for reason in policy.reasons), *policy.words)}
    from difflib import get_close_matches

    close = get_close_matches(folded_words(text), known, n=3, cutoff=0.6)
    return tuple(known[name] for name in close)
