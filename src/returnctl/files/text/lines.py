"""The text of a file in pieces of whole lines."""

from collections.abc import Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from returnctl.files.document import Document
    from returnctl.files.text.encoding import Decoding

# Characters kept of one line; the rest of a longer one is passed over, so that memory stays bounded.
LONGEST_LINE: Final = 4 * 1024 * 1024
_PIECE: Final = 256 * 1024


def line_ends(text: str) -> int:
    """How many lines end within the text, whether with LF, CR or both."""
    ends = text.count("\n")
    return ends + text.count("\r") - text.count("\r\n") if "\r" in text else ends


def split_lines(text: str) -> list[str]:
    """The lines without their ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n").split("\n")


class LineSource:
    """The text of a file in pieces that end where a line ends; only the file's last line may lack its end.

    A line longer than `longest` characters is cut to a little more than that, never less.
    """

    def __init__(self, document: "Document", decoding: "Decoding", longest: int = LONGEST_LINE) -> None:
        stream = document.stream()
        stream.seek(decoding.bom)
        self._file = TextIOWrapper(stream, decoding.codec, newline="")
        self._longest = longest + 1
        self._rest = ""
        self.at_end = False

    def read(self, characters: int) -> str:
        """So many characters, wherever they end."""
        return self._file.read(characters)

    def take(self, size: int = _PIECE) -> str:
        """The next piece, of about `size` characters or one line where that is longer; empty at the end."""
        text, self._rest = self._rest + self._file.read(size), ""
        last = self._file.readline(self._longest)
        text += last
        while len(last) == self._longest and last[-1] not in "\r\n":
            last = self._file.readline(self._longest)
            text += last[-1:] if last[-1:] in "\r\n" else ""
        self.at_end = not last.endswith(("\n", "\r"))
        return text

    def give_back(self, text: str) -> None:
        """Put whole lines back; they come first in the next piece."""
        self._rest = text


def physical_lines(document: "Document", decoding: "Decoding", longest: int = LONGEST_LINE) -> Iterator[str]:
    """The physical lines without their ends."""
    source = LineSource(document, decoding, longest)
    while text := source.take():
        yield from split_lines(text)
