"""File names with `*` in them, as a shell opens them out; where they are in quotes, or on Windows, it does not."""

import glob
import os
from collections.abc import Sequence


def opened_out(names: Sequence[str]) -> list[str]:
    """The files that are meant, each once; a pattern that fits none stays as it is."""
    found: list[str] = []
    for name in names:
        many = sorted(glob.glob(name)) if not os.path.lexists(name) and glob.has_magic(name) else []  # noqa: PTH207
        found += many or [name]
    return list(dict.fromkeys(found))
