"""A copy of a workbook in which some parts are changed or added; all others are the same bytes."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, Final, TypeAlias

from returnctl.files.copies.xml_text import (
    UneditableError,
    attributes,
    element,
    escaped,
    prefix_of,
    texts_of,
    with_last,
)
from returnctl.files.gate.parts import CHUNK, parts_of
from returnctl.files.new_workbook import entry, timeless

# A part as it is to be written: its text, or what gives it piece by piece.
Text: TypeAlias = str | Callable[[], Iterator[str]]

TYPES: Final = "[Content_Types].xml"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument."
_DRAWINGS_KNOWN: Final = re.compile(r"""Extension\s*=\s*["']vml["']""", re.IGNORECASE)
_RELATION: Final = element("Relationship")
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


class Package:
    """The parts of a workbook while a copy is prepared."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._infos = parts_of(archive)
        self._changed: dict[str, Text] = {}
        found = self._find("", "officeDocument") or (f"{_OFFICE}/officeDocument", "xl/workbook.xml")
        self.office, self.main = found[0].rpartition("/")[0], found[1]
        self.space = f"{_STRICT}spreadsheetml/main" if self.office.startswith(_STRICT) else MAIN
        if any(name.lower().startswith("_xmlsignatures/") for name in self.names()):
            raise UneditableError("a digital signature, which no copy can have")
        if any("/macrosheets/" in name.lower() for name in self.names()):
            raise UneditableError("a macro sheet of Excel 4")

    def names(self) -> list[str]:
        """The parts of the copy so far."""
        return [*dict.fromkeys((*self._infos, *self._changed))]

    def text(self, part: str) -> str:
        """A part as it is to be written."""
        changed = self._changed.get(part)
        return changed if isinstance(changed, str) else "".join(changed() if changed else self.pieces(part))

    def pieces(self, part: str) -> Iterator[str]:
        """The text of a part as it stands in the original."""
        if part not in self._infos:
            raise UneditableError(f"the part {part}, which is missing")
        with self._open(part) as stream:
            yield from texts_of(stream)

    def _open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._infos[part])

    def put(self, part: str, text: Text) -> None:
        """Change or add a part."""
        self._changed[part] = text

    def relations(self, part: str) -> Iterator[tuple[str, str]]:
        """What a part refers to inside the file: as what, and the part; the root of all is the part with no name."""
        listed, folder = _list_of(part), posixpath.dirname(part)
        for match in _RELATION.finditer(self.text(listed) if listed in self.names() else ""):
            given = attributes(match["a"])
            target = given.get("Target", "")
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if given.get("TargetMode") != "External":
                yield given.get("Type", ""), target

    def _find(self, part: str, kind: str) -> tuple[str, str] | None:
        return next((found for found in self.relations(part) if found[0].endswith(f"/{kind}")), None)

    def related(self, part: str, kind: str) -> str | None:
        """The first part of this kind that a part refers to."""
        found = self._find(part, kind)
        return found and found[1]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation and return its name."""
        listed = _list_of(part)
        text = self.text(listed) if listed in self.names() else _EMPTY
        taken = {attributes(match["a"]).get("Id", "").lower() for match in _RELATION.finditer(text)}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"rId{number}").lower() not in taken)
        new = f'<{prefix_of(text)}Relationship Id="{name}" Type="{self.office}/{kind}" Target="/{escaped(target)}"/>'
        self.put(listed, with_last(text, "Relationships", new))
        return name

    def forget_relations(self, part: str) -> None:
        """Let a part refer to nothing any more."""
        if (listed := _list_of(part)) in self.names():
            self.put(listed, _EMPTY)

    def add(self, name: str, kind: str, beside: str) -> tuple[str, str]:
        """Add a part to which another refers: the first number for `{}` that is free; the part and the relation."""
        taken = {part.lower() for part in self.names()}
        part = next(part for number in range(1, len(taken) + 2) if (part := name.format(number)).lower() not in taken)
        self.put(part, "")
        text = self.text(TYPES)
        new = f'Override PartName="/{escaped(part)}" ContentType="{_CONTENT}spreadsheetml.{kind}+xml"'
        if kind == "vmlDrawing":
            new = "" if _DRAWINGS_KNOWN.search(text) else f'Default Extension="vml" ContentType="{_CONTENT}{kind}"'
        self.put(TYPES, with_last(text, "Types", f"<{prefix_of(text)}{new}/>" if new else ""))
        return part, self.relate(beside, kind, part)

    def write(self, stream: BinaryIO, last: Callable[[], None]) -> None:
        """Write the copy: streamed parts before those that are text, which `last` may still change or make anew."""
        with timeless(stream) as archive:
            early = [name for name in self.names() if not isinstance(self._changed.get(name), str)]
            self._write(archive, early)
            last()
            self._write(archive, [name for name in self.names() if name not in {*early}])

    def _write(self, archive: zipfile.ZipFile, names: list[str]) -> None:
        for name in names:
            size = self._infos[name].file_size if name in self._infos else 0
            with archive.open(entry(name, size), "w") as part:
                for content in self._contents(name):
                    part.write(content)

    def _contents(self, name: str) -> Iterator[bytes]:
        text = self._changed.get(name)
        if text is not None:
            yield from (piece.encode() for piece in ((text,) if isinstance(text, str) else text()))
        else:
            with self._open(name) as source:
                yield from iter(lambda: source.read(CHUNK), b"")


def _list_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
