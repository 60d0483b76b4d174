"""Amazon's returns report in XML, read as a stream: one row for each item of each return."""

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from returnctl.files.document import Document
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.text import visible

Read = tuple[int, dict[str, str] | Finding]

_CHUNK: Final = 64 * 1024
_LONGEST_TOKEN: Final = 1024 * 1024
_TOO_LONG: Final = f"a text of more than {_LONGEST_TOKEN:,} characters"
_DEEPEST: Final = 100
_MOST_ATTRIBUTES: Final = 100
_MOST_ITEMS: Final = 10_000  # of one return
_RETURN, _ITEM = "return_details", "item_details"
# In all encodings that are read: in any other one the parser takes these letters must be those of ASCII.
_DOCTYPES: Final = tuple(
    word.encode(codec) for word in ("<!DOCTYPE", "<!ENTITY") for codec in ("ascii", "utf-16-le", "utf-16-be")
)
_HINT: Final = "download the report again"


class _StopError(Exception):
    """Ends the parsing from within a handler of the parser; never leaves this module."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _ReturnItem(NamedTuple):
    """A return or one item of it: its line, its fields, and what is wrong with it."""

    line: int
    fields: dict[str, str]
    wrong: list[Finding]


def read_xml_report(document: Document) -> Iterator[Read]:
    """Each item with its line, its fields by tag name and those of its return; the same item twice is two rows.

    Line 0 stands for the file as a whole: no such report, unsafe, broken from some line on, or changed
    meanwhile. Nothing after such a finding is read, and no file or address named in the report is opened.
    """
    return document.to_its_end(_rows(document), lambda wrong: (0, wrong))


def _rows(document: Document) -> Iterator[Read]:
    if _has_doctype(document.stream()):
        yield 0, _unsafe(Location(document.shown), "a document type or an entity")
    else:
        yield from _XmlReport(document.shown).rows(document.stream())


def _has_doctype(file: BinaryIO) -> bool:
    """Whether there is a document type, looked for before anything is parsed."""
    tail = b""
    while chunk := file.read(_CHUNK):
        text = (tail + chunk).upper()
        if any(word in text for word in _DOCTYPES):
            return True
        tail = text[-32:]
    return False


def _unsafe(at: Location, what: str) -> Finding:
    return Finding(Code.UNSAFE_XML, at, f"the report holds {what}, which no report of Amazon's does", _HINT)


class _XmlReport:
    """What has been seen of one report: the open tags, the return being read, and rows not yet handed on."""

    def __init__(self, shown: str) -> None:
        from xml.parsers import expat

        self._shown = shown
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._open: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._return: _ReturnItem | None = None
        self._items: list[_ReturnItem] = []
        self._item: _ReturnItem | None = None
        self._message_type = self._root = ""
        self._returns = 0
        self._rows: list[Read] = []

    def rows(self, file: BinaryIO) -> Iterator[Read]:
        """All rows, and a last finding at line 0 where the report cannot be read to its end."""
        fed, stop, chunk = 0, None, b" "
        while chunk and stop is None:
            chunk = file.read(_CHUNK)
            fed += len(chunk)
            stop = self._parsed(chunk)
            if stop is None and chunk and fed - max(0, self._parser.CurrentByteIndex) > _LONGEST_TOKEN:
                stop = _unsafe(self._here(), _TOO_LONG)
            yield from self._rows
            self._rows = []
        if stop := stop or self._nothing_found():
            yield 0, stop

    def _parsed(self, chunk: bytes) -> Finding | None:
        from xml.parsers.expat import ErrorString, ExpatError, errors

        try:
            self._parser.Parse(chunk, not chunk)
        except ExpatError as error:
            at = Location(self._shown, row=getattr(error, "lineno", None))
            said = ErrorString(getattr(error, "code", 0)) or errors.XML_ERROR_SYNTAX
            hint = f"the download may be incomplete; {_HINT}"
            return Finding(Code.BROKEN_XML, at, f"the XML cannot be read from this line on: {said}", hint)
        except (LookupError, ValueError):
            message = "the report names an encoding that cannot be read"
            return Finding(Code.UNKNOWN_ENCODING, Location(self._shown), message, _HINT)
        except _StopError as stopped:
            return stopped.finding
        return None

    def _check(self, holds: bool, what: str) -> None:
        if not holds:
            raise _StopError(_unsafe(self._here(), what))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._check(len(self._open) < _DEEPEST, f"more than {_DEEPEST} elements within one another")
        self._check(len(attributes) <= _MOST_ATTRIBUTES, f"an element with more than {_MOST_ATTRIBUTES} attributes")
        tag = name.rpartition(":")[2]
        if not self._open:
            self._root = tag
        self._open.append(tag)
        self._text, self._length = [], 0
        if tag == _RETURN:
            self._return, self._items = _ReturnItem(self._parser.CurrentLineNumber, {}, []), []
        elif tag == _ITEM and self._return is not None:
            self._item = _ReturnItem(self._parser.CurrentLineNumber, {}, [])

    def _characters(self, text: str) -> None:
        self._length += len(text)
        self._check(self._length <= _LONGEST_TOKEN, _TOO_LONG)
        self._text.append(text)

    def _end(self, _name: str) -> None:
        tag, text = self._open.pop(), "".join(self._text)
        self._text, self._length = [], 0
        if tag == _RETURN and self._return is not None:
            self._hand_on(self._return)
        elif tag == _ITEM and self._item is not None:
            self._items.append(self._item)
            self._item = None
            self._check(len(self._items) <= _MOST_ITEMS, f"a return of more than {_MOST_ITEMS:,} items")
        elif tag == "MessageType":
            self._message_type = text.strip()
            if "return" not in text.lower():
                raise _StopError(self._wrong_report(f"`{visible(text.strip())}`"))
        elif text.strip() and self._return is not None:
            self._put(self._item or self._return, tag, text)

    def _put(self, into: _ReturnItem, tag: str, text: str) -> None:
        if into.fields.setdefault(tag, text) != text:
            message = f"`{visible(tag)}` is there twice: `{visible(into.fields[tag], 30)}` and `{visible(text, 30)}`"
            into.wrong.append(Finding(Code.DUPLICATE_COLUMN, self._here(), message, _HINT))

    def _hand_on(self, whole: _ReturnItem) -> None:
        """The rows of one return; one without items is a row too, so that nothing is lost."""
        for item in self._items or [_ReturnItem(whole.line, {}, [])]:
            wrong = [*item.wrong, *whole.wrong]
            row = wrong[0]._replace(at=Location(self._shown, row=item.line)) if wrong else whole.fields | item.fields
            self._rows.append((item.line, row))
        self._returns += 1
        self._return = None

    def _nothing_found(self) -> Finding | None:
        if self._returns:
            return None
        if self._message_type:
            return Finding(Code.NO_DATA_ROWS, Location(self._shown), "the report holds no returns")
        return self._wrong_report(f"a document that begins with `<{visible(self._root)}>`")

    def _wrong_report(self, what: str) -> Finding:
        message = f"expected Amazon's XML returns report, found {what}"
        hint = "in Seller Central download the report of seller-fulfilled returns"
        return Finding(Code.WRONG_REPORT, Location(self._shown), message, hint)

    def _here(self) -> Location:
        return Location(self._shown, row=self._parser.CurrentLineNumber)
