"""One JSON text to one object or one finding: exact numbers, no key twice, nothing hostile."""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.visible import visible

_DEEPEST: Final = 100
_LARGEST_EXPONENT: Final = 308  # of a number that other programs can hold
_HINT: Final = "mend the line, or export the file again"


class _RefusedError(ValueError):
    """A value that is legal or half legal in JSON, but nothing to decide on."""


def read_object(text: str, shown: str, line: int) -> dict[str, object] | Finding:
    """The object that stands in the text, values as they are; numbers are int or Decimal, never float.

    Anything else is a finding at that line: broken text, a list, a bare value, a key that is there twice.
    """
    at = Location(shown, row=line)
    try:
        found = _decoder().decode(text)
        # Only an escape can make half a character or a NUL, only brackets depth.
        if "\\u" in text or text.count("{") + text.count("[") > _DEEPEST:
            _check(found)
    except json.JSONDecodeError as error:
        near = visible(text[error.pos : error.pos + 40], 30)
        message = f"expected JSON, cannot be read from character {error.pos + 1:,} on: `{near}`"
        return Finding(Code.BROKEN_LINE, at, message if near else "the JSON ends too early", _HINT)
    except RecursionError:
        return Finding(Code.BROKEN_LINE, at, f"the JSON is nested deeper than {_DEEPEST} levels", _HINT)
    except _RefusedError as refused:
        return Finding(Code.BROKEN_LINE, at, str(refused), _HINT)
    if isinstance(found, dict):
        return found
    message = f'expected an object such as `{{"sku": …}}`, found {_what(found)}'
    return Finding(Code.BROKEN_LINE, at, message, "write one object in braces for each request")


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_object, parse_float=_decimal, parse_int=_whole, parse_constant=_constant)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _RefusedError(f"the key `{visible(twice)}` is there twice")
    return found


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise _RefusedError(f"the number `{visible(text)}` is out of range")
    return number


def _whole(text: str) -> int:
    if len(text) > _LARGEST_EXPONENT:
        raise _RefusedError(f"the number `{visible(text)}` has {len(text):,} digits")
    return int(text)


def _constant(text: str) -> object:
    raise _RefusedError(f"`{text}` is not a number")


def _check(found: object) -> None:
    """Refuse what no table can hold: NUL characters, halves of characters, nesting without end."""
    for value, depth in _walk([(found, 1)]):
        if depth > _DEEPEST:
            raise RecursionError
        if isinstance(value, str) and not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise _RefusedError(f"half of a character stands alone: `{visible(value)}`")
        if isinstance(value, str) and "\0" in value:
            raise _RefusedError(f"the text holds a NUL character: `{visible(value)}`")


def _walk(left: list[tuple[object, int]]) -> Iterator[tuple[object, int]]:
    while left:
        value, depth = left.pop()
        yield value, depth
        if isinstance(value, dict):
            left += ((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            left += ((part, depth + 1) for part in value)


def _what(found: object) -> str:
    if isinstance(found, list):
        return "a list"
    return "`null`" if found is None else f"the bare value `{visible(str(found))}`"
