"""Requests as JSON: one object on each line; lists, spread-out and joined objects are read too."""

import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.text.encoding import Decoding, decide_encoding
from returnctl.files.text.file import LineSource, empty, file_changed, unreadable
from returnctl.files.text.json_values import read_object
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.visible import visible

__all__ = ["Read", "read_jsonl", "read_line"]

Read = tuple[int, dict[str, object] | Finding]

_LONGEST: Final = 64 * 1024 * 1024  # a whole list may stand on one line
_BLANK: Final = " \t\r\n\ufeff\x1e"  # 0x1e begins a record of an RFC 7464 sequence
_JOINED: Final = re.compile(r"\}\s*,?\s*\{")
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]"]')


class _Line(NamedTuple):
    number: int
    text: str
    indent: int


def read_jsonl(document: Document) -> Iterator[Read]:
    """Each object of the file with the physical line on which it begins, or what is wrong there.

    Line 0 stands for the file as a whole: it cannot be read, its encoding was guessed, it changed meanwhile.
    """
    shown = document.shown
    decoding = decide_encoding(document)
    if isinstance(decoding, Finding):
        yield 0, decoding
        return
    for finding in decoding.findings:
        yield 0, finding
    wrong = None
    try:
        yield from _objects(_lines(document, decoding), shown)
    except UnicodeDecodeError:
        wrong = file_changed(shown)
    except OSError:
        wrong = unreadable(shown)
    if wrong is None and document.changed():
        wrong = file_changed(shown)
    if wrong is not None:
        yield 0, wrong


def read_line(line: bytes | str, shown: str, number: int) -> dict[str, object] | Finding | None:
    """The object on one line of a conversation; None for a blank line."""
    try:
        text = (line.decode("utf-8") if isinstance(line, bytes) else line).strip(_BLANK)
    except UnicodeDecodeError as error:
        message = f"the line is not UTF-8 from its byte {error.start + 1:,} on"
        return Finding(Code.BROKEN_LINE, Location(shown, row=number), message, "send UTF-8")
    return read_object(text, shown, number) if text else None


def _lines(document: Document, decoding: Decoding) -> Iterator[_Line]:
    """The lines that are not blank."""
    number = 0
    source = LineSource(document.stream(), decoding.codec, decoding.bom, _LONGEST)
    while piece := source.take(256 * 1024):
        for line in io.StringIO(piece, newline=""):
            number += 1
            if text := line.strip(_BLANK):
                yield _Line(number, text, len(line) - len(line.lstrip(_BLANK)))


class _Last:
    """Remembers the last line that went by."""

    def __init__(self, line: _Line) -> None:
        self.line = line

    def watch(self, lines: Iterator[_Line]) -> Iterator[_Line]:
        for self.line in lines:
            yield self.line


def _objects(lines: Iterator[_Line], shown: str) -> Iterator[Read]:
    """One object a line, unless the first lines show that objects are spread over lines."""
    first = list(islice(lines, 2))
    if not first:
        yield 0, empty(shown)
    elif _spread(first):
        seen = _Last(first[0])
        yield from _spread_objects(seen.watch(chain(first, lines)), shown)
        if first[0].text.startswith("[") and not seen.line.text.endswith("]"):
            at = Location(shown, row=seen.line.number)
            yield 0, Finding(Code.BROKEN_JSON, at, "the list is never closed with `]`", "the file may be cut short")
    else:
        for line in chain(first, lines):
            yield from _on_one_line(line, shown)


def _spread(first: list[_Line]) -> bool:
    """A list, or an object that is open at the end of its line while the next line is none by itself."""
    if first[0].text.startswith("["):
        return True
    opened = first[0].text.startswith("{") and _depth(first[0].text) > 0
    return opened and len(first) > 1 and not first[1].text.startswith("{")


def _depth(text: str) -> int:
    return sum(1 if mark in "{[" else -1 for mark, _ in _marks(text))


def _on_one_line(line: _Line, shown: str) -> Iterator[Read]:
    """One object, or several joined as `}{`."""
    found = read_object(line.text, shown, line.number)
    if isinstance(found, Finding) and _JOINED.search(line.text):
        joined: list[Read] = []
        for part in _spread_objects(iter((line,)), shown):
            if isinstance(part[1], Finding):
                break
            joined.append(part)
        else:
            yield from joined
            return
    yield line.number, found


class _Open(NamedTuple):
    """An object whose end has not come yet; `indent` only where it begins its line."""

    line: int
    indent: int
    depth: int
    pieces: list[str]


def _spread_objects(lines: Iterator[_Line], shown: str) -> Iterator[Read]:
    """Objects of a list, spread over lines, or joined; each read by itself, so that a broken one costs only itself."""
    opened: _Open | None = None
    for line in lines:
        if opened is not None and line.text.startswith("{") and line.indent <= opened.indent:
            yield opened.line, _unclosed(opened, shown)
            opened = None
        start = 0
        for mark, place in _marks(line.text):
            if opened is None and mark == "{":
                yield from _between(line, start, place, shown)
                opened, start = _Open(line.number, line.indent if place == 0 else -1, 1, []), place
            elif opened is not None:
                opened = opened._replace(depth=opened.depth + (1 if mark in "{[" else -1))
                if opened.depth == 0:
                    whole = "\n".join((*opened.pieces, line.text[start : place + 1]))
                    yield opened.line, read_object(whole, shown, opened.line)
                    opened, start = None, place + 1
        if opened is None:
            yield from _between(line, start, len(line.text), shown)
        else:
            opened.pieces.append(line.text[start:])
    if opened is not None:
        yield opened.line, _unclosed(opened, shown)


def _marks(text: str) -> Iterator[tuple[str, int]]:
    """The braces and brackets that stand outside of strings, and where."""
    return ((token[0], token.start()) for token in _TOKEN.finditer(text) if token[0][0] != '"')


def _between(line: _Line, start: int, end: int, shown: str) -> Iterator[Read]:
    """Between the objects only commas and the brackets of the list may stand."""
    found = line.text[start:end].strip(" \t,[]\x1e")
    if found:
        message = f'expected an object such as `{{"sku": …}}`, found `{visible(found)}`'
        hint = "write one object in braces for each request"
        yield line.number, Finding(Code.BROKEN_LINE, Location(shown, row=line.number), message, hint)


def _unclosed(opened: _Open, shown: str) -> Finding:
    near = visible(opened.pieces[0], 30) if opened.pieces else "{"
    message = f"an object opens here and is never closed: `{near}`"
    return Finding(Code.BROKEN_LINE, Location(shown, row=opened.line), message, "close it with `}`")
