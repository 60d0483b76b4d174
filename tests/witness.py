"""Laws that cannot pass without having met what they are about."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

_MET: Final[Counter[str]] = Counter()
Law = Callable[..., None]


def met(case: str) -> None:
    """Count that the law that runs has come to a case that it is about."""
    _MET[case] += 1


def must_meet(*cases: str, least: int = 1) -> Callable[[Law], Law]:
    """Make a law fail that has not come to each of these cases so many times in all its examples."""

    def with_witness(law: Law) -> Law:
        @wraps(law)
        def run(*arguments: Any, **named: Any) -> None:
            _MET.clear()
            law(*arguments, **named)
            seen = {case: _MET[case] for case in cases}
            assert min(seen.values()) >= least, seen

        return run

    return with_witness
