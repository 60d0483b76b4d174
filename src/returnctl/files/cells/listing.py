"""The names of columns or sheets, listed in a message."""

from collections.abc import Iterable
from typing import Final

from returnctl.files.cells.folding import bare
from returnctl.values.visible import visible

_ROOM: Final = 200


def listed(names: Iterable[str], room: int = _ROOM) -> str:
    """The names that are not blank, each in backticks, as many as fit into the room; `…` stands for the others."""
    shown: list[str] = []
    for name in filter(None, map(bare, names)):
        shown.append(f"`{visible(name)}`")
        if len(", ".join(shown)) > room:
            return ", ".join([*shown[:-1], "…"])
    return ", ".join(shown)
