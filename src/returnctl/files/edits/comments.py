"""Comments in the cells of a sheet: ours are put in and taken out, the merchant's own stay as they are."""

import re
from collections.abc import Mapping
from functools import partial
from html import unescape
from typing import Final, NamedTuple

from returnctl.files.edits.xml_text import (
    ATTRIBUTES,
    UneditableError,
    attributes,
    element,
    escaped,
    prefix_of,
    with_last,
)
from returnctl.files.gate.parts import column_number
from returnctl.values.location import column_letters

AUTHOR: Final = "returnctl"
# Where ours begins, alone or behind what the merchant wrote: not every program keeps the author.
MARK: Final = "――― returnctl ―――"
COMMENTS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{space}"><authors></authors><commentList></commentList></comments>'
)
DRAWING: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_NAMES: Final = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_ROOT: Final = re.compile(rf"<(?:[\w.-]+:)?xml(?=[\s>]){ATTRIBUTES}>")
_DECLARED: Final = re.compile(r"""\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']""")
_TAG: Final = re.compile(rf"</?[\w.-]+(?::[\w.-]+)?{ATTRIBUTES}>")
_PREFIX: Final = re.compile(r""""[^"]*"|'[^']*'|(?<=[</\s])([\w.-]+)(?=:[\w.-])""")
# A box with its contents: not one that ends in its own tag, and never over the beginning of another.
_SHAPE: Final = re.compile(
    r"""<v:shape\s(?:[^<>"']|"[^"]*"|'[^']*')*+(?<!/)>(?:[^<]|<(?!v:shape\s))*?</v:shape>""", re.DOTALL
)
_PLACE: Final = re.compile(r"<x:(Row|Column)>\s*(\d+)\s*</x:\1>")
_BLOCKS: Final = re.compile(r'(<[\w.-]+:idmap\b[^>]*?\sdata=")([\d,\s]*)(")')
_NUMBERED: Final = re.compile(r'\bid="_x0000_s(\d{1,9})"')
_COMMENT: Final = element("comment")
_RUN: Final = element("r")
_TEXT: Final = element("t")
_DASHES: Final = re.compile(f"&#(?:{ord(MARK[0])}|[xX]0*{ord(MARK[0]):x});")
_LAST_ENDS: Final = re.compile(r"[\r\n]+(</(?:[\w.-]+:)?t\s*>(?:</(?:[\w.-]+:)?r\s*>)?\s*)\Z")
_SHAPES_IN_BLOCK: Final = 1024
_LINE: Final = 44  # characters on a line of a comment

Cell = tuple[int, int]


class Commented(NamedTuple):
    """The two parts that hold a sheet's comments, and the cells in which ours could not be put.

    Those cells have a conversation: Excel shows it instead of a comment.
    """

    comments: str
    drawing: str
    talking: frozenset[Cell]


def commented(comments: str, drawing: str, notes: Mapping[Cell, str], block: int) -> Commented:
    """Put these texts into the comments of their cells; what was put in before is taken out.

    `block` is the first block of shape numbers that no drawing of the workbook uses.
    """
    drawing = _named_as_excel_does(drawing)
    comments = _DASHES.sub(MARK[0], comments)
    p = prefix_of(comments)
    authors = [unescape(match["inner"] or "") for match in element("author").finditer(comments)]
    if AUTHOR not in authors:
        comments = with_last(comments, "authors", f"<{p}author>{AUTHOR}</{p}author>")
    ours = [*authors, AUTHOR].index(AUTHOR)
    kept: set[Cell] = set()
    talking: set[Cell] = set()

    def again(match: re.Match[str]) -> str:
        given = attributes(match["a"])
        cell, author = _cell(given.get("ref", "")), given.get("authorId", "")
        name = authors[int(author)] if author.isdecimal() and int(author) < len(authors) else ""
        if name.startswith("tc="):
            kept.add(cell)
            talking.update({cell} & notes.keys())
            return match[0]
        joined = _joined(match[0], p, notes.get(cell))
        kept.update({cell} if joined else ())
        return joined

    had = {_cell(attributes(match["a"]).get("ref", "")) for match in _COMMENT.finditer(comments)}
    comments = _COMMENT.sub(again, comments)
    new = [cell for cell in sorted(notes) if cell not in kept]
    made = "".join(_comment(cell, ours, p, notes[cell]) for cell in new)
    gone = had - kept
    drawing = _SHAPE.sub(lambda match: "" if _place(match[0]) in gone else match[0], drawing)
    drawing = _BLOCKS.sub(partial(_blocks_in_use, drawing), drawing, count=1)
    drawing = _with_shapes(drawing, {cell: notes[cell] for cell in new}, block)
    return Commented(with_last(comments, "commentList", made), drawing, frozenset(talking))


def holds_ours(comments: str) -> bool:
    """Whether any of the comments has a part of ours; the help of a template has none, though we wrote it."""
    return MARK in _DASHES.sub(MARK[0], comments)


def _named_as_excel_does(drawing: str) -> str:
    """The drawing with the prefixes of Excel: other programs call them otherwise, and then ours would mean nothing."""
    root = _ROOT.search(drawing)
    if root is None:
        raise UneditableError("a drawing of comments that is not built as Excel builds it")
    known = dict(_DECLARED.findall(root[0]))
    if all(known.get(prefix) == name for prefix, name in _NAMES.items()):
        return drawing
    if any(known.get(prefix, name) != name for prefix, name in _NAMES.items()):
        raise UneditableError("a drawing of comments whose names mean something else")
    usual = {name: prefix for prefix, name in _NAMES.items()}
    renamed = {prefix: usual[name] for prefix, name in known.items() if name in usual}

    def rename(found: re.Match[str]) -> str:
        return renamed.get(found[1], found[0]) if found[1] else found[0]

    bare = _DECLARED.sub(lambda found: "" if found[2] in usual else found[0], root[0])
    declared = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
    start = bare.index("xml") + 3
    drawing = drawing[: root.start()] + bare[:start] + declared + bare[start:] + drawing[root.end() :]
    return _TAG.sub(lambda tag: _PREFIX.sub(rename, tag[0]), drawing)


def first_free_block(drawings: list[str]) -> int:
    """The first block of shape numbers that none of the drawings uses."""
    used = [int(n) for text in drawings for match in _BLOCKS.finditer(text) for n in re.findall(r"\d+", match[2])]
    return max(used, default=0) + 1


def blocks_of(notes: int) -> int:
    """How many blocks of shape numbers so many comments take."""
    return -(-notes // (_SHAPES_IN_BLOCK - 1))


def _cell(ref: str) -> Cell:
    letters = ref.rstrip("0123456789")
    digits = ref[len(letters) :]
    return int(digits or 0), column_number(letters)


def _place(shape: str) -> Cell | None:
    if 'ObjectType="Note"' not in shape:
        return None
    found = {name: int(number) + 1 for name, number in _PLACE.findall(shape)}
    return (found["Row"], found["Column"]) if len(found) == 2 else None


def _run(p: str, text: str) -> str:
    font = f'<{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Tahoma"/><{p}family val="2"/></{p}rPr>'
    return f'<{p}r>{font}<{p}t xml:space="preserve">{escaped(text)}</{p}t></{p}r>'


def _comment(cell: Cell, author: int, p: str, note: str) -> str:
    ref = f"{column_letters(cell[1])}{cell[0]}"
    said = _run(p, f"{MARK}\n{note}")
    return f'<{p}comment ref="{ref}" authorId="{author}"><{p}text>{said}</{p}text></{p}comment>'


def _joined(written: str, p: str, note: str | None) -> str:
    """A comment of the merchant's own, without what we put into it before and with what we say now.

    Empty where he wrote nothing of it.
    """
    holder = element("text").search(written)
    if holder is None:
        return written
    inner = holder["inner"] or ""
    if MARK in inner:
        inner = _LAST_ENDS.sub(r"\1", _without_ours(inner))
        if not any(match["inner"] for match in _TEXT.finditer(inner)):
            return ""
    elif note is None:
        return written
    if note is not None:
        if not _RUN.search(inner):
            inner = f"<{p}r>{inner}</{p}r>" if inner.strip() else ""
        inner += _run(p, f"\n{MARK}\n{note}")
    return f"{written[: holder.start()]}<{p}text{holder['a'].rstrip('/')}>{inner}</{p}text>{written[holder.end() :]}"


def _without_ours(inner: str) -> str:
    """All up to our mark: the run that holds it is cut there, and what follows is ours."""
    for match in _TEXT.finditer(inner):
        text = match["inner"] or ""
        if MARK in text:
            before = text[: text.index(MARK)].rstrip("\r\n")
            p = match["p"]
            cut = f'<{p}t xml:space="preserve">{before}</{p}t>'
            run = next((run for run in _RUN.finditer(inner) if run.start() < match.start() < run.end()), None)
            if run is None:
                return inner[: match.start()] + cut
            return inner[: run.start()] if not before else f"{inner[: match.start()]}{cut}</{run['p']}r>"
    return inner


def _blocks_in_use(drawing: str, match: re.Match[str]) -> str:
    """The blocks of shape numbers without those whose shapes are gone."""
    used = {str(int(number) // _SHAPES_IN_BLOCK) for number in _NUMBERED.findall(drawing)}
    blocks = re.findall(r"\d+", match[2])
    return match[1] + ",".join(block for block in blocks if block in used) + match[3]


def _with_shapes(drawing: str, notes: Mapping[Cell, str], block: int) -> str:
    if not notes:
        return drawing
    numbers = [
        (block + place // (_SHAPES_IN_BLOCK - 1)) * _SHAPES_IN_BLOCK + 1 + place % (_SHAPES_IN_BLOCK - 1)
        for place in range(len(notes))
    ]
    shapes = [_shape(cell, note, number) for (cell, note), number in zip(notes.items(), numbers, strict=True)]
    more = ",".join(str(block + place) for place in range(blocks_of(len(notes))))

    def with_blocks(match: re.Match[str]) -> str:
        return match[1] + (f"{match[2]},{more}" if match[2].strip() else more) + match[3]

    drawing = _BLOCKS.sub(with_blocks, drawing, count=1)
    if "_x0000_t202" not in drawing:
        kind = re.search(r"<v:shapetype.*?</v:shapetype>", DRAWING, re.DOTALL)
        shapes.insert(0, kind[0] if kind else "")
    end = drawing.rfind("</xml")
    return drawing[:end] + "".join(shapes) + drawing[end:]


def _shape(cell: Cell, note: str, number: int) -> str:
    """The box of a comment: hidden until the mouse is on the cell, and as high as its text."""
    row, column = cell[0] - 1, cell[1] - 1
    lines = min(sum(1 + len(line) // _LINE for line in note.split("\n")), 40) + 2
    top = max(row - 1, 0)
    anchor = f"{column + 1}, 15, {top}, 10, {column + 5}, 15, {top + max(lines * 12 // 15, 3) + 1}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
        f'width:200pt;height:{lines * 12}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
