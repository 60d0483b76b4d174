"""File names with `*` in them, as a shell opens them out; where they are in quotes, or on Windows, it does not."""

import glob
import os
from collections.abc import Sequence


def opened_out(names: Sequence[str]) -> list[str]:
    """The files that are meant, each once; a pattern that fits none stays as it is.

    Excel's marks of open workbooks, which a pattern fits too, are none.
    """
    found: list[str] = []
    for name in names:
        many = sorted(glob.glob(name)) if not os.path.lexists(name) and glob.has_magic(name) else []  # noqa: PTH207
        found += [one for one in many if not is_lock(one)] or [name]
    return list(dict.fromkeys(found))


def is_lock(name: str) -> bool:
    """Whether a file is Excel's mark that a workbook is open."""
    return os.path.basename(name).startswith("~$")  # noqa: PTH119
