"""The rows that may be recalled: pages of a table of text, and the request of a row of which something is new."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest, Source
from returnctl.views.recalled_groups import UnlikeError
from returnctl.views.recalled_parts import Kind

Cells = Sequence[str]
# Reads one row: a request and what was found wrong with it, or something else.
Reader = Callable[[int, Any], tuple[object, Sequence[Finding]]]


class Sku(NamedTuple):
    """A SKU as it stands in a line, the override that holds for it, and the kinds of requests seen under that."""

    text: str
    override: str | None
    kinds: dict[Any, Kind]


class Table(NamedTuple):
    """A table of text: in which cell (from 0) each of its fields stands, and the cells that go before ours.

    `readable` says whether nothing is wrong with a SKU, `whole` that all cells of a row go before ours.
    """

    source: Source
    places: Mapping[str, int]
    kept: Callable[[Cells], Cells] | None
    readable: Callable[[str], bool]
    whole: bool = False


class Page(Protocol):
    """Some rows of a table, with their numbers; of a text file also as they stand in it."""

    @property
    def rows(self) -> Sequence[Cells]:
        """The cells."""

    @property
    def lines(self) -> Sequence[int]:
        """The numbers of the rows."""

    @property
    def records(self) -> Sequence[str | list[str]] | None:
        """Lines that can be split at the delimiter, or the cells of those that cannot."""

    @property
    def delimiter(self) -> str:
        """What parts the cells of a line."""


class Asked:
    """The request of a row, read when it is asked for; an UnlikeError where anything is wrong with it."""

    __slots__ = ("_cells", "_read", "_request", "_row")

    def __init__(self, row: int, cells: Cells, read: Reader) -> None:
        self._row, self._cells, self._read = row, cells, read
        self._request: ReturnRequest | None = None

    def __call__(self) -> ReturnRequest:
        """The request."""
        if self._request is None:
            request, found = self._read(self._row, self._cells)
            if found or not isinstance(request, ReturnRequest):
                raise UnlikeError
            self._request = request
        return self._request
