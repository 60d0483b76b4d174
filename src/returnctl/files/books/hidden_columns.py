"""Columns of a sheet that Excel does not show."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_HIDDEN: Final = 200  # hidden columns that are looked at


def hidden_columns(root: "Element") -> tuple[int, ...]:
    """The columns that are hidden, by the head of the sheet; those far to the right are of no matter."""
    hidden: list[int] = []
    for column in root.iterfind("{*}cols/{*}col"):
        first, last = column.get("min", ""), column.get("max", "")
        if column.get("hidden") in ("1", "true") and _is_number(first) and _is_number(last):
            hidden += range(int(first), min(int(last), int(first) + _MOST_HIDDEN) + 1)
    return tuple(hidden[:_MOST_HIDDEN])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8
