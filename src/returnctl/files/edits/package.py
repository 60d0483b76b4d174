"""A copy of a workbook in which some parts are changed or added; all others are the same bytes."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO, BinaryIO, Final, NamedTuple, TypeAlias

from returnctl.files.edits.xml_text import (
    ATTRIBUTES,
    UneditableError,
    attributes,
    decoded,
    escaped,
    prefix_of,
    with_last,
)
from returnctl.files.gate.parts import CHUNK, parts_of
from returnctl.files.new_workbook import entry, timeless

Parts: TypeAlias = "zipfile.ZipFile | dict[str, str]"
Edited: TypeAlias = Callable[[], Iterator[str]]

TYPES: Final = "[Content_Types].xml"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATION: Final = re.compile(
    rf"<(?:[\w.-]+:)?Relationship(?=[\s/>]){ATTRIBUTES}(?:/>|>\s*</(?:[\w.-]+:)?Relationship\s*>)", re.DOTALL
)
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


class Relation(NamedTuple):
    """What a part refers to inside the file: by which name, as what, and the part."""

    name: str
    kind: str
    target: str
    tag: str


class Package:
    """The parts of a workbook while a copy is prepared."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._infos = parts_of(parts) if isinstance(parts, zipfile.ZipFile) else {}
        self._changed: dict[str, str] = {}
        self._removed: set[str] = set()
        self._edited: dict[str, Edited] = {}
        self.last: Callable[[], None] = lambda: None
        main = next((found for found in self.relations("") if found.kind == "officeDocument"), None)
        self.main = main.target if main else "xl/workbook.xml"
        written = attributes(main.tag).get("Type", "") if main else ""
        self.office = written.rpartition("/")[0] or OFFICE
        self.space = _STRICT if self.office.startswith("http://purl.oclc.org/") else MAIN

    def names(self) -> list[str]:
        """The parts of the copy so far."""
        known = self._infos if isinstance(self._parts, zipfile.ZipFile) else self._parts
        return [name for name in dict.fromkeys((*known, *self._changed, *self._edited)) if name not in self._removed]

    def text(self, part: str) -> str:
        """A part as it is to be written."""
        if part in self._changed:
            return self._changed[part]
        if isinstance(self._parts, dict):
            return self._parts[part]
        if part not in self._infos:
            raise UneditableError(f"the part {part}, which is missing")
        return decoded(self._parts.read(self._infos[part]))

    def open(self, part: str) -> IO[bytes]:
        """The part as it stands in the original, to be streamed."""
        if isinstance(self._parts, dict):
            raise UneditableError("a part that has no original")
        return self._parts.open(self._infos[part])

    def put(self, part: str, text: str) -> None:
        """Change or add a part."""
        self._removed.discard(part)
        self._edited.pop(part, None)
        self._changed[part] = text

    def stream(self, part: str, edited: Edited) -> None:
        """Change a part while it is written."""
        self._changed.pop(part, None)
        self._edited[part] = edited

    def remove(self, part: str) -> None:
        """Leave out a part and what it says it refers to."""
        for name in (part, _listed(part)):
            self._removed.add(name)
            self._changed.pop(name, None)
            self._edited.pop(name, None)
        with suppress(KeyError):
            types = self.text(TYPES)
            self.put(
                TYPES,
                re.sub(rf"""<(?:[\w.-]+:)?Override(?=\s)[^>]*PartName=["']/{re.escape(part)}["'][^>]*/>""", "", types),
            )

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to inside the file; the root of all is the part with no name."""
        listed, folder = _listed(part), posixpath.dirname(part)
        if listed not in self.names():
            return []
        found = []
        for match in _RELATION.finditer(self.text(listed)):
            given = attributes(match[0])
            target = given.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if given.get("TargetMode") != "External":
                found.append(Relation(given.get("Id", ""), given.get("Type", "").rpartition("/")[2], target, match[0]))
        return found

    def related(self, part: str, kind: str) -> str | None:
        """The first part of this kind that a part refers to."""
        return next((found.target for found in self.relations(part) if found.kind == kind), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another; the name of the reference."""
        listed = _listed(part)
        text = self.text(listed) if listed in self.names() else _EMPTY
        taken = {attributes(match[0]).get("Id", "").lower() for match in _RELATION.finditer(text)}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"rId{number}").lower() not in taken)
        new = f'<{prefix_of(text)}Relationship Id="{name}" Type="{self.office}/{kind}" Target="/{escaped(target)}"/>'
        self.put(listed, with_last(text, "Relationships", new))
        return name

    def unrelate(self, part: str, relation: Relation) -> None:
        """Take a reference away."""
        listed = _listed(part)
        self.put(listed, self.text(listed).replace(relation.tag, "", 1))

    def declare(self, part: str, kind: str) -> None:
        """Say of what content type a part is."""
        text = self.text(TYPES)
        if f'"/{part.lower()}"' not in text.lower():
            new = f'<{prefix_of(text)}Override PartName="/{escaped(part)}" ContentType="{kind}"/>'
            self.put(TYPES, with_last(text, "Types", new))

    def declare_ending(self, ending: str, kind: str) -> None:
        """Say of what content type the parts with an ending are."""
        text = self.text(TYPES)
        if not re.search(rf"""Extension\s*=\s*["']{ending}["']""", text, re.IGNORECASE):
            end = re.search(rf"<(?:[\w.-]+:)?Types(?=[\s/>]){ATTRIBUTES}>", text)
            new = f'<{prefix_of(text)}Default Extension="{ending}" ContentType="{kind}"/>'
            if end is None or end[0].endswith("/>"):
                self.put(TYPES, with_last(text, "Types", new))
            else:
                self.put(TYPES, text[: end.end()] + new + text[end.end() :])

    def free(self, name: str) -> str:
        """A name for a new part: the first number for `{}` that is free."""
        taken = {part.lower() for part in (*self.names(), *self._removed)}
        return next(part for number in range(1, len(taken) + 2) if (part := name.format(number)).lower() not in taken)

    def write(self, stream: BinaryIO) -> None:
        """Write the copy: parts that are streamed first, as they may still change the others; then `last` is called."""
        with timeless(stream) as archive:
            early = [name for name in self.names() if name not in self._changed]
            self._write(archive, early)
            self.last()
            known = frozenset(early)
            self._write(archive, [name for name in self.names() if name not in known])

    def _write(self, archive: zipfile.ZipFile, names: list[str]) -> None:
        for name in names:
            with archive.open(entry(name, self._size(name)), "w") as part:
                for content in self._contents(name):
                    part.write(content)

    def _size(self, name: str) -> int:
        return self._infos[name].file_size if name in self._infos else 0

    def _contents(self, name: str) -> Iterator[bytes]:
        if name in self._edited:
            for text in self._edited[name]():
                yield text.encode()
        elif name in self._changed or isinstance(self._parts, dict):
            yield self.text(name).encode()
        else:
            with self._parts.open(self._infos[name]) as source:
                while chunk := source.read(CHUNK):
                    yield chunk


def _listed(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
