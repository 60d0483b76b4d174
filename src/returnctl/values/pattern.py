"""Text patterns that are made when first needed: one request never needs most of them."""

import re
from collections.abc import Callable
from functools import cache, partial


def pattern(source: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """A function that gives the compiled pattern, compiled at its first call."""
    return cache(partial(re.compile, source, flags))
