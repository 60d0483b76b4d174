"""The text of a file in pieces of whole lines, and what there is to say where it cannot be read or is no table."""

import codecs
import re
from typing import BinaryIO, Final

from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location

# Characters kept of one line; the rest of a longer one is passed over, so that memory stays bounded.
LONGEST_LINE: Final = 4 * 1024 * 1024


def empty(shown: str) -> Finding:
    """Nothing, or nothing but blank lines, stands in the file."""
    return Finding(Code.FILE_EMPTY, Location(shown), "the file is empty", "download or export it again")


def unreadable(shown: str) -> Finding:
    """The file is there, but may not or cannot be read."""
    message = "the file cannot be read"
    hint = "check that you may open it, and that no other program holds it"
    return Finding(Code.FILE_UNREADABLE, Location(shown), message, hint)


def file_changed(shown: str) -> Finding:
    """The file became another one while it was read: nothing read from it can be relied on."""
    message = "the file changed while it was read"
    return Finding(Code.FILE_CHANGED, Location(shown), message, "wait until it is saved or downloaded, then run again")


def line_ends(text: str) -> int:
    """How many lines end within the text, whether with LF, CR or both."""
    ends = text.count("\n")
    return ends + text.count("\r") - text.count("\r\n") if "\r" in text else ends


class LineSource:
    """The text of an open file in pieces that end where a line ends; only the file's last line may lack its end.

    A line longer than `longest` characters is cut to a little more than that, never less.
    """

    def __init__(self, file: BinaryIO, codec: str, bom: int, longest: int = LONGEST_LINE) -> None:
        file.seek(bom)
        self._file = file
        self._decode = codecs.getincrementaldecoder(codec)().decode
        self._longest = longest
        self._rest = ""
        self.at_end = False

    def take(self, size: int) -> str:
        """The next piece, of about `size` bytes or one line where that is longer; empty at the end."""
        pieces, length, most = [self._rest], len(self._rest), self._longest + 1 + len(self._rest)
        self._rest = ""
        while not self.at_end:
            raw = self._file.read(size)
            self.at_end = len(raw) < size
            text = self._decode(raw, self.at_end)
            end = len(text) if self.at_end else _last_end(text)
            if length >= most:
                text, end = text[_first_end(text) :], end - _first_end(text)
            if end > 0:
                self._rest = text[end:]
                text = text[:end]
            pieces.append(text)
            length += len(text)
            if end > 0:
                break
        return "".join(pieces)

    def give_back(self, text: str) -> None:
        """Put whole lines back; they come first in the next piece."""
        self._rest = text + self._rest


def _first_end(text: str) -> int:
    return min(place for place in (text.find("\n"), text.find("\r"), len(text)) if place >= 0)


def _last_end(text: str) -> int:
    """Just after the last line end; a CR that comes last may be half of one."""
    line_feed = text.rfind("\n")
    return max(line_feed, text.rfind("\r", line_feed + 1, len(text) - 1)) + 1


_HTML: Final = re.compile(
    r"<(!doctype\s+html|html|head|body|title|table|meta|div|script|style|p|br|h\d)\b", re.IGNORECASE
)
_XML: Final = re.compile(r"<(\?xml\b|!--|!doctype\b|[A-Za-z_][\w.:-]*(\s[^<>]*)?>\s*(<|\Z))", re.IGNORECASE)
_JSON: Final = re.compile(r'\{\s*(["}]|\Z)|\[\s*([\[{"\]]|\Z)')
_SPREADSHEET: Final = re.compile(r"mso-application|urn:schemas-microsoft-com:office:spreadsheet")

_PAGE: Final = ("a web page (HTML)", "download the report itself; a page saved from the browser is none")
_DOCUMENT: Final = ("an XML document", "give Amazon's XML returns report, or download the tab-delimited one")
_OF_2003: Final = ("an XML spreadsheet of 2003", "open it in Excel and save it as `Excel Workbook (.xlsx)`")
_OBJECTS: Final = ("JSON", "give the file the ending .jsonl, with one request on each line")
_RICH: Final = ("a formatted text (RTF)", "save it as `Text (Tab delimited)`")


def not_a_table(head: str, shown: str) -> Finding | None:
    """A refusal that names what the file holds instead of a table; the ending of its name plays no part."""
    found = _instead(head[:4096].lstrip("\ufeff \t\r\n"))
    if found is None:
        return None
    what, hint = found
    return Finding(Code.WRONG_REPORT, Location(shown), f"expected a table, found {what}", hint)


def _instead(start: str) -> tuple[str, str] | None:
    """What a text is by its first characters, and what to do about it; None for a table."""
    if start.startswith("{\\rtf"):
        return _RICH
    if _JSON.match(start):
        return _OBJECTS
    if not start.startswith("<"):
        return None
    if _SPREADSHEET.search(start):
        return _OF_2003
    beyond = re.sub(r"\A<\?xml[^>]*>\s*|\A<!--.*?-->\s*", "", start, flags=re.DOTALL)
    if _HTML.match(beyond):
        return _PAGE
    return _DOCUMENT if _XML.match(start) else None
