"""Comments in the cells of a sheet: ours are put in and taken out, the merchant's own stay as they are."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

from returnctl.files.copies.xml_text import UneditableError, attributes, element, escaped, prefix_of, with_last
from returnctl.files.gate.parts import column_number
from returnctl.values.location import column_letters

AUTHOR: Final = "returnctl"
# Where ours begins, alone or behind what the merchant wrote: not every program keeps the author.
MARK: Final = "――― returnctl ―――"
COMMENTS: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{space}"><authors></authors><commentList></commentList></comments>'
)
_NAMES: Final = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DECLARED: Final = re.compile(r"""\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']""")
_PREFIX: Final = re.compile(r"(?<=[</\s])([vox]):")
_KIND: Final = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
DRAWING: Final = (
    f'<xml xmlns:v="{_NAMES["v"]}" xmlns:o="{_NAMES["o"]}" xmlns:x="{_NAMES["x"]}"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
# A box with its contents: not one that ends in its own tag, and never over the beginning of another.
_SHAPE: Final = re.compile(
    r"""<([\w.-]+:)shape\s(?:[^<>"']|"[^"]*"|'[^']*')*+(?<!/)>(?:[^<]|<(?!\1shape\s))*?</\1shape>""", re.DOTALL
)
_PLACE: Final = re.compile(r"<[\w.-]+:(Row|Column)>\s*(\d+)\s*</")
_NUMBERED: Final = re.compile(r'\bid="_x0000_s(\d{1,9})"')
_COMMENT: Final = element("comment")
_DASHES: Final = re.compile(f"&#(?:{ord(MARK[0])}|[xX]0*{ord(MARK[0]):x});")
_LINE: Final = 44  # characters on a line of a comment

Cell = tuple[int, int]


def commented(comments: str, drawing: str, notes: Mapping[Cell, str]) -> tuple[str, str]:
    """The two parts of a sheet's comments with these texts in their cells; what was put in before is taken out."""
    comments, p = _DASHES.sub(MARK[0], comments), prefix_of(comments)
    authors = [unescape(match["inner"] or "") for match in element("author").finditer(comments)]
    if any(author.startswith("tc=") for author in authors):
        raise UneditableError("conversations in cells, Excel's newer comments")
    if AUTHOR not in authors:
        comments = with_last(comments, "authors", f"<{p}author>{AUTHOR}</{p}author>")
    had: set[Cell] = set()
    kept: set[Cell] = set()

    def again(match: re.Match[str]) -> str:
        cell = _cell(attributes(match["a"]).get("ref", ""))
        joined = _joined(match[0], p, notes.get(cell))
        had.add(cell)
        kept.update({cell} if joined else ())
        return joined

    comments = _COMMENT.sub(again, comments)
    new = {cell: notes[cell] for cell in sorted(notes) if cell not in kept}
    author = [*authors, AUTHOR].index(AUTHOR)
    made = "".join(
        f'<{p}comment ref="{column_letters(cell[1])}{cell[0]}" authorId="{author}">'
        f"<{p}text>{_run(p, note)}</{p}text></{p}comment>"
        for cell, note in new.items()
    )
    gone = had - kept
    drawing = _SHAPE.sub(lambda match: "" if _place(match[0]) in gone else match[0], drawing)
    return with_last(comments, "commentList", made), _with_shapes(drawing, new)


def holds_ours(comments: str) -> bool:
    """Whether any of the comments has a part of ours; the help of a template has none, though we wrote it."""
    return MARK in _DASHES.sub(MARK[0], comments)


def size_of(note: str) -> tuple[int, int]:
    """How wide and how high the box of a comment is, in points."""
    lines = min(sum(1 + len(line) // _LINE for line in note.split("\n")), 40) + 2
    return 200, lines * 12


def _cell(ref: str) -> Cell:
    letters = ref.rstrip("0123456789")
    return int(ref[len(letters) :] or 0), column_number(letters)


def _place(shape: str) -> Cell | None:
    if 'ObjectType="Note"' not in shape:
        return None
    found = {name: int(number) + 1 for name, number in _PLACE.findall(shape)}
    return (found["Row"], found["Column"]) if len(found) == 2 else None


def _run(p: str, note: str, before: str = "") -> str:
    font = f'<{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Tahoma"/><{p}family val="2"/></{p}rPr>'
    return f'<{p}r>{font}<{p}t xml:space="preserve">{before}{MARK}\n{escaped(note)}</{p}t></{p}r>'


def _joined(written: str, p: str, note: str | None) -> str:
    """A comment without what we put into it before and with what we say now; empty where that leaves nothing."""
    holder = element("text").search(written)
    inner = (holder["inner"] or "") if holder else ""
    if holder is None or (note is None and MARK not in inner):
        return written
    if MARK in inner:
        inner = _without_ours(inner, p)
        if not inner:
            return ""
    if note is not None:
        if inner and f"<{p}r>" not in inner:
            inner = f"<{p}r>{inner}</{p}r>"
        inner += _run(p, note, "\n")
    return f"{written[: holder.start()]}<{p}text{holder['a']}>{inner}</{p}text>{written[holder.end() :]}"


def _without_ours(inner: str, p: str) -> str:
    """All up to our mark: the run that holds it is cut there, and what follows is ours."""
    head = inner[: inner.index(MARK)].rstrip("\r\n")
    run = head.rfind(f"<{p}r>")
    if run < head.rfind(f"</{p}r>"):
        run = -1
    if head.endswith(">"):  # nothing stands before it in its run
        return head[: max(run, 0)]
    return f"{head}</{p}t>" + (f"</{p}r>" if run >= 0 else "")


def _with_shapes(drawing: str, notes: Mapping[Cell, str]) -> str:
    """The drawing with a box for each text, written with the prefixes that the drawing has."""
    prefixes = {name: prefix for prefix, name in _DECLARED.findall(drawing[: drawing.find(">", drawing.find("<xml"))])}
    if notes and not {*_NAMES.values()} <= {*prefixes}:
        raise UneditableError("a drawing of comments that is not built as Excel builds it")
    first = max((int(number) for number in _NUMBERED.findall(drawing)), default=1024) + 1
    shapes = [_shape(cell, note, number) for number, (cell, note) in enumerate(notes.items(), first)]
    if shapes and 'id="_x0000_t202"' not in drawing:
        shapes.insert(0, _KIND)
    end = drawing.rfind("</")
    new = _PREFIX.sub(lambda match: f"{prefixes[_NAMES[match[1]]]}:", "".join(shapes))
    return drawing[:end] + new + drawing[end:]


def _shape(cell: Cell, note: str, number: int) -> str:
    """The box of a comment: hidden until the mouse is on the cell, and as high as its text."""
    row, column = cell[0] - 1, cell[1] - 1
    width, height = size_of(note)
    top = max(row - 1, 0)
    anchor = f"{column + 1}, 15, {top}, 10, {column + 5}, 15, {top + max(height // 15, 3) + 1}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
        f'width:{width}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
