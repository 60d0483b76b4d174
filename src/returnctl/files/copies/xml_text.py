"""Small changes to the XML of a workbook's parts, made in its text so that all else stays letter for letter."""

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from html import unescape
from typing import IO, Final

from returnctl.files.gate.parts import CHUNK
from returnctl.files.new_workbook import storable

# What stands in a tag behind its name, with quotes that may hold anything.
ATTRIBUTES: Final = r"""(?:[^<>"']|"[^"]*"|'[^']*')*?"""
_NAMED: Final = re.compile(r"""\s([\w.:-]+)\s*=\s*("[^"]*"|'[^']*')""")
_OTHER_CODES: Final = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-8|us-ascii)""", re.IGNORECASE)
# What reading a workbook's parts can raise once the gate has let it pass: the file or the disk went wrong.
CUT_OFF: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError)


class UneditableError(Exception):
    """A part is written in a way in which it cannot be changed safely; the text is for the merchant."""


def texts_of(stream: IO[bytes]) -> Iterator[str]:
    """The XML of a part in pieces. Raises UneditableError for another encoding than the one that Excel writes."""
    first = stream.read(CHUNK)
    if first[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in first[:64] or _OTHER_CODES.match(first[:200]):
        raise UneditableError("a part in another encoding than Excel writes")
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        yield decode(first)
        while chunk := stream.read(CHUNK):
            yield decode(chunk)
        yield decode(b"", True)
    except UnicodeDecodeError:
        raise UneditableError("a part in another encoding than Excel writes") from None


def escaped(text: str) -> str:
    """Text for between tags or between quotes; control characters in the workbook's own escapes."""
    text = storable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\r", "&#13;")


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, by their names as they are written."""
    return {name: unescape(value[1:-1]) for name, value in _NAMED.findall(tag)}


def with_attributes(tag: str, changed: Mapping[str, str | None]) -> str:
    """The inside of a tag with these attributes set; None takes one away."""
    for name, value in changed.items():
        written = "" if value is None else f' {name}="{escaped(value)}"'
        found = re.search(rf"""\s{re.escape(name)}\s*=\s*(?:"[^"]*"|'[^']*')""", tag)
        start, end = found.span() if found else (len(tag.rstrip()),) * 2
        tag = tag[:start] + written + tag[end:]
    return tag


def element(name: str) -> re.Pattern[str]:
    """The pattern of an element that holds no other of its name: `p` its prefix, `a` attributes, `inner`."""
    return re.compile(
        rf"<(?P<p>(?:[\w.-]+:)?){name}(?=[\s/>])(?P<a>{ATTRIBUTES})(?:/>|>(?P<inner>.*?)</(?P=p){name}\s*>)", re.DOTALL
    )


def prefix_of(text: str) -> str:
    """The prefix of the root's name, with its colon."""
    root = re.search(r"<([\w.-]+:)?[A-Za-z]", text)
    return (root[1] or "") if root else ""


def with_last(text: str, name: str, new: str) -> str:
    """The text with something put before the end of the last element of this name."""
    p = prefix_of(text)
    end = text.rfind(f"</{p}{name}")
    if end >= 0:
        return text[:end] + new + text[end:]
    empty = re.search(rf"<{p}{name}(?=[\s/>]){ATTRIBUTES}/>", text)
    if empty is None:
        raise UneditableError("a part that is not built as Excel builds it")
    return f"{text[: empty.end() - 2]}>{new}</{p}{name}>{text[empty.end() :]}"
