"""Amazon's returns report in XML, read as a stream: one row for each item of each return."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from returnctl.files.document import Document
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

__all__ = ["Read", "read_xml_report"]

Read = tuple[int, dict[str, str] | Finding]

_CHUNK: Final = 64 * 1024
_LONGEST_TOKEN: Final = 1024 * 1024
_DEEPEST: Final = 100
_MOST_ATTRIBUTES: Final = 100
_MOST_ITEMS: Final = 10_000  # of one return
_RETURN, _ITEM = "return_details", "item_details"
_DOCTYPES: Final = tuple(
    word.encode(codec) for word in ("<!DOCTYPE", "<!ENTITY") for codec in ("ascii", "utf-16-le", "utf-16-be")
)
_HINT: Final = "download the report again"


class _StopError(Exception):
    """Ends the parsing from within a handler of the parser; never leaves this module."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Item(NamedTuple):
    """One item of a return: its line, its fields, and what is wrong with it."""

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
    unsafe = _doctype(document.stream(), document.shown)
    if unsafe is not None:
        yield 0, unsafe
    else:
        yield from _Report(document.shown).rows(document.stream())


def _doctype(file: BinaryIO, shown: str) -> Finding | None:
    """Refuse a document type before anything is parsed, in whatever encoding it stands."""
    tail = b""
    while chunk := file.read(_CHUNK):
        text = (tail + chunk).upper()
        if any(word in text for word in _DOCTYPES):
            return _unsafe(Location(shown), "a document type or an entity")
        tail = text[-32:]
    return None


def _unsafe(at: Location, what: str) -> Finding:
    message = f"the report holds {visible(what)}, which no report of Amazon's does"
    return Finding(Code.UNSAFE_XML, at, message, _HINT)


class _Report:
    """What has been seen of one report: the open tags, the return being read, and rows not yet handed on."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._parser = self._new_parser()
        self._open: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._return: _Item | None = None
        self._items: list[_Item] = []
        self._item: _Item | None = None
        self._message_type = ""
        self._root = ""
        self._returns = 0
        self._rows: list[Read] = []

    def rows(self, file: BinaryIO) -> Iterator[Read]:
        """All rows, and a last finding at line 0 where the report cannot be read to its end."""
        from xml.parsers.expat import ExpatError

        fed, stop = 0, None
        while stop is None:
            chunk = file.read(_CHUNK)
            fed += len(chunk)
            try:
                self._parser.Parse(chunk, not chunk)
                if fed - max(0, self._parser.CurrentByteIndex) > _LONGEST_TOKEN and chunk:
                    stop = _unsafe(self._here(), f"a text of more than {_LONGEST_TOKEN:,} characters")
            except ExpatError as error:
                stop = self._broken(error)
            except (LookupError, ValueError):
                stop = Finding(
                    Code.UNKNOWN_ENCODING,
                    Location(self._shown),
                    "the report names an encoding that cannot be read",
                    _HINT,
                )
            except _StopError as stopped:
                stop = stopped.finding
            yield from self._rows
            self._rows = []
            if not chunk:
                stop = stop or self._nothing_found()
                break
        if stop is not None:
            yield 0, stop

    def _new_parser(self) -> "XMLParserType":
        from xml.parsers import expat

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        return parser

    def _refuse(self, *_declaration: object) -> int:
        raise _StopError(_unsafe(self._here(), "a document type or an entity"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise _StopError(_unsafe(self._here(), f"more than {_DEEPEST} elements within one another"))
        if len(attributes) > _MOST_ATTRIBUTES:
            raise _StopError(_unsafe(self._here(), f"an element with more than {_MOST_ATTRIBUTES} attributes"))
        tag = name.rpartition(":")[2]
        if not self._open:
            self._root = tag
        self._open.append(tag)
        self._text, self._length = [], 0
        if tag == _RETURN:
            self._return, self._items = _Item(self._line(), {}, []), []
        elif tag == _ITEM and self._return is not None:
            self._item = _Item(self._line(), {}, [])

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._length > _LONGEST_TOKEN:
            raise _StopError(_unsafe(self._here(), f"a text of more than {_LONGEST_TOKEN:,} characters"))
        self._text.append(text)

    def _end(self, _name: str) -> None:
        tag = self._open.pop()
        text = "".join(self._text)
        self._text, self._length = [], 0
        if tag == _RETURN and self._return is not None:
            self._hand_on(self._return)
        elif tag == _ITEM and self._item is not None:
            self._add_item(self._item)
        elif tag == "MessageType":
            self._check_type(text.strip())
        elif text.strip() and self._return is not None:
            self._put(self._item or self._return, tag, text)

    def _put(self, into: _Item, tag: str, text: str) -> None:
        if into.fields.setdefault(tag, text) != text:
            message = f"`{visible(tag)}` is there twice: `{visible(into.fields[tag], 30)}` and `{visible(text, 30)}`"
            into.wrong.append(Finding(Code.DUPLICATE_COLUMN, self._here(), message, _HINT))

    def _add_item(self, item: _Item) -> None:
        self._items.append(item)
        self._item = None
        if len(self._items) > _MOST_ITEMS:
            raise _StopError(_unsafe(self._here(), f"a return of more than {_MOST_ITEMS:,} items"))

    def _hand_on(self, whole: _Item) -> None:
        """The rows of one return; one without items is a row too, so that nothing is lost."""
        for item in self._items or [_Item(whole.line, {}, [])]:
            wrong = [*item.wrong, *whole.wrong]
            row = wrong[0]._replace(at=Location(self._shown, row=item.line)) if wrong else whole.fields | item.fields
            self._rows.append((item.line, row))
        self._returns += 1
        self._return = None

    def _check_type(self, text: str) -> None:
        self._message_type = text
        if "return" not in text.lower():
            raise _StopError(self._wrong_report(f"`{visible(text)}`"))

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

    def _broken(self, error: Exception) -> Finding:
        from xml.parsers.expat import ErrorString, errors

        at = Location(self._shown, row=getattr(error, "lineno", None))
        said = ErrorString(getattr(error, "code", 0)) or errors.XML_ERROR_SYNTAX
        hint = f"the download may be incomplete; {_HINT}"
        return Finding(Code.BROKEN_XML, at, f"the XML cannot be read from this line on: {said}", hint)

    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _here(self) -> Location:
        return Location(self._shown, row=self._line())
