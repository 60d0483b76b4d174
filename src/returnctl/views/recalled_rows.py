"""The rows that may be recalled: pages of a table of text, and the request of a row of which something is new."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest, Source
from returnctl.views.recalled_groups import UnlikeError

Cells = Sequence[str]
# Reads one row: a request and what was found wrong with it, or something else.
Reader = Callable[[int, Any], tuple[object, Sequence[Finding]]]


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
    """Some rows of a table of text, none of them short, with the lines on which they begin, and as they stand there."""

    @property
    def lines(self) -> Sequence[int]:
        """The numbers of the rows."""

    @property
    def records(self) -> Sequence[str | list[str]]:
        """Lines that can be split at the delimiter, or the cells of those that cannot."""

    @property
    def delimiter(self) -> str:
        """What parts the cells of a line."""

    def cut_by_hand(self) -> Sequence[int]:
        """The places of the rows that cannot simply be split: no others have cells that hold the end of a line."""

    def row(self, place: int) -> Cells:
        """The cells of one row, by its place from 0."""

    def column(self, place: int) -> Cells:
        """The cells of one column, by its place from 0."""


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
