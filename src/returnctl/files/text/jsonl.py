"""Requests as JSON: one object on each line; lists, spread-out and joined objects are read too.

Numbers are exact, no key may stand twice, and nothing hostile gets through.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import chain, islice
from typing import Final, NamedTuple

from returnctl.files.document import Document
from returnctl.files.text.encoding import Decoding, decide_encoding, physical_lines
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.text import visible

Read = tuple[int, dict[str, object] | Finding]

_LONGEST: Final = 64 * 1024 * 1024  # a whole list may stand on one line
_BLANK: Final = " \t\r\n\ufeff\x1e"  # 0x1e begins a record of an RFC 7464 sequence
_JOINED: Final = re.compile(r"\}\s*,?\s*\{")
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]"]')
_DEEPEST: Final = 100
_LARGEST_EXPONENT: Final = 308  # of a number that other programs can hold
_AGAIN: Final = "mend the line, or export the file again"
_OBJECTS: Final = "write one object in braces for each request"


class _JsonLine(NamedTuple):
    number: int
    text: str
    indent: int


class _Open(NamedTuple):
    """An object whose end has not come yet; `indent` only where it begins its line."""

    line: int
    indent: int
    depth: int
    pieces: list[str]


class _BadJsonError(ValueError):
    """A value that is legal or half legal in JSON, but nothing to decide on."""


def read_jsonl(document: Document) -> Iterator[Read]:
    """Each object of the file with the physical line on which it begins, or what is wrong there.

    Line 0 stands for the file as a whole: it cannot be read, its encoding was guessed, it changed meanwhile.
    """
    decoding = decide_encoding(document)
    if isinstance(decoding, Finding):
        return iter([(0, decoding)])
    guessed: Iterator[Read] = ((0, finding) for finding in decoding.findings)
    return chain(guessed, document.to_its_end(_objects(document, decoding), lambda wrong: (0, wrong)))


def read_line(line: bytes | str, shown: str, number: int) -> dict[str, object] | Finding | None:
    """The object on one line of a conversation; None for a blank line."""
    try:
        text = (line.decode("utf-8") if isinstance(line, bytes) else line).strip(_BLANK)
    except UnicodeDecodeError as error:
        return _broken(shown, number, f"the line is not UTF-8 from its byte {error.start + 1:,} on", "send UTF-8")
    return _read_object(text, shown, number) if text else None


def _lines(document: Document, decoding: Decoding) -> Iterator[_JsonLine]:
    for number, line in enumerate(physical_lines(document, decoding, _LONGEST), 1):
        if text := line.strip(_BLANK):
            yield _JsonLine(number, text, len(line) - len(line.lstrip(_BLANK)))


def _objects(document: Document, decoding: Decoding) -> Iterator[Read]:
    """One object a line, unless the first lines show that objects are spread over lines."""
    lines = _lines(document, decoding)
    first = list(islice(lines, 2))
    if not first:
        yield 0, document.holds_nothing()
    elif _spread(first):
        yield from _spread_objects(chain(first, lines), document.shown)
    else:
        for line in chain(first, lines):
            yield from _on_one_line(line, document.shown)


def _spread(first: list[_JsonLine]) -> bool:
    """A list, or an object that is open at the end of its line while the next line is none by itself."""
    if first[0].text.startswith("["):
        return True
    opened = first[0].text.startswith("{") and sum(1 if mark in "{[" else -1 for mark, _ in _marks(first[0].text)) > 0
    return opened and len(first) > 1 and not first[1].text.startswith("{")


def _on_one_line(line: _JsonLine, shown: str) -> Iterator[Read]:
    """One object, or several joined as `}{`."""
    found = _read_object(line.text, shown, line.number)
    if isinstance(found, Finding) and _JOINED.search(line.text):
        joined = list(_spread_objects(iter((line,)), shown))
        if not any(isinstance(part, Finding) for _, part in joined):
            yield from joined
            return
    yield line.number, found


def _spread_objects(lines: Iterator[_JsonLine], shown: str) -> Iterator[Read]:
    """Objects of a list, spread over lines, or joined; each read by itself, so that a broken one costs only itself."""
    opened: _Open | None = None
    line = first = next(lines)
    for line in chain((first,), lines):
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
                    yield opened.line, _read_object(whole, shown, opened.line)
                    opened, start = None, place + 1
        if opened is None:
            yield from _between(line, start, len(line.text), shown)
        else:
            opened.pieces.append(line.text[start:])
    if opened is not None:
        yield opened.line, _unclosed(opened, shown)
    if first.text.startswith("[") and not line.text.endswith("]"):
        at = Location(shown, row=line.number)
        yield 0, Finding(Code.BROKEN_JSON, at, "the list is never closed with `]`", "the file may be cut short")


def _marks(text: str) -> Iterator[tuple[str, int]]:
    """The braces and brackets that stand outside of strings, and where."""
    return ((token[0], token.start()) for token in _TOKEN.finditer(text) if token[0][0] != '"')


def _between(line: _JsonLine, start: int, end: int, shown: str) -> Iterator[Read]:
    """Between the objects only commas and the brackets of the list may stand."""
    found = line.text[start:end].strip(" \t,[]\x1e")
    if found:
        message = f'expected an object such as `{{"sku": …}}`, found `{visible(found)}`'
        yield line.number, _broken(shown, line.number, message, _OBJECTS)


def _unclosed(opened: _Open, shown: str) -> Finding:
    near = visible(opened.pieces[0], 30) if opened.pieces else "{"
    return _broken(shown, opened.line, f"an object opens here and is never closed: `{near}`", "close it with `}`")


def _broken(shown: str, line: int, message: str, hint: str = _AGAIN) -> Finding:
    return Finding(Code.BROKEN_LINE, Location(shown, row=line), message, hint)


def _read_object(text: str, shown: str, line: int) -> dict[str, object] | Finding:
    """The object that stands in the text, values as they are; numbers are int or Decimal, never float.

    Anything else is a finding at that line: broken text, a list, a bare value, a key that is there twice.
    """
    try:
        found = _decoder().decode(text)
        # Only an escape can make half a character or a NUL, only brackets depth.
        if "\\u" in text or text.count("{") + text.count("[") > _DEEPEST:
            _check(found)
    except json.JSONDecodeError as error:
        near = visible(text[error.pos : error.pos + 40], 30)
        message = f"expected JSON, cannot be read from character {error.pos + 1:,} on: `{near}`"
        return _broken(shown, line, message if near else "the JSON ends too early")
    except RecursionError:
        return _broken(shown, line, f"the JSON is nested deeper than {_DEEPEST} levels")
    except _BadJsonError as refused:
        return _broken(shown, line, str(refused))
    if isinstance(found, dict):
        return found
    bare = "`null`" if found is None else f"the bare value `{visible(str(found))}`"
    what = "a list" if isinstance(found, list) else bare
    return _broken(shown, line, f'expected an object such as `{{"sku": …}}`, found {what}', _OBJECTS)


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_object, parse_float=_decimal, parse_int=_whole, parse_constant=_constant)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _BadJsonError(f"the key `{visible(twice)}` is there twice")
    return found


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise _BadJsonError(f"the number `{visible(text)}` is out of range")
    return number


def _whole(text: str) -> int:
    if len(text) > _LARGEST_EXPONENT:
        raise _BadJsonError(f"the number `{visible(text)}` has {len(text):,} digits")
    return int(text)


def _constant(text: str) -> object:
    raise _BadJsonError(f"`{text}` is not a number")


def _check(found: object) -> None:
    """Refuse what no table can hold: NUL characters, halves of characters, nesting without end."""
    left: list[tuple[object, int]] = [(found, 1)]
    while left:
        value, depth = left.pop()
        if depth > _DEEPEST:
            raise RecursionError
        if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise _BadJsonError(f"half of a character stands alone: `{visible(value)}`")
        if isinstance(value, str) and "\0" in value:
            raise _BadJsonError(f"the text holds a NUL character: `{visible(value)}`")
        if isinstance(value, dict):
            left += ((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            left += ((part, depth + 1) for part in value)
