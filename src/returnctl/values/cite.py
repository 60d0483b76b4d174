"""Evidence: the place on which an answer rests."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from returnctl.values.location import Location
from returnctl.values.text import visible


class Origin(StrEnum):
    """From where a value came."""

    FILE = "file"
    OPTION = "option"
    ENVIRONMENT = "environment"
    BUILT_IN = "built-in"
    DEFAULT = "default"


class _Cited(NamedTuple):
    origin: Origin
    at: Location | None = None
    name: str = ""
    value: str = ""
    source: str = ""
    checked: date | None = None


class Cite(_Cited):
    """One piece of evidence. `name` is the column, option or setting; `value` what stands there, as text.

    For built-in values `source` says who published them and `checked` when they were last looked up.
    """

    @cached_property
    def text(self) -> str:
        """The place in one word, safe to show anywhere."""
        return visible(str(self), None)

    def __str__(self) -> str:
        """The place in one word: `policy.xlsx:Settings!C4`, `--delivered`, `built-in:return_window_days`."""
        if self.at is not None:
            return str(self.at)
        return self.name if self.origin is Origin.OPTION else f"{self.origin}:{self.name}"
