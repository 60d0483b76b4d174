"""What became of tables that were converted: what was written, what was left out, what got lost."""

from collections.abc import Mapping
from typing import NamedTuple

from returnctl.values.location import Location


class Lost(NamedTuple):
    """One cell that the target cannot express: the term, what stood there, and why it is not in the target.

    `why` goes on after the name of the term: `has no place in Amazon's file`. `hint` is what to do instead.
    """

    at: Location
    term: str
    value: str
    why: str
    hint: str = ""


class Written(NamedTuple):
    """One file that was written: which tables it holds, and how many rows below their headers."""

    file: str
    tables: tuple[str, ...]
    rows: int


class Conversion(NamedTuple):
    """What became of every row: always `rows` = `kept` + all of `left_out`.

    `kept` are the rows of the input that are in the output, `left_out` the others by the reason why;
    `actions` counts the rows of Amazon's file by their action. `added` are those of them that are in no input:
    DELETE for what was uploaded before.
    """

    written: tuple[Written, ...]
    rows: int
    kept: int
    left_out: Mapping[str, int]
    lost: tuple[Lost, ...]
    actions: Mapping[str, int]
    added: int = 0
