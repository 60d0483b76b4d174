"""Evidence: the place on which an answer rests."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from returnctl.values.location import Location


class Origin(StrEnum):
    """From where a value came."""

    FILE = "file"
    OPTION = "option"
    ENVIRONMENT = "environment"
    BUILT_IN = "built-in"
    DEFAULT = "default"


class Cite(NamedTuple):
    """One piece of evidence. `name` is the column, option or setting; `value` what stands there, as text.

    For built-in values `source` says who published them and `checked` when they were last looked up.
    """

    origin: Origin
    at: Location | None = None
    name: str = ""
    value: str = ""
    source: str = ""
    checked: date | None = None

    def __str__(self) -> str:
        """The place in one word: `policy.xlsx:Settings!C4`, `--delivered`, `built-in:return_window_days`."""
        if self.at is not None:
            return str(self.at)
        return self.name if self.origin is Origin.OPTION else f"{self.origin}:{self.name}"
